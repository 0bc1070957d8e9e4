"""A yearbook as files: CSV, Excel and JSON with a row for each number, and a document for Word and PDF."""

from typing import NamedTuple

from django.utils import timezone

from assessments.yearbook import queries
from barnratt.convention.models import Article
from barnratt.core import tables
from barnratt.core.suppression import THRESHOLD
from barnratt.core.tables import Column
from barnratt.core.templatetags.swedish import number
from barnratt.documents.tree import Definitions, Document, Heading, Paragraph, Table

CONSTRUCTED = "Konstruerat exempel"
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
    return tables.Table(name, f"Barnbokslut {year}", columns, rows, told_of(authority, year, numbers, release))


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
    return tables.Table(name, f"Barnbokslut {year}, nämnderna", columns, rows, told)


def yearbook_document(authority, year, numbers, *, release=None):
    """A yearbook as a Document. release: as for yearbook_table."""
    parts = [
        Definitions(tuple(told_of(authority, year, numbers, release))),
        Paragraph(f"Alla prövningar: {_shown(numbers.total)}"),
    ]
    for table in queries.listed(numbers):
        parts.append(Heading(table.title))
        if table.rows is None:
            parts.append(Paragraph("Tabellen visas inte: små tal skulle kunna räknas ut ur den."))
        else:
            rows = tuple((label, _shown(count)) for label, count in table.rows)
            parts.append(Table("Antal prövningar", (table.title, "Prövningar"), rows))
    for table in queries.crossed(numbers) if release is None else []:
        rows = tuple((label, *map(_shown, counts)) for label, counts in table.rows)
        parts += [Heading(table.title), Table("Antal prövningar", (table.title, *table.columns), rows)]
    if articles := articles_in_words(numbers):
        rows = tuple((label, _shown(count)) for label, count in articles)
        parts += [Heading("Artiklar som berörs"), Table("Antal prövningar", ("Artikel", "Prövningar"), rows)]
    is_constructed = release.constructed if release else numbers.constructed
    marks = (CONSTRUCTED if is_constructed else None, None if release else "Bara för myndigheten")
    return Document(f"Barnbokslut {year}, {authority.name}", tuple(parts), tuple(filter(None, marks)))


def _shown(count):
    return HIDDEN if count is None else number(count)
