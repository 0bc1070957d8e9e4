import io

import pytest
from django.core.management import call_command
from django.utils import timezone

from assessments.demo import LAST_YEAR
from assessments.documents import annex
from assessments.examples import example
from assessments.models import Assessment
from assessments.reference_data import load
from assessments.yearbook.queries import counted, released_numbers
from barnratt.accounts.models import Role
from barnratt.core.personal_data import find_personal_data
from barnratt.core.suppression import TOTAL
from barnratt.documents.tree import texts
from barnratt.questionnaires import answers
from tests.assessments.factories import board
from tests.client import StrictClient
from tests.factories import MembershipFactory

Template = Assessment.Template


def test_the_demonstration_s_examples_are_whole_and_marked(demonstrated):
    this_year = timezone.localdate().year
    made = Assessment.objects.filter(began_at__year=this_year).order_by("template")
    assert {one.template for one in made} == set(Template.values)
    client = StrictClient()
    client.force_login(made[0].by)
    for one in made:
        assert one.constructed
        page = client.get(f"/provningar/{one.pk}/kontrollera/").text
        assert "Konstruerade data." in page
        assert "Allt som måste besvaras är besvarat." in page
    authority = made[0].authority
    last_year = counted(authority, this_year - 1)
    assert last_year.total == last_year.constructed == len(LAST_YEAR)
    assert last_year.tables["state"][("locked",)] == len(LAST_YEAR)
    handed_over = released_numbers(last_year).tables["weighing"]
    assert None in handed_over.values()  # so that one sees what is kept back
    assert any(count and place[0] != TOTAL for place, count in handed_over.items())
    call_command("load_demo", stdout=io.StringIO())
    assert Assessment.objects.count() == 3 + len(LAST_YEAR)


@pytest.mark.django_db
@pytest.mark.parametrize("template", Template.values)
def test_an_example_is_read_by_who_can_begin_and_is_in_no_list(template):
    load()
    before = Assessment.objects.count()
    client = StrictClient()
    client.force_login(MembershipFactory(organisation=board(), role=Role.MEMBER).user)
    assert f"/provningar/exempel/{template}/" in client.get("/provningar/ny/").text
    page = client.get(f"/provningar/exempel/{template}/").text
    assert "Konstruerade data." in page
    assert "Ej besvarad" not in page
    assert Assessment.objects.count() == before
    assert client.get("/provningar/exempel/finns-inte/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("template", Template.values)
def test_an_example_answers_every_question_that_is_shown_and_names_nobody(template):
    load()
    made = example(template)
    definition, document = made.response.version.definition, made.response.answers
    shown = answers.shown(definition, document, made.response.flags)
    assert [place.address for place in shown if answers.value_at(document, place.address) is None] == []
    assert made.constructed
    assert "Konstruerat exempel" in annex(made).marks
    assert not find_personal_data("\n".join(texts(annex(made))))
