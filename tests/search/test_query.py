import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from barnratt.search.query import MOST_TERMS, parse
from tests.search.test_analyser import wild_text

SAME = [
    ("landsting", "region"),
    ("SKL", "SKR", "Sveriges Kommuner och Regioner"),
    ("BO", "Barnombudsmannen"),
    ("prövning av barnets bästa", "BKA"),
]
RELATED = [("ungdomsråd", "inflytande"), ("BKA", "barnchecklista"), ("delaktighet", "komma till tals")]

wild_query = wild_text | st.lists(
    st.sampled_from(
        ['"', "-", "barn", "skola", "prövning av barnets bästa", "artikel 12", "e-tjänst", "ungdomsråd", " "]
    )
).map("".join)


def required(text):
    return [term.runs[0] for term in parse(text).required]


@pytest.mark.parametrize(
    ("text", "exact", "loose"),
    [
        ("skolorna", "'skola'", "('skola' | '~skola')"),
        ("Göteborg", "'göteborg'", "('göteborg' | '~göteborg')"),
        ('"barnens rättigheter"', "('barn' <-> 'rättighet')", "('barn' <-> 'rättighet')"),
        ('"bokslut"', "'bokslut'", "'bokslut'"),
        (
            "kultur -idrott",
            "('kultur' & !('idrott' | '~idrott'))",
            "(('kultur' | '~kultur') & !('idrott' | '~idrott'))",
        ),
        ('-"barnets bästa"', "!('barn' <-> 'bästa')", "!('barn' <-> 'bästa')"),
        ("e-tjänst", "(('e' <-> 'tjänst') | 'etjänst')", "(('e' <-> 'tjänst') | 'etjänst' | '~etjänst')"),
        ("landstingen", "('landsting' | 'region')", "('landsting' | 'region' | '~landsting' | '~region')"),
        ("och", "'och'", "('och' | '~och')"),
        ("", "", ""),
        ('" - ""', "", ""),
    ],
)
def test_a_query_becomes_tsqueries(text, exact, loose):
    query = parse(text, SAME, RELATED)
    assert (query.exact, query.loose) == (exact, loose)


def test_an_empty_query_is_false():
    assert not parse("")
    assert not parse("…")
    assert parse("-skola")


def test_a_compound_also_finds_its_halves_close_together():
    loose = parse("barnbokslut").loose
    for near in ("<0>", "<1>", "<2>", "<3>"):
        assert f"('barn':ABC | '~barn':ABC) {near} ('bokslut':ABC | '~bokslut':ABC)" in loose
    assert "(('bokslut':ABC | '~bokslut':ABC) <2> ('barn':ABC | '~barn':ABC))" in loose
    assert parse("barnbokslut").exact == "'barnbokslut'"


def test_a_word_and_its_number_belong_together():
    assert parse("artikel 12").exact == "('artikel' <-> '12')"
    assert parse("barnbokslut 2022").exact == "('barnbokslut' & '2022')"


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("Vilka initiativ stärker barnets rätt till delaktighet?", [("delaktighet",)]),
        ("Vilka initiativ skulle en kommun kunna genomföra tillsammans med civilsamhället?", [("civilsamhälle",)]),
        ("Hur gör andra kommuner barnbokslut?", [("barnbokslut",)]),
        ("Hur kan vi arbeta med barnets bästa i socialtjänsten?", [("bästa",), ("socialtjänst",)]),
        ("exempel på barnbokslut", [("barnbokslut",)]),
        ("goda exempel", [("god",), ("exempel",)]),
        ("barn kommun", [("barn",), ("kommun",)]),
        ("barns rättigheter", [("barn",), ("rättighet",)]),
        ("initiativ", [("initiativ",)]),
        ("hur", [("hur",)]),
        ("att vara", [("att",), ("vara",)]),
    ],
)
def test_a_question_needs_its_telling_words_only(question, wanted):
    assert required(question) == wanted


def test_optional_words_still_count_for_rank():
    query = parse("Vilka initiativ stärker barnets rätt till delaktighet?")
    assert query.question
    assert "'stärka'" in query.ranking
    assert "'stärka'" in query.exact
    assert "'stärka'" not in query.loose


def test_a_question_with_three_telling_words_may_miss_one():
    query = parse("Hur kan skolan arbeta med kultur och trygghet?")
    assert query.loose == (
        "((('kultur' | '~kultur') & ('trygghet' | '~trygghet')) | (('skola' | '~skola') & ('trygghet' | '~trygghet'))"
        " | (('skola' | '~skola') & ('kultur' | '~kultur')))"
    )
    assert "|" not in parse("skola kultur trygghet").exact


def test_words_that_mean_the_same_may_be_several():
    query = parse("prövning av barnets bästa i SKR", SAME)
    assert [term.text for term in query.terms] == ["prövning av barnets bästa", "SKR"]
    assert query.exact == (
        "((('prövning' <-> 'av' <-> 'barn' <-> 'bästa') | 'bka') & ('skr' | 'skl' | "
        "('sverige' <-> 'kommun' <-> 'och' <-> 'region')))"
    )


def test_the_same_words_go_both_ways_and_related_words_one_way():
    assert parse("BKA", SAME).exact == "('bka' | ('prövning' <-> 'av' <-> 'barn' <-> 'bästa'))"
    assert parse("ungdomsråd", SAME, RELATED).related_words == ("inflytande",)
    assert "'inflytande'" in parse("ungdomsråd", SAME, RELATED).related
    assert "'inflytande'" not in parse("ungdomsråd", SAME, RELATED).loose
    assert parse("inflytande", SAME, RELATED).related_words == ()
    # What is related to a word is related to all that mean the same.
    assert parse("prövningar av barnets bästa", SAME, RELATED).related_words == ("barnchecklista",)
    assert parse("delaktighet", SAME, RELATED).related.endswith("| ('komma' <-> 'till' <-> 'tal'))")


def test_quoted_words_are_taken_as_they_are():
    query = parse('"landsting" “ungdomsråd”', SAME, RELATED)
    assert query.exact == query.loose == query.related == "('landsting' & 'ungdomsråd')"


def test_without_hits_one_word_is_enough():
    query = parse("barnbokslut trygghet -skola")
    assert "'bokslut'" in query.any_of
    assert query.any_of.endswith("& !('skola' | '~skola'))")


def test_a_minus_inside_a_word_is_a_hyphen():
    assert parse("icke-diskriminering").negated == ()
    assert [term.text for term in parse("kultur −idrott –lek").negated] == ["idrott", "lek"]


def test_repeated_words_count_once():
    assert len(parse("skola skolan skolor").terms) == 1


@pytest.mark.parametrize(
    "text",
    [
        "'; DROP TABLE initiatives; --",
        "a & b | !c <-> d:*",
        "\\'",
        "((",
        ":*",
        "<script>alert(1)</script>",
        "%s %(x)s {}",
    ],
)
def test_operators_are_only_characters(text):
    without_quotes = re.sub(r"'(?:[^']|'')*'", "x", parse(text).related)
    assert re.fullmatch(r"[x&|!()<> 0-3-]*", without_quotes)


def test_a_very_long_query_is_cut_and_says_so():
    query = parse(" ".join(f"ord{n}" for n in range(5000)), SAME, RELATED)
    assert query.truncated
    assert len(query.terms) <= MOST_TERMS
    assert parse('"' + "barn skola " * 100 + '"').truncated
    assert not parse("skola").truncated


@given(wild_query)
@example("\x00\ud800 barn\udfff")
@example('"' * 10_000)
@example("barn-" * 2000)
@example("- " * 5000)
@example("prövning av barnets " * 500)
def test_any_text_is_a_query(text):
    begun = time.perf_counter()
    query = parse(text, SAME, RELATED)
    for rendered in (query.exact, query.loose, query.related, query.any_of, query.ranking, query.text):
        rendered.encode()
        assert "\x00" not in rendered
    assert len(query.related) < 200_000
    assert len(query.terms) + len(query.negated) <= MOST_TERMS
    assert time.perf_counter() - begun < 2
