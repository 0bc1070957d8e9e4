import pytest
from hypothesis import given
from hypothesis import strategies as st

from barnratt.questionnaires.cleaning import Unclean, clean
from barnratt.questionnaires.definition import TYPES, Option, Question

OPTIONS = (Option("a", "A"), Option("b", "B"), Option(3, "Tre"))
PLACES = {"0380": "Uppsala", "2180": "Gävle"}


def question(kind, **rules):
    options = OPTIONS if kind in ("choice", "multi", "ranking") else ()
    return Question("fraga", "Fråga", kind, options=options, **rules)


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("text", " Två\r\nrader \x00", " Två\nrader "),
        ("text", "  \n ", None),
        ("line", "  en\n rad ", "en rad"),
        ("choice", "a", "a"),
        ("choice", "3", 3),
        ("choice", "", None),
        ("multi", ["3", "a", "a"], ["a", 3]),
        ("multi", [], None),
        ("ranking", ["3", "a"], [3, "a"]),
        ("boolean", "ja", True),
        ("boolean", "nej", False),
        ("boolean", True, True),
        ("boolean", "", None),
        ("date", "2026-11-22", "2026-11-22"),
        ("integer", "1 234", 1234),
        ("integer", "−5", -5),
        ("decimal", "1\u00a0234,50", "1234.5"),
        ("decimal", "", None),
        ("municipalities", ["2180", "0380"], ["0380", "2180"]),
        ("municipalities", [], None),
        ("municipalities", ["ingen"], []),
        ("texts", ["Ett", "", " "], ["Ett"]),
    ],
)
def test_an_answer_is_what_was_meant(kind, raw, value):
    assert clean(question(kind), raw, municipalities=PLACES) == value


@pytest.mark.parametrize(
    ("kind", "raw", "message"),
    [
        ("text", "x" * 50_001, "längre än 50\u00a0000 tecken"),
        ("line", "x" * 301, "högst 300 tecken"),
        ("choice", "c", "Välj ett av alternativen."),
        ("multi", ["a", "c"], "Välj ett av alternativen."),
        ("ranking", ["a", "a"], "Varje alternativ kan bara stå på en plats."),
        ("boolean", "kanske", "Svara ja eller nej."),
        ("date", "22/11", "Skriv datumet som 2026-11-22."),
        ("integer", "1,5", "Skriv ett heltal."),
        ("decimal", "många", "Skriv ett tal med siffror"),
        ("decimal", "1e400", "Talet är för stort."),
        ("decimal", "NaN", "Talet är för stort."),
        ("municipalities", ["9999"], "Välj bland kommunerna i listan."),
        ("municipalities", ["2180", "ingen"], "eller Ingen kommun"),
    ],
)
def test_what_cannot_be_an_answer_is_told(kind, raw, message):
    with pytest.raises(Unclean, match=message):
        clean(question(kind), raw, municipalities=PLACES)


def test_limits_are_told_with_their_unit():
    limited = question("integer", min=0, max=125000, unit="kr")
    assert clean(limited, "125 000") == 125_000
    with pytest.raises(Unclean, match="högst 125\u00a0000 kr"):
        clean(limited, "125001")
    with pytest.raises(Unclean, match="minst 0 kr"):
        clean(limited, "-1")


@given(st.sampled_from(sorted(TYPES)), st.text(max_size=80) | st.lists(st.text(max_size=20), max_size=4))
def test_whatever_is_written_is_an_answer_or_told_and_an_answer_stays_itself(kind, raw):
    try:
        value = clean(question(kind), raw, municipalities=PLACES)
    except Unclean:
        return
    assert clean(question(kind), value, municipalities=PLACES) == value


@given(st.text(max_size=200))
def test_no_word_of_a_text_is_lost(raw):
    assert (clean(question("text"), raw) or "").split() == "".join(
        sign for sign in raw if sign in "\t\n\r" or not (ord(sign) < 32 or ord(sign) == 127)
    ).split()


def test_not_to_know_is_no_choice_among_others():
    options = (Option("skola", "Skola"), Option("vet_ej", "Vet ej", unknown=True))
    asked = Question("k", "K", "multi", options=options)
    assert clean(asked, ["vet_ej"]) == ["vet_ej"]
    with pytest.raises(Unclean, match="”Vet ej” går inte ihop med andra svar"):
        clean(asked, ["skola", "vet_ej"])
