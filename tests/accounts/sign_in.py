"""What the tests of signing in share: a person's way in, an authenticator app, letters."""

import hashlib
import re

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from barnratt.outbox.models import Mail
from tests.client import StrictClient

PASSWORD = "ett långt lösenord"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def sign_in(email, password=PASSWORD, client=None, **more):
    """(client, answer) after the form has been sent."""
    client = client or StrictClient()
    return client, client.post("/konto/logga-in/", {"login": email, "password": password, **more})


def is_signed_in(client):
    return "_auth_user_id" in client.session


def show_again(client, password=PASSWORD):
    """Show once more who one is, as before changing something about signing in."""
    answer = client.post("/konto/bekrafta/", {"password": password})
    assert answer.status_code == 302, answer.text
    return client


def app_code(secret=SECRET, steps=0):
    """What the app shows now, or `steps` half minutes later, by the clock that the portal looks at."""
    return totp.format_hotp_value(totp.hotp_value(secret, int(totp.time.time()) // 30 + steps))


def wrong_code(secret=SECRET):
    near = {app_code(secret, steps) for steps in range(-3, 4)}
    return next(code for code in (f"{number:06}" for number in range(10)) if code not in near)


def with_app(user):
    """The person has an authenticator app with SECRET, and recovery codes, which are returned."""
    from allauth.core import context
    from django.test import RequestFactory

    with context.request_context(RequestFactory().get("/")):
        totp.TOTP.activate(user, SECRET)
        return RecoveryCodes.activate(user).get_unused_codes()


def steps_of(user):
    return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))


def letter():
    return Mail.objects.latest("pk")


def link_in_letter():
    return re.search(r"http://localhost:8000(/\S+)", letter().text)[1]


def plain(answer, email=""):
    """A page without what the browser itself sent, and without the keys that are new each time."""
    return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", answer.text.replace(email, ""))


def with_key(user, name="Telefonen"):
    """The person has a key, which no browser holds: enough for the pages that show keys and ask for one."""
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    data = AuthenticatorData.create(
        hashlib.sha256(b"testserver").digest(),
        AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT,
        0,
        AttestedCredentialData.create(Aaguid.NONE, b"k" * 16, public),
    )
    said = {
        "id": websafe_encode(b"k" * 16),
        "rawId": websafe_encode(b"k" * 16),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(CollectedClientData.create("webauthn.create", b"c", "http://testserver")),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        },
        "clientExtensionResults": {"credProps": {"rk": True}},
    }
    return Authenticator.objects.create(user=user, type="webauthn", data={"name": name, "credential": said})
