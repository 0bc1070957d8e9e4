"""Opening a file: what it really is, whatever it is called, and which sheets it has."""

import contextlib
import gzip
import io
import tempfile
import zlib
from pathlib import PurePath

from . import ods, xlsx
from .archive import Archive
from .cells import EXCEL_EPOCH
from .refused import (
    MOST_BYTES,
    MOST_CELLS,
    MOST_ROWS,
    MOST_SHEETS,
    NoTable,
    Refused,
    damaged,
    too_large,
    too_many_cells,
    too_many_rows,
    too_many_sheets,
)
from .table import Table
from .text import TextSheet

EXTENSIONS = (".xlsx", ".xlsm", ".ods", ".csv", ".tsv", ".txt", ".csv.gz")
HOW_TO_SAVE = "Öppna den i Excel, välj Arkiv › Spara som, filformatet Excel-arbetsbok (.xlsx), och välj den nya filen."
ZIP, GZIP, COMPOUND = (b"PK\x03\x04", b"PK\x05\x06"), b"\x1f\x8b", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # what a compound file with a password holds
OTHERS = {
    b"%PDF": "en PDF",
    b"\x89PNG": "en bild (PNG)",
    b"\xff\xd8\xff": "en bild (JPEG)",
    b"GIF8": "en bild (GIF)",
    b"BM": "en bild (BMP)",
    b"II*\x00": "en bild (TIFF)",
    b"MM\x00*": "en bild (TIFF)",
    b"RIFF": "en bild eller ett ljud",
    b"{\\rtf": "ett dokument (RTF)",
    b"7z\xbc\xaf": "en packad fil (7z)",
    b"Rar!": "en packad fil (RAR)",
    b"\x7fELF": "ett program",
    b"MZ": "ett program",
    b"SQLite format 3": "en databas",
    b"PAR1": "en Parquet-fil",
}
TEXT_MARKS = (b"%PDF", b"{\\rtf")
MARKUP = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<head", b"<body", b"<meta", b"<style")


def open_book(source, *, name):
    """
    The Book in a path or a binary file object, which has the name `name`. Close it, or use it in a `with`.

    The name is believed only so far that it must end in one of EXTENSIONS; what the file is is seen from what it holds.
    """
    with contextlib.ExitStack() as opened:
        file = source if hasattr(source, "read") else opened.enter_context(open(source, "rb"))
        if not file.seekable():
            file = opened.enter_context(_copied(file))
        book = _book(file, name, opened)
        book.closing = opened.pop_all()
        return book


class Book:
    """
    An opened file.

    kind: "xlsx", "ods" or "text". described: what it is, in Swedish. epoch: day 0 of dates that are written as numbers.
    """

    def __init__(self, sources, *, kind, described, epoch=EXCEL_EPOCH):
        self.sheets = [Sheet(source) for source in sources]
        self.kind, self.described, self.epoch = kind, described, epoch
        self.closing = contextlib.ExitStack()
        if len(self.sheets) > MOST_SHEETS:
            raise too_many_sheets()
        if not self.sheets:
            raise Refused("Filen har inga blad med celler. Välj en fil med en tabell.")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.closing.close()

    def table(self, name=None, *, header=None):
        """The table of a sheet, or of the first sheet that has one and is not hidden."""
        if name is not None:
            return self[name].table(header=header)
        refusals = []
        for sheet in self.visible:
            try:
                return sheet.table(header=header)
            except NoTable as refusal:
                refusals.append(refusal)
        if len(refusals) == 1:
            raise refusals[0]
        if not refusals:
            raise Refused("Alla blad i filen är dolda. Visa det blad som ska läsas in, eller välj det här.")
        raise Refused("Inget blad i filen har en tabell med rubriker. Skriv kolumnernas namn på en egen rad överst.")

    @property
    def visible(self):
        return [sheet for sheet in self.sheets if not sheet.hidden]

    def __getitem__(self, name):
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise KeyError(name)


class Sheet:
    """A sheet by its name, and whether it is hidden. `table()` finds the table in it; `rows()` is all there is."""

    def __init__(self, source):
        self.name, self.hidden = source.name, source.hidden
        self._source = source

    @property
    def merged(self):
        return self._source.merged

    @property
    def share_read(self):
        return self._source.share_read

    def table(self, *, header=None):
        return Table(self, header)

    def rows(self):
        """(row number, values from column A on) of every row that holds something, within the limits."""
        cells = 0
        for place, row in enumerate(self._source.rows()):
            cells += len(row[1])
            if place > MOST_ROWS:  # the header is not counted
                raise too_many_rows()
            if cells > MOST_CELLS:
                raise too_many_cells()
            yield row


def _book(file, name, opened):
    ending = _ending(name)
    file.seek(0)
    beginning = file.read(4096)
    if not beginning:
        raise Refused("Filen är tom. Välj en fil med rubriker och rader.")
    if beginning.startswith(COMPOUND):
        raise Refused(_about_compound(file))
    if ending == ".xls":
        raise Refused(f"Filer i det gamla Excelformatet .xls kan inte läsas in. {HOW_TO_SAVE}")
    if ending not in EXTENSIONS:
        raise Refused(
            f"Filer som slutar på {ending or 'ingenting'} kan inte läsas in. Välj en fil av dessa slag: "
            f"{', '.join(EXTENSIONS)}."
        )
    if beginning.startswith(GZIP):
        file.seek(0)
        file = opened.enter_context(_copied(gzip.GzipFile(fileobj=file)))
        beginning = file.read(4096)
        if beginning.startswith((GZIP, *ZIP)):
            raise Refused("Filen är packad flera gånger. Packa upp den och välj filen som ligger i den.")
    if beginning.startswith(ZIP):
        return _packed_book(file, opened)
    _refuse_others(beginning, ending)
    if file.seek(0, io.SEEK_END) > MOST_BYTES:
        raise too_large()
    sheet = TextSheet(file, PurePath(name).name[: -len(ending)] or "Blad1")
    return Book([sheet], kind="text", described=f"Textfil ({sheet.described})")


def _packed_book(file, opened):
    file.seek(0)
    archive = opened.enter_context(contextlib.closing(Archive(file)))
    names = set(archive.names())
    if ods.CONTENT in names:
        if "META-INF/manifest.xml" in names and b"encryption-data" in archive.open("META-INF/manifest.xml").read():
            raise Refused("Filen är skyddad med lösenord. Spara den utan lösenord och välj den igen.")
        return Book(ods.Workbook(archive).sheets, kind="ods", described="LibreOffice Calc (.ods)")
    if any(name.endswith("workbook.bin") for name in names):
        raise Refused(f"Filer i Excels binära format .xlsb kan inte läsas in. {HOW_TO_SAVE}")
    if "_rels/.rels" in names and not any(name.startswith(("word/", "ppt/")) for name in names):
        workbook = xlsx.Workbook(archive)
        return Book(workbook.sheets, kind="xlsx", described="Excel (.xlsx)", epoch=workbook.epoch)
    raise Refused(
        "Filen är packad (zip) och inget kalkylblad. Ligger tabellen i den: packa upp den och välj filen med tabellen."
    )


def _ending(name):
    lower = name.lower()
    return ".csv.gz" if lower.endswith(".csv.gz") else PurePath(lower).suffix


def _about_compound(file):
    file.seek(0)
    while piece := file.read(1 << 20):
        if ENCRYPTED in piece:
            return "Filen är skyddad med lösenord. Spara den utan lösenord och välj den igen."
    return f"Filer i det gamla Excelformatet .xls kan inte läsas in. {HOW_TO_SAVE}"


def _refuse_others(beginning, ending):
    for mark, what in OTHERS.items():
        if beginning.startswith(mark) and (b"\0" in beginning or mark in TEXT_MARKS):
            raise Refused(f"Filen är {what} och inget kalkylblad, fast den heter {ending}. Välj filen med tabellen.")
    start = beginning.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(MARKUP):
        raise Refused(f"Filen är en webbsida eller XML och inget kalkylblad, fast den heter {ending}. {HOW_TO_SAVE}")
    if ending in (".xlsx", ".xlsm", ".ods"):
        raise damaged()


def _copied(stream):
    """All of a stream in a temporary file, which is gone when it is closed."""
    copy, size = tempfile.TemporaryFile(), 0  # noqa: SIM115
    try:
        while piece := _read(stream):
            size += len(piece)
            if size > MOST_BYTES:
                raise too_large()
            copy.write(piece)
    except BaseException:
        copy.close()
        raise
    copy.seek(0)
    return copy


def _read(stream):
    try:
        return stream.read(1 << 20)
    except (OSError, EOFError, zlib.error) as error:
        raise damaged() from error
