"""A document as a Word file: real styles and headings, its language and title set."""

import io

import docx
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE as RELATIONSHIP
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from barnratt.documents import charts
from barnratt.documents.tree import paragraphs

FONT = "Calibri"
INK, FAINT, ACCENT = RGBColor(0x1D, 0x2B, 0x36), RGBColor(0x4B, 0x5A, 0x66), RGBColor(0x0E, 0x61, 0x68)
LINE = "B9C3CB"
THEMES = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")
SIZES = {
    "Normal": 11,
    "Title": 22,
    "Subtitle": 15,
    "Heading 1": 16,
    "Heading 2": 13,
    "Heading 3": 12,
    "Caption": 10,
    "Header": 9,
    "Footer": 9,
}
COMPACT_SIZES = {"Normal": 8.5, "Title": 18, "Heading 1": 11, "Heading 2": 9}
PAGE_WIDTH, NUMBER_WIDTH = Cm(16), Cm(2.6)
# The styles of our own
TERM, SAID, PAIR, NOTE, QUOTE, SOURCE = "Fråga", "Svar", "Uppgift", "Anmärkning", "Återgivet", "Källa"
SENDER, CONTENTS, ENTRY = "Avsändare", "Innehåll", "Innehållsrad"


def word(document):
    """The bytes of a Document as a Word file."""
    file = _empty(document)
    if document.cover:
        _cover(file, document)
    else:
        file.add_paragraph(document.title, style="Title")
    if document.is_compact:
        _in_two_columns(file)
    for part in document.parts:
        WRITERS[part.kind](file, part)
    written = io.BytesIO()
    file.save(written)
    return written.getvalue()


# Parts


def _heading(file, part):
    heading = file.add_paragraph(" ".join(part.text.split()), style=f"Heading {min(part.level, 9)}")
    if part.anchor:
        _bookmark(heading, part.anchor)


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
    _ruled(table)
    rows = [table.rows[0], *(table.add_row() for _ in part.rows)]
    for row, texts in zip(rows, (part.header, *part.rows), strict=True):
        _cells(row, texts, bold=row is rows[0], numbers=part.numbers)
        _unbroken(row)
    _on_every_page(rows[0])
    if part.numbers:
        _narrow(table, part.numbers)
    _source(file, part.source) if part.source else file.add_paragraph()


def _cells(row, texts, *, bold=False, numbers=0):
    cells = row.cells
    for cell, text in zip(cells, texts, strict=True):
        _lines(cell.paragraphs[0], text.split("\n"), bold=bold)
        cell.paragraphs[0].paragraph_format.space_after = Pt(3)
        cell.paragraphs[0].paragraph_format.space_before = Pt(3)
    for cell in cells[len(cells) - numbers :]:
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _narrow(table, numbers):
    """Columns of numbers are narrow, and what is left is shared by the others. Word reads it from every cell."""
    others = len(table.columns) - numbers
    left = (PAGE_WIDTH - numbers * NUMBER_WIDTH) // others
    for place, column in enumerate(table.columns):
        column.width = NUMBER_WIDTH if place >= others else left
    for row in table.rows:
        for place, cell in enumerate(row.cells):
            cell.width = NUMBER_WIDTH if place >= others else left


def _items(file, part):
    numbering = _numbering(file) if part.numbered else None
    for item in part.items:
        first = file.add_paragraph(style="List Number" if part.numbered else "List Bullet")
        if numbering:
            _numbered(first, numbering)
        if not isinstance(item, str):
            _spans(first, item)
            continue
        for number, lines in enumerate(paragraphs(item)):
            _lines(file.add_paragraph(style="List Continue") if number else first, lines)


def _quote(file, part):
    _prose(file, part.text, QUOTE)
    if part.by:
        _lines(file.add_paragraph(style=QUOTE), [part.by])


def _source(file, text):
    _lines(file.add_paragraph(style=SOURCE), text.split("\n"))


def _note(file, part):
    if part.title:
        _lines(file.add_paragraph(style=NOTE), [part.title], bold=True)
    _prose(file, part.text, NOTE)


def _image(file, part):
    if part.caption:
        file.add_paragraph(" ".join(part.caption.split()), style="Caption")
    picture = file.add_picture(io.BytesIO(charts.png(part.svg)), width=PAGE_WIDTH * part.width // 100)
    picture._inline.docPr.set("descr", part.alt)
    if part.source:
        file.paragraphs[-1].paragraph_format.keep_with_next = True
        _source(file, part.source)


WRITERS = {
    "heading": _heading,
    "paragraph": _paragraph,
    "definitions": _definitions,
    "table": _table,
    "items": _items,
    "quote": _quote,
    "note": _note,
    "image": _image,
}


def _prose(file, text, style="Normal"):
    if not isinstance(text, str):
        _spans(file.add_paragraph(style=style), text)
        return
    for lines in paragraphs(text):
        _lines(file.add_paragraph(style=style), lines)


def _lines(paragraph, lines, *, bold=None):
    for number, line in enumerate(lines):
        run = paragraph.add_run()
        run.bold = bold
        if number:
            run.add_break()
        run.add_text(line)


def _spans(paragraph, spans):
    for span in spans:
        into = _link(paragraph, span.link) if span.link else paragraph
        for number, line in enumerate(span.text.split("\n")):
            run = paragraph.add_run()
            run.bold, run.italic = span.bold or None, span.italic or None
            if number:
                run.add_break()
            run.add_text(line)
            if span.link:
                run.font.color.rgb, run.font.underline = ACCENT, True
                into.append(run._r)


def _link(paragraph, address):
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP.HYPERLINK, is_external=True))
    paragraph._p.append(link)
    return link


# The title page and the list of contents


def _cover(file, document):
    cover = document.cover
    if cover.sender:
        file.add_paragraph(cover.sender, style=SENDER)
    file.add_paragraph(document.title, style="Title")
    if cover.subtitle:
        file.add_paragraph(cover.subtitle, style="Subtitle")
    if cover.notice:
        _prose(file, cover.notice, NOTE)
    contents = file.add_paragraph("Innehåll", style=CONTENTS)
    contents.paragraph_format.page_break_before = True
    entries = [(part.text, part.anchor) for part in document.contents]
    for number, (text, anchor) in enumerate(entries):
        entry = file.add_paragraph(style=ENTRY)
        if number == 0:  # Word makes the list anew from the headings when somebody asks for it
            _field_begins(entry, r'TOC \o "1-1" \n \h')
        _inner_link(entry, text, anchor)
        if number == len(entries) - 1:
            _field_mark(entry, "end")
    for number, (term, said) in enumerate(cover.rows):
        pair = file.add_paragraph(style=PAIR)
        if number == 0:
            pair.paragraph_format.space_before = Cm(2)
        _lines(pair, [term], bold=True)
        pair.add_run("\t")
        _lines(pair, said.split("\n"))


def _inner_link(paragraph, text, anchor):
    run = paragraph.add_run(text)
    if anchor:
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), _bookmark_name(anchor))
        paragraph._p.append(link)
        link.append(run._r)


def _bookmark(paragraph, anchor):
    found = len(paragraph.part.element.findall(f".//{qn('w:bookmarkStart')}"))
    for name in ("w:bookmarkStart", "w:bookmarkEnd"):
        mark = OxmlElement(name)
        mark.set(qn("w:id"), str(found))
        if name == "w:bookmarkStart":
            mark.set(qn("w:name"), _bookmark_name(anchor))
        paragraph._p.append(mark)


def _bookmark_name(anchor):
    """Word allows letters, digits and low lines, at most forty."""
    return "".join(sign if sign.isalnum() else "_" for sign in f"till_{anchor}")[:40]


# The file around them


def _empty(document):
    file = docx.Document()
    about = file.core_properties
    about.title, about.language, about.author, about.comments = document.title, "sv-SE", "", ""
    _styles(file)
    section = file.sections[0]
    if document.cover:
        section.different_first_page_header_footer = True
        section.first_page_header.paragraphs[0].add_run("  ·  ".join(document.marks)).bold = True
        file.styles["Heading 1"].paragraph_format.page_break_before = True
        file.styles["Heading 1"].paragraph_format.space_after = Pt(12)
        file.styles["Title"].font.size, file.styles["Title"].font.bold = Pt(34), True
        file.styles["Title"].paragraph_format.space_after = Pt(10)
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    if document.is_compact:
        _compact(file)
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


def _compact(file):
    """Small margins, type and air."""
    for name, size in COMPACT_SIZES.items():
        file.styles[name].font.size = Pt(size)
    for style in file.styles:
        if style.type == WD_STYLE_TYPE.PARAGRAPH:
            style.paragraph_format.space_before = Pt(5 if style.name.startswith("Heading") else 0)
            style.paragraph_format.space_after, style.paragraph_format.line_spacing = Pt(2), 1
    section = file.sections[0]
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(1.3)
    section.header_distance = section.footer_distance = Cm(0.6)


def _in_two_columns(file):
    """What comes after stands in two columns, below what stands there already."""
    section = file.add_section(WD_SECTION.CONTINUOUS)
    columns = section._sectPr.find(qn("w:cols"))
    columns.set(qn("w:num"), "2")
    columns.set(qn("w:space"), "400")  # twentieths of a point


def _styles(file):
    styles = file.styles
    for name in (TERM, SAID, PAIR, NOTE, QUOTE, SOURCE, SENDER, CONTENTS, ENTRY):
        made = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style, made.quick_style = styles["Normal"], True
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
    for name, colour in ((NOTE, FAINT), (QUOTE, ACCENT)):
        styles[name].paragraph_format.left_indent, styles[name].paragraph_format.space_after = Cm(0.4), Pt(6)
        _left_border(styles[name], colour)
    styles["Caption"].paragraph_format.keep_with_next = True
    styles["Caption"].paragraph_format.space_before, styles["Caption"].paragraph_format.space_after = Pt(10), Pt(4)
    styles[SOURCE].font.size, styles[SOURCE].font.color.rgb = Pt(9), FAINT
    styles[SOURCE].paragraph_format.space_before, styles[SOURCE].paragraph_format.space_after = Pt(4), Pt(14)
    styles[SENDER].font.size, styles[SENDER].font.color.rgb, styles[SENDER].font.bold = Pt(13), ACCENT, True
    styles[SENDER].paragraph_format.space_before, styles[SENDER].paragraph_format.space_after = Cm(5), Pt(6)
    styles["Subtitle"].font.italic = False
    styles["Subtitle"].paragraph_format.space_after = Cm(5)
    styles[CONTENTS].font.size, styles[CONTENTS].font.bold = Pt(16), True
    styles[CONTENTS].paragraph_format.space_after = Pt(12)
    styles[ENTRY].paragraph_format.space_after = Pt(5)


def _borderless(style):
    for border in style.element.findall(f".//{qn('w:pBdr')}"):
        border.getparent().remove(border)


def _ruled(table):
    """A line below each row and none between columns, as in the PDF."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        line.set(qn("w:val"), "single" if side in ("bottom", "insideH") else "nil")
        line.set(qn("w:sz"), "4")
        line.set(qn("w:color"), LINE)
        borders.append(line)
    table._tbl.tblPr.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")


def _unbroken(row):
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _left_border(style, colour):
    borders, left = OxmlElement("w:pBdr"), OxmlElement("w:left")
    for name, value in {"val": "single", "sz": "18", "space": "8", "color": str(colour)}.items():
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
    _field_mark(paragraph, "begin")
    _field_code(paragraph, code)
    _field_mark(paragraph, "end")


def _field_begins(paragraph, code):
    """A field whose result stands written out until its end mark."""
    _field_mark(paragraph, "begin")
    _field_code(paragraph, code)
    _field_mark(paragraph, "separate")


def _field_mark(paragraph, kind):
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(mark)


def _field_code(paragraph, code):
    element = OxmlElement("w:instrText")
    element.text = code
    paragraph.add_run()._r.append(element)


def _numbering(file):
    """A new list that begins at one: the number of it. Word would otherwise count on from the list before."""
    numbering = file.part.numbering_part.element
    style = file.styles["List Number"].element.pPr.numPr.numId.val
    made = numbering.add_num(numbering.num_having_numId(style).abstractNumId.val)
    made.add_lvlOverride(ilvl=0).add_startOverride(1)
    return made.numId


def _numbered(paragraph, number):
    numbered = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    numbered.get_or_add_ilvl().val = 0
    numbered.get_or_add_numId().val = number
