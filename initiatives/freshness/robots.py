"""What sites want of programs that visit them (robots.txt, RFC 9309)."""

import datetime
from urllib.parse import urlsplit

from django.utils import timezone
from protego import Protego

NAME = "Barnrattsportalen"  # as in the User-Agent
KEPT = datetime.timedelta(days=1)
MOST_KEPT = 1000
MOST_BYTES_KEPT = 50 * 1024
MOST_BYTES = 500 * 1024  # what the standard says is enough to read


def site_of(url):
    """The scheme and the host of an address; for what cannot be taken apart the address itself."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return f"{parts.scheme}://{parts.netloc}".lower()


class Robots:
    """Remembers the rules of each site for a day."""

    def __init__(self):
        self.known = {}

    def allows(self, url, fetch):
        """Whether the site lets us try the address. Raises FetchFailed when the site cannot be reached."""
        site = site_of(url)
        read_at, rules = self.known.get(site, (None, None))
        if read_at is None or timezone.now() - read_at > KEPT:
            answer = fetch(f"{site}/robots.txt", limit_bytes=MOST_BYTES)
            rules = _rules_of(answer)
            if len(self.known) >= MOST_KEPT:
                self.known.clear()
            if len(answer.body) <= MOST_BYTES_KEPT:
                self.known[site] = timezone.now(), rules
        return rules.can_fetch(url, NAME)


def _rules_of(answer):
    if answer.status < 400:
        return Protego.parse(answer.body.decode("utf-8", "replace"))
    # Not there: everything is allowed. Cannot be given just now: nothing is, says the standard.
    return Protego.parse("" if answer.status < 500 else "User-agent: *\nDisallow: /")
