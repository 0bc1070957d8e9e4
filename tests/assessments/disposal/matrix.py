from tests.assessments.matrix import row
from tests.matrix import NO, NOT_SO, OK

# The strategist of an authority opens them, and nobody in the matrix is one; tested with the room.
OWN = {"disposal:due": (NO, NOT_SO), "disposal:dispose": (NO, NO), "disposal:disposals": (OK, NOT_SO)}


def an_authority(organisation):
    return {"key": organisation.key}


ROWS = {"disposal:rule": row(an_authority, (NO, NO), (NO, NO))}
