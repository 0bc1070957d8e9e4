"""
XLSForm's expressions, and the conditions and limits that they are here.

An expression is parsed whole, so that what the engine does not know is told by its name and place. Known are:

    ${fraga} = 'x'   ${fraga} = 2   selected(${fraga}, 'x')   … and …   … or …   ( … )   . >= 0 and . <= 10
"""

import re
from dataclasses import dataclass

from barnratt.questionnaires.definition import LISTS

FLAG = "flag__"  # a flag is a hidden question with this before its name
YES, NO = "ja", "nej"
TOKEN = re.compile(
    r"""\s*(?:
        (?P<ref>\$\{\s*(?P<key>[^{}\s]+)\s*\})
      | (?P<text>'[^']*'|"[^"]*"|[‘’][^‘’]*[‘’]|[“”][^“”]*[“”])
      | (?P<number>-?\d+(?:\.\d+)?)
      | (?P<operator><=|>=|!=|=|<|>)
      | (?P<sign>[(),])
      | (?P<here>\.(?!\.))
      | (?P<name>[^\W\d][\w.:-]*)
    )""",
    re.VERBOSE,
)
DEEPEST, LONGEST, LONGEST_NUMBER = 30, 10_000, 15


class NotKnown(Exception):
    """An expression that the engine cannot take. The text is Swedish and says what to write instead."""


@dataclass(frozen=True)
class Group:
    word: str  # "and" or "or"
    parts: tuple


@dataclass(frozen=True)
class Not:
    part: object


@dataclass(frozen=True)
class Compared:
    """`key` is None for the question's own answer, which is written as a dot."""

    key: str | None
    operator: str
    value: str | int | float


@dataclass(frozen=True)
class Selected:
    key: str
    value: str | int | float


def parse(text):
    """The tree of an expression. Raises NotKnown."""
    return _Parser(text).whole()


class _Parser:
    def __init__(self, text):
        if len(text) > LONGEST:
            raise NotKnown(f"Villkoret har fler än {LONGEST} tecken.")
        self.text, self.tokens, self.at, self.depth = text, [], 0, 0
        place = 0
        while text[place:].strip():
            found = TOKEN.match(text, place)
            if found is None:
                sign = text[place:].strip()[0]
                raise NotKnown(f"Tecknet {sign} går inte att förstå i ”{text}”.")
            kind = found.lastgroup if found.lastgroup != "key" else "ref"
            self.tokens.append((kind, found["key"] if kind == "ref" else found[kind], found.end()))
            place = found.end()

    def whole(self):
        found = self.either()
        if self.at < len(self.tokens):
            raise NotKnown(f"”{self.tokens[self.at][1]}” står där villkoret borde vara slut, i ”{self.text}”.")
        return found

    def either(self):
        return self.chain("or", self.both)

    def both(self):
        return self.chain("and", self.one)

    def chain(self, word, part):
        parts = [part()]
        while self.peek() == ("name", word):
            self.at += 1
            parts.append(part())
        return parts[0] if len(parts) == 1 else Group(word, tuple(parts))

    def one(self):
        kind, found = self.next()
        if (kind, found) == ("sign", "("):
            return self.inside()
        if (kind, found) == ("name", "not"):
            self.expect("(")
            return Not(self.inside())
        if (kind, found) == ("name", "selected"):
            return self.selected()
        if kind == "name":
            raise NotKnown(f"Funktionen {found} finns inte här. {HOW_TO_WRITE}")
        if kind not in ("ref", "here"):
            raise NotKnown(f"Ett villkor börjar med en fråga, som ${{fraga}}, inte med ”{found}”.")
        kind_of, operator = self.next()
        if kind_of != "operator":
            raise NotKnown(f"Efter frågan ska det stå =, i ”{self.text}”.")
        return Compared(found if kind == "ref" else None, operator, self.literal())

    def inside(self):
        self.depth += 1
        if self.depth > DEEPEST:
            raise NotKnown("Det är för många parenteser i varandra.")
        found = self.either()
        self.expect(")")
        self.depth -= 1
        return found

    def selected(self):
        self.expect("(")
        kind, key = self.next()
        if kind != "ref":
            raise NotKnown("selected börjar med en fråga: selected(${fraga}, 'x').")
        self.expect(",")
        value = self.literal()
        self.expect(")")
        return Selected(key, value)

    def literal(self):
        kind, found = self.next()
        if kind == "text":
            return found[1:-1]
        if kind == "number" and len(found) <= LONGEST_NUMBER:
            return float(found) if "." in found else int(found)
        raise NotKnown(f"Ett svar jämförs med ett värde inom ' ' eller ett tal, inte med ”{found}”.")

    def peek(self):
        return self.tokens[self.at][:2] if self.at < len(self.tokens) else ("end", "slutet")

    def next(self):
        found = self.peek()
        if found[0] == "end":
            raise NotKnown(f"”{self.text}” slutar för tidigt.")
        self.at += 1
        return found

    def expect(self, sign):
        if self.peek() != ("sign", sign):
            raise NotKnown(f"Det saknas {sign} före ”{self.peek()[1]}”, i ”{self.text}”.")
        self.at += 1


HOW_TO_WRITE = (
    "Skriv ${fraga} = 'x' för ett svar och selected(${fraga}, 'x') för ett av flera, med and, or och parenteser."
)


# Conditions


def condition(text, types):
    """The condition that an expression is, as data. types: {question: (its type, its values)}. Raises NotKnown."""
    return _condition(parse(text), types)


def _condition(tree, types):
    if isinstance(tree, Group):
        parts = [_condition(part, types) for part in tree.parts]
        if tree.word == "or" and (merged := _one_of(parts)) is not None:
            return merged
        return {"all" if tree.word == "and" else "any": parts}
    if isinstance(tree, Not):
        raise NotKnown(f"not finns inte här. Skriv vilka svar som ska gälla. {HOW_TO_WRITE}")
    if tree.key is None:
        raise NotKnown("En punkt står för frågans eget svar och hör hemma i constraint.")
    if tree.key.startswith(FLAG):
        return {"flag": tree.key.removeprefix(FLAG)}
    if tree.key not in types:
        raise NotKnown(f"Det finns ingen fråga som heter {tree.key}.")
    kind, values = types[tree.key]
    if isinstance(tree, Selected):
        if kind not in LISTS:
            raise NotKnown(f"{tree.key} har ett enda svar. Skriv ${{{tree.key}}} = '{tree.value}'.")
        return {"question": tree.key, "contains": _value(tree, kind, values)}
    if kind in LISTS:
        raise NotKnown(f"{tree.key} har flera svar. Skriv selected(${{{tree.key}}}, '{tree.value}').")
    if tree.operator != "=":
        others = [value for value in values if str(value) != str(tree.value)] if tree.operator == "!=" else []
        instead = " or ".join(_equal(tree.key, value) for value in others) or f"${{{tree.key}}} = …"
        raise NotKnown(f"{tree.operator} finns inte här. Skriv vilka svar som ska gälla: {instead}")
    return {"question": tree.key, "equals": _value(tree, kind, values)}


def _one_of(parts):
    """Equalities of one and the same question are one condition."""
    if not all(set(part) == {"question", "equals"} for part in parts):
        return None
    if len({part["question"] for part in parts}) > 1:
        return None
    return {"question": parts[0]["question"], "in": [part["equals"] for part in parts]}


def _value(tree, kind, values):
    """The value as the question has it: 2 and '2' are the same to whoever writes."""
    if kind == "boolean":
        if str(tree.value).lower() not in (YES, NO):
            raise NotKnown(f"{tree.key} besvaras med ja eller nej. Skriv ${{{tree.key}}} = '{YES}'.")
        return str(tree.value).lower() == YES
    return next((value for value in values if str(value) == str(tree.value)), tree.value)


def from_condition(data):
    """The expression of a condition. Raises NotKnown for what no expression can say."""
    return _written(data, inside=False)


def _written(data, *, inside):
    if "flag" in data:
        return f"${{{FLAG}{data['flag']}}} = '{YES}'"
    if "equals" in data:
        return _equal(data["question"], data["equals"])
    if "contains" in data:
        return f"selected(${{{data['question']}}}, {_quoted(data['contains'])})"
    if "in" in data:
        word, parts = "or", [_equal(data["question"], value) for value in data["in"]]
    else:
        word, members = ("and", data["all"]) if "all" in data else ("or", data["any"])
        parts = [_written(part, inside=len(members) > 1 or inside) for part in members]
    found = f" {word} ".join(parts)
    return f"({found})" if inside and len(parts) > 1 else found


def _equal(key, value):
    return f"${{{key}}} = {_quoted(value)}"


def _quoted(value):
    if isinstance(value, bool):
        return f"'{YES if value else NO}'"
    if isinstance(value, (int, float)):
        return _number(value)
    if "'" in value and '"' in value:
        raise NotKnown(f"Värdet {value} har båda sorternas citattecken och kan inte stå i ett villkor.")
    return f'"{value}"' if "'" in value else f"'{value}'"


def _number(value):
    return f"{value:f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


# Limits of a number


def limits(text):
    """{"min": …, "max": …} of a constraint as `. >= 0 and . <= 10`. Raises NotKnown."""
    tree, found = parse(text), {}
    for part in tree.parts if isinstance(tree, Group) and tree.word == "and" else [tree]:
        name = {">=": "min", "<=": "max"}.get(getattr(part, "operator", None))
        if not isinstance(part, Compared) or part.key is not None or name is None or isinstance(part.value, str):
            raise NotKnown(
                "En gräns skrivs . >= 0 eller . <= 10, eller båda med and mellan. Annat prövas i bladet kontroller."
            )
        if name in found:
            raise NotKnown("Samma gräns står två gånger.")
        found[name] = part.value
    return found


def from_limits(least, most):
    """The constraint of the least and the most that a number can be; either can be None."""
    parts = [f". {sign} {_number(value)}" for sign, value in ((">=", least), ("<=", most)) if value is not None]
    return " and ".join(parts)
