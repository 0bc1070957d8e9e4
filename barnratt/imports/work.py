"""The work with a spreadsheet: compare it, write it, take it back. Each is one transaction, so it is done or it is not.

Who is at work holds a lock that the database lets go of if the process dies; then the next tick begins the work again.
"""

import itertools
import json
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, IntegrityError, connection, connections, transaction
from django.db.models.functions import Length
from django.utils import timezone
from psycopg.errors import UniqueViolation

from barnratt.audit.actions import record
from barnratt.audit.models import AuditEvent
from barnratt.core.copying import copy_in
from barnratt.imports import checking
from barnratt.imports.actions import opened
from barnratt.imports.kinds import TAKEN_AWAY, kinds
from barnratt.imports.models import Import, ImportFile, ImportRow
from barnratt.imports.reading import Refused
from barnratt.schedule.tasks import tick_soon

State, Outcome = Import.State, ImportRow.Outcome
LOCK = 0x696D706F
AT_ONCE = 200_000  # bytes: a file that is read while its owner waits for the page
CHUNK = 1000
MOST_HINDRANCES = 20
MOST_LEFT_OUT = 200
CHANGED_MEANWHILE = (
    "Något som filen handlar om har ändrats i portalen sedan förhandsgranskningen. Inget har lästs in. "
    "Nu visas hur det ser ut: titta igenom det och bekräfta igen."
)
FAILED = "Något gick fel hos oss, och inget har ändrats. Försök igen om en stund. Händer det igen: skriv till oss."


class Outdated(Exception):
    """What the preview showed is no longer what would happen."""


class Hindered(Exception):
    """An import cannot be undone. `reasons` are Swedish sentences."""

    def __init__(self, reasons):
        super().__init__(reasons)
        self.reasons = reasons


def begin(source):
    """Do the work at once if it is little, else as soon as a worker is free."""
    if ImportFile.objects.filter(source=source).annotate(size=Length("content")).filter(size__lte=AT_ONCE).exists():
        perform(source.pk)
    else:
        tick_soon()


def work_off():
    """Everything that waits, the longest waiting first. Returns how many were done."""
    waiting = Import.objects.waiting().order_by("asked_at").values_list("pk", flat=True)
    return sum(perform(pk) for pk in list(waiting))


def perform(pk):
    """The next step of one import. Returns whether it was done: not when another process is at it."""
    with _claimed(pk) as tell:
        source = Import.objects.select_related("asked_by").filter(pk=pk).first() if tell else None
        if source is None or source.state not in Import.WORKED_ON:
            return False
        step, before = STEPS[source.state]
        try:
            step(source, tell)
        except Exception:
            # A fault of ours. The import is left where it was, for somebody to try again when the fault is mended.
            Import.objects.filter(pk=pk).update(state=before, problem=FAILED, progress=0)
            raise
        return True


# Preview


def _preview(source, tell):
    try:
        with transaction.atomic():
            _compare(source, tell)
    except Refused as refusal:
        source.rows.all().delete()
        source.state, source.problem, source.counts = State.MATCHING, str(refusal), {}
        source.save()


def _compare(source, tell):
    source.rows.all().delete()
    counts = dict.fromkeys(("new", "changed", "unchanged", "wrong"), 0)
    kind = kinds()[source.kind]
    with opened(source) as table:
        found = checking.check(kind, table, source.matches, source.corrections)
        while batch := list(itertools.islice(found, CHUNK)):
            for row in batch:
                counts[row.outcome] += 1
            _copy_rows(source, [row for row in batch if row.outcome != "unchanged"])
            tell(table.share_read)
        source.left_out = [list(row) for row in table.left_out[:MOST_LEFT_OUT]]
    source.counts, source.state, source.checked_at = counts, State.CHECKED, timezone.now()
    source.progress = 100
    source.save()


def _copy_rows(source, rows):
    def values(row):
        target = None if row.pk is None else str(row.pk)
        faults = [fault.as_json() for fault in row.faults]
        documents = (json.dumps(each, ensure_ascii=False) for each in (row.before, row.after, faults))
        return (source.pk, row.number, row.place, row.outcome, row.name[:200], target, *documents)

    fields = ("source_id", "number", "place", "outcome", "name", "target", "before", "after", "faults")
    copy_in(ImportRow, fields, map(values, rows))


# Writing


def _write(source, tell):
    try:
        with transaction.atomic():
            kind = kinds()[source.kind]
            kind.prepare()
            done, total = 0, max(1, source.to_write)
            for outcome, write in ((Outcome.NEW, _create), (Outcome.CHANGED, _change)):
                for rows in _chunks(source, outcome):
                    write(kind, rows, source.asked_by)
                    done += len(rows)
                    tell(done / total)
            kind.finish(by=source.asked_by)
            source.state, source.done_at, source.undone_at, source.progress = State.DONE, timezone.now(), None, 100
            source.save()
            record(
                AuditEvent.Type.IMPORT_CONFIRMED, source, by=source.asked_by, after={"kind": kind.key, **source.counts}
            )
    except Outdated:
        _preview(source, tell)
        Import.objects.filter(pk=source.pk).update(problem=CHANGED_MEANWHILE)
    except Refused as refusal:
        Import.objects.filter(pk=source.pk).update(state=State.CHECKED, progress=100, problem=str(refusal))


def _create(kind, rows, by):
    if kind.is_keyed:
        try:
            kind.create([dict(row.after) for row in rows], by=by)
        except IntegrityError as error:
            if not isinstance(error.__cause__, UniqueViolation):
                raise
            raise Outdated from error
        return
    identities = [kind.identity(row.after) for row in rows]
    if kind.find({identity for identity in identities if identity is not None}):
        raise Outdated
    made = kind.create([dict(row.after) for row in rows], by=by)
    with connection.cursor() as cursor:
        # One statement for all; Django's bulk_update() takes longer than the rest of the work.
        cursor.execute(
            """
            UPDATE imports_importrow SET target = made.target
            FROM unnest(%s::bigint[], %s::text[]) AS made (id, target) WHERE imports_importrow.id = made.id
            """,
            [[row.pk for row in rows], list(map(str, made))],
        )


def _change(kind, rows, by):
    there = _instances(kind, rows)
    changes = []
    for row in rows:
        instance = there.get(row.pk)
        if instance is None or not _is(kind, instance, row.before):
            raise Outdated
        changes.append((instance, dict(row.after)))
    kind.change(changes, by=by)


# Taking back


def _take_back(source, tell):
    try:
        with transaction.atomic():
            kind = kinds()[source.kind]
            kind.prepare()
            done, total, reasons = 0, max(1, source.to_write), []
            for outcome, take_back in ((Outcome.CHANGED, _change_back), (Outcome.NEW, _remove)):
                for rows in _chunks(source, outcome):
                    reasons += take_back(kind, rows, source.asked_by)
                    if len(reasons) > MOST_HINDRANCES:
                        raise Hindered(reasons)
                    done += len(rows)
                    tell(done / total)
            if reasons:
                raise Hindered(reasons)
            kind.finish(by=source.asked_by)
            source.state, source.undone_at, source.progress = State.UNDONE, timezone.now(), 100
            source.save()
            record(
                AuditEvent.Type.IMPORT_UNDONE, source, by=source.asked_by, before={"kind": kind.key, **source.counts}
            )
    except Refused as refusal:
        Import.objects.filter(pk=source.pk).update(state=State.DONE, progress=100, problem=str(refusal))
    except Hindered as hindered:
        reasons = "\n".join(hindered.reasons[:MOST_HINDRANCES])
        Import.objects.filter(pk=source.pk).update(state=State.DONE, progress=100, problem=reasons)


def _change_back(kind, rows, by):
    """The reasons why rows cannot be as they were; those that can are."""
    there, reasons, changes = _instances(kind, rows), [], []
    for row in rows:
        instance = there.get(row.pk)
        if instance is None:
            reasons.append(f"Rad {row.number}, {row.name}: finns inte längre.")
        elif not _is(kind, instance, row.after):
            reasons.append(f"Rad {row.number}, {row.name}: har ändrats av någon efter inläsningen.")
        elif why := kind.is_settled(instance):
            reasons.append(f"Rad {row.number}, {row.name}: {why}.")
        else:
            changes.append((instance, dict(row.before)))
    kind.change(changes, by=by)
    return reasons


def _remove(kind, rows, by):
    there, reasons = _instances(kind, rows), []
    built_on = kind.is_built_on(list(there.values()))
    for row in rows:
        instance = there.get(row.pk)
        if instance is None:
            reasons.append(f"Rad {row.number}, {row.name}: finns inte längre.")
        elif why := built_on.get(instance.pk):
            reasons.append(f"Rad {row.number}, {row.name}: {why}.")
        elif not (_is(kind, instance, row.after) and kind.is_untouched(instance)):
            reasons.append(f"Rad {row.number}, {row.name}: har ändrats av någon efter inläsningen.")
    if not reasons:
        kind.remove([there[row.pk] for row in rows], by=by)
        if not kind.is_keyed:
            ImportRow.objects.filter(pk__in=[row.pk for row in rows]).update(target=None)
    return reasons


STEPS = {
    State.CHECKING: (_preview, State.MATCHING),
    State.CONFIRMING: (_write, State.CHECKED),
    State.UNDOING: (_take_back, State.DONE),
}


# Shared


def _chunks(source, outcome):
    """The rows with an outcome, in the order of the file, some at a time."""
    after, values = 0, ("pk", "number", "name", "target", "before", "after")
    found = source.rows.filter(outcome=outcome).order_by("pk").values_list(*values, named=True)
    while rows := list(found.filter(pk__gt=after)[:CHUNK]):
        yield rows
        after = rows[-1].pk


def _instances(kind, rows):
    """{row's pk: the thing that it is about}, locked."""
    targets = {row.pk: row.target for row in rows if row.target is not None}
    if without := [row for row in rows if row.target is None and kind.is_keyed]:
        found = kind.find({kind.identity(row.after) for row in without})
        targets |= {row.pk: str(one.pk) for row in without if (one := found.get(kind.identity(row.after)))}
    locked = kind.queryset().select_for_update(of=("self",)).filter(pk__in=targets.values())
    there = {str(instance.pk): instance for instance in locked}
    return {pk: there[target] for pk, target in targets.items() if target in there}


def _is(kind, instance, values):
    """Whether something has these values now."""
    stored = kind.stored(instance)
    return all((stored[name] or None) == (value or None) for name, value in values.items() if name != TAKEN_AWAY)


@contextmanager
def _claimed(pk):
    """A function that tells how far the work has come, for everybody to see; None when another process is at it."""
    with _of_its_own() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, pk])
        if not cursor.fetchone()[0]:
            yield None
            return
        told = 0

        def tell(share):
            nonlocal told
            percent = max(0, min(99, int(share * 100)))
            if percent > told:
                told = percent
                cursor.execute("UPDATE imports_import SET progress = %s WHERE id = %s", [percent, pk])

        try:
            yield tell
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, pk])


@contextmanager
def _of_its_own():
    """A connection beside the transaction: what it writes is seen at once."""
    beside = connections.create_connection(DEFAULT_DB_ALIAS)
    try:
        with beside.cursor() as cursor:
            yield cursor
    finally:
        beside.close()
