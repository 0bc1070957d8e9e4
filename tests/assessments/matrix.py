from assessments.models import Assessment, Comment
from assessments.reference_data import content_of, load
from barnratt.questionnaires.actions import publish
from tests.assessments.factories import make_assessment
from tests.matrix import GONE, MOVED, NO, NOT_SO, OK, Row, everybody

Template = Assessment.Template

OWN = {"assessments:list": (OK, NOT_SO)}


def an_assessment(organisation):
    return {"pk": make_assessment(organisation).pk}


def a_step(organisation):
    return {"pk": make_assessment(organisation).pk, "key": "avstamning"}


def a_question(organisation):
    return {"pk": make_assessment(organisation).pk, "address": "arende"}


def alternatives(organisation):
    return {"pk": make_assessment(organisation, template=Template.GENERAL).pk, "key": "alternativ"}


def an_alternative(organisation):
    made = make_assessment(organisation, template=Template.GENERAL)
    return {"pk": made.pk, "key": "alternativ", "block": made.response.answers["alternativ"][0]["id"]}


def outdated(organisation):
    found = an_assessment(organisation)
    publish(content_of(Template.SHORT) | {"title": "Kortversion, ny"}, by=None)
    return found


def a_comment(organisation):
    made = make_assessment(organisation)
    return {"pk": Comment.objects.create(assessment=made, address="arende", text="Hur?", by_name="Kalle").pk}


def a_done_one(organisation):
    made = make_assessment(organisation)
    Assessment.objects.filter(pk=made.pk).update(state=Assessment.State.DONE)
    return {"pk": made.pk}


def way_in(organisation):
    load()
    return {}


def a_template(organisation):
    load()
    return {"template": Template.INDIVIDUAL}


def row(arguments, member, reader, **data):
    """The strategist of the matrix belongs to a municipality, which is no authority and has no assessments."""
    gone = tuple(NOT_SO if one == NOT_SO else GONE for one in member)
    ends = member[0] != NOT_SO
    return Row(arguments, everybody(member, READER=reader, STRATEGIST=gone), data=data, ends_with_membership=ends)


BEGIN = everybody((OK, OK), READER=(NO, NO), STRATEGIST=(NO, NO))
READ = everybody((OK, NOT_SO), READER=(NO, NOT_SO), STRATEGIST=(NO, NOT_SO))
ROWS = {
    "assessments:new": Row(way_in, BEGIN, BEGIN, BEGIN, ends_with_membership=False),
    "assessments:example": Row(a_template, READ, READ, READ, ends_with_membership=False),
    "assessments:assessment": row(an_assessment, (OK, NOT_SO), (OK, NOT_SO)),
    "assessments:case": row(an_assessment, (OK, OK), (NO, NO)),
    "assessments:step": row(a_step, (OK, MOVED), (OK, NO)),
    "assessments:autosave": row(a_step, (NOT_SO, OK), (NOT_SO, NO)),
    "assessments:presence": row(a_step, (NOT_SO, OK), (NOT_SO, NO)),
    "assessments:renew": row(outdated, (OK, MOVED), (NO, NO), version="2"),
    "assessments:block_add": row(alternatives, (NOT_SO, MOVED), (NOT_SO, NO)),
    "assessments:block_remove": row(an_alternative, (OK, MOVED), (NO, NO)),
    "assessments:block_put_back": row(an_alternative, (NOT_SO, MOVED), (NOT_SO, NO)),
    "assessments:changes": row(an_assessment, (OK, NOT_SO), (OK, NOT_SO)),
    "assessments:log": row(an_assessment, (OK, NOT_SO), (OK, NOT_SO)),
    "assessments:field_changes": row(a_question, (OK, GONE), (OK, NO), rad="0"),
    "assessments:clear": row(a_done_one, (OK, MOVED), (NO, NO), rensa="1"),
    "assessments:depth": row(an_assessment, (NOT_SO, MOVED), (NOT_SO, NO), steg="avstamning", visa="1"),
    "assessments:check": row(an_assessment, (OK, NOT_SO), (OK, NOT_SO)),
    "assessments:summary": row(an_assessment, (OK, OK), (OK, NO)),
    "assessments:pdf": row(an_assessment, (OK, NOT_SO), (OK, NOT_SO)),
    "assessments:word": row(an_assessment, (OK, NOT_SO), (OK, NOT_SO)),
    "assessments:move": row(an_assessment, (NOT_SO, MOVED), (NOT_SO, NO), lage="in_review"),
    "assessments:grow": row(an_assessment, (OK, OK), (NO, NO)),
    "assessments:copy": row(an_assessment, (OK, OK), (NO, NO)),
    "assessments:comment": row(a_question, (OK, OK), (NO, NO)),
    "assessments:solve": row(a_comment, (NOT_SO, MOVED), (NOT_SO, NO)),
}
