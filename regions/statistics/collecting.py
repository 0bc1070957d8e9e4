"""Fetching values from Kolada: one request at a time with a pause between, and only what has changed since last time.

An indicator is written when all its years have come, so a fetch that is cut off goes on where it was.
"""

import time
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from django.db import transaction
from django.utils import timezone

from barnratt.fetching.fetch import FetchFailed, fetch
from regions.statistics import actions
from regions.statistics.models import Fetched, Indicator
from regions.statistics.sources import kolada
from regions.statistics.sources.said import Refused

KOLADA = "https://api.kolada.se/v3"
LIMITS = {"limit_bytes": 30_000_000, "timeout_seconds": 90, "accept": "application/json"}
SECONDS_BETWEEN = 1  # other clients keep to five requests a second
MOST_IDS = 25  # in one address
MOST_PAGES = 50
TRIES = 3
LONGEST_WAIT = 120
LATER = {429, 500, 502, 503, 504}


class Interrupted(Exception):
    """The source does not answer as it should. Its text is a Swedish sentence. What was written stays."""


@dataclass
class Source:
    """The service as the fetch sees it; a test has one of its own. `waited` says when somebody is told to wait."""

    address: str = KOLADA
    fetch: object = fetch
    pause: object = time.sleep
    seconds_between: float = SECONDS_BETWEEN
    asked: int = field(default=0, init=False)

    def get(self, path, *, if_modified_since=""):
        """The Answer to an address. Waits as long as the source asks for, and gives up after some tries."""
        url = urljoin(f"{self.address}/", path)
        if urlsplit(url)[:2] != urlsplit(self.address)[:2]:
            raise Interrupted("Källan leder vidare till en annan webbplats.")
        wait = self.seconds_between
        for _ in range(TRIES):
            if self.asked:
                self.pause(wait)
            self.asked += 1
            try:
                answer = self.fetch(url, if_modified_since=if_modified_since, **LIMITS)
            except FetchFailed as failed:
                raise Interrupted(failed.reason) from failed
            if answer.status not in LATER:
                return answer
            asked_for = answer.headers.get("retry-after", "")
            wait = min(LONGEST_WAIT, int(asked_for) if asked_for.isdigit() else 4 * wait + 1)
        raise Interrupted(f"Källan vill inte svara just nu (svar {answer.status}). Försök igen om en stund.")

    def read(self, path, *, if_modified_since=""):
        """
        The documents of all pages from an address, and what the source says that it changed last.

        None for the documents when nothing has changed; [] when there is nothing there.
        """
        answer = self.get(path, if_modified_since=if_modified_since)
        documents, seen = [], {path}
        while True:
            if answer.status == 304 and not documents:
                return None, if_modified_since
            if answer.status == 404:
                return [], ""
            if answer.status != 200:
                raise Interrupted(f"Källan svarade med ett fel (svar {answer.status}).")
            try:
                documents.append(kolada.read(answer.body))
            except Refused as refusal:
                raise Interrupted(str(refusal)) from refusal
            following = kolada.next_page(documents[-1])
            if following is None:
                # What one page says of its age says nothing of the others.
                return documents, answer.headers.get("last-modified", "")[:60] if len(documents) == 1 else ""
            if following in seen or len(seen) == MOST_PAGES:
                raise Interrupted("Källans sidor tar inte slut.")
            seen.add(following)
            answer = self.get(following)


def fetched_from_kolada():
    """The indicators that Kolada still gives, in order."""
    return Indicator.objects.filter(source__startswith="Kolada", has_ended=False).order_by("key")


def end_those_that_are_gone(indicators, *, source, by):
    """Mark indicators that the source no longer has as ended. Returns them. What they said is kept."""
    gone = []
    keys = [one.pk for one in indicators]
    for start in range(0, len(keys), MOST_IDS):
        some = keys[start : start + MOST_IDS]
        documents, _ = source.read(f"kpi/{','.join(some)}")
        there = set().union(*(kolada.key_figures(document) for document in documents))
        if not there:
            raise Interrupted("Källan känner inget av nyckeltalen. Det är troligen ett fel hos den.")
        gone += [one for one in indicators if one.pk in some and one.pk not in there]
    return [actions.edit_indicator(one, fields={"has_ended": True}, by=by) for one in gone]


def fetch_indicator(indicator, *, years, dataset, source, by):
    """
    Fetch an indicator's years and write them as a vintage. Raises Interrupted; then nothing of it is written.

    Returns (values that were new or other, {what was left out: how many}, years that had not changed).
    """
    since = dict(Fetched.objects.filter(indicator=indicator).values_list("year", "last_modified"))
    values, left_out, unchanged, noted = [], {}, 0, []
    for year in years:
        documents, modified = source.read(f"data/kpi/{indicator.pk}/year/{year}", if_modified_since=since.get(year, ""))
        if documents is None:
            unchanged += 1
        for document in documents or ():
            try:
                said = kolada.values(document, age_groups={indicator.pk: indicator.age_group})
            except Refused as refusal:
                raise Interrupted(f"{indicator.pk} {year}: {refusal}") from refusal
            values += said.values
            for why, number in said.left_out.items():
                left_out[why] = left_out.get(why, 0) + number
        noted.append(Fetched(indicator=indicator, year=year, fetched_at=timezone.now(), last_modified=modified))
    with transaction.atomic():
        written = actions.take_in(values, dataset=dataset, by=by)
        Fetched.objects.bulk_create(
            noted,
            update_conflicts=True,
            unique_fields=["indicator", "year"],
            update_fields=["fetched_at", "last_modified"],
        )
    return written, left_out, unchanged


def is_fetched(indicator, *, years, since):
    """Whether all the years have been fetched since a time, so that a fetch that was cut off can pass the indicator."""
    done = Fetched.objects.filter(indicator=indicator, year__in=years, fetched_at__gte=since)
    return done.count() == len(years)
