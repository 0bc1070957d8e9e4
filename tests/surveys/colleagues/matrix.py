from barnratt.accounts.models import Role
from regions.surveys.colleagues import actions
from regions.surveys.models import CountyResponse
from tests.factories import UserFactory
from tests.matrix import GONE, MOVED, NO, NOT_SO, OK, Row, everybody
from tests.surveys.colleagues.factories import delegated
from tests.surveys.matrix import a_county, answers, place, row

OWN = {}


def a_part(organisation):
    told = answers(organisation)
    found = CountyResponse.objects.get(county=place(organisation))
    if not found.delegations.exists():
        delegated(found, told["key"])
    return told


def a_question(organisation):
    return answers(organisation) | {"address": "samordnat"}


def a_comment(organisation):
    answers(organisation)
    found = CountyResponse.objects.get(county=place(organisation))
    made = actions.comment(found, "samordnat", "Hur var det?", by=UserFactory())
    return a_county(organisation) | {"pk": made.pk}


def among_colleagues(arguments, answer, refused, **data):
    """For all at the county board but those who only read, and for nobody else, also not those who run the survey."""
    gone = tuple(NOT_SO if one == NOT_SO else GONE for one in answer)
    own = everybody(answer, READER=refused, STRATEGIST=gone)
    seen = {role: one for role, one in own.items() if role != Role.STRATEGIST}
    elsewhere = {Role.NATIONAL_COORDINATOR: refused, Role.ADMINISTRATOR: refused}
    return Row(arguments, own, seen, elsewhere, data=data, ends_with_membership=answer[0] != NOT_SO)


ROWS = {
    "colleagues:delegate": row(answers, (OK, OK), (NO, NO)),
    "colleagues:take_back": row(a_part, (NOT_SO, MOVED), (NOT_SO, NO)),
    "colleagues:mark_done": row(a_part, (NOT_SO, GONE), (NOT_SO, NO)),
    "colleagues:presence": row(answers, (NOT_SO, OK), (NOT_SO, NO)),
    "colleagues:comment": among_colleagues(a_question, (OK, OK), (NO, NO)),
    "colleagues:solve": among_colleagues(a_comment, (NOT_SO, MOVED), (NOT_SO, NO)),
}
