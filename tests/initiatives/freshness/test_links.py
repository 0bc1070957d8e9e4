import time

import pytest
from django.core.management import call_command

from barnratt.accounts.models import Role
from barnratt.audit.models import AuditEvent
from barnratt.fetching import fetch as fetching
from barnratt.fetching.fetch import Answer, FetchFailed, Problem
from barnratt.notifications.models import Notification
from initiatives.freshness import links
from initiatives.freshness.links import check_links
from initiatives.freshness.models import LinkCheck
from initiatives.freshness.robots import Robots
from initiatives.models import Initiative, Link
from tests.accounts.test_memberships import signed_in
from tests.client import StrictClient
from tests.factories import CountyFactory, InitiativeFactory, MembershipFactory
from tests.fetching.server import Server, page, redirect
from tests.initiatives.freshness.conftest import at, entry, reviewer

pytestmark = pytest.mark.django_db

Outcome = LinkCheck.Outcome
URL = "https://sida.example/plan"


class Web:
    """The internet as a test says it is: {address: status or Problem}. What is not said is 404."""

    def __init__(self, **answers):
        self.answers = {}
        self.requests = []
        self.robots = Robots()

    def __call__(self, url, *, method="GET", **limits):
        assert limits["timeout_seconds"] <= 10
        assert limits["may_cut"]
        assert limits["limit_bytes"] <= 512_000
        self.requests.append((method, url))
        answer = self.answers.get((method, url), self.answers.get(url, 404))
        if isinstance(answer, Problem):
            raise FetchFailed(answer)
        status, body = (200, answer) if isinstance(answer, bytes) else (answer, b"")
        return Answer(status, {}, body, url)

    def says(self, answer, url=URL):
        self.answers[url] = answer

    def checked_on(self, *days, time="09:00"):
        """How many links were tried on each day."""
        return [self.check(at(day, time)) for day in days]

    def check(self, now=None):
        return check_links(now=now, fetch=self, robots=self.robots, pause=lambda seconds: None)


@pytest.fixture
def web():
    return Web()


@pytest.fixture
def working(web):
    """Another link, that worked the other day. It shows that our own network does."""
    other = linked(InitiativeFactory(published=True), "https://annan.example/", due="2030-01-01")
    LinkCheck.objects.create(url=other.url, outcome=Outcome.WORKS, checked_at=at("2024-12-31"))
    web.says(200, other.url)
    return other


def linked(initiative, url=URL, due="2025-01-01", **fields):
    link = initiative.links.create(url=url, title="Planen", material="rapport", **fields)
    Link.objects.filter(pk=link.pk).update(check_due_at=at(due))
    return link


@pytest.fixture
def link(owned):
    return linked(owned)


def found(url=URL):
    return LinkCheck.objects.get(url=url)


def test_a_link_that_works_is_tried_once_a_week(web, link):
    web.says(200)
    assert web.checked_on("2025-01-01") == [1]
    check = found()
    assert (check.outcome, check.status, check.checked_at) == (Outcome.WORKS, 200, at("2025-01-01"))
    assert web.checked_on("2025-01-02", "2025-01-07") == [0, 0]
    assert web.checked_on("2025-01-08") == [1]


def test_a_new_link_is_tried_at_once(web, owned):
    owned.links.create(url=URL, title="Planen", material="rapport")
    assert web.check() == 1


def test_the_head_is_asked_for_and_the_page_only_when_that_is_refused(web, link):
    web.answers = {("HEAD", URL): 405, ("GET", URL): 200}
    web.checked_on("2025-01-01")
    assert web.requests == [("GET", "https://sida.example/robots.txt"), ("HEAD", URL), ("GET", URL)]
    assert found().outcome == Outcome.WORKS
    web.requests.clear()
    web.says(200, ("HEAD", URL))
    web.checked_on("2025-01-08")
    assert web.requests == [("HEAD", URL)]


@pytest.mark.parametrize(
    ("answer", "outcome", "reason"),
    [
        (204, Outcome.WORKS, ""),
        (404, Outcome.FAILS, "Sidan finns inte (svar 404)."),
        (410, Outcome.FAILS, "Sidan finns inte (svar 410)."),
        (401, Outcome.UNKNOWN, "Webbplatsen släppte inte in portalen (svar 401)."),
        (403, Outcome.UNKNOWN, "Webbplatsen släppte inte in portalen (svar 403)."),
        (429, Outcome.UNKNOWN, "Webbplatsen släppte inte in portalen (svar 429)."),
        (500, Outcome.FAILS, "Webbplatsen svarade med ett fel (svar 500)."),
        (Problem.NO_SUCH_NAME, Outcome.FAILS, "Webbplatsens namn finns inte."),
        (Problem.TIMEOUT, Outcome.FAILS, "Webbplatsen svarade inte i tid."),
        (Problem.CERTIFICATE, Outcome.FAILS, "Webbplatsens certifikat går inte att lita på."),
        (Problem.NOT_ALLOWED, Outcome.FAILS, "Adressen leder inte till en öppen webbplats på internet."),
        (Problem.TOO_MANY_REDIRECTS, Outcome.UNKNOWN, "Webbplatsen skickar vidare för många gånger."),
        (Problem.ANOTHER_PORT, Outcome.UNKNOWN, "Adressen har en port som portalen inte besöker."),
    ],
)
def test_what_was_found_is_told(web, working, link, answer, outcome, reason):
    web.says(answer)
    web.checked_on("2025-01-01")
    assert (found().outcome, found().reason) == (outcome, reason)
    assert not found().is_dead


@pytest.mark.parametrize("answer", [404, 410, Problem.NO_SUCH_NAME])
def test_what_is_gone_on_three_different_days_is_dead(web, working, link, owned, answer):
    web.says(answer)
    web.checked_on("2025-01-01", "2025-01-02")
    assert not found().is_dead
    assert web.checked_on("2025-01-02") == [0]
    web.checked_on("2025-01-03")
    assert (found().is_dead, found().failed_days) == (True, 3)
    event = AuditEvent.objects.get(type="link_found_dead")
    assert (event.object_name, event.actor_name, event.after["url"]) == (owned.title, "systemet", URL)
    # Dead, it is tried once a week.
    assert web.checked_on("2025-01-04", "2025-01-09", "2025-01-10") == [0, 0, 1]


def test_three_tries_on_one_day_are_one(web, working, link):
    web.says(404)
    for _ in range(3):
        Link.objects.update(check_due_at=at("2025-01-01"))
        web.checked_on("2025-01-01")
    assert found().failed_days == 1


@pytest.mark.parametrize(
    "answer", [500, 503, Problem.TIMEOUT, Problem.UNREACHABLE, Problem.CERTIFICATE, Problem.BROKEN]
)
def test_a_fault_of_the_day_is_not_dead_before_four_weeks(web, working, link, answer):
    web.says(answer)
    web.checked_on(*[f"2025-01-{day:02}" for day in range(1, 29)])
    assert (found().is_dead, found().failed_days) == (False, 28)
    web.checked_on("2025-01-29")
    assert found().is_dead


def test_one_day_that_works_begins_the_count_anew(web, working, link):
    web.says(404)
    web.checked_on("2025-01-01", "2025-01-02")
    web.says(200)
    web.checked_on("2025-01-03")
    assert (found().failed_days, found().failing_since) == (0, None)
    web.says(404)
    web.checked_on("2025-01-10", "2025-01-11")
    assert not found().is_dead


def test_a_day_that_tells_nothing_changes_nothing(web, working, link):
    web.says(404)
    web.checked_on("2025-01-01", "2025-01-02")
    web.says(403)
    web.checked_on("2025-01-03")
    assert (found().outcome, found().failed_days) == (Outcome.UNKNOWN, 2)
    web.says(404)
    web.checked_on("2025-01-10")
    assert found().is_dead


@pytest.fixture
def dead(web, working, link):
    web.says(404)
    web.checked_on("2025-01-01", "2025-01-02", "2025-01-03")
    return found()


def test_a_dead_link_is_told_beside_the_link(dead, owned, client):
    assert "Länken fungerade inte när vi provade den 2025-01-03." in client.get(owned.get_absolute_url()).text


def test_a_link_that_only_once_failed_is_not(web, working, link, owned, client):
    web.says(404)
    web.checked_on("2025-01-01")
    assert "fungerade inte" not in client.get(owned.get_absolute_url()).text


def test_a_dead_link_that_comes_back_is_told_in_the_log(dead, web, owned, client):
    web.says(200)
    web.checked_on("2025-01-10")
    assert not found().is_dead
    assert AuditEvent.objects.get(type="link_works_again").object_name == owned.title
    assert "fungerade inte" not in client.get(owned.get_absolute_url()).text


def test_the_owner_is_told_the_next_morning_and_once(dead, web, owned, owner):
    assert not Notification.objects.exists()
    web.checked_on("2025-01-04", time="06:59")
    assert not Notification.objects.exists()
    web.checked_on("2025-01-04", "2025-01-05", time="07:01")
    notification = Notification.objects.get()
    assert notification.text == "Länken ”Planen” i ”Gävles barnrättsplan” fungerar inte."
    assert (notification.user, notification.path) == (owner, owned.get_absolute_url())


def test_many_dead_links_are_one_line_to_each_person(web, working, owned, owner):
    gun = reviewer()
    for n in range(3):
        linked(owned, f"https://a{n}.example/")
        linked(entry(scope="lan", counties=[CountyFactory()]), f"https://b{n}.example/")
    web.checked_on("2025-01-01", "2025-01-02", "2025-01-03", "2025-01-04")
    told = {notification.user: notification for notification in Notification.objects.all()}
    assert set(told) == {owner, gun}
    assert told[gun].text == "3\u00a0länkar i initiativ som du ansvarar för eller granskar fungerar inte."
    assert told[gun].path == "/granskning/aktualitet/#lankar"


def test_dead_links_are_listed_for_those_who_look_after_the_entry(dead, owner):
    text = signed_in(owner).get("/granskning/aktualitet/").text
    assert "Länkar som inte har fungerat flera dagar i rad" in text
    assert "Sidan finns inte (svar 404)." in text
    other = MembershipFactory(role=Role.STRATEGIST).user
    assert "Alla länkar som vi har kunnat prova fungerar." in signed_in(other).get("/granskning/aktualitet/").text


def test_what_an_edit_does_to_the_links_loses_nothing_that_was_found(dead, owned, client):
    """The links of an entry are made anew when it is edited."""
    owned.links.all().delete()
    owned.links.create(url=URL, title="Planen, rättad", material="rapport")
    assert "Länken fungerade inte" in client.get(owned.get_absolute_url()).text


def test_an_address_that_several_entries_have_is_tried_once(web, owned, link):
    linked(InitiativeFactory(published=True))
    web.says(200)
    assert web.checked_on("2025-01-01") == [1]
    assert web.checked_on("2025-01-01") == [0]


@pytest.mark.parametrize("state", ["draft", "withdrawn", "archived"])
def test_only_what_is_published_is_tried(web, owned, link, state):
    Initiative.objects.update(state=state, archived_at=at("2025-01-01"))
    assert web.checked_on("2025-01-01", "2025-01-02") == [0, 0]
    assert web.requests == []


def test_one_link_of_a_site_is_tried_a_run_and_twenty_in_all(web, owned):
    for n in range(4):
        linked(owned, f"https://stor.example/{n}")
        web.says(200, f"https://stor.example/{n}")
    for n in range(25):
        linked(owned, f"https://liten{n}.example/")
        web.says(200, f"https://liten{n}.example/")
    runs = web.checked_on(*["2025-01-01"] * 2)
    assert runs == [20, 6]
    for minute, tried in ((0, 0), (1, 1), (2, 1), (3, 1), (4, 0)):
        assert web.checked_on("2025-01-01", time=f"09:0{minute}") == [tried]
    assert LinkCheck.objects.count() == 29
    assert web.requests.count(("GET", "https://stor.example/robots.txt")) == 1


def test_a_site_with_very_many_links_holds_up_no_other(web, owned, monkeypatch):
    monkeypatch.setattr(links, "CANDIDATES", 10)
    for n in range(15):
        linked(owned, f"https://stor.example/{n}", due="2024-12-31")
    linked(owned, "https://liten.example/", due="2025-01-01")
    web.checked_on("2025-01-01")
    web.checked_on("2025-01-01")
    assert ("HEAD", "https://liten.example/") in web.requests


def test_a_run_ends_when_its_time_is_out(web, owned, monkeypatch):
    for n in range(5):
        linked(owned, f"https://sida{n}.example/")
    moments = iter([0, 1, 14, 16, 17])
    monkeypatch.setattr(links.time, "monotonic", lambda: next(moments))
    assert web.checked_on("2025-01-01") == [2]


def test_there_is_a_pause_between_requests_to_a_site(web, link):
    pauses = []
    check_links(now=at("2025-01-01"), fetch=web, robots=web.robots, pause=pauses.append)
    assert len(web.requests) == len(pauses) + 1 == 3


# What sites want (robots.txt)


@pytest.mark.parametrize(
    ("rules", "tried"),
    [
        (b"User-agent: *\nDisallow: /plan", False),
        (b"User-agent: *\nDisallow: /*plan$", False),
        (b"User-agent: *\nDisallow: /\n\nUser-agent: Barnrattsportalen\nAllow: /", True),
        (b"User-agent: barnrattsportalen\nDisallow: /", False),
        (b"User-agent: annan\nDisallow: /", True),
        (b"User-agent: *\nDisallow: /hemligt", True),
        (b"\xff\xfe nonsens\n\0\n<html>", True),
        (404, True),
        (403, True),
        (500, False),
        (503, False),
    ],
)
def test_what_the_site_does_not_want_is_not_tried(web, link, rules, tried):
    web.says(rules, "https://sida.example/robots.txt")
    web.says(200)
    web.checked_on("2025-01-01")
    assert (("HEAD", URL) in web.requests) == tried
    expected = Outcome.WORKS if tried else Outcome.UNKNOWN
    assert found().outcome == expected


def test_what_the_site_does_not_want_is_told_and_never_dead(web, link):
    web.says(b"User-agent: *\nDisallow: /", "https://sida.example/robots.txt")
    web.checked_on("2025-01-01", "2025-01-08", "2025-01-15", "2025-01-22")
    assert "robots.txt" in found().reason
    assert not found().is_dead


def test_the_rules_of_a_site_that_a_link_leads_on_to_are_obeyed(owned):
    """With our own fetching: one site leads to another, which does not want to be visited by programs."""
    server = Server({"/robots.txt": page(b"User-agent: *\nDisallow: /hemligt")})
    server.answers |= {"/plan": redirect(server.url("/hemligt", host="annan.example")), "/hemligt": page()}
    linked(owned, server.url("/plan"))

    def fetch(url, **options):
        return fetching.fetch(url, network=server.network(), **options)

    try:
        check_links(now=at("2025-01-01"), fetch=fetch, robots=Robots(), pause=lambda seconds: None)
    finally:
        server.close()
    assert LinkCheck.objects.get().outcome == Outcome.UNKNOWN
    assert [request.split()[1] for request in server.requests] == ["/robots.txt", "/plan", "/robots.txt"]


# Our own network


def test_when_nobody_answers_at_all_it_may_be_our_own_network_and_nothing_is_counted(web, working, link):
    web.says(200)
    web.checked_on("2025-01-01")
    for url in (URL, working.url, "https://sida.example/robots.txt", "https://annan.example/robots.txt"):
        web.says(Problem.UNREACHABLE, url)
    web.robots = Robots()
    Link.objects.update(check_due_at=at("2025-02-01"))
    assert web.checked_on("2025-02-01", "2025-02-02", "2025-02-03", "2025-02-04") == [0, 0, 0, 0]
    assert found().outcome == Outcome.WORKS
    assert web.checked_on("2025-02-04", time="09:59") == [0]
    assert not Notification.objects.exists()


def test_one_silent_site_is_counted_when_another_answers(web, working, link):
    web.says(Problem.NO_SUCH_NAME, "https://sida.example/robots.txt")
    assert web.checked_on("2025-01-01") == [1]
    assert ("HEAD", working.url) in web.requests
    assert found().failed_days == 1


def test_a_first_link_that_nobody_answers_is_not_counted_for_want_of_another(web, link):
    web.says(Problem.TIMEOUT, "https://sida.example/robots.txt")
    assert web.checked_on("2025-01-01") == [0]
    assert not LinkCheck.objects.exists()


# All of it


def test_a_run_with_nothing_due_asks_the_database_two_things(web, owned, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert web.checked_on("2025-01-01") == [0]


@pytest.mark.parametrize(("number", "statements"), [(0, 0), (1, 1), (3, 1)])
def test_a_reader_s_page_takes_one_statement_more_for_links(owned, number, statements, django_assert_num_queries):
    from django.contrib.auth.models import AnonymousUser

    from initiatives.freshness.queries import on_entry

    for n in range(number):
        linked(owned, f"https://sida{n}.example/")
    initiative = Initiative.objects.for_detail().get(pk=owned.pk)
    with django_assert_num_queries(statements):
        assert len(on_entry(initiative, AnonymousUser()).links) == number


def test_over_a_real_connection(owned, settings):
    """With our own fetching, against a server here that refuses HEAD for one page and has moved another."""
    server = Server({"/robots.txt": page(b"User-agent: *\nDisallow: /hemligt")})
    network = server.network()

    def refuses_head(connection):
        head = server.requests[-1].startswith("HEAD")
        connection.sendall(page(b"", "405 Method Not Allowed") if head else page(b"a" * 100_000))

    server.answers |= {"/plan": refuses_head, "/gammal": redirect("/ny"), "/ny": page()}
    for host, path in (("a", "/plan"), ("b", "/gammal"), ("c", "/borta"), ("d", "/hemligt")):
        linked(owned, server.url(path, host=f"{host}.example"))

    def fetch(url, **options):
        return fetching.fetch(url, network=network, **options)

    try:
        started = time.monotonic()
        assert check_links(now=at("2025-01-01"), fetch=fetch, robots=Robots(), pause=lambda seconds: None) == 4
        assert time.monotonic() - started < 10
    finally:
        server.close()
    outcomes = {check.url.partition(".example")[0][-1]: check.outcome for check in LinkCheck.objects.all()}
    assert outcomes == {"a": Outcome.WORKS, "b": Outcome.WORKS, "c": Outcome.FAILS, "d": Outcome.UNKNOWN}
    assert all("User-Agent: Barnrattsportalen (+" in request for request in server.requests)


def test_a_link_to_this_machine_is_refused_and_told(owned, owner, web, working):
    linked(owned, "http://127.0.0.1/admin")
    linked(owned, "http://169.254.169.254/latest/meta-data/")
    for day in ("2025-01-01", "2025-01-02", "2025-01-03"):
        check_links(now=at(day), robots=Robots(), pause=lambda seconds: None)
    reasons = set(LinkCheck.objects.exclude(dead_since=None).values_list("reason", flat=True))
    assert reasons == {"Adressen leder inte till en öppen webbplats på internet."}
    assert StrictClient().get(owned.get_absolute_url()).text.count("Länken fungerade inte") == 2


@pytest.mark.parametrize("url", ["http://[fel/", "https://", "http://:80/", "https://user:pass@sida.example/"])
def test_an_address_that_is_none_is_dead_and_stops_no_other(owned, working, url):
    linked(owned, url)
    for day in ("2025-01-01", "2025-01-02", "2025-01-03"):
        assert check_links(now=at(day), robots=Robots(), pause=lambda seconds: None) == 1
    assert found(url).is_dead


def test_the_command_for_what_is_due_tries_links(monkeypatch, capsys, web, owned):
    owned.links.create(url=URL, title="Planen", material="rapport")
    web.says(200)
    monkeypatch.setattr(
        links.check_links,
        "__kwdefaults__",
        {"now": None, "fetch": web, "robots": web.robots, "pause": lambda seconds: None},
    )
    call_command("run_due_tasks")
    assert "check_links: 1" in capsys.readouterr().out
