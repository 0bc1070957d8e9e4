"""Only the strategist of an authority adapts its templates; that of the matrix belongs to a municipality."""

from tests.assessments.matrix import row
from tests.matrix import NO, NOT_SO

OWN = {"local:start": (NO, NOT_SO)}


def a_template(organisation):
    return {"key": organisation.key, "template": "kortversion", "question": "arende", "pk": 0}


PAGE, FORM, BUTTON = (NO, NOT_SO), (NO, NO), (NOT_SO, NO)
ROWS = {
    f"local:{name}": row(a_template, answer, answer)
    for name, answer in {
        "authority": PAGE,
        "layer": PAGE,
        "publish": BUTTON,
        "help": FORM,
        "question_new": FORM,
        "question_edit": FORM,
        "help_remove": FORM,
        "question_remove": FORM,
        "answer_new": FORM,
        "answer_edit": FORM,
        "answer_remove": FORM,
        "case_type_new": FORM,
        "case_type_edit": FORM,
        "case_type_remove": FORM,
    }.items()
}
