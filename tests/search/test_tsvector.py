import re

from hypothesis import given

from barnratt.search.tsvector import quote, tsvector
from tests.search.test_analyser import wild_text


def test_lexemes_have_places_and_weights():
    assert tsvector({"A": "Barnbokslut", "D": "Barn i skolan."}) == (
        "'barnbokslut':1A '~barn':1A '~bokslut':1A 'barn':12 'i':13 'skola':14"
    )


def test_a_weight_may_have_several_texts_with_a_gap_between():
    assert tsvector({"B": ["skola", "", "barn"]}) == "'skola':1B 'barn':22B"


def test_places_are_within_what_postgresql_can_hold():
    vector = tsvector({"A": "barn " * 20_000})
    places = [int(place) for place in re.findall(r"(\d+)A", vector)]
    assert len(places) == 255
    late = tsvector({"A": "barn " * 17_000, "B": "skola"})
    assert late.endswith("'skola':16383B")


def test_lexemes_are_quoted():
    assert quote("it's \\ ~") == "'it''s \\\\ ~'"


@given(wild_text)
def test_any_text_gives_a_vector_that_can_be_stored(text):
    vector = tsvector({"A": text, "D": [text, text]})
    assert "\x00" not in vector
    vector.encode()
