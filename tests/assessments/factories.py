from assessments import actions
from assessments.models import Assessment
from assessments.reference_data import content_of
from barnratt.questionnaires.actions import publish
from regions.places.models import Organisation
from tests.factories import OrganisationFactory

Template = Assessment.Template


def board(**fields):
    """A nämnd: an authority of its own, which belongs to a municipality."""
    parent = fields.pop("parent", None) or OrganisationFactory()
    return OrganisationFactory(kind=Organisation.Kind.LOCAL_BOARD, is_authority=True, parent=parent, **fields)


def make_assessment(authority=None, *, template=Template.SHORT, by=None, **fields):
    """An assessment that has just begun."""
    publish(content_of(template), by=None)
    case = {"title": "Stängning av Ekskolan", "secrecy": "nej"} | fields
    return actions.begin(template, authority or board(), fields=case, by=by)
