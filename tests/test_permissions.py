"""Who gets what answer: every private page × every role × whose it is, by GET and POST, in HTML and JSON.

Each room says in its own matrix.py what its pages answer; a new private page has to be listed in one of them.
JSON is asked for by one role, and where the county makes no difference one other organisation is enough;
`make soak` asks for it all.
"""

import os

import pytest
from django.db import transaction
from django.urls import reverse

from barnratt.accounts.models import Membership, Role
from regions.places.models import Organisation
from tests.accounts import matrix as accounts
from tests.assessments import matrix as assessments
from tests.client import StrictClient
from tests.factories import CountyFactory, MembershipFactory, OrganisationFactory
from tests.imports import matrix as imports
from tests.initiatives.contributing import matrix as contributing
from tests.initiatives.following import matrix as following
from tests.initiatives.freshness import matrix as freshness
from tests.initiatives.matchmaking import matrix as matchmaking
from tests.matrix import GONE, NOT_SO
from tests.notifications import matrix as notifications
from tests.test_urls import PAGES, PUBLIC

pytestmark = pytest.mark.django_db

ROOMS = [accounts, assessments, contributing, following, freshness, matchmaking, notifications, imports]
OWN = {view: answer for room in ROOMS for view, answer in room.OWN.items()}
ROWS = {view: row for room in ROOMS for view, row in room.ROWS.items()}
STAFF = {"pages:gallery"}  # decided by is_staff; tested with the page
SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
ASKED = [
    (view, where)
    for view, row in sorted(ROWS.items())
    for where in ("own", "another organisation", "another county")
    if SOAK or where != "another county" or row.same_county != row.elsewhere
]


class Visitor(StrictClient):
    """Asks only for the answer. That the pages are right is tested with each of them."""

    checks_html = False


def test_every_private_page_is_in_the_matrix():
    assert set(PAGES) - PUBLIC == set(ROWS) | set(OWN) | STAFF


def organisation_for(role, county="14"):
    kind = Organisation.Kind.MUNICIPALITY if role == Role.STRATEGIST else Organisation.Kind.COUNTY_BOARD
    return OrganisationFactory(kind=kind, county=CountyFactory(code=county))


def answers(user, view, arguments, data, *, role=Role.MEMBER):
    """(GET, POST) in HTML, which are the same when JSON is asked for. What the POST wrote is undone."""
    address = reverse(view, kwargs={name: arguments[name] for name in PAGES[view].pattern.converters})
    found = []
    for accept in ("text/html", "application/json") if SOAK or role == Role.MEMBER else ("text/html",):
        client = Visitor()
        client.force_login(user)
        with transaction.atomic():
            got = client.get(address, headers={"Accept": accept})
            posted = client.post(address, data, headers={"Accept": accept})
            transaction.set_rollback(True)
        found.append((got.status_code, posted.status_code))
        for answer in (got, posted):
            list(answer.streaming_content if answer.streaming else ())  # read to its end, which closes the file in it
    assert len(set(found)) == 1
    return found[0]


@pytest.mark.parametrize("role", sorted(Role))
@pytest.mark.parametrize("view", sorted(OWN))
def test_pages_about_oneself_answer_every_role(view, role):
    mine = MembershipFactory(organisation=organisation_for(role), role=role)
    assert answers(mine.user, view, {}, {}, role=role) == OWN[view]


@pytest.mark.parametrize("role", sorted(Role))
@pytest.mark.parametrize(("view", "where"), ASKED)
def test_the_answer_is_what_the_role_and_the_place_give(view, role, where):
    row = ROWS[view]
    mine = MembershipFactory(organisation=organisation_for(role), role=role)
    # What cannot be asked for at all says so to everybody.
    gone = tuple(NOT_SO if one == NOT_SO else GONE for one in row.own[Role.MEMBER])
    if where == "own":
        organisation, expected = mine.organisation, row.own[role]
    else:
        county = "01" if where == "another county" else "14"
        organisation = OrganisationFactory(county=CountyFactory(code=county))
        expected = (row.same_county if county == "14" else row.elsewhere).get(role, gone)
    arguments = row.arguments(organisation)
    assert answers(mine.user, view, arguments, row.data, role=role) == expected


@pytest.mark.parametrize("view", sorted(view for view, row in ROWS.items() if row.ends_with_membership))
def test_access_ends_with_the_membership(view):
    mine = MembershipFactory(role=Role.STRATEGIST)
    arguments = ROWS[view].arguments(mine.organisation)
    Membership.objects.filter(pk=mine.pk).update(ended_at="2200-01-01T00:00Z")
    assert answers(mine.user, view, arguments, ROWS[view].data)[0] == GONE
