"""A yearbook as files: CSV, Excel and JSON with a row for each number, and a Word document with its tables."""

import io
from typing import NamedTuple

from django.http import HttpResponse
from django.utils import timezone
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from assessments.word import CONSTRUCTED, DOCX
from assessments.yearbook import queries
from barnratt.convention.models import Article
from barnratt.core.suppression import THRESHOLD
from barnratt.core.tables import Column, Table
from barnratt.core.templatetags.swedish import number

HIDDEN = "visas inte"
OWN = "Talen är myndighetens egna och fullständiga. Lämna dem inte vidare: lämna ut bokslutet i stället."
KEPT_BACK = (
    f"Tal under {THRESHOLD} visas inte, och inte heller tal som de skulle kunna räknas ut ur. Noll visas. "
    "”Visas inte” är inte noll."
)
BELONGS = "En prövning räknas till det år då den började. En kortversion som har vuxit räknas som den fulla."


class Line(NamedTuple):
    table: str
    row: str
    column: str
    count: int | None


def articles_in_words(numbers):
    """[(what the article is called, count)], the most touched first, or None when they are kept back."""
    if numbers.articles is None:
        return None
    in_order = sorted(numbers.articles.items(), key=lambda pair: (-pair[1], pair[0]))
    names = dict(Article.objects.values_list("number", "title"))
    return [(f"Artikel {one}. {names.get(one, '')}".strip(), count) for one, count in in_order]


def lines(numbers, *, with_crossed):
    """Every number of a yearbook, one a row."""
    yield Line("Alla prövningar", "", "", numbers.total)
    for table in queries.listed(numbers):
        if table.rows is None:
            yield Line(table.title, "Hela tabellen", "", None)
        for label, count in table.rows or []:
            yield Line(table.title, label, "", count)
    for table in queries.crossed(numbers) if with_crossed else []:
        for label, counts in table.rows:
            for column, count in zip(table.columns, counts, strict=True):
                yield Line(table.title, label, column, count)
    for label, count in articles_in_words(numbers) or []:
        yield Line("Artiklar som berörs", label, "", count)


def yearbook_table(authority, year, numbers, *, release=None):
    """A yearbook as a list. release: given when the numbers are those that were handed over."""
    columns = [
        Column("Tabell", lambda line: line.table, "table", 34),
        Column("Rad", lambda line: line.row, "row", 44),
        Column("Kolumn", lambda line: line.column, "column", 44),
        Column("Antal", lambda line: line.count, "count", 10),
        Column("Märkning", lambda line: HIDDEN if line.count is None else "", "mark", 14),
    ]
    name = f"barnbokslut-{year}-{authority.key}"
    rows = lines(numbers, with_crossed=release is None)
    return Table(name, f"Barnbokslut {year}", columns, rows, told_of(authority, year, numbers, release))


def told_of(authority, year, numbers, release):
    """What has to be told beside the numbers."""
    told = [("Myndighet", authority.name), ("År", str(year)), ("Vad som räknas", BELONGS)]
    if release:
        told += [("Utlämnat", timezone.localtime(release.at).strftime("%Y-%m-%d")), ("Små tal", KEPT_BACK)]
    else:
        told += [("Räknat", timezone.localtime().strftime("%Y-%m-%d %H:%M")), ("Att tänka på", OWN)]
    if release.constructed if release else numbers.constructed:
        told.append(("Märkning", CONSTRUCTED))
    return told


def together_table(organisation, year, parts, rows):
    """What the authorities of an organisation have handed over, one a column."""
    handed_over = [part for part in parts if part.release]
    columns = [Column("Mått", lambda row: row[0], "figure", 44)]
    for place, part in enumerate(handed_over):
        columns += [
            Column(part.authority.name, lambda row, place=place: row[1][place], part.authority.key),
            Column(
                f"Märkning, {part.authority.name}",
                lambda row, place=place: HIDDEN if row[1][place] is None else "",
                f"{part.authority.key}_mark",
            ),
        ]
    columns += [
        Column("Tillsammans, minst", lambda row: row[2].at_least, "at_least", 12),
        Column("Tillsammans, exakt", lambda row: row[2].is_whole, "is_whole", 12),
    ]
    told = [("Organisation", organisation.name), ("År", str(year)), ("Små tal", KEPT_BACK)]
    if any(part.release.constructed for part in handed_over):
        told.append(("Märkning", CONSTRUCTED))
    name = f"barnbokslut-{year}-{organisation.key}"
    return Table(name, f"Barnbokslut {year}, nämnderna", columns, rows, told)


def yearbook_word(authority, year, numbers, *, release=None):
    """The response with a yearbook as a Word document. release: as for yearbook_table."""
    document = Document()
    title = f"Barnbokslut {year}, {authority.name}"
    document.core_properties.title, document.core_properties.language = title, "sv-SE"
    document.core_properties.author, document.core_properties.comments = "", ""
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "sv-SE")
    document.styles["Normal"].element.get_or_add_rPr().append(language)
    document.add_heading(title, level=0)
    for label, text in told_of(authority, year, numbers, release)[2:]:
        document.add_paragraph(f"{label}: {text}")
    document.add_paragraph(f"Alla prövningar: {_shown(numbers.total)}")
    for table in queries.listed(numbers):
        document.add_heading(table.title, level=1)
        if table.rows is None:
            document.add_paragraph("Tabellen visas inte: små tal skulle kunna räknas ut ur den.")
        else:
            _add_table(document, [table.title, "Prövningar"], [[label, _shown(count)] for label, count in table.rows])
    for table in queries.crossed(numbers) if release is None else []:
        document.add_heading(table.title, level=1)
        rows = [[label, *map(_shown, counts)] for label, counts in table.rows]
        _add_table(document, ["", *table.columns], rows)
    articles = articles_in_words(numbers)
    if articles:
        document.add_heading("Artiklar som berörs", level=1)
        _add_table(document, ["Artikel", "Prövningar"], [[label, _shown(count)] for label, count in articles])
    file = io.BytesIO()
    document.save(file)
    disposition = f'attachment; filename="barnbokslut-{year}-{authority.key}.docx"'
    return HttpResponse(file.getvalue(), content_type=DOCX, headers={"Content-Disposition": disposition})


def _shown(count):
    return HIDDEN if count is None else number(count)


def _add_table(document, header, rows):
    table = document.add_table(rows=1, cols=len(header), style="Table Grid")
    for cell, text in zip(table.rows[0].cells, header, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    repeated = OxmlElement("w:tblHeader")  # read as a header, and repeated on each page
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
