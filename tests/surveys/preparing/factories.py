import io

import openpyxl

from barnratt.accounts.models import Role
from barnratt.questionnaires import xlsform
from regions.surveys.models import Round
from regions.surveys.preparing import actions, documents
from tests.client import StrictClient
from tests.factories import MembershipFactory, OrganisationFactory
from tests.surveys.factories import make_round


def next_year(**fields):
    """A round for 2026 copied from that of 2025."""
    source = make_round("2025", state=Round.State.CLOSED, **fields)
    dates = (source.opens_date, source.last_answer_date, source.last_edit_date)
    return actions.create(source, year=2026, title="Enkät 2026", dates=dates, by=None)


def coordinator():
    """Somebody who runs the survey in the whole country, signed in."""
    client = StrictClient()
    board = OrganisationFactory(name="Länsstyrelserna")
    client.user = MembershipFactory(organisation=board, role=Role.NATIONAL_COORDINATOR).user
    client.force_login(client.user)
    return client


def workbook_of(survey_round, change=None):
    """The round's workbook as a file, after somebody has changed it. change: takes the openpyxl workbook."""
    fetched = io.BytesIO(b"".join(documents.workbook(survey_round)))
    book = openpyxl.load_workbook(fetched)
    if change:
        change(book)
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    file.name = "enkat.xlsx"
    return file


def read_back(survey_round, change=None):
    return xlsform.read(workbook_of(survey_round, change), name="enkat.xlsx")


def cell_of(book, sheet, name, column):
    """The cell of a row by its name, in a column by its header."""
    found = book[sheet]
    columns = {cell.value: cell.column for cell in found[1]}
    row = next(row for row in range(2, found.max_row + 1) if found.cell(row, columns["name"]).value == name)
    return found.cell(row, columns[column])
