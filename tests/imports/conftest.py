import pytest

from barnratt.accounts.models import Role
from barnratt.imports import actions, work
from tests.client import StrictClient
from tests.factories import MembershipFactory

HEADER = "Titel;Kort sammanfattning;Organisation;Kommun;Slag;Status;Artiklar;Startår"
RIGHT = "Trygg skolväg;Barnen ritar kartor;Gävle kommun;Gävle;utbildning;pågår;3, 12;2023"
WRONG = "Barnbokslut;En årlig redovisning;Gävle kommun;Gvle;utbildning;pågår;99;2024"


def csv(*lines, header=HEADER):
    return "\n".join([header, *lines]).encode()


@pytest.fixture
def administrator(db):
    return MembershipFactory(role=Role.ADMINISTRATOR, user__is_staff=True, user__name="Ada Ek").user


@pytest.fixture
def administrator_client(administrator):
    client = StrictClient()
    client.force_login(administrator)
    return client


@pytest.fixture
def preview(loaded, administrator):
    """Takes a file to its preview."""

    def preview(content, name="initiativ.csv"):
        source = actions.upload(content, name, by=administrator)
        source = actions.choose_columns(source, [field for _, _, field in source.columns], by=administrator)
        return worked(source)

    return preview


@pytest.fixture
def imported(preview, administrator):
    """Takes a file all the way, its right rows."""

    def imported(content, name="initiativ.csv"):
        return worked(actions.confirm(preview(content, name), only_right=True, by=administrator))

    return imported


def worked(source):
    work.perform(source.pk)
    source.refresh_from_db()
    return source
