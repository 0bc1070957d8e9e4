"""Reads: what is new in what somebody watches, what the owner of an entry sees, "Mina saker", and the lists."""

import datetime
import hashlib
import json
from typing import NamedTuple

from django.contrib.postgres.aggregates import StringAgg
from django.db import connection
from django.db.models import CharField, Count, F, Max, Min, OuterRef, Q, Subquery, Sum, Value, Window
from django.db.models.functions import ExtractYear
from django.http import QueryDict
from django.urls import reverse

from barnratt.accounts.models import Role
from barnratt.search.queries import read_query
from initiatives.catalogue import EVERYTHING, changed_in_each, search
from initiatives.following.models import Collection, CollectionItem, Need, UseCount, Watch, counties_answered_for
from initiatives.following.permissions import can_see_use
from initiatives.models import Initiative, SearchEntry
from initiatives.permissions import can_edit
from initiatives.selection import FACETS, read_stored
from regions.places.models import County

# A change may be written some time before it is seen. What is told twice is sorted out anyway.
OVERLAP = datetime.timedelta(hours=1)
# What has been told a person is not new to her in another of her watches either.
NEW_IN = """
SELECT asked.watch, ARRAY(
    SELECT unnest(asked.found) EXCEPT (
        SELECT unnest(own.known)
        UNION ALL
        SELECT initiative_id FROM following_told JOIN following_watch other ON other.id = watch_id
        WHERE other.user_id = own.user_id OR other.user_id IS NULL AND own.user_id IS NULL AND other.email = own.email
    )
)
FROM json_to_recordset(%s::json) AS asked(watch bigint, found bigint[]) JOIN following_watch own ON own.id = asked.watch
"""
SHOWN = 5
AT_A_TIME = 100
# With more changed entries than this they are found by the index, as any search is.
FEW = 2_000


def in_words(selection):
    """What a selection is, as the page tells it: [("Sökord", ["”barnbokslut”"]), ("Län", ["Skåne län"]), …]."""
    lines = [("Sökord", [f"”{selection.text}”"])] if selection.text else []
    return lines + [
        (facet.label, [selection.labels[facet.name, value] for value in selection.chosen[facet.name]])
        for facet in FACETS.values()
        if facet.name in selection.chosen
    ]


class WatchShown(NamedTuple):
    """A watch as lists show it. `new` is how many entries the next letter would tell of."""

    watch: Watch
    lines: list
    address: str
    whole: bool
    new: int

    @property
    def name(self):
        return ", ".join(value for _, values in self.lines for value in values)


def read_watches(watches):
    """{query: Selection} of the watches, in two statements."""
    queries = list(dict.fromkeys(watch.query for watch in watches))
    return dict(zip(queries, read_stored(queries), strict=True))


def shown_watches(watches, *, read=None, news=None):
    """The watches with what they are about in words, and how many entries are `news` in each."""
    read, news = read or read_watches(watches), news or {}
    catalogue = reverse("initiatives:catalogue")
    return [
        WatchShown(
            watch,
            lines=in_words(read[watch.query]),
            address=f"{catalogue}?{watch.query}&sort=nyast",
            whole=_is_whole(watch.query, read[watch.query]),
            new=len(news.get(watch.pk, ())),
        )
        for watch in watches
    ]


def _is_whole(query, selection):
    """Whether all filters of a kept query still exist. Without one of them it would find more than was asked for."""
    kept = sum(len(values) for name, values in QueryDict(query).lists() if name != "q")
    return kept == selection.number_chosen


def news_of(watches, *, read=None):
    """{watch's pk: pks of what is new in it, the newest first} for the watches that have something new."""
    return new_in(watches, changed_in(watches, read=read))


def changed_in(watches, *, read=None):
    """{query: pks of what may be new in it}: what has come into the index or changed there since the watches were last
    gone through. The rest of the catalogue is not looked at.
    """
    if not watches:
        return {}
    since = min(watch.checked_at for watch in watches) - OVERLAP
    number = SearchEntry.objects.filter(indexed_at__gte=since).count()
    if not number:
        return {}
    read = read or read_watches(watches)
    queries = [query for query in dict.fromkeys(watch.query for watch in watches) if _is_whole(query, read[query])]
    searches = [(read[query].words, read[query].chosen) for query in queries]
    if number <= FEW:
        changed = changed_in_each(searches, since=since)
    else:  # the index has been made anew, or very much has been read in at once
        changed = (search(words, chosen, sort="nyast", size=EVERYTHING).pks for words, chosen in searches)
    return {query: pks for query, pks in zip(queries, changed, strict=True) if pks}


def new_in(watches, changed):
    """What is new in each watch of what may be: not there when it began, and its person has not been told of it."""
    asked = [watch for watch in watches if watch.query in changed]
    news = {}
    for start in range(0, len(asked), AT_A_TIME):
        chunk = asked[start : start + AT_A_TIME]
        found = json.dumps([{"watch": watch.pk, "found": changed[watch.query]} for watch in chunk])
        with connection.cursor() as cursor:
            cursor.execute(NEW_IN, [found])
            new = {pk: set(pks) for pk, pks in cursor.fetchall() if pks}
        news |= {
            watch.pk: [pk for pk in changed[watch.query] if pk in new[watch.pk]] for watch in chunk if watch.pk in new
        }
    return {pk: pks for pk, pks in news.items() if pks}


# Whether the entries are of use


class Use(NamedTuple):
    """What an owner sees: how many have answered what, since when, and how many collections hold the entry."""

    answers: list  # of (label, number)
    purposes: list
    total: int
    since: datetime.date | None
    collections: int


class OnEntry(NamedTuple):
    """What this room adds to an entry's own page. What everybody can read is asked about and can be saved."""

    is_public: bool
    collections: list
    use: Use | None


def on_entry(initiative, user):
    """Nothing is asked of the database for who is not signed in."""
    is_public = initiative.state in (Initiative.State.PUBLISHED, Initiative.State.ARCHIVED)
    if not user.is_authenticated:
        return OnEntry(is_public, [], None)
    collections = []
    if is_public:
        holds = CollectionItem.objects.filter(collection=OuterRef("pk"), initiative=initiative).values("pk")[:1]
        collections = list(
            Collection.objects.filter(owner=user).annotate(item=Subquery(holds)).order_by("-changed_at", "-pk")
        )
    return OnEntry(is_public, collections, use_of(initiative) if can_edit(user, initiative) else None)


def use_of(initiative):
    """The answers about an entry, and the number of collections that hold it, in one statement."""
    held = CollectionItem.objects.filter(initiative=initiative).values("initiative").annotate(n=Count("pk")).values("n")
    counts = (
        UseCount.objects.filter(initiative=initiative)
        .values("answer", "purpose")
        .annotate(total=Sum("number"), since=Min("month"))
    )
    counts = list(counts.annotate(held=Subquery(held)).order_by("answer", "purpose"))
    collections = counts[0]["held"] if counts else CollectionItem.objects.filter(initiative=initiative).count()
    return Use(
        answers=_sums(counts, "answer", UseCount.Answer),
        purposes=_sums(counts, "purpose", UseCount.Purpose),
        total=sum(row["total"] for row in counts),
        since=min((row["since"] for row in counts), default=None),
        collections=collections or 0,
    )


def _sums(rows, name, choices):
    return [(choice.label, sum(row["total"] for row in rows if row[name] == choice.value)) for choice in choices]


class UseRow(NamedTuple):
    """An entry in the list of use. `initiative` is None when the reader may not see it any more."""

    initiative: Initiative | None
    answers: dict
    purposes: dict
    total: int
    collections: int


class UseReport(NamedTuple):
    rows: list
    total: int
    published: int


def use_report(user, *, year, county):
    """The answers of a year, by entry, for a county (by the entry's counties) or, with None, for all entries."""
    counts = UseCount.objects.filter(month__year=year)
    published = Initiative.objects.published()
    if county:
        counts = counts.filter(initiative__counties=county)
        published = published.filter(counties=county)
    by_entry = {}
    for pk, answer, purpose, number in (
        counts.values_list("initiative", "answer", "purpose")
        .annotate(n=Sum("number"))
        .order_by("initiative", "answer", "purpose")
    ):
        answers, purposes = by_entry.setdefault(pk, ({}, {}))
        answers[answer] = answers.get(answer, 0) + number
        purposes[purpose] = purposes.get(purpose, 0) + number
    seen = Initiative.objects.visible_to(user).select_related("organisation").in_bulk(list(by_entry))
    held = dict(
        CollectionItem.objects.filter(initiative__in=list(by_entry))
        .values_list("initiative")
        .annotate(n=Count("pk"))
        .order_by("initiative")
    )
    rows = [
        UseRow(seen.get(pk), answers, purposes, sum(answers.values()), held.get(pk, 0))
        for pk, (answers, purposes) in by_entry.items()
    ]
    rows.sort(key=lambda row: (-row.total, row.initiative.title if row.initiative else "\uffff"))
    return UseReport(rows, sum(row.total for row in rows), published.count())


class CountyUse(NamedTuple):
    """The answers of a year about the entries of a county; `county` is None for the whole country."""

    year: int
    county: County | None
    answers: dict
    purposes: dict
    entries: int  # that have answers
    constructed: int  # answers about made-up examples
    published: int  # now


def use_by_county(counties, *, years, whole):
    """A row for each year and county, also where nobody has answered, and with `whole` one for the country first."""
    numbers = _use_by("initiative__counties") | (_use_by(None) if whole else {})
    published = dict(
        Initiative.objects.published().values_list("counties").annotate(n=Count("pk")).order_by("counties")
    )
    published[None] = Initiative.objects.published().count()
    places = ([None] if whole else []) + list(counties)
    nothing = ({}, {}, 0, 0)
    return [
        CountyUse(
            year,
            county,
            *numbers.get((year, county and county.pk), nothing),
            published.get(county and county.pk, 0),
        )
        for year in years
        for county in places
    ]


def _use_by(place):
    """{(year, key of the place): the middle of a CountyUse}. Without a place it is all entries, with None as key."""
    key = F(place) if place else Value(None, output_field=CharField())
    counts = UseCount.objects.annotate(year=ExtractYear("month"), place=key).order_by()
    if place:
        counts = counts.exclude(place=None)
    made_up = Sum("number", filter=Q(initiative__constructed=True), default=0)
    found = {
        (year, place): ({}, {}, entries, constructed)
        for year, place, entries, constructed in counts.values_list("year", "place").annotate(
            entries=Count("initiative", distinct=True), constructed=made_up
        )
    }
    for year, place, answer, purpose, number in counts.values_list("year", "place", "answer", "purpose").annotate(
        n=Sum("number")
    ):
        answers, purposes, *_ = found[year, place]
        answers[answer] = answers.get(answer, 0) + number
        purposes[purpose] = purposes.get(purpose, 0) + number
    return found


def years_with_use(today):
    """The years that have answers, the latest first, and always this year."""
    first = UseCount.objects.aggregate(first=Min("month"))["first"]
    return list(range(today.year, (first or today).year - 1, -1))


# Collections


class Held(NamedTuple):
    """An entry in a collection; `initiative` is None when the reader may not see it any more."""

    item: CollectionItem
    initiative: Initiative | None


def held_in(collection, user):
    """The entries of a collection in its order, with what the reader may see of each."""
    items = list(collection.items.order_by("position", "pk"))
    seen = Initiative.objects.visible_to(user).select_related("organisation", "kind")
    seen = seen.prefetch_related("counties", "municipalities").in_bulk([item.initiative_id for item in items])
    return [Held(item, seen.get(item.initiative_id)) for item in items]


# Unmet needs


def key_of(selection, words):
    """The same for searches that ask for the same thing: in other forms or another order of the words."""
    query = read_query(words)
    terms = sorted("|".join(sorted(" ".join(run) for run in term.runs)) for term in query.terms)
    terms += sorted("-" + "|".join(sorted(" ".join(run) for run in term.runs)) for term in query.negated)
    # Where is a column of its own, so that one thing missing in two counties is one thing.
    filters = sorted(
        f"{name}:{value}" for name, values in selection.chosen.items() if name not in PLACES for value in values
    )
    text = "\n".join([*(terms or [" ".join(words.lower().split())]), "", *filters])
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


PLACES = ("lan", "kommun")


def grouped_needs(needs):
    """Needs that ask for the same thing as one row: the latest of them, where they are, how many and how many new."""
    latest = Need.objects.filter(key=OuterRef("key"), pk__in=needs.values("pk")).order_by("-created_at", "-pk")
    return (
        needs.order_by()
        .values("key")
        .annotate(
            number=Count("pk"),
            new=Count("pk", filter=Q(state=Need.State.NEW)),
            latest=Max("created_at"),
            counties=StringAgg(
                "county__name", delimiter=", ", distinct=True, order_by="county__name", default=Value("")
            ),
            pk=Subquery(latest.values("pk")[:1]),
            words=Subquery(latest.values("words")[:1]),
        )
    )


# "Mina saker" on the start page


class Mine(NamedTuple):
    """What concerns somebody who is signed in, gathered on the start page."""

    unread: list
    unread_number: int
    watches: list
    collections: list
    initiatives: list
    initiatives_number: int
    answers_needs: bool
    sees_use: bool


def mine(user):
    """At most ten statements, however much there is (tests/initiatives/following/test_mine.py)."""
    unread = list(
        user.notifications.unread().annotate(total=Window(Count("pk"))).order_by("-created_at", "-pk")[:SHOWN]
    )
    watches = list(Watch.objects.visible_to(user).running().defer("known").order_by("-created_at", "-pk")[:SHOWN])
    read = read_watches(watches)
    collections = Collection.objects.filter(owner=user).with_numbers().order_by("-changed_at", "-pk")
    initiatives = _of_my_organisations(user)
    return Mine(
        unread=unread,
        unread_number=unread[0].total if unread else 0,
        watches=shown_watches(watches, read=read, news=news_of(watches, read=read)),
        collections=list(collections[:SHOWN]),
        initiatives=initiatives,
        initiatives_number=initiatives[0].total if initiatives else 0,
        answers_needs=bool(counties_answered_for(user)) or user.has_national(Role.NATIONAL_COORDINATOR),
        sees_use=bool(can_see_use(user)),
    )


def _of_my_organisations(user):
    """The entries that wait for somebody in the person's organisations to do something."""
    own = user.organisations_with(Role.MEMBER)
    if not own:
        return []
    waits = Q(state__in=[Initiative.State.DRAFT, Initiative.State.SUBMITTED]) | Q(
        state=Initiative.State.PUBLISHED, needs_confirmation=True
    )
    found = Initiative.objects.visible_to(user).filter(waits, organisation__in=own)
    return list(found.annotate(total=Window(Count("pk"))).order_by("-changed_at", "-pk")[:SHOWN])
