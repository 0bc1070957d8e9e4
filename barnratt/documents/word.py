"""A document as a Word file: real styles and headings, its language and title set."""

import io

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from barnratt.documents import charts
from barnratt.documents.tree import paragraphs

FONT = "Calibri"
INK, FAINT = RGBColor(0x1D, 0x2B, 0x36), RGBColor(0x4B, 0x5A, 0x66)
THEMES = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")
SIZES = {
    "Normal": 11,
    "Title": 22,
    "Heading 1": 16,
    "Heading 2": 13,
    "Heading 3": 12,
    "Caption": 10,
    "Header": 9,
    "Footer": 9,
}
PAGE_WIDTH = Cm(16)
# The styles of our own
TERM, SAID, PAIR, NOTE = "Fråga", "Svar", "Uppgift", "Anmärkning"


def word(document):
    """The bytes of a Document as a Word file."""
    file = _empty(document)
    file.add_paragraph(document.title, style="Title")
    for part in document.parts:
        WRITERS[part.kind](file, part)
    written = io.BytesIO()
    file.save(written)
    return written.getvalue()


# Parts


def _heading(file, part):
    file.add_paragraph(" ".join(part.text.split()), style=f"Heading {min(part.level, 9)}")


def _paragraph(file, part):
    _prose(file, part.text)


def _definitions(file, part):
    for term, said in part.rows:
        if part.wide:
            _lines(file.add_paragraph(style=TERM), term.split("\n"))
            _prose(file, said, SAID)
        else:
            pair = file.add_paragraph(style=PAIR)
            _lines(pair, term.split("\n"), bold=True)
            pair.add_run("\t")
            _lines(pair, said.split("\n"))


def _table(file, part):
    file.add_paragraph(" ".join(part.caption.split()), style="Caption")
    table = file.add_table(rows=1, cols=len(part.header), style="Table Grid")
    table.autofit = True
    _cells(table.rows[0], part.header, bold=True)
    _on_every_page(table.rows[0])
    for row in part.rows:
        _cells(table.add_row(), row)
    file.add_paragraph()


def _cells(row, texts, *, bold=False):
    for cell, text in zip(row.cells, texts, strict=True):
        _lines(cell.paragraphs[0], text.split("\n"), bold=bold)


def _items(file, part):
    for item in part.items:
        for number, lines in enumerate(paragraphs(item)):
            first = "List Number" if part.numbered else "List Bullet"
            _lines(file.add_paragraph(style="List Continue" if number else first), lines)


def _note(file, part):
    if part.title:
        _lines(file.add_paragraph(style=NOTE), [part.title], bold=True)
    _prose(file, part.text, NOTE)


def _image(file, part):
    picture = file.add_picture(io.BytesIO(charts.png(part.svg)), width=PAGE_WIDTH * part.width // 100)
    picture._inline.docPr.set("descr", part.alt)
    if part.caption:
        file.add_paragraph(" ".join(part.caption.split()), style="Caption")


WRITERS = {
    "heading": _heading,
    "paragraph": _paragraph,
    "definitions": _definitions,
    "table": _table,
    "items": _items,
    "note": _note,
    "image": _image,
}


def _prose(file, text, style="Normal"):
    for lines in paragraphs(text):
        _lines(file.add_paragraph(style=style), lines)


def _lines(paragraph, lines, *, bold=None):
    for number, line in enumerate(lines):
        run = paragraph.add_run()
        run.bold = bold
        if number:
            run.add_break()
        run.add_text(line)


# The file around them


def _empty(document):
    file = docx.Document()
    about = file.core_properties
    about.title, about.language, about.author, about.comments = document.title, "sv-SE", "", ""
    _styles(file)
    section = file.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.header.paragraphs[0].add_run("  ·  ".join(document.marks)).bold = True
    footer = section.footer.paragraphs[0]
    for tab in list(footer.style.paragraph_format.tab_stops):
        tab.position = PAGE_WIDTH
    footer.paragraph_format.tab_stops.add_tab_stop(PAGE_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    footer.add_run(f"{document.title}\tSida ")
    _field(footer, "PAGE")
    footer.add_run(" av ")
    _field(footer, "NUMPAGES")
    return file


def _styles(file):
    styles = file.styles
    for name, base in ((TERM, "Normal"), (SAID, "Normal"), (PAIR, "Normal"), (NOTE, "Normal")):
        made = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style, made.quick_style = styles[base], True
    for style in styles:
        if style.type == WD_STYLE_TYPE.PARAGRAPH:
            style.font.name = FONT
            fonts = style.element.rPr.rFonts
            for theme in THEMES:  # which would win over the font's name
                fonts.attrib.pop(qn(f"w:{theme}"), None)
    for name, size in SIZES.items():
        styles[name].font.size = Pt(size)
        styles[name].font.color.rgb = FAINT if name in ("Header", "Footer") else INK
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "sv-SE")
    styles["Normal"].element.get_or_add_rPr().append(language)
    _borderless(styles["Title"])
    styles[TERM].font.bold = True
    styles[TERM].paragraph_format.keep_with_next = True
    styles[TERM].paragraph_format.space_before, styles[TERM].paragraph_format.space_after = Pt(8), Pt(2)
    pair = styles[PAIR].paragraph_format
    pair.left_indent, pair.first_line_indent, pair.space_after = Cm(5.5), Cm(-5.5), Pt(3)
    pair.tab_stops.add_tab_stop(Cm(5.5))
    note = styles[NOTE].paragraph_format
    note.left_indent, note.space_after = Cm(0.4), Pt(6)
    _left_border(styles[NOTE])


def _borderless(style):
    for border in style.element.findall(f".//{qn('w:pBdr')}"):
        border.getparent().remove(border)


def _left_border(style):
    borders, left = OxmlElement("w:pBdr"), OxmlElement("w:left")
    for name, value in {"val": "single", "sz": "18", "space": "8", "color": str(FAINT)}.items():
        left.set(qn(f"w:{name}"), value)
    borders.append(left)
    properties = style.element.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:outlineLvl"
    )


def _on_every_page(row):
    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(header)


def _field(paragraph, code):
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        run = paragraph.add_run()
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        element.text = text or None
        run._r.append(element)
