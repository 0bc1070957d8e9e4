from tests.matrix import MOVED, NO, NOT_SO, OK
from tests.surveys.matrix import answers, row

OWN = {}
ROWS = {
    "examples:examples": row(answers, (OK, NOT_SO), (OK, NOT_SO)),
    "examples:let_use": row(answers, (NOT_SO, MOVED), (NOT_SO, NO)),
    "examples:tell": row(answers, (NOT_SO, MOVED), (NOT_SO, NO)),
}
