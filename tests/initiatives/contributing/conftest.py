import pytest

from barnratt.accounts.models import Role
from initiatives.contributing import actions
from regions.places.models import Organisation
from tests.factories import (
    ArticleFactory,
    CountyFactory,
    KindFactory,
    MembershipFactory,
    MunicipalityFactory,
    OrganisationFactory,
)

# What the four steps ask for, as it is typed.
WHOLE = {
    "title": ["Unga kommunutvecklare i Göteborg"],
    "summary": ["Unga sommarjobbar med att ta fram förslag till kommunen."],
    "kind": ["handlingsplan"],
    "status": ["pagaende"],
    "start_year": ["2019"],
    "scope": ["kommun"],
    "municipalities": ["Göteborg"],
    "counties": ["14"],
    "contact_role": ["Barnrättsstrategen"],
    "contact_email": ["barnratt@goteborg.example"],
    "what_was_done": ["Vi anställde **åtta** unga under tre veckor."],
    "participation": ["medskapande"],
    "participation_how": ["De valde frågorna själva."],
    "articles": ["12"],
}
# What the label "granskat" asks for besides.
MORE = {"lessons": ["Börja planera före jul."], "preconditions": ["En handledare."]}


@pytest.fixture
def place():
    KindFactory()
    ArticleFactory()
    return MunicipalityFactory()


@pytest.fixture
def gothenburg(place):
    return OrganisationFactory(name="Göteborgs stad", key="goteborg", municipality=place, county=place.county)


@pytest.fixture
def writer(gothenburg):
    return MembershipFactory(organisation=gothenburg, role=Role.STRATEGIST, user__name="Stina Strateg").user


@pytest.fixture
def colleague(gothenburg):
    return MembershipFactory(organisation=gothenburg, role=Role.MEMBER, user__name="Mio Medarbetare").user


@pytest.fixture
def outsider():
    return MembershipFactory(role=Role.MEMBER, user__name="Svante Strateg").user


@pytest.fixture
def board(place):
    return OrganisationFactory(
        kind=Organisation.Kind.COUNTY_BOARD, name="Länsstyrelsen i Västra Götalands län", county=place.county
    )


@pytest.fixture
def reviewer(board):
    return MembershipFactory(organisation=board, role=Role.REVIEWER, user__name="Gun Granskare").user


@pytest.fixture
def other_reviewer():
    board = OrganisationFactory(kind=Organisation.Kind.COUNTY_BOARD, county=CountyFactory(code="01"))
    return MembershipFactory(organisation=board, role=Role.REVIEWER).user


@pytest.fixture
def coordinator():
    return MembershipFactory(role=Role.NATIONAL_COORDINATOR, user__name="Nora Nationell").user


@pytest.fixture
def draft(writer, gothenburg):
    """A new entry with everything that is needed written, not sent in."""
    change = actions.begin_new(title=WHOLE["title"][0], organisation=gothenburg, by=writer)
    return actions.write(change, part=WHOLE, by=writer)[0]


@pytest.fixture
def submission(draft, writer):
    return actions.submit(draft, by=writer)


@pytest.fixture
def published(submission, reviewer):
    """The entry in the catalogue, labelled registered."""
    actions.decide(submission, decision="publicerad", checklist={}, reason="", by=reviewer)
    submission.initiative.refresh_from_db()
    return submission.initiative
