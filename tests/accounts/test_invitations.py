import datetime
import re

import pytest
from django.utils import timezone

from barnratt.accounts import actions
from barnratt.accounts.invitations import SIGNER, address_of
from barnratt.accounts.models import Invitation, Membership, Role, User
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.outbox.models import Mail
from regions.places.models import Organisation
from tests.accounts.test_memberships import signed_in
from tests.client import StrictClient
from tests.factories import InvitationFactory, MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

NEW = {"name": "Mio Medarbetare", "password": "ett långt lösenord"}


@pytest.fixture
def organisation():
    return OrganisationFactory(name="Gävle kommun", key="gavle-kommun")


@pytest.fixture
def strategist(organisation):
    return MembershipFactory(organisation=organisation, role=Role.STRATEGIST, user__name="Stina Strateg").user


def link_in_letter():
    return re.search(r"http://localhost:8000(/konto/inbjudan/\S+)", Mail.objects.latest("pk").text).group(1)


def test_the_strategist_invites_and_the_invited_joins_with_a_new_account(strategist):
    form = {"email": "Mio@Gavle.example", "role": "medarbetare"}
    response = signed_in(strategist).post("/konto/medlemmar/gavle-kommun/", form, follow=True)
    assert "Inbjudan till mio@gavle.example är på väg." in response.text
    assert "Inbjudna som inte har svarat" in response.text
    client, address = StrictClient(), link_in_letter()
    assert "Stina Strateg bjuder in mio@gavle.example" in client.get(address).text
    assert not User.objects.filter(email="mio@gavle.example").exists()
    assert "Välkommen! Du hör nu till Gävle kommun." in client.post(address, NEW, follow=True).text
    membership = Membership.objects.get(user__email="mio@gavle.example")
    assert membership.role == Role.MEMBER
    assert client.get(address).status_code == 404
    assert set(AuditEvent.objects.values_list("type", flat=True)) == {
        "invitation_sent",
        "invitation_accepted",
        "user_created",
        "membership_began",
        "signed_in",
    }


def test_somebody_with_an_account_signs_in_and_joins_with_a_button(organisation):
    user = UserFactory(email="mio@gavle.example")
    asked = InvitationFactory(email=user.email, organisation=organisation)
    address = address_of(asked).removeprefix("http://localhost:8000")
    stranger = StrictClient()
    assert f"/konto/logga-in/?next={address}" in stranger.get(address).text
    stranger.post(address, NEW)
    assert not user.memberships.exists()
    assert "Du hör nu till" in signed_in(user).post(address, follow=True).text
    assert user.memberships.get().organisation == organisation


def test_another_persons_account_cannot_take_the_invitation(organisation):
    UserFactory(email="mio@gavle.example")
    asked = InvitationFactory(email="mio@gavle.example", organisation=organisation)
    address = address_of(asked).removeprefix("http://localhost:8000")
    other = UserFactory()
    assert "inloggad med en annan adress" in signed_in(other).get(address).text
    assert "gäller en annan e-postadress" in signed_in(other).post(address).text
    assert not other.memberships.exists()


@pytest.mark.parametrize("token", ["1:forged", "1", "x" * 500, "%00", "1:2:3"])
def test_a_forged_link_is_told_plainly(client, token):
    InvitationFactory(pk=1)
    response = client.get(f"/konto/inbjudan/{token}/")
    assert response.status_code == 404


@pytest.mark.parametrize(
    "ended",
    [
        {"withdrawn_at": timezone.now()},
        {"accepted_at": timezone.now()},
        {"expires_at": timezone.now() - datetime.timedelta(minutes=1)},
    ],
)
def test_a_link_is_good_only_while_the_invitation_is_open(client, ended):
    asked = InvitationFactory(**ended)
    response = client.post(f"/konto/inbjudan/{SIGNER.sign(asked.pk)}/", NEW)
    assert response.status_code == 404
    assert "Be den som bjöd in dig att skicka en ny" in response.text
    assert not User.objects.filter(email=asked.email).exists()
    with pytest.raises(RuleBroken, match="gäller inte längre"):
        actions.join_by_invitation(asked, **NEW)


def test_a_weak_password_is_explained_and_the_name_is_kept(client):
    asked = InvitationFactory()
    text = client.post(f"/konto/inbjudan/{SIGNER.sign(asked.pk)}/", {"name": "Mio", "password": "kort"}).text
    assert "Fel: " in text.split("</title>")[0]
    assert 'value="Mio"' in text
    assert 'value="kort"' not in text
    assert not User.objects.filter(email=asked.email).exists()


def test_a_new_invitation_replaces_the_one_before(organisation, strategist):
    first = actions.invite("mio@gavle.example", organisation, role=Role.READER, by=strategist)
    second = actions.invite("mio@gavle.example", organisation, role=Role.MEMBER, by=strategist)
    assert list(Invitation.objects.open()) == [second]
    assert Invitation.objects.get(pk=first.pk).withdrawn_at


def test_who_has_the_role_is_not_invited_to_it(organisation, strategist):
    with pytest.raises(RuleBroken, match="redan den rollen"):
        actions.invite(strategist.email.upper(), organisation, role=Role.STRATEGIST, by=strategist)
    form = {"email": strategist.email, "role": "strateg"}
    text = signed_in(strategist).post("/konto/medlemmar/gavle-kommun/", form).text
    assert "redan den rollen" in text
    assert strategist.email in text
    assert not Mail.objects.exists()


def test_a_strategist_gives_ordinary_roles_and_an_administrator_all(strategist):
    page = "/konto/medlemmar/gavle-kommun/"
    assert "Nationell samordnare" not in signed_in(strategist).get(page).text
    refused = signed_in(strategist).post(page, {"email": "a@b.example", "role": "administrator"})
    assert not Invitation.objects.exists()
    assert "Fel: " in refused.text
    administrator = MembershipFactory(role=Role.ADMINISTRATOR).user
    assert "Nationell samordnare" in signed_in(administrator).get(page).text


def test_a_county_role_is_offered_to_county_boards_only(organisation):
    with pytest.raises(RuleBroken, match="länsstyrelse"):
        actions.invite("gun@gavle.example", organisation, role=Role.REVIEWER, by=None)
    board = OrganisationFactory(kind=Organisation.Kind.COUNTY_BOARD)
    assert actions.invite("gun@gavleborg.example", board, role=Role.REVIEWER, by=None).role == Role.REVIEWER


def test_an_invitation_is_taken_back_after_being_asked(organisation, strategist):
    asked = InvitationFactory(organisation=organisation)
    client, address = signed_in(strategist), f"/konto/inbjudningar/{asked.pk}/ta-tillbaka/"
    assert asked.email in client.get(address).text
    assert "Inbjudan är tillbakadragen." in client.post(address, follow=True).text
    assert not Invitation.objects.open().exists()
    assert client.post(address).status_code == 404


def test_the_demos_outbox_shows_the_letter_and_only_in_the_demo(client, settings, organisation, strategist):
    actions.invite("mio@gavle.example", organisation, role=Role.MEMBER, by=strategist)
    assert "Stina Strateg bjuder in dig till Gävle kommun" in client.get("/konto/demo/utkorg/").text
    settings.DEMO = False
    assert client.get("/konto/demo/utkorg/").status_code == 404


def test_an_invitation_that_nobody_answered_is_forgotten_in_time():
    old, kept = timezone.now() - datetime.timedelta(days=91), timezone.now() - datetime.timedelta(days=89)
    InvitationFactory(expires_at=old)
    stays = [
        InvitationFactory(expires_at=kept),
        InvitationFactory(expires_at=old, accepted_at=old),
        InvitationFactory(),
    ]
    actions.forget_expired()
    assert set(Invitation.objects.all()) == set(stays)


def test_an_invitation_to_another_of_ones_addresses_is_ones_own(organisation):
    user = UserFactory()
    user.emailaddress_set.create(email="mio@gavle.example", verified=True)
    asked = InvitationFactory(email="mio@gavle.example", organisation=organisation)
    address = address_of(asked).removeprefix("http://localhost:8000")
    assert "Logga in för att gå med" in StrictClient().get(address).text
    assert "Du hör nu till" in signed_in(user).post(address, follow=True).text


def test_an_invitation_is_answered_with_the_forms_own_token(organisation):
    from django.test import Client

    asked = InvitationFactory(organisation=organisation)
    address = address_of(asked).removeprefix("http://localhost:8000")
    assert Client(enforce_csrf_checks=True).post(address, NEW).status_code == 403


def test_no_page_that_a_letter_leads_to_hides_where_its_form_comes_from(settings):
    """With no-referrer the browser says Origin: null, and our own form is refused."""
    for template in (settings.BASE_DIR / "templates").rglob("*.html"):
        assert "no-referrer" not in template.read_text(encoding="utf-8"), template


def test_somebody_with_a_name_like_a_letter_head_makes_none(organisation):
    inviter = UserFactory(name="Stina\nBcc: alla@b.example")
    actions.invite("mio@gavle.example", organisation, role=Role.MEMBER, by=inviter)
    assert "\n" not in Mail.objects.get().subject


def test_one_address_gets_few_letters_however_often_it_is_invited(organisation, strategist):
    client, page = signed_in(strategist), "/konto/medlemmar/gavle-kommun/"
    for _ in range(5):
        answer = client.post(page, {"email": "mio@gavle.example", "role": "lasare"}, follow=True)
    assert "Försök igen i morgon" in answer.text
    assert Mail.objects.filter(recipient="mio@gavle.example").count() == 3
    client.post(page, {"email": "maja@gavle.example", "role": "lasare"})
    assert Mail.objects.filter(recipient="maja@gavle.example").count() == 1


def test_one_person_has_few_letters_written_in_a_day(organisation, strategist, monkeypatch):
    monkeypatch.setattr("barnratt.accounts.views.INVITATIONS_A_DAY", 2)
    client, page = signed_in(strategist), "/konto/medlemmar/gavle-kommun/"
    for number in range(4):
        client.post(page, {"email": f"person{number}@gavle.example", "role": "lasare"})
    assert Mail.objects.count() == 2


def test_nobody_lets_oneself_in_where_one_does_not_belong(organisation):
    """Also those who run the portal: what an authority has in its own room is not for them."""
    ada = MembershipFactory(role=Role.ADMINISTRATOR, user__email="ada@portalen.example").user
    with pytest.raises(RuleBroken, match="kan inte bjuda in dig själv"):
        actions.invite("Ada@portalen.example", organisation, role=Role.MEMBER, by=ada)
    assert not Invitation.objects.exists()


def told(user):
    return [one.text for one in user.notifications.order_by("pk")]


def test_who_is_let_in_by_another_than_the_strategist_is_told_of(organisation, strategist):
    """Whoever runs the portal can invite an address of hers under another name. Then somebody there notices."""
    administrator = MembershipFactory(role=Role.ADMINISTRATOR).user
    colleague = MembershipFactory(organisation=organisation, role=Role.MEMBER).user
    asked = actions.invite("ada.privat@gavle.example", organisation, role=Role.MEMBER, by=administrator)
    actions.join_by_invitation(asked, name="Ada Privat", password=NEW["password"])
    sentence = "Ada Privat har fått gå med i Gävle kommun som medarbetare, av portalens administratör."
    assert told(strategist) == [sentence]
    assert sentence in Mail.objects.get(recipient=strategist.email).text
    assert told(colleague) == told(administrator) == []
    membership = Membership.objects.get(user__name="Ada Privat")
    path = strategist.notifications.get().path
    assert path == f"/konto/medlemmar/gavle-kommun/#medlem-{membership.pk}"
    assert f'id="medlem-{membership.pk}"' in signed_in(strategist).get(path.partition("#")[0]).text


def test_an_organisation_without_strategist_is_told_all_the_same(organisation):
    administrator = MembershipFactory(role=Role.ADMINISTRATOR).user
    member = MembershipFactory(organisation=organisation, role=Role.MEMBER)
    first, second = (
        InvitationFactory(email=f"{name}@x.example", organisation=organisation, invited_by=administrator)
        for name in ("ett", "tva")
    )
    actions.accept_invitation(first, by=UserFactory(email=first.email, name="Ett"))
    assert len(told(member.user)) == 1
    assert told(administrator) == []
    for one in organisation.memberships.current():
        actions.end_membership(one, by=None)
    actions.accept_invitation(second, by=UserFactory(email=second.email, name="Två"))
    assert told(administrator) == ["Två har fått gå med i Gävle kommun som medarbetare, av portalens administratör."]


def test_the_first_in_a_new_organisation_is_told_to_nobody(organisation):
    administrator = MembershipFactory(role=Role.ADMINISTRATOR).user
    asked = InvitationFactory(email="ny@x.example", organisation=organisation, invited_by=administrator)
    actions.accept_invitation(asked, by=UserFactory(email="ny@x.example"))
    assert told(administrator) == []


def test_whom_the_strategist_invited_is_not_told_of(organisation, strategist):
    colleague = MembershipFactory(organisation=organisation, role=Role.STRATEGIST).user
    asked = InvitationFactory(email="mio@gavle.example", organisation=organisation, invited_by=strategist)
    actions.accept_invitation(asked, by=UserFactory(email="mio@gavle.example"))
    assert told(strategist) == told(colleague) == []


def test_whom_another_of_the_organisation_invited_is_told_of(organisation, strategist):
    coordinator = MembershipFactory(organisation=organisation, role=Role.MEMBER).user
    asked = InvitationFactory(email="mio@gavle.example", organisation=organisation, invited_by=coordinator)
    actions.accept_invitation(asked, by=UserFactory(email="mio@gavle.example", name="Mio"))
    assert told(strategist) == ["Mio har fått gå med i Gävle kommun som medarbetare, av någon annan än strategen."]


def test_that_somebody_came_in_is_told_without_the_name_when_the_account_is_erased(organisation, strategist):
    asked = InvitationFactory(email="ada@x.example", organisation=organisation, invited_by=None)
    ada = UserFactory(email="ada@x.example", name="Ada")
    actions.accept_invitation(asked, by=ada)
    actions.erase_account(ada, by=ada)
    assert told(strategist) == ["En tidigare användare fick gå med i din organisation."]
