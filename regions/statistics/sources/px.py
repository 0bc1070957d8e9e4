"""PX files (https://www.scb.se/px-file-format), into cubes."""

import re

from regions.statistics.sources.cubes import METRIC, TIME, Category, Cube, Dimension, from_sign
from regions.statistics.sources.said import Refused

CODEPAGE = re.compile(rb'CODEPAGE\s*=\s*"([^"]+)"', re.IGNORECASE)
KEYWORD = re.compile(r'([A-Z][A-Z0-9-]*)(?:\[([a-z]{2})\])?(?:\(((?:"[^"]*"|[^")])*)\))?\s*=', re.DOTALL)
STRINGS = re.compile(r'"([^"]*)"')
CELL = re.compile(r'"[^"]*"|[^\s,;"]+')
SPAN = re.compile(r'TLIST\(\s*[A-Z]\d?\s*,\s*"(\d{4})"\s*-\s*"(\d{4})"\s*\)')
BROKEN = "Filen är inte en hel PX-fil."
MOST_CELLS = 1_000_000


def read(content, *, language="sv"):
    """A cube of a PX file. Texts in `language` where the file has it, else in its own. Raises Refused."""
    found = CODEPAGE.search(content[:5000])
    try:
        text = content.decode(found[1].decode() if found else "cp1252").lstrip("\ufeff")
    except (UnicodeDecodeError, LookupError):
        raise Refused("Filens tecken går inte att läsa.") from None
    head, data = _divide(text)
    words = _keywords(head)
    of = _Words(words, language)
    variables = list(zip(of.own("STUB") + of.own("HEADING"), of.texts("STUB") + of.texts("HEADING"), strict=True))
    if not variables:
        raise Refused(BROKEN)
    content_variable = (of.own("CONTVARIABLE") or [""])[0]
    dimensions = [_dimension(of, *variable, is_content=variable[0] == content_variable) for variable in variables]
    if not content_variable:
        name = (of.own("MATRIX") or ["PX"])[0]
        title = (of.texts("CONTENTS") or [name])[0]
        dimensions.insert(0, Dimension("ContentsCode", title, [Category(name, title)], METRIC))
    cells = 1
    for dimension in dimensions:
        cells *= len(dimension.categories)
    if cells > MOST_CELLS:
        raise Refused("Tabellen är för stor att läsa in på en gång.")
    read_cells = [from_sign(cell.strip('"')) for cell in CELL.findall(data)]
    if any(name == "KEYS" for name, *_ in words):
        raise Refused(
            "Filen har bara de rader som har värden (KEYS). Hämta den i en annan form, till exempel json-stat2."
        )
    if len(read_cells) != cells:
        raise Refused(f"Tabellen ska ha {cells} värden men har {len(read_cells)}.")
    updated = next((texts[0] for (name, *_), (texts, _) in words.items() if name == "LAST-UPDATED" and texts), "")
    title, source = ((of.texts(name) or [""])[0].replace("#", " ") for name in ("TITLE", "SOURCE"))  # # breaks the line
    return Cube(title, source, updated, dimensions, read_cells)


def _divide(text):
    """What comes before DATA=, and the data. DATA= inside a text is not the one."""
    for found in re.finditer(r'"[^"]*"|(?<![A-Z-])DATA\s*=', text):
        if not found[0].startswith('"'):
            return text[: found.start()], text[found.end() :]
    raise Refused(BROKEN)


def _keywords(head):
    """{(keyword, language, subkeys): (the quoted texts, all that stands there)}; a text in pieces is one."""
    found, place = {}, 0
    while match := KEYWORD.search(head, place):
        value = re.compile(r'(?:"[^"]*"|[^";])*').match(head, match.end())
        place = value.end()
        whole = re.sub(r'"\s*\n\s*"', "", value[0])  # pieces on lines of their own, with no comma between
        subkeys = tuple(STRINGS.findall(match[3] or ""))
        found[match[1], match[2] or "", subkeys] = (STRINGS.findall(whole), whole)
        if not head.startswith(";", place):
            raise Refused(BROKEN)
    return found


class _Words:
    """Look-ups in the keywords, in the file's own language and in the one wanted."""

    def __init__(self, words, language):
        self.words = words
        self.language = language if language in self.own("LANGUAGES") and language != self._main() else ""

    def _main(self):
        return (self.own("LANGUAGE") or ["sv"])[0]

    def own(self, name, *subkeys):
        return self.words.get((name, "", subkeys), ([], ""))[0]

    def texts(self, name, *subkeys):
        """In the wanted language, if it says as much there."""
        own = self.own(name, *subkeys)
        found = self.words.get((name, self.language, subkeys), (own, ""))[0] if self.language else own
        return found if len(found) == len(own) or not own else own

    def whole(self, name, *subkeys):
        return self.words.get((name, "", subkeys), ([], ""))[1]


def _dimension(of, own, label, *, is_content):
    values = of.own("VALUES", own)
    texts = (of.words.get(("VALUES", of.language, (label,)), (values, ""))[0] if of.language else values) or values
    time = of.whole("TIMEVAL", own)
    if time and not values:
        span = SPAN.search(time)
        values = texts = (
            [str(year) for year in range(int(span[1]), int(span[2]) + 1)] if span else of.own("TIMEVAL", own)
        )
    codes = of.own("CODES", own) or values
    if not values or not len(values) == len(texts) == len(codes):
        raise Refused(BROKEN)
    role = METRIC if is_content else TIME if time else ""
    return Dimension(own, label, [Category(*pair) for pair in zip(codes, texts, strict=True)], role)
