"""What a longer document has beside its text: a title page, a list of contents, words that stand out, sources."""

import io
import json

import docx
import html5lib
import pytest
from django.template.loader import render_to_string
from docx.oxml.ns import qn

from barnratt.documents.pdf import pdf
from barnratt.documents.tree import (
    Cover,
    Document,
    Heading,
    Image,
    Items,
    Paragraph,
    Quote,
    Span,
    Table,
    as_data,
    from_data,
    texts,
)
from barnratt.documents.word import word
from tests.documents.reading import Pdf, squeezed, word_lines

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 8"><rect width="12" height="6" fill="#357"/></svg>'
BOOK = Document(
    "Årets rapport",
    (
        Heading("Sammanfattning", 1, "sammanfattning"),
        Paragraph(
            (Span("Läs "), Span("detta", bold=True), Span(" "), Span("noga", italic=True, link="https://a.example/"))
        ),
        Paragraph("Ett eget stycke."),
        Quote((Span("Så är det."),), "Någon annan"),
        Heading("Talen", 1, "talen"),
        Heading("I tabell", 2, "talen-i-tabell"),
        Table("Tabell 1. Antal", ("Svar", "Antal", "Andel"), (("Ja", "1\u00a0234", "60 %"),), "Bas: alla.", numbers=2),
        Image(SVG, "En stapel", "Diagram 1. Stapel", source="Källa: enkäten."),
        Items(((Span("Först"), Span(" lek", bold=True)), "Sedan vila"), numbered=True),
        Paragraph("Och på nytt:"),
        Items(("En", "Två"), numbered=True),
    ),
    marks=("Konstruerade svar",),
    cover=Cover("Om barnen", "De som skriver", "Svaren är konstruerade.", (("ISSN", "1403-624X"), ("År", "2023"))),
)


@pytest.fixture(scope="module")
def read():
    return Pdf(pdf(BOOK))


@pytest.fixture(scope="module")
def written():
    return word(BOOK)


def test_a_pdf_has_its_title_page_its_contents_and_everything_in_order(read):
    cover, contents, *_ = [page.get_textpage().get_text_bounded() for page in read.pages]
    assert all(text in cover for text in ("De som skriver", "Årets rapport", "Om barnen", "Svaren är konstruerade."))
    assert all(text in contents for text in ("Innehåll", "Sammanfattning", "Talen", "1403-624X"))
    assert "Talen" not in cover
    said, at = squeezed(read.text), 0
    for text in texts(BOOK):
        at = said.index(squeezed(text), at) + len(squeezed(text))


def test_a_pdf_s_parts_are_tagged_as_what_they_are(read):
    assert [tag for tag in read.tags if tag in ("H1", "H2", "H3")] == ["H1", "H2", "H2", "H2", "H3"]
    assert {"TOC", "TOCI", "BlockQuote", "Link", "Strong", "Em", "Table", "TH", "Figure"} <= set(read.tags)
    assert [title for _, title in read.headings] == ["Årets rapport", "Sammanfattning", "Talen", "I tabell"]
    paragraphs = [squeezed(text) for text in ("Läs detta noga", "Ett eget stycke.")]
    assert all(one in squeezed(read.text) for one in paragraphs)


def test_the_marks_stand_on_the_title_page_too(read, written):
    assert all("Konstruerade svar" in header for header in read.every_header)
    section = docx.Document(io.BytesIO(written)).sections[0]
    assert section.first_page_header.paragraphs[0].text == "Konstruerade svar"
    assert section.header.paragraphs[0].text == "Konstruerade svar"


def test_a_word_document_s_contents_lead_to_its_chapters(written):
    body = docx.Document(io.BytesIO(written)).element.body
    leads = [link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink")) if link.get(qn("w:anchor"))]
    marks = [mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))]
    assert leads == ["till_sammanfattning", "till_talen"]
    assert set(leads) <= set(marks)
    assert len(marks) == len(set(marks))
    kinds = [mark.get(qn("w:fldCharType")) for mark in body.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"]


def test_a_word_document_says_everything_with_real_styles(written):
    lines = [(style, text) for style, text in word_lines(written) if text]
    assert lines == [
        ("Avsändare", "De som skriver"),
        ("Title", "Årets rapport"),
        ("Subtitle", "Om barnen"),
        ("Anmärkning", "Svaren är konstruerade."),
        ("Innehåll", "Innehåll"),
        ("Innehållsrad", "Sammanfattning"),
        ("Innehållsrad", "Talen"),
        ("Uppgift", "ISSN\t1403-624X"),
        ("Uppgift", "År\t2023"),
        ("Heading 1", "Sammanfattning"),
        ("Normal", "Läs detta noga"),
        ("Normal", "Ett eget stycke."),
        ("Återgivet", "Så är det."),
        ("Återgivet", "Någon annan"),
        ("Heading 1", "Talen"),
        ("Heading 2", "I tabell"),
        ("Caption", "Tabell 1. Antal"),
        *[("Normal", text) for text in ("Svar", "Antal", "Andel", "Ja", "1\u00a0234", "60 %")],
        ("Källa", "Bas: alla."),
        ("Caption", "Diagram 1. Stapel"),
        ("Källa", "Källa: enkäten."),
        ("List Number", "Först lek"),
        ("List Number", "Sedan vila"),
        ("Normal", "Och på nytt:"),
        ("List Number", "En"),
        ("List Number", "Två"),
    ]


def test_each_numbered_list_of_a_word_document_begins_at_one(written):
    items = [one for one in docx.Document(io.BytesIO(written)).paragraphs if one.style.name == "List Number"]
    numbers = [one._p.pPr.numPr.numId.val for one in items]
    assert numbers[0] == numbers[1] != numbers[2] == numbers[3]


def test_a_page_shows_the_same_parts(settings):
    page = render_to_string("documents/_parts.html", {"parts": BOOK.parts})
    html5lib.HTMLParser(strict=True).parseFragment(page)
    assert '<h2 id="talen">Talen</h2>' in page
    assert '<h3 id="talen-i-tabell">I tabell</h3>' in page
    assert 'Läs <strong>detta</strong> <a href="https://a.example/"><em>noga</em></a>' in page
    assert '<td class="number">60 %</td>' in page
    assert "Bas: alla." in page
    assert 'alt="En stapel"' in page
    assert 'src="data:image/svg+xml;base64,' in page
    assert "<blockquote>" in page


def test_a_document_with_spans_and_a_cover_is_kept_as_data():
    assert from_data(json.loads(json.dumps(as_data(BOOK)))) == BOOK


def test_a_document_kept_before_there_were_covers_is_read_still():
    old = {"title": "T", "marks": [], "parts": [{"kind": "table", "caption": "C", "header": ["A"], "rows": [["1"]]}]}
    assert from_data(old) == Document("T", (Table("C", ("A",), (("1",),)),))
