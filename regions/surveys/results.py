"""What the counties together have answered, with the years before: always with how many were asked, and answered.

The whole country's totals of a round are kept on the round and made anew with every submission, so that a page that
shows twenty years reads twenty rows. A group of counties is counted when somebody asks for it.
"""

from typing import NamedTuple

from django.db.models import JSONField
from django.db.models.expressions import RawSQL

from barnratt.questionnaires import answers, checks
from barnratt.questionnaires.definition import COMPARABILITY, NUMBERS, Question
from regions.places.models import County
from regions.surveys.counting import option_labels, total_of, totals
from regions.surveys.models import PublishedTotal, Round, Submission

COUNTED = NUMBERS | {"municipalities", "texts"}


class Group(NamedTuple):
    key: str
    label: str
    holds: object  # county → whether it is one of the group


NORTHERN = {"21", "22", "23", "24", "25"}  # those that the report calls Norrlänen
GROUPS = {
    group.key: group
    for group in (
        Group("alla", "Alla län", lambda county: True),
        Group("storstad", "Storstadslänen", lambda county: county.is_metropolitan),
        Group("ovriga", "Övriga län", lambda county: not county.is_metropolitan),
        Group("norr", "Norrlänen", lambda county: county.pk in NORTHERN),
    )
}


class Point(NamedTuple):
    """
    A question's result another year, in the values of this year's question. printed: from a report, not answers.

    comparability: with this year, through all the years between. step: with the next year that has a point.
    """

    year: int
    n: int | None
    counts: dict
    sum: object
    comparability: str
    printed: bool
    step: str = "same"

    @property
    def mark(self):
        return COMPARABILITY[self.comparability]


class OptionRow(NamedTuple):
    label: str
    count: int
    share: float | None
    points: int | None
    before: list  # the count of each Point, None where it is not known
    together: bool  # several options as one, because a report printed them so


class QuestionResult(NamedTuple):
    year: int
    question: Question
    total: dict | None  # None when the question is paused
    rows: list
    points: list  # of earlier years, the latest first
    broken: list = []  # of years before something changed so that they cannot be compared

    @property
    def every_point(self):
        """The earlier years, the latest first, also those that cannot be compared."""
        return [*self.points, *self.broken]

    @property
    def ranked(self):
        """The answers, those that most have chosen first where several can be chosen."""
        if self.question.type != "multi":
            return self.rows
        return sorted(self.rows, key=lambda row: (row.together, -row.count))

    @property
    def unanswered(self):
        return self.total["asked"] - self.total["n"]

    @property
    def is_sum(self):
        return self.question.type in COUNTED

    @property
    def is_text(self):
        return self.question.type in ("text", "line", "date")

    @property
    def table_id(self):
        return f"svar-{self.question.key}"

    @property
    def sum_id(self):
        return f"summa-{self.question.key}"

    @property
    def base(self):
        return self.question.base or "länsstyrelser som har svarat på enkäten"


def refresh(survey_round):
    """Make the round's totals anew from what is sent in now. The caller holds the round's row."""
    survey_round.totals = totals(survey_round.definition, documents_of(survey_round))
    survey_round.save(update_fields=["totals"])


def documents_of(survey_round, group="alla"):
    """[(county, answers)] of those who have sent in and belong to a group, in the order of the county codes."""
    sent = (
        Submission.objects.current()
        .filter(county_response__round=survey_round)
        .select_related("county_response__county")
        .defer("confirmed", "county_response__confirmed")
        .order_by("county_response__county_id")
    )
    found = [(one.county_response.county, one.answers) for one in sent]
    return [(county, document) for county, document in found if GROUPS[group].holds(county)]


def totals_of(survey_round, group="alla", only=None):
    if group == "alla":
        return survey_round.totals
    return totals(survey_round.definition, documents_of(survey_round, group), only)


def size_of(group):
    """How many counties a group has."""
    return sum(bool(GROUPS[group].holds(county)) for county in County.objects.all())


def question_results(survey_round, questions, group="alla", years=None):
    """
    The QuestionResult of some questions. Four statements at the most, however many questions, counties and years.

    Earlier years are those of the whole country, so a group has none. years: how many of them to read, else all.
    """
    found = totals_of(survey_round, group, {question.key for question in questions})
    history = _History(survey_round, questions, years) if group == "alla" and years != 0 else None
    made = []
    for question in questions:
        now = found.get(question.key)
        every = history.points(question) if history else []
        points = [point for point in every if point.comparability != "not_comparable"]
        rows = _rows(question, now, points, history) if now else []
        made.append(QuestionResult(survey_round.year, question, now, rows, points, every[len(points) :]))
    return made


def by_group(survey_round, question, documents):
    """[(Group, how many counties it has, total)] of a question. documents: those of all who have sent in."""
    counties = list(County.objects.all())
    asked = {
        county.pk
        for county, document in documents
        if any(place.question is question for place in answers.shown(survey_round.definition, document))
    }
    found = []
    for group in GROUPS.values():
        theirs = [(county, document) for county, document in documents if group.holds(county)]
        counted = total_of(question, theirs, sum(county.pk in asked for county, _ in theirs))
        found.append((group, sum(bool(group.holds(county)) for county in counties), counted))
    return found


def _rows(question, total, points, history):
    rows = [
        OptionRow(
            label,
            total["counts"].get(value, 0),
            total["counts"].get(value, 0) / total["n"] if total["n"] else None,
            total.get("points", {}).get(value),
            [point.counts.get(value) for point in points],
            together=False,
        )
        for value, label in option_labels(question).items()
    ]
    if question.type == "ranking":
        rows.sort(key=lambda row: -row.points)
    for values in history.together(question) if history else ():
        count = sum(total["counts"].get(value, 0) for value in values)
        label = " eller ".join(option_labels(question)[value] for value in values)
        before = [_together(point, values) for point in points]
        rows.append(OptionRow(label, count, count / total["n"] if total["n"] else None, None, before, together=True))
    return rows


def _together(point, values):
    if values in point.counts:
        return point.counts[values]
    counted = [point.counts.get(value) for value in values]
    return None if None in counted else sum(counted)


class _History:
    """The rounds before one, and what reports have printed of years that the portal has no round of."""

    def __init__(self, survey_round, questions, years=None):
        earlier = Round.objects.with_definition().filter(year__lte=survey_round.year).defer("totals")
        by_pk = {one.pk: one for one in earlier}
        self.rounds, one = [], survey_round
        while one is not None:
            self.rounds.append(one)
            one = by_pk.pop(one.previous_id, None) if one.previous_id else None
        self.years = len(self.rounds) if years is None else years
        self.totals = self._totals(questions)
        self.printed = {}
        for one in PublishedTotal.objects.order_by("-year", "pk"):
            self.printed.setdefault((one.year, one.question), []).append(one)
        self.printed_years = sorted({year for year, _ in self.printed}, reverse=True)

    def _totals(self, questions):
        """{round: {question: total}} of what the questions have been, and nothing else: a round's totals are many."""
        read, names = self.rounds[1 : self.years + 1], set()
        for question in questions:
            key = question
            for earlier in read:
                if key is None or key.linked is None:
                    break
                names.add(key.linked.question)
                key = earlier.definition.by_key.get(key.linked.question)
        asked = RawSQL(
            "(SELECT jsonb_object_agg(key, value) FROM jsonb_each(totals) WHERE key = ANY(%s))",
            [list(names)],
            output_field=JSONField(),
        )
        found = Round.objects.filter(pk__in=[one.pk for one in read]).annotate(asked=asked)
        return {pk: totals or {} for pk, totals in found.values_list("pk", "asked")}

    def points(self, question):
        """
        [Point] of a question's earlier years, the latest first. Those before a break come last, in values of their own.
        """
        found, key, mark, step = [], question, "same", "same"
        mapped = {value: value for value in option_labels(question)}
        at, year = 0, self.rounds[0].year
        while key is not None and key.linked is not None and at < self.years:
            mark, step = _least(mark, key.linked.comparability), _least(step, key.linked.comparability)
            mapped = _back(key, mapped) if key.linked.is_comparable else None
            name = key.linked.question
            at += 1
            if at == len(self.rounds):
                return found + self._printed_before(name, year, mapped, mark, step)
            year, earlier = self.rounds[at].year, self.rounds[at]
            key = earlier.definition.by_key.get(name)
            if key is not None and mapped is None:
                mapped = {value: value for value in option_labels(key)}
            if key is not None and (total := self.totals.get(earlier.pk, {}).get(name)):
                # What nobody has answered is not known; it is not zero.
                counts = _mapped(total["counts"], mapped) if total["n"] else {}
                made = total.get("sum") if total["n"] else None
                found.append(Point(year, total["n"], counts, made, mark, False, step))
                step = "same"
        return found

    def _printed_before(self, name, year, mapped, mark, step):
        """Reports from before the first round: the question's name is the only thing that ties them together."""
        found = []
        for earlier in (one for one in self.printed_years if one < year and (one, name) in self.printed):
            counts, made, n = {}, None, None
            for one in self.printed[earlier, name]:
                n = one.n if n is None else n
                if not one.options:
                    made = one.value
                elif len(one.options) == 1:
                    counts[one.options[0]] = one.value
                else:
                    counts[tuple(one.options)] = one.value
            counts = counts if mapped is None else _mapped(counts, mapped)
            found.append(Point(earlier, n, counts, made, mark, True, step))
            step = "same"
        return found

    def together(self, question):
        """The options that reports have printed as one, as tuples of this year's values."""
        known = set(option_labels(question))
        names = {question.key} | ({question.linked.question} if question.linked else set())
        found = {
            tuple(one.options)
            for (_, name), printed in self.printed.items()
            if name in names
            for one in printed
            if len(one.options) > 1 and set(one.options) <= known
        }
        return sorted(found)


def _back(question, mapped):
    """{value the year before: value now} when the question's own mapping is laid beside those of later years."""
    translated = {str(then): str(now) for then, now in question.linked.options.items()}
    same = {value: value for value in option_labels(question) if value not in translated.values() or value in mapped}
    return {then: mapped[now] for then, now in (same | translated).items() if now in mapped}


def _mapped(counts, mapped):
    """Counts in other values; several that become one are added up. What is printed together stays together."""
    found = {}
    for value, number in counts.items():
        if isinstance(value, tuple):
            if all(one in mapped for one in value):
                found[tuple(mapped[one] for one in value)] = number
        elif value in mapped:
            found[mapped[value]] = found.get(mapped[value], 0) + number
    return found


def _least(*marks):
    """The mark of a series that goes through several years: that of its weakest link."""
    order = list(COMPARABILITY)
    return max(marks, key=order.index)


def findings(survey_round, group="alla"):
    """The rules that the counties' answers together break."""
    looked_at = {check.about[0] for check in survey_round.definition.checks if check.form in checks.ACROSS}
    if not looked_at:
        return []
    return checks.across(survey_round.definition, totals_of(survey_round, group, looked_at))


def plain(survey_round):
    """{question: {"n", "counts", "sum"}} of every question, as `survey_results` prints it."""
    return {
        key: {"n": total["n"], "asked": total["asked"], "counts": _in_order(question, total["counts"])}
        | {name: total[name] for name in ("sum", "points", "unknown") if name in total}
        for key, question in survey_round.definition.by_key.items()
        if (total := survey_round.totals.get(key)) is not None
    }


def _in_order(question, counts):
    """As the options are written; the database keeps an order of its own."""
    return {value: counts[value] for value in option_labels(question) if value in counts}


def responses_of(survey_round, group="alla"):
    """How many counties of a group have sent in."""
    sent = Submission.objects.current().filter(county_response__round=survey_round)
    if group == "alla":
        return sent.count()
    counties = County.objects.filter(survey_responses__submissions__in=sent)
    return sum(bool(GROUPS[group].holds(county)) for county in counties)
