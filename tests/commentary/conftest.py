import pytest

from tests.commentary.factories import board, worker
from tests.factories import CountyFactory


@pytest.fixture
def county():
    return CountyFactory(code="20", slug="dalarna", name="Dalarnas län")


@pytest.fixture
def home(county):
    return board(county)


@pytest.fixture
def lars(home):
    return worker(home, "lanssamordnare")


@pytest.fixture
def gun(home):
    return worker(home, "granskare")
