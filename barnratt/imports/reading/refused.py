"""The one exception of the reading, and how much is read at most."""

MOST_BYTES = 100_000_000  # unpacked
MOST_ROWS = 1_000_000
MOST_COLUMNS = 16_384  # as in Excel
MOST_CELLS = 20_000_000
MOST_SHEETS = 500


class Refused(Exception):
    """The file cannot be read. The text is Swedish, says what to do, and is shown to the person as it is."""


class NoTable(Refused):
    """The sheet is sound, and there is no table in it."""


def damaged():
    return Refused(
        "Filen är skadad eller inte hel. Öppna den i det program den kommer från, spara den på nytt och välj den igen."
    )


def too_large():
    return Refused(
        f"Filen är för stor: uppackad får den vara högst {MOST_BYTES // 1_000_000} MB. Dela upp den i flera filer."
    )


def too_many_rows():
    return Refused("Bladet har fler än 1 000 000 rader. Dela upp det i flera filer.")


def too_many_columns():
    return Refused("En rad har fler än 16 384 kolumner. Ta bort de kolumner som inte behövs och spara filen på nytt.")


def too_many_sheets():
    return Refused(f"Filen har fler än {MOST_SHEETS} blad. Dela upp den i flera filer.")


def too_many_cells():
    return Refused("Bladet har fler än 20 miljoner ifyllda celler. Dela upp det i flera filer.")
