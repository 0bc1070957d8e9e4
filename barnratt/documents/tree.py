"""
What a document says, before it is a PDF, a Word file or a part of a page: its parts in order, each with a meaning.

Texts are plain. A blank line begins a new paragraph, a newline a new line. Nothing in a text is markup in any form.
Where words are to stand out or lead somewhere, a paragraph, an item or a quote is a tuple of Spans instead of a text.
"""

import base64
import dataclasses
import re
import unicodedata
from dataclasses import dataclass
from typing import ClassVar

NEWLINES = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


@dataclass(frozen=True)
class Span:
    """Some words of a paragraph. link: an address that they lead to, in full."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""


@dataclass(frozen=True)
class Heading:
    """Level 1 is the highest below the title. A level that would skip one is raised. anchor: its name in an address."""

    kind: ClassVar = "heading"
    text: str
    level: int = 1
    anchor: str = ""


@dataclass(frozen=True)
class Paragraph:
    kind: ClassVar = "paragraph"
    text: str | tuple[Span, ...]

    @property
    def spans(self):
        return _spans(self.text)


@dataclass(frozen=True)
class Definitions:
    """Pairs of a term, or a question, and what is said of it. `wide` when what is said is longer than a line."""

    kind: ClassVar = "definitions"
    rows: tuple[tuple[str, str], ...]
    wide: bool = False


@dataclass(frozen=True)
class Table:
    """Rows below a header. The first column says what each row is about.

    source: where it comes from, in a line below. numbers: how many of the last columns are numbers, which stand narrow
    and to the right; with none the columns share the width.
    """

    kind: ClassVar = "table"
    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    source: str = ""
    numbers: int = 0

    def __post_init__(self):
        if not self.caption or not self.header or not all(self.header):
            raise ValueError("En tabell har en rubrik, och varje kolumn har sin.")
        if any(len(row) != len(self.header) for row in self.rows):
            raise ValueError("Varje rad i en tabell har lika många celler som rubrikraden.")


@dataclass(frozen=True)
class Items:
    """A list."""

    kind: ClassVar = "items"
    items: tuple[str | tuple[Span, ...], ...]
    numbered: bool = False

    @property
    def pairs(self):
        """[(text, Spans)] of the items; an item has one of them."""
        return [(plain(item), _spans(item)) for item in self.items]


@dataclass(frozen=True)
class Quote:
    """What somebody else has said. by: who."""

    kind: ClassVar = "quote"
    text: str | tuple[Span, ...]
    by: str = ""

    @property
    def spans(self):
        return _spans(self.text)


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
    source: str = ""

    @property
    def address(self):
        """The picture as an address that holds it, which is how a page shows it: nothing in it can run there."""
        return "data:image/svg+xml;base64," + base64.b64encode(self.svg.encode()).decode()

    def __post_init__(self):
        if not self.alt.strip():
            raise ValueError("En bild behöver en text för den som inte ser den.")


KINDS = {part.kind: part for part in (Heading, Paragraph, Definitions, Table, Items, Quote, Note, Image)}


@dataclass(frozen=True)
class Cover:
    """A title page, which is followed by the list of contents. rows: what is told of the document behind the title."""

    subtitle: str = ""
    sender: str = ""
    notice: str = ""
    rows: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Document:
    """`marks` are short and stand on every page, as ”Utkast”. With a cover, each part of level 1 begins a page.

    is_compact: as much on a page as can be read, in two columns. In Word only; a PDF that has to be one page has a
    template of its own (pdf.typeset).
    """

    title: str
    parts: tuple
    marks: tuple[str, ...] = ()
    cover: Cover | None = None
    is_compact: bool = False

    def __post_init__(self):
        title = " ".join(printable(self.title).split())
        if not title:
            raise ValueError("Ett dokument har en titel.")
        object.__setattr__(self, "title", title)
        object.__setattr__(self, "parts", _levelled(_printable(part) for part in self.parts))
        object.__setattr__(self, "marks", _printable(tuple(self.marks)))
        object.__setattr__(self, "cover", _printable(self.cover))

    @property
    def contents(self):
        """The headings that the list of contents has."""
        return [part for part in self.parts if isinstance(part, Heading) and part.level == 1]


def as_data(document):
    """The document as JSON holds it, to be kept as it was."""
    parts = [{"kind": part.kind} | dataclasses.asdict(part) for part in document.parts]
    cover = dataclasses.asdict(document.cover) if document.cover else None
    return {"title": document.title, "marks": list(document.marks), "parts": parts, "cover": cover}


def from_data(data):
    """The document that as_data wrote."""
    parts = [_part_of(**part) for part in data["parts"]]
    cover = data.get("cover")
    return Document(data["title"], parts, data["marks"], Cover(**cover) if cover else None)


def printable(text):
    """The text without what no document can hold: control characters, halves of characters, what is not a character."""
    return "".join(sign for sign in NEWLINES.sub("\n", text) if sign in "\n\t" or not _is_unprintable(sign))


def paragraphs(text):
    """The paragraphs of a text, each a list of its lines."""
    return [block.split("\n") for block in re.split(r"\n\s*\n", text.strip("\n"))]


def plain(text):
    """A text as it reads: that of its Spans, when it has such."""
    return text if isinstance(text, str) else "".join(span.text for span in text)


def texts(document):
    """Every text that a document shows, in order: what a reader of any of its forms should find."""
    yield document.title
    for part in document.parts:
        match part:
            case Heading() | Paragraph():
                yield plain(part.text)
            case Definitions():
                yield from (text for row in part.rows for text in row)
            case Table():
                yield from (part.caption, *part.header, *(text for row in part.rows for text in row))
                yield from (text for text in (part.source,) if text)
            case Items():
                yield from map(plain, part.items)
            case Quote():
                yield from (text for text in (plain(part.text), part.by) if text)
            case Note():
                yield from (text for text in (part.title, part.text) if text)
            case Image():
                yield from (text for text in (part.caption, part.source) if text)


def _part_of(kind, **fields):
    return KINDS[kind](**{name: _with_spans(value) for name, value in fields.items()})


def _with_spans(value):
    """Of what JSON holds: in a part only Spans are objects."""
    if isinstance(value, dict):
        return Span(**value)
    return tuple(map(_with_spans, value)) if isinstance(value, list) else value


def _spans(text):
    return () if isinstance(text, str) else text


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
