"""Markdown and figures become parts of a document, the same for the page, the PDF and Word."""

import datetime
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barnratt.documents.tree import Heading, Image, Items, Note, Paragraph, Quote, Span, Table, plain
from regions.reports import content
from regions.reports.figures import Figure, Rows
from regions.reports.references import read

NUMBER = read('tal("nat.summa")')
TABLE, CHART = read('tabell("nat")'), read('diagram("nat")')
ROWS = Rows(
    "Hur många?",
    (("Plats", "number"), ("Svar", "text"), ("Andel", "share")),
    ((1, "Ja", 0.857), (2, "Nej", None)),
    "21 län",
)
BARS = Rows("Hur många?", (("Svar", "text"), ("Antal", "number")), (("Ja", 18), ("Nej", 3)), "21 län")
FIGURES = {NUMBER: Figure("18", 18), TABLE: Figure("Flest ja.", ROWS), CHART: Figure("Flest ja.", BARS)}


def parts(text, figures=FIGURES, **more):
    return content.parts_of("ordinary", text, figures, **more)


def chapter(text, slug="kapitlet", title="Kapitlet"):
    return SimpleNamespace(kind="ordinary", text=text, slug=slug, title=title)


def report(**more):
    told = {
        "title": "Rapporten",
        "subtitle": "",
        "sender": "",
        "year": 2023,
        "issn": "",
        "dnr": "",
        "constructed": True,
        "notice": "Svaren är konstruerade.",
    }
    return SimpleNamespace(**told | more)


def test_a_text_becomes_headings_paragraphs_lists_and_quotes():
    text = (
        "## Rubrik\n\nEtt *stycke* på\ntvå rader.\n\n- en\n- **två**\n\n1. först\n\n> Sagt av\n> någon.\n\n#### Djupare"
    )
    assert parts(text, slug="k") == (
        Heading("Rubrik", 2, "k-rubrik"),
        Paragraph((Span("Ett "), Span("stycke", italic=True), Span(" på"), Span(" "), Span("två rader."))),
        Items(((Span("en"),), (Span("två", bold=True),))),
        Items(((Span("först"),),), numbered=True),
        Quote((Span("Sagt av"), Span(" "), Span("någon."))),
        Heading("Djupare", 4, "k-djupare"),
    )


def test_a_figure_stands_in_the_sentence_where_its_reference_is():
    (paragraph,) = parts('Det är **{{ tal("nat.summa") }}** län.')
    assert paragraph == Paragraph((Span("Det är "), Span("18", bold=True), Span(" län.")))


def test_what_a_figure_says_is_never_read_as_markdown():
    figures = {NUMBER: Figure("*1* [a](https://b.example) <b>")}
    (paragraph,) = parts('{{ tal("nat.summa") }}', figures)
    assert paragraph == Paragraph((Span("*1* [a](https://b.example) <b>"),))


def test_html_is_text_and_a_link_leads_only_to_pages_and_addresses():
    (paragraph,) = parts("<b>hej</b> [a](javascript:alert(1)) [b](https://b.example)")
    assert plain(paragraph.text) == "<b>hej</b> [a](javascript:alert(1)) b"
    assert [span.link for span in paragraph.text if span.link] == ["https://b.example"]


def test_a_table_has_what_its_rows_are_about_first_and_says_what_is_not_known():
    (table,) = parts('{{ tabell("nat") }}')
    assert table == Table(
        "Hur många?",
        ("Svar", "Plats", "Andel"),
        (("Ja", "1", "86\u00a0%"), ("Nej", "2", "ej känt")),
        "Bas: 21 län.",
        numbers=2,
    )


def test_a_chart_is_a_picture_with_a_text_and_the_same_in_a_table():
    picture, table = parts('{{ diagram("nat") }}')
    assert isinstance(picture, Image)
    assert "Flest ja." in picture.alt
    assert table.rows == (("Ja", "18"), ("Nej", "3"))


def test_blocks_on_lines_that_follow_each_other_are_each_their_own():
    found = parts('Före\n{{ tabell("nat") }}\n{{ tabell("nat") }}\nefter')
    assert [type(part) for part in found] == [Paragraph, Table, Table, Paragraph]


def test_what_cannot_be_told_says_so_where_it_stands():
    figures = {NUMBER: Figure("", problem="Ingen har svarat."), TABLE: Figure("", problem="Frågan finns inte.")}
    inline, block, fault = parts('{{ tal("nat.summa") }}\n\n{{ tabell("nat") }}\n\n{{ hej }}', figures)
    assert plain(inline.text) == "[Går inte att visa: Ingen har svarat.]"
    assert block == Note("Frågan finns inte.", "Går inte att visa")
    assert "Går inte att visa" in plain(fault.text)


def test_anchors_are_each_their_own():
    found = parts("## Lika\n\n## Lika\n\n## §")
    assert [part.anchor for part in found] == ["lika", "lika-2", "avsnitt"]


@settings(max_examples=60)
@given(st.text(alphabet='#*_[]()<>-1. \n\ue000\ue001{}"`!\\&', max_size=60))
def test_no_text_breaks_a_chapter(text):
    for part in content.parts_of("ordinary", text, {}):
        assert part.kind


def test_tables_and_charts_are_numbered_through_the_whole_report():
    one = chapter('{{ tabell("nat") }}\n\n{{ diagram("nat") }}', "ett")
    other = chapter('{{ tabell("nat") }}', "tva")
    document = content.document_of(report(), [(one, FIGURES), (other, FIGURES)])
    assert [part.caption for part in document.parts if isinstance(part, Table | Image)] == [
        "Tabell 1. Hur många?",
        "Diagram 1. Hur många?",
        "Diagram 1 i siffror. Hur många?",
        "Tabell 2. Hur många?",
    ]
    names = [table["name"] for table in content.tables_of([(one, FIGURES), (other, FIGURES)])]
    assert names == ["Tabell 1", "Diagram 1", "Tabell 2"]


def test_the_colophon_says_what_is_missing_and_a_draft_that_it_is_one():
    document = content.document_of(report(), [])
    assert dict(document.cover.rows) | {"ISSN": "saknas", "Diarienummer": "saknas"} == dict(document.cover.rows)
    assert document.marks == ("Utkast", "Konstruerade svar")
    assert "konstruerade" in document.cover.notice


def test_a_published_version_says_its_number_date_and_who_approved():
    told = ["landshövding, 2024-03-25"]
    day = datetime.date(2024, 3, 26)
    document = content.document_of(report(constructed=False, notice=""), [], number=2, date=day, approvals=told)
    rows = dict(document.cover.rows)
    assert rows["Version"] == "2, publicerad 2024-03-26"
    assert rows["Godkänd av"] == "landshövding, 2024-03-25"
    assert (document.marks, document.cover.notice) == ((), "")


@pytest.mark.parametrize("errata", [[], [("s. 3", "17", "18")]])
def test_errata_stand_last_and_leave_what_was_published_as_it_was(errata):
    document = content.document_of(report(), [(chapter("Text."), {})])
    told = [SimpleNamespace(at=datetime.date(2024, 5, 1), place=p, said=s, correct=c) for p, s, c in errata]
    found = content.with_errata(document, told)
    assert found.parts[: len(document.parts)] == document.parts
    assert [part.rows for part in found.parts if isinstance(part, Table)] == [(("2024-05-01", *one),) for one in errata]
