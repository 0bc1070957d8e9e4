"""The file that names the identity providers through which people of an organisation may sign in (IDENTITY_PROVIDERS).

A TOML file with one [[oidc]] or [[saml]] table for each; README.md has an example. Read as loudly as the environment.
"""

import re
import tomllib
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

EVERY = {"id": str, "name": str, "domains": list}
OPTIONAL = {"addresses_are_verified": bool}
OIDC = {"server_url": str, "client_id": str, "client_secret": str}
SAML = {"entity_id": str, "sso_url": str, "x509cert": str}
SAML_OPTIONAL = {"email_attribute": str, "id_attribute": str, "sp_entity_id": str}


def read_identity_providers(path):
    """SOCIALACCOUNT_PROVIDERS for the providers in a file, or for none where no file is named.

    Raises ImproperlyConfigured with a Swedish sentence for a file that cannot be read or holds something unknown.
    """
    tables = _read(path) if path else {}
    names = [table.get("id") for kind in ("oidc", "saml") for table in tables.get(kind, [])]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ImproperlyConfigured(f"{path}: flera leverantörer har samma id: {', '.join(sorted(map(str, twice)))}.")
    return {
        "openid_connect": {
            "provider_class": "barnratt.accounts.oidc.SignedProvider",
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [_oidc(path, table) for table in tables.get("oidc", [])],
        },
        "saml": {
            "provider_class": "barnratt.accounts.saml.LastingProvider",
            "APPS": [_saml(path, table) for table in tables.get("saml", [])],
        },
    }


def _read(path):
    try:
        tables = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ImproperlyConfigured(f"IDENTITY_PROVIDERS: {path} går inte att läsa. {error}") from error
    if unknown := set(tables) - {"oidc", "saml"}:
        raise ImproperlyConfigured(
            f"{path}: okänt avsnitt {', '.join(sorted(unknown))}. Det finns [[oidc]] och [[saml]]."
        )
    return tables


def _oidc(path, table):
    _check(path, table, EVERY | OIDC, OPTIONAL)
    settings = _trust(table) | {"server_url": table["server_url"], "fetch_userinfo": False}
    return {
        "provider_id": table["id"],
        "name": table["name"],
        "client_id": table["client_id"],
        "secret": table["client_secret"],
        "settings": settings,
    }


def _saml(path, table):
    _check(path, table, EVERY | SAML, OPTIONAL | SAML_OPTIONAL)
    settings = _trust(table) | {
        "idp": {key: table[key] for key in SAML},
        "sp": {"entity_id": table.get("sp_entity_id", "")},
        "advanced": {"want_assertion_signed": True, "reject_idp_initiated_sso": True, "strict": True},
    }
    settings["own_attributes"] = {
        key: table[name] for key, name in (("email", "email_attribute"), ("uid", "id_attribute")) if name in table
    }
    return {"provider_id": table["id"], "client_id": table["id"], "name": table["name"], "settings": settings}


def _trust(table):
    return {
        "domains": [domain.lower() for domain in table["domains"]],
        "addresses_are_verified": table.get("addresses_are_verified", False),
    }


def _check(path, table, required, optional):
    where = f"{path}, leverantören {table.get('id', 'utan id')}"
    for key in sorted(set(table) - set(required) - set(optional)):
        raise ImproperlyConfigured(f"{where}: {key} är okänt.")
    for key, kind in required.items():
        if not isinstance(table.get(key), kind) or not table[key]:
            raise ImproperlyConfigured(f"{where}: {key} saknas eller är av fel slag.")
    for key, kind in optional.items():
        if not isinstance(table.get(key, kind()), kind):
            raise ImproperlyConfigured(f"{where}: {key} är av fel slag.")
    if not re.fullmatch("[a-z0-9-]+", table["id"]) or table["id"] == "saml":
        raise ImproperlyConfigured(f"{where}: id får ha små bokstäver, siffror och bindestreck, och inte vara saml.")
    if not all(isinstance(domain, str) and "." in domain and "@" not in domain for domain in table["domains"]):
        raise ImproperlyConfigured(f'{where}: domains ska vara en lista, till exempel ["gavle.se"].')
