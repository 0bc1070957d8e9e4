from barnratt.accounts.models import Role
from tests.factories import CollectionFactory, CollectionItemFactory, MembershipFactory, NeedFactory, WatchFactory
from tests.matrix import GONE, MOVED, NO, NOT_SO, OK, Row, everybody

OWN = {
    "following:watches": (OK, NOT_SO),
    "following:collections": (OK, OK),
    "following:collection_save": (OK, OK),
    "following:needs": (OK, NOT_SO),
}


def anothers_watch(organisation):
    return {"pk": WatchFactory(user=MembershipFactory(organisation=organisation).user).pk}


def a_collection_open_to(organisation):
    owner = MembershipFactory(organisation=organisation).user
    return {"pk": CollectionFactory(owner=owner, access="organisation", organisation=organisation).pk}


def an_entry_in_a_collection_open_to(organisation):
    arguments = a_collection_open_to(organisation)
    return arguments | {"item": CollectionItemFactory(collection_id=arguments["pk"]).pk}


def a_need_of_the_county(organisation):
    return {"pk": NeedFactory(county=organisation.county).pk}


def nothing(organisation):
    return {}


NATIONAL = dict.fromkeys([Role.NATIONAL_COORDINATOR, Role.ADMINISTRATOR], (OK, MOVED))
ANSWERERS = NATIONAL | dict.fromkeys([Role.REVIEWER, Role.COUNTY_COORDINATOR], (OK, MOVED))
SEE_USE = everybody((NO, NOT_SO)) | dict.fromkeys([*NATIONAL, Role.COUNTY_COORDINATOR], (OK, NOT_SO))

ROWS = {
    "following:watch_change": Row(
        anothers_watch, everybody((NOT_SO, GONE)), data={"gor": "pausa"}, ends_with_membership=False
    ),
    "following:collection": Row(a_collection_open_to, everybody((OK, NOT_SO))),
    "following:collection_edit": Row(a_collection_open_to, everybody((NO, NO))),
    "following:collection_delete": Row(a_collection_open_to, everybody((NO, NO))),
    "following:item_note": Row(an_entry_in_a_collection_open_to, everybody((NO, NO))),
    "following:item_change": Row(
        an_entry_in_a_collection_open_to,
        everybody((NOT_SO, NO)),
        data={"gor": "upp"},
        ends_with_membership=False,
    ),
    "following:need": Row(
        a_need_of_the_county,
        everybody((GONE, GONE)) | ANSWERERS,
        ANSWERERS,
        NATIONAL,
        {"answer": "Se planen i Gävle."},
    ),
    # A page about no object: the same wherever one belongs.
    "following:use_report": Row(nothing, SEE_USE, SEE_USE, SEE_USE, ends_with_membership=False),
    "following:use_by_county": Row(nothing, SEE_USE, SEE_USE, SEE_USE, ends_with_membership=False),
}
