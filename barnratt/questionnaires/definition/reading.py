"""Checks a questionnaire whole and tells everything that is wrong at once, each with its place."""

import string
from decimal import Decimal

from barnratt.questionnaires import conditions

from .parts import (
    COMPARABILITY,
    LISTS,
    NUMBERS,
    SERIES,
    TYPES,
    WITH_OPTIONS,
    Carry,
    Ceiling,
    Check,
    CountsAs,
    Definition,
    Grow,
    Lead,
    Linked,
    Option,
    Question,
    Repeat,
    Sentence,
    Step,
)

# The keys of each part: {key: (type, whether it has to be there)}.
DEFINITION = {
    "key": (str, True),
    "title": (str, True),
    "intro": (str, False),
    "minutes": (int, False),
    "suits": (list, False),
    "review_points": (list, False),
    "stop_rule": (str, False),
    "grow_when": (list, False),
    "leads_to": (list, False),
    "carry_over": (dict, False),
    "summary": (list, False),
    "option_lists": (dict, False),
    "steps": (list, True),
    "checks": (list, False),
}
STEP = {
    "key": (str, True),
    "title": (str, True),
    "intro": (str, False),
    "repeat": (dict, False),
    "offers": (list, False),
    "questions": (list, True),
}
REPEAT = {"label": (str, True), "min": (int, False)}
QUESTION = {
    "key": (str, True),
    "text": (str, True),
    "heading": (str, False),
    "help": (str, False),
    "note": (str, False),
    "type": (str, True),
    "options": ((str, list), False),
    "default": (object, False),
    "required": (bool, False),
    "articles": (list, False),
    "show_if": (dict, False),
    "stops_if": (bool, False),
    "counts_as": (dict, False),
    "unit": (str, False),
    "min": ((int, float), False),
    "max": ((int, float), False),
    "ceiling": (dict, False),
    "series": (str, False),
    "base": (str, False),
    "linked": (dict, False),
    "paused": (bool, False),
}
OPTION = {"value": ((str, int), True), "label": (str, True), "help": (str, False), "unknown": (bool, False)}
CEILING = {"fact": (str, True), "times": ((int, float), True)}
LINKED = {"question": (str, True), "comparability": (str, True), "options": (dict, False)}
# The forms of a rule, see questionnaires.checks: {form: its keys beside key, level, message and when}.
CHECK_FORMS = {
    "then": {"then": dict},
    "subset": {"subset": str, "of": str},
    "at_most": {"at_most": str, "than": str},
    "parts": {"parts": list, "make": str},
    "change": {"change": str, "percent": (int, float)},
    "total": {"total": str, "is": (int, float)},
    "options_of": {"options_of": str, "make": str},
    "run_of": {"run_of": str, "longest": int},
}
COUNTED = NUMBERS | {"municipalities", "multi", "texts"}
CHECKED_TYPES = {
    "subset": {"municipalities", "multi"},
    "at_most": COUNTED,
    "parts": COUNTED,
    "change": COUNTED,
    "total": COUNTED,
    "options_of": WITH_OPTIONS,
    "run_of": WITH_OPTIONS,
}
CHECK_LEVELS = ("blocker", "error", "warning", "soft")
CHECK_NUMBERS = {"now", "before", "expected"}
GROW = {"when": (dict, True), "why": (str, True)}
LEAD = {"when": (dict, False), "to": (str, True), "why": (str, True)}
SUMMARY = {"sentences": (list, True)}
SENTENCE = {"when": (dict, False), "text": (str, True)}
COUNTS = {"figure": (str, True), "values": (dict, False)}
CARRY = {"to": (str, False), "values": (dict, False), "beside": (str, False)}


class DefinitionError(Exception):
    """A definition that cannot be. `errors` are Swedish sentences, each with its place."""

    def __init__(self, errors):
        super().__init__("\n".join(errors))
        self.errors = errors


def read(data):
    """The definition that `data` writes, as YAML or JSON gives it. Raises DefinitionError."""
    return _Reader().definition(data)


class _Reader:
    def __init__(self):
        self.option_lists, self.errors = {}, []
        self.keys, self.figures = set(), set()
        self.known = {}  # {question: the key of its step when that is repeated, else None}

    def definition(self, data):
        whole = self.part(data, DEFINITION, "Formuläret")
        for name, options in whole.get("option_lists", {}).items():
            self.option_lists[name] = self.options(options, f"Vallistan {name}")
        steps = tuple(self.step(step, number) for number, step in enumerate(whole.get("steps", []), 1))
        if not steps:
            self.errors.append("Formuläret: det behövs minst ett steg.")
        grow = tuple(self.grow(one, number) for number, one in enumerate(whole.get("grow_when", []), 1))
        leads = tuple(self.lead(one, number) for number, one in enumerate(whole.get("leads_to", []), 1))
        carry = {target: self.carry(rules, target) for target, rules in whole.get("carry_over", {}).items()}
        summary = tuple(self.summary(one, number) for number, one in enumerate(whole.get("summary", []), 1))
        checks = tuple(self.check(one, number) for number, one in enumerate(whole.get("checks", []), 1))
        if self.errors:
            raise DefinitionError(self.errors)
        texts = {name: whole[name] for name in ("key", "title", "intro", "minutes", "stop_rule") if name in whole}
        lists = {name: tuple(whole.get(name, ())) for name in ("suits", "review_points")}
        rules = {"grow_when": grow, "leads_to": leads, "carry_over": carry, "summary": summary, "checks": checks}
        return Definition(steps=steps, **rules, **texts, **lists)

    def step(self, data, number):
        place = f"Steg {number}"
        found = self.part(data, STEP, place)
        place = f"Steget {found['key']}" if "key" in found else place
        self.new_key(found.get("key"), place)
        repeat = None
        if "repeat" in found:
            told = self.part(found["repeat"], REPEAT, f"{place}, repeat")
            repeat = Repeat(told.get("label", ""), told.get("min", 1))
        within = found.get("key") if repeat else None
        questions = tuple(
            self.question(question, within, f"{place}, fråga {place_in}")
            for place_in, question in enumerate(found.get("questions", []), 1)
        )
        if not questions:
            self.errors.append(f"{place}: det behövs minst en fråga.")
        texts = (found.get("intro", ""), repeat, tuple(found.get("offers", ())))
        return Step(found.get("key", ""), found.get("title", ""), questions, *texts)

    def question(self, data, within, place):
        found = self.part(data, QUESTION, place)
        place = f"Frågan {found['key']}" if "key" in found else place
        self.new_key(found.get("key"), place)
        kind = found.get("type")
        if kind is not None and kind not in TYPES:
            self.errors.append(f"{place}: det finns ingen typ som heter {kind}. Välj en av {', '.join(TYPES)}.")
        options = self.options_of(found, kind, place)
        show_if = self.condition(found.get("show_if"), within, place)
        question = Question(
            options=options,
            show_if=show_if,
            articles=tuple(found.get("articles", ())),
            counts_as=self.counts(found, options, within, place),
            min=_decimal(found.get("min")),
            max=_decimal(found.get("max")),
            ceiling=self.ceiling(found, place),
            linked=self.linked(found, options, place),
            **{
                name: found.get(name, usual)
                for name, usual in {
                    "key": "", "text": "", "heading": "", "type": "text", "help": "", "note": "", "default": None,
                    "required": False, "stops_if": None, "unit": "", "series": "", "base": "", "paused": False,
                }.items()
            },
        )  # fmt: skip
        self.rules(question, found, place)
        if question.key:
            self.known[question.key] = (question, within)
        return question

    def options_of(self, found, kind, place):
        options = found.get("options")
        if isinstance(options, str):
            if options not in self.option_lists:
                self.errors.append(f"{place}: det finns ingen vallista som heter {options}.")
            options = self.option_lists.get(options, ())
        elif options is not None:
            options = self.options(options, place)
        if kind in WITH_OPTIONS and not options:
            self.errors.append(f"{place}: en fråga av typen {kind} behöver val.")
        if kind in TYPES and kind not in WITH_OPTIONS and options:
            self.errors.append(f"{place}: en fråga av typen {kind} har inga val.")
        return tuple(options or ())

    def options(self, data, place):
        if not isinstance(data, list):
            self.errors.append(f"{place}: val skrivs som en lista.")
            return []
        found = []
        for number, one in enumerate(data, 1):
            told = self.part(one, OPTION, f"{place}, val {number}")
            if {"value", "label"} <= set(told):
                found.append(Option(told["value"], told["label"], told.get("help", ""), told.get("unknown", False)))
        values = [str(option.value) for option in found]
        self.errors += [
            f"{place}: valet {value} står två gånger." for value in sorted({*values}) if values.count(value) > 1
        ]
        return found

    def rules(self, question, found, place):
        if "stops_if" in found and question.type != "boolean":
            self.errors.append(f"{place}: bara en fråga med ja eller nej kan avbryta.")
        if question.type not in NUMBERS and ({"min", "max", "unit", "ceiling"} & set(found)):
            self.errors.append(f"{place}: enhet och gränser hör till tal.")
        if question.min is not None and question.max is not None and question.min > question.max:
            self.errors.append(f"{place}: den undre gränsen är högre än den övre.")
        if question.default is not None and question.type in WITH_OPTIONS:
            default = question.default if isinstance(question.default, list) else [question.default]
            self.errors += [f"{place}: {value} är inget av valen." for value in default if value not in question.values]
        if "series" in found and question.series not in SERIES:
            self.errors.append(f"{place}: series är core (kärnfråga) eller year (årsfråga).")
        if question.series and question.show_if != conditions.ALWAYS and not question.base:
            self.errors.append(f"{place}: alla får inte frågan. Säg vilka som får den, med base.")

    def ceiling(self, found, place):
        told = self.part(found["ceiling"], CEILING, f"{place}, ceiling") if "ceiling" in found else {}
        return Ceiling(told["fact"], _decimal(told["times"])) if set(CEILING) <= set(told) else None

    def linked(self, found, options, place):
        if "linked" not in found:
            return None
        told = self.part(found["linked"], LINKED, f"{place}, linked")
        mark, mapped = told.get("comparability", ""), told.get("options", {})
        if mark and mark not in COMPARABILITY:
            self.errors.append(f"{place}: comparability är en av {', '.join(COMPARABILITY)}.")
        values = [option.value for option in options]
        wrong = [value for value in mapped.values() if value not in values]
        self.errors += [f"{place}: linked leder till {value}, som inte är något av valen." for value in wrong]
        return Linked(told.get("question", ""), mark, mapped)

    def check(self, data, number):
        """A rule: its form is told by its keys."""
        place = f"Kontrollen {data['key']}" if isinstance(data, dict) and data.get("key") else f"Kontroll {number}"
        form = next((name for name in CHECK_FORMS if isinstance(data, dict) and name in data), None)
        if form is None:
            self.errors.append(f"{place}: säg vad som prövas, med en av {', '.join(CHECK_FORMS)}.")
            return None
        keys = {name: (kind, True) for name, kind in CHECK_FORMS[form].items()}
        common = {"key": (str, True), "level": (str, True), "message": (str, True), "when": (dict, form == "then")}
        found = self.part(data, common | keys, place)
        self.new_key(found.get("key"), place)
        if found.get("level", "error") not in CHECK_LEVELS:
            self.errors.append(f"{place}: level är en av {', '.join(CHECK_LEVELS)}.")
        self.message_of(found.get("message", ""), place)
        when = self.condition(found.get("when"), None, place)
        then = self.condition(found.get("then"), None, place)
        about = self.about(form, found, place) or tuple(sorted(when.questions | then.questions))
        numbers = [found[name] for name in ("percent", "is", "longest") if name in found]
        word = found.get("make", "") if form == "options_of" else ""
        if form == "options_of" and word not in ("n", "sum"):
            self.errors.append(f"{place}: make är n eller sum.")
        return Check(
            found.get("key", ""), found.get("level", ""), found.get("message", ""), form, about, when, then,
            _decimal(numbers[0]) if numbers else None, word,
        )  # fmt: skip

    def about(self, form, found, place):
        """The questions that a rule names beside its conditions, which have to be there and of a fitting type."""
        if form == "then":
            return ()
        names = [*(found.get("parts") or []), *(found.get(name) for name in CHECK_FORMS[form] if name != "parts")]
        named = [
            name for name in names if isinstance(name, str) and not (form == "options_of" and name in ("n", "sum"))
        ]
        for name in named:
            question, within = self.known.get(name, (None, None))
            if question is None or within:
                self.errors.append(f"{place}: {name} är ingen fråga som kontrollen kan gälla.")
            elif question.type not in CHECKED_TYPES[form]:
                self.errors.append(f"{place}: en kontroll av slaget {form} kan inte gälla {name}.")
        return tuple(named)

    def message_of(self, message, place):
        try:
            names = {name for _, name, _, _ in string.Formatter().parse(message) if name is not None}
        except ValueError:
            names = {""}
        if names - CHECK_NUMBERS:
            self.errors.append(f"{place}: meddelandet kan nämna {{now}}, {{before}} och {{expected}}, inget annat.")

    def counts(self, found, options, within, place):
        """Each figure comes from one question, which is answered once."""
        if "counts_as" not in found:
            return None
        told = self.part(found["counts_as"], COUNTS, f"{place}, counts_as")
        figure, values = told.get("figure", ""), told.get("values", {})
        if within is not None:
            self.errors.append(f"{place}: det som besvaras flera gånger räknas inte.")
        if figure in self.figures:
            self.errors.append(f"{place}: en annan fråga räknas redan som {figure}.")
        self.figures.add(figure)
        known = [option.value for option in options]
        self.errors += [f"{place}: {value} är inget av valen." for value in values if value not in known]
        return CountsAs(figure, values)

    def condition(self, data, within, place):
        """A condition may only point at questions that come before, and not into what is repeated elsewhere."""
        found = conditions.read(data, lambda message: self.errors.append(f"{place}: {message}"))
        for key in sorted(found.questions):
            if key not in self.known:
                self.errors.append(f"{place}: villkoret pekar på {key}, som inte är en fråga tidigare i formuläret.")
            elif self.known[key][1] not in (None, within):
                self.errors.append(f"{place}: villkoret pekar på {key}, som kan ha flera svar.")
        self.values_in(found, place)
        return found

    def values_in(self, condition, place):
        """What a condition waits for must be possible to answer."""
        for part in getattr(condition, "parts", ()):
            self.values_in(part, place)
        if not isinstance(condition, conditions.Answer) or condition.question not in self.known:
            return
        question = self.known[condition.question][0]
        if condition.in_list != (question.type in LISTS):
            self.errors.append(f"{place}: contains hör till frågor med flera svar, equals och in till andra.")
        elif question.type in WITH_OPTIONS:
            wrong = [value for value in condition.values if value not in question.values]
            self.errors += [f"{place}: {question.key} kan inte ha svaret {value}." for value in wrong]
        elif question.type == "boolean" and not set(condition.values) <= {True, False}:
            self.errors.append(f"{place}: {question.key} besvaras med ja eller nej (true eller false).")

    def grow(self, data, number):
        place = f"Skälet {number} att gå vidare"
        found = self.part(data, GROW, place)
        return Grow(self.condition(found.get("when"), None, place), found.get("why", ""))

    def lead(self, data, number):
        place = f"Vägen {number}"
        found = self.part(data, LEAD, place)
        return Lead(self.condition(found.get("when"), None, place), found.get("to", ""), found.get("why", ""))

    def carry(self, data, target):
        """Every question has to have somewhere to go, so that no answer is lost on the way."""
        place, rules = f"Överföringen till {target}", {}
        if not isinstance(data, dict):
            self.errors.append(f"{place}: ska ha nycklar och värden.")
            return rules
        for key, rule in data.items():
            found = self.part({"to": rule} if isinstance(rule, str) else rule, CARRY, f"{place}, {key}")
            rules[key] = Carry(found.get("to", ""), found.get("values", {}), found.get("beside", ""))
            if not (rules[key].to or rules[key].beside):
                self.errors.append(f"{place}, {key}: säg vart svaret går, med to eller beside.")
        self.errors += [f"{place}: {key} är ingen fråga här." for key in sorted(set(rules) - set(self.known))]
        self.errors += [
            f"{place}: svaret på {key} har ingenstans att ta vägen." for key in self.known if key not in rules
        ]
        return rules

    def summary(self, data, number):
        found, sentences = self.part(data, SUMMARY, f"Sammanfattningens stycke {number}"), []
        for number_in, one in enumerate(found.get("sentences", []), 1):
            place = f"Sammanfattningens stycke {number}, mening {number_in}"
            told = self.part(one, SENTENCE, place)
            sentence = Sentence(self.condition(told.get("when"), None, place), told.get("text", ""))
            sentences.append(sentence)
            for key in sentence.keys:
                if key not in self.known:
                    self.errors.append(f"{place}: det finns ingen fråga som heter {key}.")
                elif self.known[key][1] is not None:
                    self.errors.append(f"{place}: {key} kan ha flera svar och får inte plats i en mening.")
        return tuple(sentences)

    def part(self, data, keys, place):
        """The part as a dictionary without what is unknown or of the wrong sort."""
        if not isinstance(data, dict):
            self.errors.append(f"{place}: ska ha nycklar och värden.")
            return {}
        found = {}
        for key, value in data.items():
            if key not in keys:
                self.errors.append(f"{place}: nyckeln {key} är okänd. De som finns är {', '.join(keys)}.")
            elif value is not None and not _is_of(value, keys[key][0]):
                self.errors.append(f"{place}: {key} har fel sorts värde.")
            elif value is not None:
                found[key] = value
        self.errors += [
            f"{place}: {key} saknas." for key, (_, needed) in keys.items() if needed and data.get(key) in (None, "")
        ]
        return found

    def new_key(self, key, place):
        if key is None:
            return
        if not key.replace("_", "").isalnum() or not key.isascii():
            self.errors.append(f"{place}: en nyckel skrivs med bokstäver a–z, siffror och understreck.")
        if key in self.keys:
            self.errors.append(f"{place}: nyckeln {key} används redan. Steg och frågor har varsin egen.")
        self.keys.add(key)


def _is_of(value, kind):
    """bool is an int to Python, but yes is no number."""
    kinds = kind if isinstance(kind, tuple) else (kind,)
    if isinstance(value, bool):
        return bool in kinds or object in kinds
    return isinstance(value, kind)


def _decimal(value):
    return None if value is None else Decimal(str(value))
