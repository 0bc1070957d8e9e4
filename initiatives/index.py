"""The catalogue's search index: what is found and counted is what stands here.

Two tables. `SearchEntry` has a row per published entry with its word vectors and a slot number.
`FacetValue` has a row per value of a facet with a string of bits: bit n is set when the entry in
slot n has the value. Counting a facet is then AND and bit_count, at a cost that hardly depends on
the number of hits (measured in benchmarks/README.md).

Every action that changes an entry calls `refresh` in its own transaction, so counts are right at
the moment of commit. `rebuild` makes it all anew.
"""

import gc
from collections import Counter

from django.contrib.postgres.indexes import GinIndex
from django.db import connection, transaction

from barnratt.convention.models import Article
from barnratt.core.swedish_order import swedish_key
from barnratt.search import vocabulary
from barnratt.search.tsvector import tsvectors
from initiatives.models import FacetValue, Initiative, Kind, Link, SearchEntry, Term, ToIndex
from regions.places.models import County, Municipality, Organisation

# Bit strings grow by this many slots at a time. A multiple of 64: `initiatives_matching` builds them of 64-bit words.
SLOTS_STEP = 1024

# What an entry is worth among equals, in steps so far apart that they decide before what it tells does.
REVIEW_QUALITY = {
    Initiative.ReviewLabel.REGISTERED: 0,
    Initiative.ReviewLabel.REVIEWED: 20,
    Initiative.ReviewLabel.IN_DEPTH: 40,
}
HISTORICAL_QUALITY = -30
UNCONFIRMED_QUALITY = -25
# What helps somebody who wants to do the same: a point each.
TELLING_FIELDS = ("what_was_done", "participation", "results", "lessons", "advice", "preconditions", "contact_role")
TELLING_VOCABULARIES = {Term.Vocabulary.DOER, Term.Vocabulary.PARTNER}


def refresh(initiative):
    """Bring the index in step with one entry. Call it last in every action that changes what is found."""
    with transaction.atomic():
        _lock()
        old = SearchEntry.objects.filter(initiative=initiative).first()
        if initiative.state != Initiative.State.PUBLISHED:
            if old:
                _set_bits(old.facets, old.slot, 0)
                vocabulary.update(set(old.words), set())
                old.delete()
            return
        entry = _search_entry(
            Initiative.objects.for_index().get(pk=initiative.pk), slot=old.slot if old else _next_slot()
        )
        _know(entry.facets)
        _make_room(entry.slot)
        if old:
            _set_bits(set(old.facets) - set(entry.facets), entry.slot, 0)
        _set_bits(set(entry.facets) - set(old.facets if old else ()), entry.slot, 1)
        SearchEntry.objects.filter(initiative=initiative).delete()
        _copy_entries([entry])
        vocabulary.update(set(old.words if old else ()), set(entry.words))


def ask_for(initiatives):
    """Let entries that come many at a time wait for `catch_up`, so that nobody waits for them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO initiatives_toindex (initiative_id) SELECT unnest(%s::bigint[]) ON CONFLICT DO NOTHING",
            [[one.pk for one in initiatives]],
        )


def ask_for_those_of_renamed_organisations():
    """An entry is found by the names of its organisations, so it waits when one of them has got another since."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH renamed AS (
                SELECT id AS organisation_id, renamed_at FROM places_organisation WHERE renamed_at IS NOT NULL
            ),
            theirs AS (
                SELECT id AS initiative_id, renamed_at FROM initiatives_initiative JOIN renamed USING (organisation_id)
                UNION ALL
                SELECT initiative_id, renamed_at FROM initiatives_partnership JOIN renamed USING (organisation_id)
            )
            INSERT INTO initiatives_toindex (initiative_id)
            SELECT DISTINCT initiative_id FROM theirs JOIN initiatives_searchentry USING (initiative_id)
            WHERE renamed_at > indexed_at ON CONFLICT DO NOTHING
            """
        )


def catch_up(*, chunk_size=300):
    """Bring what waits into the index, some at a time. Returns how many there were."""
    done = 0
    ask_for_those_of_renamed_organisations()
    while pks := list(ToIndex.objects.order_by("pk").values_list("pk", flat=True)[:chunk_size]):
        _refresh_many(pks)
        done += len(pks)
    return done


@transaction.atomic
def remove(initiatives):
    """Take entries out of the index that are about to be taken away. Call it first in the action."""
    _lock()
    pks = [one.pk for one in initiatives]
    ToIndex.objects.filter(pk__in=pks).delete()
    _take_out(pks)


@transaction.atomic
def _refresh_many(pks):
    _lock()
    pks = list(ToIndex.objects.select_for_update().filter(pk__in=pks).order_by("pk").values_list("pk", flat=True))
    _take_out(pks)
    slots = _free_slots(len(pks))
    chunk = Initiative.objects.published().for_index().filter(pk__in=pks).order_by("pk")
    entries = [_search_entry(initiative, slot=slot) for initiative, slot in zip(chunk, slots, strict=False)]
    if entries:
        _know({facet for entry in entries for facet in entry.facets})
        _make_room(max(entry.slot for entry in entries))
        _set_many([(entry.facets, entry.slot) for entry in entries], 1)
        _copy_entries(entries)
    words = Counter()
    for entry in entries:
        words.update(entry.words)
    vocabulary.change(words)
    ToIndex.objects.filter(pk__in=pks).delete()


def _take_out(pks):
    old = list(SearchEntry.objects.filter(pk__in=pks))
    _set_many([(entry.facets, entry.slot) for entry in old], 0)
    words = Counter()
    for entry in old:
        words.subtract(entry.words)
    vocabulary.change(words)
    SearchEntry.objects.filter(pk__in=[entry.pk for entry in old]).delete()


@transaction.atomic
def rebuild(*, progress=lambda done, total: None, chunk_size=1000):
    """Make the index anew from the published entries. Readers see the old one until it is ready.

    `progress(done, total)` is called after each chunk.
    """
    sync_facet_values()
    _lock()
    SearchEntry.objects.all().delete()
    with connection.cursor() as cursor:
        # The word indexes take what is new in one go at the end, instead of a little now and then.
        cursor.execute("SET LOCAL gin_pending_list_limit = '1GB'; SET LOCAL work_mem = '128MB'")
    ToIndex.objects.all().delete()
    pks = list(Initiative.objects.published().order_by("pk").values_list("pk", flat=True))
    capacity = max(SLOTS_STEP, -(-len(pks) // SLOTS_STEP) * SLOTS_STEP)
    members = {}
    frequencies = Counter()
    for start in _without_collector(range(0, len(pks), chunk_size)):
        chunk = Initiative.objects.for_index().filter(pk__in=pks[start : start + chunk_size]).order_by("pk")
        entries = [_search_entry(initiative, slot=slot) for slot, initiative in enumerate(chunk, start)]
        _copy_entries(entries)
        for entry in entries:
            frequencies.update(entry.words)
            for facet in entry.facets:
                bits = members.setdefault(facet, bytearray(capacity // 8))
                bits[entry.slot // 8] |= 0x80 >> entry.slot % 8
        progress(min(start + chunk_size, len(pks)), len(pks))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE initiatives_facetvalue SET bits = repeat('0', %s)::varbit", [capacity])
        cursor.executemany(
            "UPDATE initiatives_facetvalue SET bits = %s::varbit WHERE facet = %s AND value = %s",
            [("x" + bits.hex(), *facet.split(":", 1)) for facet, bits in members.items()],
        )
    vocabulary.rebuild(frequencies)
    with connection.cursor() as cursor:
        for index in SearchEntry._meta.indexes:
            if isinstance(index, GinIndex):
                cursor.execute("SELECT gin_clean_pending_list(%s)", [index.name])
        cursor.execute("RESET gin_pending_list_limit; RESET work_mem")
        cursor.execute("ANALYZE initiatives_searchentry, initiatives_facetvalue")


def _without_collector(steps):
    """The steps of a long run, with the garbage collector at work between them only: it saves an eighth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        for step in steps:
            yield step
            gc.collect(0)
    finally:
        if was_on:
            gc.enable()


def facets_of(initiative):
    """The facet values of an entry as {"lan:05", "artikel:12", …}; ":" alone is "published"."""
    organisations = [initiative.organisation, *initiative.partners.all()]
    values = {
        "lan": [county.code for county in initiative.counties.all()],
        "kommun": [municipality.code for municipality in initiative.municipalities.all()],
        "artikel": [article.number for article in initiative.articles.all()],
        "slag": [initiative.kind_id],
        "aktor": [organisation.kind for organisation in organisations],
        "material": [link.material for link in initiative.links.all()],
        "evidens": [initiative.evidence] if initiative.evidence else [],
        "granskning": [initiative.review_label],
        "status": [initiative.status],
    }
    return {
        ":",
        *(f"{facet}:{value}" for facet, members in values.items() for value in members),
        *(f"{term.vocabulary}:{term.key}" for term in initiative.terms.all()),
    }


def quality_of(initiative):
    """What raises or lowers an entry among equals: its review, how much it tells, and whether it is still so."""
    told = sum(bool(getattr(initiative, name)) for name in TELLING_FIELDS)
    told += len({term.vocabulary for term in initiative.terms.all()} & TELLING_VOCABULARIES)
    past = HISTORICAL_QUALITY if initiative.is_historical else 0
    unconfirmed = UNCONFIRMED_QUALITY if initiative.needs_confirmation else 0
    return REVIEW_QUALITY[initiative.review_label] + told + past + unconfirmed


def sync_facet_values():
    """Let every value of every vocabulary have its row, with its present label and place."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(length(bits)), %s) FROM initiatives_facetvalue", [SLOTS_STEP])
        capacity = cursor.fetchone()[0]
        cursor.executemany(
            """
            INSERT INTO initiatives_facetvalue (facet, value, label, position, parent, bits)
            VALUES (%s, %s, %s, %s, %s, repeat('0', %s)::varbit)
            ON CONFLICT (facet, value) DO UPDATE
            SET label = excluded.label, position = excluded.position, parent = excluded.parent
            """,
            [(*row, capacity) for row in _vocabulary_rows()],
        )


def _vocabulary_rows():
    """(facet, value, label, position, parent) of everything that can be chosen in a facet."""
    yield "", "", "", 0, ""
    counties = sorted(County.objects.all(), key=lambda county: swedish_key(county.short_name))
    for position, county in enumerate(counties):
        yield "lan", county.code, county.name, position, ""
    municipalities = sorted(Municipality.objects.all(), key=lambda municipality: swedish_key(municipality.short_name))
    for position, municipality in enumerate(municipalities):
        yield "kommun", municipality.code, municipality.short_name, position, municipality.county_id
    for article in Article.objects.all():
        yield "artikel", str(article.number), str(article), article.number, article.cluster_id
    for kind in Kind.objects.all():
        yield "slag", kind.key, kind.label, kind.position, ""
    for term in Term.objects.all():
        yield term.vocabulary, term.key, term.label, term.position, ""
    for facet, choices in (
        ("aktor", Organisation.Kind),
        ("material", Link.Material),
        ("evidens", Initiative.Evidence),
        ("granskning", Initiative.ReviewLabel),
        ("status", Initiative.Status),
    ):
        for position, (value, label) in enumerate(choices.choices):
            yield facet, value, label, position, ""


def _search_entry(initiative, *, slot):
    title = initiative.title
    tags = list(_tag_texts(initiative))
    body = [getattr(initiative, name) for name in Initiative.BODY_FIELDS]
    title_words, short_words, all_words = tsvectors({"A": title, "B": tags, "C": initiative.summary, "D": body}, "ACD")
    return SearchEntry(
        initiative=initiative,
        slot=slot,
        quality=quality_of(initiative),
        published_at=initiative.published_at,
        title_key=swedish_key(title),
        facets=sorted(facets_of(initiative)),
        words=sorted(vocabulary.words_of(title, *tags, initiative.summary, *body)),
        title_words=title_words,
        short_words=short_words,
        all_words=all_words,
    )


def _tag_texts(initiative):
    """What an entry is tagged with, as words to search for: who, where, what and which articles."""
    yield initiative.organisation_name_then
    for organisation in (initiative.organisation, *initiative.partners.all()):
        yield from organisation.names
    for municipality in initiative.municipalities.all():
        yield municipality.display_name
        yield municipality.short_name
    for county in initiative.counties.all():
        yield county.name
        yield county.short_name
    yield initiative.kind.label
    for article in initiative.articles.all():
        yield str(article)
    for term in initiative.terms.all():
        yield term.label


def _copy_entries(entries):
    columns = SearchEntry._meta.concrete_fields
    names = ", ".join(connection.ops.quote_name(field.column) for field in columns)
    with connection.cursor() as cursor, cursor.copy(f"COPY initiatives_searchentry ({names}) FROM STDIN") as copy:
        for entry in entries:
            copy.write_row([getattr(entry, field.attname) for field in columns])


def _lock():
    """One writer at a time, until the transaction ends: slots stay unique and rows are never locked crosswise."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE initiatives_facetvalue IN SHARE ROW EXCLUSIVE MODE")


def _know(facets):
    """A value that is new to its vocabulary gets its row."""
    known = {f"{facet}:{value}" for facet, value in FacetValue.objects.values_list("facet", "value")}
    if not known.issuperset(facets):
        sync_facet_values()


def _next_slot():
    """The lowest free slot, so that the bit strings stay as short as the catalogue."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT coalesce(min(slot), 0) FROM (
                SELECT 0 AS slot WHERE NOT EXISTS (SELECT FROM initiatives_searchentry WHERE slot = 0)
                UNION ALL
                (SELECT a.slot + 1 FROM initiatives_searchentry a
                 WHERE NOT EXISTS (SELECT FROM initiatives_searchentry b WHERE b.slot = a.slot + 1)
                 ORDER BY a.slot LIMIT 1)
            ) free
            """
        )
        return cursor.fetchone()[0]


def _make_room(slot):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE initiatives_facetvalue SET bits = bits || repeat('0', %s)::varbit WHERE length(bits) <= %s",
            [SLOTS_STEP, slot],
        )


def _free_slots(number):
    """So many of the lowest free slots."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT slot FROM generate_series(0, (SELECT count(*) FROM initiatives_searchentry) + %s) AS slot
            WHERE NOT EXISTS (SELECT FROM initiatives_searchentry taken WHERE taken.slot = slot.slot)
            ORDER BY slot LIMIT %s
            """,
            [number, number],
        )
        return [slot for (slot,) in cursor]


def _set_many(entries, bit):
    """Set or clear the bits of many entries, given as (facets, slot): every value's bits are read and written once."""
    slots_of = {}
    for facets, slot in entries:
        for facet in facets:
            slots_of.setdefault(tuple(facet.split(":", 1)), []).append(slot)
    if not slots_of:
        return
    names, values = zip(*slots_of, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT id, facet, value, bits::text FROM initiatives_facetvalue
            WHERE (facet, value) IN (SELECT * FROM unnest(%s::text[], %s::text[]))
            """,
            [list(names), list(values)],
        )
        found = cursor.fetchall()
        if len(found) != len(slots_of):
            raise LookupError("Facettvärden saknas i indexet. Kör reindex_search.")
        changed = []
        for pk, facet, value, bits in found:
            digits = bytearray(bits, "ascii")
            for slot in slots_of[facet, value]:
                digits[slot] = 48 + bit
            changed.append((digits.decode(), pk))
        cursor.executemany("UPDATE initiatives_facetvalue SET bits = %s::varbit WHERE id = %s", changed)


def _set_bits(facets, slot, bit):
    if not facets:
        return
    names, values = zip(*(facet.split(":", 1) for facet in facets), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE initiatives_facetvalue SET bits = set_bit(bits, %s, %s)
            WHERE (facet, value) IN (SELECT * FROM unnest(%s::text[], %s::text[]))
            """,
            [slot, bit, list(names), list(values)],
        )
        if cursor.rowcount != len(facets):
            raise LookupError(f"Facettvärden saknas i indexet: {sorted(facets)}. Kör reindex_search.")
