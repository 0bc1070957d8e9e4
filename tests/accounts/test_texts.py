"""Every page, letter and message of the sign-in is ours, in Swedish, with nothing of allauth's own left over."""

import re
from html import unescape
from pathlib import Path

import allauth
import pytest
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.urls import urlpatterns as allauths_own
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.template.loader import get_template
from django.test.signals import template_rendered
from django.utils import translation

from barnratt.accounts import adapters
from barnratt.outbox.models import Mail
from tests.accounts.sign_in import PASSWORD, app_code, link_in_letter, show_again, sign_in, with_app, with_key
from tests.client import StrictClient
from tests.factories import UserFactory
from tests.test_urls import PAGES

pytestmark = pytest.mark.django_db
ALLAUTH = Path(allauth.__file__).parent
OURS = settings.BASE_DIR / "templates"
# What allauth would say in English, two words or more: whatever stands in its catalogue to be translated.
CATALOGUE = (ALLAUTH / "locale/sv/LC_MESSAGES/django.po").read_text(encoding="utf-8")
MORE = [
    "Sign In",
    "Sign in",
    "Password",
    "Email",
    "E-mail",
    "Forgot",
    "Enter",
    "Invalid",
    "This field",
    "Too many",
    "Please",
]


def phrases():
    found = set()
    for entry in re.findall(r'^msgid (".*?")\n(?:msgid_plural|msgstr)', CATALOGUE, re.MULTILINE | re.DOTALL):
        text = "".join(re.findall(r'"(.*?)"\n?', entry)).replace("\\n", " ")
        found |= {part.strip(" .:") for part in re.split(r"%\(\w+\)s|%\w", text)}
    return sorted(phrase for phrase in found if phrase.count(" ") >= 1 and len(phrase) > 8) + MORE


PHRASES = phrases()


@pytest.fixture
def drawn():
    """Every template that is drawn meanwhile."""
    found = []

    def note(sender, template, **kwargs):
        found.append(template)

    template_rendered.connect(note)
    yield found
    template_rendered.disconnect(note)


def assert_swedish(text):
    shown = unescape(re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", text, flags=re.DOTALL))
    left = [phrase for phrase in PHRASES if re.search(rf"\b{re.escape(phrase)}\b", shown)]
    assert not left, left


@pytest.fixture
def user():
    return UserFactory(email="stina@gavle.example", name="Stina Strateg")


def pages_of_a_stranger(user):
    visitor = StrictClient()
    for name in ("logga-in", "losenord/glomt", "losenord/glomt/skickat", "losenord/glomt/klart", "avstangt", "ga-med"):
        yield visitor.get(f"/konto/{name}/")
    yield visitor.get("/konto/logga-in/avbruten/")
    yield visitor.post("/konto/logga-in/", {})
    yield visitor.post("/konto/logga-in/", {"login": "inte en adress", "password": "x"})
    for _ in range(6):
        yield visitor.post("/konto/logga-in/", {"login": "ny@gavle.example", "password": "fel"})
    yield visitor.post("/konto/losenord/glomt/", {"email": ""})
    yield visitor.post("/konto/losenord/glomt/", {"email": user.email}, follow=True)
    form = visitor.get(link_in_letter())["Location"]
    yield visitor.get(form)
    for weak in ("", "kort", "123456789012", "password1234", "stina@gavle.example"):
        yield visitor.post(form, {"password1": weak})
    yield visitor.get("/konto/losenord/glomt/1-fel/")
    yield visitor.post("/konto/logga-in/nyckel/", {"credential": "{}"}, follow=True)


def pages_of_somebody(user):
    client, _ = sign_in(user.email)
    for name in ("logga-ut", "bekrafta", "e-post", "losenord/byt", "mfa", "sessioner"):
        yield client.get(f"/konto/{name}/")
    yield client.post("/konto/bekrafta/", {"password": "fel"})
    show_again(client)
    yield client.post("/konto/losenord/byt/", {"oldpassword": "fel", "password1": "kort"})
    yield client.post("/konto/e-post/", {"email": user.email, "action_add": "1"})
    yield client.post("/konto/e-post/", {"email": "", "action_add": "1"})
    yield client.post("/konto/e-post/", {"email": user.email, "action_remove": "1"}, follow=True)
    yield client.post("/konto/e-post/", {"email": "ny@region.example", "action_add": "1"}, follow=True)
    yield client.post("/konto/e-post/kod/", {"code": ""})
    yield client.post("/konto/e-post/kod/", {"code": "BBBB-BBBB"})
    yield client.post("/konto/e-post/kod/", {"action": "resend"}, follow=True)
    code = re.search(r"^([A-Z]{4}-[A-Z]{4})$", Mail.objects.filter(purpose="email_code").last().text, re.MULTILINE)[1]
    yield client.post("/konto/e-post/kod/", {"code": code}, follow=True)
    yield client.post("/konto/e-post/", {"email": "ny@region.example", "action_primary": "1"}, follow=True)
    yield client.post("/konto/e-post/", {"email": user.email, "action_remove": "1"}, follow=True)
    yield client.get("/konto/mfa/app/pa/")
    yield client.post("/konto/mfa/app/pa/", {"code": ""})
    yield client.post("/konto/mfa/app/pa/", {"code": "1"})
    yield client.get("/konto/mfa/nycklar/ny/")
    yield client.post("/konto/mfa/nycklar/ny/", {"credential": "{}", "name": ""})
    with_app(user)
    key = with_key(user)
    for name in ("mfa", "mfa/app/av", "mfa/koder", "mfa/koder/nya", f"mfa/nycklar/{key.pk}/ta-bort"):
        yield client.get(f"/konto/{name}/")
    yield client.get(f"/konto/mfa/nycklar/{key.pk}/byt-namn/")
    yield client.post(f"/konto/mfa/nycklar/{key.pk}/byt-namn/", {"name": ""})
    yield client.get("/konto/bekrafta/kod/")
    yield client.post("/konto/bekrafta/kod/", {"code": "1"})
    yield client.get("/konto/bekrafta/nyckel/")
    yield client.post("/konto/bekrafta/nyckel/", {"credential": "{}"}, follow=True)
    yield client.post("/konto/mfa/koder/nya/", follow=True)
    at_second = sign_in("ny@region.example")[0]
    yield at_second.get("/konto/logga-in/kod/")
    yield at_second.post("/konto/logga-in/kod/", {"code": "1"})
    yield at_second.post("/konto/logga-in/kod/", {"credential": "{}"})
    yield at_second.post("/konto/logga-in/kod/", {"code": app_code()}, follow=True)
    yield client.post(f"/konto/mfa/nycklar/{key.pk}/ta-bort/", follow=True)
    yield client.post("/konto/mfa/app/av/", follow=True)
    yield client.post(
        "/konto/losenord/byt/", {"oldpassword": PASSWORD, "password1": "ett helt annat lösen"}, follow=True
    )
    user.set_unusable_password()
    user.save()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    yield client.get("/konto/losenord/valj/")
    yield client.post("/konto/losenord/valj/", {"password1": "ett långt lösenord igen"}, follow=True)
    yield client.post("/konto/logga-ut/", follow=True)


def test_every_page_is_ours_and_in_swedish(user, drawn, settings):
    settings.ACCOUNT_RATE_LIMITS = {"confirm_email": None, "change_password": None, "login_failed": "5/5m/key"}
    shown = 0
    for answer in (*pages_of_a_stranger(user), *pages_of_somebody(user)):
        assert answer.status_code in (200, 302), answer
        if answer.status_code == 200:
            assert_swedish(answer.text)
            shown += 1
    assert shown > 60
    strangers = {
        template.origin.name
        for template in drawn
        if hasattr(template.origin, "name") and str(ALLAUTH) in str(template.origin.name)
    }
    assert not strangers
    assert len({mail.purpose for mail in Mail.objects.all()}) >= 3
    for mail in Mail.objects.all():
        assert_swedish(mail.subject + mail.text + mail.html)
        assert "Barnrättsportalen" in mail.text


def test_too_many_attempts_and_other_pages_on_the_side_are_in_swedish():
    for name in ("429.html", "account/signup_closed.html", "socialaccount/authentication_error.html"):
        assert_swedish(get_template(name).render())


def test_every_fault_that_can_be_told_is_ours():
    """Those that are allauth's own still are about user names and telephones, and about what is turned off."""
    allauths = {
        key
        for default, own in (
            (DefaultAccountAdapter, adapters.AccountAdapter),
            (DefaultMFAAdapter, adapters.TwoStepAdapter),
        )
        for key, text in own.error_messages.items()
        if text is default.error_messages.get(key)
    }
    assert allauths == {
        "invalid_login",
        "invalid_or_expired_key",
        "phone_password_mismatch",
        "phone_taken",
        "select_only_one",
        "unknown_email",
        "unknown_phone",
        "username_blacklisted",
        "username_password_mismatch",
        "username_taken",
    }


def test_every_letter_that_allauth_may_send_has_a_text_of_ours():
    """But those about signing up and about codes instead of passwords, which are turned off."""
    asked = set()
    for file in ALLAUTH.rglob("*.py"):
        asked |= set(re.findall(r'"((?:account|mfa|socialaccount)/email/\w+)"', file.read_text(encoding="utf-8")))
    assert asked - set(adapters.LETTERS) - set(adapters.CHANGES) == {
        "account/email/account_already_exists",
        "account/email/login_code",
        "account/email/password_reset_code",
        "socialaccount/email/account_disconnected",
    }


def test_every_message_that_allauth_may_show_has_a_text_of_ours():
    for file in (ALLAUTH / "templates").rglob("messages/*.txt"):
        name = file.relative_to(ALLAUTH / "templates")
        if "phone" not in name.name and name.parts[0] != "usersessions":
            assert (OURS / name).is_file(), name


def test_a_message_is_drawn_as_it_is_written():
    text = get_template("account/messages/email_confirmed.txt").render({"email": "o'neill&co@b.example"})
    assert text.strip() == "Adressen o'neill&co@b.example är bekräftad."


def test_no_page_of_allauths_is_at_its_own_address():
    own = {str(pattern.pattern).strip("^$") for pattern in allauths_own}
    here = {str(page.pattern).strip("^$") for page in PAGES.values()}
    assert own.isdisjoint(here)
    assert "account/signup" not in {str(page.lookup_str) for page in PAGES.values()}


def test_swedish_is_the_only_language(user):
    with translation.override("en"):
        assert "Logga in" in StrictClient(headers={"Accept-Language": "en"}).get("/konto/logga-in/").text
