"""The national board: how far every county has come, in a table and on the map with the same words."""

from collections import Counter
from typing import NamedTuple

from django.db.models import Count

from regions.places import maps
from regions.surveys import queries
from regions.surveys.desk import people
from regions.surveys.desk.models import Handover, Thread

# How far the answers have come, in order: {key: (in words, the class on the map, its pattern)}.
STAGES = {
    "not_begun": ("inte påbörjad", "stage-none", "ej-paborjad"),
    "draft": ("påbörjad", "stage-draft", "paborjad"),
    "ready": ("klar hos länet", "class-2", ""),
    "approved": ("godkänd", "class-3", ""),
    "submitted": ("inskickad", "class-5", ""),
}
LATE = ("försenad", "stage-late", "forsenad")
# What the board can be narrowed to and ordered by: {value in the address: what the page says}.
SHOWN = {
    "": "Alla län",
    "ej": "Inte påbörjad",
    "paborjad": "Påbörjad",
    "klar": "Klar hos länet",
    "godkand": "Godkänd",
    "inskickad": "Inskickad",
    "forsenad": "Försenad",
    "fragor": "Obesvarade frågor",
    "vakant": "Saknar länssamordnare",
}
OF_STAGE = {"ej": "not_begun", "paborjad": "draft", "klar": "ready", "godkand": "approved", "inskickad": "submitted"}
ORDERS = {
    "": ("Länets kod", lambda row: row.county.pk),
    "lage": ("Hur långt länet har kommit", lambda row: (list(STAGES).index(row.stage), row.share, row.county.pk)),
    "tid": ("Sista svarsdag", lambda row: (row.last_answer_date, row.county.pk)),
    "fragor": ("Obesvarade frågor", lambda row: (-row.waiting, -row.threads, row.county.pk)),
}


class Row(NamedTuple):
    """A county: queries.BoardRow with what is asked, and who there is to answer."""

    row: queries.BoardRow
    threads: int
    waiting: int
    coordinators: list
    handover: Handover | None

    county = property(lambda self: self.row.county)
    found = property(lambda self: self.row.found)
    answered = property(lambda self: self.row.answered)
    asked = property(lambda self: self.row.asked)
    submission = property(lambda self: self.row.submission)
    last_answer_date = property(lambda self: self.row.last_answer_date)
    is_late = property(lambda self: self.row.is_late)

    @property
    def stage(self):
        return self.found.state if self.found else "not_begun"

    @property
    def state(self):
        return STAGES[self.stage][0]

    @property
    def share(self):
        return self.answered / self.asked if self.asked else 0

    @property
    def is_vacant(self):
        """Somebody has said so, or nobody has an account with the role."""
        return not self.coordinators or bool(self.handover and self.handover.vacant_since)

    @property
    def vacancy(self):
        """Why there is nobody to ask, in words, or an empty text."""
        if self.handover and self.handover.vacant_since:
            return f"vakant sedan {self.handover.vacant_since}"
        return "" if self.coordinators else "ingen med konto"

    @property
    def has_note(self):
        return bool(self.handover and self.handover.note)

    @property
    def told(self):
        """The state in words, as the map says it."""
        words = self.state
        if self.stage == "draft":
            words = f"{words}, {self.answered} av {self.asked} besvarade"
        return f"{words}, försenad" if self.is_late else words

    @property
    def look(self):
        return LATE if self.is_late else STAGES[self.stage]


class Area(NamedTuple):
    row: Row
    shape: maps.Shape

    shade = property(lambda self: self.row.look[1])
    pattern = property(lambda self: self.row.look[2])


def rows_of(survey_round, today):
    """A Row of every county. Seven statements, however many answers and questions there are."""
    threads = {
        one["county"]: one for one in Thread.objects.filter(round=survey_round).values("county").annotate(n=Count("pk"))
    }
    waiting = Counter(Thread.objects.waiting().filter(round=survey_round).values_list("county_id", flat=True))
    handovers, coordinators = Handover.objects.in_bulk(), people.coordinators()
    return [
        Row(
            row,
            threads.get(row.county.pk, {"n": 0})["n"],
            waiting[row.county.pk],
            coordinators.get(row.county.pk, []),
            handovers.get(row.county.pk),
        )
        for row in queries.board(survey_round, today)
    ]


def chosen(rows, shown, order):
    """The rows that an address asks for. What is not known is left as it is."""
    if shown in OF_STAGE:
        rows = [row for row in rows if row.stage == OF_STAGE[shown]]
    elif shown == "forsenad":
        rows = [row for row in rows if row.is_late]
    elif shown == "fragor":
        rows = [row for row in rows if row.waiting]
    elif shown == "vakant":
        rows = [row for row in rows if row.is_vacant]
    return sorted(rows, key=ORDERS.get(order, ORDERS[""])[1])


def areas(rows):
    """The counties on the map."""
    shapes = {shape.code: shape for shape in maps.county_shapes()}
    return [Area(row, shapes[row.county.pk]) for row in rows if row.county.pk in shapes]


def legend(rows):
    """[(look, how many)] of what the map shows, in the order of the stages."""
    counts = Counter(row.look for row in rows)
    return [(look, counts[look]) for look in [*STAGES.values(), LATE] if counts[look]]
