"""What a cell can hold beyond text, numbers and dates, and what a cell is called."""

import datetime
from dataclasses import dataclass
from functools import cache

# Day 0 as Excel counts days, and as it does in files that began on an old Mac.
EXCEL_EPOCH, MAC_EPOCH = datetime.date(1899, 12, 30), datetime.date(1904, 1, 1)


class Percent(float):
    """A number that the sheet shows with a percent sign: Percent(0.37) is shown as 37 %."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell whose value nobody can know. `shown` is what the person sees in it, `message` says what is wrong."""

    shown: str
    message: str

    def __str__(self):
        return self.shown


# What Excel shows for an error: English in the file, Swedish on the screen and in a CSV file saved in Swedish.
ERRORS = {
    "#N/A": "uppslagningen hittade inget värde",
    "#SAKNAS!": "uppslagningen hittade inget värde",
    "#DIV/0!": "formeln delar med noll",
    "#DIVISION/0!": "formeln delar med noll",
    "#REF!": "formeln pekar på en cell som inte finns",
    "#REFERENS!": "formeln pekar på en cell som inte finns",
    "#VALUE!": "formeln räknar med något som inte är ett tal",
    "#VÄRDEFEL!": "formeln räknar med något som inte är ett tal",
    "#NAME?": "formeln har ett namn som inte finns",
    "#NAMN?": "formeln har ett namn som inte finns",
    "#NUM!": "formeln ger ett omöjligt tal",
    "#OGILTIGT!": "formeln ger ett omöjligt tal",
    "#NULL!": "formelns områden möts inte",
    "#SKÄRNING!": "formelns områden möts inte",
    "#SPILL!": "formelns svar får inte plats",
    "#SPILLFEL!": "formelns svar får inte plats",
    "#CALC!": "formeln går inte att räkna ut",
    "#BERÄKNA!": "formeln går inte att räkna ut",
    "#GETTING_DATA": "värdet hade inte hämtats när filen sparades",
}


def error(code):
    """#N/A and its like."""
    why = ERRORS.get(code.upper(), "formeln går inte att räkna ut")
    return Broken(code, f"Cellen visar felet {code}: {why}. Rätta formeln eller skriv in värdet.")


def without_value(formula):
    """A formula that some program wrote and nobody has opened in Excel since."""
    return Broken(
        f"={formula}",
        "Formeln har inget sparat värde. Öppna filen i Excel eller LibreOffice, spara den och välj den igen.",
    )


def number(written):
    """A number as the file writes it: whole if it is written whole."""
    try:
        found = int(written) if written.removeprefix("-").isdigit() else float(written)
    except ValueError:
        found = None
    if found is None or "_" in written or found - found != 0:  # 1_000 is a number to Python only; infinity is none
        return Broken(written, "Cellen ska innehålla ett tal men går inte att läsa. Skriv in talet på nytt.")
    return found


def without_midnight(moment):
    """A date, unless it has a time of day."""
    return moment.date() if moment.time() == datetime.time.min else moment.replace(tzinfo=None)


@cache
def column_letter(index):
    """0 → A, 25 → Z, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@cache
def column_index(letters):
    """A → 0, AA → 26. ValueError for anything but letters that a sheet has columns for."""
    if not (letters.isascii() and letters.isalpha() and len(letters) <= 3):
        raise ValueError(letters)
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1
