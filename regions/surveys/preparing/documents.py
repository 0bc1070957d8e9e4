"""The workbook of a round's questions."""

from django.http import FileResponse

from barnratt.core.tables import XLSX
from barnratt.questionnaires import xlsform
from regions.surveys.preparing import queries


def workbook(survey_round):
    """The questions under way as an XLSForm workbook, with the coordinator's own columns."""
    draft = queries.draft_of(survey_round)
    file = xlsform.write(draft.content, columns=draft.columns, mark=queries.mark_of(draft))
    return FileResponse(file, as_attachment=True, filename=f"{draft.content['key']}.xlsx", content_type=XLSX)
