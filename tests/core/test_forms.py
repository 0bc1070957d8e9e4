"""What the forms of several apps have in common."""

import pytest

from barnratt.core.forms import LongText, OneLine, WarnsOfPersonalData

NUMBER = "Ring 070-123 45 67."


class NoteForm(WarnsOfPersonalData):
    read_by_others = ["note"]
    note = LongText(max_length=40, required=False)
    diary = LongText(required=False)


def test_personal_data_is_asked_about_and_then_saved():
    form = NoteForm({"note": NUMBER})
    assert form.errors["note"] == [
        "Står det personuppgifter i texten? ”070-123 45 67” ser ut som ett mobilnummer. "
        "Ta bort dem, eller välj ”Spara ändå” längre ner."
    ]
    assert form.warned
    form = NoteForm({"note": NUMBER, "save_anyway": "on"})
    assert form.is_valid()
    assert form.told == {"note": NUMBER, "diary": ""}


@pytest.mark.parametrize("typed", [{"note": "Inget särskilt."}, {"diary": NUMBER}, {}])
def test_nothing_is_asked_when_nothing_is_found_where_others_read(typed):
    form = NoteForm({"x": "x"} | typed)
    assert form.is_valid()
    assert not form.warned


def test_a_line_break_is_one_character_and_a_line_has_none():
    assert LongText(max_length=3).clean("a\r\nb") == "a\nb"
    assert OneLine().clean(" Sök\r\nBcc:  alla ") == "Sök Bcc: alla"
