"""
From a cell as it was read to what it means: a Python value, or a Fault that says in Swedish what is wrong.

    number(" 1 234,5")                   Decimal("1234.5")
    number("..", signs=SIGNS)            Absent.SUPPRESSED
    code(380.0, lengths=(2, 4))          "0380"
    date("22 november 2026")             datetime.date(2026, 11, 22)
    many("12; 3", whole)                 [12, 3]

An empty cell is None to every parser. What stands for a missing value in statistics is an Absent, never zero and never
empty, and only where the caller hands in the signs: "-" means one thing in one source and another in the next. The
proposal of a Fault is what could be written in the cell instead. Names of things are looked up in the module `names`.
"""

import calendar
import datetime
import enum
import re
import unicodedata
from decimal import Decimal

from .reading.cells import ERRORS, EXCEL_EPOCH, Broken, Percent, error

LONGEST_SHOWN = 60
LONGEST_NUMBER, LONGEST_SEARCHED = 40, 200
FIRST_YEAR, LAST_YEAR = 1900, 2100
SERIALS = range(10_000, 80_000)  # Excel's numbers for the days from 1927 to 2119
MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)
YES = {"ja", "j", "yes", "y", "sant", "true", "x", "1", "✓", "✔", "☑"}
NO = {"nej", "n", "no", "falskt", "false", "0", "☐"}

DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
BREAKING_SPACES = re.compile(r"[^\S\u00a0\u202f]+")  # a space that holds a number together is kept
UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b\u2060\ufeff]")
KEPT_AS_TEXT = re.compile('="(.*)"', re.DOTALL)  # how a CSV file keeps Excel from taking away zeros
SIGN, DECIMALS = r"([+-]?) ?", r"(?:[.,][0-9]+)?"
NUMBERS = [
    re.compile(rf"{SIGN}([0-9]+{DECIMALS}|[.,][0-9]+)(e[+-]?[0-9]{{1,3}})?", re.IGNORECASE),  # 1234,5 1234.5 1,2E+05
    re.compile(rf"{SIGN}([0-9]{{1,3}}(?: [0-9]{{3}})+{DECIMALS})()"),  # 1 234,5
]
POINTED = re.compile(rf"{SIGN}([0-9]{{1,3}}(?:\.[0-9]{{3}})+,[0-9]+|[0-9]{{1,3}}(?:\.[0-9]{{3}}){{2,}})")  # 1.234,5
ENGLISH = re.compile(rf"{SIGN}([0-9]{{1,3}}(?:,[0-9]{{3}})+\.[0-9]+|[0-9]{{1,3}}(?:,[0-9]{{3}}){{2,}})")  # 1,234.5
NUMBER_IN_TEXT = re.compile(r"(?<![\w.,/-])[+-]?[0-9]{1,3}(?:(?: [0-9]{3})+|[0-9]*)(?:,[0-9]+)?(?![\w.,/%-])")
PERCENT_SIGN = re.compile(r" ?(%|procent|pct)$", re.IGNORECASE)

YEARS = re.compile(r"(?:läsåret |året |åren |år )?([0-9]{4}) ?[/-] ?([0-9]{2}|[0-9]{4})")
YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?:[T ][0-9:.]+Z?)?")
DAY_FIRST = re.compile(r"([0-9]{1,2}) ?[/. -] ?([0-9]{1,2}) ?[/., -] ?([0-9]{4})")
EIGHT_DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
IN_WORDS = re.compile(r"(?:\w+dag(?:en)? )?(?:den )?([0-9]{1,2})(?:\.|:[ea]|e)? ([a-zåäö]{3,9})\.?,? ([0-9]{4})")
SHORT_YEAR = re.compile(r"([0-9]{2})-?([0-9]{2})-?([0-9]{2})")
SHORT_YEAR_LAST = re.compile(r"([0-9]{1,2})[/.]([0-9]{1,2})(?: ?[-/.]| )([0-9]{2})")
MONTH_ONLY = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})|([a-zåäö]{3,9}) ([0-9]{4})")

CODE = re.compile(r"([0-9]{1,12})(?:[.,]0+|[ :.–-]+[^\W\d].*)?", re.DOTALL)  # "0380 Uppsala" is how SCB writes


class Fault(ValueError):
    """What is wrong with a cell, for the person; and what could stand there instead, as the person would write it."""

    def __init__(self, message, proposal=None):
        super().__init__(message)
        self.message, self.proposal = message, proposal


class Absent(enum.Enum):
    """Why statistics have no value."""

    MISSING = "uppgift saknas"
    NOT_APPLICABLE = "ej tillämpligt"
    SUPPRESSED = "sekretess"


# What stands for no value where nothing more is known of the source. To SCB "-" is nothing to report, to
# Skolinspektionen it is a secret: a kind that knows its source hands in its own.
SIGNS = {
    "-": Absent.MISSING,
    "...": Absent.MISSING,
    "uppgift saknas": Absent.MISSING,
    "saknas": Absent.MISSING,
    "missing": Absent.MISSING,
    ".": Absent.NOT_APPLICABLE,
    "ej tillämpligt": Absent.NOT_APPLICABLE,
    "ej aktuellt": Absent.NOT_APPLICABLE,
    "not applicable": Absent.NOT_APPLICABLE,
    "..": Absent.SUPPRESSED,
    "x": Absent.SUPPRESSED,
    "sekretess": Absent.SUPPRESSED,
    "privacy": Absent.SUPPRESSED,
}


def text(cell):
    """What a person sees in the cell, with its line breaks, without spaces around it and signs that cannot be seen."""
    value = _plain(cell)
    return value if value is None or isinstance(value, str) else shown(value)


def line(cell):
    """text() on one line."""
    value = text(cell)
    return None if value is None else BREAKING_SPACES.sub(" ", value)


def number(cell, *, signs=None):
    """A Decimal. "1.234" and "1,234" are a little more than one: a lone comma or point is where the decimals begin."""
    value = _plain(cell)
    if value is None:
        return None
    if isinstance(value, Percent):
        raise Fault(f"{quoted(cell)} är en andel. Skriv ett tal utan procenttecken.", shown(_hundredfold(value)))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(repr(value))
    if not isinstance(value, str):
        raise Fault(f"{quoted(cell)} är inget tal.")
    if signs and (sign := _sign(value)) in signs:
        return signs[sign]
    if (found := _number_in(value)) is not None:
        return found
    if PERCENT_SIGN.search(value) and _number_in(PERCENT_SIGN.sub("", value)) is not None:
        raise Fault(f"{quoted(cell)} är en andel. Skriv ett tal utan procenttecken.", PERCENT_SIGN.sub("", value))
    within = [
        found for found in NUMBER_IN_TEXT.findall(_spaced(value[:LONGEST_SEARCHED])) if _number_in(found) is not None
    ]
    raise Fault(f"{quoted(cell)} är inget tal.", within[0] if len(within) == 1 else None)


def whole(cell, *, signs=None):
    """An int."""
    found = number(cell, signs=signs)
    if not isinstance(found, Decimal):
        return found
    if found != found.to_integral_value():
        raise Fault(f"{quoted(cell)} är inget heltal.")
    return int(found)


def percent(cell, *, signs=None):
    """A Decimal in percent: 37 for "37 %", "37", and for a cell that holds 0.37 and is shown as 37 %."""
    if isinstance(cell, Percent):
        return _hundredfold(cell)
    value = _plain(cell)
    return number(PERCENT_SIGN.sub("", value) if isinstance(value, str) else value, signs=signs)


def year(cell):
    """An int."""
    value = _plain(cell)
    if value is None:
        return None
    if isinstance(value, datetime.date):
        raise Fault(f"{quoted(value)} är ett datum. Skriv bara årtalet.", str(value.year))
    written = shown(value)
    if match := YEARS.fullmatch(written.translate(DASHES).lower()):
        later = match[2] if len(match[2]) == 4 else match[1][:2] + match[2]
        raise Fault(f"{quoted(written)} är två år. Skriv ett årtal; ett läsår skrivs som det år det slutar.", later)
    try:
        found = whole(re.sub(r"^år(et)? ", "", value, flags=re.IGNORECASE) if isinstance(value, str) else value)
    except Fault:
        raise Fault(f"{quoted(written)} är inget årtal.") from None
    if not FIRST_YEAR <= found <= LAST_YEAR:
        likely = 2000 + found
        raise Fault(f"{quoted(written)} är inget årtal.", str(likely) if 0 <= found <= 50 else None)
    return found


def date(cell, *, epoch=EXCEL_EPOCH):
    """A date. A bare number is a day counted from `epoch`, which the reading knows for a workbook from an old Mac."""
    value = _plain(cell)
    if value is None:
        return None
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    if isinstance(value, bool | Percent | datetime.time):
        raise Fault(f"{quoted(cell)} är inget datum.")
    if isinstance(value, int | float) and int(value) in SERIALS:
        return epoch + datetime.timedelta(days=int(value))
    written = _spaced(shown(value)).translate(DASHES).lower()
    if written.isdecimal() and len(written) == 5 and int(written) in SERIALS:
        return epoch + datetime.timedelta(days=int(written))
    if (parts := _date_parts(written)) is not None:
        return _date_of(*parts, value)
    raise Fault(f"{quoted(value)} är inget datum. Skriv det som 2026-11-22.", _likely_date(written))


def yes_no(cell):
    """True or False."""
    value = _plain(cell)
    if value is None or isinstance(value, bool):
        return value
    written = shown(value).lower()
    if written in YES:
        return True
    if written in NO:
        return False
    raise Fault(f"{quoted(cell)} är varken ja eller nej. Skriv ja eller nej.")


def code(cell, *, lengths=(4,)):
    """A code of digits as a text, with the zero that a spreadsheet takes from its beginning: 380 → "0380", 5 → "05"."""
    value = _plain(cell)
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    written = shown(value)
    if isinstance(value, str | int) and not isinstance(value, bool) and (match := CODE.fullmatch(written)):
        digits = match[1]
        for length in sorted(lengths):
            if len(digits) in (length, length - 1):
                return digits.zfill(length)
    wanted = " eller ".join(str(length) for length in sorted(lengths))
    raise Fault(f"{quoted(written)} är ingen kod med {wanted} siffror.")


def many(cell, parse, *, separators=";\n"):
    """A list of what `parse` makes of each part. Every part that is wrong is told; the proposal is the whole list."""
    value = _plain(cell)
    if value is None:
        return []
    if isinstance(value, float) and not value.is_integer():
        listed = shown(value).replace(",", "; ")
        raise Fault(f"{quoted(value)} kan vara en lista som kalkylprogrammet har gjort till ett tal.", listed)
    parts = re.split(f"[{re.escape(separators)}]", value) if isinstance(value, str) else [value]
    found, messages, mended = [], [], []
    for part in parts:
        if isinstance(part, str) and not part.strip():
            continue
        try:
            found.append(parse(part))
            mended.append(shown(part).strip())
        except Fault as fault:
            messages.append(fault.message)
            mended.append(fault.proposal)
    if messages:
        raise Fault(" ".join(messages), None if None in mended else "; ".join(mended))
    return found


def shown(value):
    """A cell as a person sees it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, Percent):
        return f"{shown(_hundredfold(value))} %"
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value).replace(".", ",")
    if isinstance(value, datetime.datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}"
    return str(value)


def quoted(value):
    """A cell as a message about it shows it."""
    told = " ".join(shown(value).split())
    return f"'{told[:LONGEST_SHOWN]}…'" if len(told) > LONGEST_SHOWN else f"'{told}'"


def _plain(cell):
    """The cell without what cannot be seen; None if that is nothing. Raises the Fault of a cell nobody can read."""
    if isinstance(cell, Broken):
        raise Fault(cell.message)
    if not isinstance(cell, str):
        return cell
    value = cell.strip()
    if value.startswith("#") and value.upper() in ERRORS:
        raise Fault(error(value).message)
    if match := KEPT_AS_TEXT.fullmatch(value):
        value = match[1].strip()
    if not value.isascii():
        if "\ufffd" in value:
            raise Fault(f"{quoted(value)} har bokstäver som inte gick att läsa. Skriv om texten.")
        value = unicodedata.normalize("NFC", value)
    if not value.isprintable():
        value = UNPRINTABLE.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return value or None


def _spaced(value):
    """With every kind of space as an ordinary one."""
    return " ".join(value.split())


def _sign(value):
    return _spaced(value).translate(DASHES).replace("…", "...").casefold()


def _number_in(value):
    if len(value) > LONGEST_NUMBER:
        return None
    written = _spaced(value).translate(DASHES)
    for pattern in NUMBERS:
        if match := pattern.fullmatch(written):
            return Decimal(f"{match[1]}{match[2].replace(' ', '').replace(',', '.')}{match[3] or ''}")
    if match := POINTED.fullmatch(written):
        return Decimal(f"{match[1]}{match[2].replace('.', '').replace(',', '.')}")
    if match := ENGLISH.fullmatch(written):
        return Decimal(f"{match[1]}{match[2].replace(',', '')}")
    return None


def _hundredfold(value):
    found = Decimal(repr(float(value))) * 100
    return found.to_integral_value() if found == found.to_integral_value() else found.normalize()


def _date_parts(written):
    """(year, month, day) as written, whether there is such a day or not."""
    if match := YEAR_FIRST.fullmatch(written):
        return int(match[1]), int(match[3]), int(match[4])
    if match := EIGHT_DIGITS.fullmatch(written):
        return int(match[1]), int(match[2]), int(match[3])
    if match := DAY_FIRST.fullmatch(written):
        return int(match[3]), int(match[2]), int(match[1])
    if (match := IN_WORDS.fullmatch(written)) and (month := _month(match[2])):
        return int(match[3]), month, int(match[1])
    return None


def _date_of(year, month, day, value):
    if month > 12 >= day and month <= 31:
        raise Fault(f"{quoted(value)} har månad och dag i fel ordning.", f"{year:04}-{day:02}-{month:02}")
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 and day):
        raise Fault(f"{quoted(value)} är inget datum. Skriv det som 2026-11-22.")
    if day > (last := calendar.monthrange(year, month)[1]):
        raise Fault(f"{quoted(value)} finns inte: {MONTHS[month - 1]} {year} har {last} dagar.")
    return datetime.date(year, month, day)


def _likely_date(written):
    """What a shortened date probably means, or None."""
    if match := MONTH_ONLY.fullmatch(written):
        parts = int(match[1] or match[4]), int(match[2]) if match[2] else _month(match[3]) or 0, 1
    elif match := SHORT_YEAR.fullmatch(written):
        parts = 2000 + int(match[1]), int(match[2]), int(match[3])
    elif match := SHORT_YEAR_LAST.fullmatch(written):
        parts = 2000 + int(match[3]), int(match[2]), int(match[1])
    else:
        return None
    try:
        return datetime.date(*parts).isoformat()
    except ValueError:
        return None


def _month(word):
    """jan, sept, november: 1, 9, 11. None for other words."""
    return next((place for place, month in enumerate(MONTHS, 1) if len(word) >= 3 and month.startswith(word)), None)
