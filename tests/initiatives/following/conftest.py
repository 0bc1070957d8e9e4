import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def fresh_limits(db):
    """No test is refused for what another has done."""
    cache.clear()
