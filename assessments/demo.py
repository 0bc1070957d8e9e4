"""The made-up assessments, filled in from beginning to end, for the demonstration. They are marked as constructed."""

import datetime

from django.db import transaction
from django.utils import timezone

from assessments import actions, examples
from assessments.follow_up import actions as follow_up
from assessments.follow_up.models import FollowUp
from assessments.models import Assessment
from barnratt.questionnaires import answers
from barnratt.questionnaires.actions import Field
from barnratt.questionnaires.forms import written

# What the short example says is to be done: {days from today: (kind, what, who)}.
TO_FOLLOW_UP = {
    30: (FollowUp.Kind.FEEDBACK, "Berätta för fritidsgårdens råd vad nämnden bestämde och varför", "Fritidschef"),
    60: (FollowUp.Kind.MEASURE, "Fältarna går i stadsdelen de kvällar då gården stänger tidigare", "Fältsekreterare"),
    300: (FollowUp.Kind.REVIEW, "Fråga de unga hur de nya öppettiderna blev", "Fritidschef"),
}


# Cases of a year that has ended: (what it is about, whether children were heard, whether it agrees with what is best).
LAST_YEAR = [
    ("Ny skolskjutslinje", "i_arendet", "ja"),
    ("Ombyggd skolgård", "i_arendet", "ja"),
    ("Tider för lovskolan", "i_arendet", "delvis"),
    ("Ny leverantör av skolmat", "i_arendet", "ja"),
    ("Plan mot kränkande behandling", "i_arendet", "ja"),
    ("Större elevhälsa", "tidigare", "ja"),
    ("Flytt av en undervisningsgrupp", "i_arendet", "delvis"),
    ("Avgift för musikskolan", "tidigare", "nej"),
    ("Lokaler för två förskolor", "tidigare", "delvis"),
    ("Trygga skolvägar", "i_arendet", "ja"),
    ("Läsårets tider", "tidigare", "ja"),
    ("Ny lärplattform", "nej", "ja"),
    ("Färre grupper på fritidshemmet", "i_arendet", "nej"),
    ("Avtal om städning", "nej", "ja"),
    ("Utemiljö vid grundskolorna", "tidigare", "ja"),
    ("Sammanslagna årskurser", "tidigare", "delvis"),
]


@transaction.atomic
def add_last_year(authority, *, by):
    """A year that has ended, with enough assessments for a yearbook that can be handed over. All are made up."""
    year = timezone.localdate().year - 1
    if Assessment.objects.filter(authority=authority, constructed=True, began_at__year=year).exists():
        return
    for number, (title, heard, in_line) in enumerate(LAST_YEAR, 1):
        case = {"title": title, "secrecy": "nej", "case_number": f"UN {year}/{number:04} (exempel)"}
        made = actions.begin(Assessment.Template.SHORT, authority, fields=case, by=by, constructed=True)
        document = {
            "arende": f"Ett påhittat ärende: {title.lower()}.",
            "barn_berors": "direkt",
            "vilka_barn": "Påhittat: elever i kommunens skolor.",
            "rattigheter": [2, 3, 6, 12, 31 if number % 3 else 28],
            "barn_horda": heard,
            "konsekvenser": "Påhittat: något blir bättre och något blir sämre.",
            "forenligt": in_line,
            "motivering": "Påhittat: skälen stod här.",
        }
        if in_line != "ja":
            document["kompensation"] = "Påhittat: det som görs för att mildra följderna stod här."
        _answer(made, document, [], by=by)
        # Unless the board has by now added a question of its own that has to be answered.
        if not answers.missing(made.response.version.definition, made.response.answers):
            for state in (Assessment.State.DONE, Assessment.State.LOCKED):
                actions.move(made, state, by=by)
        began = timezone.make_aware(datetime.datetime(year, 1 + number % 12, 10, 9))
        Assessment.objects.filter(pk=made.pk).update(began_at=began, changed_at=began)


def add_examples(authority, *, by):
    """Those of all templates in an authority's room, unless they are there already."""
    for template in Assessment.Template:
        add_example(template, authority, by=by)


@transaction.atomic
def add_example(template, authority, *, by):
    content = examples.content_of(template)
    case = content["case"] | {"decision_date": datetime.date.fromisoformat(content["case"]["decision_date"])}
    if Assessment.objects.filter(authority=authority, title=case["title"], constructed=True).exists():
        return
    made = actions.begin(template, authority, fields=case, by=by, constructed=True)
    for flag in content["flags"]:
        actions.choose(made, flag, on=True, by=by)
    definition, document = made.response.version.definition, content["answers"]
    for step in definition.steps:
        if step.repeat:
            _blocks_as_many_as(document[step.key], made, step, by=by)
    _answer(made, document, content["flags"], by=by)
    if template == Assessment.Template.SHORT:
        _follow_up(made, by=by)


def _answer(made, document, flags, *, by):
    """Write what is shown till no more is shown: the later questions are asked for by the earlier."""
    definition = made.response.version.definition
    while True:
        made.response.refresh_from_db()
        begun = made.response.answers
        wanted = _with_ids_of(begun, document, definition)
        fields = {
            place.address: Field(written(place.question, value), written(place.question, before))
            for place in answers.shown(definition, begun, flags)
            for value, before in [(answers.value_at(wanted, place.address), answers.value_at(begun, place.address))]
            if value != before
        }
        if not fields:
            break
        outcome = actions.write(made, fields, by=by)
        if set(outcome.saved) != set(fields):
            raise ValueError(f"Exemplets svar gick inte att spara: {outcome.faults}")
    if begun != wanted:
        raise ValueError("Exemplet har svar som inte visas.")


def _blocks_as_many_as(blocks, made, step, *, by):
    for _ in range(len(blocks) - len(answers.blocks_of(made.response.answers, step))):
        actions.add_block(made, step.key, by=by)


def _follow_up(made, *, by):
    for days, (kind, text, role) in TO_FOLLOW_UP.items():
        due = timezone.localdate() + datetime.timedelta(days=days)
        fields = {"kind": kind, "text": text, "role": role, "person": None, "due_date": due}
        follow_up.add(made, fields=fields, by=by)


def _with_ids_of(begun, document, definition):
    """The file's document with the ids that the blocks have got."""
    found = dict(document)
    for step in definition.steps:
        if step.repeat:
            pairs = zip(begun[step.key], document[step.key], strict=True)
            found[step.key] = [told | {"id": there["id"]} for there, told in pairs]
    return found
