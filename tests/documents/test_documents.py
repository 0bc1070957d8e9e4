import dataclasses
import io
import json
import re
import time

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import example, given, settings
from hypothesis import strategies as st

from barnratt.documents import pdf as pdf_module
from barnratt.documents.files import as_download
from barnratt.documents.pdf import pdf
from barnratt.documents.tree import (
    Definitions,
    Document,
    Heading,
    Image,
    Items,
    Note,
    Paragraph,
    Table,
    as_data,
    from_data,
    printable,
    texts,
)
from barnratt.documents.word import word
from tests.documents.reading import Pdf, squeezed, word_lines

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 8"><rect width="12" height="6" fill="#357"/></svg>'
WHOLE = Document(
    "Läget i kommunen",
    (
        Note("Uppgifterna är påhittade.", "Konstruerat exempel"),
        Definitions((("Diarienummer", "KS 2026/12"), ("Läge", "Utkast"))),
        Heading("Barnen", 1),
        Paragraph("Ett stycke.\nEn ny rad.\n\nEtt nytt stycke."),
        Heading("Tabellen", 2),
        Table("Antal barn", ("Ålder", "Antal"), (("0–5 år", "120"), ("6–12 år", "1\u00a0234,5"))),
        Items(("Lek", "Vila")),
        Items(("Fråga", "Lyssna"), numbered=True),
        Definitions((("Vad säger barnen?", "Ej besvarad"),), wide=True),
        Image(SVG, "En stapel", "Antal barn efter ålder"),
    ),
    marks=("Utkast", "Konstruerat exempel"),
)
HOSTILE = [
    '#let x = 1; #x #eval("1+1") #read("/etc/passwd") #import "@preview/a:1.0.0"',
    "$a^2 + b$ *fet* _kursiv_ `kod` = Rubrik - lista + ett / Ord: mening @ref <etikett> // inte en kommentar",
    '\\ \\u{41} \\# ~ -- --- ... \' " ’ [ ] { } "; ) panic("x") //',
    "<b>html</b> &amp; <script>alert(1)</script> %d {{ x }} {% x %}",
    "_x005F_ ]]> <w:t> \ufeff",
    "A" * 700,
    "https://exempel.se/" + "mycket-lang-adress/" * 20,
    "👍 😀 ❤️ 👨‍👩‍👧 ✓ ☐",
    "e\u0301 a\u030a ﬁ ½ ‰ € − × ≥",
]


def test_a_pdf_is_tagged_in_swedish_with_its_title_and_says_that_it_is_pdf_ua():
    read = Pdf(pdf(WHOLE))
    assert read.file.Root.Lang == "sv"
    assert read.file.Root.MarkInfo.Marked
    assert read.file.Root.ViewerPreferences.DisplayDocTitle
    assert read.file.docinfo.Title == "Läget i kommunen"
    with read.file.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
        assert metadata["dc:title"] == "Läget i kommunen"
    assert [title for _, title in read.headings] == ["Läget i kommunen", "Barnen", "Tabellen"]
    assert [tag for tag in read.tags if re.fullmatch(r"H\d", tag)] == ["H1", "H2", "H3"]
    assert {"Table", "TH", "TD", "L", "LI", "Lbl", "LBody", "Figure", "P"} <= set(read.tags)
    assert [str(figure.Alt) for figure in read.of_tag("Figure")] == ["En stapel"]


def test_a_compact_word_document_has_two_columns_below_its_title():
    above, below = docx.Document(io.BytesIO(word(dataclasses.replace(WHOLE, is_compact=True)))).sections
    columns = [section._sectPr.find(qn("w:cols")).get(qn("w:num")) for section in (above, below)]
    assert columns == [None, "2"]
    assert [section.left_margin.cm for section in (above, below)] == pytest.approx([1.3, 1.3], abs=0.01)
    (alone,) = docx.Document(io.BytesIO(word(WHOLE))).sections
    assert alone._sectPr.find(qn("w:cols")).get(qn("w:num")) is None


def test_the_typefaces_of_a_pdf_are_in_it_and_are_ours():
    fonts = {str(font.BaseFont) for page in Pdf(pdf(WHOLE)).file.pages for font in page.Resources.Font.values()}
    assert all("SourceSans3" in font for font in fonts)


def test_the_marks_stand_on_every_page():
    long = Document("Långt", (Paragraph("Text.\n\n" * 200),), marks=("Utkast", "Konstruerat exempel"))
    headers = Pdf(pdf(long)).every_header
    assert len(headers) > 2
    assert all("Utkast" in header and "Konstruerat exempel" in header for header in headers)
    section = docx.Document(io.BytesIO(word(long))).sections[0]
    assert section.header.paragraphs[0].text == "Utkast  ·  Konstruerat exempel"


def test_a_pdf_says_what_the_document_says_in_its_order():
    read, at = squeezed(Pdf(pdf(WHOLE)).text), 0
    for text in texts(WHOLE):
        at = read.index(squeezed(text), at) + len(squeezed(text))


def test_a_word_document_has_real_styles_its_language_and_its_title():
    written = word(WHOLE)
    file = docx.Document(io.BytesIO(written))
    assert (file.core_properties.title, file.core_properties.language) == ("Läget i kommunen", "sv-SE")
    assert file.styles["Normal"].element.rPr.find(qn("w:lang")).get(qn("w:val")) == "sv-SE"
    styles = [(style, text) for style, text in word_lines(written) if text]
    assert styles == [
        ("Title", "Läget i kommunen"),
        ("Anmärkning", "Konstruerat exempel"),
        ("Anmärkning", "Uppgifterna är påhittade."),
        ("Uppgift", "Diarienummer\tKS 2026/12"),
        ("Uppgift", "Läge\tUtkast"),
        ("Heading 1", "Barnen"),
        ("Normal", "Ett stycke.\nEn ny rad."),
        ("Normal", "Ett nytt stycke."),
        ("Heading 2", "Tabellen"),
        ("Caption", "Antal barn"),
        *[("Normal", text) for text in ("Ålder", "Antal", "0–5 år", "120", "6–12 år", "1\u00a0234,5")],
        ("List Bullet", "Lek"),
        ("List Bullet", "Vila"),
        ("List Number", "Fråga"),
        ("List Number", "Lyssna"),
        ("Fråga", "Vad säger barnen?"),
        ("Svar", "Ej besvarad"),
        ("Caption", "Antal barn efter ålder"),
    ]
    assert file.tables[0].rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert file.inline_shapes[0]._inline.docPr.get("descr") == "En stapel"


@pytest.mark.parametrize("text", HOSTILE)
def test_what_looks_like_markup_comes_out_as_the_text_it_is(text):
    document = Document(text[:80], (Heading(text), Definitions(((text, text),), wide=True), Paragraph(text)))
    assert squeezed(Pdf(pdf(document)).text).count(squeezed(printable(text))) >= 3
    assert [line for style, line in word_lines(word(document)) if style == "Svar"] == [printable(text)]


@pytest.mark.parametrize("text", ["שלום עולם", "مرحبا بالعالم"])
def test_what_is_read_from_the_right_is_there_sign_for_sign(text):
    document = Document("Från höger", (Paragraph(text),))
    assert pdf_module.LACKING not in Pdf(pdf(document)).text
    assert word_lines(word(document))[-1] == ("Normal", text)


def test_a_sign_that_no_typeface_has_is_told_of_and_stays_in_word():
    document = Document("Tigrinska", (Paragraph("ሰላም och hej"),))
    text = " ".join(Pdf(pdf(document)).text.split())
    assert "��� och hej" in text
    assert "Några tecken i texten finns inte i dokumentets typsnitt" in text
    assert word_lines(word(document))[-1] == ("Normal", "ሰላም och hej")


@settings(max_examples=40)
@given(text=st.text(st.characters(codec="utf-8"), min_size=1, max_size=60))
@example(text="\x00\x07\ufffe\ufdd0\x85a\u2028b\r\nc")
@example(text="\uf0b7 punkt ur Word, \uf400")
def test_no_text_at_all_breaks_a_document(text):
    document = Document("T", (Heading(text), Paragraph(text), Items((text,)), Definitions(((text, text),))))
    assert pdf(document).startswith(b"%PDF")
    seen = squeezed(printable(text))
    assert not seen or squeezed("".join(line for _, line in word_lines(word(document)))).count(seen) >= 4


def test_headings_skip_no_level():
    levels = [2, 4, 4, 1, 3, 2]
    document = Document("T", [Heading(f"R{number}", level) for number, level in enumerate(levels)])
    assert [part.level for part in document.parts] == [1, 2, 3, 1, 2, 2]


@pytest.mark.parametrize(
    "make",
    [
        lambda: Image(SVG, " "),
        lambda: Table("", ("A",), ()),
        lambda: Table("T", (), ()),
        lambda: Table("T", ("A", ""), ()),
        lambda: Table("T", ("A", "B"), (("1",),)),
        lambda: Document(" \x00", ()),
    ],
)
def test_what_somebody_would_not_see_or_hear_is_refused(make):
    with pytest.raises(ValueError, match=r"\w"):
        make()


def test_a_file_is_called_what_it_is_about():
    response = as_download(WHOLE, "pdf", name="Prövning – Åkerö/skola")
    assert re.fullmatch(
        r'attachment; filename="provning-akeroskola-\d{4}-\d\d-\d\d\.pdf"', response["Content-Disposition"]
    )
    assert response["Content-Type"] == "application/pdf"


def test_a_hundred_pages_are_written_within_three_seconds():
    rows = tuple((f"Fråga {number}", "Ett svar som är en mening lång. " * 30) for number in range(200))
    document = Document("Långt", (Heading("Svar"), Definitions(rows, wide=True)))
    began = time.perf_counter()
    pdf(document)
    word(document)
    assert time.perf_counter() - began < 3


def test_a_document_that_is_kept_as_data_is_the_same_when_it_is_read():
    assert from_data(json.loads(json.dumps(as_data(WHOLE)))) == WHOLE


def test_two_paragraphs_stand_below_each_other():
    found = Pdf(pdf(Document("Två", (Paragraph("Det första."), Paragraph("Det andra.")))))

    assert re.search(r"Det första\.\s*\n\s*Det andra\.", found.text)
    assert len(found.of_tag("P")) == 2
