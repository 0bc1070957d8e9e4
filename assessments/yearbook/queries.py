"""
What an authority's assessments of a year come to.

Which answers count as what stands in the templates (`counts_as`), since the three ask the same in their own ways. An
assessment belongs to the year in which it began. A short one that has grown is counted as the full one that it became.
"""

from collections import Counter
from typing import NamedTuple

from django.db.models import BooleanField, Exists, OuterRef, Q
from django.db.models.expressions import ExpressionWrapper
from django.db.models.functions import ExtractYear
from django.utils import timezone

from assessments.follow_up.models import FollowUp
from assessments.models import AUTHORITIES, Assessment
from assessments.reference_data import published
from assessments.yearbook.models import Release
from barnratt.core.suppression import THRESHOLD, TOTAL, CannotProtect, suppress, with_totals
from barnratt.questionnaires.models import Version


class Layout(NamedTuple):
    """A table of the yearbook. `columns` divide the same assessments in another way; without them it is a list.

    column_title: what the columns are about, where they stand as a list of their own.
    """

    key: str
    title: str
    rows: list  # [(key, label)]
    columns: list = []
    column_title: str = ""


HEARD = [
    ("yes", "Barn har hörts i ärendet"),
    ("earlier", "Det barn sagt tidigare har använts"),
    ("declined", "Barn erbjöds men ville inte"),
    ("no_why", "Barn har inte hörts, skälet är skrivet"),
    ("no", "Barn har inte hörts, skälet framgår inte"),
    ("", "Framgår inte, eller inga barn berörs"),
]
IN_LINE = [
    ("yes", "Förenligt"),
    ("compensated", "Helt eller delvis mot, kompensation är skriven"),
    ("against", "Helt eller delvis mot, kompensation framgår inte"),
    ("unclear", "Går inte att säga"),
    ("", "Framgår inte, eller inga barn berörs"),
]
QUARTERS = [(str(number), f"Kvartal {number}") for number in (1, 2, 3, 4)]
STATES = [(key, label.capitalize()) for key, label in Assessment.State.choices]
FOLLOW_UP = [
    ("done", "Beslutet är uppföljt"),
    ("planned", "Uppföljning planerad"),
    ("not", "Ingen uppföljning planerad"),
]
LAYOUTS = [
    Layout("level", "Mall", Assessment.Template.choices, FOLLOW_UP, "Uppföljning"),
    Layout("weighing", "Barns röster", HEARD, IN_LINE, "Barnets bästa"),
    Layout("quarter", "När prövningarna började", QUARTERS),
    Layout("state", "Hur långt prövningarna har kommit", STATES),
]


class Numbers(NamedTuple):
    """total: all assessments. tables: {table: {(row, column): count}}, without columns {(row,): count}, with totals.
    articles: {article: assessments that touch it}. A count that is None is kept back; so is a table or articles."""

    total: int | None
    tables: dict
    articles: dict | None
    constructed: int = 0


def years_of(authority):
    """The years in which an authority has begun assessments, the latest first."""
    found = Assessment.objects.filter(authority=authority).annotate(year=ExtractYear("began_at"))
    return list(found.order_by("-year").values_list("year", flat=True).distinct())


def is_closed(year):
    return year < timezone.localdate().year


def of_year(authority, year):
    return Assessment.objects.filter(authority=authority, began_at__year=year, grown_to=None)


def counted(authority, year):
    """The Numbers of an authority's year as they are now: true, and for the authority only."""
    assessments = of_year(authority, year)
    figures = {
        version.pk: _figures_of(version.definition) or _figures_of(published(version.definition.key).definition)
        for version in Version.objects.filter(responses__assessment__in=assessments).distinct()
    }
    chosen = sorted({question.key for of in figures.values() for question in of.values() if question.options})
    written = sorted({question.key for of in figures.values() for question in of.values() if not question.options})
    followed_up = FollowUp.objects.filter(
        assessment=OuterRef("pk"), kind=FollowUp.Kind.REVIEW, state=FollowUp.State.DONE
    )
    rows = assessments.annotate(
        is_followed_up=Exists(followed_up),
        **{
            f"has_{key}": ExpressionWrapper(Q(response__answers__has_key=key), output_field=BooleanField())
            for key in written
        }
    ).values_list(
        "response__version_id", "template", "state", "began_at", "constructed", "is_followed_up",
        *(f"response__answers__{key}" for key in chosen), *(f"has_{key}" for key in written),
    )  # fmt: skip
    places = {key: place for place, key in enumerate([*chosen, *written])}
    cells, articles, total, constructed = {one.key: Counter() for one in LAYOUTS}, Counter(), 0, 0
    for version, template, state, began_at, is_constructed, is_followed_up, *answers in rows.iterator(2000):
        told = {figure: answers[places[question.key]] for figure, question in figures[version].items()}
        told = {
            figure: value if isinstance(value, list) else figures[version][figure].counts_as.values.get(value, value)
            for figure, value in told.items()
        }
        total, constructed = total + 1, constructed + is_constructed
        cells["level"][template, "done" if is_followed_up else "planned" if told.get("follow_up") else "not"] += 1
        cells["weighing"][_heard(told), _in_line(told)] += 1
        cells["quarter"][(str((timezone.localtime(began_at).month + 2) // 3),)] += 1
        cells["state"][(state,)] += 1
        articles.update(told.get("articles") or [])
    tables = {layout.key: with_totals(_filled(layout, cells[layout.key])) for layout in LAYOUTS}
    return Numbers(total, tables, dict(sorted(articles.items())), constructed)


def _figures_of(definition):
    """{figure: the question it comes from}. A version from before figures were written has those of today's template:
    a question keeps its key and its values, and what it did not ask yet has no answer.
    """
    return {question.counts_as.figure: question for question in definition.by_key.values() if question.counts_as}


def _heard(told):
    heard = _known(told.get("heard"), HEARD)
    return "no_why" if heard == "no" and told.get("why_not_heard") else heard


def _in_line(told):
    in_line = _known(told.get("in_line"), IN_LINE)
    return "compensated" if in_line == "against" and told.get("compensation") else in_line


def _known(value, rows):
    return value if value in dict(rows) else ""


def _filled(layout, counts):
    """Every combination, also those that no assessment has."""
    rows = [row for row, _ in layout.rows]
    if not layout.columns:
        return {(row,): counts[(row,)] for row in rows}
    return {(row, column): counts[row, column] for row in rows for column, _ in layout.columns}


def released_numbers(numbers):
    """The Numbers as they may leave the authority: small ones are kept back, and whatever they could be computed from.

    Only totals leave it: how many in each row, how many in each column, never how many in both. No count but that of
    all assessments stands in more than one table, and that is published or nothing is, so each table is safe beside the
    others. A table that cannot be protected when the number of all is known is left out whole. An article is no part of
    a whole, since an assessment touches several. But each of them divides all assessments in two, those that touch it
    and those that do not: four articles stand in every assessment that concerns children, so that the second number is
    often that of those which concern none. So an article is left out when either of the two is small.
    """
    if 0 < numbers.total < THRESHOLD:
        return Numbers(None, {}, None, numbers.constructed)
    tables = {layout.key: _released(numbers.tables[layout.key], bool(layout.columns)) for layout in LAYOUTS}
    articles = {
        article: count
        for article, count in numbers.articles.items()
        if count >= THRESHOLD and not 0 < numbers.total - count < THRESHOLD
    }
    return numbers._replace(tables=tables, articles=articles)


def _released(counts, is_crossed):
    cells = {place: count for place, count in counts.items() if TOTAL not in place}
    everything = tuple(TOTAL for _ in next(iter(cells)))
    # Who has not answered the one has seldom answered the other, and the short version plans no follow-up.
    known = [place for place in cells if "" in place or place == (Assessment.Template.SHORT, "planned")]
    impossible = [place for place in known if not cells[place]]
    try:
        chosen = suppress(
            cells, shown=[everything], only_totals=is_crossed, impossible=impossible if is_crossed else []
        )
    except CannotProtect:
        return None
    return {place: count for place, count in chosen.published().items() if not is_crossed or TOTAL in place}


def as_json(numbers):
    """Numbers as they are kept in a Release. A total's coordinate is null there."""
    return {
        "total": numbers.total,
        "tables": {
            key: None if cells is None else [[*place, count] for place, count in cells.items()]
            for key, cells in numbers.tables.items()
        },
        "articles": None if numbers.articles is None else list(numbers.articles.items()),
    }


def from_json(kept):
    """The Numbers that a Release holds."""
    tables = {
        key: None if rows is None else {tuple(place): count for *place, count in rows}
        for key, rows in kept["tables"].items()
    }
    return Numbers(kept["total"], tables, None if kept["articles"] is None else dict(kept["articles"]))


class Listed(NamedTuple):
    """A way to divide the assessments, as it is shown. rows: [(label, count or None)], None when all is kept back."""

    key: str
    title: str
    rows: list | None

    @property
    def caption(self):
        """Each table's own, so that a screen reader's list of regions tells them apart."""
        return f"{self.title}, antal prövningar"

    @property
    def caption_id(self):
        return f"antal-{self.key}"


class Crossed(NamedTuple):
    """Two ways at once. rows: [(label, [count of each column])]."""

    key: str
    title: str
    columns: list
    rows: list

    @property
    def caption(self):
        """Each table's own, so that a screen reader's list of regions tells them apart."""
        return f"{self.title}, antal prövningar"

    @property
    def caption_id(self):
        return f"antal-{self.key}"


def listed(numbers):
    """Every Listed of the Numbers, in order."""
    found = []
    for layout in LAYOUTS:
        cells = numbers.tables.get(layout.key)

        def rows(of, place, cells=cells):
            return None if cells is None else [(label, cells[place(key)]) for key, label in of]

        if layout.columns:
            found.append(Listed(layout.key, layout.title, rows(layout.rows, lambda key: (key, TOTAL))))
            title, columns = layout.column_title, rows(layout.columns, lambda key: (TOTAL, key))
            found.append(Listed(f"{layout.key}-2", title, columns))
        else:
            found.append(Listed(layout.key, layout.title, rows(layout.rows, lambda key: (key,))))
    return found


def crossed(numbers):
    """Every Crossed, where the Numbers tell it: the authority's own do, what has left it does not."""
    return [
        Crossed(
            f"{layout.key}-kors",
            f"{layout.title} och {layout.column_title.lower()}",
            [label for _, label in layout.columns],
            [
                (label, [numbers.tables[layout.key][row, column] for column, _ in layout.columns])
                for row, label in layout.rows
            ],
        )
        for layout in LAYOUTS
        if layout.columns
    ]


class InWords(NamedTuple):
    """The counts that the yearbook's sentences are about, None where they are kept back."""

    heard: int | None
    earlier: int | None
    not_heard: int | None
    against: int | None
    compensated: int | None


def in_words(numbers):
    """What the yearbook says in sentences, or None when its table is kept back."""
    cells = numbers.tables.get("weighing")
    if cells is None:
        return None

    def added(*counts):
        return None if None in counts else sum(counts)

    not_heard = [cells[key, TOTAL] for key in ("no", "no_why")]
    against = [cells[TOTAL, key] for key in ("against", "compensated")]
    return InWords(cells["yes", TOTAL], cells["earlier", TOTAL], added(*not_heard), added(*against), against[1])


def changed_since(authority, year, moment):
    """How many of a year's assessments have been changed after a moment."""
    return of_year(authority, year).filter(changed_at__gt=moment).count()


class Part(NamedTuple):
    """One authority of a municipality or region, and what it has handed over of a year."""

    authority: object
    release: Release | None
    numbers: Numbers | None


def parts_of(organisation, year):
    """The authorities that belong to an organisation. Nothing is told of one but what it has handed over."""
    releases = {one.authority_id: one for one in Release.objects.filter(authority__parent=organisation, year=year)}
    parts = organisation.parts.filter(kind__in=AUTHORITIES).in_order()
    return [
        Part(one, release, release and from_json(release.numbers))
        for one in parts
        for release in [releases.get(one.pk)]
    ]


class Sum(NamedTuple):
    """What the authorities say together. at_least: the sum of what is told; is_whole: nothing of it is kept back."""

    at_least: int
    is_whole: bool


FIGURES = [
    ("Prövningar", lambda numbers: numbers.total),
    *(
        (label, lambda numbers, key=key: _margin(numbers, "weighing", (key, TOTAL)))
        for key, label in HEARD
        if key in ("yes", "earlier", "declined", "no_why", "no")
    ),
    *(
        (label, lambda numbers, key=key: _margin(numbers, "weighing", (TOTAL, key)))
        for key, label in IN_LINE
        if key in ("yes", "compensated", "against", "unclear")
    ),
    ("Beslutet är uppföljt", lambda numbers: _margin(numbers, "level", (TOTAL, "done"))),
    ("Uppföljning planerad", lambda numbers: _margin(numbers, "level", (TOTAL, "planned"))),
]


def _margin(numbers, table, place):
    cells = numbers.tables.get(table)
    return None if cells is None else cells[place]


def together(parts):
    """[(label, [count or None of each authority that has handed over], Sum)].

    Only what has been handed over is added. Adding the true numbers would tell a number that one authority keeps back
    as soon as the next one hands over, by the difference between the two sums.
    """
    handed_over = [part.numbers for part in parts if part.numbers]
    found = []
    for label, read in FIGURES:
        counts = [read(numbers) for numbers in handed_over]
        told = [count for count in counts if count is not None]
        found.append((label, counts, Sum(sum(told), len(told) == len(counts))))
    return found
