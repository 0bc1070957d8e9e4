"""ISSN, the number of what comes out again and again (ISO 3297): eight signs, of which the last checks the others."""

import re

WRITTEN = re.compile(r"(\d{4})-(\d{3})([\dX])")
BOOK = re.compile(r"97[89]\d{10}|\d{9}[\dX]")


def check_sign(digits):
    """The sign that the seven digits of an ISSN are followed by. Weights 8 to 2, modulo 11, where X is ten."""
    rest = -sum(weight * int(digit) for weight, digit in zip(range(8, 1, -1), digits, strict=True)) % 11
    return "X" if rest == 10 else str(rest)


def fault_of(text):
    """What is wrong with a text as an ISSN, as a Swedish sentence, or "" when it is one."""
    if BOOK.fullmatch(re.sub(r"[\s-]", "", text.upper())):
        return "Det är ett ISBN, som hör till böcker. En rapport som kommer varje år har ISSN, som 1403-624X."
    match = WRITTEN.fullmatch(text)
    if match is None:
        return "Ett ISSN är fyra siffror, ett bindestreck, tre siffror och en siffra eller X, som 1403-624X."
    if check_sign(match[1] + match[2]) != match[3]:
        return "Kontrollsiffran stämmer inte. Jämför med numret där det kommer ifrån."
    return ""
