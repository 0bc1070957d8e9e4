"""How fast the catalogue answers, at one size: pages through HTTP, beside SQL in process and Datasette."""

import os
import secrets
import tempfile
import time
from pathlib import Path

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from barnratt.accounts.actions import add_member, create_user
from barnratt.accounts.models import Role, User
from benchmarks import catalogue_generator, databases, web, yardsticks
from benchmarks.catalogue_queries import searches
from benchmarks.timing import measure, percentile, summary, timed
from initiatives import index
from initiatives.catalogue import search
from initiatives.models import Initiative
from initiatives.queries import FEW
from regions.places.models import Organisation

CLIENTS = 8
DETAIL_PAGES = 100
DATASETTE_FACETS = ("lan", "artikel", "slag", "aktor", "steg", "omrade")
# Every so many of the searches are put to Datasette, which is slow, and checked against counting by reading.
EVERY = 4


def run(size, *, keep, tell):
    """Measure a catalogue of `size` entries. Returns what report.py writes."""
    name = f"{databases.PREFIX}_{size}"
    if not (keep and databases.exists(name)):
        databases.drop(name)
        databases.create(name, databases.PREFIX)
    try:
        with databases.connected_to(name):
            return _measured(size, name, tell)
    finally:
        if not keep:
            databases.drop(name)


def _measured(size, name, tell):
    started, load = time.monotonic(), os.getloadavg()[0]
    there = Initiative.objects.count()
    if there < size:
        tell(f"making {size - there} entries")
        catalogue_generator.generate(size - there)
    tell("indexing")
    result = {"reindex_seconds": round(_seconds(index.rebuild), 1), "database_bytes": databases.size_in_bytes()}
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
    asked = searches()
    tell("comparing the counts with counting by reading")
    result["counts_checked"] = _check_counts(asked[::EVERY])
    tell("counting statements")
    result["statements"] = _statements(asked)
    with web.portal(databases.url_of(name)) as site:
        tell("list pages")
        result["list"], result["list_by_kind"], result["list_cpu"] = _list_pages(
            site, [each.path for each in asked], asked
        )
        tell("list pages, signed in and not, in turns")
        result["signed_in"] = _signed_in(site, [each.path for each in asked])
        tell(f"list pages, {CLIENTS} at once")
        result["busy"] = _busy(site, [each.path for each in asked])
        tell("detail pages")
        result["detail"] = measure(site.get, _detail_paths())
        result["memory"] = site.memory()
    tell("SQL in process")
    result["search_alone"] = measure(_search, asked)
    result["count_by_reading"] = measure(yardsticks.count_by_reading, asked, rounds=1 if size > 10_000 else 2)
    tell("Datasette")
    result["datasette"] = _datasette(asked[::EVERY], rounds=1 if size > 1000 else 2)
    result |= {"load": [round(load, 1), round(os.getloadavg()[0], 1)], "seconds": round(time.monotonic() - started)}
    return result


def _seconds(call):
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _search(asked):
    return search(asked.words, asked.chosen, sort=asked.sort, page=asked.page)


def _check_counts(asked):
    """Every count of these searches against the count by reading. Returns how many numbers were compared."""
    compared = 0
    for each in asked:
        hits, wanted = _search(each), yardsticks.count_by_reading(each)
        counts = {(name, option.value): option.count for name, options in hits.facets.items() for option in options}
        wanted["facets"].pop(("", ""), None)
        if hits.total != wanted["total"] or {key: count for key, count in counts.items() if count} != wanted["facets"]:
            raise AssertionError(f"Wrong counts for {each}")
        compared += 1 + len(counts)
    return compared


def _statements(asked):
    """The fewest and the most SQL statements a page: for a full list, for one that offers near hits, for an entry."""
    client = Client(SERVER_NAME="localhost")
    numbers = {"list": [], "short_list": [], "detail": []}
    for each in asked:
        with CaptureQueriesContext(connection) as captured:
            client.get(each.path)
        numbers["list" if _search(each).total >= FEW else "short_list"].append(len(captured))
    for path in _detail_paths()[:20]:
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        numbers["detail"].append(len(captured))
    return {kind: [min(found), max(found)] for kind, found in numbers.items() if found}


def _detail_paths():
    slugs = list(Initiative.objects.published().order_by("pk").values_list("slug", flat=True))
    return [f"/initiativ/{slug}/" for slug in slugs[:: max(1, len(slugs) // DETAIL_PAGES)][:DETAIL_PAGES]]


def _list_pages(site, paths, asked):
    """summary() of all, summaries by what was asked for, and the web processes' own work in milliseconds a page."""
    rounds, spent = [], []
    for path in paths:
        site.get(path)
    for _ in range(3):
        before = site.processor_seconds()
        rounds.append([timed(site.get, path)[0] for path in paths])
        spent.append((site.processor_seconds() - before) * 1000 / len(paths))
    kinds = {
        "no words": lambda each: not each.text,
        "words": lambda each: each.text and each.page == 1,
        "words, a later page": lambda each: each.text and each.page > 1,
    }
    by_kind = {
        label: summary(
            [[value for value, each in zip(values, asked, strict=True) if belongs(each)] for values in rounds]
        )
        for label, belongs in kinds.items()
    }
    return summary(rounds), by_kind, round(sorted(spent)[1], 1)


def _signed_in(site, paths):
    """The list for somebody with a role in two organisations beside the same list for anybody, a page of each in turn."""
    cookie = _session_of_a_member()
    if b"Logga ut" not in site.get(paths[0], cookie=cookie):
        raise RuntimeError("The session was not taken for a member's.")
    anybody, member = [], []
    for _ in range(3):
        pairs = [
            (timed(site.get, path)[0], timed(lambda path=path: site.get(path, cookie=cookie))[0]) for path in paths
        ]
        anybody.append([pair[0] for pair in pairs])
        member.append([pair[1] for pair in pairs])
    return {"anybody": summary(anybody), "member": summary(member)}


def _session_of_a_member():
    email = "matning@portal.example"
    member = User.objects.filter(email=email).first()
    if member is None:
        member = create_user(email=email, name="Mätning", password=secrets.token_urlsafe(20), by=None)
        for organisation in Organisation.objects.order_by("pk")[:2]:
            add_member(member, organisation, role=Role.STRATEGIST, by=None)
    session = SessionStore()
    session[SESSION_KEY] = str(member.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = member.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def _busy(site, paths):
    """Requests a second and p95 with many clients at once: the median of three rounds."""
    rounds = sorted((site.at_once(paths, CLIENTS) for _ in range(3)), key=lambda taken: taken[1])
    times, seconds = rounds[1]
    return {"per_second": round(len(paths) / seconds, 1), "p95": round(percentile(times, 0.95), 1)}


def _datasette(asked, *, rounds):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "catalogue.db"
        yardsticks.fill_datasette(file)
        with web.datasette(file) as site:
            paths = [yardsticks.datasette_path(each, f"/{file.stem}/initiatives", DATASETTE_FACETS) for each in asked]
            answers = [site.get(path, may_fail=True) for path in paths[:5]]
            if not any(b"facet-results" in answer for answer in answers):
                raise RuntimeError("Datasette shows no facets")
            return measure(lambda path: site.get(path, may_fail=True), paths, rounds=rounds)
