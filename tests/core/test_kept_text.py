import pytest

from tests.client import StrictClient
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
TEXT = "En lång text som ingen vill skriva om."


def test_text_from_somebody_who_was_signed_out_is_given_back():
    response = StrictClient().post(
        "/konto/", {"name": TEXT, "password": "hemligt hemligt", "csrfmiddlewaretoken": "x" * 64}
    )
    assert response.status_code == 403
    assert TEXT in response.text
    assert "hemligt" not in response.text
    assert "Logga in i en ny flik" in response.text


def test_a_script_that_saves_is_told_to_sign_in():
    response = StrictClient().post("/konto/", {"name": TEXT}, headers={"Accept": "application/json"})
    assert (response.status_code, response.json()["sign_in"]) == (401, "/konto/logga-in/")


def test_a_form_without_text_leads_to_the_sign_in_page():
    assert StrictClient().post("/konto/", {})["Location"].startswith("/konto/logga-in/")


def test_text_with_a_stale_token_is_given_back():
    client = StrictClient(enforce_csrf_checks=True)
    client.force_login(UserFactory())
    response = client.post("/konto/", {"name": TEXT})
    assert response.status_code == 403
    assert TEXT in response.text


def test_html_in_the_text_is_shown_as_text():
    response = StrictClient().post("/konto/", {"name": "</textarea><script>alert(1)</script>"})
    assert "&lt;/textarea&gt;" in response.text
