"""What somebody does with a spreadsheet. The work, which may be long, is in barnratt.imports.work."""

import datetime
import io
import re
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone

from barnratt.audit.actions import SYSTEM_NAME, record
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.imports.kinds import kinds, kinds_for
from barnratt.imports.matching import guess_kind, header_key, match
from barnratt.imports.models import HeaderChoice, Import, ImportFile
from barnratt.imports.reading import Refused, open_book

State = Import.State
MOST_BYTES = 60_000_000  # of a file as it is sent; what it unpacks to has limits of its own
LONGEST_CORRECTION = 5000


def upload(content, name, *, by, kind=None):
    """Take in a file and guess what it is, unless that is said. Raises RuleBroken when it cannot be read."""
    if len(content) > MOST_BYTES:
        raise RuleBroken("Filen är större än 60 MB. Dela upp den, eller spara den som .csv.gz.")
    try:
        with open_book(io.BytesIO(content), name=name) as book:
            table = book.table()
            described, sheet, names = book.described, table.sheet.name, table.names
            letters = [column.letter for column in table.columns]
    except Refused as refusal:
        raise RuleBroken(str(refusal)) from refusal
    if kind is None:
        available = _available(by)
        kind = available.get(_guessed(available, names))
    fields = suggested(kind, names) if kind else [None] * len(names)
    key = kind.key if kind else ""
    with transaction.atomic():
        source = Import.objects.create(
            kind=key,
            file_name=name[-200:],
            described=described,
            sheet=sheet,
            columns=[list(each) for each in zip(letters, names, fields, strict=True)],
            by=by,
            by_name=str(by or SYSTEM_NAME),
        )
        ImportFile.objects.create(source=source, content=content)
        record(AuditEvent.Type.IMPORT_UPLOADED, source, by=by, after={"described": described, "kind": key})
    return source


def _guessed(available, names):
    """The key of the kind that the headers are of. Columns that spread a value out stand for it and what they tell."""
    fields, spread = {}, {}
    for key, kind in available.items():
        found = {name: field for name, field in zip(names, suggested(kind, names), strict=True) if "@" in (field or "")}
        told = {part for field in found.values() for part in re.split("[@=]", field)}
        fields[key] = [field for field in kind.match_fields if field.name not in told]
        spread[key] = set(found)
    return guess_kind(fields, names, spread)


def suggested(kind, names):
    """The field that each column seems to be, with what people have said before."""
    known = HeaderChoice.objects.filter(kind=kind.key, header__in=[header_key(name) for name in names])
    corrections = {choice.header: choice.field or None for choice in known}
    found = [each.field for each in match(kind.match_fields, names, corrections)]
    spread = [None if field else kind.spread(name) for field, name in zip(found, names, strict=True)]
    # One year among the columns may be anything; several are a table that is wide.
    return found if len(set(filter(None, spread))) < 2 else [one or two for one, two in zip(found, spread, strict=True)]


@transaction.atomic
def read_again(source, *, kind, sheet, header, by):
    """Say what the file is, on which sheet and where its headers stand. The columns are matched anew."""
    source = _locked(source, State.MATCHING, State.CHECKED, State.UNDONE)
    available = _available(by)
    if kind not in available:
        raise RuleBroken("Välj vad filen innehåller.")
    try:
        with opened(source, sheet=sheet, header=header) as table:
            names = table.names
            letters = [column.letter for column in table.columns]
    except Refused as refusal:
        raise RuleBroken(str(refusal)) from refusal
    source.kind, source.sheet, source.header, source.state = kind, sheet, header, State.MATCHING
    fields = suggested(available[kind], names)
    source.columns = [list(each) for each in zip(letters, names, fields, strict=True)]
    source.corrections, source.counts, source.problem = {}, {}, ""
    source.rows.all().delete()
    source.save()
    record(AuditEvent.Type.IMPORT_CHOSEN, source, by=by, after={"kind": kind, "sheet": sheet, "header": header})
    return source


@transaction.atomic
def choose_columns(source, fields, *, by):
    """Say which field each column is, or None, and ask for the preview. What differs from the guess is remembered."""
    source = _locked(source, State.MATCHING, State.CHECKED, State.UNDONE)
    kind = _available(by).get(source.kind)
    if kind is None:
        raise RuleBroken("Välj vad filen innehåller.")
    check_fields(kind, fields)
    names = [name for _, name, _ in source.columns]
    for name, field, guess in zip(names, fields, suggested(kind, names), strict=True):
        if field != guess and header_key(name):
            HeaderChoice.objects.update_or_create(
                kind=kind.key, header=header_key(name), defaults={"field": field or ""}
            )
    source.columns = [[letter, name, field] for (letter, name, _), field in zip(source.columns, fields, strict=True)]
    record(AuditEvent.Type.IMPORT_CHOSEN, source, by=by, after={"columns": source.columns})
    return _ask(source, State.CHECKING, by=by)


@transaction.atomic
def correct(source, corrections, *, by):
    """Write something else in cells, without touching the file, and ask for a new preview. See checking.corrected."""
    source = _locked(source, State.CHECKED)
    new = {cell: value for cell, value in corrections.items() if len(value) <= LONGEST_CORRECTION}
    if len(new) < len(corrections):
        raise RuleBroken("En rättelse får vara högst 5 000 tecken.")
    before = {cell: source.corrections.get(cell) for cell in new}
    source.corrections |= new
    record(AuditEvent.Type.IMPORT_CORRECTED, source, by=by, before=before, after=new)
    return _ask(source, State.CHECKING, by=by)


@transaction.atomic
def confirm(source, *, only_right, by):
    """Ask for what the preview shows to be written. Rows that are wrong stop it, unless they are to be left out."""
    source = _locked(source, State.CHECKED)
    if not source.to_write:
        raise RuleBroken("Det finns inget nytt eller ändrat att läsa in.")
    if source.counts.get("wrong") and not only_right:
        raise RuleBroken("Några rader är fel. Rätta dem, eller välj att läsa in bara de rader som är rätt.")
    return _ask(source, State.CONFIRMING, by=by)


@transaction.atomic
def undo(source, *, by):
    """Ask for everything that the import wrote to be as it was before."""
    return _ask(_locked(source, State.DONE), State.UNDOING, by=by)


@transaction.atomic
def preview_again(source, *, by):
    """Compare the file with what is there now: after an undo, or when a preview has grown old."""
    return _ask(_locked(source, State.CHECKED, State.UNDONE), State.CHECKING, by=by)


@transaction.atomic
def go_on(source, *, by):
    """Begin a new import of the same file, for the rows that were wrong. What has been written is unchanged then."""
    source = _locked(source, State.DONE)
    if not source.counts.get("wrong"):
        raise RuleBroken("Alla rader i filen är inlästa.")
    same = ("kind", "file_name", "described", "sheet", "header", "columns", "corrections")
    new = Import.objects.create(**{name: getattr(source, name) for name in same}, by=by, by_name=str(by))
    ImportFile.objects.create(source=new, content=source.file.content)
    record(AuditEvent.Type.IMPORT_UPLOADED, new, by=by, after={"kind": new.kind, "same_file_as": source.pk})
    return _ask(new, State.CHECKING, by=by)


@transaction.atomic
def discard(source, *, by):
    """Throw away an import of which nothing has been written."""
    source = _locked(source, State.MATCHING, State.CHECKED)
    if source.done_at:
        raise RuleBroken("Filen har varit inläst. Därför sparas den, så att det går att se vad som hände.")
    record(AuditEvent.Type.IMPORT_DISCARDED, source, by=by, before={"file_name": source.file_name})
    source.delete()


def forget_people():
    """Empty files that hold people's addresses when they have been kept long enough. Returns how many."""
    done = 0
    for kind in kinds().values():
        if kind.keep_days is None:
            continue
        before = timezone.now() - datetime.timedelta(days=kind.keep_days)
        for source in Import.objects.filter(kind=kind.key, created_at__lt=before, forgotten_at=None):
            _forget(source)
            done += 1
    return done


@transaction.atomic
def _forget(source):
    ImportFile.objects.filter(source=source).update(content=b"")
    source.rows.all().delete()
    source.corrections, source.left_out, source.forgotten_at = {}, [], timezone.now()
    source.save(update_fields=["corrections", "left_out", "forgotten_at"])
    record(AuditEvent.Type.IMPORT_DISCARDED, source, by=None, before={"file_name": source.file_name})


@contextmanager
def opened(source, *, sheet=None, header=None):
    """The table of an import's file."""
    with open_book(io.BytesIO(source.file.content), name=source.file_name) as book:
        header = header or source.header
        try:
            yield book.table(sheet or source.sheet, header=tuple(header) if header else None)
        except KeyError as missing:
            raise Refused("Bladet finns inte i filen. Välj ett annat.") from missing


def sheets_of(source):
    """The names of the sheets in an import's file, with whether they are hidden."""
    with open_book(io.BytesIO(source.file.content), name=source.file_name) as book:
        return [(sheet.name, sheet.hidden) for sheet in book.sheets]


def check_fields(kind, fields):
    """Raise RuleBroken unless the columns are fields of the kind, none twice, and none is missing that is needed."""
    chosen = [field for field in fields if field]
    spread = [field.split("@") for field in chosen if "@" in field]
    told = {field for field in chosen if "@" not in field}
    told.update(*({value, dimension.split("=")[0]} for value, dimension in spread))
    if unknown := told - set(kind.columns):
        raise RuleBroken(f"Det finns inget fält som heter {unknown.pop()}.")
    twice = {field for field in chosen if chosen.count(field) > 1}
    if twice:
        labels = ", ".join(label_of(kind, field) for field in chosen if field in twice)
        raise RuleBroken(f"Två kolumner kan inte vara samma sak. Välj en av dem: {labels}.")
    missing = [column.label for name, column in kind.columns.items() if column.required and name not in told]
    if missing:
        raise RuleBroken(f"Säg vilken kolumn som är: {', '.join(missing)}.")


def label_of(kind, field):
    """What a person reads for the field that a column is."""
    return kind.spread_label(field) if "@" in field else kind.columns[field].label


def _available(by):
    """What somebody may import; the portal itself may import everything."""
    return kinds_for(by) if by else kinds()


def _locked(source, *states):
    source = Import.objects.select_for_update().get(pk=source.pk)
    if source.forgotten_at:
        raise RuleBroken("Filens innehåll är borttaget, eftersom det var adresser till personer. Ladda upp den igen.")
    if source.state not in states:
        raise RuleBroken("Inläsningen har kommit till ett annat steg. Se hur långt den har kommit och försök igen.")
    return source


def _ask(source, state, *, by):
    source.state, source.progress, source.problem = state, 0, ""
    source.asked_at, source.asked_by = timezone.now(), by
    source.save()
    return source
