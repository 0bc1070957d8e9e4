"""Fetching everything about oneself, and being erased."""

import json

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from barnratt.accounts import actions
from barnratt.accounts.models import Invitation, Membership, Role, User
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.notifications.actions import notify
from barnratt.notifications.models import Notification, Topic
from barnratt.outbox.models import Mail
from initiatives.contributing import actions as contributing
from initiatives.models import Initiative
from regions.commentary.models import Commentary
from regions.places.models import Organisation
from tests.accounts.sign_in import SECRET, is_signed_in, letter, show_again, sign_in, with_app
from tests.factories import (
    EmailDomainFactory,
    InitiativeFactory,
    InvitationFactory,
    JoinRequestFactory,
    MembershipFactory,
    MessageFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    """Somebody about whom every room keeps something."""
    user = UserFactory(email="stina@gavle.example", name="Stina Strateg")
    MembershipFactory(user=user, role=Role.MEMBER, organisation__name="Gävle kommun")
    JoinRequestFactory(user=user, organisation__name="Tierps kommun")
    InvitationFactory(email=user.email, organisation__name="Uppsala kommun")
    InvitationFactory(invited_by=user)
    notify([user], Topic.MEMBERS, text="Mio vill gå med i Gävle kommun.", path="/konto/", by=None)
    return user


@pytest.fixture
def client(user):
    return show_again(sign_in(user.email)[0])


def test_the_file_holds_what_every_room_keeps_and_no_secret(user, client):
    codes = with_app(user)
    assert "Hämta filen" in client.get("/konto/mina-uppgifter/").text
    answer = client.post("/konto/mina-uppgifter/")
    assert answer["Content-Disposition"] == 'attachment; filename="mina-uppgifter.json"'
    found = json.loads(answer.text)
    assert found["konto"]["e-postadress"] == "stina@gavle.example"
    assert found["organisationer"][0]["organisation"] == "Gävle kommun"
    assert found["begäran att gå med"][0]["organisation"] == "Tierps kommun"
    assert found["inbjudningar till dig"][0]["organisation"] == "Uppsala kommun"
    assert len(found["inbjudningar från dig"]) == 1
    assert found["aviseringar"][0]["text"] == "Mio vill gå med i Gävle kommun."
    assert found["brev"][0]["till"] == "stina@gavle.example"
    assert found["inloggningar"][0]["nätadress"] == "127.0.0.1"
    assert {one["slag"] for one in found["tvåstegsinloggning"]}
    assert "inloggad" in {event["händelse"] for event in found["händelser"]}
    assert AuditEvent.objects.latest("pk").type == "account_exported"
    for secret in (SECRET, codes[0], user.password, client.session.session_key):
        assert secret not in answer.text


def test_the_file_is_about_oneself_only(user, client):
    other = UserFactory(email="svante@tierp.example", name="Svante Strateg")
    notify([other], Topic.MEMBERS, text="Något hemligt.", path="/", by=None)
    sign_in(other.email)
    text = client.post("/konto/mina-uppgifter/").text
    assert "Något hemligt" not in text
    assert "svante@tierp.example" not in text


def test_both_pages_ask_again_who_one_is(user):
    client, _ = sign_in(user.email)
    for path in ("/konto/mina-uppgifter/", "/konto/ta-bort/"):
        assert client.get(path)["Location"].startswith("/konto/bekrafta/")
        assert client.post(path)["Location"].startswith("/konto/bekrafta/")
    assert User.objects.filter(pk=user.pk).exists()


def test_an_erased_person_is_gone_and_the_log_remains(user, client):
    elsewhere = sign_in(user.email)[0]
    initiative = InitiativeFactory(published=True, responsible=user)
    events = AuditEvent.objects.count()
    text = client.get("/konto/ta-bort/").text
    assert "Det här finns kvar" in text
    assert User.objects.filter(pk=user.pk).exists()
    assert "Ditt konto är borttaget." in client.post("/konto/ta-bort/", follow=True).text
    assert not is_signed_in(client)
    assert elsewhere.get("/konto/").status_code == 302
    for model in (User, Membership, Notification):
        assert not model.objects.exists()
    assert not Session.objects.exclude(session_key=client.session.session_key).exists()
    assert not Invitation.objects.filter(email=user.email).exists()
    assert Invitation.objects.get().invited_by is None
    assert Initiative.objects.get(pk=initiative.pk).responsible is None
    assert [(mail.purpose, mail.recipient) for mail in Mail.objects.all()] == [("account_erased", user.email)]
    assert AuditEvent.objects.count() > events
    assert list(AuditEvent.objects.order_by("-pk").values_list("type", "actor_name")[:2]) == [
        ("account_erased", "Stina Strateg"),
        ("membership_ended", "Stina Strateg"),
    ]
    assert not is_signed_in(sign_in(user.email)[0])


def test_the_address_is_free_afterwards(user):
    actions.erase_account(user, by=user)
    again = actions.create_user(email=user.email, name="Någon Annan", password="ett långt lösenord", by=None)
    assert again.organisations == []


def test_the_log_holds_no_address(user, client):
    actions.invite("ny@gavle.example", user.organisations[0], role=Role.READER, by=user)
    client.post("/konto/ta-bort/")
    kept = str(list(AuditEvent.objects.values_list("object_name", "before", "after", "actor_name")))
    assert "@" not in kept


def test_the_last_strategist_appoints_another_first(user, client):
    last = MembershipFactory(user=user, role=Role.STRATEGIST, organisation=user.organisations[0])
    MembershipFactory(organisation=last.organisation)
    with pytest.raises(RuleBroken, match="Utse en annan strateg först"):
        actions.erase_account(user, by=user)
    assert "Utse en annan strateg först" in client.post("/konto/ta-bort/", follow=True).text
    assert User.objects.filter(pk=user.pk).exists()
    assert user.memberships.current().count() == 2
    MembershipFactory(organisation=last.organisation, role=Role.STRATEGIST)
    actions.erase_account(user, by=user)


def test_a_strategist_who_is_alone_may_go_with_all_the_own_roles(user):
    MembershipFactory(user=user, role=Role.STRATEGIST, organisation=user.organisations[0])
    actions.erase_account(user, by=user)
    assert not User.objects.exists()
    assert letter().purpose == "account_erased"


def test_each_room_that_points_at_a_person_lets_go():
    """A key to a person, or to what goes with a person, with PROTECT would stop the erasure for ever."""
    goes, grew = {User}, True
    while grew:
        grew = False
        for model in apps.get_models():
            for field in model._meta.get_fields():
                if not (isinstance(field, models.ForeignKey) and field.related_model in goes):
                    continue
                on_delete = field.remote_field.on_delete
                assert on_delete not in (models.PROTECT, models.RESTRICT), f"{model.__name__}.{field.name}"
                if on_delete is models.CASCADE and model not in goes:
                    goes.add(model)
                    grew = True


def test_the_rooms_do_not_write_over_each_other(user):
    from importlib import import_module

    keys = [key for room in settings.PERSONAL_DATA for key in import_module(room).export(user)]
    assert len(keys) == len(set(keys))


def test_what_one_has_said_in_the_catalogue_is_in_the_file_and_contacts_end_with_the_account(user):
    message = MessageFactory(by=user, contact__asker=user, text="Hur gjorde ni?")
    found = actions.export_account(user, by=user)
    assert found["meddelanden du har skrivit"][0]["text"] == "Hur gjorde ni?"
    assert len(found["kontakter du har frågat om"]) == 1
    actions.erase_account(user, by=user)
    message.refresh_from_db()
    message.contact.refresh_from_db()
    assert message.by is None
    assert message.contact.is_over


# What is told by its event in the log, which goes with the file ("händelser"), or by the row that it belongs to.
TOLD_BY_THE_LOG = {
    ("accounts.JoinRequest", "answered_by"),
    ("assessments.Comment", "solved_by"),
    ("assessments.Summary", "by"),
    ("colleagues.Comment", "solved_by"),
    ("colleagues.Delegation", "by"),
    ("commentary.Commentary", "reply_by"),
    ("commentary.Commentary", "written_by"),
    ("contributing.Change", "written_by"),
    ("imports.Import", "asked_by"),
    ("matchmaking.Report", "decided_by"),
    ("reports.Chapter", "written_by"),
    ("reports.Erratum", "by"),
    ("reports.Publication", "by"),
    ("reports.ReportApproval", "asked_by"),
    ("sharing.Sharing", "ended_by"),
    ("sharing.Support", "by"),
    ("sharing.Support", "ended_by"),
    ("survey_desk.Reminder", "by"),
    ("surveys.Approval", "asked_by"),
    ("voices.ChildVersion", "by"),
    ("voices.ChildVersion", "read_through_by"),
    ("voices.VoiceUse", "by"),
}
# Who is in a field right now is forgotten within a minute. The other is of a function, never of a person.
NOT_TOLD = {
    ("questionnaires.Presence", "person"),
    ("places.OrganisationContact", "email"),
}


def statements_of(action, user):
    with CaptureQueriesContext(connection) as context:
        json.dumps(action(user, by=user), cls=DjangoJSONEncoder)
    return [query["sql"] for query in context]


def points_at_a_person(model):
    return [one for one in model._meta.fields if isinstance(one, models.ForeignKey) and one.related_model is User]


def test_the_file_looks_for_the_person_in_every_table_that_points_at_one():
    """A new key to User, or a new address, is told in its room's personal_data or said above why it is not."""
    asked = statements_of(actions.export_account, UserFactory())
    missed = set()
    for model in apps.get_models():
        table = f'"{model._meta.db_table}"'
        for field in points_at_a_person(model):
            if not any(f'{table}."{field.column}"' in one.rpartition(" WHERE ")[2] for one in asked):
                missed.add((model._meta.label, field.name))
        for field in model._meta.fields:
            is_address = isinstance(field, models.EmailField) and model is not User
            if is_address and not any(f"FROM {table}" in one for one in asked):
                missed.add((model._meta.label, field.name))
        for field in model._meta.many_to_many:
            if field.related_model is User and not any(f'"{field.m2m_db_table()}"' in one for one in asked):
                missed.add((model._meta.label, field.name))
    assert missed == TOLD_BY_THE_LOG | NOT_TOLD


def test_the_name_goes_from_every_table_that_has_it_beside_the_person():
    """A new `by_name` beside `by` is taken away by its room's erase."""
    done = [one for one in statements_of(actions.erase_account, UserFactory()) if one.startswith("UPDATE")]
    kept = []
    for model in apps.get_models():
        named = {field.name: field for field in model._meta.fields}
        for field in points_at_a_person(model):
            name = named.get(f"{field.name}_name")
            start = f'UPDATE "{model._meta.db_table}" SET '
            if name and not any(
                one.startswith(start) and f'"{name.column}" = ' in one.partition(" WHERE ")[0] for one in done
            ):
                kept.append(f"{model._meta.label}.{name.name}")
    assert kept == []


def test_who_has_left_an_organisation_gets_none_of_its_texts():
    """Others may have written on since then, and it is not published."""
    mine = MembershipFactory(role=Role.STRATEGIST, organisation__kind=Organisation.Kind.MUNICIPALITY)
    user = mine.user
    entry = contributing.begin_new(title="En titel", organisation=mine.organisation, by=user)
    contributing.write(entry, part={"summary": ["Skrivet efteråt"]}, by=MembershipFactory().user)
    commentary = Commentary.objects.create(organisation=mine.organisation, text="Utkast efteråt")
    commentary.writers.add(user)

    def file_of(person):
        found = actions.export_account(User.objects.get(pk=person.pk), by=person)
        assert found["texter om initiativ"]
        assert found["kommentarer till lägesbilden"]
        return json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False)

    actions.end_membership(mine, by=user)
    assert "efteråt" not in file_of(user)
    MembershipFactory(user=user, role=Role.NATIONAL_COORDINATOR)
    assert "Utkast efteråt" in file_of(user)
    MembershipFactory(user=user, organisation=mine.organisation)
    assert "Skrivet efteråt" in file_of(user)


def test_an_erased_person_is_not_named_in_what_others_have_been_told(user):
    strategist = MembershipFactory(role=Role.STRATEGIST).user
    organisation = strategist.organisations[0]
    EmailDomainFactory(organisation=organisation, domain="gavle.se")
    user.emailaddress_set.create(email="stina@gavle.se", verified=True)
    actions.ask_to_join(user, organisation, by=user)
    initiative = InitiativeFactory(published=True, organisation=organisation)
    change = contributing.begin_change(initiative, by=user)
    contributing.write(change, part={"title": ["En bättre titel"]}, by=user)
    contributing.suggest(change, reason="", by=user, at_once=False)
    assert strategist.notifications.filter(text__contains="Stina Strateg").count() == 2
    actions.erase_account(user, by=user)
    assert not Notification.objects.filter(text__contains="Stina").exists()
    assert "En tidigare användare har föreslagit en ändring." in strategist.notifications.get().text
