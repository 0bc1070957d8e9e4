from barnratt.accounts.models import Role
from tests.imports.factories import ImportFactory
from tests.matrix import GONE, MOVED, NO, NOT_SO, OK, Row, everybody

OWN = {}
ADMINISTRATOR = [Role.ADMINISTRATOR]


def an_import(organisation):
    return {"pk": ImportFactory(state="matching").pk}


def a_preview(organisation):
    return {"pk": ImportFactory(state="checked", counts={"new": 1, "changed": 0, "unchanged": 0, "wrong": 1}).pk}


def a_finished_import(organisation):
    return {"pk": ImportFactory(state="done", counts={"new": 1, "wrong": 1}).pk}


def a_kind(organisation):
    return {"kind": "initiatives"}


def nothing(organisation):
    return {}


def row(arguments, answer, **data):
    """Administrators see every import, and nobody else that there is one."""
    only = dict.fromkeys(ADMINISTRATOR, answer)
    others = (NOT_SO if answer[0] == NOT_SO else GONE, NOT_SO if answer[1] == NOT_SO else GONE)
    return Row(arguments, everybody(others) | only, only, only, data, ends_with_membership=False)


START = everybody((NO, NO), ADMINISTRATOR=(OK, OK))
ROWS = {
    "imports:start": Row(nothing, START, START, START, ends_with_membership=False),
    "imports:template": row(a_kind, (OK, NOT_SO)),
    "imports:everything": row(a_kind, (OK, NOT_SO)),
    "imports:import": row(an_import, (OK, NOT_SO)),
    "imports:original": row(an_import, (OK, NOT_SO)),
    "imports:marked": row(a_preview, (OK, NOT_SO)),
    "imports:read_again": row(an_import, (MOVED, OK)),
    "imports:columns": row(an_import, (MOVED, OK)),
    "imports:correct": row(a_preview, (NOT_SO, MOVED)),
    "imports:confirm": row(a_preview, (NOT_SO, MOVED)),
    "imports:undo": row(a_finished_import, (OK, MOVED)),
    "imports:again": row(a_preview, (NOT_SO, MOVED)),
    "imports:go_on": row(a_finished_import, (NOT_SO, MOVED)),
    "imports:discard": row(an_import, (OK, MOVED)),
}
