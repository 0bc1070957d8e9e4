from barnratt.accounts.models import Role
from tests.factories import InitiativeFactory
from tests.matrix import MOVED, NO, NOT_SO, OK, Row, everybody

OWN = {"freshness:worklist": (OK, NOT_SO)}

EDITORS = {"NATIONAL_COORDINATOR": (OK, MOVED), "ADMINISTRATOR": (OK, MOVED)}


def a_published_entry(organisation):
    counties = [organisation.county] if organisation.county else []
    scope = "lan" if counties else "nationell"
    return {"slug": InitiativeFactory(organisation=organisation, published=True, counties=counties, scope=scope).slug}


ROWS = {
    # Everybody sees the entry; those who answer for it or review it can say that it is right.
    "freshness:answer": Row(
        a_published_entry,
        everybody((OK, MOVED)) | {Role.READER: (NO, NO)},
        same_county=everybody((NO, NO), REVIEWER=(OK, MOVED), **EDITORS),
        elsewhere=everybody((NO, NO), **EDITORS),
        data={"svar": "stammer"},
        ends_with_membership=False,  # to 403, since the entry is public; tested with the room
    ),
}
