import pytest
from hypothesis import given

from barnratt.search.spelling import corrected, fold, key_ranges, most_edits, suggest
from tests.search.test_analyser import wild_text

VOCABULARY = [
    ("förskola", 30), ("förskolan", 20), ("barnrätt", 40), ("barnet", 400), ("göteborg", 10), ("delaktighet", 50),
    ("skola", 90), ("skolan", 91), ("civilsamhället", 12), ("barnkonventionen", 70), ("idé", 5), ("hälsa", 60),
    ("halsa", 1), ("trygghet", 8), ("tryggheten", 9), ("malmö", 4),
]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("forskola", "förskola"),
        ("barnratt", "barnrätt"),
        ("Goteborg", "göteborg"),
        ("MALMO", "malmö"),
        ("ide", "idé"),
        ("halsa", "hälsa"),
        ("delaktigeht", "delaktighet"),
        ("delaktihget", "delaktighet"),
        ("barnkonventonen", "barnkonventionen"),
        ("civilsamhallet", "civilsamhället"),
        ("trygget", "trygghet"),
        ("skolla", "skola"),
        ("xyzzyx", None),
        ("ba", None),
    ],
)
def test_the_word_that_was_meant(typed, meant):
    assert suggest(typed, VOCABULARY) == meant


def test_of_equally_near_words_the_more_frequent_is_meant():
    assert suggest("skolam", [("skolan", 1), ("skolad", 5)]) == "skolad"


def test_folding_is_for_letters_only():
    assert fold("ÅÄÖ éüø Ærlig") == "aao euo arlig"


@pytest.mark.parametrize("typed", ["forskola", "fosrkola", "delaktigeht", "barnkonventonen", "skolla", "trygget"])
def test_what_was_meant_lies_in_the_ranges_that_are_fetched(typed):
    meant = suggest(typed, VOCABULARY)
    assert any(
        key.start <= (fold(meant)[::-1] if key.backwards else fold(meant)) < key.stop
        and key.shortest <= len(fold(meant)) <= key.longest
        for key in key_ranges(typed)
    )


def test_short_words_allow_fewer_errors():
    assert [most_edits("x" * n) for n in (3, 4, 7, 8)] == [0, 1, 1, 2]


def test_the_rest_of_the_query_stays():
    replacements = {"forskola": "förskola", "goteborg": "göteborg"}
    assert corrected('"Forskola i"  -goteborg skolan', replacements) == '"Förskola i"  -göteborg skolan'


@given(wild_text)
def test_any_text_can_be_corrected(text):
    assert corrected(text, {}) == text
    assert suggest(text[:40], VOCABULARY) in {None, *(word for word, _ in VOCABULARY)}
    key_ranges(text)
