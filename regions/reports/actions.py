"""What changes a report: its chapters, what the editor has judged and seen, approvals, publication and errata."""

import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify

from barnratt.approvals.models import HOLDS, is_own_address
from barnratt.audit.actions import record
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.core.free_names import free_name
from barnratt.core.templatetags.swedish import counted, day
from barnratt.documents.tree import as_data
from barnratt.notifications.actions import notify
from barnratt.notifications.models import Topic
from barnratt.outbox.actions import post
from regions.reports import consistency, content, drafting, links, queries
from regions.reports.figures import resolve
from regions.reports.merging import merge
from regions.reports.models import Chapter, ChapterVersion, Erratum, Publication, Report, ReportApproval
from regions.reports.references import references_of
from regions.surveys import results

State = Report.State
FRONT = ("title", "subtitle", "dnr", "issn", "sender", "ledger", "notes")
LONGEST_REASON, LONGEST_CHAPTER = 300, 100_000
ONE_VERSION = datetime.timedelta(minutes=10)  # what one person saves in a row within this is one version


class Saved(NamedTuple):
    """What came of writing. theirs: what somebody else has written on the same lines; then nothing is saved."""

    chapter: Chapter
    theirs: str | None = None


@transaction.atomic
def create_report(survey_round, *, fields, chapters=(), by):
    """A report of a round. fields: FRONT. chapters: [{"slug", "kind", "title", "text"}] in order."""
    if survey_round.is_test:
        raise RuleBroken("En provomgång får ingen rapport.")
    if Report.objects.filter(year=survey_round.year).exists():
        raise RuleBroken("Det finns redan en rapport för det året.")
    report = Report(year=survey_round.year, round=survey_round, **fields)
    report.full_clean(exclude=["seen", "confirmed"])
    report.save()
    record(AuditEvent.Type.REPORT_CREATED, report, by=by, after={"year": report.year})
    for one in chapters:
        add_chapter(report, by=by, **one)
    return acknowledge(report, by=by)


@transaction.atomic
def edit_front(report, *, fields, by):
    """Change what the report is called and who sends it. fields: some of FRONT."""
    report = _writable(report)
    before = {name: getattr(report, name) for name in fields}
    for name, value in fields.items():
        setattr(report, name, value)
    report.full_clean(exclude=["seen", "confirmed"])
    report.save(update_fields=[*fields])
    record(AuditEvent.Type.REPORT_EDITED, report, by=by, before=before, after=fields)
    return report


@transaction.atomic
def add_chapter(report, *, title, kind=Chapter.Kind.ORDINARY, text="", slug="", by):
    """A chapter last in the report."""
    report = _writable(report)
    slug = slug or free_name(slugify(title)[:50] or "kapitel", set(report.chapters.values_list("slug", flat=True)))
    made = Chapter(
        report=report, slug=slug, kind=kind, position=_next_position(report), title=title.strip(), text=""
    )  # fmt: skip
    made.full_clean(exclude=["written_by"])
    made.written_by = by
    made.save()
    record(AuditEvent.Type.REPORT_CHAPTER_ADDED, report, by=by, after={"chapter": slug})
    return write_chapter(made, text=text, base="", by=by).chapter


@transaction.atomic
def write_chapter(chapter, *, text, base, title=None, by):
    """
    Save a chapter's text. base: what the person began with.

    When somebody else has written since, the two are merged where they have changed different lines; otherwise Saved
    has what the other wrote and nothing is saved.
    """
    report = _writable(chapter.report)
    chapter = Chapter.objects.select_for_update(of=("self",)).get(pk=chapter.pk)
    chapter.report = report
    text, base = _lines(text), _lines(base)
    if len(text) > LONGEST_CHAPTER:
        longest = counted(LONGEST_CHAPTER, "tecken,tecken")
        raise RuleBroken(f"Kapitlet kan ha högst {longest}. Det du skrev nu är inte sparat.")
    merged = merge(base, text, chapter.text)
    if merged is None:
        return Saved(chapter, chapter.text)
    title = (title or chapter.title).strip()[:200]
    if merged == chapter.text and title == chapter.title and chapter.versions.exists():
        return Saved(chapter)
    chapter.text, chapter.title = merged, title
    _keep(chapter, by)
    _see_new(report, chapter)
    return Saved(chapter)


@transaction.atomic
def move_chapter(chapter, *, up, by):
    """Let a chapter change places with the one before or after."""
    report = _writable(chapter.report)
    others = list(report.chapters.current().in_order())
    at = [one.pk for one in others].index(chapter.pk)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(others):
        raise RuleBroken("Kapitlet kan inte flyttas längre.")
    one, other = others[at], others[to]
    one.position, other.position = other.position, one.position
    Chapter.objects.bulk_update([one, other], ["position"])
    record(AuditEvent.Type.REPORT_CHAPTER_MOVED, report, by=by, after={"chapter": one.slug, "position": one.position})


@transaction.atomic
def remove_chapter(chapter, *, by):
    """Take a chapter out of the report. It is kept with its history and can be brought back."""
    report = _writable(chapter.report)
    chapter = _of_report(report, chapter)
    if chapter.removed_at is not None:
        raise RuleBroken("Kapitlet är redan borttaget.")
    chapter.removed_at = timezone.now()
    chapter.save(update_fields=["removed_at"])
    record(AuditEvent.Type.REPORT_CHAPTER_REMOVED, report, by=by, before={"chapter": chapter.slug})


@transaction.atomic
def bring_back_chapter(chapter, *, by):
    """Put a chapter that was taken out last in the report, as it was."""
    report = _writable(chapter.report)
    chapter = _of_report(report, chapter)
    if chapter.removed_at is None:
        raise RuleBroken("Kapitlet finns redan i rapporten.")
    chapter.removed_at, chapter.position = None, _next_position(report)
    chapter.save(update_fields=["removed_at", "position"])
    _see_new(report, chapter)
    record(AuditEvent.Type.REPORT_CHAPTER_BROUGHT_BACK, report, by=by, after={"chapter": chapter.slug})
    return chapter


@transaction.atomic
def draft_chapters(report, *, by):
    """Begin a report that has no chapters with those that its survey gives, see drafting. Returns them."""
    report = _writable(report)
    if report.chapters.current().exists():
        raise RuleBroken("Rapporten har redan kapitel.")
    return [add_chapter(report, by=by, **one) for one in drafting.chapters_of(report.round.definition)]


@transaction.atomic
def restore_chapter(chapter, revision, *, by):
    """Let a chapter say again what it said at an earlier revision. What it says now stays in the history."""
    found = chapter.versions.filter(revision=revision).first()
    if found is None:
        raise RuleBroken("Den versionen finns inte.")
    return write_chapter(chapter, text=found.text, base=chapter.text, title=found.title, by=by).chapter


@transaction.atomic
def acknowledge(report, *, by):
    """The editor has looked through what has changed: from now on these are the figures that have been seen."""
    report = _locked(report)
    whole = queries.whole_of(report)
    changed = [str(one.reference) for one in whole.changes]
    _see(report, whole.figures)
    record(AuditEvent.Type.REPORT_FIGURES_SEEN, report, by=by, after={"changed": changed})
    return report


@transaction.atomic
def confirm(report, key, reason, *, by):
    """Say why something is right though the consistency list asks."""
    report = _writable(report)
    asked = next((one for one in findings_of(queries.whole_of(report)) if one.finding.key == key), None)
    if asked is None or asked.finding.level != consistency.CONFIRM:
        raise RuleBroken("Det gäller inte längre: texten eller siffran har ändrats.")
    if not reason.strip():
        raise RuleBroken("Skriv varför det stämmer.")
    report.confirmed[key] = {"reason": reason.strip()[:LONGEST_REASON], "message": asked.finding.message}
    report.save(update_fields=["confirmed"])
    record(AuditEvent.Type.REPORT_CONFIRMED, report, by=by, after={"finding": asked.finding.message, "reason": reason})
    return report


def findings_of(whole):
    """The report's consistency list."""
    return consistency.judged(whole, results.findings(whole.report.round))


@transaction.atomic
def mark_ready(report, *, by):
    """The report is written. Those who decide can approve it, and nobody changes it meanwhile."""
    report = _writable(report)
    waits = sum(one.waits for one in findings_of(queries.whole_of(report)))
    if waits:
        raise RuleBroken(f"{counted(waits, 'sak återstår,saker återstår')} i listan över vad som stoppar rapporten.")
    return _move(report, State.READY, by=by)


@transaction.atomic
def reopen(report, *, by):
    """Open for changes what waits for approval, or begin a new version of what is published. Approvals end."""
    report = _locked(report)
    if report.state == State.WRITING:
        raise RuleBroken("Rapporten är redan öppen för ändringar.")
    report.approvals.filter(voided_at=None).update(voided_at=timezone.now())
    return _move(report, State.WRITING, by=by)


@transaction.atomic
def ask_approval(report, email, role, *, by):
    """Send one of those who decide a letter with the link by which the report is approved."""
    report = _locked(report)
    if report.state != State.READY:
        raise RuleBroken("Rapporten ska vara klar innan den godkänns.")
    if is_own_address(by, email):
        raise RuleBroken("Det är din egen adress. Den som skriver rapporten kan inte godkänna den.")
    email, now = email.strip().lower(), timezone.now()
    report.approvals.waiting().filter(email=email).update(voided_at=now)
    asked = ReportApproval.objects.create(
        report=report, email=email, role=role.strip(), asked_by=by, expires_at=now + HOLDS,
        content_hash=queries.whole_of(report).content_hash,
    )  # fmt: skip
    context = {"approval": asked, "report": report, "asker": by, "address": links.LINKS.address_of(asked)}
    post("report_approval", to=asked.email, context=context)
    record(AuditEvent.Type.REPORT_APPROVAL_ASKED, report, by=by, after={"role": asked.role})
    return asked


@transaction.atomic
def void_approval(asked, *, by):
    """Do not ask somebody any longer."""
    report = _locked(asked.report)
    report.approvals.filter(pk=asked.pk, voided_at=None).update(voided_at=timezone.now())
    record(AuditEvent.Type.REPORT_APPROVAL_VOIDED, report, by=by, after={"role": asked.role})


@transaction.atomic
def forget_approvers():
    """Take away the addresses that have been kept as long as they may be. Returns how many.

    What is left is the role, and that the report was approved through a link.
    """
    forgotten = list(ReportApproval.objects.kept_long_enough().select_for_update(of=("self",)).order_by("pk"))
    for asked in forgotten:
        asked.email = ""
        asked.save(update_fields=["email"])
        record(AuditEvent.Type.REPORT_APPROVER_FORGOTTEN, asked, by=None, after={"role": asked.role})
    return len(forgotten)


@transaction.atomic
def approve_by_link(asked):
    """The one who has the link approves what the report says now, if that is what they were asked about.

    Whoever asked is told.
    """
    report = _locked(asked.report)
    asked = ReportApproval.objects.open().select_for_update(of=("self",)).filter(pk=asked.pk).first()
    if asked is None or report.state != State.READY:
        raise RuleBroken("Länken gäller inte längre. Rapporten kan ha öppnats för ändringar, eller så är den godkänd.")
    if asked.content_hash != queries.whole_of(report).content_hash:
        raise RuleBroken("Texten eller en siffra har ändrats sedan brevet skickades. Du får en ny länk.")
    asked.approved_at = timezone.now()
    asked.save(update_fields=["approved_at"])
    record(AuditEvent.Type.REPORT_APPROVED, report, by=None, after={"role": asked.role})
    if asked.asked_by:
        left = report.approvals.waiting().count()
        text = f"{asked.role} har godkänt {report}. Nu kan du publicera den."
        if left:
            more = counted(left, "godkännande till,godkännanden till")
            text = f"{asked.role} har godkänt {report}. Du väntar på {more}."
        notify([asked.asked_by], Topic.SURVEY, text=text, path=report.desk_url, by=None)
    return report


@transaction.atomic
def publish(report, *, by):
    """Freeze what the report says: text, figures with their base and source, tables and who approved."""
    report = _locked(report)
    if report.state != State.READY:
        raise RuleBroken("Rapporten ska vara klar och godkänd innan den publiceras.")
    if report.constructed and not settings.DEMO:
        raise RuleBroken("Svaren är konstruerade. De kan aldrig publiceras.")
    whole = queries.whole_of(report)
    if any(one.waits for one in findings_of(whole)):
        raise RuleBroken("Det finns något som stoppar rapporten. Öppna den för ändringar och gå igenom listan.")
    approvals = list(report.approvals.filter(voided_at=None).order_by("asked_at", "pk"))
    if not approvals or any(one.approved_at is None for one in approvals):
        raise RuleBroken("Alla som har fått frågan ska ha godkänt rapporten.")
    if any(one.content_hash != whole.content_hash for one in approvals):
        raise RuleBroken("Texten eller en siffra har ändrats sedan den godkändes. Be om nya godkännanden.")
    number = report.publications.count() + 1
    told = [{"role": one.role, "at": one.approved_at.isoformat()} for one in approvals]
    names = [f"{one.role}, {day(one.approved_at)}" for one in approvals]
    chapters = [(one.row, one.figures) for one in whole.chapters]
    date = timezone.localdate()
    document = content.document_of(report, chapters, number=number, date=date, approvals=names)
    made = Publication.objects.create(
        report=report, number=number, title=report.title, dnr=report.dnr, issn=report.issn, date=date,
        constructed=report.constructed, document=as_data(document), figures=_frozen(whole),
        tables=content.tables_of(chapters), approvals=told, by=by,
        chapters=[{name: getattr(row, name) for name in ("slug", "kind", "title", "text")} for row, _ in chapters],
    )  # fmt: skip
    _see(report, whole.figures)
    _move(report, State.PUBLISHED, by=by)
    record(AuditEvent.Type.REPORT_PUBLISHED, report, by=by, after={"version": number, "dnr": made.dnr})
    return made


@transaction.atomic
def add_erratum(publication, *, place, said, correct, by):
    """Tell openly of a mistake in what is published. The published text stays as it was."""
    made = Erratum(publication=publication, place=place, said=said, correct=correct, by=by)
    made.full_clean(exclude=["by"])
    made.save()
    record(
        AuditEvent.Type.REPORT_ERRATUM,
        publication.report,
        by=by,
        after={"place": place, "said": said, "correct": correct},
    )
    return made


def _frozen(whole):
    places = whole.places
    return [
        {
            "reference": str(reference),
            **queries.kept(figure),
            "source": figure.source,
            "places": [[chapter.slug, line] for chapter, line in places[reference]],
        }
        for reference, figure in whole.figures.items()
    ]


def _keep(chapter, by):
    """Save a chapter with its version: a new one, or the one that the same person began some minutes ago."""
    now = timezone.now()
    latest = chapter.versions.order_by("-revision").first()
    chapter.revision, chapter.written_at, chapter.written_by = chapter.revision + bool(latest), now, by
    chapter.save(update_fields=["text", "title", "revision", "written_at", "written_by"])
    goes_on = latest is not None and latest.by == by and now - latest.began_at < ONE_VERSION and latest.revision > 1
    if goes_on:
        latest.revision, latest.title, latest.text, latest.at = chapter.revision, chapter.title, chapter.text, now
        latest.save(update_fields=["revision", "title", "text", "at"])
        return
    ChapterVersion.objects.create(
        chapter=chapter, revision=chapter.revision, title=chapter.title, text=chapter.text, began_at=now, at=now,
        by=by, by_name=str(by) if by else "",
    )  # fmt: skip
    after = {"chapter": chapter.slug, "revision": chapter.revision}
    record(AuditEvent.Type.REPORT_CHAPTER_WRITTEN, chapter.report, by=by, after=after)


def _see_new(report, chapter):
    """What is put into the text is looked at when it is put there; what stood there before is not."""
    new = [one for one in references_of(chapter.text) if str(one) not in report.seen]
    if new:
        facts = queries.facts_of(report)
        report.seen |= {str(one): queries.kept(resolve(one, facts)) for one in new}
        report.save(update_fields=["seen"])


def _see(report, figures):
    report.seen = {str(reference): queries.kept(figure) for reference, figure in figures.items()}
    report.seen_at = timezone.now()
    report.save(update_fields=["seen", "seen_at"])


def _move(report, state, *, by):
    before, report.state = report.state, state
    report.save(update_fields=["state"])
    record(AuditEvent.Type.REPORT_MOVED, report, by=by, before={"state": before}, after={"state": state})
    return report


def _of_report(report, chapter):
    """The chapter under a lock. The report's lock is taken first, so there is nobody to wait for in a circle."""
    found = Chapter.objects.select_for_update(of=("self",)).get(pk=chapter.pk)
    found.report = report
    return found


def _next_position(report):
    return (report.chapters.aggregate(last=Max("position"))["last"] or 0) + 1


def _lines(text):
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def _writable(report):
    report = _locked(report)
    if report.state != State.WRITING:
        raise RuleBroken(f"Rapporten är {report.get_state_display()}. Det du gjorde nu är inte sparat.")
    return report


def _locked(report):
    found = Report.objects.select_for_update(of=("self",))
    return found.select_related("round__version", "round__previous__version").get(pk=report.pk)
