"""Values from the environment, read loudly: a wrong value stops the start instead of the night shift."""

import os

from django.core.exceptions import ImproperlyConfigured


def env_text(name, default=None):
    """The variable's text. Without a default it must be set and not empty.

    Raises ImproperlyConfigured with a Swedish sentence that says what to do.
    """
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"Miljövariabeln {name} saknas. Vad den ska innehålla står i .env.example.")
    return default


def env_bool(name, default=False):
    """True or False, and nothing else: "yes" or "1" may mean that somebody guessed."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if value not in ("True", "False"):
        raise ImproperlyConfigured(f"Miljövariabeln {name} är {value!r}, men ska vara True eller False.")
    return value == "True"


def env_list(name, default=None):
    """A comma-separated list without empty members."""
    return [part.strip() for part in env_text(name, default).split(",") if part.strip()]


def env_int(name, default):
    """A whole number."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not value.isascii() or not value.isdigit():
        raise ImproperlyConfigured(f"Miljövariabeln {name} är {value!r}, men ska vara ett heltal.")
    return int(value)
