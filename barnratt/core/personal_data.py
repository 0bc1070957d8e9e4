"""Looks for what should not stand in a text that others read: personal identity numbers and private addresses.

It warns and never decides: a number may be something else, and a name cannot be found this way.
"""

import datetime
import re
from typing import NamedTuple

PRIVATE_DOMAINS = {
    "gmail.com", "googlemail.com", "hotmail.com", "hotmail.se", "live.com", "live.se", "outlook.com", "msn.com",
    "yahoo.com", "yahoo.se", "icloud.com", "me.com", "mac.com", "telia.com", "comhem.se", "bredband.net",
    "bredband2.com", "spray.se", "proton.me", "protonmail.com", "tele2.se", "home.se", "swipnet.se",
}  # fmt: skip
IDENTITY_NUMBER = re.compile(r"(?<!\d)(?:(?:19|20)?(\d\d)(\d\d)(\d\d))[ ]?[-+–]?[ ]?(\d{4})(?!\d)")
# Begins where a word does, so that a very long word is gone through once and not once for each of its characters.
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# Mobile numbers, and other Swedish numbers written as numbers to call.
MOBILE = re.compile(r"(?<![\d+])(?:\+46|0046|0)[ -]?(?:\(0\))?7[02369](?:[ -]?\d){7}(?!\d)")

# Any Swedish number with its area code: the code, then two to four groups of figures.
TELEPHONE = re.compile(
    r"(?<![\d+/-])(?:0\d{1,3}|(?:\+46|0046)[ -]?(?:\(0\))?\d{1,3})[ -]\d{2,3}(?:[ -]?\d{2,3}){1,2}(?!\d)"
)

# What somebody is called whose account is erased, where what they did stays.
GONE = "en tidigare användare"


class Finding(NamedTuple):
    """What was found, in words with their article, and the very characters."""

    what: str
    found: str


def find_personal_data(text):
    """The findings in a text, in the order they stand. Swedish personal and coordination numbers, private e-mail
    addresses and mobile numbers. An organisation number has 20 or more where a person's month stands, and is left."""
    return _find(text, KINDS)


def find_contacts(text):
    """The e-mail addresses and telephone numbers in a text, in the order they stand, also those of authorities."""
    return _find(text, CONTACTS)


def _find(text, kinds):
    found = []
    for what, pattern, counts in kinds:
        matches = (match for match in pattern.finditer(text) if counts(match))
        found += [(match.start(), Finding(what, match[0])) for match in matches]
    return [finding for _, finding in sorted(found)]


def identity_numbers(text):
    """The Swedish personal and coordination numbers in a text, as their digits without the century: a set."""
    return {"".join(match.groups()) for match in IDENTITY_NUMBER.finditer(text) if _person(match)}


def holds_identity_number(text):
    """Whether a Swedish personal or coordination number stands in a text."""
    return bool(identity_numbers(text))


def _private(match):
    return match[0].rpartition("@")[2].lower() in PRIVATE_DOMAINS


def _person(match):
    """Whether the digits are a date of birth with the right check digit. A coordination number adds 60 to the day.

    Skatteverket, SKV 704: the check digit is computed on the ten digits with weights 2 and 1.
    """
    year, month, day, end = match.groups()
    day_of_month = int(day) - 60 if int(day) > 60 else int(day)
    try:
        datetime.date(2000 + int(year), int(month), day_of_month)
    except ValueError:
        try:
            datetime.date(1900 + int(year), int(month), day_of_month)
        except ValueError:
            return False
    digits = [int(digit) for digit in year + month + day + end]
    doubled = [digit * (2 if place % 2 == 0 else 1) for place, digit in enumerate(digits)]
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def _not_private(match):
    return not _private(match)


def _not_mobile(match):
    return not MOBILE.match(match.string, match.start())


KINDS = [
    ("ett personnummer", IDENTITY_NUMBER, _person),
    ("en privat e-postadress", EMAIL, _private),
    ("ett mobilnummer", MOBILE, bool),
]
CONTACTS = [
    *KINDS[1:],
    ("en e-postadress", EMAIL, _not_private),
    ("ett telefonnummer", TELEPHONE, _not_mobile),
]
