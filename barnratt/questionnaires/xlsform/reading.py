"""A workbook that somebody has edited, as a questionnaire's content; or everything that is wrong, by sheet and cell."""

import datetime
import json
import re
from typing import NamedTuple

from barnratt.imports.reading import Broken, Refused, column_letter, open_book
from barnratt.questionnaires import definition
from barnratt.questionnaires.definition import COMPARABILITY, LISTS, NUMBERS, SERIES, DefinitionError

from . import expressions
from .columns import (
    CHECKS,
    CHOICES,
    FORMS,
    LEVELS,
    NOT_HERE,
    OWN_TYPES,
    REST,
    SETTINGS,
    SHEETS,
    SURVEY,
    YES_NO,
)
from .writing import LISTED, key_of

ALIASES = {"list name": "list_name", "relevance": "relevant", "caption": "label"}
TYPES = {"text": "line", "string": "line", "integer": "integer", "int": "integer", "decimal": "decimal", "date": "date"}
WITH_LIST = {"select_one": "choice", "select_multiple": "multi", "rank": "ranking"}
LIST_TYPE = re.compile(r"(select[_ ]one|select[_ ]multiple|rank)\s+(\S+)(.*)")
YES_WORDS, NO_WORDS = {"yes", "ja", "true", "true()", "x", "1"}, {"", "no", "nej", "false", "false()", "0"}
MOST_ROWS = 5000
TRANSLATED = re.compile(r"(label|hint)::?.+")
PLACED = re.compile(r"(Frågan|Steget|Kontrollen|Vallistan) ([^:,]+)")


class Workbook(NamedTuple):
    """columns: the coordinator's own: {sheet: {"columns": [name], "rows": {key of the row: {name: value}}}}."""

    content: dict
    columns: dict
    mark: str


def read(source, *, name):
    """
    The Workbook in a file object that is called `name`.

    Raises imports.reading.Refused when it is no workbook, and DefinitionError with every fault by sheet and cell.
    """
    with open_book(source, name=name) as book:
        if book.kind == "text":
            raise Refused("En textfil har inga blad. Välj arbetsboken (.xlsx) som du hämtade här.")
        errors, sheets = [], {}
        for sheet in book.sheets:
            known = next((one for one in SHEETS if one == sheet.name.strip().lower()), None)
            if known and known not in sheets:
                sheets[known] = _Sheet(known, sheet, errors)
    if SURVEY not in sheets:
        raise Refused("Arbetsboken har inget blad som heter survey. Hämta arbetsboken på nytt och ändra i den.")
    return _Reader(sheets, errors).workbook()


class _Row:
    """A row of a sheet. What is read of it is told by its column, faults by their cell."""

    def __init__(self, sheet, number, values):
        self.sheet, self.number, self.values = sheet, number, values

    def text(self, column):
        """What a cell says, exactly."""
        value = self.values.get(column)
        if isinstance(value, Broken):
            self.wrong(column, value.message)
            return ""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, (datetime.date, datetime.time)):
            return value.isoformat()
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return "" if value is None else str(value)

    def word(self, column):
        return self.text(column).strip()

    def number_of(self, column, *, whole=False):
        """A number or None."""
        written = self.word(column).replace(" ", "").replace("\u00a0", "").replace(",", ".")
        if not written:
            return None
        try:
            found = float(written)
        except ValueError:
            found = None
        if found is None or found - found != 0 or (whole and not found.is_integer()):
            return self.wrong(column, f"{written} är inget {'heltal' if whole else 'tal'}.")
        return int(found) if found.is_integer() else found

    def one_of(self, column, words):
        """The key of a word among {key: word}, or None for an empty cell."""
        found = self.word(column).lower()
        for key, word in words.items():
            if found in (key, word.lower()):
                return key
        if found:
            self.wrong(column, f"{found} finns inte. Välj {', '.join(words.values())}.")
        return None

    def yes(self, column):
        found = self.word(column).lower()
        if found not in YES_WORDS | NO_WORDS:
            self.wrong(column, f"Skriv yes eller lämna cellen tom, inte {found}.")
        return found in YES_WORDS

    def words(self, column):
        return self.word(column).split()

    def wrong(self, column, message):
        place = self.sheet.places.get(column)
        at = f"cell {column_letter(place)}{self.number}" if place is not None else f"rad {self.number}"
        self.sheet.errors.append(f"Bladet {self.sheet.name}, {at}: {message}")


class _Sheet:
    def __init__(self, name, sheet, errors):
        self.name, self.errors = name, errors
        self.places, self.rows, self.own = {}, [], []
        known = {column.name for column in SHEETS[name]}
        for number, values in sheet.rows():
            if not any(value is not None and str(value).strip() for value in values):
                continue
            if not self.places:
                self.header(values, known)
                continue
            if len(self.rows) == MOST_ROWS:
                raise Refused(f"Bladet {name} har fler än {MOST_ROWS} rader.")
            there = {column: values[place] for column, place in self.places.items() if place < len(values)}
            self.rows.append(_Row(self, number, there))
        self.refuse_what_is_not_here()

    def header(self, values, known):
        for place, value in enumerate(values):
            written = "" if value is None else str(value).strip()
            column = ALIASES.get(written.lower(), written.lower() if written.lower() in known else written)
            if not column:
                continue
            if column in self.places:
                letter = column_letter(place)
                self.errors.append(f"Bladet {self.name}, cell {letter}1: kolumnen {column} står två gånger.")
                continue
            self.places[column] = place
            if column not in known and column.lower() not in NOT_HERE:
                self.own.append(column)

    def refuse_what_is_not_here(self):
        if self.name == SURVEY:
            for row in self.rows:
                for column in self.places:
                    if column.lower() in NOT_HERE and row.word(column):
                        row.wrong(column, NOT_HERE[column.lower()])
        if "label" not in self.places and any(TRANSLATED.fullmatch(column) for column in self.places):
            self.errors.append(f"Bladet {self.name}: texterna ska stå i kolumnen label, utan språk.")

    def needs(self, *columns):
        """Whether the columns are there; each that is not is told."""
        missing = [column for column in columns if column not in self.places]
        self.errors += [f"Bladet {self.name}: kolumnen {column} saknas." for column in missing]
        return not missing

    def kept(self):
        """The coordinator's own columns."""
        rows = {}
        for row in self.rows:
            told = {column: row.values[column] for column in self.own if row.values.get(column) is not None}
            if told:
                values = {
                    column: value if type(value) in (str, int, float, bool) else str(value)
                    for column, value in told.items()
                }
                key = key_of(self.name, {"list_name": row.word("list_name"), "name": row.word("name")})
                rows[key] = values
        return {"columns": self.own, "rows": rows}


class _Reader:
    def __init__(self, sheets, errors):
        self.sheets, self.errors = sheets, errors
        self.lists, self.list_rows, self.used = {}, {}, {}
        self.types, self.rows = {}, {}  # {question: (type, values)}, {("Frågan", key): row}

    def workbook(self):
        content = self.settings() | self.rest()
        self.choices()
        content["steps"] = self.steps()
        if checks := self.checks():
            content["checks"] = checks
        if lists := self.shared_lists(content):
            content["option_lists"] = lists
        if self.errors:
            raise DefinitionError(self.errors)
        try:
            definition.read(content)
        except DefinitionError as error:
            raise DefinitionError([self.placed(message) for message in error.errors]) from error
        columns = {name: sheet.kept() for name, sheet in self.sheets.items() if sheet.own}
        return Workbook(content, columns, self.mark)

    def placed(self, message):
        """A fault that the engine has found, with the row that it is about."""
        found = PLACED.match(message)
        row = self.rows.get(found.groups()) if found else None
        return message if row is None else f"Bladet {row.sheet.name}, rad {row.number}: {message}"

    def rows_of(self, sheet):
        return self.sheets[sheet].rows if sheet in self.sheets else []

    # Settings, and what no person edits

    def settings(self):
        rows = self.rows_of(SETTINGS)
        self.mark = ""
        if not rows:
            self.errors.append("Bladet settings saknas eller är tomt. Där står enkätens titel och nyckel.")
            return {}
        row = rows[0]
        self.mark = row.word("portal_utkast")
        found = {"key": row.word("form_id"), "title": row.text("form_title").strip()}
        for column, value in (("form_id", found["key"]), ("form_title", found["title"])):
            if not value:
                row.wrong(column, f"{column} saknas.")
        told = {"intro": row.text("portal_ingress"), "minutes": row.number_of("portal_minuter", whole=True)}
        return found | _filled(told)

    def rest(self):
        found = {}
        for row in self.rows_of(REST):
            key, part = row.word("name"), row.word("portal_del")
            kind = definition.DEFINITION.get(key, (None,))[0]
            try:
                value = json.loads(row.text("portal_json"))
            except (ValueError, RecursionError):
                row.wrong("portal_json", "Innehållet går inte att läsa. Hämta arbetsboken på nytt och kopiera cellen.")
                continue
            if kind is None:
                row.wrong("name", f"{key} är ingenting som portalen känner.")
            elif kind is dict:
                found.setdefault(key, {})[part] = value
            elif kind is list:
                found.setdefault(key, []).append(value)
            else:
                found[key] = value
        return found

    # Choices

    def choices(self):
        if self.rows_of(CHOICES) and not self.sheets[CHOICES].needs("list_name", "name", "label"):
            return
        for row in self.rows_of(CHOICES):
            name, label = row.word("list_name"), row.text("label")
            value = row.values.get("name")
            value = value if type(value) is int else row.word("name")
            for column, told in (("list_name", name), ("name", str(value)), ("label", label.strip())):
                if not told:
                    row.wrong(column, f"{column} saknas.")
            if name == YES_NO:
                continue
            unknown = True if row.yes("portal_vet_ej") else None
            told = {"value": value, "label": label, "help": row.text("portal_hjalp"), "unknown": unknown}
            self.lists.setdefault(name, []).append(_filled(told))
            self.rows.setdefault(("Vallistan", name), row)

    def shared_lists(self, content):
        """The lists that are not one question's own. Those that are become the question's options."""
        own = {}
        for name, keys in self.used.items():
            if len(keys) == 1 and re.fullmatch(rf"{re.escape(keys[0])}(_val)*", name):
                own[keys[0]] = name
        for step in content["steps"]:
            for question in step["questions"]:
                if question["key"] in own:
                    question["options"] = self.lists[own[question["key"]]]
        return {name: options for name, options in self.lists.items() if name not in own.values()}

    # Survey

    def steps(self):
        if not self.sheets[SURVEY].needs("type", "name", "label"):
            return []
        steps, open_step = [], None
        for row in self.rows_of(SURVEY):
            kind = " ".join(row.word("type").replace("begin ", "begin_").replace("end ", "end_").split())
            if kind in ("begin_group", "begin_repeat"):
                if open_step is not None:
                    row.wrong("type", "En del kan inte ligga i en annan. Avsluta den första med end_group.")
                open_step = self.step(row, kind)
                steps.append(open_step)
            elif kind in ("end_group", "end_repeat"):
                if open_step is None:
                    row.wrong("type", f"{kind} avslutar ingen del.")
                open_step = None
            elif kind == "hidden" and row.word("name").startswith(expressions.FLAG):
                continue
            elif not kind:
                row.wrong("type", "Skriv hur man svarar, till exempel text, integer eller select_one och listans namn.")
            elif (question := self.question(row, kind)) is not None:
                if open_step is None:
                    row.wrong("type", "Frågan ligger utanför delarna. Lägg den mellan begin_group och end_group.")
                else:
                    open_step["questions"].append(question)
        if open_step is not None:
            self.errors.append(f"Bladet survey: delen {open_step['key']} avslutas inte. Skriv end_group sist i den.")
        return steps

    def step(self, row, kind):
        for column in ("relevant", "required", "constraint"):
            if row.word(column):
                row.wrong(column, "En del har inga egna villkor. Skriv villkoret vid varje fråga i delen.")
        told = {"key": self.key(row, "Steget"), "title": self.label(row), "intro": row.text("hint")}
        if kind == "begin_repeat":
            minimum = {"min": row.number_of("portal_minst", whole=True)}
            told["repeat"] = {"label": row.text("portal_upprepas") or told["title"]} | _filled(minimum)
        return _filled(told) | _filled({"offers": row.words("portal_erbjuder")}) | {"questions": []}

    def key(self, row, what):
        key = row.word("name")
        if not key:
            row.wrong("name", "name saknas. Hitta på en nyckel av a–z, siffror och _, som ingen annan rad har.")
        elif (what, key) in self.rows:
            row.wrong("name", f"{key} används redan på rad {self.rows[what, key].number}. Varje rad har sin egen.")
        self.rows.setdefault((what, key), row)
        return key

    def label(self, row):
        found = row.text("label")
        if not found.strip():
            row.wrong("label", "label saknas. Skriv frågan eller rubriken.")
        return found

    def question(self, row, written):
        kind, options = self.kind(row, written)
        key, text = self.key(row, "Frågan"), self.label(row)
        if kind is None:
            return None
        values = [option["value"] for option in self.lists.get(options, ())]
        found = {
            "key": key,
            "text": text,
            "type": kind,
            "heading": row.text("portal_rubrik"),
            "help": row.text("hint"),
            "note": row.text("portal_not"),
            "options": options,
            "default": self.default(row, kind, values),
            "required": row.yes("required") or None,
            "articles": [self.article(row, one) for one in row.words("portal_artiklar")],
            "show_if": self.condition(row, "relevant"),
            "stops_if": {"ja": True, "nej": False}.get(row.one_of("portal_stoppar", {"ja": "ja", "nej": "nej"})),
            "counts_as": self.counts(row),
            "unit": row.text("portal_enhet"),
            "ceiling": self.ceiling(row),
            "series": row.one_of("portal_serie", SERIES),
            "base": row.text("portal_bas"),
            "linked": self.linked(row, values),
            "paused": row.yes("portal_pausad") or None,
        }
        self.types[key] = (kind, values)
        return _filled(found | self.limits(row, kind))

    def kind(self, row, written):
        """(type, name of its list)."""
        if listed := LIST_TYPE.fullmatch(written):
            word, name, more = listed[1].replace(" ", "_"), listed[2], listed[3]
            if more.strip():
                row.wrong("type", f"{more.strip()} finns inte här. Gör en egen fråga som visas när man väljer annat.")
            if name == YES_NO and word == "select_one":
                return "boolean", None
            if name not in self.lists:
                row.wrong("type", f"Det finns ingen lista som heter {name} i bladet choices.")
                return None, None
            self.used.setdefault(name, []).append(row.word("name"))
            return WITH_LIST[word], name
        if written not in TYPES:
            instead = " Skriv texten som hjälp, i kolumnen hint." if written == "note" else ""
            known = ", ".join(["text", "integer", "decimal", "date", *(f"{one} LISTA" for one in LISTED.values())])
            row.wrong("type", f"Typen {written} finns inte här.{instead} De som finns är {known}.")
            return None, None
        kind, own = TYPES[written], row.one_of("portal_typ", OWN_TYPES)
        appearance = row.word("appearance")
        if own and kind != "line":
            row.wrong("portal_typ", "portal_typ hör till frågor av typen text.")
        if appearance not in ("", "multiline"):
            row.wrong("appearance", f"Utseendet {appearance} finns inte här. Lämna cellen tom, eller skriv multiline.")
        if kind == "line" and own:
            return own, None
        return ("text" if kind == "line" and appearance else kind), None

    def condition(self, row, column):
        written = row.word(column)
        try:
            return expressions.condition(written, self.types) if written else None
        except expressions.NotKnown as error:
            row.wrong(column, str(error))
            return None

    def limits(self, row, kind):
        written = row.word("constraint")
        if not written:
            return {}
        if kind not in NUMBERS:
            row.wrong("constraint", "Gränser hör till tal. Annat prövas i bladet kontroller.")
            return {}
        try:
            return expressions.limits(written)
        except expressions.NotKnown as error:
            row.wrong("constraint", str(error))
            return {}

    def default(self, row, kind, values):
        written = row.text("default")
        if not written.strip():
            return None
        if kind == "boolean":
            return {"ja": True, "nej": False}.get(row.one_of("default", {"ja": "ja", "nej": "nej"}))
        if kind in NUMBERS:
            return row.number_of("default", whole=kind == "integer")
        if kind in LISTS:
            parts = written.splitlines() if kind == "texts" else written.split()
            return [_same(one, values) for one in parts]
        return _same(written, values)

    def article(self, row, written):
        if written.isdecimal() and len(written) < 4:
            return int(written)
        return row.wrong("portal_artiklar", f"{written} är inget nummer.")

    def counts(self, row):
        figure, values = row.word("portal_raknas_som"), self.pairs(row, "portal_raknas_val", ())
        return {"figure": figure} | _filled({"values": values}) if figure else None

    def ceiling(self, row):
        fact, times = row.word("portal_tak_per"), row.number_of("portal_tak_antal")
        if bool(fact) != (times is not None):
            row.wrong("portal_tak_per", "Ett tak har både vad det räknas av och hur mycket per del.")
        return {"fact": fact, "times": times} if fact and times is not None else None

    def linked(self, row, values):
        question = row.word("portal_forra_fraga")
        mark = row.one_of("portal_jamforbarhet", COMPARABILITY)
        if not question:
            if mark:
                row.wrong("portal_forra_fraga", "Skriv vilken av förra årets frågor den jämförs med.")
            return None
        if mark is None and not row.word("portal_jamforbarhet"):
            row.wrong("portal_jamforbarhet", f"Välj {', '.join(COMPARABILITY.values())}.")
        options = self.pairs(row, "portal_forra_val", values)
        return {"question": question, "comparability": mark} | _filled({"options": options})

    def pairs(self, row, column, values):
        written = row.word(column)
        if written.startswith("{"):
            try:
                return json.loads(written)
            except (ValueError, RecursionError):
                row.wrong(column, "Paren går inte att läsa. Skriv gammalt=nytt; gammalt2=nytt2.")
                return {}
        found = {}
        for pair in filter(None, (one.strip() for one in written.split(";"))):
            then, sign, now = (part.strip() for part in pair.partition("="))
            if not (then and sign and now):
                row.wrong(column, f"{pair} är inget par. Skriv gammalt=nytt; gammalt2=nytt2.")
            found[then] = _same(now, values)
        return found

    # Checks

    def checks(self):
        found = []
        if self.rows_of(CHECKS) and not self.sheets[CHECKS].needs("name", "portal_niva", "portal_slag", "label"):
            return []
        for row in self.rows_of(CHECKS):
            form, level = row.one_of("portal_slag", FORMS), row.one_of("portal_niva", LEVELS)
            for column, told in (("portal_slag", form), ("portal_niva", level)):
                if told is None and not row.word(column):
                    row.wrong(column, f"{column} saknas.")
            told = {"key": self.key(row, "Kontrollen"), "level": level, "when": self.condition(row, "relevant")}
            told["message"] = self.label(row)
            if form is not None:
                found.append(_filled(told) | self.rule(row, form))
        return found

    def rule(self, row, form):
        """The keys that make up a rule of a form: see questionnaires.checks."""
        if form == "then":
            return _filled({"then": self.condition(row, "portal_villkor")}) or {"then": {}}
        asked, against = row.words("portal_fraga"), row.word("portal_mot")
        name, *others = definition.CHECK_FORMS[form]
        if not asked or (form != "parts" and len(asked) > 1):
            row.wrong("portal_fraga", "Skriv frågans nyckel." if not asked else "Skriv en enda fråga.")
        told = {name: asked if form == "parts" else " ".join(asked)}
        for other in others:
            in_number = other in ("percent", "is", "longest")
            value = row.number_of("portal_tal", whole=other == "longest") if in_number else against
            if value in (None, ""):
                row.wrong("portal_tal" if in_number else "portal_mot", "Cellen behöver ett värde.")
            told[other] = value
        return told


def _filled(told):
    return {key: value for key, value in told.items() if value not in (None, "", [], {})}


def _same(written, values):
    """The value as the list of choices has it: 2 and "2" are the same to whoever writes."""
    return next((value for value in values if str(value) == str(written)), written)
