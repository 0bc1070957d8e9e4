import datetime

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from barnratt.accounts.models import User
from barnratt.audit.actions import record
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.notifications.actions import notify
from barnratt.notifications.models import Topic
from initiatives.matchmaking import queries
from initiatives.matchmaking.models import (
    Adoption,
    Contact,
    Inspiration,
    Message,
    Notice,
    ReplicationNote,
    Report,
)
from initiatives.models import Initiative
from initiatives.permissions import owners_of

DAY = datetime.timedelta(days=1)
CONTACTS_A_DAY = 10
MESSAGES_A_DAY = 100
REPORTS_A_DAY = 20
# Of readers without account, all together: nothing is kept of who they are.
ANONYMOUS_REPORTS_A_DAY = 100
# So long after a no, or after a contact has ended, before the same person may ask about the same thing.
ASK_AGAIN_AFTER = datetime.timedelta(days=30)
# A conversation in which nobody has written for so long is closed; what is closed is forgotten after as long.
KEPT = datetime.timedelta(days=365)


# Doing the same


@transaction.atomic
def adopt(initiative, organisation, *, state, note="", since=None, by):
    """Say how an organisation does with what an entry tells of. Said again, it is changed.

    Raises RuleBroken for the organisation's own entry, and for one that is not published.
    """
    # One at a time for each entry, so that two clicks do not make two.
    initiative = Initiative.objects.select_for_update(of=("self",), no_key=True).get(pk=initiative.pk)
    _check_readable(initiative)
    if initiative.organisation_id == organisation.pk:
        raise RuleBroken("Det är er egen organisation som ansvarar för initiativet.")
    adoption = Adoption.objects.filter(initiative=initiative, organisation=organisation).first()
    before = _said(adoption) if adoption else {}
    if adoption is None:
        adoption = Adoption(initiative=initiative, organisation=organisation)
    if since is None:
        since = adoption.since if adoption.state == state else timezone.localdate()
    adoption.state, adoption.note, adoption.since, adoption.by = state, note, since, by
    after = _said(adoption)
    if after == before:
        return adoption
    adoption.full_clean()
    adoption.save()
    began = before.get("state", Adoption.State.DECLINES) == Adoption.State.DECLINES != state
    record(_adoption_event(before, state), adoption, by=by, before=before, after=after)
    if began:
        text = f"{organisation} {adoption.get_state_display()} samma sak som ”{initiative}”."
        notify(owners_of(initiative), Topic.CONTACT, text=text, path=initiative.get_absolute_url(), by=by)
    return adoption


def _said(adoption):
    return {"state": adoption.state, "note": adoption.note, "since": adoption.since}


def _adoption_event(before, state):
    if state == Adoption.State.DECLINES:
        return AuditEvent.Type.ADOPTION_ENDED
    if before.get("state", Adoption.State.DECLINES) == Adoption.State.DECLINES:
        return AuditEvent.Type.ADOPTION_BEGAN
    return AuditEvent.Type.ADOPTION_CHANGED


@transaction.atomic
def tell_experience(adoption, *, fields, by):
    """Write or change what the organisation wants to tell the next one. With nothing in it, it is taken away."""
    adoption = Adoption.objects.select_for_update().get(pk=adoption.pk)
    if not adoption.has_tried:
        raise RuleBroken("Säg först att ni gör eller har gjort samma sak. Då kan ni berätta hur det gick.")
    note = ReplicationNote.objects.filter(adoption=adoption).first()
    before = {name: getattr(note, name, "") for name in ReplicationNote.STORIES}
    if fields == before:
        return note
    if not any(fields.values()):
        if note.hidden_at:
            # Written anew it would be shown, and what was reported would be gone.
            raise RuleBroken("Texten är dold efter en anmälan. Ändra den och skriv till oss, så prövas det igen.")
        note.delete()
        note = None
    else:
        note = note or ReplicationNote(adoption=adoption)
        note.by = by
        for name, value in fields.items():
            setattr(note, name, value)
        note.full_clean()
        note.save()
    record(AuditEvent.Type.ADOPTION_CHANGED, adoption, by=by, before=before, after=fields)
    return note


@transaction.atomic
def add_inspiration(initiative, source, *, by):
    """Say that an entry was inspired by another.

    Raises RuleBroken for itself, and for one that was itself inspired by this, by whatever way.
    """
    # Rare, and a ring could be closed from two ends at once: so one at a time in the whole portal.
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE matchmaking_inspiration IN SHARE ROW EXCLUSIVE MODE")
    if source.pk == initiative.pk:
        raise RuleBroken("Ett initiativ kan inte vara inspirerat av sig självt.")
    _check_readable(source)
    if Inspiration.objects.filter(initiative=initiative, source=source).exists():
        raise RuleBroken(f"Det står redan att initiativet är inspirerat av ”{source}”.")
    if initiative.pk in queries.inspirations_behind(source):
        raise RuleBroken(f"”{source}” är i sin tur inspirerat av det här initiativet. Det kan inte gälla åt båda håll.")
    inspiration = Inspiration.objects.create(initiative=initiative, source=source, by=by)
    record(AuditEvent.Type.INSPIRATION_CHANGED, initiative, by=by, after={"inspired_by": source.slug})
    if initiative.state == Initiative.State.PUBLISHED:
        text = f"”{initiative}” är inspirerat av ”{source}”."
        notify(owners_of(source), Topic.CONTACT, text=text, path=initiative.get_absolute_url(), by=by)
    return inspiration


@transaction.atomic
def remove_inspiration(initiative, source, *, by):
    """Take back that an entry was inspired by another."""
    gone, _ = Inspiration.objects.filter(initiative=initiative, source=source).delete()
    if not gone:
        raise RuleBroken("Det är redan borttaget.")
    record(AuditEvent.Type.INSPIRATION_CHANGED, initiative, by=by, before={"inspired_by": source.slug})


def _check_readable(initiative):
    if initiative.state not in (Initiative.State.PUBLISHED, Initiative.State.ARCHIVED):
        raise RuleBroken("Initiativet är inte publicerat.")


# Seeking somebody to do it with


@transaction.atomic
def publish_notice(
    organisation, *, title, what, until, counties=(), municipalities=(), articles=(), terms=(), by, constructed=False
):
    """Publish an organisation's notice. Without counties it concerns the whole country.

    constructed: made up for the demonstration, and marked so wherever it shows.
    """
    notice = Notice(organisation=organisation, title=title, what=what, until=until, by=by, constructed=constructed)
    _set_scope(notice, counties, municipalities)
    return _publish(notice, counties, municipalities, articles, terms, by)


@transaction.atomic
def seek_partners(initiative, *, what, until, partners=(), by):
    """Let an entry say that it seeks partners, or change what it says.

    Place, articles and areas are the entry's own. Raises RuleBroken when the entry is not published.
    """
    initiative = Initiative.objects.select_for_update(of=("self",), no_key=True).get(pk=initiative.pk)
    if initiative.state != Initiative.State.PUBLISHED:
        raise RuleBroken("Initiativet är inte publicerat.")
    notice = Notice.objects.filter(initiative=initiative, closed_at=None).first()
    places = list(initiative.counties.all()), list(initiative.municipalities.all())
    articles, areas = list(initiative.articles.all()), list(initiative.terms.filter(vocabulary="omrade"))
    if notice is None:
        notice = Notice(organisation=initiative.organisation, initiative=initiative, what=what, until=until, by=by)
        notice.scope = initiative.scope
        return _publish(notice, *places, articles, [*partners, *areas], by)
    return _change(notice, {"what": what, "until": until}, *places, articles, [*partners, *areas], by)


@transaction.atomic
def edit_notice(notice, *, title, what, until, counties=(), municipalities=(), articles=(), terms=(), by):
    """Change a notice of its own. One that has passed its last date opens again with a later one."""
    notice = Notice.objects.select_for_update().get(pk=notice.pk)
    if notice.closed_at:
        raise RuleBroken("Efterlysningen är avslutad. Skriv en ny.")
    return _change(
        notice, {"title": title, "what": what, "until": until}, counties, municipalities, articles, terms, by
    )


@transaction.atomic
def close_notice(notice, *, by):
    """End a notice before its last date. It stays readable."""
    notice = Notice.objects.select_for_update().get(pk=notice.pk)
    if notice.closed_at:
        raise RuleBroken("Efterlysningen är redan avslutad.")
    notice.closed_at = timezone.now()
    notice.save(update_fields=["closed_at"])
    record(AuditEvent.Type.NOTICE_CLOSED, notice, by=by)


def _set_scope(notice, counties, municipalities):
    notice.scope = Initiative.Scope.NATIONAL
    if municipalities:
        notice.scope = Initiative.Scope.MUNICIPALITY
    elif counties:
        notice.scope = Initiative.Scope.COUNTY


def _publish(notice, counties, municipalities, articles, terms, by):
    _check_until(notice.until)
    notice.full_clean()
    notice.save()
    _set_lists(notice, counties, municipalities, articles, terms)
    record(AuditEvent.Type.NOTICE_PUBLISHED, notice, by=by, after=_told(notice))
    return notice


def _change(notice, fields, counties, municipalities, articles, terms, by):
    before = _told(notice)
    if fields["until"] != notice.until:
        _check_until(fields["until"])
    for name, value in fields.items():
        setattr(notice, name, value)
    if notice.initiative_id:
        notice.scope = notice.initiative.scope
    else:
        _set_scope(notice, counties, municipalities)
    notice.full_clean()
    notice.save()
    _set_lists(notice, counties, municipalities, articles, terms)
    after = _told(notice)
    if before != after:
        record(AuditEvent.Type.NOTICE_CHANGED, notice, by=by, before=before, after=after)
    return notice


def _set_lists(notice, counties, municipalities, articles, terms):
    notice.municipalities.set(municipalities)
    notice.counties.set({*counties, *(municipality.county for municipality in municipalities)})
    notice.articles.set(articles)
    notice.terms.set(terms)


def _told(notice):
    """What a notice says, for the log. Asked of the database, so that it is what stands there."""
    return {
        "title": notice.title,
        "what": notice.what,
        "until": notice.until,
        "counties": sorted(notice.counties.values_list("pk", flat=True)),
        "municipalities": sorted(notice.municipalities.values_list("pk", flat=True)),
        "articles": sorted(notice.articles.values_list("pk", flat=True)),
        "terms": sorted(notice.terms.values_list("key", flat=True)),
    }


def _check_until(until):
    today = timezone.localdate()
    if until < today:
        raise RuleBroken("Välj en sista dag som inte har varit.")
    if until > today + Notice.LONGEST:
        raise RuleBroken("Välj en sista dag inom ett år. Den går att flytta fram senare.")


# Contact. The log holds who and which contact, never a text.


@transaction.atomic
def ask(about, organisation, *, message, by):
    """Ask those who answer for an entry or a notice for contact, on behalf of an organisation. To ask is to say yes.

    Raises RuleBroken when nobody can receive it, when it is asked already, and when too much is asked.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # one question at a time, so that all are counted
    if isinstance(about, Initiative):
        _check_readable(about)
    elif not about.is_open:
        raise RuleBroken("Efterlysningen är avslutad.")
    receiver = queries.receiver_of(about, asker=by)
    if receiver is None:
        raise RuleBroken("Ingen som kan ta emot frågan har konto i portalen ännu.")
    if receiver.organisation == organisation:
        raise RuleBroken("Frågan går till er egen organisation.")
    _check_may_ask(Contact.objects.about(about).filter(asker=by), by)
    contact = Contact(asker=by, from_organisation=organisation, to_organisation=receiver.organisation)
    setattr(contact, "initiative" if isinstance(about, Initiative) else "notice", about)
    contact.full_clean()
    contact.save()
    _write(contact, message, by=by)
    record(AuditEvent.Type.CONTACT_ASKED, contact, by=by, after={"state": contact.state})
    text = f"{organisation} vill ha kontakt med er om ”{about}”."
    notify(receiver.people, Topic.CONTACT, text=text, path=contact.get_absolute_url(), by=by)
    return contact


def _check_may_ask(same, by):
    if same.filter(closed_at=None).exists():
        raise RuleBroken("Du har redan frågat om det här. Se dina kontakter.")
    # A question that was taken back before it was answered may be asked anew.
    answered = same.filter(closed_at__gt=timezone.now() - ASK_AGAIN_AFTER)
    if answered.filter(Q(state=Contact.State.NO) | Q(receiver__isnull=False)).exists():
        raise RuleBroken("En kontakt om samma sak har nyss avslutats. Du kan fråga igen 30 dagar efter det.")
    if by.contacts_asked.filter(asked_at__gt=timezone.now() - DAY).count() >= CONTACTS_A_DAY:
        raise RuleBroken(f"Du har frågat {CONTACTS_A_DAY} gånger på ett dygn, och fler går inte. Försök igen i morgon.")


@transaction.atomic
def answer(contact, *, yes, message="", by):
    """Say yes or no for those who were asked. Yes shows names and addresses to both sides; no ends it.

    When the one who said yes has left, somebody else there may say yes in her place.
    """
    contact = _locked(contact)
    left = contact.state == Contact.State.YES and not queries.receiver_is_there(contact)
    if contact.state != Contact.State.ASKED and not (yes and left):
        raise RuleBroken("Frågan är redan besvarad." if contact.state != Contact.State.CLOSED else IS_OVER)
    if not queries.asker_is_there(contact):
        raise RuleBroken(ASKER_LEFT)
    before = {"state": contact.state}
    if yes:
        contact.state, contact.receiver = Contact.State.YES, by
    else:
        contact.state, contact.closed_at = Contact.State.NO, timezone.now()
    contact.save(update_fields=["state", "receiver", "closed_at"])
    if message:
        _write(contact, message, by=by)
    record(AuditEvent.Type.CONTACT_ANSWERED, contact, by=by, before=before, after={"state": contact.state})
    text = f"{contact.to_organisation} har svarat på din fråga om ”{contact.about}”."
    notify([contact.asker], Topic.CONTACT, text=text, path=contact.get_absolute_url(), by=by)
    return contact


IS_OVER = "Kontakten är avslutad. Inget mer kan skickas."
ASKER_LEFT = "Den som frågade är inte längre kvar i organisationen. Inget mer kan skickas."


@transaction.atomic
def write(contact, *, message, by):
    """Write one more message, once both have said yes."""
    contact = _locked(contact)
    if contact.is_over:
        raise RuleBroken(IS_OVER)
    if contact.state != Contact.State.YES:
        raise RuleBroken("Vänta på svaret innan du skriver mer.")
    if not queries.asker_is_there(contact):
        raise RuleBroken(ASKER_LEFT)
    if by.contact_messages.filter(sent_at__gt=timezone.now() - DAY).count() >= MESSAGES_A_DAY:
        raise RuleBroken("Du har skickat många meddelanden det senaste dygnet. Försök igen i morgon.")
    written = _write(contact, message, by=by)
    record(AuditEvent.Type.CONTACT_MESSAGE_SENT, contact, by=by, after={"message": written.pk})
    _tell_the_other(contact, f"Du har fått ett meddelande om ”{contact.about}”.", by=by)
    return written


@transaction.atomic
def close(contact, *, by):
    """Take one's yes back, on either side. Names and addresses are hidden again and nothing more is sent."""
    contact = _locked(contact)
    if contact.is_over:
        raise RuleBroken("Kontakten är redan avslutad.")
    _close(contact, by=by)
    _tell_the_other(contact, f"Kontakten om ”{contact.about}” är avslutad.", by=by)


def _close(contact, *, by):
    before, contact.state = {"state": contact.state}, Contact.State.CLOSED
    contact.closed_at = timezone.now()
    contact.save(update_fields=["state", "closed_at"])
    record(AuditEvent.Type.CONTACT_ANSWERED, contact, by=by, before=before, after={"state": contact.state})


def _locked(contact):
    Contact.objects.select_for_update().get(pk=contact.pk)
    return Contact.objects.with_all().get(pk=contact.pk)


def _write(contact, message, *, by):
    written = Message(contact=contact, by=by, from_asker=contact.asker_id == by.pk, text=message)
    written.full_clean()
    written.save()
    Contact.objects.filter(pk=contact.pk).update(latest_at=written.sent_at)
    return written


def _tell_the_other(contact, text, *, by):
    if contact.asker_id == by.pk:
        there = queries.receiver_is_there(contact)
        people = [contact.receiver] if there else queries.writers_of(contact.to_organisation)
    else:
        people = [contact.asker] if queries.asker_is_there(contact) else []
    notify(people, Topic.CONTACT, text=text, path=contact.get_absolute_url(), by=by)


def forget_old():
    """Close the conversations in which nobody writes, and forget those that were closed a year ago with every message.
    So are reports, a year after they were decided. Returns how many were closed or forgotten."""
    year_ago = timezone.now() - KEPT
    number = 0
    for contact in Contact.objects.filter(closed_at=None, latest_at__lt=year_ago).order_by("pk"):
        number += _close_if_silent(contact, year_ago)
    forgotten = Contact.objects.filter(closed_at__lt=year_ago)
    number += forgotten.count()
    forgotten.delete()
    decided = Report.objects.filter(decided_at__lt=year_ago)
    number += decided.count()
    decided.delete()
    return number


@transaction.atomic
def _close_if_silent(contact, year_ago):
    contact = _locked(contact)
    if contact.is_over or contact.latest_at >= year_ago:
        return 0
    _close(contact, by=None)
    return 1


# Abuse


@transaction.atomic
def report(target, *, category, text="", by):
    """Tell the portal's editors that a text should not stand there. `by` is None for a reader without account.

    Reported again by the same person before it is decided, or by another reader without account, it is one report.
    """
    column = _column_of(target)
    type(target).objects.select_for_update(of=("self",)).get(pk=target.pk)
    same = Report.objects.undecided().filter(**{column: target}, reporter=by).first()
    if same:
        return same
    if target.hidden_at:
        raise RuleBroken("Texten är redan dold.")
    if category == Report.Category.OTHER and not text.strip():
        raise RuleBroken("Skriv vad som är fel.")
    _check_may_report(by)
    made = Report(**{column: target}, category=category, text=text, reporter=by)
    made.full_clean()
    made.save()
    after = {"what": column, "key": target.pk, "category": category}
    record(AuditEvent.Type.ABUSE_REPORTED, made, by=by, after=after | ({} if by else {"by": "läsare utan konto"}))
    notify(queries.editors(), Topic.CONTACT, text="En text är anmäld.", path=made.get_absolute_url(), by=by)
    return made


def _column_of(target):
    return {Notice: "notice", Adoption: "adoption", ReplicationNote: "note", Message: "message"}[type(target)]


def _check_may_report(by):
    lately = Report.objects.filter(reporter=by, reported_at__gt=timezone.now() - DAY).count()
    if by and lately >= REPORTS_A_DAY:
        raise RuleBroken(f"Du har anmält {REPORTS_A_DAY} texter på ett dygn. Försök igen i morgon.")
    if not by and lately >= ANONYMOUS_REPORTS_A_DAY:
        raise RuleBroken("Just nu kommer det in ovanligt många anmälningar. Logga in, eller skriv till oss.")


@transaction.atomic
def decide(report, *, decision, reason, by):
    """Hide the text or let it stand, with the reason. Holds for every open report of the text; may be decided anew."""
    target = report.target
    target = type(target).objects.select_for_update(of=("self",)).get(pk=target.pk)
    hide = decision == Report.Decision.HIDE
    if hide != bool(target.hidden_at):
        target.hidden_at = timezone.now() if hide else None
        target.save(update_fields=["hidden_at"])
    decided = Report.objects.filter(Q(decided_at=None) | Q(pk=report.pk), **{report.kind: target})
    decided = list(decided.select_related("reporter").order_by("pk"))
    for one in decided:
        before = {"decision": one.decision}
        one.decision, one.decision_reason, one.decided_by, one.decided_at = decision, reason, by, timezone.now()
        one.full_clean()
        one.save(update_fields=["decision", "decision_reason", "decided_by", "decided_at"])
        after = {"what": report.kind, "key": target.pk, "decision": decision, "reason": reason}
        record(AuditEvent.Type.ABUSE_DECIDED, one, by=by, before=before, after=after)
        if one.reporter:
            text = "Texten som du har anmält döljs." if hide else "Texten som du har anmält får stå kvar."
            notify([one.reporter], Topic.CONTACT, text=text, path=one.get_absolute_url(), by=by)
    told = f"En text som ni har skrivit {'är dold' if hide else 'får stå kvar'} efter en anmälan."
    notify(queries.authors_of(target), Topic.CONTACT, text=told, path=report.get_absolute_url(), by=by)
