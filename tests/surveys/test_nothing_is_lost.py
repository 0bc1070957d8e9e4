"""
Every save that the portal has said is done is there afterwards, with all 21 counties writing at once.

`make soak` makes two hundred edits each and kills the server twenty times.
"""

import pytest
from django.db import connection

from barnratt.accounts.models import Role
from regions.places.models import Organisation
from tests.editors import Editor, Server, write_while_killed
from tests.factories import CountyFactory, MembershipFactory, OrganisationFactory
from tests.soak import SOAK
from tests.surveys.factories import begin, make_round

COUNTIES = 21
FIRST_SEED = 30  # some of these cut off their first save
EDITS, KILLS, PAUSE = (200, 20, (1, 8)) if SOAK else (2, 1, (0.2, 1))


@pytest.mark.django_db(transaction=True)
def test_every_save_of_every_county_is_there_afterwards():
    survey_round, editors, written = make_round(), [], []
    server = Server(connection.settings_dict["NAME"])
    for number in range(COUNTIES):
        county = CountyFactory(code=f"{number + 1:02}")
        board = OrganisationFactory(kind=Organisation.Kind.COUNTY_BOARD, county=county)
        person = MembershipFactory(organisation=board, role=Role.COUNTY_COORDINATOR).user
        page = f"/enkat/{survey_round.slug}/lan/{county.slug}/steg/stod/"
        written.append(begin(survey_round, county, egna=True).response)
        editors.append(Editor(server, page, person, "beskriv", FIRST_SEED + number, edits=EDITS))
    write_while_killed(server, editors, edits=EDITS, kills=KILLS, pause=PAUSE, seed=6)
    assert len(set(written)) == COUNTIES
    for editor, response in zip(editors, written, strict=True):
        response.refresh_from_db()
        said = {f"nummer {number}" for number in (editor.said, *editor.unsure)}
        assert response.answers["beskriv"] in said
