"""What the analyser promises, held against the real PostgreSQL."""

import itertools

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from barnratt.search.highlight import matches
from barnratt.search.query import parse
from barnratt.search.tsvector import tsvector
from tests.search.test_analyser import wild_text
from tests.search.test_query import RELATED, SAME, wild_query

pytestmark = pytest.mark.django_db


def ask(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]


def finds(query, text, how="loose"):
    tsquery = getattr(parse(query, SAME, RELATED), how)
    return ask("SELECT %s::tsvector @@ %s::tsquery", tsvector({"C": text}), tsquery)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("bokslut", "Årets barnbokslut"),
        ("barnbokslut", "Årets bokslut för barn"),
        ("barnbokslut", "barnens bokslut"),
        ("barnbokslut", "barn- och ungdomsbokslut"),
        ("konsekvensanalys", "barnkonsekvensanalyserna"),
        ("barnkonsekvensanalys", "konsekvensanalys för barn"),
        ("barnrätt", "barnrättsstrategen"),
        ("skola", "skolportalen"),
        ("skolorna", "en skola"),
        ("Göteborg", "Göteborgs Stad"),
        ("tidaholm", "Tidaholms kommun"),
        ("Vara", "Vara kommun"),
        ("landsting", "Region Värmland"),
        ("Sveriges Kommuner och Regioner", "SKL:s rapport"),
        ("Agenda 2030", "Agenda-2030-arbete"),
        ("icke-diskriminering", "ickediskriminering"),
        ("ickediskriminering", "icke-diskriminering"),
        ("artikel 12", "artiklarna 3, 6 och 12"),
        ('"barnets bästa"', "Vad är barnens bästa?"),
        ("Vilka initiativ stärker barnets rätt till delaktighet?", "Delaktighet på riktigt"),
        ("i och att", "att vara i tiden och rummet"),
        ("kultur -idrott", "kultur"),
    ],
)
def test_the_text_is_found(query, text):
    assert finds(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("barnbokslut", "Ett bokslut om allt annat än just barn"),
        ("far", "får"),
        ('"bokslut"', "barnbokslut"),
        ('"barn i skola"', "barn och skola"),
        ("kultur -idrott", "kultur och skolidrotten"),
        ("inflytande", "ungdomsråd"),
        ("mun", "kommun"),
    ],
)
def test_the_text_is_not_found(query, text):
    assert not finds(query, text)


def test_the_halves_of_a_compound_are_looked_for_in_the_short_texts_only():
    query = parse("barnbokslut")
    vector = tsvector({"C": "Kommunens plan", "D": ["Årets bokslut för barn"]})
    assert not ask("SELECT %s::tsvector @@ %s::tsquery", vector, query.loose)


def test_related_words_are_found_in_the_widest_query_only():
    assert not finds("ungdomsråd", "barns inflytande")
    assert finds("ungdomsråd", "barns inflytande", "related")


def test_words_rank_above_parts_of_words_when_the_exact_query_weighs_in():
    query = parse("bokslut")
    assert ask("SELECT %s::tsvector @@ %s::tsquery", tsvector({"D": "bokslut"}), query.exact)
    assert not ask("SELECT %s::tsvector @@ %s::tsquery", tsvector({"D": "barnbokslut"}), query.exact)


SOME_WORDS = """
barn barnets bokslut barnbokslut för skola skolor grundskola landsting region ungdomsråd inflytande prövning av bästa
BKA artikel 12 e-tjänst delaktighet stärka ungdoms- och nämnden
"""
WORDS = st.lists(st.sampled_from(SOME_WORDS.split()), max_size=8).map(" ".join)


class InPostgres(TestCase):
    @given(wild_text)
    def test_any_text_can_be_stored(self, text):
        vector = tsvector({"A": text, "B": [text], "D": text})
        assert ask("SELECT length(%s::tsvector)", vector) == vector.count("':")

    @given(wild_query)
    def test_any_query_can_be_asked(self, text):
        query = parse(text, SAME, RELATED)
        tsqueries = [query.exact, query.loose, query.related, query.any_of, query.ranking, query.without]
        for tsquery in itertools.chain(tsqueries, *query.wanted, *query.any_word.wanted):
            if tsquery:
                ask("SELECT numnode(%s::tsquery)", tsquery)

    @given(WORDS, WORDS)
    def test_narrow_finds_are_among_the_wide(self, query, text):
        if query:
            exact, loose, related = (finds(query, text, how) for how in ("exact", "loose", "related"))
            assert exact <= loose <= related

    @given(WORDS, WORDS)
    def test_term_by_term_finds_the_same_as_all_at_once(self, query, text):
        parsed, vector = parse(query, SAME, RELATED), tsvector({"C": text})
        if not parsed:
            return

        def has(tsquery):
            return bool(tsquery) and ask("SELECT %s::tsvector @@ %s::tsquery", vector, tsquery)

        def has_term(term, how):
            return (
                has(getattr(term, how))
                or (has(term.phrase_words) and has(term.phrases))
                or (has(term.halves) and has(term.close))
            )

        for how in ("held", "wide"):
            found = [has_term(term, how) for term in parsed.wanted]
            enough = sum(found) >= len(found) - parsed.may_miss_one
            expected = finds(query, text, "loose" if how == "held" else "related")
            assert (enough and not has(parsed.without)) == expected
        any_word = parsed.any_word
        found = all(has_term(term, "held") for term in any_word.wanted) and not has(any_word.without)
        assert found == (not any_word.loose or has(any_word.loose))

    @given(WORDS, WORDS)
    def test_what_is_found_is_marked(self, query, text):
        parsed = parse(query, SAME, RELATED)
        if query and finds(query, text, "related"):
            # In a question one word may be missing; here there are none.
            found = {number for _, _, number in matches(text, parsed)}
            assert found or not parsed.required

    @given(WORDS, st.sampled_from(["skola", "bokslut", '"barnets bästa"', "landsting"]))
    def test_minus_excludes_what_the_word_finds(self, text, word):
        assert finds(f"-{word}", text) != finds(word, text)
