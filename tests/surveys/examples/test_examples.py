import re

import pytest
from django.db import transaction
from django.db.utils import IntegrityError

from barnratt.accounts import actions as accounts
from barnratt.accounts.models import Role
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.core.personal_data import GONE
from initiatives.contributing import actions as contributing
from initiatives.contributing.models import Change
from initiatives.models import Initiative
from regions.places.models import Organisation
from regions.surveys import actions as surveys
from regions.surveys.examples import actions
from regions.surveys.examples.models import Example
from regions.surveys.examples.queries import usable, written
from tests.client import StrictClient
from tests.factories import MembershipFactory, OrganisationFactory
from tests.surveys.factories import FULL, begin, content, make_county, make_round, write

pytestmark = pytest.mark.django_db
FORUM = "Vi ordnade ett forum för unga i länet. Femtio kom.\n\nDet gav förslag."
COURSE = "En kurs för handläggare."
ASKED = {"key": "exempel", "text": "Ge exempel.", "type": "texts"}


@pytest.fixture
def county(monkeypatch):
    """Whose survey asks for examples too."""
    small = content

    def with_examples(slug, *, linked=False):
        made = small(slug, linked=linked)
        made["steps"][1]["questions"].append(dict(ASKED))
        return made

    monkeypatch.setattr("tests.surveys.factories.content", with_examples)
    return make_county()


@pytest.fixture
def lars(county):
    board = OrganisationFactory(kind=Organisation.Kind.COUNTY_BOARD, county=county)
    return MembershipFactory(organisation=board, role=Role.COUNTY_COORDINATOR).user


@pytest.fixture
def found(county):
    return begin(county=county, **FULL, exempel=[FORUM, COURSE])


def keys(found):
    return {one.text: one.key for one in written(found)}


def test_an_example_is_used_by_nobody_till_the_county_has_said_how(county, lars, found):
    client = StrictClient()
    client.force_login(lars)
    path = f"/enkat/2026/lan/{county.slug}/exempel/"
    page = client.get(path).text
    assert "2\u00a0exempel saknar val om hur de får användas" in page
    assert "Gör ett utkast" not in page
    assert "2\u00a0exempel saknar" in client.get(f"/enkat/2026/lan/{county.slug}/kontrollera/").text
    surveys.mark_ready(found, by=lars)
    surveys.approve(found, "Länsrådet", by=lars)
    surveys.submit(found, by=lars)
    assert usable(found.round) == []
    client.post(path + "samtycke/", {"exempel": keys(found)[FORUM], "samtycke": "named"})
    client.post(path + "samtycke/", {"exempel": keys(found)[COURSE], "samtycke": "anonymous"})
    assert [(one.county, one.text) for one in usable(found.round)] == [(county, FORUM), (None, COURSE)]
    client.post(path + "samtycke/", {"exempel": keys(found)[COURSE], "samtycke": "no"})
    assert [one.text for one in usable(found.round)] == [FORUM]
    assert "Välj hur exemplet får användas" in client.post(path + "samtycke/", {"exempel": "x"}, follow=True).text
    events = AuditEvent.objects.filter(type="survey_example_consent")
    assert (events.count(), events.filter(after__icontains="forum").count()) == (3, 0)


def test_a_text_that_is_changed_is_asked_about_anew(county, lars, found):
    actions.let_use(found, keys(found)[FORUM], "named", by=lars)
    gone = keys(found)[FORUM]
    write(found, exempel=[FORUM + " Igen.", COURSE])
    found.response.refresh_from_db()
    assert [one.told for one in written(found)] == [None, None]
    with pytest.raises(RuleBroken, match="har ändrats"):
        actions.let_use(found, gone, "named", by=lars)
    with pytest.raises(RuleBroken, match="har ändrats"):
        actions.tell(found, gone, board=None, by=lars)


def test_an_example_becomes_a_draft_of_the_county_board_once(county, lars, found):
    board, key = Organisation.objects.get(), keys(found)[FORUM]
    for consent in (None, "anonymous"):
        if consent:
            actions.let_use(found, key, consent, by=lars)
        with pytest.raises(RuleBroken, match="med länets namn"):
            actions.tell(found, key, board=board, by=lars)
    actions.let_use(found, key, "named", by=lars)
    client = StrictClient()
    client.force_login(lars)
    path = f"/enkat/2026/lan/{county.slug}/exempel/"
    answer = client.post(path + "initiativ/", {"exempel": key})
    change = Change.objects.get()
    assert answer.url == change.get_absolute_url()
    assert change.content["what_was_done"] == [FORUM]
    draft = Initiative.objects.get()
    assert (draft.title, draft.organisation, draft.state) == ("Vi ordnade ett forum för unga i länet", board, "draft")
    assert (draft.responsible, draft.constructed) == (lars, False)
    page = client.get(path).text
    assert re.search(rf'href="{draft.get_absolute_url()}"', page)
    assert "Gör ett utkast" not in page
    with pytest.raises(RuleBroken, match="redan ett utkast"):
        actions.tell(found, key, board=board, by=lars)
    later = begin(make_round("2027"), county, exempel=[FORUM])  # the same words, copied the year after
    actions.let_use(later, keys(later)[FORUM], "named", by=lars)
    with pytest.raises(RuleBroken, match="redan ett utkast"):
        actions.tell(later, keys(later)[FORUM], board=board, by=lars)
    contributing.remove_draft(change, by=lars)
    assert actions.tell(found, key, board=board, by=lars)  # what was thrown away can be made again


def test_a_draft_made_of_constructed_answers_says_so(county, lars):
    found = begin(make_round("2026", constructed=True), county, exempel=[COURSE])
    actions.let_use(found, keys(found)[COURSE], "named", by=lars)
    assert actions.tell(found, keys(found)[COURSE], board=Organisation.objects.get(), by=lars).initiative.constructed


def test_the_database_lets_an_example_have_one_choice(found, lars):
    made = actions.let_use(found, keys(found)[FORUM], "no", by=lars)
    with pytest.raises(IntegrityError), transaction.atomic():
        Example.objects.create(county_response=found, question="exempel", text=FORUM, consent="named", by_name="L")
    assert accounts.export_account(lars, by=lars)["val om exempel i enkäten"][0]["val"] == made.get_consent_display()
    accounts.erase_account(lars, by=None)
    made.refresh_from_db()
    assert (made.by, made.by_name, made.consent) == (None, GONE, "no")


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_as_much_however_many_examples(county, lars, count, django_assert_num_queries):
    found = begin(county=county, exempel=[f"Exempel {number}." for number in range(count)])
    for key in keys(found).values():
        actions.let_use(found, key, "no", by=lars)
    client = StrictClient()
    client.force_login(lars)
    with django_assert_num_queries(7):
        page = client.get(f"/enkat/2026/lan/{county.slug}/exempel/").text
    assert page.count("Spara valet") == count
