from hypothesis import given
from hypothesis import strategies as st

from barnratt.questionnaires import answers
from barnratt.questionnaires.definition import Question, read
from barnratt.questionnaires.yaml import read_yaml

DEFINITION = read(
    read_yaml("""
key: prov
title: Prov
grow_when:
  - {when: {question: berors, equals: direkt}, why: Barn berörs direkt.}
steps:
  - key: forst
    title: Först
    questions:
      - {key: skyddade, text: "Skyddade?", type: boolean, stops_if: true}
      - key: berors
        text: Berörs barn?
        type: choice
        required: true
        options: [{value: direkt, label: Direkt}, {value: inte, label: Nej}]
      - {key: vilka, text: "Vilka?", type: text, required: true, show_if: {question: berors, equals: direkt}}
      - key: delar
        text: Delar?
        type: multi
        options: [{value: skola, label: Skola}, {value: hem, label: Hem}]
        show_if: {question: vilka, equals: alla}
      - {key: skola, text: "Skolan?", type: text, show_if: {question: delar, contains: skola}}
      - {key: djup, text: "Djupare?", type: text, show_if: {any: [{flag: djup}, {question: skola, equals: mycket}]}}
  - key: alternativ
    title: Alternativ
    repeat: {label: Alternativ, min: 2}
    questions:
      - {key: namn, text: Namn, type: line, required: true}
      - {key: om_barn, text: "Barnen?", type: text, required: true, show_if: {question: berors, equals: direkt}}
      - {key: mer, text: "Mer?", type: text, show_if: {question: namn, equals: noll}}
  - key: sist
    title: Sist
    questions:
      - {key: slutsats, text: Slutsats, type: text, required: true}
""")
)


def addresses(document, flags=()):
    return [place.address for place in answers.shown(DEFINITION, document, flags)]


def test_only_what_the_answers_ask_for_is_shown():
    assert addresses({}) == ["skyddade", "berors", "slutsats"]
    assert addresses({"berors": "direkt"}) == ["skyddade", "berors", "vilka", "slutsats"]
    document = {"berors": "direkt", "vilka": "alla", "delar": ["skola"], "skola": "mycket"}
    assert addresses(document) == ["skyddade", "berors", "vilka", "delar", "skola", "djup", "slutsats"]


def test_an_answer_that_is_hidden_shows_nothing_more():
    document = {"berors": "inte", "vilka": "alla", "delar": ["skola"], "skola": "mycket"}
    assert addresses(document) == ["skyddade", "berors", "slutsats"]


def test_a_flag_shows_what_goes_deeper():
    assert "djup" in addresses({}, flags=["djup"])


def test_each_block_is_asked_by_itself():
    document = {"berors": "direkt", "alternativ": [{"id": "b1", "namn": "noll"}, {"id": "b2"}]}
    found = addresses(document)
    assert found[3:] == [
        "alternativ.b1.namn", "alternativ.b1.om_barn", "alternativ.b1.mer",
        "alternativ.b2.namn", "alternativ.b2.om_barn", "slutsats",
    ]  # fmt: skip


def test_an_answer_that_stops_ends_it_there():
    assert addresses({"skyddade": True, "berors": "direkt"}) == ["skyddade"]
    assert answers.stopped_by(DEFINITION, {"skyddade": True}).address == "skyddade"
    assert answers.stopped_by(DEFINITION, {"skyddade": False}) is None


def test_what_is_hidden_is_kept_apart_and_comes_back():
    document = {"berors": "direkt", "vilka": "alla", "slutsats": "Klart"}
    inside, hidden = answers.divided(DEFINITION, document | {"berors": "inte"}, {})
    assert (inside, hidden) == ({"berors": "inte", "slutsats": "Klart"}, {"vilka": "alla"})
    assert answers.divided(DEFINITION, inside | {"berors": "direkt"}, hidden) == (document, {})


def test_what_would_be_hidden_is_told_before():
    document = {"berors": "direkt", "vilka": "alla", "alternativ": [{"id": "b1", "om_barn": "x"}]}
    found = answers.would_hide(DEFINITION, document, "berors", "inte")
    assert [place.address for place in found] == ["vilka", "alternativ.b1.om_barn"]
    assert answers.would_hide(DEFINITION, document, "berors", "direkt") == []


def test_what_is_missing_is_told_in_order_with_the_blocks_that_are_needed():
    document = {"berors": "direkt", "alternativ": [{"id": "b1", "namn": "noll"}]}
    assert [one.message for one in answers.missing(DEFINITION, document)] == [
        "Besvara ”Vilka?”",
        "Besvara ”Barnen?”",
        "Det behövs minst 2 under ”Alternativ”.",
        "Besvara ”Slutsats”",
    ]
    assert answers.progress(DEFINITION, document)["forst"] == (1, 2)
    assert answers.progress(DEFINITION, document)["alternativ"] == (1, 2)


def test_a_larger_one_is_proposed_with_its_reason():
    assert answers.reasons_to_grow(DEFINITION, {"berors": "direkt"}) == ["Barn berörs direkt."]
    assert answers.reasons_to_grow(DEFINITION, {"berors": "inte"}) == []


def test_answers_are_read_as_a_person_says_them():
    by_key = DEFINITION.by_key
    assert answers.in_words(by_key["berors"], "direkt") == "Direkt"
    assert answers.in_words(by_key["delar"], ["skola", "hem"]) == "Skola; Hem"
    assert answers.in_words(by_key["skyddade"], False) == "Nej"
    assert answers.in_words(by_key["vilka"], None) == "Ej besvarad"
    delar = by_key["delar"].options
    assert answers.in_words(Question("r", "R", "ranking", options=delar), ["hem", "skola"]) == "1. Hem; 2. Skola"
    assert answers.in_words(Question("t", "T", "texts"), ["Ett", "Två"]) == "Ett\nTvå"
    towns = {"2180": "Gävle", "2161": "Ljusdal"}
    assert answers.in_words(Question("k", "K", "municipalities"), ["2161", "2180"], towns) == "Gävle; Ljusdal"


VALUES = {
    "skyddade": st.booleans(),
    "berors": st.sampled_from(["direkt", "inte"]),
    "vilka": st.sampled_from(["alla", "några"]),
    "delar": st.sampled_from([["skola"], ["hem"], ["skola", "hem"]]),
    "skola": st.sampled_from(["mycket", "lite"]),
    "djup": st.just("djupt"),
    "slutsats": st.just("Klart"),
    "alternativ.b1.namn": st.sampled_from(["noll", "ett"]),
    "alternativ.b1.om_barn": st.just("x"),
    "alternativ.b2.mer": st.just("y"),
}
STEPS = st.lists(
    st.sampled_from(sorted(VALUES)).flatmap(lambda key: st.tuples(st.just(key), st.none() | VALUES[key])), max_size=30
)


@given(STEPS, st.sets(st.just("djup")))
def test_whatever_is_answered_in_whatever_order_no_answer_is_lost(changes, flags):
    document, hidden = {"alternativ": [{"id": "b1"}, {"id": "b2"}]}, {}
    latest = {}
    for address, value in changes:
        if address not in addresses(document, flags):
            continue
        document, hidden = answers.divided(DEFINITION, answers.with_value(document, address, value), hidden, flags)
        latest[address] = value
        everywhere = {key: value for key, value in latest.items() if value is not None}
        for key, expected in everywhere.items():
            inside, outside = answers.value_at(document, key), answers.value_at(hidden, key)
            assert (inside, outside) in ((expected, None), (None, expected))
        assert set(answers.answered(DEFINITION, document, flags)) <= set(addresses(document, flags))
        for key in everywhere:
            assert (answers.value_at(document, key) is not None) == (key in addresses(document, flags))
