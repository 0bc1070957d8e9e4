"""The parts of a questionnaire: steps, questions, options and rules, as data that cannot change."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from barnratt.questionnaires import conditions

TYPES = {
    "line": "en rad",
    "text": "fri text",
    "choice": "ett val",
    "multi": "flera val",
    "boolean": "ja eller nej",
    "date": "datum",
    "integer": "heltal",
    "decimal": "tal",
    "municipalities": "kommuner",
    "ranking": "rangordning",
    "texts": "lista av texter",
}
WITH_OPTIONS = {"choice", "multi", "ranking"}
LISTS = {"multi", "municipalities", "ranking", "texts"}
NUMBERS = {"integer", "decimal"}
PLACES = re.compile(r"\{(\w+)\}")  # where an answer stands in a sentence of the summary

# What a question that is asked year after year is, and what its answers can be compared with.
SERIES = {"core": "kärnfråga", "year": "årsfråga"}
COMPARABILITY = {
    "same": "samma fråga",
    "reworded": "omformulerad",
    "new_options": "nya svarsalternativ",
    "not_comparable": "går inte att jämföra",
}


@dataclass(frozen=True)
class Option:
    value: str | int
    label: str
    help: str = ""
    unknown: bool = False  # "vet ej"


@dataclass(frozen=True)
class Ceiling:
    """The most that an answer can be: so many for each of something that is known of the respondent."""

    fact: str
    times: Decimal


@dataclass(frozen=True)
class Linked:
    """The question before this one, the year before. options: {value then: value now} where they differ."""

    question: str
    comparability: str
    options: dict = field(default_factory=dict)

    @property
    def is_comparable(self):
        return self.comparability != "not_comparable"


@dataclass(frozen=True)
class CountsAs:
    """What an answer is in statistics over several questionnaires, which may call the same thing differently.

    values: {value: what it counts as}; those that are not there count as themselves.
    """

    figure: str
    values: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    key: str
    text: str
    type: str
    heading: str = ""  # which it and those after it stand below in the document
    help: str = ""
    note: str = ""  # what an organisation that uses the questionnaire adds to the help
    options: tuple[Option, ...] = ()
    default: object = None
    required: bool = False
    articles: tuple[int, ...] = ()
    show_if: object = conditions.ALWAYS
    stops_if: bool | None = None
    counts_as: CountsAs | None = None
    unit: str = ""
    min: Decimal | None = None
    max: Decimal | None = None
    ceiling: Ceiling | None = None
    series: str = ""
    base: str = ""  # who is asked, in words
    linked: Linked | None = None
    paused: bool = False  # not asked now, but its series goes on

    @property
    def values(self):
        return [option.value for option in self.options]

    def label_of(self, value):
        return next((option.label for option in self.options if option.value == value), str(value))


@dataclass(frozen=True)
class Repeat:
    """The step is filled in once for each of something, as each alternative. `min` is how many there have to be."""

    label: str
    min: int = 1


@dataclass(frozen=True)
class Step:
    key: str
    title: str
    questions: tuple[Question, ...]
    intro: str = ""
    repeat: Repeat | None = None
    offers: tuple[str, ...] = ()  # what the room that uses the questionnaire offers beside the step, by its own words


@dataclass(frozen=True)
class Grow:
    """A reason to go on with a larger questionnaire, and when there is one."""

    when: object
    why: str


@dataclass(frozen=True)
class Lead:
    """Which questionnaire the answers lead to, and why. The first that holds is the one."""

    when: object
    to: str
    why: str


@dataclass(frozen=True)
class Carry:
    """Where an answer goes in another questionnaire: to a question, its values translated, or beside a step."""

    to: str = ""
    values: dict = field(default_factory=dict)
    beside: str = ""


@dataclass(frozen=True)
class Sentence:
    """Whole sentences for the summary, and when they are said. {key} in the text is where an answer stands."""

    when: object
    text: str

    @property
    def keys(self):
        return PLACES.findall(self.text)


@dataclass(frozen=True)
class Check:
    """A rule for answers, see questionnaires.checks. about: the questions; number and word: what they are held to."""

    key: str
    level: str
    message: str
    form: str
    about: tuple[str, ...] = ()
    when: object = conditions.ALWAYS
    then: object = conditions.ALWAYS
    number: Decimal | None = None
    word: str = ""


@dataclass(frozen=True)
class Definition:
    key: str
    title: str
    steps: tuple[Step, ...]
    intro: str = ""
    minutes: int | None = None
    suits: tuple[str, ...] = ()
    review_points: tuple[str, ...] = ()
    stop_rule: str = ""
    grow_when: tuple[Grow, ...] = ()
    leads_to: tuple[Lead, ...] = ()
    carry_over: dict = field(default_factory=dict)  # {key of another questionnaire: {question: Carry}}
    summary: tuple[tuple[Sentence, ...], ...] = ()  # paragraphs of sentences
    checks: tuple[Check, ...] = ()
    by_key: dict = field(default_factory=dict, compare=False, repr=False)
    step_of: dict = field(default_factory=dict, compare=False, repr=False)  # {question: its Step}

    def __post_init__(self):
        for step in self.steps:
            for question in step.questions:
                self.by_key[question.key], self.step_of[question.key] = question, step

    def step(self, key):
        """The step with a key. Raises KeyError."""
        return {step.key: step for step in self.steps}[key]
