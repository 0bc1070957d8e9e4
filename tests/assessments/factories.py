from assessments import actions
from assessments.models import Assessment
from assessments.reference_data import content_of
from barnratt.questionnaires.actions import Field, publish
from barnratt.questionnaires.answers import value_at
from barnratt.questionnaires.forms import written
from barnratt.questionnaires.models import Response
from regions.places.models import Organisation
from tests.factories import OrganisationFactory

Template = Assessment.Template
# Everything that a short assessment has to have.
ANSWERS = {
    "arende": "Nämnden föreslår att Ekskolan stängs.",
    "barn_berors": "direkt",
    "vilka_barn": "Elever i årskurs 1–6.",
    "barn_horda": "nej",
    "konsekvenser": "Längre skolväg för de yngsta.",
    "forenligt": "delvis",
    "motivering": "Lärartätheten ökar.",
    "kompensation": "Skolskjuts ordnas.",
}


def board(**fields):
    """A nämnd: an authority of its own, which belongs to a municipality."""
    parent = fields.pop("parent", None) or OrganisationFactory()
    return OrganisationFactory(kind=Organisation.Kind.LOCAL_BOARD, is_authority=True, parent=parent, **fields)


def make_assessment(authority=None, *, template=Template.SHORT, by=None, **fields):
    """An assessment that has just begun."""
    publish(content_of(template), by=None)
    case = {"title": "Stängning av Ekskolan", "secrecy": "nej"} | fields
    return actions.begin(template, authority or board(), fields=case, by=by)


def write(assessment, by, **fields):
    """Answers, each written over what stands there. Returns the assessment as it is now."""
    questions = assessment.response.version.definition.by_key
    for address, value in fields.items():
        response = Response.objects.get(pk=assessment.response_id)
        base = written(questions[address], value_at(response.answers, address))
        outcome = actions.write(assessment, {address: Field(value, base)}, by=by)
        assert outcome.saved == [address], outcome
    return Assessment.objects.select_related("response__version", "authority").get(pk=assessment.pk)


def make_done(authority=None, *, by=None, **fields):
    """A short assessment that is answered and done, and that has a case number."""
    made = make_assessment(authority, by=by, **{"case_number": "UN 2026/17"} | fields)
    return actions.move(write(made, by, **ANSWERS), Assessment.State.DONE, by=by)
