"""A survey's answers in the cells of a table: several choices or municipality codes stand with spaces or semicolons."""

from barnratt.questionnaires.cleaning import NO_MUNICIPALITY
from barnratt.questionnaires.definition import LISTS


def raw_answer(question, text):
    """The text of a cell as questionnaires.cleaning.clean takes it."""
    if question.type not in LISTS:
        return text
    if question.type == "texts":
        return text.splitlines()
    found = text.replace(";", " ").split()
    return [one.lower() for one in found] if question.type == "municipalities" else found


def written_answer(question, value):
    """An answer as a cell has it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if value == [] and question.type == "municipalities":
        return NO_MUNICIPALITY
    if isinstance(value, list):
        return ("\n" if question.type == "texts" else " ").join(map(str, value))
    return str(value)
