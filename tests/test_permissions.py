"""Who gets what answer: every private page × every role × whose it is, by GET and POST.

`EXPECTED` says what a page answers (GET, POST) somebody with the role in the organisation that the thing belongs to.
Anybody who belongs elsewhere gets 404, whatever the role, but for those in `ELSEWHERE`. A new private page has to be
listed here.
"""

import pytest
from django.db import transaction
from django.urls import reverse

from barnratt.accounts.models import NATIONAL_ROLES, Membership, Role
from regions.places.models import Organisation
from tests.client import StrictClient
from tests.factories import CountyFactory, InvitationFactory, MembershipFactory, OrganisationFactory
from tests.test_urls import PAGES, PUBLIC

pytestmark = pytest.mark.django_db

OK, MOVED, NO, GONE, NOT_SO = 200, 302, 403, 404, 405
EVERY_ROLE = set(Role)
# Pages about oneself or for anybody who is signed in.
OWN = {"accounts:account": (OK, OK), "accounts:sign_out": (NOT_SO, MOVED)}
STAFF = {"pages:gallery"}  # decided by is_staff; tested with the page

EXPECTED = {
    "accounts:members": dict.fromkeys(EVERY_ROLE, (OK, NO)) | {Role.STRATEGIST: (OK, OK), Role.ADMINISTRATOR: (OK, OK)},
    "accounts:invitation_withdraw": dict.fromkeys(EVERY_ROLE, (NO, NO))
    | {Role.STRATEGIST: (OK, MOVED), Role.ADMINISTRATOR: (OK, MOVED)},
    "accounts:membership_end": dict.fromkeys(EVERY_ROLE, (NO, NO))
    | {Role.STRATEGIST: (OK, MOVED), Role.ADMINISTRATOR: (OK, MOVED)},
}
ELSEWHERE = {
    "accounts:members": {Role.ADMINISTRATOR: (OK, OK)},
    "accounts:invitation_withdraw": {Role.ADMINISTRATOR: (OK, MOVED)},
    "accounts:membership_end": {Role.ADMINISTRATOR: (OK, MOVED)},
}
WHERE = ["own", "another organisation", "another county"]


def test_every_private_page_is_in_the_matrix():
    assert set(PAGES) - PUBLIC == set(EXPECTED) | set(OWN) | STAFF


def organisation_for(role, county="14"):
    kind = Organisation.Kind.COUNTY_BOARD if role in EVERY_ROLE - {Role.STRATEGIST} else Organisation.Kind.MUNICIPALITY
    return OrganisationFactory(kind=kind, county=CountyFactory(code=county))


def thing_of(view, organisation):
    """What the page is about, in that organisation."""
    if view == "accounts:invitation_withdraw":
        return InvitationFactory(organisation=organisation)
    return MembershipFactory(organisation=organisation)


def answers(client, view, thing):
    """(GET, POST) in HTML, which are the same when JSON is asked for. What the POST wrote is undone."""
    arguments = {"key": thing.organisation.key, "pk": thing.pk}
    address = reverse(view, kwargs={name: arguments[name] for name in PAGES[view].pattern.converters})
    found = []
    for accept in ("text/html", "application/json"):
        with transaction.atomic():
            got = client.get(address, headers={"Accept": accept}).status_code
            posted = client.post(address, headers={"Accept": accept}).status_code
            transaction.set_rollback(True)
        found.append((got, posted))
    assert found[0] == found[1]
    return found[0]


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("role", sorted(EVERY_ROLE))
@pytest.mark.parametrize("view", sorted(EXPECTED))
def test_the_answer_is_what_the_role_and_the_place_give(view, role, where):
    mine = MembershipFactory(organisation=organisation_for(role), role=role)
    if where == "own":
        thing = thing_of(view, mine.organisation)
        expected = EXPECTED[view][role]
    else:
        county = "01" if where == "another county" else "14"
        thing = thing_of(view, OrganisationFactory(county=CountyFactory(code=county)))
        expected = ELSEWHERE[view].get(role, (GONE, GONE))
    client = StrictClient()
    client.force_login(mine.user)
    assert answers(client, view, thing) == expected


@pytest.mark.parametrize("view", sorted(EXPECTED))
def test_access_ends_with_the_membership(view):
    mine = MembershipFactory(role=Role.STRATEGIST)
    thing = thing_of(view, mine.organisation)
    client = StrictClient()
    client.force_login(mine.user)
    Membership.objects.filter(pk=mine.pk).update(ended_at="2200-01-01T00:00Z")
    assert answers(client, view, thing)[0] == GONE


def test_national_roles_are_those_that_hold_everywhere():
    assert {Role.NATIONAL_COORDINATOR, Role.ADMINISTRATOR} == NATIONAL_ROLES
