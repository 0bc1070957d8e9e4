"""A county corrects an answer after the report of 2023 is published: what the editor sees, and what readers see."""

import pytest
from django.contrib.auth import get_user_model

from regions.reports.models import Report
from regions.reports.queries import whole_of
from regions.surveys.models import Submission
from tests.client import StrictClient
from tests.reports.factories import correct

pytestmark = pytest.mark.django_db


def test_eighteen_counties_become_seventeen_and_the_list_says_where(demonstrated):
    report = Report.objects.get(year=2023)
    sent = Submission.objects.current().filter(answers__nat_samordnat="enstaka", county_response__round=report.round)
    correct(report, sent.order_by("pk").first().county_response.county, nat_samordnat="under_uppbyggnad")

    changes = {str(one.reference): one for one in whole_of(Report.objects.get(year=2023)).changes}
    phrase = changes['{{ av("nat_samordnat.flertal+enstaka") }}']
    assert phrase.told == "18 av 21 → 17 av 21"
    assert [chapter.slug for chapter, _ in phrase.places] == ["sammanfattning", "natverk-och-stod"]
    since = changes['{{ ändring("nat_samordnat.flertal+enstaka") }}']
    assert since.told == "ett färre än året före → två färre än året före"
    assert "Nej, men under uppbyggnad, antal: 2 → 3" in changes['{{ tabell("nat_samordnat") }}'].told

    editor = StrictClient()
    editor.force_login(get_user_model().objects.get(email="nora@samverkan.example"))
    page = editor.get("/rapporter/2023/skriv/andringar/").text
    assert "17 av 21" in page
    chapter, line = phrase.places[0]
    assert f'<a href="/rapporter/2023/skriv/kapitel/{chapter.slug}/">{chapter.title}</a>, rad {line}' in page
    assert "18 av 21 länsstyrelser samordnade" in StrictClient().get("/rapporter/2023/").text
