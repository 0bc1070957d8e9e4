import pytest
from django.db import transaction
from django.db.utils import IntegrityError

from barnratt.accounts import actions as accounts
from barnratt.accounts.models import Invitation, Role
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.core.personal_data import GONE
from barnratt.notifications.models import Notification
from barnratt.outbox.models import Mail
from regions.places.models import EmailDomain, Organisation
from regions.surveys import actions as surveys
from regions.surveys.colleagues import actions
from regions.surveys.colleagues.models import Delegation
from regions.surveys.imports import SurveyAnswerKind
from tests.client import StrictClient
from tests.factories import UserFactory
from tests.surveys.colleagues.factories import at_the_board, delegated
from tests.surveys.factories import FULL, begin, make_county

pytestmark = pytest.mark.django_db


def client_of(user):
    client = StrictClient()
    client.force_login(user)
    return client


def events():
    return [one for one in AuditEvent.objects.order_by("pk").values_list("type", flat=True) if "survey_" in one]


@pytest.fixture
def county():
    return make_county()


@pytest.fixture
def lars(county):
    return at_the_board(county, Role.COUNTY_COORDINATOR, user__name="Lars Länssamordnare")


@pytest.fixture
def karin(county):
    return at_the_board(county, user__name="Karin Kollega")


@pytest.fixture
def found(county, lars):
    return begin(county=county)


def address(county, rest=""):
    return f"/enkat/2026/lan/{county.slug}/{rest}"


def saves(client, county, step, **values):
    return client.post(address(county, f"steg/{step}/spara/"), {"falt": list(values), "bas": "{}"} | values).status_code


def test_a_colleague_writes_in_the_part_that_she_has_been_given_and_nowhere_else(county, lars, karin, found):
    assert saves(client_of(karin), county, "natverk", samordnat="ja") == 403
    page = client_of(lars).post(
        address(county, "steg/natverk/kollega/"), {"person": karin.pk, "message": "Bara kommunerna saknas."}
    )
    assert page.status_code == 302
    told = Notification.objects.get(user=karin)
    assert told.text == "Du har fått delen ”Nätverk” att svara på i Enkät 2026."
    client = client_of(karin)
    page = client.get(told.path).text
    assert "Bara kommunerna saknas." in page
    assert "Märk delen som klar" in page
    assert saves(client, county, "natverk", samordnat="ja", egna="ja") == 200
    assert saves(client, county, "stod", egna="ja") == 403
    assert "Du skriver i de delar" in client.get(address(county, "steg/stod/")).text
    assert client.post(address(county, "steg/natverk/"), {"kopiera": "medel"}).status_code == 404
    assert client.post(address(county, "lage/"), {"lage": "ready"}).status_code == 403
    found.response.refresh_from_db()
    assert found.response.answers == {"samordnat": "ja"}


def test_the_coordinator_sees_who_has_a_part_and_when_it_is_done_and_takes_it_back(county, lars, karin, found):
    client_of(lars).post(address(county, "steg/natverk/kollega/"), {"person": karin.pk})
    client = client_of(karin)
    client.post(address(county, "steg/natverk/kollega/klar/"), {"klar": "1"})
    assert Notification.objects.get(user=lars).text == "Delen ”Nätverk” i Enkät 2026 är klar."
    page = client_of(lars).get(address(county)).text
    assert "Karin Kollega, märkt klar" in page
    assert "inte har märkt" not in page
    client.post(address(county, "steg/natverk/kollega/klar/"), {"klar": "0"})
    assert Delegation.objects.get().done_at is None
    assert "1\u00a0del är hos en kollega som inte har märkt den som klar." in client_of(lars).get(address(county)).text
    client_of(lars).post(address(county, "steg/natverk/kollega/ta-tillbaka/"))
    assert saves(client, county, "natverk", samordnat="ja") == 403
    assert "Karin Kollega" not in client_of(lars).get(address(county)).text
    assert events()[-4:] == [
        "survey_delegated", "survey_delegation_done", "survey_delegation_done", "survey_delegation_ended",
    ]  # fmt: skip
    with pytest.raises(RuleBroken, match="redan tagen tillbaka"):
        actions.take_back(Delegation.objects.get(), by=lars)
    with pytest.raises(RuleBroken, match="har tagit tillbaka delen"):
        actions.mark_done(Delegation.objects.get(), done=True, by=karin)


def test_somebody_without_an_account_is_invited_and_writes_when_she_has_accepted(county, lars, found):
    board = Organisation.objects.get(kind=Organisation.Kind.COUNTY_BOARD)
    client, path = client_of(lars), address(county, "steg/natverk/kollega/")
    refused = client.post(path, {"email": "anna@annan.example"})
    assert "Adressen är inte länsstyrelsens" in refused.text
    EmailDomain.objects.create(organisation=board, domain="lanet.example", is_shared=True)
    client.post(path, {"email": "Anna@lanet.example", "message": "Hej"})
    assert list(Mail.objects.order_by("pk").values_list("purpose", flat=True)) == ["invitation", "survey_part"]
    assert "Hej" in Mail.objects.get(purpose="survey_part").text
    assert "anna@lanet.example, har inte svarat på inbjudan" in client.get(address(county)).text
    anna = UserFactory(email="anna@lanet.example")
    assert not Delegation.objects.of(anna).exists()
    accounts.accept_invitation(Invitation.objects.get(), by=anna)
    del anna.memberships_now
    assert saves(client_of(anna), county, "natverk", samordnat="ja") == 200
    accounts.end_membership(anna.memberships.get(), by=None)
    assert saves(client_of(anna), county, "natverk", samordnat="nej") == 404
    assert not AuditEvent.objects.filter(after__icontains="anna@").exists()


def test_taking_back_ends_an_invitation_that_nobody_has_answered(county, lars, found):
    board = Organisation.objects.get(kind=Organisation.Kind.COUNTY_BOARD)
    step = found.response.version.definition.step("stod")
    made = actions.delegate(found, step, board=board, email="anna@lanet.example", by=lars)
    actions.take_back(made, by=lars)
    assert not Invitation.objects.open().exists()
    assert Invitation.objects.get().withdrawn_at is not None


def test_several_parts_wait_for_one_invitation_which_ends_with_the_last_of_them(county, lars, found):
    board = Organisation.objects.get(kind=Organisation.Kind.COUNTY_BOARD)
    parts = [found.response.version.definition.step(key) for key in ("natverk", "stod")]
    first, second = (actions.delegate(found, one, board=board, email="Anna@lanet.example", by=lars) for one in parts)
    assert first.invitation == second.invitation == Invitation.objects.get()
    actions.take_back(first, by=lars)
    assert Invitation.objects.open().exists()
    anna = UserFactory(email="anna@lanet.example")
    accounts.accept_invitation(Invitation.objects.get(), by=anna)
    assert list(Delegation.objects.of(anna)) == [second]


def test_an_invitation_that_somebody_else_has_sent_is_neither_replaced_nor_ended(county, lars, found):
    board, step = Organisation.objects.get(), found.response.version.definition.step("stod")
    sent = accounts.invite("anna@lanet.example", board, role=Role.STRATEGIST, by=UserFactory())
    made = actions.delegate(found, step, board=board, email="anna@lanet.example", by=lars)
    assert made.invitation == sent
    actions.take_back(made, by=lars)
    assert Invitation.objects.open().get() == sent


def test_a_part_is_with_one_colleague_at_a_time_who_works_at_the_county_board(county, lars, karin, found):
    board, step = Organisation.objects.get(), found.response.version.definition.step("natverk")
    reader = at_the_board(county, Role.READER)
    for stranger in (UserFactory(), reader):
        with pytest.raises(RuleBroken, match="hör inte till länsstyrelsen"):
            actions.delegate(found, step, board=board, person=stranger, by=lars)
    actions.delegate(found, step, board=board, person=karin, by=lars)
    with pytest.raises(RuleBroken, match="redan hos en kollega"):
        actions.delegate(found, step, board=board, person=karin, by=lars)
    with pytest.raises(IntegrityError), transaction.atomic():
        delegated(found)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delegation.objects.update(person=None)
    page = client_of(lars).post(address(county, "steg/stod/kollega/"), {"person": karin.pk, "email": "a@b.example"})
    assert "Inte båda" in page.text


def test_nobody_is_given_a_part_of_answers_that_are_no_draft(county, lars, karin):
    found = begin(county=county, **FULL)
    part = delegated(found, person=karin)
    surveys.mark_ready(found, by=lars)
    assert saves(client_of(karin), county, "natverk", samordnat="nej") == 403
    with pytest.raises(RuleBroken, match="klara hos länet"):
        actions.delegate(
            found,
            found.response.version.definition.step("stod"),
            board=Organisation.objects.get(),
            person=karin,
            by=lars,
        )
    with pytest.raises(RuleBroken, match="klara hos länet"):
        actions.mark_done(part, done=True, by=karin)


def test_colleagues_talk_at_a_question_till_it_is_solved_and_the_country_does_not_hear(county, lars, karin, found):
    client = client_of(karin)
    client.post(address(county, "fraga/samordnat/kommentera/"), {"text": "Var det inte fler?"})
    for path in ("", "steg/natverk/"):
        assert "Var det inte fler?" in client_of(lars).get(address(county, path)).text
        national = client_of(at_the_board(make_county("01"), Role.NATIONAL_COORDINATOR))
        assert "Var det inte fler?" not in national.get(address(county, path)).text
    made = found.comments.get()
    client_of(lars).post(address(county, f"kommentarer/{made.pk}/lost/"))
    actions.solve(made, by=lars)
    assert "Var det inte fler?" not in client.get(address(county)).text
    assert events()[-2:] == ["survey_commented", "survey_comment_solved"]
    assert not AuditEvent.objects.filter(after__icontains="fler").exists()
    assert client.get(address(county, "fraga/ingen/kommentera/")).status_code == 404


def test_nothing_is_said_about_answers_that_are_sent_in(county, lars):
    found = begin(county=county, **FULL)
    surveys.mark_ready(found, by=lars)
    surveys.approve(found, "Länsrådet", by=lars)
    surveys.submit(found, by=lars)
    with pytest.raises(RuleBroken, match="inskickade"):
        actions.comment(found, "samordnat", "För sent", by=lars)


def test_who_writes_sees_who_more_is_in_a_field(county, lars, karin, found):
    delegated(found, person=karin)
    path = address(county, "steg/natverk/har/")
    assert client_of(lars).post(path, {"har": "samordnat"}).json() == {"here": []}
    here = client_of(karin).post(path, {"har": "medel"}).json()["here"]  # which is in another part
    assert here == [["samordnat", "Lars Länssamordnare skriver här just nu."]]
    assert client_of(lars).post(path, {"har": "samordnat"}).json() == {"here": []}


def test_what_a_person_has_said_goes_with_her_and_stays_without_her_name(county, karin, found):
    made = actions.comment(found, "samordnat", "Så var det.", by=karin)
    delegated(found, person=karin)
    told = accounts.export_account(karin, by=karin)
    assert told["kommentarer till enkätsvar"] == ["Så var det."]
    assert [one["del"] for one in told["delar av enkätsvar som du har fått"]] == ["natverk"]
    accounts.erase_account(karin, by=None)
    made.refresh_from_db()
    assert (made.by, made.by_name) == (None, GONE)
    assert not Delegation.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_comments_and_parts_cost_as_much_however_many(county, lars, karin, found, count, django_assert_num_queries):
    for number in range(count):
        actions.comment(found, ["samordnat", "kommuner", "medel"][number], "Hur var det?", by=karin)
    for step in ["natverk", "stod"][:count]:
        delegated(found, step, person=karin)
    client = client_of(lars)
    client.get(address(county))  # what a first page reads once
    with django_assert_num_queries(12):
        page = client.get(address(county)).text
    assert page.count("Hur var det?") == 2 * count


def test_what_colleagues_have_done_is_not_taken_away_by_an_undo(county, karin, found):
    assert SurveyAnswerKind().is_built_on([found]) == {}
    actions.comment(found, "samordnat", "Hur var det?", by=karin)
    assert "någon har kommenterat" in SurveyAnswerKind().is_built_on([found])[found.pk]
    with pytest.raises(RuleBroken, match="Kollegor har arbetat"):
        surveys.discard(found, by=None)
