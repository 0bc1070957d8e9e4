from tests.matrix import MOVED, NOT_SO, OK

OWN = {
    "notifications:list": (OK, NOT_SO),
    "notifications:read": (NOT_SO, MOVED),
    "notifications:choices": (NOT_SO, MOVED),
}
ROWS = {}
