"""Only the national coordinator prepares a round."""

from tests.matrix import MOVED, NO, NOT_SO, OK, Row, everybody
from tests.surveys.factories import make_round
from tests.surveys.matrix import of_country, place

OWN = {}
NEW = everybody((NO, NO), NATIONAL_COORDINATOR=(OK, OK))


def nothing(organisation):
    make_round()
    return {}


def a_question(organisation):
    made = make_round()
    return {"slug": made.slug, "question": "medel", "county": place(organisation).slug}


PAGE, FORM, BUTTON = (OK, NOT_SO), (OK, OK), (NOT_SO, MOVED)
KINDS = {
    "questions": PAGE,
    "workbook": PAGE,
    "days": FORM,
    "upload": FORM,
    "changes": FORM,
    "question_new": FORM,
    "question": FORM,
    "preview": FORM,
    "discard": (OK, MOVED),
    "question_move": BUTTON,
    "question_pause": BUTTON,
    "question_remove": BUTTON,
    "time_back": BUTTON,
}
ROWS = {
    f"preparing:{name}": of_country(a_question, answer, refused, refused)
    for name, answer in KINDS.items()
    for refused in [tuple(NOT_SO if one == NOT_SO else NO for one in answer)]
}
ROWS["preparing:new"] = Row(nothing, NEW, NEW, NEW, ends_with_membership=False)
