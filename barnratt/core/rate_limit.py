"""How often something may be done from one place or to one address, without keeping who it was.

What is counted by is kept as a keyed hash in the cache for as long as the limit lasts. The key is random, a new one
each day, and is in the cache only, so a hash from yesterday can be tied to nobody.
"""

import hashlib
import hmac
import ipaddress
import secrets
import time

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

A_DAY = 24 * 3600
MOST_COUNTED = 50_000


def within_limit(what, who, *, most, seconds):
    """Whether it may be done once more, `most` times in `seconds`; if so this time is counted.

    Call it outside the transaction of what it guards, so that a refused attempt counts too. Each time takes a place
    of its own with `cache.add`, which only one can win, so that many at once are counted as many.
    """
    window = int(time.time() // seconds)
    name = f"limit:{what}:{_hash(who)}:{window}"
    return any(cache.add(f"{name}:{number}", 1, seconds) for number in range(most))


def place_of(request):
    """Where a request comes from: the network address, for IPv6 the network of a household or an office."""
    text = request.META.get("REMOTE_ADDR", "")
    if proxies := getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0):
        # Each proxy of ours has added the address it heard from; what stands before may be anybody's word.
        told = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        text = told[-proxies].strip() if len(told) >= proxies else text
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return "unknown"
    return str(address) if address.version == 4 else str(ipaddress.ip_network((int(address), 64), strict=False))


def _hash(who):
    today = timezone.localdate().isoformat()
    key = cache.get_or_set(f"limit-key:{today}", lambda: secrets.token_hex(32), A_DAY + 3600)
    return hmac.new(key.encode(), who.encode(), hashlib.sha256).hexdigest()[:32]


_counted = {}  # {(what, who, window): times} of this process


def within_limit_here(what, who, *, most, seconds):
    """Whether something may be read once more; if so this time is counted. For addresses that anybody may ask a lot of.

    It is counted in the memory of this process alone, because reading writes nothing: with several processes somebody
    may come to as many times `most`. What is remembered is a number of this process's own, and for one window only.
    """
    window = int(time.time() // seconds)
    key = (what, hash(who), window)
    _counted[key] = _counted.get(key, 0) + 1
    if len(_counted) > MOST_COUNTED:
        for old in [one for one in list(_counted) if one[2] != window]:
            _counted.pop(old, None)
    return _counted[key] <= most
