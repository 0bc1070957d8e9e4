"""Where the report is written: chapters, figures, the consistency list, changes, approvals and publication."""

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from barnratt.core.access import require
from barnratt.core.errors import RuleBroken
from barnratt.documents.files import FORMS, as_download
from regions.reports import actions, consistency, content, links, queries
from regions.reports.figures import resolve
from regions.reports.forms import AskApprovalForm, ChapterForm, ErratumForm, FrontForm, LedgerForm
from regions.reports.models import Publication, Report, ReportApproval, edits_reports
from regions.reports.permissions import can_write
from regions.reports.picking import OWN, offered, own_numbers
from regions.surveys.models import Round

FORM = ["GET", "HEAD", "POST"]
State = Report.State


def _report(request, year):
    seen = Report.objects.visible_to(request.user).select_related("round__version", "round__previous__version")
    return get_object_or_404(seen, year=year)


def _chapter(request, year, slug):
    report = _report(request, year)
    found = get_object_or_404(report.chapters.current(), slug=slug)
    found.report = report
    return found


def _try(request, act, told):
    """Do it and tell, or tell why not."""
    try:
        act()
    except RuleBroken as error:
        messages.error(request, str(error))
        return False
    if told:
        messages.success(request, told)
    return True


@require_POST
def create(request, slug):
    """Begin the report of a round."""
    if not edits_reports(request.user):
        raise Http404
    found = get_object_or_404(Round.objects.visible_to(request.user), slug=slug)
    fields = {"title": f"Barnrättsrapporten {found.year}"}
    try:
        made = actions.create_report(found, fields=fields, by=request.user)
    except RuleBroken as error:
        messages.error(request, str(error))
        return redirect("reports:list")
    return redirect(made.desk_url)


@require_safe
def desk(request, year):
    """The report's chapters, and what is left before it can be published."""
    report = _report(request, year)
    whole = queries.whole_of(report)
    findings = actions.findings_of(whole)
    context = {
        "report": report,
        "chapters": whole.chapters,
        "removed": report.chapters.exclude(removed_at=None).order_by("-removed_at", "pk"),
        "waits": sum(one.waits for one in findings),
        "changes": len(whole.changes),
        "approvals": report.approvals.filter(voided_at=None).order_by("asked_at", "pk"),
        "content_hash": whole.content_hash,
        "publications": report.publications.order_by("-number").defer("document", "figures", "tables", "chapters"),
        "can_write": can_write(report),
    }
    return render(request, "reports/desk.html", context)


@require_safe
def draft_file(request, year, form):
    """What is written so far as PDF or Word, marked as a draft by having no version."""
    report = _report(request, year)
    if form not in FORMS:
        raise Http404
    document = content.document_of(report, [(one.row, one.figures) for one in queries.whole_of(report).chapters])
    return as_download(document, form, name=f"utkast {report.title}")


@require_http_methods(FORM)
def front(request, year):
    """Title, sender and numbers."""
    report = _report(request, year)
    initial = {name: getattr(report, name) for name in FrontForm.base_fields}
    form = FrontForm(request.POST or None, initial=initial)
    if request.method == "POST":
        require(can_write(report))
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_front(report, fields=form.cleaned_data, by=request.user)
        except (RuleBroken, ValidationError) as error:
            form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        else:
            messages.success(request, "Uppgifterna är sparade.")
            return redirect(report.desk_url)
    return render(request, "reports/front.html", {"report": report, "form": form, "can_write": can_write(report)})


@require_http_methods(FORM)
def ledger(request, year):
    """The accounts and what else the survey does not hold, and how the text refers to each of them."""
    report = _report(request, year)
    asked = [one for one in report.round.definition.by_key.values() if one.type == "integer" and one.unit == "kr"]
    form = LedgerForm(request.POST or None, before=report.ledger, questions=asked)
    if request.method == "POST":
        require(can_write(report))
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_front(report, fields={"ledger": form.ledger}, by=request.user)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Uppgifterna är sparade. Nu går de att infoga i texten.")
            return redirect("reports:ledger", year)
    context = {
        "report": report,
        "form": form,
        "own": own_numbers(queries.facts_of(report)),
        "can_write": can_write(report),
    }
    return render(request, "reports/ledger.html", context)


@require_http_methods(FORM)
def new_chapter(request, year):
    """A chapter last in the report."""
    report = _report(request, year)
    require(can_write(report))
    form = ChapterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(actions.add_chapter(report, **form.cleaned_data, by=request.user))
        except RuleBroken as error:
            form.add_error(None, str(error))
    return render(request, "reports/new_chapter.html", {"report": report, "form": form})


# A chapter


@require_http_methods(FORM)
def chapter(request, year, slug):
    """A chapter's text with what it says beside it, and the figures that it tells."""
    found = _chapter(request, year, slug)
    posted, theirs, mine = request.POST, None, None
    if request.method == "POST":
        require(can_write(found.report))
        try:
            saved = _save(found, posted, by=request.user)
        except RuleBroken as error:
            messages.error(request, str(error))
            return redirect(found)
        if saved.theirs is None:
            messages.success(request, "Kapitlet är sparat.")
            return redirect(found)
        found, theirs, mine = saved.chapter, saved.theirs, posted.get("text", "")
    whole = queries.whole_of(found.report)
    written = next(one for one in whole.chapters if one.row.pk == found.pk)
    context = _shown(written, whole) | {
        "text": found.text if mine is None else mine,
        "base": json.dumps({"text": found.text, "title": found.title}, ensure_ascii=False),
        "theirs": theirs,
        "can_write": can_write(found.report),
    }
    return render(request, "reports/chapter.html", context)


def _shown(written, whole):
    """What stands beside the text: the chapter as it is read, its figures and what is wrong in it."""
    found = written.row
    found.report = whole.report
    return {
        "report": whole.report,
        "chapter": found,
        "chapters": [one.row for one in whole.chapters],
        "parts": content.parts_of(found.kind, found.text, written.figures, slug=found.slug),
        "figures": [(reference, figure, whole.places[reference]) for reference, figure in written.figures.items()],
        "findings": [
            one for one in actions.findings_of(whole) if one.finding.chapter and one.finding.chapter.pk == found.pk
        ],
    }


def _save(found, posted, *, by):
    """Save what the form or the page's own saving sends. What somebody else wrote meanwhile is chosen about first."""
    try:
        base = json.loads(posted.get("bas", "{}"))
    except ValueError:
        base = {}
    base = base if isinstance(base, dict) else {}
    began, chosen = str(base.get("text", "")), posted.get("val-text")
    text = posted.get("text", began)
    if posted.get("vald") == "text" and chosen not in ("min", "deras", "bada"):
        return actions.Saved(found, found.text)
    if chosen == "deras":
        text = began
    elif chosen == "bada":
        text = f"{began}\n\n{text}"
    return actions.write_chapter(found, text=text, base=began, title=posted.get("title"), by=by)


@require_POST
def autosave(request, year, slug):
    """Save while the person writes on. What is answered is what the page's text now is the next step from."""
    found = _chapter(request, year, slug)
    try:
        require_writable = can_write(found.report)
        if not require_writable:
            raise RuleBroken(require_writable.reason)
        saved = _save(found, request.POST, by=request.user)
    except RuleBroken as error:
        return JsonResponse({"message": str(error)}, status=409)
    names = request.POST.getlist("falt")
    done = saved.theirs is None
    return JsonResponse(
        {
            "time": timezone.localtime(saved.chapter.written_at).strftime("%H:%M"),
            "saved": names if done else [],
            # The page's own text, not what it was merged to: the next save is compared with this one.
            "base": {name: request.POST.get(name, "").replace("\r\n", "\n") for name in names} if done else {},
            "faults": {},
            "theirs": [] if done else ["texten"],
            "hides": [],
            "reshaped": False,
        }
    )


@require_POST
def move(request, year, slug):
    found = _chapter(request, year, slug)
    require(can_write(found.report))
    up = request.POST.get("riktning") == "upp"
    _try(request, lambda: actions.move_chapter(found, up=up, by=request.user), "")
    return redirect(found.report.desk_url)


@require_http_methods(FORM)
def remove(request, year, slug):
    """Ask once, then take the chapter out."""
    found = _chapter(request, year, slug)
    require(can_write(found.report))
    if request.method == "POST":
        told = "Kapitlet är borttaget. Du kan ta tillbaka det längre ner på sidan."
        _try(request, lambda: actions.remove_chapter(found, by=request.user), told)
        return redirect(found.report.desk_url)
    return render(request, "reports/remove.html", {"report": found.report, "chapter": found})


@require_POST
def bring_back(request, year, slug):
    """Put a chapter that was taken out back, last in the report."""
    report = _report(request, year)
    require(can_write(report))
    found = get_object_or_404(report.chapters, slug=slug)
    told = f"”{found}” är tillbaka, sist i rapporten."
    _try(request, lambda: actions.bring_back_chapter(found, by=request.user), told)
    return redirect(report.desk_url)


@require_POST
def draft_chapters(request, year):
    """Begin a report that has no chapters with those that the survey gives."""
    report = _report(request, year)
    require(can_write(report))
    told = "Kapitlen är gjorda av enkäten. Skriv texten runt siffrorna, och ta bort det som inte ska vara med."
    _try(request, lambda: actions.draft_chapters(report, by=request.user), told)
    return redirect(report.desk_url)


@require_http_methods(FORM)
def history(request, year, slug):
    """What the chapter has said, with a button that takes a version back."""
    found = _chapter(request, year, slug)
    if request.method == "POST":
        require(can_write(found.report))
        revision = request.POST.get("andring", "")
        if not revision.isdecimal():
            raise Http404
        _try(
            request,
            lambda: actions.restore_chapter(found, int(revision), by=request.user),
            "Kapitlet säger åter det som stod i den versionen.",
        )
        return redirect(found)
    context = {
        "report": found.report,
        "chapter": found,
        "versions": found.versions.order_by("-revision"),
        "can_write": can_write(found.report),
    }
    return render(request, "reports/history.html", context)


@require_http_methods(FORM)
def picker(request, year, slug):
    """Search among what can be told, and put it last in the chapter. The editor's own page puts it at the cursor."""
    found = _chapter(request, year, slug)
    if request.method == "POST":
        require(can_write(found.report))
        text = f"{found.text.rstrip()}\n\n{request.POST.get('skriv', '')}".strip() + "\n"
        _try(
            request,
            lambda: actions.write_chapter(found, text=text, base=found.text, by=request.user),
            "Det ligger sist i kapitlet.",
        )
        return redirect(found)
    words = request.GET.get("q", "")[:100]
    facts = queries.facts_of(found.report)
    shown, total = offered(facts, words)
    context = {
        "report": found.report,
        "chapter": found,
        "words": words,
        "offered": shown,
        "total": total,
        "own": own_numbers(facts, words),
        "own_title": OWN,
        "can_write": can_write(found.report),
    }
    part = "#offers" if request.headers.get("HX-Request") else ""
    response = render(request, f"reports/picker.html{part}", context)
    response["Vary"] = "HX-Request"
    return response


# The whole report


@require_http_methods(FORM)
def check(request, year):
    """What stops the report, each with its place; and where the editor says why something is right."""
    report = _report(request, year)
    if request.method == "POST":
        require(can_write(report))
        key, reason = request.POST.get("fynd", ""), request.POST.get("reason", "")
        _try(request, lambda: actions.confirm(report, key, reason, by=request.user), "Skälet är sparat.")
        return redirect("reports:check", year)
    findings = actions.findings_of(queries.whole_of(report))
    context = {
        "report": report,
        "waiting": [one for one in findings if one.waits],
        "settled": [one for one in findings if one.finding.level == consistency.CONFIRM and not one.waits],
        "notes": [one for one in findings if one.finding.level == consistency.NOTE],
        "can_write": can_write(report),
    }
    return render(request, "reports/check.html", context)


@require_http_methods(FORM)
def changes(request, year):
    """The figures that are not as they were when the editor last looked, and where they stand."""
    report = _report(request, year)
    if request.method == "POST":
        actions.acknowledge(report, by=request.user)
        messages.success(request, "Ändringarna är genomgångna.")
        return redirect(report.desk_url)
    return render(request, "reports/changes.html", {"report": report, "changes": queries.whole_of(report).changes})


@require_safe
def question(request, year, key):
    """A question of the survey: every county's answer, and where the report tells of it."""
    report = _report(request, year)
    asked = report.round.definition.by_key.get(key)
    if asked is None:
        raise Http404
    whole = queries.whole_of(report)
    context = {
        "report": report,
        "question": asked,
        "rows": queries.answers_behind(report, key),
        "uses": [
            (reference, resolve(reference, whole.facts), places)
            for reference, places in whole.places.items()
            if reference.key == key
        ],
    }
    return render(request, "reports/question.html", context)


MOVES = {
    State.READY: (actions.mark_ready, "Rapporten är klar. Be nu dem som beslutar att godkänna den."),
    State.WRITING: (actions.reopen, "Rapporten är öppen för ändringar."),
    State.PUBLISHED: (actions.publish, "Rapporten är publicerad."),
}


@require_POST
def state(request, year):
    """Mark the report as ready, open it again, or publish it."""
    report = _report(request, year)
    wanted = request.POST.get("lage", "")
    if wanted not in MOVES:
        raise Http404
    act, told = MOVES[wanted]
    if not _try(request, lambda: act(report, by=request.user), told) and wanted == State.READY:
        return redirect("reports:check", year)
    return redirect(report.desk_url)


@require_http_methods(FORM)
def ask_approval(request, year):
    """Send the report by a link to one of those who decide, or do not ask somebody any longer."""
    report = _report(request, year)
    if request.method == "POST" and (pk := request.POST.get("aterta", "")).isdecimal():
        asked = get_object_or_404(report.approvals, pk=pk)
        actions.void_approval(asked, by=request.user)
        messages.success(request, "Godkännandet behövs inte längre.")
        return redirect(report.desk_url)
    form = AskApprovalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_approval(report, **form.cleaned_data, by=request.user)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Brevet är på väg. Du ser här när rapporten är godkänd.")
            return redirect(report.desk_url)
    return render(request, "reports/ask_approval.html", {"report": report, "form": form})


@login_not_required
@require_http_methods(FORM)
def approval(request, token):
    """Where the link leads: the report to read, and one button."""
    asked = links.LINKS.read(token, ReportApproval.objects.select_related("report__round__version"))
    whole = queries.whole_of(asked.report) if asked else None
    if asked is None or asked.report.state != State.READY or whole.content_hash != asked.content_hash:
        return render(request, "reports/approval_gone.html", status=404)
    if request.method == "POST":
        try:
            actions.approve_by_link(asked)
        except RuleBroken:
            return render(request, "reports/approval_gone.html", status=404)
        return render(request, "reports/approval_done.html", {"report": asked.report})
    document = content.document_of(asked.report, [(one.row, one.figures) for one in whole.chapters])
    findings = [one for one in actions.findings_of(whole) if one.reason]
    context = {"report": asked.report, "approval": asked, "document": document, "findings": findings}
    return render(request, "reports/approval.html", context)


@require_http_methods(FORM)
def erratum(request, year):
    """Tell openly of a mistake in the published report."""
    report = _report(request, year)
    latest = Publication.objects.filter(report=report).latest_first().first()
    if latest is None:
        raise Http404
    form = ErratumForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_erratum(latest, **form.cleaned_data, by=request.user)
        messages.success(request, "Rättelsen står nu i rapporten.")
        return redirect("reports:report", year)
    return render(request, "reports/erratum.html", {"report": report, "publication": latest, "form": form})
