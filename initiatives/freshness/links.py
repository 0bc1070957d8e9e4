"""The weekly check of the links of published entries: polite towards the sites, and slow to call a link dead."""

import datetime
import time
from functools import partial
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from barnratt.audit.actions import record
from barnratt.audit.models import AuditEvent
from barnratt.core.templatetags.swedish import counted
from barnratt.fetching.fetch import FetchFailed, Problem, fetch
from barnratt.notifications.actions import notify
from barnratt.notifications.models import Topic
from barnratt.schedule.rhythm import Rhythm, latest_moment
from initiatives.freshness.letters import WORKLIST
from initiatives.freshness.models import LinkCheck
from initiatives.freshness.robots import Robots, site_of
from initiatives.models import Initiative, Link
from initiatives.permissions import owners_of, reviewers_of

# A run is once a minute, and letters wait for it: a few links, one of each site, and no longer than this.
LINKS_A_RUN = 20
SECONDS_A_RUN = 15
SECONDS_A_REQUEST = 10
SECONDS_BETWEEN = 0.5  # requests to one site
CANDIDATES = 200

AGAIN_AFTER = datetime.timedelta(days=7)
AGAIN_AFTER_FAILURE = datetime.timedelta(days=1)
AGAIN_WHEN_WE_ARE_CUT_OFF = datetime.timedelta(hours=1)
# What is gone is called dead when it has been so on three days; what may be a fault of the day after four weeks.
DEAD_AFTER_DAYS = 3
DEAD_AFTER_FAULTS_FOR = datetime.timedelta(weeks=4)

GONE = {404, 410}
# No answer at all: it may be our own network that is down.
MAY_BE_OURS = {Problem.NO_SUCH_NAME, Problem.UNREACHABLE, Problem.TIMEOUT}
# A browser, with cookies and all ports, may get through; and what a site does not let programs see may be well.
UNDECIDED = {Problem.TOO_MANY_REDIRECTS, Problem.ANOTHER_PORT, Problem.NOT_WANTED}

ROBOTS = Robots()


class Result(NamedTuple):
    outcome: str
    reason: str = ""
    status: int | None = None
    is_gone: bool = False  # rather than a fault that may pass
    may_be_ours: bool = False


def check_links(*, now=None, fetch=fetch, robots=ROBOTS, pause=time.sleep):
    """Try the links that are due, a few a run. Returns how many were tried."""
    now = now or timezone.now()
    _tell_of_dead_links(now)
    fetch = partial(fetch, timeout_seconds=SECONDS_A_REQUEST, may_cut=True)
    pause = partial(pause, SECONDS_BETWEEN)
    started = time.monotonic()
    results = {}
    for url in _due(now):
        if time.monotonic() - started > SECONDS_A_RUN:
            break
        results[url] = try_link(url, fetch, robots, pause)
    if results and all(result.may_be_ours for result in results.values()) and not _reaches_out(results, fetch, robots):
        Link.objects.filter(url__in=results).update(check_due_at=now + AGAIN_WHEN_WE_ARE_CUT_OFF)
        return 0
    for url, result in results.items():
        note(url, result, now=now)
    return len(results)


def _due(now):
    """The addresses to try now, one of each site. The site's others wait a minute each, so that no other site does."""
    due = Link.objects.filter(check_due_at__lte=now).select_related("initiative").order_by("check_due_at", "pk")
    due = list(due[:CANDIDATES])
    hidden = {link.pk for link in due if link.initiative.state != Initiative.State.PUBLISHED}
    Link.objects.filter(pk__in=hidden).update(check_due_at=now + AGAIN_AFTER)
    sites = {}
    for link in due:
        if link.pk not in hidden:
            sites.setdefault(site_of(link.url), {}).setdefault(link.url, []).append(link)
    later = []
    for urls in sites.values():
        for minutes, links in enumerate(urls.values()):
            for link in links if minutes else ():
                link.check_due_at = now + datetime.timedelta(minutes=minutes)
                later.append(link)
    Link.objects.bulk_update(later, ["check_due_at"])
    return [next(iter(urls)) for urls in sites.values()][:LINKS_A_RUN]


def try_link(url, fetch, robots, pause):
    """Visit an address as gently as can be: the site's rules, then its head, and only if that is refused the page.

    The rules of a site that it leads on to are obeyed as well.
    """

    def may_follow(address):
        return robots.allows(address, fetch)

    try:
        if not robots.allows(url, fetch):
            raise FetchFailed(Problem.NOT_WANTED)
        pause()
        answer = fetch(url, method="HEAD", limit_bytes=0, may_follow=may_follow)
        if answer.status >= 400 and answer.status != 429:
            pause()
            answer = fetch(url, limit_bytes=0, may_follow=may_follow)
    except FetchFailed as failed:
        outcome = LinkCheck.Outcome.UNKNOWN if failed.problem in UNDECIDED else LinkCheck.Outcome.FAILS
        is_gone = failed.problem in (Problem.NO_SUCH_NAME, Problem.NOT_ALLOWED)
        return Result(outcome, failed.reason, is_gone=is_gone, may_be_ours=failed.problem in MAY_BE_OURS)
    return _result_of(answer.status)


def _result_of(status):
    if status < 400:
        return Result(LinkCheck.Outcome.WORKS, status=status)
    if status in GONE:
        return Result(LinkCheck.Outcome.FAILS, f"Sidan finns inte (svar {status}).", status, is_gone=True)
    if status < 500:
        return Result(LinkCheck.Outcome.UNKNOWN, f"Webbplatsen släppte inte in portalen (svar {status}).", status)
    return Result(LinkCheck.Outcome.FAILS, f"Webbplatsen svarade med ett fel (svar {status}).", status)


def _reaches_out(results, fetch, robots):
    """Whether our own network is up, when nobody has answered: an address that worked the other day is tried."""
    sites = {site_of(url) for url in results}
    worked = LinkCheck.objects.filter(outcome=LinkCheck.Outcome.WORKS).order_by("-checked_at")[:50]
    other = next((check.url for check in worked if site_of(check.url) not in sites), None)
    return other is not None and not try_link(other, fetch, robots, lambda: None).may_be_ours


@transaction.atomic
def note(url, result, *, now):
    """Write down what was found at an address, and what follows for the entries that link to it."""
    check, _ = LinkCheck.objects.select_for_update(of=("self",)).get_or_create(
        url=url, defaults={"checked_at": now, "outcome": result.outcome}
    )
    was_dead = check.is_dead
    check.checked_at, check.outcome = now, result.outcome
    check.status, check.reason = result.status, result.reason
    if result.outcome == LinkCheck.Outcome.WORKS:
        check.failing_since = check.failed_date = check.dead_since = None
        check.failed_days, check.is_waiting = 0, False
    elif result.outcome == LinkCheck.Outcome.FAILS:
        _count_failure(check, result, now)
    check.save()
    failing = result.outcome == LinkCheck.Outcome.FAILS and not check.is_dead
    again = AGAIN_AFTER_FAILURE if failing else AGAIN_AFTER
    Link.objects.filter(url=url).update(check_due_at=now + again)
    if was_dead != check.is_dead:
        event = AuditEvent.Type.LINK_FOUND_DEAD if check.is_dead else AuditEvent.Type.LINK_WORKS_AGAIN
        for initiative in Initiative.objects.published().filter(links__url=url).distinct().order_by("pk"):
            record(event, initiative, by=None, after={"url": url, "reason": result.reason})
    return check


def _count_failure(check, result, now):
    today = timezone.localdate(now)
    check.failing_since = check.failing_since or now
    if check.failed_date != today:
        check.failed_days += 1
        check.failed_date = today
    enough = check.failed_days >= DEAD_AFTER_DAYS
    long = result.is_gone or now - check.failing_since >= DEAD_AFTER_FAULTS_FOR
    if enough and long and not check.is_dead:
        check.dead_since = now
        check.is_waiting = True


def _tell_of_dead_links(now):
    """Every morning one line to each person, with the links that have been found dead since the morning before."""
    morning = latest_moment(Rhythm.DAILY, now=now)
    if urls := list(LinkCheck.objects.filter(is_waiting=True, dead_since__lt=morning).values_list("url", flat=True)):
        _tell(urls)


@transaction.atomic
def _tell(urls):
    found = LinkCheck.objects.select_for_update(of=("self",)).filter(url__in=urls, is_waiting=True)
    urls = list(found.values_list("url", flat=True))
    links = Link.objects.filter(url__in=urls, initiative__state=Initiative.State.PUBLISHED)
    by_person = {}
    for link in links.select_related("initiative__organisation").order_by("pk"):
        for person in owners_of(link.initiative) or reviewers_of(link.initiative):
            by_person.setdefault(person, []).append(link)
    for person, own in by_person.items():
        one = f"Länken ”{own[0].title}” i ”{own[0].initiative}” fungerar inte."
        several = f"{counted(len(own), 'länk,länkar')} i initiativ som du ansvarar för eller granskar fungerar inte."
        text, path = (one, own[0].initiative.get_absolute_url()) if len(own) == 1 else (several, f"{WORKLIST}#lankar")
        notify([person], Topic.FRESHNESS, text=text, path=path, by=None)
    LinkCheck.objects.filter(url__in=urls).update(is_waiting=False)
