"""What cannot be read is answered plainly, whoever sends it, and is no error of ours."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.models import Assessment
from barnratt.accounts.models import User
from barnratt.core.middleware import LARGEST_POST
from barnratt.imports.actions import MOST_BYTES
from tests.client import StrictClient, client_of
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


def large_file():
    return SimpleUploadedFile("stor.csv", b"a" * 3_000_001)


@pytest.mark.parametrize("enforce_csrf_checks", [True, False])
def test_a_form_in_another_alphabet_is_answered(enforce_csrf_checks):
    client = StrictClient(enforce_csrf_checks=enforce_csrf_checks)
    kind = "application/x-www-form-urlencoded; charset=utf-7"
    answer = client.post("/konto/logga-in/", "login=a", content_type=kind)
    assert answer.status_code == 400
    assert "portalen inte kan läsa" in answer.text


def test_a_form_that_is_no_form_is_answered():
    answer = StrictClient().post("/konto/logga-in/", b"x", content_type="multipart/form-data")
    assert answer.status_code == 400


def test_a_file_from_somebody_who_is_not_signed_in_is_never_read(monkeypatch):
    assert client_of(UserFactory()).post("/konto/", {"fil": large_file()}).status_code == 200
    monkeypatch.setattr("django.http.request.HttpRequest.parse_file_upload", lambda *arguments: pytest.fail("read"))
    answer = StrictClient().post("/konto/ga-med/", {"fil": large_file()})
    assert answer.status_code == 413
    assert "Det var för mycket på en gång" in answer.text


def test_what_is_larger_than_any_file_of_ours_is_refused_for_everybody(monkeypatch):
    assert LARGEST_POST > MOST_BYTES
    monkeypatch.setattr("barnratt.core.middleware.LARGEST_POST", 3_000_000)
    assert client_of(UserFactory()).post("/konto/", {"fil": large_file()}).status_code == 413


def test_a_character_that_no_text_can_hold_is_left_out():
    membership = MembershipFactory(user__name="Mio")
    client_of(membership.user).post("/konto/", {"na\0me": "Mi\0o Med\0arbetare"})
    membership.user.refresh_from_db()
    assert membership.user.name == "Mio Medarbetare"
    assert StrictClient().post("/konto/demo/", {"email": "a\0@b.example"}).status_code == 404


def test_such_a_character_in_an_address_finds_nothing(demonstrated):
    assert StrictClient().get("/konto/inbjudan/a%00b/").status_code == 404
    assert StrictClient().get("/initiativ/?q=barn%00").status_code == 200
    client = client_of(User.objects.get(email="kalle@gavle.example"))
    assessment = Assessment.objects.order_by("pk").first()
    for path in ("andringar/%00/", "kommentar/%00/", "kommentar/a%00b/"):
        assert client.get(f"{assessment.get_absolute_url()}{path}").status_code == 404, path
