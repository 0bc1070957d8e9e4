import hashlib
from contextlib import contextmanager

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Max, Q
from django.utils import timezone

from barnratt.audit.actions import record
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.core.rate_limit import A_DAY
from barnratt.notifications.actions import notify
from barnratt.notifications.models import Topic
from barnratt.outbox.actions import post
from initiatives.catalogue import EVERYTHING, search
from initiatives.following.links import watch_address
from initiatives.following.models import (
    STOPPED_KEPT,
    UNCONFIRMED_KEPT,
    Collection,
    CollectionItem,
    Need,
    UseCount,
    Watch,
)
from initiatives.selection import read_stored

MOST_WATCHES = 50
MOST_COLLECTIONS = 100
MOST_ITEMS = 200


class _Somebody:
    """Who acts without an account, as the log names it."""

    pk = None

    def __str__(self):
        return "någon utan konto"


SOMEBODY = _Somebody()


# Saved searches


@transaction.atomic
def save_search(query, *, rhythm, by):
    """Watch a selection for somebody who is signed in. One that is watched already gets the rhythm that is asked for.

    Returns (the watch, whether it is new).
    """
    query = _sought(query)
    with _one_at_a_time(f"watch:{by.pk}"):
        there = Watch.objects.visible_to(by).there()
        if watch := there.filter(query=query).first():
            return set_rhythm(watch, rhythm=rhythm, by=by), False
        _check_number(there)
        now = timezone.now()
        watch = Watch(user=by, query=query, rhythm=rhythm, known=_found(query), confirmed_at=now, checked_at=now)
        watch.full_clean()
        watch.save()
    record(AuditEvent.Type.SEARCH_SAVED, watch, by=by, after={"rhythm": rhythm})
    return watch, True


@transaction.atomic
def ask_to_watch(email, query, *, rhythm, by):
    """Keep a search for an address that somebody has typed, and ask the address by letter.

    Nothing more is sent until the letter's link has been opened and its button pressed. An address gets one such letter
    a day at the most, whatever is asked; that letter's link leads to everything that waits.
    """
    query, email = _sought(query), email.strip().lower()
    with _one_at_a_time(f"watch:{email}"):
        of_address = Watch.objects.filter(user=None, email=email)
        watch = of_address.there().filter(query=query).first()
        if watch is None:
            _check_number(of_address.there())
            watch = Watch(email=email, query=query, rhythm=rhythm)
            watch.full_clean()
            watch.save()
            record(AuditEvent.Type.SEARCH_SAVED, watch, by=by, after={"rhythm": rhythm, "confirmed": False})
        last = of_address.aggregate(last=Max("mailed_at"))["last"]
        if last is None or (timezone.now() - last).total_seconds() >= A_DAY:
            watch.mailed_at = timezone.now()
            watch.save(update_fields=["mailed_at"])
            # Nothing that was typed is in the letter: it goes to an address that may be anybody's.
            post("watch_confirm", to=email, context={"address": watch_address(watch)})
    return watch


@transaction.atomic
def confirm_watch(watch, *, by):
    """Start a watch that waited for its address to say yes. From now on what is new is told."""
    watch = _locked(watch)
    if watch.confirmed_at:
        return watch
    watch.confirmed_at = watch.checked_at = timezone.now()
    watch.known = _found(watch.query)
    watch.save(update_fields=["confirmed_at", "checked_at", "known"])
    record(AuditEvent.Type.SEARCH_SAVED, watch, by=by, before={"confirmed": False}, after={"confirmed": True})
    return watch


@transaction.atomic
def set_rhythm(watch, *, rhythm, by):
    watch = _locked(watch)
    if watch.rhythm != rhythm:
        before, watch.rhythm = watch.rhythm, rhythm
        watch.full_clean(validate_constraints=False)
        watch.save(update_fields=["rhythm"])
        record(AuditEvent.Type.SEARCH_SAVED, watch, by=by, before={"rhythm": before}, after={"rhythm": rhythm})
    return watch


@transaction.atomic
def pause_watch(watch, *, by):
    """No letters until it is started again. What comes meanwhile is told then."""
    watch = _locked(watch)
    if watch.confirmed_at and not watch.paused_at:
        watch.paused_at = timezone.now()
        watch.save(update_fields=["paused_at"])
        record(AuditEvent.Type.SEARCH_SAVED, watch, by=by, before={"paused": False}, after={"paused": True})
    return watch


@transaction.atomic
def resume_watch(watch, *, by):
    """Start a watch that is paused or has been stopped."""
    watch = Watch.objects.select_for_update(of=("self",)).get(pk=watch.pk)
    before = {"paused": bool(watch.paused_at), "stopped": bool(watch.stopped_at)}
    if not any(before.values()):
        return watch
    watch.paused_at = watch.stopped_at = None
    try:
        with transaction.atomic():
            watch.save(update_fields=["paused_at", "stopped_at"])
    except IntegrityError as error:
        raise RuleBroken("Du bevakar redan den här sökningen.") from error
    record(AuditEvent.Type.SEARCH_SAVED, watch, by=by, before=before, after=dict.fromkeys(before, False))
    return watch


@transaction.atomic
def stop_watch(watch, *, by):
    """No more letters about it. The row is forgotten after a while; until then it can be started again."""
    watch = Watch.objects.select_for_update(of=("self",)).get(pk=watch.pk)
    if watch.stopped_at is None:
        watch.stopped_at = timezone.now()
        watch.save(update_fields=["stopped_at"])
        record(AuditEvent.Type.SEARCH_STOPPED, watch, by=by)
    return watch


@transaction.atomic
def stop_all_watches(watch, *, by):
    """Stop every watch whose letters go where this one's do. Returns how many were stopped."""
    stopped = list(Watch.objects.of_address(watch.address).there().defer("known").order_by("pk"))
    for own in stopped:
        stop_watch(own, by=by)
    return len(stopped)


def forget_watches():
    """Remove what nobody confirmed, and what was stopped long ago.

    A stopped watch stays for as long as its address gets letters, so that the links in old ones can still be used.
    """
    now = timezone.now()
    unconfirmed = Q(confirmed_at=None, created_at__lt=now - UNCONFIRMED_KEPT)
    number, _ = Watch.objects.filter(unconfirmed).delete()
    running = Watch.objects.there().filter(confirmed_at__isnull=False)
    stopped = Watch.objects.filter(stopped_at__lt=now - STOPPED_KEPT)
    stopped = stopped.exclude(user=None, email__in=running.filter(user=None).values("email"))
    stopped = stopped.exclude(user__in=running.filter(user__isnull=False).values("user"))
    return number + stopped.delete()[0]


def _locked(watch):
    watch = Watch.objects.select_for_update(of=("self",)).get(pk=watch.pk)
    if watch.stopped_at:
        raise RuleBroken("Bevakningen är avslutad. Starta den igen först.")
    return watch


def _sought(query):
    """The query in the one form that it is kept in."""
    query = read_stored([query])[0].stored
    if not query:
        raise RuleBroken("Skriv ett sökord eller välj ett filter först, så att det finns något att bevaka.")
    return query


def _found(query):
    selection = read_stored([query])[0]
    return search(selection.words, selection.chosen, size=EVERYTHING).pks


def _check_number(watches):
    if watches.count() >= MOST_WATCHES:
        raise RuleBroken(f"Du kan ha högst {MOST_WATCHES} bevakningar. Avsluta någon som du inte behöver längre.")


@contextmanager
def _one_at_a_time(who):
    """Until the transaction ends nobody else does this for the same person or address."""
    number = int.from_bytes(hashlib.sha256(who.encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
    yield


# Collections


@transaction.atomic
def create_collection(title, *, by, description="", access=Collection.Access.PRIVATE, organisation=None):
    with _one_at_a_time(f"collection:{by.pk}"):
        if Collection.objects.filter(owner=by).count() >= MOST_COLLECTIONS:
            raise RuleBroken(f"Du kan ha högst {MOST_COLLECTIONS} samlingar. Ta bort någon som du inte behöver längre.")
        collection = Collection(
            owner=by, title=title, description=description, access=access, organisation=organisation
        )
        collection.full_clean()
        collection.save()
    after = {"title": title, "access": access, "organisation": str(organisation or "")}
    record(AuditEvent.Type.COLLECTION_CREATED, collection, by=by, after=after)
    return collection


@transaction.atomic
def edit_collection(collection, *, fields, revision, by):
    """Change what the collection is called, what it says, and who sees it.

    Raises RuleBroken when it has been changed since `revision`, in another window perhaps.
    """
    collection = _collection(collection)
    if collection.revision != revision:
        raise RuleBroken(
            f"Samlingen har ändrats i ett annat fönster och heter nu ”{collection.title}”. "
            "Det du har skrivit finns kvar här. Spara igen om det ska gälla."
        )
    before = {name: getattr(collection, name) for name, value in fields.items() if getattr(collection, name) != value}
    if not before:
        return collection
    for name in before:
        setattr(collection, name, fields[name])
    if before.get("access") == Collection.Access.LINK:
        collection.link_number += 1
    collection.revision += 1
    collection.full_clean()
    collection.save()
    after = {name: fields[name] for name in before}
    record(AuditEvent.Type.COLLECTION_EDITED, collection, by=by, before=_told(before), after=_told(after))
    return collection


@transaction.atomic
def delete_collection(collection, *, by):
    collection = _collection(collection)
    record(AuditEvent.Type.COLLECTION_DELETED, collection, by=by, before={"entries": collection.items.count()})
    collection.delete()


@transaction.atomic
def collect(collection, initiatives, *, by):
    """Put entries last in a collection. Those that are there stay where they are. Returns those that are new to it."""
    collection = _collection(collection)
    there = set(collection.items.values_list("initiative_id", flat=True))
    new = [initiative for initiative in dict.fromkeys(initiatives) if initiative.pk not in there]
    if len(there) + len(new) > MOST_ITEMS:
        raise RuleBroken(f"En samling kan ha högst {MOST_ITEMS} initiativ. Börja på en ny samling.")
    last = collection.items.aggregate(last=Max("position"))["last"] or 0
    CollectionItem.objects.bulk_create(
        CollectionItem(collection=collection, initiative=initiative, position=last + number)
        for number, initiative in enumerate(new, 1)
    )
    if new:
        _changed(collection, by=by, after={"added": [initiative.slug for initiative in new]})
    return new


@transaction.atomic
def move_item(item, *, steps, by):
    """Move an entry up (steps below 0) or down in its collection. Past the ends it stays at the end."""
    collection = _collection(item.collection)
    items = list(collection.items.order_by("position", "pk"))
    place = next((place for place, other in enumerate(items) if other.pk == item.pk), None)
    if place is None:
        raise RuleBroken("Initiativet finns inte längre i samlingen.")
    to = max(0, min(len(items) - 1, place + steps))
    if to == place:
        return
    items.insert(to, items.pop(place))
    for number, other in enumerate(items, 1):
        other.position = number
    CollectionItem.objects.bulk_update(items, ["position"])
    _changed(collection, by=by, before={"place": place + 1}, after={"place": to + 1, "item": item.pk})


@transaction.atomic
def write_note(item, *, note, revision, by):
    """Write why the entry is here. Raises RuleBroken when the note has been changed since `revision`."""
    collection = _collection(item.collection)
    item = _item(item)
    if item.revision != revision:
        raise RuleBroken(
            f"Anteckningen har ändrats i ett annat fönster, till ”{item.note}”. "
            "Det du har skrivit finns kvar här. Spara igen om det ska gälla."
        )
    if item.note == note:
        return
    item.note, item.revision = note, item.revision + 1
    item.full_clean()
    item.save(update_fields=["note", "revision"])
    # What the note says is the owner's own and not for the log.
    _changed(collection, by=by, after={"note_of": item.pk})


@transaction.atomic
def remove_item(item, *, by):
    collection = _collection(item.collection)
    item = _item(item)
    item.delete()
    _changed(collection, by=by, before={"entry": item.initiative.slug})


def _collection(collection):
    """The collection, locked: two windows change it one after the other."""
    collection = Collection.objects.select_for_update(of=("self",)).filter(pk=collection.pk).first()
    if collection is None:
        raise RuleBroken("Samlingen är borttagen.")
    return collection


def _item(item):
    item = CollectionItem.objects.select_related("initiative").filter(pk=item.pk).first()
    if item is None:
        raise RuleBroken("Initiativet finns inte längre i samlingen.")
    return item


def _changed(collection, *, by, before=None, after=None):
    collection.save(update_fields=["changed_at"])
    record(AuditEvent.Type.COLLECTION_EDITED, collection, by=by, before=before, after=after)


def _told(fields):
    """What the log keeps of a change: that the description is another, but not what it says."""
    return {name: str(value or "") for name, value in fields.items() if name != "description"} | (
        {"description": "…"} if "description" in fields else {}
    )


# Whether the entries are of use


@transaction.atomic
def count_use(initiative, *, answer, purpose):
    """Add an answer to the month's count. Nothing about who answered is kept, so it is not in the log either."""
    month = timezone.localdate().replace(day=1)
    row, _ = UseCount.objects.get_or_create(initiative=initiative, month=month, answer=answer, purpose=purpose)
    UseCount.objects.filter(pk=row.pk).update(number=F("number") + 1)


# Unmet needs


@transaction.atomic
def register_need(words, *, query, key, details, county, municipality, organisation, by):
    """Keep what somebody looked for and did not find. Of who has no account (`by` is SOMEBODY) nothing is kept."""
    need = Need(
        words=words,
        query=query,
        key=key,
        details=details,
        county=municipality.county if municipality else county,
        municipality=municipality,
        organisation=organisation,
        registered_by=None if by is SOMEBODY else by,
    )
    need.full_clean()
    need.save()
    record(AuditEvent.Type.NEED_REGISTERED, need, by=by, after={"county": need.county_id})
    return need


@transaction.atomic
def handle_needs(needs, *, answer, initiative, by):
    """Answer needs that ask for the same thing, and tell those who registered them.

    Raises RuleBroken when none of them is new any more. Returns how many were answered.
    """
    new = list(Need.objects.new().select_for_update(of=("self",)).select_related("registered_by").filter(pk__in=needs))
    if not new:
        raise RuleBroken("Behovet är redan hanterat.")
    for need in new:
        need.state, need.handled_at = Need.State.HANDLED, timezone.now()
        need.handled_by, need.handled_by_name = by, by.name
        need.answer, need.answer_initiative = answer, initiative
        need.full_clean()
        need.save()
        after = {"answer": answer, "initiative": initiative.slug if initiative else ""}
        record(AuditEvent.Type.NEED_HANDLED, need, by=by, before={"state": Need.State.NEW}, after=after)
        if need.registered_by:
            text = f"Du har fått svar på behovet som du anmälde {timezone.localtime(need.created_at):%Y-%m-%d}."
            notify([need.registered_by], Topic.CONTACT, text=text, path=need.get_absolute_url(), by=by)
    return len(new)
