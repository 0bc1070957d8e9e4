"""An assessment as a Word document: real headings, a table for the case, its language and title set."""

import io

from django.http import HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from assessments import queries
from barnratt.questionnaires import answers
from barnratt.questionnaires.cleaning import UNPRINTABLE

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CONSTRUCTED = "Konstruerat exempel. Uppgifterna är påhittade."
FONT = "Calibri"
THEMES = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")


def assessment_word(assessment):
    """The response with the document. What a condition hides is not part of it."""
    title = _printable(assessment.title)
    document = _empty(title)
    document.add_heading(f"Prövning av barnets bästa: {title}", level=0)
    if assessment.constructed:
        _bold(document, CONSTRUCTED)
    if assessment.secrecy != assessment.Secrecy.NO:
        _bold(document, f"Kan innehållet omfattas av sekretess? {assessment.get_secrecy_display()}")
    _case(document, assessment)
    response = assessment.response
    definition = response.version.definition
    if answers.stopped_by(definition, response.answers, response.flags):
        document.add_paragraph(definition.stop_rule)
    for section in queries.sections(assessment):
        if section.is_first:
            document.add_heading(section.step.title, level=1)
        if section.heading:
            document.add_heading(section.heading, level=2)
        for one in section.beside:
            _answer(document, f"Från {one['from'].lower()}: {one['text']}", one["answer"])
        for place, answer, _ in section.rows:
            _answer(document, place.question.text, answer)
    file = io.BytesIO()
    document.save(file)
    name = slugify(assessment.title)[:60] or "provning"
    disposition = f'attachment; filename="provning-{name}-{timezone.localdate().isoformat()}.docx"'
    return HttpResponse(file.getvalue(), content_type=DOCX, headers={"Content-Disposition": disposition})


def _empty(title):
    document = Document()
    document.core_properties.title, document.core_properties.language = title, "sv-SE"
    document.core_properties.author, document.core_properties.comments = "", ""
    for style in document.styles:
        if style.type == WD_STYLE_TYPE.PARAGRAPH:
            style.font.name = FONT
            fonts = style.element.rPr.rFonts
            for theme in THEMES:  # which would win over the font's name
                fonts.attrib.pop(qn(f"w:{theme}"), None)
    normal = document.styles["Normal"]
    normal.font.size = Pt(11)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "sv-SE")
    normal.element.get_or_add_rPr().append(language)
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.5)
    return document


def _case(document, assessment):
    rows = [
        ("Myndighet", assessment.authority.name),
        ("Diarienummer", assessment.case_number or "Ej ifyllt"),
        ("Enhet", assessment.unit or "Ej ifyllt"),
        ("Beslutas av", assessment.decided_by or "Ej ifyllt"),
        ("Planerat beslutsdatum", assessment.decision_date.isoformat() if assessment.decision_date else "Ej ifyllt"),
        ("Ansvarig", assessment.responsible or "Ej ifyllt"),
        ("Läge", assessment.get_state_display()),
        ("Mall", f"{assessment.get_template_display()}, version {assessment.response.version.number}"),
        ("Senast ändrad", timezone.localtime(assessment.changed_at).strftime("%Y-%m-%d %H:%M")),
    ]
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for label, text in rows:
        cells = table.add_row().cells
        cells[0].paragraphs[0].add_run(label).bold = True
        cells[1].text = _printable(text)
    document.add_paragraph()


def _bold(document, text):
    document.add_paragraph().add_run(text).bold = True


def _printable(text):
    """Without the signs that a Word document cannot hold."""
    return UNPRINTABLE.sub("", text)


def _answer(document, question, answer):
    heading = document.add_paragraph()
    heading.add_run(question).bold = True
    heading.paragraph_format.keep_with_next = True
    for line in answer.split("\n"):
        document.add_paragraph(line)
