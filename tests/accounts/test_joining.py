"""Asking to join from a work address, who answers, and which domains open which organisation."""

import re

import pytest
from django.core import signing
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client

from barnratt.accounts import actions
from barnratt.accounts.joining import SALT, address_to_join
from barnratt.accounts.models import JoinRequest, Membership, Role, User
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.notifications.models import Notification
from barnratt.outbox.models import Mail
from regions.places.models import EmailDomain, Organisation
from tests.accounts.sign_in import PASSWORD, is_signed_in, letter, link_in_letter, plain
from tests.accounts.test_memberships import signed_in
from tests.client import StrictClient
from tests.factories import (
    EmailDomainFactory,
    JoinRequestFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
NEW = {"name": "Mio Medarbetare", "password": PASSWORD}
# Signed with our key, but as something else.
ANOTHER_SALT = signing.Signer(salt="another").sign("Im1pb0BnYXZsZS5leGFtcGxlIg:1xVB5s")
GONE = "Länken gäller inte längre"


@pytest.fixture
def gavle():
    organisation = OrganisationFactory(name="Gävle kommun", key="gavle-kommun")
    EmailDomainFactory(organisation=organisation, domain="gavle.example")
    return organisation


@pytest.fixture
def board(gavle):
    kind = Organisation.Kind.LOCAL_BOARD
    return OrganisationFactory(
        name="Socialnämnden i Gävle", key="socialnamnden", kind=kind, parent=gavle, is_authority=True
    )


@pytest.fixture
def strategist(gavle):
    return MembershipFactory(organisation=gavle, role=Role.STRATEGIST, user__name="Stina Strateg").user


@pytest.fixture
def administrator():
    return MembershipFactory(role=Role.ADMINISTRATOR, user__name="Ada Administratör").user


def ask(email, client=None):
    return (client or StrictClient()).post("/konto/ga-med/", {"email": email})


def types():
    return list(AuditEvent.objects.order_by("pk").values_list("type", flat=True))


# A visitor


def test_a_visitor_joins_after_letter_and_answer(gavle, strategist):
    assert "Titta i din inkorg" in ask("Mio@Gavle.example").text
    assert (letter().purpose, letter().recipient) == ("join", "mio@gavle.example")
    visitor, address = StrictClient(), link_in_letter()
    page = visitor.get(address)
    assert "mio@gavle.example" in page.text
    assert not User.objects.filter(email="mio@gavle.example").exists()
    answer = visitor.post(address, NEW | {"organisation": "gavle-kommun"}, follow=True)
    assert "Du får veta när någon har svarat" in answer.text
    assert "väntar på svar" in answer.text
    user = User.objects.get(email="mio@gavle.example")
    assert user.organisations == []
    assert user.addresses == ["mio@gavle.example"]
    told = Notification.objects.get()
    assert (told.user, told.text) == (strategist, "Mio Medarbetare vill gå med i Gävle kommun.")

    manager = signed_in(strategist)
    assert "mio@gavle.example" in manager.get("/konto/medlemmar/gavle-kommun/").text
    assert "mio@gavle.example, bekräftad" in manager.get(told.path).text
    manager.post(told.path, {"answer": "godkand", "role": "medarbetare"})
    assert User.objects.get(pk=user.pk).organisations_with(Role.MEMBER) == [gavle]
    assert Notification.objects.get(user=user).text == "Välkommen! Du hör nu till Gävle kommun som medarbetare."
    assert types() == ["user_created", "join_asked", "signed_in", "join_answered", "membership_began"]
    assert manager.get(told.path).status_code == 404


def test_every_address_gets_the_same_answer(gavle, strategist):
    EmailDomainFactory(organisation=gavle, domain="skola.example")
    emails = ["ny@gavle.example", strategist.email, "ny@okand.example", "ny@gmail.com"]
    MembershipFactory(user__email="finns@gavle.example")
    pages = [plain(ask(email), email) for email in [*emails, "finns@gavle.example"]]
    assert len(set(pages)) == 1
    assert {(mail.recipient, mail.purpose) for mail in Mail.objects.all()} == {
        ("ny@gavle.example", "join"),
        ("finns@gavle.example", "join_with_account"),
    }


def test_a_domain_below_or_beside_is_another_domain(gavle):
    for email in ("barn@elev.gavle.example", "x@ngavle.example", "x@gavle.example.ond.example", "x@gavle.exampl"):
        ask(email)
    assert not Mail.objects.exists()


def test_who_shares_the_domain_is_chosen_among(gavle, board):
    visitor, address = StrictClient(), address_to_join("mio@gavle.example").removeprefix("http://localhost:8000")
    text = visitor.get(address).text
    assert "Gävle kommun" in text
    assert "Socialnämnden i Gävle" in text
    assert "Fel: " in visitor.post(address, NEW).text.split("</title>")[0]
    visitor.post(address, NEW | {"organisation": "socialnamnden"})
    assert JoinRequest.objects.get().organisation == board


def test_no_other_organisation_can_be_chosen_by_hand(gavle):
    other = OrganisationFactory(key="tierps-kommun")
    visitor, address = StrictClient(), address_to_join("mio@gavle.example").removeprefix("http://localhost:8000")
    assert "Fel: " in visitor.post(address, NEW | {"organisation": other.key}).text.split("</title>")[0]
    assert not User.objects.exists()


@pytest.mark.parametrize("token", ["forged", "x" * 800, "a:b:c", "%00", ANOTHER_SALT])
def test_a_forged_link_is_told_plainly(client, gavle, token):
    for answer in (client.get(f"/konto/ga-med/{token}/"), client.post(f"/konto/ga-med/{token}/", NEW)):
        assert answer.status_code == 404
        assert GONE in answer.text
    assert not User.objects.exists()


def test_a_link_is_good_for_a_day(client, gavle, monkeypatch):
    address = address_to_join("mio@gavle.example").removeprefix("http://localhost:8000")
    import time

    now = time.time()
    for hours, status in ((23, 200), (25, 404)):
        monkeypatch.setattr("django.core.signing.time.time", lambda hours=hours: now + hours * 3600)
        assert client.get(address).status_code == status


def test_a_link_makes_one_account(gavle):
    address = address_to_join("mio@gavle.example").removeprefix("http://localhost:8000")
    StrictClient().post(address, NEW | {"organisation": "gavle-kommun"})
    again = StrictClient().post(
        address, {"name": "Ond", "password": "något helt annat lösen", "organisation": "gavle-kommun"}
    )
    assert again.status_code == 404
    assert "redan använd" in again.text
    assert User.objects.get().name == "Mio Medarbetare"


def test_two_who_press_at_once_make_one_account_and_no_fault(gavle, monkeypatch):
    address = address_to_join("mio@gavle.example").removeprefix("http://localhost:8000")
    visitor = StrictClient()
    monkeypatch.setattr("barnratt.accounts.views.get_user_model", lambda: type("Empty", (), {"objects": _Nobody()}))
    visitor.post(address, NEW | {"organisation": "gavle-kommun"})
    second = StrictClient().post(address, NEW | {"organisation": "gavle-kommun"})
    assert second.status_code == 200
    assert "redan" in second.text
    assert User.objects.count() == 1


class _Nobody:
    def with_address(self, email):
        return None


def test_somebody_signed_in_is_not_given_another_account(gavle):
    user = UserFactory()
    address = address_to_join("mio@gavle.example").removeprefix("http://localhost:8000")
    client = signed_in(user)
    assert "Du är redan inloggad" in client.post(address, NEW | {"organisation": "gavle-kommun"}).text
    assert User.objects.get() == user


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Mio\r\nBcc: alla@b.example", "Mio Bcc: alla@b.example"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("Mio \u202eregro", "Mio regro"),
    ],
)
def test_a_name_makes_no_header_no_script_and_no_mirror(gavle, strategist, name, kept):
    address = address_to_join("mio@gavle.example").removeprefix("http://localhost:8000")
    answer = StrictClient().post(address, NEW | {"name": name, "organisation": "gavle-kommun"}, follow=True)
    assert User.objects.get(email="mio@gavle.example").name == kept
    assert "<script>alert" not in answer.text
    told = Mail.objects.get(recipient=strategist.email)
    assert "\n" not in told.subject
    assert "<script>alert" not in told.html


def test_a_name_of_nothing_that_is_seen_is_no_name(gavle):
    address = address_to_join("mio@gavle.example").removeprefix("http://localhost:8000")
    text = StrictClient().post(address, NEW | {"name": "\u200b\u202e", "organisation": "gavle-kommun"}).text
    assert "Fel: " in text.split("</title>")[0]


def test_letters_to_one_address_are_few_and_the_answer_is_plain(gavle):
    statuses = [ask("mio@gavle.example").status_code for _ in range(6)]
    assert statuses == [200, 200, 200, 429, 429, 429]
    assert Mail.objects.count() == 3


def test_asking_needs_the_forms_own_token(gavle):
    assert Client(enforce_csrf_checks=True).post("/konto/ga-med/", {"email": "mio@gavle.example"}).status_code == 403


@pytest.mark.parametrize("email", ["", "mio", "mio@gavle.example\nBcc: x@b.example", "x" * 260 + "@gavle.example"])
def test_nonsense_is_explained(gavle, email):
    assert "Fel: " in ask(email).text.split("</title>")[0]
    assert not Mail.objects.exists()


def test_an_address_with_swedish_letters_in_its_domain_opens_too():
    EmailDomainFactory(domain="xn--hrnsand-5wa8n.example")
    ask("mio@härnösand.example")
    assert letter().recipient == "mio@härnösand.example"


# With an account


def test_somebody_with_an_account_asks_with_one_of_the_own_addresses(gavle, board, strategist):
    user = UserFactory(email="svante@tierp.example")
    client = signed_in(user)
    assert "Dina adresser hör inte till någon organisation" in client.get("/konto/ga-med/").text
    user.emailaddress_set.create(email="svante@gavle.example", verified=True)
    assert "Gävle kommun" in client.get("/konto/ga-med/").text
    assert "Din begäran är skickad" in client.post("/konto/ga-med/", {"organisation": gavle.key}, follow=True).text
    asked = JoinRequest.objects.get()
    assert (asked.user, asked.email) == (user, "svante@gavle.example")
    assert (
        "Gävle kommun"
        not in re.search(r'name="organisation".*', client.get("/konto/ga-med/").text, re.DOTALL)[0].split("</form>")[0]
    )


def test_an_address_that_is_not_verified_opens_nothing(gavle):
    user = UserFactory()
    user.emailaddress_set.create(email="svante@gavle.example", verified=False)
    client = signed_in(user)
    client.post("/konto/ga-med/", {"organisation": gavle.key})
    with pytest.raises(RuleBroken, match="Ingen av dina"):
        actions.ask_to_join(user, gavle, by=user)
    assert not JoinRequest.objects.exists()


def test_one_asks_once_and_not_where_one_is_already(gavle):
    user = UserFactory(email="mio@gavle.example")
    actions.ask_to_join(user, gavle, by=user)
    with pytest.raises(RuleBroken, match="redan bett"):
        actions.ask_to_join(user, gavle, by=user)
    with pytest.raises(IntegrityError), transaction.atomic():
        JoinRequestFactory(user=user, organisation=gavle)
    actions.approve_join(user.join_requests.get(), role=Role.READER, by=None)
    with pytest.raises(RuleBroken, match="hör redan"):
        actions.ask_to_join(User.objects.get(pk=user.pk), gavle, by=user)


def test_ones_own_request_is_taken_back(gavle, strategist):
    user = UserFactory(email="mio@gavle.example")
    asked = actions.ask_to_join(user, gavle, by=user)
    client = signed_in(user)
    address = f"/konto/begaran/{asked.pk}/ta-tillbaka/"
    assert "Vill du ta tillbaka" in client.get(address).text
    assert "Din begäran är tillbakadragen." in client.post(address, follow=True).text
    assert client.post(address).status_code == 404
    assert signed_in(strategist).get(f"/konto/begaran/{asked.pk}/").status_code == 404


# The answer


def test_without_strategist_the_administrators_are_asked(gavle, administrator):
    user = UserFactory(email="mio@gavle.example")
    asked = actions.ask_to_join(user, gavle, by=user)
    assert Notification.objects.get().user == administrator
    assert (
        signed_in(administrator)
        .post(f"/konto/begaran/{asked.pk}/", {"answer": "godkand", "role": "strateg"})
        .status_code
        == 302
    )
    assert Membership.objects.current().get(user=user).role == Role.STRATEGIST


def test_declining_needs_a_reason_which_the_other_reads(gavle, strategist):
    user = UserFactory(email="mio@gavle.example", name="Mio Medarbetare")
    asked = actions.ask_to_join(user, gavle, by=user)
    client, address = signed_in(strategist), f"/konto/begaran/{asked.pk}/"
    assert "(frivilligt)" not in client.get(address).text
    assert "Skriv varför" in client.post(address, {"answer": "avbojd", "reason": " "}).text
    assert (
        "har fått ditt svar"
        in client.post(address, {"answer": "avbojd", "reason": "Du har slutat här."}, follow=True).text
    )
    assert "avböjd" in Notification.objects.get(user=user).text
    assert "Du har slutat här." in signed_in(user).get("/konto/").text
    assert not user.memberships.exists()
    assert AuditEvent.objects.latest("pk").after == {"answer": "avbojd"}
    with pytest.raises(RuleBroken, match="redan besvarad"):
        actions.approve_join(asked, role=Role.MEMBER, by=strategist)


def test_a_strategist_cannot_give_more_than_ordinary_roles(gavle, strategist):
    user = UserFactory(email="mio@gavle.example")
    asked = actions.ask_to_join(user, gavle, by=user)
    signed_in(strategist).post(f"/konto/begaran/{asked.pk}/", {"answer": "godkand", "role": "administrator"})
    assert not user.memberships.exists()


def test_nobody_answers_the_own_request(gavle):
    user = UserFactory(email="mio@gavle.example")
    asked = actions.ask_to_join(user, gavle, by=user)
    assert (
        signed_in(user).post(f"/konto/begaran/{asked.pk}/", {"answer": "godkand", "role": "strateg"}).status_code == 404
    )
    ada = MembershipFactory(role=Role.ADMINISTRATOR, user__email="ada@gavle.example").user
    with pytest.raises(RuleBroken, match="Någon annan än du själv"):
        actions.approve_join(actions.ask_to_join(ada, gavle, by=ada), role=Role.MEMBER, by=ada)


@pytest.mark.parametrize("number", [1, 3])
def test_requests_are_listed_in_as_many_statements_however_many(gavle, strategist, number, django_assert_num_queries):
    for _ in range(number):
        JoinRequestFactory(organisation=gavle)
    client = signed_in(strategist)
    with django_assert_num_queries(7):
        text = client.get("/konto/medlemmar/gavle-kommun/").text
    assert text.count(">Svara<") == number


# Domains


def test_an_administrator_writes_the_domains_and_it_is_in_the_log(administrator):
    organisation = OrganisationFactory(key="tierps-kommun", name="Tierps kommun")
    client = signed_in(administrator)
    assert "Tierps kommun" in client.get("/konto/organisationer/?q=tierp").text
    address = "/konto/organisationer/tierps-kommun/domaner/"
    client.post(address, {"domains": "Tierp.example\n@tierp.example, namnd.tierp.example\nhärnösand.example"})
    found = sorted(organisation.email_domains.values_list("domain", flat=True))
    assert found == ["namnd.tierp.example", "tierp.example", "xn--hrnsand-5wa8n.example"]
    assert "tierp.example" in client.get("/konto/organisationer/").text
    event = AuditEvent.objects.latest("pk")
    assert (event.type, event.before) == ("organisation_domains_changed", {"domains": []})
    client.post(address, {"domains": ""})
    assert not organisation.email_domains.exists()


@pytest.mark.parametrize("domain", ["gmail.com", "HOTMAIL.se", "telia.com"])
def test_a_domain_where_anybody_can_have_an_address_is_refused(administrator, gavle, domain):
    text = (
        signed_in(administrator)
        .post("/konto/organisationer/gavle-kommun/domaner/", {"domains": f"gavle.se\n{domain}"})
        .text
    )
    assert "Vem som helst kan ha en adress" in text
    assert domain in text
    assert [str(one) for one in gavle.email_domains.all()] == ["gavle.example"]


@pytest.mark.parametrize("domain", ["se", "gävle", "-gavle.se", "gavle..se", "<b>.se", "x" * 300 + ".se", "gavle.se/x"])
def test_what_is_no_domain_is_explained(administrator, gavle, domain):
    text = signed_in(administrator).post("/konto/organisationer/gavle-kommun/domaner/", {"domains": domain}).text
    assert "är ingen domän" in text


def test_a_domain_belongs_to_one_organisation(gavle):
    other = OrganisationFactory()
    with pytest.raises(RuleBroken, match="hör redan till Gävle kommun"):
        actions.set_email_domains(other, domains=["gavle.example"], by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        EmailDomainFactory(organisation=other, domain="gavle.example")
    assert not other.email_domains.exists()


def test_county_boards_share_theirs_but_not_with_others():
    kind = Organisation.Kind.COUNTY_BOARD
    first, second = OrganisationFactory(kind=kind), OrganisationFactory(kind=kind)
    for one in (first, second):
        actions.set_email_domains(one, domains=["lansstyrelsen.example"], by=None)
    assert EmailDomain.objects.count() == 2
    with pytest.raises(RuleBroken, match="hör redan"):
        actions.set_email_domains(OrganisationFactory(), domains=["lansstyrelsen.example"], by=None)


@pytest.mark.parametrize("domain", ["Gavle.se", "gavle", "gavle se.se", ""])
def test_the_database_refuses_what_is_no_domain(domain):
    with pytest.raises(IntegrityError), transaction.atomic():
        EmailDomainFactory(domain=domain)


@pytest.mark.parametrize("number", [1, 3])
def test_organisations_are_listed_in_as_many_statements_however_many(administrator, number, django_assert_num_queries):
    for _ in range(number):
        EmailDomainFactory()
    client = signed_in(administrator)
    with django_assert_num_queries(6):  # session, user, memberships, count, organisations, domains
        text = client.get("/konto/organisationer/").text
    assert text.count("Ändra domäner") == number + 1


# The first administrator


def test_the_first_administrator_is_invited_from_the_command_line(capsys):
    OrganisationFactory(key="samverkan", name="Länsstyrelserna i samverkan")
    call_command("invite", "Ada@samverkan.example", "samverkan", "administrator")
    told = capsys.readouterr().out
    address = re.search(r"http://localhost:8000(\S+)", told)[1]
    visitor = StrictClient()
    visitor.post(address, {"name": "Ada", "password": PASSWORD})
    assert is_signed_in(visitor)
    assert User.objects.get().has_national(Role.ADMINISTRATOR)


@pytest.mark.parametrize(
    ("email", "key", "why"),
    [("ada", "samverkan", "ingen e-postadress"), ("ada@b.example", "fel", "ingen organisation")],
)
def test_a_wrong_invitation_says_what_is_wrong(email, key, why):
    OrganisationFactory(key="samverkan")
    with pytest.raises(CommandError, match=why):
        call_command("invite", email, key, "administrator")


def test_a_salt_of_its_own_keeps_the_links_apart():
    from barnratt.accounts.invitations import SIGNER

    assert signing.dumps("a@b.example", salt=SALT) != SIGNER.sign("a@b.example")


def test_who_asks_and_takes_back_for_ever_is_stopped(gavle, strategist, monkeypatch):
    monkeypatch.setattr("barnratt.accounts.views.REQUESTS_A_DAY", 2)
    user = UserFactory(email="mio@gavle.example")
    client = signed_in(user)
    for _ in range(3):
        answer = client.post("/konto/ga-med/", {"organisation": gavle.key}, follow=True)
        for asked in user.join_requests.open():
            actions.withdraw_join(asked, by=user)
    assert "Försök igen i morgon" in answer.text
    assert Notification.objects.filter(user=strategist).count() == 2


def test_a_strategist_is_told_whom_an_administrator_lets_in(gavle, strategist, administrator):
    asked = JoinRequestFactory(organisation=gavle, user__name="Kim Kollega")
    actions.approve_join(asked, role=Role.MEMBER, by=administrator)
    sentence = f"Kim Kollega har fått gå med i {gavle} som medarbetare, av portalens administratör."
    assert [one.text for one in strategist.notifications.all()] == [sentence]
    assert not administrator.notifications.exists()
