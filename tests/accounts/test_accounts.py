import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from barnratt.accounts.actions import create_user
from barnratt.accounts.checks import nobody_of_the_demonstration_is_here
from barnratt.accounts.demo import CAST
from barnratt.accounts.models import Membership, Role, User
from barnratt.audit.models import AuditEvent
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_a_person_is_created_in_lower_case_and_can_sign_in(client):
    create_user(email="Anna.Al@Kommun.example", name="Anna Al", password="ett långt lösenord", by=None)
    assert AuditEvent.objects.get().type == "user_created"
    answer = client.post("/konto/logga-in/", {"login": "Anna.Al@kommun.example", "password": "ett långt lösenord"})
    assert answer.status_code == 302
    created, signed_in = AuditEvent.objects.order_by("pk")
    assert created.after == {"is_staff": False}
    assert (signed_in.type, signed_in.actor_name, signed_in.after) == ("signed_in", "Anna Al", {"ways": ["password"]})


def test_a_wrong_password_says_so_in_swedish_and_keeps_the_address(client):
    text = client.post("/konto/logga-in/", {"login": "anna@kommun.example", "password": "fel"}).text
    assert "Fel: " in text.split("</title>")[0]
    assert "anna@kommun.example" in text


def test_an_empty_field_says_what_to_write(client):
    text = client.post("/konto/logga-in/", {"login": "", "password": ""}).text
    assert "Skriv din e-postadress." in text
    assert "Skriv lösenordet." in text


def test_two_people_cannot_have_the_same_address():
    create_user(email="anna@kommun.example", name="Anna", password="ett långt lösenord", by=None)
    with pytest.raises(ValidationError):
        create_user(email="ANNA@kommun.example", name="Anna", password="ett långt lösenord", by=None)


def test_the_database_refuses_capitals_in_an_address():
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="Anna@kommun.example", name="Anna")


def test_signing_in_leads_only_to_our_own_pages(client):
    create_user(email="anna@kommun.example", name="Anna", password="ett långt lösenord", by=None)
    form = {"login": "anna@kommun.example", "password": "ett långt lösenord", "next": "https://ond.example/"}
    assert client.post("/konto/logga-in/", form)["Location"] == "/"


def test_demo_people_are_refused_outside_the_demo(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=True"):
        call_command("load_demo")
    assert not User.objects.exists()


def test_the_demo_has_somebody_in_every_role_and_can_be_loaded_again(loaded, capsys):
    call_command("load_demo")
    call_command("load_demo")
    assert {membership.role for membership in Membership.objects.all()} == set(Role)
    assert User.objects.count() == len(CAST)
    assert all(user.email.endswith(".example") for user in User.objects.all())
    told = capsys.readouterr().out
    assert "stina@gavle.example" in told
    assert "/konto/demo/" in told


def test_a_real_portal_is_refused_on_a_demonstrations_database(settings):
    settings.DEMO = False
    assert nobody_of_the_demonstration_is_here(None, ["default"]) == []
    UserFactory(email=CAST[0].email)
    assert [fault.id for fault in nobody_of_the_demonstration_is_here(None, ["default"])] == ["accounts.E001"]
    assert nobody_of_the_demonstration_is_here(None, None) == []
    settings.DEMO = True
    assert nobody_of_the_demonstration_is_here(None, ["default"]) == []
