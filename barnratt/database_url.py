"""DATABASE_URL, the address of a PostgreSQL server that is not the checkout's own."""

import re
from urllib.parse import unquote


class DatabaseUrlError(ValueError):
    """What is wrong with the address, in Swedish and without any of it."""


def parse_database_url(url):
    """Django's DATABASES entry for postgresql://user:password@host:port/name?sslmode=require (or ?host=/socket/folder).

    Raises DatabaseUrlError, a ValueError in Swedish, without the address in it, since that holds a password.
    """
    scheme, _, rest = url.partition("://")
    if scheme not in ("postgres", "postgresql"):
        raise DatabaseUrlError("DATABASE_URL ska börja med postgresql:// (portalen behöver PostgreSQL).")
    if "#" in rest or re.search("%(?![0-9A-Fa-f]{2})", rest):
        raise DatabaseUrlError("DATABASE_URL innehåller # eller ett ensamt %. Skriv # som %23 och % som %25.")
    rest, _, query = rest.partition("?")
    authority, _, name = rest.partition("/")
    userinfo, _, address = authority.rpartition("@")
    user, _, password = userinfo.partition(":")
    host, _, port = address.partition(":")
    if address.startswith("["):  # IPv6
        host, _, port = address[1:].partition("]")
    parts = {"name": name, "user": user, "password": password, "host": host, "port": port.removeprefix(":")}
    for pair in filter(None, query.split("&")):
        key, separator, value = pair.partition("=")
        if not separator:
            raise DatabaseUrlError("DATABASE_URL: det som står efter ? ska ha formen namn=värde, med & emellan.")
        parts["name" if key == "dbname" else key] = value
    parts = {key: unquote(value) for key, value in parts.items()}
    if not re.fullmatch("[0-9]*", parts["port"]):
        raise DatabaseUrlError(
            "DATABASE_URL: porten ska vara ett tal. Skriv / ? @ : i ett lösenord som %2F %3F %40 %3A."
        )
    if not parts["name"]:
        raise DatabaseUrlError("DATABASE_URL saknar databasens namn: postgresql://användare:lösenord@värd:5432/namn")
    django = {key.upper(): parts.pop(key) for key in ("name", "user", "password", "host", "port")}
    return {"ENGINE": "django.db.backends.postgresql", **django, "OPTIONS": parts}
