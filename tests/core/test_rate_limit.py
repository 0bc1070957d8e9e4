import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from barnratt.core.rate_limit import place_of, within_limit


@pytest.fixture(autouse=True)
def fresh_limits(db):
    cache.clear()


def test_so_many_times_and_no_more():
    assert [within_limit("x", "a", most=3, seconds=60) for _ in range(5)] == [True, True, True, False, False]
    assert within_limit("x", "b", most=3, seconds=60)
    assert within_limit("y", "a", most=3, seconds=60)


def test_the_limit_ends_with_its_time(monkeypatch):
    begins = time.time() // 60 * 60 + 60
    monkeypatch.setattr("time.time", lambda: begins)
    assert within_limit("x", "a", most=1, seconds=60)
    assert not within_limit("x", "a", most=1, seconds=60)
    monkeypatch.setattr("time.time", lambda: begins + 61)
    assert within_limit("x", "a", most=1, seconds=60)


def test_what_is_counted_by_cannot_be_read_from_the_cache(monkeypatch):
    kept = []
    add = cache.add
    monkeypatch.setattr(cache, "add", lambda key, *rest, **more: (kept.append(key), add(key, *rest, **more))[1])
    within_limit("x", "192.0.2.7", most=1, seconds=60)
    cache.clear()  # as when the day's key is gone
    within_limit("x", "192.0.2.7", most=1, seconds=60)
    limits = [key for key in kept if key.startswith("limit:")]
    assert len(set(limits)) == 2
    assert not any("192.0.2.7" in key for key in kept)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_counted_as_many():
    from django.db import connection

    def once(_):
        try:
            return within_limit("x", "a", most=5, seconds=600)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(once, range(40))) == 5


@pytest.mark.parametrize(
    ("proxies", "headers", "place"),
    [
        (0, {"REMOTE_ADDR": "192.0.2.7"}, "192.0.2.7"),
        (0, {"REMOTE_ADDR": "192.0.2.7", "HTTP_X_FORWARDED_FOR": "198.51.100.1"}, "192.0.2.7"),
        (1, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9, 192.0.2.7"}, "192.0.2.7"),
        (2, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "x, 192.0.2.7, 10.0.0.1"}, "192.0.2.7"),
        (2, {"REMOTE_ADDR": "192.0.2.7", "HTTP_X_FORWARDED_FOR": "10.0.0.1"}, "192.0.2.7"),
        (0, {"REMOTE_ADDR": "2001:db8:1:2:3:4:5:6"}, "2001:db8:1:2::/64"),
        (0, {"REMOTE_ADDR": ""}, "unknown"),
        (1, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "x" * 500}, "unknown"),
    ],
)
def test_the_place_is_the_address_that_can_be_trusted(settings, proxies, headers, place):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    assert place_of(RequestFactory().get("/", **headers)) == place
