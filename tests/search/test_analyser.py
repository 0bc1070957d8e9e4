from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from barnratt.search.analyser import Scanner, halves, lexemes, tokens

wild_text = st.text(st.characters(), max_size=300) | st.text(
    "barnskolö -‐:\"'\\\x00\ud800\u0308\u00ad\n&|!()<>*", max_size=300
)


def indexed(text):
    return [token.indexed for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Skolorna", [("skola",)]),
        ("barnbokslutet", [("barnbokslut", "~barn", "~bokslut")]),
        ("barnkonsekvensanalyser", [
            ("barnkonsekvensanalys", "~barn", "~barnkonsekvens", "~konsekvens", "~konsekvensanalys", "~analys"),
        ]),
        ("SKR:s LUPP", [("skr",), ("lupp",)]),
        ("SOU 2022:70", [("sou",), ("2022:70",)]),
        ("Syfte:att", [("syfte",), ("att",)]),
        ("2018–2022", [("2018",), ("2022",)]),
        ("Agenda-2030-arbete", [("agenda",), ("2030",), ("arbete", "agenda2030arbete")]),
        ("e-tjänster", [("e",), ("tjänst", "etjänst")]),
        ("icke-diskriminering", [("icke",), ("diskriminering", "ickediskriminering")]),
        ("idéer", [("idé",)]),
        ("BO bor", [("BO", "bo"), ("bo",)]),
        ("_skola_", [("skola",)]),
        ("", []),
        ("… – !", []),
    ],
)  # fmt: skip
def test_words_are_indexed_by_lemma_and_parts(text, expected):
    assert indexed(text) == expected


@pytest.mark.parametrize(
    ("text", "half_words"),
    [
        ("jämställdhets- och barnrättsuppdragen", ["jämställdhetsuppdrag"]),
        ("barn- och ungdomsnämnden", ["barnnämnd"]),
        ("skol- och fritidsverksamhet", ["skolverksamhet"]),
        ("barn-, ungdoms- och familjefrågor", ["barnfråga", "ungdomsfråga"]),
        ("skol- och annat", ["skola"]),
        ("in- och utflyttning", ["in"]),
    ],
)
def test_half_a_word_is_read_with_its_other_half(text, half_words):
    assert [token.lexeme for token in tokens(text)][: len(half_words)] == half_words


def test_half_a_word_is_found_by_both_its_parts():
    assert indexed("skol- och fritidsverksamhet")[0] == ("skolverksamhet", "~skola", "~verksamhet")


def test_decomposed_and_invisible_characters_do_not_matter():
    composed = tokens("barnrättsstrategen")[0]
    for text in (
        "barnra\u0308ttsstrategen",
        "barn\u00adrätts\u00adstrategen",
        "barn\u200brättsstrategen",
        "BARNRÄTTSSTRATEGEN",
    ):
        (token,) = tokens(text)
        assert token.indexed == composed.indexed
        assert (token.start, token.end) == (0, len(text))


def test_tokens_know_their_place():
    text = "  Göteborgs Stads – Agenda-2030-arbete (SKR:s)"
    assert [text[token.start : token.end] for token in tokens(text)] == [
        "Göteborgs", "Stads", "Agenda", "2030", "arbete", "SKR:s",
    ]  # fmt: skip


def test_a_compound_can_be_cut_in_halves():
    assert halves("Barnrättsstrategerna") == (("barn", "rättsstrateg"), ("barnrätt", "strateg"))
    assert halves("kommun") == ()


@given(wild_text)
@example("a- " * 3000)
@example("a:" * 3000)
@example("barn" * 3000)
def test_any_text_can_be_read(text):
    found = tokens(text)
    assert [token.indexed for token in found] == list(lexemes(text))
    assert all(0 <= token.start < token.end <= len(text) for token in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    for token in found:
        for lexeme in token.indexed:
            lexeme.encode()
            assert 0 < len(lexeme) <= 202
            assert not set(lexeme) & set(" \"'\\\x00-")


@given(wild_text)
def test_a_scanner_finds_the_same_tokens(text):
    wanted = {"barn", "~barn", "skola", "a"}
    expected = [(place, token) for place, token in enumerate(tokens(text)) if wanted & set(token.indexed)]
    assert Scanner(wanted).scan(text) == expected
