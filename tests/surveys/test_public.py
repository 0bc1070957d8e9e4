import pytest

from regions.surveys import actions
from regions.surveys.models import Round
from tests.client import StrictClient
from tests.surveys.factories import make_county, make_round, submitted

pytestmark = pytest.mark.django_db


def published(county, **fields):
    made = make_round("2026", **fields)
    submitted(made, county, egna=True, beskriv="En om barn.")
    for state in (Round.State.CLOSED, Round.State.PUBLISHED):
        made = actions.move_round(made, state, by=None)


def test_a_county_s_page_shows_numbers_and_choices_of_what_is_published_and_no_text():
    county = make_county()
    submitted(make_round("2025"), county)
    assert "Länsstyrelsens svar" not in StrictClient().get(f"/lan/{county.slug}/").text
    published(county)
    page = StrictClient().get(f"/lan/{county.slug}/").text
    assert "Länsstyrelsens svar 2026" in page
    assert "2: Göteborg, Ort 1481" in page
    assert "En om barn." not in page
    assert "Konstruerade svar" not in page


def test_constructed_answers_are_marked_and_stay_in_the_demonstration(settings):
    county = make_county()
    published(county, constructed=True)
    assert "Konstruerade svar" in StrictClient().get(f"/lan/{county.slug}/").text
    settings.DEMO = False
    assert "Länsstyrelsens svar" not in StrictClient().get(f"/lan/{county.slug}/").text
