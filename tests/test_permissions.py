"""Who gets what answer: every private page × every role × whose it is, by GET and POST, in HTML and JSON.

Each room says in its own matrix.py what its pages answer; a new private page has to be listed in one of them.
JSON is asked for by one role, where the county makes no difference one other organisation is enough, and where no
stranger sees a thing two of the seven roles try; `make soak` asks for it all.
"""

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.urls import reverse

from barnratt.accounts.models import Membership, Role
from regions.places.models import Organisation
from tests.accounts import matrix as accounts
from tests.assessments import matrix as assessments
from tests.assessments.disposal import matrix as disposal
from tests.assessments.follow_up import matrix as follow_up
from tests.assessments.local import matrix as local
from tests.assessments.sharing import matrix as sharing
from tests.assessments.voices import matrix as voices
from tests.assessments.yearbook import matrix as yearbook
from tests.client import StrictClient
from tests.commentary import matrix as commentary
from tests.factories import CountyFactory, MembershipFactory, OrganisationFactory
from tests.imports import matrix as imports
from tests.initiatives.contributing import matrix as contributing
from tests.initiatives.following import matrix as following
from tests.initiatives.freshness import matrix as freshness
from tests.initiatives.matchmaking import matrix as matchmaking
from tests.matrix import GONE, NOT_SO
from tests.notifications import matrix as notifications
from tests.reports import matrix as reports
from tests.soak import SOAK
from tests.surveys import matrix as surveys
from tests.surveys.colleagues import matrix as colleagues
from tests.surveys.examples import matrix as examples
from tests.surveys.preparing import matrix as preparing
from tests.test_urls import PAGES, PUBLIC

pytestmark = pytest.mark.django_db

ROOMS = [
    accounts,
    assessments,
    commentary,
    yearbook,
    colleagues,
    contributing,
    disposal,
    examples,
    follow_up,
    following,
    freshness,
    imports,
    local,
    matchmaking,
    notifications,
    preparing,
    reports,
    sharing,
    surveys,
    voices,
]
OWN = {view: answer for room in ROOMS for view, answer in room.OWN.items()}
ROWS = {view: row for room in ROOMS for view, row in room.ROWS.items()}
STAFF = {"pages:gallery"}  # decided by is_staff; tested with the page
# Of the strangers, those who could come furthest.
COME_FURTHEST = {Role.STRATEGIST, Role.ADMINISTRATOR}
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


def homes():
    """{role: the organisation that whoever has it works in}."""
    board = OrganisationFactory(kind=Organisation.Kind.COUNTY_BOARD, county=CountyFactory(code="14"))
    municipality = OrganisationFactory(kind=Organisation.Kind.MUNICIPALITY, county=CountyFactory(code="14"))
    return dict.fromkeys(Role, board) | {Role.STRATEGIST: municipality}


def signed_in(user):
    """As force_login(), without what a sign-in writes, which is tested with the sign-in."""
    client, session = Visitor(), SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def answers(user, view, arguments, data, *, role=Role.MEMBER):
    """(GET, POST) in HTML, which are the same when JSON is asked for. What the POST wrote is undone."""
    address = reverse(view, kwargs={name: arguments[name] for name in PAGES[view].pattern.converters})
    found = []
    for accept in ("text/html", "application/json") if SOAK or role == Role.MEMBER else ("text/html",):
        client = signed_in(user)
        with transaction.atomic():
            got = client.get(address, headers={"Accept": accept})
            posted = client.post(address, data, headers={"Accept": accept})
            transaction.set_rollback(True)
        found.append((got.status_code, posted.status_code))
        for answer in (got, posted):
            list(answer.streaming_content if answer.streaming else ())  # read to its end, which closes the file in it
    assert len(set(found)) == 1
    return found[0]


@pytest.mark.parametrize("view", sorted(OWN))
def test_pages_about_oneself_answer_every_role(view):
    found = {}
    for role, home in homes().items():
        found[role] = answers(MembershipFactory(organisation=home, role=role).user, view, {}, {}, role=role)
    assert found == dict.fromkeys(Role, OWN[view])


@pytest.mark.parametrize(("view", "where"), ASKED)
def test_the_answer_is_what_the_role_and_the_place_give(view, where):
    row = ROWS[view]
    mine = homes()
    if where == "own":
        places, expected, asked = mine, row.own, set(Role)
    else:
        # What cannot be asked for at all says so to everybody.
        gone = tuple(NOT_SO if one == NOT_SO else GONE for one in row.own[Role.MEMBER])
        others = row.same_county if where == "another organisation" else row.elsewhere
        expected = {role: others.get(role, gone) for role in Role}
        asked = {role for role in Role if SOAK or role in COME_FURTHEST or expected[role] != gone}
        county = CountyFactory(code="01" if where == "another county" else "14")
        places = dict.fromkeys(Role, OrganisationFactory(county=county))
    arguments = {place: row.arguments(place) for place in set(places.values())}
    found = {}
    for role, home in mine.items():
        if role not in asked:
            continue
        person = MembershipFactory(organisation=home, role=role).user
        found[role] = answers(person, view, arguments[places[role]], row.data, role=role)
    assert found == {role: expected[role] for role in asked}


@pytest.mark.parametrize("view", sorted(view for view, row in ROWS.items() if row.ends_with_membership))
def test_access_ends_with_the_membership(view):
    mine = MembershipFactory(role=Role.STRATEGIST)
    arguments = ROWS[view].arguments(mine.organisation)
    Membership.objects.filter(pk=mine.pk).update(ended_at="2200-01-01T00:00Z")
    assert answers(mine.user, view, arguments, ROWS[view].data)[0] == GONE
