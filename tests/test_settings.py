import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from barnratt import environment
from barnratt.core.checks import proxies_are_counted

ROOT = Path(settings.BASE_DIR)


def test_env_example_lists_every_variable_that_settings_read():
    read = set(re.findall(r'env_\w+\("(\w+)"', (ROOT / "barnratt" / "settings.py").read_text(encoding="utf-8")))
    listed = set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
    assert listed == read


@pytest.mark.parametrize("value", ["yes", "1", "true", "on"])
def test_a_truth_value_that_is_not_true_or_false_stops_the_start(monkeypatch, value):
    monkeypatch.setenv("DEBUG", value)
    with pytest.raises(ImproperlyConfigured, match=r"DEBUG är .* True eller False"):
        environment.env_bool("DEBUG")


def test_a_missing_value_says_its_name_and_where_to_read(monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    with pytest.raises(ImproperlyConfigured, match=r"SECRET_KEY saknas.*\.env\.example"):
        environment.env_text("SECRET_KEY")


@pytest.mark.parametrize("value", ["många", "-1", "4,5"])
def test_a_number_that_is_not_whole_stops_the_start(monkeypatch, value):
    monkeypatch.setenv("DATABASE_POOL_SIZE", value)
    with pytest.raises(ImproperlyConfigured, match="heltal"):
        environment.env_int("DATABASE_POOL_SIZE", 4)


def start(**variables):
    """Import the settings in a process of its own with just these variables."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL") if name in os.environ}
    command = [
        sys.executable,
        "-c",
        "import barnratt.settings as s; print(s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE)",
    ]
    return subprocess.run(command, env=kept | variables, cwd=ROOT, capture_output=True, text=True, check=False)


def test_demo_is_refused_on_any_host_but_this_machine():
    result = start(DEMO="True", ALLOWED_HOSTS="barnrattsportalen.se")
    assert result.returncode != 0
    assert "DEMO=True går bara på localhost" in result.stderr


def test_demo_is_refused_when_its_letters_would_lead_to_another_host():
    result = start(DEMO="True", PORTAL_URL="https://barnrattsportalen.se")
    assert result.returncode != 0
    assert "DEMO=True går bara på localhost" in result.stderr
    assert start(DEMO="True", PORTAL_URL="http://127.0.0.1:8101/").returncode == 0


def test_production_does_not_start_without_a_secret_key():
    result = start(ALLOWED_HOSTS="barnrattsportalen.se")
    assert result.returncode != 0
    assert "SECRET_KEY saknas" in result.stderr


def test_production_demands_https():
    result = start(
        ALLOWED_HOSTS="barnrattsportalen.se",
        SECRET_KEY="x" * 60,
        CONTACT_EMAIL="hjalp@portal.example",
        PORTAL_URL="https://portal.example",
    )
    assert result.stdout.split() == ["True", "True"], result.stderr


def test_a_proxy_that_is_not_counted_is_told_before_deployment(settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert [fault.id for fault in proxies_are_counted(None)] == ["core.W001"]
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert proxies_are_counted(None) == []
