"""
A chapter as parts of a document: the same for the page, the PDF and Word. What Markdown may do here is headings,
paragraphs, words that stand out, lists, links and quotes; nothing in it is HTML.

Figures stand in the text as references. Before the Markdown is read each is replaced by a sign of its own, so that
nothing that a figure says can be taken for markup.
"""

import functools
import json
import re
from itertools import count

from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from barnratt.core import tables
from barnratt.core.free_names import free_name
from barnratt.core.templatetags.swedish import day, number, percent
from barnratt.documents import charts, vega
from barnratt.documents.tree import (
    Cover,
    Document,
    Heading,
    Image,
    Items,
    Note,
    Paragraph,
    Quote,
    Span,
    Table,
    from_data,
    plain,
)
from regions.reports.figures import Rows
from regions.reports.references import Fault, Place, Text, parse

READER = MarkdownIt("zero", {"html": False}).enable(
    ["newline", "heading", "emphasis", "list", "link", "autolink", "blockquote", "escape", "backticks"]
)
# A reference's place in what Markdown reads: its number between two signs that stand for nothing.
BEGINS, ENDS = "\ue000", "\ue001"
PLACED = re.compile(f"{BEGINS}(\\d+){ENDS}")
LEADS = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
CHART_WIDTH = 80  # per cent of the text's width, so that its letters are as large as the text's
CANNOT = "Går inte att visa"
MISSING = "saknas"
DRAFT = "Utkast"
CONSTRUCTED, COMPARED = "Konstruerade svar", "Konstruerade svar året före"


def parts_of(kind, text, figures, *, slug=""):
    """
    The parts of a chapter's text, below its heading. kind: a Chapter.Kind. figures: {Reference: Figure}. slug: the
    chapter's, which its anchors begin with. Charts and tables are numbered by document_of.
    """
    return tuple(_Reading(text, figures, slug).parts())


def document_of(report, chapters, *, number=None, date=None, approvals=()):
    """
    The whole report as a Document. chapters: [(Chapter, {Reference: Figure})] in order. number, date: of the version,
    None while it is written. approvals: who has approved it, a text each.
    """
    parts, counted = [], {"Tabell": count(1), "Diagram": count(1)}
    for chapter, figures in chapters:
        parts.append(Heading(chapter.title, 1, chapter.slug))
        parts += _numbered(parts_of(chapter.kind, chapter.text, figures, slug=chapter.slug), counted)
    rows = [
        ("Titel", report.title),
        ("Avsändare", report.sender or MISSING),
        ("Verksamhetsår", str(report.year)),
        ("ISSN", report.issn or MISSING),
        ("Diarienummer", report.dnr or MISSING),
        ("Version", "Utkast, inte publicerad" if number is None else f"{number}, publicerad {day(date)}"),
    ]
    if approvals:
        rows.append(("Godkänd av", "\n".join(approvals)))
    marks = [DRAFT] * (number is None)
    if report.notice:
        marks.append(CONSTRUCTED if report.constructed else COMPARED)
    cover = Cover(report.subtitle, report.sender, report.notice, tuple(rows))
    return Document(report.title, parts, tuple(marks), cover)


def with_errata(document, errata):
    """The document as it was published, with what has been found wrong since then as a chapter at its end."""
    if not errata:
        return document
    rows = tuple((day(one.at), one.place, one.said, one.correct) for one in errata)
    table = Table("Rättelser sedan publiceringen", ("Datum", "Var", "Det står", "Det ska stå"), rows)
    told = Paragraph("Texten ovan är som den publicerades. Det här har rättats sedan dess.")
    added = (Heading("Rättelser", 1, "rattelser"), told, table)
    return Document(document.title, (*document.parts, *added), document.marks, document.cover)


def tables_of(chapters):
    """Every table and chart of a report in order, as JSON holds them: what its workbook is made of."""
    made, counted = [], {"Tabell": count(1), "Diagram": count(1)}
    for chapter, figures in chapters:
        for place in parse(chapter.text):
            figure = figures.get(place.reference) if isinstance(place, Place) and place.is_block else None
            if figure is None or not isinstance(figure.value, Rows):
                continue
            name = "Diagram" if place.reference.verb == "diagram" else "Tabell"
            told = figure.value
            made.append(
                {
                    "name": f"{name} {next(counted[name])}",
                    "title": told.title,
                    "columns": [list(column) for column in told.columns],
                    "rows": [list(row) for row in told.rows],
                    "base": told.base,
                    "source": figure.source,
                    "chapter": chapter.title,
                }
            )
    return made


def workbook(publication):
    """The response with every table of a Publication as an Excel workbook, a sheet each."""
    notice = from_data(publication.document).cover.notice
    told = [
        ("Rapport", publication.title),
        ("Version", f"{publication.number}, publicerad {day(publication.date)}"),
        ("Diarienummer", publication.dnr or MISSING),
        *([("Om svaren", notice)] if notice else []),
        (
            "Andelar",
            "En andel är ett tal mellan 0 och 1, som visas i procent. En tom cell betyder att talet inte är känt.",
        ),
    ]
    sheets = [_sheet(table, publication.constructed) for table in publication.tables]
    return tables.as_workbook(f"rapport-{publication.report.year}", sheets, told)


def _sheet(table, constructed):
    columns = [
        tables.Column(
            label,
            lambda row, place=place: row[place],
            width=50 if kind == "text" else 14,
            number_format=tables.PERCENT if kind == "share" else "",
        )
        for place, (label, kind) in enumerate(table["columns"])
    ]
    if constructed:
        columns.append(tables.Column("Konstruerade svar", lambda row: True, width=18))
    told = f"{table['title']} Bas: {table['base']}. Kapitel: {table['chapter']}."
    return tables.Table(table["name"], told, columns, table["rows"])


class _Reading:
    """One text on its way to parts."""

    def __init__(self, text, figures, slug):
        self.figures, self.slug, self.taken = figures, slug, set()
        self.places, written = [], []
        for part in parse(PLACED.sub("", text)):
            if isinstance(part, Text):
                written.append(part.text.replace(BEGINS, "").replace(ENDS, ""))
            else:
                written.append(f"{BEGINS}{len(self.places)}{ENDS}")
                self.places.append(part)
        self.tree = SyntaxTreeNode(READER.parse("".join(written)))

    def parts(self):
        for node in self.tree.children:
            yield from self._block(node)

    def _block(self, node):
        if node.type == "heading":
            text = plain(self._spans(node))
            yield Heading(text, max(int(node.tag[1:]), 2), self._anchor(text))
        elif node.type == "paragraph":
            yield from self._paragraph(node)
        elif node.type in ("bullet_list", "ordered_list"):
            items = tuple(self._joined(item) for item in node.children)
            yield Items(items, numbered=node.type == "ordered_list")
        elif node.type == "blockquote":
            yield Quote(self._joined(node))

    def _paragraph(self, node):
        """A paragraph, or the parts of the figures that stand alone on their lines in it."""
        lines, found = [], []
        for span in self._spans(node):
            if isinstance(span, Place):
                found += [Paragraph(tuple(lines))] * bool(_says_something(lines))
                found += self._figure(span)
                lines = []
            else:
                lines.append(span)
        return found + [Paragraph(tuple(lines))] * bool(_says_something(lines))

    def _joined(self, node):
        """What stands in an item or a quote as one text; a new line between its paragraphs."""
        spans = []
        for child in node.walk(include_self=False):
            if child.type == "inline":
                spans += [Span("\n")] * bool(spans) + [one for one in self._spans(child) if isinstance(one, Span)]
        return tuple(spans)

    def _spans(self, node):
        """The Spans of what stands below a node, and the Places of figures that stand alone."""
        return tuple(self._within(node, Span("")))

    def _within(self, node, look):
        if node.type in ("text", "code_inline"):
            yield from self._said(node.content, look)
        elif node.type == "softbreak":
            yield _like(look, " ")
        elif node.type == "hardbreak":
            yield _like(look, "\n")
        else:
            bold, italic = look.bold or node.type == "strong", look.italic or node.type == "em"
            address = str(node.attrs.get("href", "")) if node.type == "link" else ""
            link = address if LEADS.match(address) else look.link
            for child in node.children:
                yield from self._within(child, Span("", bold, italic, link))

    def _said(self, text, look):
        at = 0
        for match in PLACED.finditer(text):
            if match.start() > at:
                yield _like(look, text[at : match.start()])
            at = match.end()
            place = self.places[int(match[1])]
            if isinstance(place, Fault):
                yield Span(f"[{CANNOT}: {place.message}]", bold=True)
            elif place.is_block:
                yield place
            else:
                figure = self.figures[place.reference]
                told = f"[{CANNOT}: {figure.problem}]" if figure.problem else figure.text
                yield Span(told, bold=True) if figure.problem else _like(look, told)
        if at < len(text):
            yield _like(look, text[at:])

    def _figure(self, place):
        figure = self.figures[place.reference]
        if figure.problem:
            return [Note(figure.problem, CANNOT)]
        if not isinstance(figure.value, Rows):
            return [Quote(figure.text, figure.source)]
        source = figure.value.base if place.reference.verb == "bokslut" else f"Bas: {figure.value.base}"
        table = _table(figure.value, f"{source}.")
        return [_chart(figure), table] if place.reference.verb == "diagram" else [table]

    def _anchor(self, text):
        anchor = free_name("-".join(filter(None, [self.slug, slugify(text)])) or "avsnitt", self.taken)
        self.taken.add(anchor)
        return anchor


def _like(look, text):
    return Span(text, look.bold, look.italic, look.link)


def _says_something(spans):
    return "".join(span.text for span in spans).strip()


def _table(rows, source):
    """Texts come first, since the first column says what a row is about; numbers stand last."""
    order = sorted(range(len(rows.columns)), key=lambda place: rows.columns[place][1] != "text")
    kinds = [rows.columns[place][1] for place in order]
    header = tuple(rows.columns[place][0] for place in order)
    cells = tuple(tuple(_cell(row[place], kind) for place, kind in zip(order, kinds, strict=True)) for row in rows.rows)
    return Table(rows.title, header, cells, source, numbers=len(kinds) - kinds.count("text"))


def _cell(value, kind):
    if value is None:
        return "ej känt"
    if kind == "text":
        return str(value)
    return percent(value) if kind == "share" else number(value, 1) if isinstance(value, float) else number(value)


def _chart(figure):
    rows = figure.value
    drawn = _drawn(rows.title, figure.text, json.dumps(rows.rows))
    return Image(drawn, f"Stapeldiagram. {figure.text} Alla tal står i tabellen efter.", rows.title, width=CHART_WIDTH)


@functools.lru_cache(maxsize=64)
def _drawn(title, description, rows):
    """The bars of rows of (name, number), as JSON. Kept, since a chapter is shown again with every change."""
    shown = {"rows": [(name, amount, number(amount)) for name, amount in json.loads(rows)]}
    return charts.svg(vega.bars(shown), title=title, description=description)


def _numbered(parts, counted):
    """The parts with a number in the captions of charts and tables. A chart's own table goes by the chart's number."""
    chart = ""
    for part in parts:
        if isinstance(part, Image):
            chart = f"Diagram {next(counted['Diagram'])}"
            yield Image(part.svg, part.alt, f"{chart}. {part.caption}", part.width, part.source)
        elif isinstance(part, Table):
            name = f"{chart} i siffror" if chart else f"Tabell {next(counted['Tabell'])}"
            yield Table(f"{name}. {part.caption}", part.header, part.rows, part.source, part.numbers)
            chart = ""
        else:
            chart = ""
            yield part
