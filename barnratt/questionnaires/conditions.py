"""When a question is shown: what an earlier answer has to be, or what the person has chosen to see.

As data: {question: k, equals: v}, {question: k, in: [a, b]}, {question: k, contains: v}, {flag: f}, and {all: […]} or
{any: […]} of such.
"""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Answer:
    """The answer to a question is one of some values; of an answer that is a list, one of its members is."""

    question: str
    values: tuple
    in_list: bool = False

    def holds(self, answers, flags):
        answer = answers.get(self.question)
        return any(value in self.values for value in answer or ()) if self.in_list else answer in self.values

    @property
    def questions(self):
        return {self.question}

    @property
    def flags(self):
        return set()


@dataclass(frozen=True)
class Flag:
    """The person has chosen it, as to see the questions that go deeper."""

    name: str

    def holds(self, answers, flags):
        return self.name in flags

    @property
    def questions(self):
        return set()

    @property
    def flags(self):
        return {self.name}


@dataclass(frozen=True)
class Every:
    parts: tuple

    def holds(self, answers, flags):
        return all(part.holds(answers, flags) for part in self.parts)

    @property
    def questions(self):
        return set().union(*(part.questions for part in self.parts))

    @property
    def flags(self):
        return set().union(*(part.flags for part in self.parts))


@dataclass(frozen=True)
class Some:
    parts: tuple

    def holds(self, answers, flags):
        return any(part.holds(answers, flags) for part in self.parts)

    @property
    def questions(self):
        return set().union(*(part.questions for part in self.parts))

    @property
    def flags(self):
        return set().union(*(part.flags for part in self.parts))


ALWAYS = Every(())
FORMS = [{"question", "equals"}, {"question", "in"}, {"question", "contains"}, {"flag"}, {"all"}, {"any"}]


def read(data, tell):
    """The condition that `data` writes; None is always. What is wrong with it goes to tell(message)."""
    if data is None:
        return ALWAYS
    if not isinstance(data, dict) or set(data) not in FORMS:
        tell("Villkoret ska ha en fråga med equals, in eller contains, en flagga, eller en lista under all eller any.")
        return ALWAYS
    if "flag" in data:
        return Flag(str(data["flag"]))
    if "question" in data:
        return _answer(data, tell)
    name, form = ("all", Every) if "all" in data else ("any", Some)
    parts = data[name]
    if not isinstance(parts, list) or not parts:
        tell(f"Under {name} ska det stå en lista av villkor.")
        return ALWAYS
    return form(tuple(read(part, tell) for part in parts))


def _answer(data, tell):
    question = str(data["question"])
    if "in" in data:
        if not isinstance(data["in"], list) or not data["in"]:
            tell("Under in ska det stå en lista av värden.")
            return ALWAYS
        return Answer(question, tuple(data["in"]))
    if "contains" in data:
        return Answer(question, (data["contains"],), in_list=True)
    return Answer(question, (data["equals"],))


def simplified(condition):
    """The condition in the shortest form that means the same: two that are equal ask for the same, however written."""
    if isinstance(condition, Answer):
        return replace(condition, values=tuple(dict.fromkeys(condition.values)))
    if not isinstance(condition, (Every, Some)):
        return condition
    form, parts = type(condition), []
    for part in map(simplified, condition.parts):
        parts += part.parts if isinstance(part, form) else [part]
    if form is Some:
        parts = _merged(parts)
    return parts[0] if len(parts) == 1 else form(tuple(parts))


def _merged(parts):
    """One of several answers to a question is one condition."""
    found = {}
    for part in parts:
        key = (part.question, part.in_list) if isinstance(part, Answer) else part
        before = found.get(key)
        found[key] = part if before is None else _joined(before, part)
    return list(found.values())


def _joined(one, other):
    if not isinstance(one, Answer):
        return one
    return Answer(one.question, tuple(dict.fromkeys(one.values + other.values)), one.in_list)
