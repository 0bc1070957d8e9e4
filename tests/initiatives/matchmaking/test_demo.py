"""The demonstration's notices, which nobody can take for real ones."""

import json

from initiatives.matchmaking.demo import add_notices
from initiatives.matchmaking.models import Notice


def test_the_demonstration_s_notices_are_marked_as_made_up_wherever_they_show(demonstrated, client):
    made_up = Notice.objects.filter(constructed=True)
    assert made_up.count() == 3
    assert client.get("/samarbete/").text.count("Konstruerat exempel") == 3
    for one in made_up:
        assert one.is_open
        page = client.get(one.get_absolute_url()).text
        assert "Konstruerade data." in page
        assert "(exempel)" in one.organisation.name
    rows = json.loads(client.get("/samarbete/?format=json").getvalue())["rows"]
    assert [row["constructed"] for row in rows] == [True] * 3
    add_notices()
    assert made_up.count() == 3
