"""
What a document says, before it is a PDF, a Word file or a part of a page: its parts in order, each with a meaning.

Texts are plain. A blank line begins a new paragraph, a newline a new line. Nothing in a text is markup in any form.
"""

import dataclasses
import re
import unicodedata
from dataclasses import dataclass
from typing import ClassVar

NEWLINES = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


@dataclass(frozen=True)
class Heading:
    """Level 1 is the highest below the title. A level that would skip one is raised."""

    kind: ClassVar = "heading"
    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    kind: ClassVar = "paragraph"
    text: str


@dataclass(frozen=True)
class Definitions:
    """Pairs of a term, or a question, and what is said of it. `wide` when what is said is longer than a line."""

    kind: ClassVar = "definitions"
    rows: tuple[tuple[str, str], ...]
    wide: bool = False


@dataclass(frozen=True)
class Table:
    """Rows below a header. The first column says what each row is about."""

    kind: ClassVar = "table"
    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self):
        if not self.caption or not self.header or not all(self.header):
            raise ValueError("En tabell har en rubrik, och varje kolumn har sin.")
        if any(len(row) != len(self.header) for row in self.rows):
            raise ValueError("Varje rad i en tabell har lika många celler som rubrikraden.")


@dataclass(frozen=True)
class Items:
    """A list."""

    kind: ClassVar = "items"
    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Note:
    """What the reader has to know beside the text, in a box."""

    kind: ClassVar = "note"
    text: str
    title: str = ""


@dataclass(frozen=True)
class Image:
    """A picture as SVG, as charts are. `alt` is read to who does not see it, and has to be there.

    width: in per cent of the text's.
    """

    kind: ClassVar = "image"
    svg: str
    alt: str
    caption: str = ""
    width: int = 100

    def __post_init__(self):
        if not self.alt.strip():
            raise ValueError("En bild behöver en text för den som inte ser den.")


KINDS = {part.kind: part for part in (Heading, Paragraph, Definitions, Table, Items, Note, Image)}


@dataclass(frozen=True)
class Document:
    """`marks` are short and stand on every page, as ”Utkast”."""

    title: str
    parts: tuple
    marks: tuple[str, ...] = ()

    def __post_init__(self):
        title = " ".join(printable(self.title).split())
        if not title:
            raise ValueError("Ett dokument har en titel.")
        object.__setattr__(self, "title", title)
        object.__setattr__(self, "parts", _levelled(_printable(part) for part in self.parts))
        object.__setattr__(self, "marks", _printable(tuple(self.marks)))


def as_data(document):
    """The document as JSON holds it, to be kept as it was."""
    parts = [{"kind": part.kind} | dataclasses.asdict(part) for part in document.parts]
    return {"title": document.title, "marks": list(document.marks), "parts": parts}


def from_data(data):
    """The document that as_data wrote."""
    parts = [KINDS[part["kind"]](**{name: part[name] for name in part if name != "kind"}) for part in data["parts"]]
    return Document(data["title"], parts, data["marks"])


def printable(text):
    """The text without what no document can hold: control characters, halves of characters, what is not a character."""
    return "".join(sign for sign in NEWLINES.sub("\n", text) if sign in "\n\t" or not _is_unprintable(sign))


def paragraphs(text):
    """The paragraphs of a text, each a list of its lines."""
    return [block.split("\n") for block in re.split(r"\n\s*\n", text.strip("\n"))]


def texts(document):
    """Every text that a document shows, in order: what a reader of any of its forms should find."""
    yield document.title
    for part in document.parts:
        match part:
            case Heading() | Paragraph():
                yield part.text
            case Definitions():
                yield from (text for row in part.rows for text in row)
            case Table():
                yield from (part.caption, *part.header, *(text for row in part.rows for text in row))
            case Items():
                yield from part.items
            case Note():
                yield from (text for text in (part.title, part.text) if text)
            case Image():
                yield from (text for text in (part.caption,) if text)


def _is_unprintable(sign):
    return unicodedata.category(sign) in ("Cc", "Cs") or ord(sign) & 0xFFFE == 0xFFFE or "\ufdd0" <= sign <= "\ufdef"


def _printable(value):
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, list | tuple):
        return tuple(map(_printable, value))
    if dataclasses.is_dataclass(value):
        fields = {field.name: _printable(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return dataclasses.replace(value, **fields)
    return value


def _levelled(parts):
    found, above = [], 0
    for part in parts:
        if isinstance(part, Heading):
            if not part.text.strip():
                continue  # PDF/UA has no empty headings
            above = min(max(part.level, 1), above + 1)
            part = dataclasses.replace(part, level=above)
        found.append(part)
    return tuple(found)
