"""Counties' answers from spreadsheets: a county a row, a question a column."""

from functools import cache

from django.conf import settings

from barnratt.imports import values
from barnratt.imports.kinds import Column, Kind, named
from barnratt.imports.names import Names
from barnratt.imports.values import Fault
from barnratt.questionnaires.actions import Field
from barnratt.questionnaires.cleaning import NO_MUNICIPALITY, Unclean, clean
from barnratt.questionnaires.definition import read
from barnratt.questionnaires.forms import written
from regions.places.imports import county_names
from regions.places.models import County, Municipality
from regions.surveys import actions
from regions.surveys.models import CountyResponse, Round
from regions.surveys.reading import raw_answer, written_answer
from regions.surveys.reference_data import content_of


@cache
def shipped_questions():
    """{key: question} of the surveys that ship with the portal, which are those that have columns."""
    files = sorted(settings.DATA_DIR.glob("surveys/enkat_*.yaml"))
    return {key: one for file in files for key, one in read(content_of(file.stem)).by_key.items()}


class SurveyAnswerKind(Kind):
    key, label, one, many = "survey-answers", "Svar på enkäten", "läns svar", "läns svar"
    help_text = (
        "Ett län på varje rad och en fråga i varje kolumn, med frågans nyckel som rubrik. Flera val, och kommunernas "
        "koder, skrivs med mellanslag eller semikolon mellan. Svaren blir utkast, som länet går igenom och skickar in."
    )

    county = Column(
        "Län",
        named("county_names"),
        stored=lambda one: one.county_id,
        shown=lambda kind, value: kind.county_names.label(value),
        required=True,
        aliases=("county", "länskod", "länsstyrelse"),
        example="Gävleborg",
        help_text="Länets namn eller kod.",
    )
    survey_round = Column(
        "Omgång",
        named("round_names"),
        stored=lambda one: one.round_id,
        shown=lambda kind, value: kind.round_names.label(value),
        aliases=("round", "år", "enkät"),
        help_text="Behövs när flera omgångar är öppna.",
    )

    class Meta:
        model = CountyResponse

    identifiers = ("survey_round", "county")
    is_keyed = True
    exports = False  # the answers are fetched from the results, where everybody's are, each marked for what it is

    def __init__(self):
        super().__init__()
        for key, question in shipped_questions().items():
            column = Column(
                key, _reader(question), stored=_stored(key), shown=_shown(question), help_text=question.text
            )
            column.name = key
            self.columns[key] = column

    def prepare(self):
        self.county_names = county_names()
        self.rounds = Round.objects.filter(state=Round.State.OPEN).select_related("version").in_bulk()
        self.round_names = Names(
            [(one.pk, one.title, [one.slug]) for one in self.rounds.values()], none="ingen öppen omgång"
        )
        self.counties = County.objects.in_bulk()
        self.municipalities = {(pk, county): {} for pk in self.rounds for county in self.counties}
        for pk, one in self.rounds.items():
            for code, name, county in Municipality.objects.on(one.register_date).values_list(
                "code", "short_name", "county_id"
            ):
                self.municipalities[pk, county][code] = name

    def fill(self, row):
        if len(self.rounds) == 1:
            row.setdefault("survey_round", next(iter(self.rounds)))

    def queryset(self):
        return CountyResponse.objects.filter(round__state=Round.State.OPEN).select_related(
            "response", "round", "county"
        )

    def find(self, identities):
        found = self.queryset().filter(round__in={one for one, _ in identities})
        return {(one.round_id, one.county_id): one for one in found if (one.round_id, one.county_id) in identities}

    def check(self, row, instance):
        """What a question does not take, and what the round does not ask or the county can no longer change."""
        if row.get("survey_round") is None:
            return {"survey_round": Fault("Säg vilken omgång svaren hör till: flera är öppna.")}
        survey_round = self.rounds[row["survey_round"]]
        if instance and instance.state != CountyResponse.State.DRAFT:
            return {"county": Fault(f"Länets svar är {instance.answers_are} och ändras inte.")}
        if not actions.is_open(survey_round, self.counties[row["county"]]):
            return {"survey_round": Fault("Omgången är inte öppen för länet nu.")}
        faults, known = {}, self.municipalities[survey_round.pk, row["county"]]
        for key, value in _answers(row):
            question = survey_round.definition.by_key.get(key)
            if question is None or question.paused:
                faults[key] = Fault("Frågan ställs inte i den omgången.")
                continue
            try:
                clean(question, written(question, value), municipalities=known)
            except Unclean as unclean:
                faults[key] = Fault(str(unclean))
        return faults

    def name_of(self, row):
        return self.county_names.label(row["county"]) if row.get("county") else ""

    def create(self, rows, *, by):
        made = []
        for row in rows:
            found = actions.begin(self.rounds[row["survey_round"]], self.counties[row["county"]], by=by)
            self._write(found, row, by=by)
            made.append(found.pk)
        return made

    def change(self, changes, *, by):
        for found, row in changes:
            self._write(found, row, by=by)

    def _write(self, found, row, *, by):
        """In the questions' order, so that a question that an answer leads to is there when its own comes."""
        told = dict(_answers(row))
        questions = found.round.definition.by_key
        for key in (key for key in questions if key in told):
            now = CountyResponse.objects.select_related("response").get(pk=found.pk).response.answers.get(key)
            field = Field(written(questions[key], told[key]), written(questions[key], now))
            actions.write(found, {key: field}, by=by)

    def is_built_on(self, instances):
        """What is taken away with the answers, or has gone on from them: an undo stops there."""
        worked_on = {
            one.pk: "någon har kommenterat svaren, fått en del av dem eller valt hur exemplen får användas"
            for one in instances
            if one.comments.exists() or one.delegations.exists() or one.examples.exists()
        }
        return worked_on | {
            one.pk: self.is_settled(one) or "svaren har varit inskickade"
            for one in instances
            if one.state != CountyResponse.State.DRAFT or one.submissions.exists()
        }

    def is_settled(self, instance):
        return "" if instance.state == CountyResponse.State.DRAFT else f"svaren är {instance.answers_are}"

    def remove(self, instances, *, by):
        for one in instances:
            actions.discard(one, by=by)


def _answers(row):
    return ((key, value) for key, value in row.items() if key not in ("county", "survey_round") and value is not None)


def _reader(question):
    """Reads a cell as an answer. What depends on the county, its municipalities, is tried in `check`."""

    def read_cell(kind, cell):
        text = values.text(cell)
        if text is None:
            return None
        raw = raw_answer(question, text)
        if question.type == "municipalities":
            codes = sorted({code.zfill(4) for code in raw if code != NO_MUNICIPALITY})
            if codes and NO_MUNICIPALITY in raw:
                raise Fault(f"{values.quoted(cell)}: skriv kommunernas koder, eller {NO_MUNICIPALITY}. Inte båda.")
            return codes if codes or raw else None
        try:
            return clean(question, raw)
        except Unclean as unclean:
            raise Fault(f"{values.quoted(cell)}: {unclean}") from unclean

    return read_cell


def _stored(key):
    return lambda one: one.response.answers.get(key)


def _shown(question):
    return lambda kind, value: written_answer(question, value)
