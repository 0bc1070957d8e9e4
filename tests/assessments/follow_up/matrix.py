from assessments.follow_up import actions
from tests.assessments.factories import make_assessment
from tests.assessments.follow_up.factories import in_days, make_follow_up
from tests.assessments.matrix import an_assessment, row
from tests.factories import UserFactory
from tests.matrix import MOVED, NO, NOT_SO, OK

OWN = {"follow_up:worklist": (OK, NOT_SO)}


def a_follow_up(organisation):
    made = make_follow_up(make_assessment(organisation), by=UserFactory())
    return {"pk": made.assessment_id, "number": made.pk}


def an_outcome(organisation):
    made = actions.tell(make_assessment(organisation), date=in_days(-1), text="Bra", by=UserFactory())
    return {"pk": made.assessment_id, "number": made.pk}


ROWS = {
    "follow_up:plan": row(an_assessment, (OK, NOT_SO), (OK, NOT_SO)),
    "follow_up:new": row(an_assessment, (OK, OK), (NO, NO)),
    "follow_up:change": row(a_follow_up, (OK, OK), (NO, NO)),
    "follow_up:end": row(a_follow_up, (OK, OK), (NO, NO)),
    "follow_up:reopen": row(a_follow_up, (NOT_SO, MOVED), (NOT_SO, NO)),
    "follow_up:outcome_new": row(an_assessment, (OK, OK), (NO, NO)),
    "follow_up:outcome": row(an_outcome, (OK, OK), (NO, NO)),
}
