from regions.commentary import actions
from regions.commentary.models import Commentary
from regions.places.models import County
from tests.commentary.factories import subject_of, written
from tests.factories import CountyFactory, UserFactory
from tests.matrix import GONE, MOVED, NO, NOT_SO, OK, Row, everybody

OWN = {"commentary:mine": (OK, NOT_SO)}
NEW_USE = {"used_date": "2026-01-15", "way": "internt", "what": "Ett samtal", "where": ""}


def place(organisation):
    return {"code": subject_of(organisation).code, "key": "hela"}


def draft(organisation):
    if not Commentary.objects.filter(organisation=organisation).exists():
        written(subject_of(organisation), organisation)
    return place(organisation)


def waiting(organisation):
    arguments = draft(organisation)
    actions.send(Commentary.objects.get(organisation=organisation), by=UserFactory())
    return arguments


def county(organisation):
    return {"slug": (organisation.county or CountyFactory()).slug}


def use(organisation):
    arguments = county(organisation)
    fields = {"used_date": "2026-01-15", "way": "internt", "what": "Ett samtal", "where": ""}
    note = actions.note_use(County.objects.get(**arguments), fields=fields, by=UserFactory())
    return arguments | {"pk": note.pk}


def by_writers(arguments, answer, **data):
    """Everybody knows the place, so who may not write there is told so."""
    no = tuple(NOT_SO if one == NOT_SO else NO for one in answer)
    own = everybody(no, COUNTY_COORDINATOR=answer, STRATEGIST=answer)
    return Row(arguments, own, everybody(no), everybody(no), data=data, ends_with_membership=False)


def of_log(arguments, coordinator, others, **data):
    gone = tuple(NOT_SO if one == NOT_SO else GONE for one in others)
    own = everybody(others, COUNTY_COORDINATOR=coordinator, STRATEGIST=gone, READER=gone)
    seen = {role: answer for role, answer in own.items() if answer != gone}
    elsewhere = {role: answer for role, answer in seen.items() if role == "samordnare"}
    return Row(arguments, own, seen, elsewhere, data=data, ends_with_membership=others[0] != NOT_SO)


ROWS = {
    "commentary:write": by_writers(place, (OK, MOVED), text="Nytt"),
    "commentary:autosave": by_writers(place, (NOT_SO, OK), text="Nytt"),
    "commentary:send": by_writers(draft, (NOT_SO, MOVED)),
    "commentary:take_back": by_writers(waiting, (NOT_SO, MOVED)),
    "commentary:withdraw": by_writers(draft, (OK, MOVED)),
    "commentary:read_through": Row(
        waiting,
        everybody((OK, MOVED), READER=(GONE, GONE)),
        {"granskare": (OK, MOVED)},
        data={"publicera": "1", "revision": 1},
    ),
    "commentary:uses": of_log(county, (OK, MOVED), (OK, NO), **NEW_USE),
    "commentary:remove_use": of_log(use, (NOT_SO, MOVED), (NOT_SO, NO)),
}
