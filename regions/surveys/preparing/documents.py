"""The workbook of a round's questions, and the blank form to print."""

from django.http import FileResponse

from barnratt.core.tables import XLSX
from barnratt.documents.tree import Document, Heading, Paragraph
from barnratt.questionnaires import xlsform
from regions.surveys.preparing import queries

LINE = "_" * 60
LINES = {"text": 5, "texts": 4}
BOX = "☐"
TICKED_LATER = "Länets kommuner kryssas i portalen."


def workbook(survey_round):
    """The questions under way as an XLSForm workbook, with the coordinator's own columns."""
    draft = queries.draft_of(survey_round)
    file = xlsform.write(draft.content, columns=draft.columns, mark=queries.mark_of(draft))
    return FileResponse(file, as_attachment=True, filename=f"{draft.content['key']}.xlsx", content_type=XLSX)


class Asked:
    """A question of the blank form, numbered as on the paper."""

    def __init__(self, number, question, municipalities):
        self.number, self.question = number, question
        self.who = question.base if question.base else "den som frågan gäller" if question.show_if.questions else ""
        self.choices = _choices(question, municipalities)
        self.instead = TICKED_LATER if question.type == "municipalities" and not self.choices else ""
        self.lines = range(0 if self.choices or self.instead else LINES.get(question.type, 1))
        self.how = HOW.get(question.type, "")


HOW = {
    "choice": "Välj ett.",
    "multi": "Välj ett eller flera.",
    "ranking": "Skriv 1, 2, 3 … framför, med det viktigaste först.",
    "municipalities": "Kryssa för kommunerna.",
    "texts": "Skriv ett på varje rad.",
}


def _choices(question, municipalities):
    if question.type == "municipalities":
        return list(municipalities.values())
    if question.type == "boolean":
        return ["Ja", "Nej"]
    return [option.label for option in question.options]


def asked(definition, municipalities):
    """[(step, [Asked])] of what is asked this year. municipalities: {code: name} to tick."""
    number, found = 0, []
    for step in definition.steps:
        rows = []
        for question in step.questions:
            if not question.paused:
                number += 1
                rows.append(Asked(number, question, municipalities))
        if rows:
            found.append((step, rows))
    return found


def blank(survey_round, definition, municipalities):
    """The blank form as a Document."""
    parts = [Paragraph(definition.intro)] if definition.intro else []
    for step, rows in asked(definition, municipalities):
        parts.append(Heading(step.title, 1))
        if step.intro:
            parts.append(Paragraph(step.intro))
        for row in rows:
            parts.append(Heading(f"{row.number}. {row.question.text}", 2))
            if row.who:
                parts.append(Paragraph(f"Besvaras av {row.who}."))
            if told := row.question.help or row.how:
                parts.append(Paragraph(told))
            if row.instead:
                parts.append(Paragraph(row.instead))
            elif row.choices:
                parts.append(Paragraph("\n".join(f"{BOX} {label}" for label in row.choices)))
            else:
                lines = "\n".join([LINE] * len(row.lines))
                parts.append(Paragraph(f"{lines} {row.question.unit}".strip()))
    marks = ("Blankett",) + (("Konstruerade svar i omgången",) if survey_round.constructed else ())
    return Document(survey_round.title, tuple(parts), marks)
