import time
from types import SimpleNamespace

import pytest
from allauth.mfa.totp.internal import auth as totp


@pytest.fixture(autouse=True)
def the_clock_of_the_apps_stands_still(monkeypatch):
    """Else a half minute may pass between a code being shown and being tried."""
    now = time.time()
    monkeypatch.setattr(totp, "time", SimpleNamespace(time=lambda: now))
