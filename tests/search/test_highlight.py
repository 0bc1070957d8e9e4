import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barnratt.search.highlight import highlight, matches, snippet
from barnratt.search.query import parse
from tests.search.test_analyser import wild_text
from tests.search.test_query import RELATED, SAME, wild_query


def marked(text, query):
    return re.findall("<mark>(.*?)</mark>", highlight(text, parse(query, SAME, RELATED)))


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("Skolorna i kommunen", "skola", ["Skolorna"]),
        ("Årets barnbokslut", "bokslut", ["barnbokslut"]),
        ("Ett bokslut för barn", "barnbokslut", ["bokslut", "barn"]),
        ("Ett bokslut om allt annat än just barn", "barnbokslut", []),
        ("Göteborgs Stad", "göteborg", ["Göteborgs"]),
        ("Barnets bästa är bästa sättet", '"barnets bästa"', ["Barnets bästa"]),
        ("Prövning av barnets bästa", "BKA", ["Prövning av barnets bästa"]),
        ("Regionen, förr landstinget", "landsting", ["Regionen", "landstinget"]),
        ("Barn- och ungdomsnämnden", "nämnd", ["Barn", "ungdomsnämnden"]),
        ("Agenda-2030-arbete", "agenda 2030", ["Agenda-2030"]),
        ("Får bo, far väl", "far", ["far"]),
        ("Inflytande i ungdomsrådet", "ungdomsråd", ["Inflytande", "ungdomsrådet"]),
        ("Kultur utan idrott", "kultur -idrott", ["Kultur"]),
        ("Ingenting här", "skola", []),
        ("Skola", "", []),
    ],
)
def test_what_the_query_finds_is_marked(text, query, expected):
    assert marked(text, query) == expected


def test_the_text_is_escaped():
    assert highlight('<b>skola</b> & "barn"', parse("skola")) == (
        "&lt;b&gt;<mark>skola</mark>&lt;/b&gt; &amp; &quot;barn&quot;"
    )


@given(wild_text, wild_query)
def test_marking_changes_nothing_but_adds_marks(text, query):
    html = highlight(text, parse(query, SAME, RELATED))
    assert unescape(re.sub("</?mark>", "", html)) == unescape(str(html).replace("<mark>", "").replace("</mark>", ""))
    assert re.sub("</?mark>", "", html) == highlight(text, parse(""))
    assert html.count("<mark>") == html.count("</mark>")


LONG = (
    "Inledning om annat. " * 30 + "Kommunen gör ett barnbokslut om trygghet i skolan. " + "Avslutning om annat. " * 30
)


def test_a_snippet_shows_where_most_terms_stand_together():
    cut = snippet(LONG, parse("barnbokslut trygghet skola"))
    assert "<mark>barnbokslut</mark> om <mark>trygghet</mark> i <mark>skolan</mark>" in cut
    assert cut.startswith("… ")
    assert cut.endswith(" …")
    assert len(re.sub("</?mark>", "", cut)) <= 224


def test_a_snippet_is_cut_between_words():
    words = set(LONG.split())
    assert set(re.sub("</?mark>|…", "", snippet(LONG, parse("trygghet"))).split()) <= words


def test_without_a_match_the_snippet_is_the_beginning():
    cut = snippet(LONG, parse("xyzzy"))
    assert cut.startswith("Inledning om annat.")
    assert cut.endswith(" …")


def test_a_short_text_is_its_own_snippet():
    assert snippet("Kort om skolan", parse("skola")) == "Kort om <mark>skolan</mark>"


@given(wild_text | st.just("x" * 3000), wild_query, st.integers(20, 400))
def test_any_snippet_is_safe_and_short(text, query, length):
    cut = snippet(text, parse(query, SAME, RELATED), length)
    plain = unescape(re.sub("</?mark>", "", cut))
    assert len(plain) <= length + 4
    assert not re.search("<(?!/?mark>)", cut)


def test_a_match_tells_which_term():
    assert [number for _, _, number in matches("trygg skola, trygghet", parse("skola trygghet"))] == [0, 1]
