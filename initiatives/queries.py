"""Reads for the catalogue's pages that are more than one queryset."""

from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from django.db import connection
from django.http import QueryDict
from django.utils.text import capfirst

from barnratt.core.swedish_order import swedish_key
from barnratt.search import vocabulary
from barnratt.search.queries import word_lists
from barnratt.search.query import parse
from initiatives.cards import cards
from initiatives.catalogue import EVERYTHING, count_each, search
from initiatives.models import FacetValue, Initiative, StartingQuestion, Term
from initiatives.parts import Lister
from initiatives.selection import FACETS, Selection
from regions.places import peers

# A facet shows so many values at first; the rest are a click away.
FIRST_VALUES = 8
# Without a county chosen the municipalities with most entries are offered, not all 290.
MUNICIPALITIES_WITHOUT_COUNTY = 12
CHUNK = 500
# With fewer hits than this, entries that have only some of the words are shown below them.
FEW = 6
NEAREST = 5


def all_of(selection, *, user):
    """Every entry of the selection in its order, fetched in chunks, each ready for a list (parts.Listed)."""
    pks, lister = search(selection.words, selection.chosen, sort=selection.sort, size=EVERYTHING).pks, Lister()
    for start in range(0, len(pks), CHUNK):
        rows = Initiative.objects.visible_to(user).in_bulk(pks[start : start + CHUNK])
        yield from lister.ready([rows[pk] for pk in pks[start : start + CHUNK] if pk in rows])


@dataclass(frozen=True)
class ShownFacet:
    name: str
    label: str
    options: list
    open: bool
    searchable: bool
    hint: str


def shown_facets(selection, hits):
    """The facets of the filter column. Long lists begin with what would give most, short ones keep their order."""
    shown = []
    for facet in FACETS.values():
        options, hint = hits.facets.get(facet.name, []), ""
        if facet.name == "kommun":
            options, hint = _municipalities(selection, options)
        long = len(options) > FIRST_VALUES
        if long:
            options = sorted(options, key=lambda option: -option.count)
        if options:
            shown.append(ShownFacet(facet.name, facet.label, options, facet.open, facet.searchable and long, hint))
    return shown


def _municipalities(selection, options):
    """The municipalities of the chosen counties, or those with most entries."""
    counties = selection.chosen.get("lan")
    if counties:
        return [option for option in options if option.parent in counties or option.selected], ""
    most = sorted(options, key=lambda option: (not option.selected, -option.count))[:MUNICIPALITIES_WITHOUT_COUNTY]
    chosen = {option.value for option in most}
    hint = "Välj ett län för att se alla kommuner i det." if len(options) > len(most) else ""
    return [option for option in options if option.value in chosen], hint


@dataclass(frozen=True)
class Way:
    """A changed selection that would give hits."""

    label: str
    total: int
    url: str


@dataclass(frozen=True)
class Rescue:
    """What to do when nothing was found."""

    spelling: Selection | None
    fewer_filters: list[Way]
    without_filters: Way | None


def rescue(selection, hits):
    """Ways out of an empty page: another spelling, a filter to drop with what that gives."""
    fewer = [
        Way(FACETS[facet].label, total, selection.without(facet).url())
        for facet, total in sorted(hits.without.items(), key=lambda item: -item[1])
        if total
    ]
    without_filters = None
    if not fewer and len(selection.chosen) > 1:
        total = search(selection.words, {}, size=0).total
        without_filters = Way("alla filter", total, selection.cleared_url) if total else None
    corrected = vocabulary.suggestion(selection.text) if selection.words else None
    return Rescue(selection.with_text(corrected) if corrected else None, fewer, without_filters)


def nearest(selection, hits):
    """When few entries have all the words: the best of those that have some of them. Not part of the count."""
    if not selection.words or not selection.words.any_of or hits.total >= FEW:
        return []
    # With filters that leave nothing, the words count for more than the filters.
    chosen = selection.chosen if hits.total else {}
    found = search(selection.words.any_word, chosen, size=hits.total + NEAREST).pks
    return [pk for pk in found if pk not in hits.pks][:NEAREST]


def questions_with_counts():
    """The questions to begin from, each with the number of entries that it finds today."""
    questions = list(StartingQuestion.objects.order_by("position", "pk"))
    lists = word_lists()
    searches = []
    for question in questions:
        parameters = QueryDict(question.query)
        chosen = {name: parameters.getlist(name) for name in FACETS if name in parameters}
        searches.append((parse(parameters.get("q", ""), *lists), chosen))
    return list(zip(questions, count_each(searches), strict=True))


# What two entries share counts for more the rarer it is. From all that may be shown the candidates are narrowed by one
# shared thing after another, the most telling first, as long as enough are left, and then ranked by all that they share
# and the words of the title. So the cost does not grow with the catalogue. The places of the ones in a string of bits
# are read from the gaps between them.
SIMILAR = """
WITH RECURSIVE own AS MATERIALIZED (
    SELECT slot, facets FROM initiatives_searchentry WHERE initiative_id = %(pk)s
), everything AS MATERIALIZED (
    SELECT bits & bits AS bits, bit_count(bits)::float8 AS number
    FROM initiatives_facetvalue WHERE facet = '' AND value = ''
), allowed AS MATERIALIZED (
    SELECT set_bit(CASE WHEN %(codes)s::text[] IS NULL THEN everything.bits ELSE everything.bits & (
        SELECT bit_or(bits & bits) FROM initiatives_facetvalue WHERE facet = 'kommun' AND value = ANY(%(codes)s)
    ) END, own.slot, 0) AS bits
    FROM everything, own
), telling AS MATERIALIZED (
    SELECT v.bits & everything.bits AS bits,
           CASE facet WHEN 'artikel' THEN 0.7 WHEN 'steg' THEN 0.3 WHEN 'faktor' THEN 0.3 ELSE 1 END AS weight
    FROM own, everything, initiatives_facetvalue v
    WHERE (facet, value) IN (SELECT split_part(f, ':', 1), split_part(f, ':', 2) FROM unnest(facets) f)
    AND facet = ANY(%(telling)s)
), shared AS MATERIALIZED (
    SELECT telling.bits, weight, row_number() OVER (ORDER BY weight DESC) AS place
    FROM everything, LATERAL (
        SELECT bits, weight * ln(1 + number / bit_count(bits)) AS weight FROM telling WHERE bit_count(bits) > 1
    ) telling
), narrowed AS (
    SELECT 0::bigint AS place, bits FROM allowed
    UNION ALL
    SELECT shared.place, CASE WHEN bit_count(narrowed.bits & shared.bits) >= 40
                         THEN narrowed.bits & shared.bits ELSE narrowed.bits END
    FROM narrowed JOIN shared ON shared.place = narrowed.place + 1
), candidates AS MATERIALIZED (
    SELECT sum(length(gap) + 1) OVER (ORDER BY nth) - 1 AS slot
    FROM string_to_table((SELECT bits FROM narrowed ORDER BY place DESC LIMIT 1)::text, '1')
         WITH ORDINALITY gaps(gap, nth)
    ORDER BY nth DESC OFFSET 1 LIMIT 500
)
SELECT initiative_id
FROM candidates CROSS JOIN LATERAL (
    SELECT * FROM initiatives_searchentry WHERE slot = candidates.slot LIMIT 1
) entry CROSS JOIN LATERAL (
    SELECT 3 * ts_rank(title_words, %(title)s::tsquery) + coalesce(sum(weight), 0) AS score
    FROM shared WHERE get_bit(bits, entry.slot) = 1
) in_common
WHERE score > 0
ORDER BY score + 0.015 * quality DESC, published_at DESC, initiative_id
LIMIT %(size)s
"""
TELLING_FACETS = ["slag", "artikel", "omrade", "situation", "alder", "steg", "faktor"]


def similar(initiative, *, like=None, size=4):
    """The entries that share most with this one: articles, area, kind, words of the title.

    With `like`, a municipality, only those done there or in the municipalities most like it (regions.places.peers).
    """
    codes = [like.pk, *(place.pk for place in peers.nearest(like, number=peers.WIDER))] if like else None
    title = parse(initiative.title).any_of
    with connection.cursor() as cursor:
        cursor.execute(
            SIMILAR,
            {
                "pk": initiative.pk,
                "title": title,
                "telling": TELLING_FACETS,
                "codes": codes,
                "size": size,
            },
        )
        pks = [pk for (pk,) in cursor.fetchall()]
    return cards(pks)


def suggestions(text):
    """What the search field offers while one is typing: places, terms and titles that begin so."""
    text = text.lower()
    if len(text) < 2:
        return []
    labels = FacetValue.objects.filter(label__istartswith=text).exclude(facet__in=["", "status", "granskning"])
    found = list(labels.order_by("facet", "position", "pk").values_list("label", flat=True)[:6])
    found += vocabulary.completions(text, limit=4)
    return list(dict.fromkeys(found))[:8]


def labels_of(initiative, vocabulary):
    """The labels of an entry's terms in one vocabulary, in the vocabulary's order."""
    terms = [tagging.term for tagging in initiative.taggings.all() if tagging.term.vocabulary == vocabulary]
    return ", ".join(term.label for term in sorted(terms, key=lambda term: term.position))


def articles_of(initiative):
    articles = sorted((link.article for link in initiative.article_links.all()), key=lambda article: article.number)
    return "; ".join(str(article) for article in articles)


def organisations_of(initiative):
    """Responsible first, then partners, by their present names."""
    partners = sorted((part.organisation.name for part in initiative.partnerships.all()), key=swedish_key)
    return ", ".join([initiative.organisation.name, *partners])


class TagGroup(NamedTuple):
    facet: str
    label: str
    taggings: list


# What is done by whom and with whom has its own place on the page.
ASIDE_VOCABULARIES = ("steg", "faktor", "omrade", "alder", "situation")


def tag_groups(initiative):
    """The entry's tags by vocabulary, for the column beside the text."""
    groups = []
    for name in ASIDE_VOCABULARIES:
        taggings = [tagging for tagging in initiative.taggings.all() if tagging.term.vocabulary == name]
        if taggings:
            label = capfirst(Term.Vocabulary(name).label)
            groups.append(TagGroup(name, label, sorted(taggings, key=lambda tagging: tagging.term.position)))
    return groups


class Section(NamedTuple):
    key: str
    heading: str
    told: list  # of (label, text)


SECTIONS = [
    ("vad", "Vad som gjordes", ["Utgångspunkt", "Vad som gjordes", "Barns delaktighet", "Hur barn deltog"]),
    ("resultat", "Resultat och lärdomar", ["Resultat", "Hur resultatet är känt", "Vad som inte fungerade"]),
    (
        "gora",
        "Om ni vill göra något liknande",
        ["Råd till den som vill göra likadant", "Förutsättningar", "Tid", "Kostnad", "Kompetens", "Kontaktfunktion"],
    ),
]

# Said only together with something else, so it is not missed on its own.
DEPENDENT = {"Hur barn deltog", "Hur resultatet är känt"}


def sections_of(initiative):
    """(the sections with what the entry tells, the labels of what it does not tell).

    The gaps are gathered in one sentence: a page of "uppgift saknas" hides what is there.
    """
    values = {label: value_of(initiative) for label, value_of in FIELDS}
    sections, not_told = [], []
    for key, heading, labels in SECTIONS:
        told = [(label, values[label]) for label in labels if values[label]]
        not_told += [label for label in labels if not values[label] and label not in DEPENDENT]
        if told or (
            key == "gora" and any(tagging.term.vocabulary in ("av", "med") for tagging in initiative.taggings.all())
        ):
            sections.append(Section(key, heading, told))
    if not values["Startår"] and not values["Slutår"]:
        not_told.append("År")
    return sections, not_told


def editorial_reasons(initiative):
    """(label, reason) of each tag that the editors set."""
    links = [(link.article, link) for link in initiative.article_links.all()]
    tags = [(tagging.term, tagging) for tagging in initiative.taggings.all()]
    return [(capfirst(str(what)), link.reason) for what, link in links + tags if link.by_editors and link.reason]


def names_in_order(places):
    return ", ".join(sorted((str(place) for place in places.all()), key=swedish_key))


# Everything an entry can say, with its label, in the order that a reader wants it. Exports and
# comparisons are made from this list. `None` and "" mean that nothing is said.
FIELDS = [
    ("Sammanfattning", lambda initiative: initiative.summary),
    ("Organisationer", organisations_of),
    ("Omfattning", lambda initiative: initiative.get_scope_display()),
    ("Län", lambda initiative: names_in_order(initiative.counties)),
    ("Kommuner", lambda initiative: names_in_order(initiative.municipalities)),
    ("Slag", lambda initiative: initiative.kind.label if initiative.kind else ""),
    ("Status", lambda initiative: initiative.get_status_display()),
    ("Startår", lambda initiative: initiative.start_year),
    ("Slutår", lambda initiative: initiative.end_year),
    ("Artiklar", articles_of),
    ("Utgångspunkt", lambda initiative: initiative.background),
    ("Vad som gjordes", lambda initiative: initiative.what_was_done),
    ("Barns delaktighet", lambda initiative: initiative.get_participation_display()),
    ("Hur barn deltog", lambda initiative: initiative.participation_how),
    *((capfirst(label), partial(labels_of, vocabulary=value)) for value, label in Term.Vocabulary.choices),
    ("Tid", lambda initiative: initiative.resources_time),
    ("Kostnad", lambda initiative: initiative.get_cost_class_display()),
    ("Kompetens", lambda initiative: initiative.resources_competence),
    ("Resultat", lambda initiative: initiative.results),
    ("Hur resultatet är känt", lambda initiative: initiative.results_basis),
    ("Vad som inte fungerade", lambda initiative: initiative.lessons),
    ("Råd till den som vill göra likadant", lambda initiative: initiative.advice),
    ("Förutsättningar", lambda initiative: initiative.preconditions),
    ("Kontaktfunktion", lambda initiative: initiative.contact_role),
    ("Granskning", lambda initiative: initiative.get_review_label_display()),
    ("Evidens", lambda initiative: initiative.get_evidence_display()),
    ("Bekräftat aktuellt", lambda initiative: initiative.confirmed_date and initiative.confirmed_date.isoformat()),
    ("Behöver bekräftas", lambda initiative: "ja" if initiative.needs_confirmation else ""),
    ("Källa", lambda initiative: initiative.source_title),
    ("Källans år", lambda initiative: initiative.source_year),
]


@dataclass(frozen=True)
class Row:
    """One line of a comparison: what is compared, and the value of each entry."""

    label: str
    values: list
    same: bool


# In a comparison one line says where and one says when.
NOT_COMPARED = {"Omfattning", "Län", "Kommuner", "Startår", "Slutår"}
COMPARED = [("Plats", lambda initiative: initiative.place), ("År", lambda initiative: initiative.years)]


def comparison(initiatives):
    """What two or three entries say, line by line. Lines where none says anything are left out."""
    rows = []
    fields = [field for field in FIELDS if field[0] not in NOT_COMPARED]
    for label, value_of in [*fields[:2], *COMPARED, *fields[2:]]:
        values = [value_of(initiative) for initiative in initiatives]
        if any(values):
            rows.append(Row(label, values, len(set(values)) == 1))
    return rows
