"""
References in a chapter's text: `{{ tal("nat_kommuner.summa", år=2022) }}` stands for a figure, not for a number.

A reference is read, never run: a verb, texts or whole numbers, and named options. `figures` finds what it stands for.
"""

import ast
import re
import unicodedata
from typing import NamedTuple

INLINE = {"tal", "av", "andel", "ändring", "post"}
BLOCK = {"tabell", "diagram", "rangordning", "tidsserie", "kommuner", "bokslut", "citat"}
# How many arguments each verb takes, and its options with what each is given as.
ARGUMENTS = dict.fromkeys(INLINE | BLOCK, (str,)) | {
    "bokslut": (),
    "citat": (str, str, int),
}
OPTIONS = {"tal": {"form": str, "år": int}, "post": {"form": str}}
FORMS = ("ord", "Ord")
WRITTEN = re.compile(r"\{\{(.{0,500}?)\}\}", re.DOTALL)  # bounded, so that many loose braces are read in no time
LARGEST = 10_000  # of a number in a reference: a year, or which in order
UNNAMED = re.compile(r'["\\\x00-\x1f]')
LOOSE = re.compile(r"\{\{|\}\}")


class Reference(NamedTuple):
    """What stands between the braces. Two that are written alike are the same reference."""

    verb: str
    arguments: tuple = ()
    options: tuple = ()  # ((name, value), …) in the order of their names

    def __str__(self):
        told = [_quoted(one) for one in self.arguments]
        told += [f"{name}={_quoted(value)}" for name, value in self.options]
        return f"{{{{ {self.verb}({', '.join(told)}) }}}}"

    @property
    def key(self):
        """The question that it is about, or "" when it is about none."""
        if self.verb in ("post", "bokslut"):
            return ""
        what = self.arguments[1] if self.verb == "citat" else self.arguments[0]
        return what.partition(".")[0]

    @property
    def measure(self):
        """What is told of the question: an option, several joined by +, or a word such as summa. "" for none."""
        return "" if self.verb in ("citat", "post", "bokslut") else self.arguments[0].partition(".")[2]

    def option(self, name, default=None):
        return dict(self.options).get(name, default)


class Text(NamedTuple):
    """What stands between references. line: where it begins, counted from 1."""

    text: str
    line: int


class Place(NamedTuple):
    """Where a reference stands. is_block: it is alone on its line, as a table has to be."""

    reference: Reference
    line: int
    is_block: bool


class Fault(NamedTuple):
    """Something between braces that is no reference, and what is wrong with it."""

    message: str
    line: int
    written: str


def parse(markdown):
    """The parts of a text in order: Text, Place and Fault. What is written wrong is a Fault and never raises."""
    parts, at = [], 0
    for match in WRITTEN.finditer(markdown):
        parts += _texts(markdown, at, match.start())
        parts.append(_placed(markdown, match))
        at = match.end()
    return parts + _texts(markdown, at, len(markdown))


def references_of(markdown):
    """The references of a text, each once, in the order that they stand."""
    return list(dict.fromkeys(part.reference for part in parse(markdown) if isinstance(part, Place)))


def read(written):
    """The Reference of what stands between the braces. Raises ValueError with a Swedish sentence."""
    written = unicodedata.normalize("NFC", written.strip())
    try:
        node = ast.parse(written, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ValueError('Det går inte att läsa. Skriv som tal("FRÅGA.SVAR"), med raka citattecken.') from None
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        raise ValueError('En hänvisning börjar med ett ord och har parenteser, som tal("FRÅGA.SVAR").')
    verb = unicodedata.normalize("NFC", node.func.id)
    if verb not in ARGUMENTS:
        raise ValueError(f"Ordet {verb} finns inte. De som finns är {', '.join(sorted(ARGUMENTS))}.")
    wanted = ARGUMENTS[verb]
    arguments = tuple(_value(one) for one in node.args)
    if len(arguments) != len(wanted) or any(type(one) is not kind for one, kind in zip(arguments, wanted, strict=True)):
        raise ValueError(f"Inom parenteserna efter {verb} ska det stå {_wanted(wanted)}.")
    options = {}
    for one in node.keywords:
        name, known = one.arg or "**", OPTIONS.get(verb, {})
        value = _value(one.value)
        if name not in known or type(value) is not known[name]:
            raise ValueError(f"{verb} tar inte emot {name}={_quoted(value)}.")
        options[name] = value
    if options.get("form", "ord") not in FORMS:
        raise ValueError('Formen är "ord" eller "Ord".')
    return Reference(verb, arguments, tuple(sorted(options.items())))


def _placed(markdown, match):
    line = markdown.count("\n", 0, match.start()) + 1
    before = markdown[markdown.rfind("\n", 0, match.start()) + 1 : match.start()]
    end = markdown.find("\n", match.end())
    after = markdown[match.end() : len(markdown) if end == -1 else end]
    alone = not before.strip() and not after.strip()
    try:
        reference = read(match[1])
    except ValueError as error:
        return Fault(str(error), line, match[0])
    if reference.verb in BLOCK and not alone:
        return Fault(f"{reference.verb} ska stå ensam på en rad.", line, match[0])
    return Place(reference, line, reference.verb in BLOCK)


def _texts(markdown, start, end):
    """What stands between two references; braces that are left alone in it are Faults."""
    found, at, line = [], start, markdown.count("\n", 0, start) + 1
    for loose in LOOSE.finditer(markdown, start, end):
        if loose.start() > at:
            found.append(Text(markdown[at : loose.start()], line))
        line += markdown.count("\n", at, loose.start())
        found.append(Fault("Klamrarna hör inte ihop med några andra. De ska stå som {{ … }}.", line, loose[0]))
        at = loose.end()
    if end > at:
        found.append(Text(markdown[at:end], line))
    return found


def _value(node):
    """A text or a whole number; None for all else. A text is a name: it has no quotes, backslashes or new lines."""
    if not isinstance(node, ast.Constant) or type(node.value) not in (str, int):
        return None
    if isinstance(node.value, str) and UNNAMED.search(node.value):
        return None
    if isinstance(node.value, int) and node.value > LARGEST:
        return None
    return node.value


def _quoted(value):
    return f'"{value}"' if isinstance(value, str) else str(value)


def _wanted(kinds):
    words = ["en text inom citattecken" if kind is str else "ett heltal" for kind in kinds]
    return ", sedan ".join(words) if words else "ingenting"
