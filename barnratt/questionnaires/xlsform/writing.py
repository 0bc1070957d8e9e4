"""The questionnaire as a workbook that a person who knows Excel can edit."""

import io
import json
import re

import xlsxwriter

from barnratt.core.tables import A4, AS_TEXT
from barnratt.questionnaires.definition import COMPARABILITY, SERIES, WITH_OPTIONS, DefinitionError

from . import expressions
from .columns import (
    ABOUT,
    CHECKS,
    CHECKS_TOLD,
    CHOICES,
    FORMS,
    LEVELS,
    MARK,
    OWN_TYPES,
    REST,
    SETTINGS,
    SHEETS,
    SURVEY,
    TYPES_TOLD,
    YES_NO,
)

TYPES = {"line": "text", "text": "text", "municipalities": "text", "texts": "text", "boolean": f"select_one {YES_NO}"}
LISTED = {"choice": "select_one", "multi": "select_multiple", "ranking": "rank"}
SIMPLE = re.compile(r"[\w.-]+")
LONGEST_CELL = 32_767  # as in Excel
IN_SETTINGS = {"key", "title", "intro", "minutes"}
ELSEWHERE = IN_SETTINGS | {"steps", "checks", "option_lists"}
OWN_WIDTH = 24
LINE_HEIGHT, HIGHEST_ROW = 15, 400  # points; Excel has 409 at most
ROWS_WITH_LISTS = 400  # how far down the sheet the lists to choose from go
HOW_TO = (
    "Ändra frågornas texter i bladet survey och alternativen i bladet choices. Spara, och läs in filen i portalen.",
    "Portalen visar då vad som skiljer och vad som bryter en serie. Inget gäller förrän du har publicerat.",
    "En rad per fråga. Flytta en fråga genom att flytta hela raden; den ska stå mellan begin_group och end_group.",
    "Ta inte bort en fråga som ska kunna jämföras över åren: skriv x i portal_pausad i stället.",
    "Egna kolumner får du lägga till; de står kvar nästa gång du hämtar filen. Egna blad sparas inte.",
    "Filen följer standarden XLSForm och kan öppnas i andra verktyg. Kolumner som börjar på portal_ är portalens.",
)


def write(content, *, columns=None, mark=""):
    """
    A file with the workbook of a questionnaire's content.

    columns: the coordinator's own, as `read` gives them. mark: what comes back from `read`, to tell which text it was.
    Raises DefinitionError for what does not fit in a workbook.
    """
    rows = _Rows(content, mark)
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, **AS_TEXT}) as book:
        looks = _Looks(book)
        _about(book, looks)
        for name, found in rows.sheets.items():
            _sheet(book, looks, name, found, (columns or {}).get(name, {}))
        book.get_worksheet_by_name(SURVEY).activate()
    file.seek(0)
    return file


class _Rows:
    """What stands in each sheet: {sheet: [{column: value}]}."""

    def __init__(self, content, mark):
        self.content, self.lists = content, {}
        self.sheets = {SURVEY: self.survey()}
        if any(question["type"] == "boolean" for step in content["steps"] for question in step["questions"]):
            self.lists[YES_NO] = [{"value": expressions.YES, "label": "Ja"}, {"value": expressions.NO, "label": "Nej"}]
        self.sheets[CHOICES] = [row for name, options in self.lists.items() for row in _options(name, options)]
        self.sheets[SETTINGS] = [
            {
                "form_title": content["title"],
                "form_id": content["key"],
                "portal_ingress": content.get("intro"),
                "portal_minuter": content.get("minutes"),
                "portal_utkast": mark,
            }
        ]
        self.sheets[CHECKS] = [_check(one) for one in content.get("checks") or ()]
        if rest := [row for key in content if key not in ELSEWHERE for row in _rest(key, content[key])]:
            self.sheets[REST] = rest

    def survey(self):
        self.lists |= self.content.get("option_lists") or {}
        rows, flags = [], {}
        for step in self.content["steps"]:
            repeat = step.get("repeat") or {}
            word = "repeat" if repeat else "group"
            rows.append(
                {
                    "type": f"begin_{word}",
                    "name": step["key"],
                    "label": step["title"],
                    "hint": step.get("intro"),
                    "portal_upprepas": repeat.get("label"),
                    "portal_minst": repeat.get("min"),
                    "portal_erbjuder": " ".join(step.get("offers") or ()),
                }
            )
            for question in step["questions"]:
                rows.append(self.question(question))
                flags |= dict.fromkeys(_flags(question.get("show_if") or {}))
            rows.append({"type": f"end_{word}"})
        return [{"type": "hidden", "name": f"{expressions.FLAG}{flag}"} for flag in flags] + rows

    def question(self, found):
        kind, linked, ceiling = found["type"], found.get("linked") or {}, found.get("ceiling") or {}
        counted = found.get("counts_as") or {}
        return {
            "type": f"{LISTED[kind]} {self.list_of(found)}" if kind in WITH_OPTIONS else TYPES.get(kind, kind),
            "name": found["key"],
            "label": found["text"],
            "hint": found.get("help"),
            "required": "yes" if found.get("required") else None,
            "relevant": _expression(found.get("show_if"), found["key"]),
            "constraint": expressions.from_limits(found.get("min"), found.get("max")),
            "default": _default(found.get("default")),
            "appearance": "multiline" if kind == "text" else None,
            "portal_typ": OWN_TYPES.get(kind),
            "portal_serie": SERIES.get(found.get("series")),
            "portal_bas": found.get("base"),
            "portal_enhet": found.get("unit"),
            "portal_tak_per": ceiling.get("fact"),
            "portal_tak_antal": ceiling.get("times"),
            "portal_pausad": MARK if found.get("paused") else None,
            "portal_forra_fraga": linked.get("question"),
            "portal_jamforbarhet": COMPARABILITY.get(linked.get("comparability")),
            "portal_forra_val": _pairs(linked.get("options")),
            "portal_rubrik": found.get("heading"),
            "portal_not": found.get("note"),
            "portal_artiklar": " ".join(map(str, found.get("articles") or ())),
            "portal_stoppar": {True: "ja", False: "nej"}.get(found.get("stops_if")),
            "portal_raknas_som": counted.get("figure"),
            "portal_raknas_val": _pairs(counted.get("values")),
        }

    def list_of(self, found):
        """The name of the question's list of choices: its own key, or that of a list that several share."""
        if isinstance(found["options"], str):
            return found["options"]
        name = found["key"]
        while name in self.lists or name == YES_NO:
            name += "_val"
        self.lists[name] = found["options"]
        return name


def _options(name, options):
    return [
        {
            "list_name": name,
            "name": one["value"],
            "label": one["label"],
            "portal_hjalp": one.get("help"),
            "portal_vet_ej": MARK if one.get("unknown") else None,
        }
        for one in options
    ]


def _check(found):
    form = next(form for form in FORMS if form in found)
    number = next((found[name] for name in ("percent", "is", "longest") if name in found), None)
    asked = {"then": "", "parts": " ".join(found.get("parts") or ())}.get(form, found[form])
    return {
        "name": found["key"],
        "portal_niva": LEVELS.get(found["level"], found["level"]),
        "portal_slag": FORMS[form],
        "portal_fraga": asked,
        "portal_mot": next((found[name] for name in ("of", "than", "make") if name in found), None),
        "portal_tal": number,
        "relevant": _expression(found.get("when"), found["key"]),
        "portal_villkor": _expression(found.get("then"), found["key"]),
        "label": found["message"],
    }


def _rest(key, value):
    """What only the portal reads, a part to a row so that each is short."""
    if isinstance(value, dict):
        parts = value.items()
    else:
        parts = enumerate(value, 1) if isinstance(value, list) else [("", value)]
    return [{"name": key, "portal_del": str(part), "portal_json": _json(one)} for part, one in parts]


def _flags(condition):
    if "flag" in condition:
        return [condition["flag"]]
    return [flag for part in condition.get("all") or condition.get("any") or () for flag in _flags(part)]


def _expression(condition, key):
    try:
        return expressions.from_condition(condition) if condition else None
    except expressions.NotKnown as error:
        raise DefinitionError([f"Frågan {key}: {error}"]) from error


def _default(value):
    if isinstance(value, bool):
        return expressions.YES if value else expressions.NO
    if isinstance(value, list):
        return (" " if all(SIMPLE.fullmatch(str(one)) for one in value) else "\n").join(map(str, value))
    return value


def _pairs(mapping):
    """old=new; older=newer, or JSON where the words would make that unclear."""
    if not mapping:
        return None
    if all(isinstance(one, (str, int)) and SIMPLE.fullmatch(str(one)) for pair in mapping.items() for one in pair):
        return "; ".join(f"{then}={now}" for then, now in mapping.items())
    return _json(mapping)


def _json(value):
    return json.dumps(value, ensure_ascii=False)


# The look


class _Looks:
    def __init__(self, book):
        text = {"text_wrap": True, "valign": "top"}
        self.plain = book.add_format(text)
        self.head = book.add_format(text | {"bold": True, "bottom": 1, "bg_color": "#D9E8F0"})
        self.own = book.add_format(text | {"bold": True, "bottom": 1, "bg_color": "#E8E8E8"})
        self.step = book.add_format(text | {"bold": True, "bg_color": "#F1F6F9", "top": 1})
        self.end = book.add_format({"font_color": "#6B6B6B", "valign": "top"})
        self.title = book.add_format({"bold": True, "font_size": 14})


def _sheet(book, looks, name, rows, own):
    sheet = book.add_worksheet(name)
    used = {column for row in rows for column, value in row.items() if value not in (None, "")}
    columns = [column for column in SHEETS[name] if column.always or column.name in used]
    extra = own.get("columns") or []
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width, looks.plain)
        sheet.write_string(0, place, column.name, looks.own if column.name.startswith("portal_") else looks.head)
        if column.words:
            told = {"validate": "list", "source": list(column.words), "error_type": "warning"}
            told |= {"error_title": "Välj ur listan", "error_message": "Portalen känner bara orden i listan."}
            sheet.data_validation(1, place, max(ROWS_WITH_LISTS, len(rows)), place, told)
    for place, header in enumerate(extra, len(columns)):
        sheet.set_column(place, place, OWN_WIDTH, looks.plain)
        sheet.write_string(0, place, header, looks.head)
    for number, row in enumerate(rows, 1):
        look = looks.plain
        if name == SURVEY and row["type"].startswith(("begin", "end")):
            look = looks.step if row["type"].startswith("begin") else looks.end
        kept = own.get("rows", {}).get(key_of(name, row), {})
        values = [row.get(column.name) for column in columns] + [kept.get(header) for header in extra]
        widths = [column.width for column in columns] + [OWN_WIDTH] * len(extra)
        lines = max(_lines(value, width) for value, width in zip(values, widths, strict=True))
        if lines > 1:
            sheet.set_row(number, min(LINE_HEIGHT * lines, HIGHEST_ROW))
        for place, value in enumerate(values):
            _cell(sheet, number, place, value, look, name)
    sheet.freeze_panes(1, 3 if name == SURVEY else 2 if name == CHOICES else 1)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def key_of(sheet, row):
    """What a row is known by, so that the coordinator's own columns find it again."""
    if sheet == CHOICES:
        return f"{row.get('list_name')}/{row.get('name')}"
    return "" if sheet == SETTINGS else str(row.get("name") or "")


def _lines(value, width):
    """About how many lines a text takes in a column. LibreOffice does not see to it by itself."""
    return sum(1 + len(line) // width for line in str(value or "").split("\n"))


def _cell(sheet, number, place, value, look, name):
    if value in (None, ""):
        if look.bold:
            sheet.write_blank(number, place, None, look)
    elif isinstance(value, bool):
        sheet.write_boolean(number, place, value, look)
    elif isinstance(value, (int, float)):
        sheet.write_number(number, place, value, look)
    elif len(value) > LONGEST_CELL:
        cell = xlsxwriter.utility.xl_rowcol_to_cell(number, place)
        raise DefinitionError([f"Bladet {name}, cell {cell}: texten är längre än en cell får vara."])
    else:
        sheet.write_string(number, place, value, look)


def _about(book, looks):
    sheet = book.add_worksheet(ABOUT)
    sheet.set_column(0, 0, 38, looks.plain)
    sheet.set_column(1, 1, 100, looks.plain)
    sheet.write_string(0, 0, "Så ändrar du enkäten", looks.title)
    row = 1
    for line in HOW_TO:
        sheet.merge_range(row, 0, row, 1, line, looks.plain)
        row += 1
    parts = [(f"Kolumnerna i bladet {name}", [(one.name, one.label) for one in SHEETS[name] if one.always])
             for name in (SURVEY, CHOICES, SETTINGS, CHECKS)]  # fmt: skip
    parts.insert(1, ("Typerna i kolumnen type", TYPES_TOLD))
    parts.insert(2, ("Villkor i kolumnen relevant", CONDITIONS_TOLD))
    parts.append(("Slagen av kontroller", CHECKS_TOLD))
    for title, told in parts:
        row += 1
        sheet.write_string(row, 0, title, looks.head)
        sheet.write_blank(row, 1, None, looks.head)
        for row, pair in enumerate(told, row + 1):  # noqa: B020 – the next part goes on below
            sheet.write_row(row, 0, pair, looks.plain)
        row += 1
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)


CONDITIONS_TOLD = (
    ("${egna} = 'ja'", "Svaret på frågan egna är ja."),
    ("${samordnat} = 'ja' or ${samordnat} = 'delvis'", "Svaret är ett av två alternativ."),
    ("selected(${aktorer}, 'andra')", "Bland flera val är alternativet andra med."),
    ("${a} = 'ja' and (${b} = 'x' or ${b} = 'y')", "Flera villkor tillsammans."),
)
