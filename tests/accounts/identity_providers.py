"""Small identity providers for the tests: one for OpenID Connect, in a thread of its own, and one for SAML.

Each gives right answers, and wrong ones when it is asked to.
"""

import base64
import datetime
import json
import threading
import time
import uuid
import zlib
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlparse
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

CLIENT = "barnrattsportalen"


@cache
def key(name="the provider's"):
    """A key pair; another name is somebody else's."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class OidcProvider:
    """An OpenID Connect provider that answers for one person. `claims` and `signed_with` change what it says."""

    def __init__(self):
        self.claims = {"sub": "person-1", "email": "stina@gavle.example", "email_verified": True, "name": "Stina"}
        self.signed_with = key()
        self.algorithm = "RS256"
        self.down = False
        self.asked = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def id_token(self):
        now = int(time.time())
        says = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 300} | self.claims
        says = {name: value for name, value in says.items() if value is not None}
        if self.algorithm == "none":
            return jwt.encode(says, None, algorithm="none", headers={"kid": "1"})
        if self.algorithm == "HS256":  # signed with what everybody can read, as if it were a shared secret
            pem = (
                key()
                .public_key()
                .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
            )
            head, body = (_base64(json.dumps(part).encode()) for part in ({"alg": "HS256", "kid": "1"}, says))
            import hashlib
            import hmac

            signature = hmac.new(pem, f"{head}.{body}".encode(), hashlib.sha256).digest()
            return f"{head}.{body}.{_base64(signature)}"
        return jwt.encode(says, self.signed_with, algorithm=self.algorithm, headers={"kid": "1"})

    def answer(self, path, form):
        if path == "/.well-known/openid-configuration":
            return {
                "issuer": self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "jwks_uri": f"{self.address}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            }
        if path == "/keys":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key().public_key()))
            return {"keys": [public | {"kid": "1", "alg": "RS256", "use": "sig"}]}
        if path == "/token":
            self.asked.append(form)
            return {"access_token": "x", "token_type": "Bearer", "id_token": self.id_token()}
        return None

    def _handler(provider):  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.reply({})

            def do_POST(self):
                self.reply(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))

            def reply(self, form):
                said = None if provider.down else provider.answer(urlparse(self.path).path, form)
                body = json.dumps(said).encode()
                self.send_response(503 if provider.down else 404 if said is None else 200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                pass

        return Handler


def _base64(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


# SAML

ENTITY = "https://idp.gavle.example/metadata"
SIGN_ON = "https://idp.gavle.example/sso"
PORTAL = "http://portal.example/konto/saml/gavle-saml"
RESPONSE = """\
<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" \
ID="{response_id}" Version="2.0" IssueInstant="{now}" Destination="{destination}"{in_response_to}>\
<saml:Issuer>{issuer}</saml:Issuer>\
<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>{assertion}\
</samlp:Response>"""
ASSERTION = """\
<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" xmlns:xs="http://www.w3.org/2001/XMLSchema" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ID="{assertion_id}" Version="2.0" IssueInstant="{now}">\
<saml:Issuer>{issuer}</saml:Issuer>\
<saml:Subject><saml:NameID Format="{name_format}">{name}</saml:NameID>\
<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData \
NotOnOrAfter="{until}" Recipient="{destination}"{in_response_to}/></saml:SubjectConfirmation></saml:Subject>\
<saml:Conditions NotBefore="{since}" NotOnOrAfter="{until}"><saml:AudienceRestriction>\
<saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>\
<saml:AuthnStatement AuthnInstant="{now}" SessionIndex="1"><saml:AuthnContext><saml:AuthnContextClassRef>\
urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef></saml:AuthnContext>\
</saml:AuthnStatement><saml:AttributeStatement><saml:Attribute Name="urn:oid:0.9.2342.19200300.100.1.3">\
<saml:AttributeValue xsi:type="xs:string">{email}</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>\
</saml:Assertion>"""


@cache
def certificate(name="the provider's"):
    """(certificate, private key) as PEM."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.gavle.example")])
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key(name).public_key())
    builder = builder.serial_number(1).not_valid_before(now - datetime.timedelta(days=1))
    made = builder.not_valid_after(now + datetime.timedelta(days=1)).sign(key(name), hashes.SHA256())
    pem = key(name).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return made.public_bytes(serialization.Encoding.PEM).decode(), pem.decode()


def question_id(address):
    """The id of the question in the address that the portal sends the browser to."""
    packed = parse_qs(urlparse(address).query)["SAMLRequest"][0]
    return ElementTree.fromstring(zlib.decompress(base64.b64decode(packed), -15)).attrib["ID"]


def saml_response(question, *, signed_by="the provider's", sign=True, change=None, minutes=0, **said):
    """A provider's answer, ready for the form. `said` replaces what it says; `change` alters the text once signed."""
    from onelogin.saml2.utils import OneLogin_Saml2_Utils

    now = datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=minutes)
    written = {
        "response_id": f"_{uuid.uuid4().hex}",
        "assertion_id": f"_{uuid.uuid4().hex}",
        "now": _moment(now),
        "since": _moment(now - datetime.timedelta(minutes=1)),
        "until": _moment(now + datetime.timedelta(minutes=5)),
        "destination": f"{PORTAL}/svar/",
        "audience": f"{PORTAL}/metadata/",
        "issuer": ENTITY,
        "name": "person-1",
        "name_format": "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
        "email": "stina@gavle.example",
    }
    written = {name: escape(str(value)) for name, value in (written | said).items()}
    written["in_response_to"] = f' InResponseTo="{question}"' if question else ""
    assertion = ASSERTION.format(**written)
    if sign:
        pem, private = certificate(signed_by)
        assertion = OneLogin_Saml2_Utils.add_sign(assertion, private, pem).decode()
    text = RESPONSE.format(**written, assertion=assertion)
    return base64.b64encode((change(text) if change else text).encode()).decode()


def _moment(when):
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")
