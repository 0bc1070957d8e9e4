"""
Answers as a document, and what of it counts: which questions are shown, what is missing, how far one has come.

The document is {question: value}, and for a step that is repeated {step: [{"id": …, question: value}, …]}. No answer is
no key. What a condition hides is kept in a document of its own, of the same form, and comes back when it is shown.
"""

import itertools
import re
from typing import NamedTuple

from barnratt.questionnaires.definition import PLACES, Question, Step

ENDED = re.compile(r"[.!?:…][”\"’)]?$")


class Place(NamedTuple):
    """A question where it is asked. `block` is the id of one of a repeated step's blocks, else None."""

    step: Step
    block: str | None
    question: Question

    @property
    def address(self):
        """What the field is called in forms and in what is saved: "arende" or "alternativ.a1.alt_namn"."""
        return f"{self.step.key}.{self.block}.{self.question.key}" if self.block else self.question.key


class Missing(NamedTuple):
    """What has to be answered yet. `place` is None when a step needs more blocks."""

    step: Step
    place: Place | None
    message: str


class Progress(NamedTuple):
    """Of the questions that are shown and have to be answered: how many are."""

    answered: int
    required: int

    @property
    def is_done(self):
        return self.answered == self.required


def shown(definition, document, flags=()):
    """Every Place whose question is shown, in order. After an answer that stops, no more is asked."""
    return _walk(definition, document, flags)[0]


def stopped_by(definition, document, flags=()):
    """The Place whose answer stops the questionnaire, or None."""
    return _walk(definition, document, flags)[1]


def _walk(definition, document, flags):
    found, counted = [], {}
    for step in definition.steps:
        for block in blocks_of(document, step) if step.repeat else [None]:
            within = document if block is None else block
            here = {}
            for question in step.questions:
                if question.paused or not question.show_if.holds(counted | here, flags):
                    continue
                place = Place(step, block and block["id"], question)
                found.append(place)
                if question.key not in within:
                    continue
                here[question.key] = within[question.key]
                if question.stops_if is not None and within[question.key] is question.stops_if:
                    return found, place
            if block is None:
                counted |= here
    return found, None


def blocks_of(document, step):
    return document.get(step.key, [])


def value_at(document, address):
    """The answer at a place's address, or None."""
    step, _, rest = address.partition(".")
    if not rest:
        return document.get(address)
    block_id, _, key = rest.partition(".")
    return next((block.get(key) for block in document.get(step, []) if block["id"] == block_id), None)


def with_value(document, address, value):
    """The document with another answer at an address; None takes the answer away. Raises KeyError for no such block."""
    step, _, rest = address.partition(".")
    if not rest:
        return _with(document, address, value)
    block_id, _, key = rest.partition(".")
    blocks = list(document.get(step, []))
    at = next((number for number, block in enumerate(blocks) if block["id"] == block_id), None)
    if at is None:
        raise KeyError(address)
    blocks[at] = _with(blocks[at], key, value)
    return document | {step: blocks}


def _with(values, key, value):
    return {name: one for name, one in values.items() if name != key} | ({} if value is None else {key: value})


def divided(definition, document, hidden, flags=()):
    """
    (document, hidden) anew after a change: what is shown in the first, what is not in the second, and nothing is lost.

    An answer that was hidden and is shown again comes back, unless there is a newer one. Answers to questions that the
    definition does not have stay among the hidden.
    """
    blocks = {
        step.key: [{"id": block["id"]} for block in blocks_of(document, step)]
        for step in definition.steps
        if step.repeat
    }
    everything = _merged(definition, document, hidden)
    counts = {place.address for place in shown(definition, everything, flags)}
    inside = {key: list(map(dict, found)) for key, found in blocks.items() if found}
    known = {step.key for step in definition.steps if step.repeat} | set(definition.by_key)
    outside = {key: value for key, value in everything.items() if key not in known}
    for place, value in every(definition, everything):
        _put(inside if place.address in counts else outside, place, value)
    return inside, outside


def _merged(definition, document, hidden):
    merged = hidden | document
    for step in definition.steps:
        if step.repeat:
            earlier = {block["id"]: block for block in blocks_of(hidden, step)}
            merged[step.key] = [earlier.get(block["id"], {}) | block for block in blocks_of(document, step)]
    return merged


def every(definition, document):
    """(Place, answer) of every answer in a document, also those that are not shown."""
    for step in definition.steps:
        for block in blocks_of(document, step) if step.repeat else [None]:
            within = document if block is None else block
            for question in step.questions:
                if question.key in within:
                    yield Place(step, block and block["id"], question), within[question.key]


def _put(document, place, value):
    if place.block is None:
        document[place.question.key] = value
        return
    blocks = document.setdefault(place.step.key, [])
    block = next((one for one in blocks if one["id"] == place.block), None)
    if block is None:
        blocks.append(block := {"id": place.block})
    block[place.question.key] = value


def would_hide(definition, document, address, value, flags=()):
    """The Places with answers that another answer at an address would hide: said before it is done."""
    before = {place.address: place for place in shown(definition, document, flags)}
    after = {place.address for place in shown(definition, with_value(document, address, value), flags)}
    return [
        place
        for key, place in before.items()
        if key not in after and key != address and value_at(document, key) is not None
    ]


def missing(definition, document, flags=()):
    """What has to be answered yet, in order."""
    found = []
    places, stop = _walk(definition, document, flags)
    for step in definition.steps:
        found += [
            Missing(step, place, f"Besvara ”{place.question.text}”")
            for place in places
            if place.step is step and place.question.required and value_at(document, place.address) is None
        ]
        there = len(blocks_of(document, step)) if step.repeat else 0
        if step.repeat and stop is None and there < step.repeat.min:
            found.append(Missing(step, None, f"Det behövs minst {step.repeat.min} under ”{step.title}”."))
    return found


def progress(definition, document, flags=()):
    """{step key: Progress} of every step."""
    counts = {step.key: [0, 0] for step in definition.steps}
    for place in shown(definition, document, flags):
        if place.question.required:
            counts[place.step.key][0] += value_at(document, place.address) is not None
            counts[place.step.key][1] += 1
    return {key: Progress(*found) for key, found in counts.items()}


def reasons_to_grow(definition, document, flags=()):
    """Why a larger questionnaire would be better, as its definition sees it."""
    counted = {
        place.question.key: value_at(document, place.address)
        for place in shown(definition, document, flags)
        if place.block is None
    }
    return [grow.why for grow in definition.grow_when if grow.when.holds(counted, flags)]


def answered(definition, document, flags=()):
    """The addresses of the shown questions that have an answer."""
    return [
        place.address for place in shown(definition, document, flags) if value_at(document, place.address) is not None
    ]


def hidden_answers(definition, hidden):
    """[(question, value)] of the answers that are kept apart because a condition hides them now."""
    return [(place.question, value) for place, value in every(definition, hidden)]


def in_words(question, value, municipalities=None):
    """An answer as a person reads it. municipalities: {code: name}."""
    if value is None:
        return "Ej besvarad"
    if isinstance(value, bool):
        return "Ja" if value else "Nej"
    if question.type == "ranking":
        return "; ".join(f"{place}. {question.label_of(one)}" for place, one in enumerate(value, 1))
    if question.type == "municipalities" and not value:
        return "Ingen kommun"
    if question.type == "municipalities":
        names = municipalities or {}
        return "; ".join([name for code, name in names.items() if code in value] + sorted({*value} - {*names}))
    if question.type == "texts":
        return "\n".join(value)
    if isinstance(value, list):
        return "; ".join(question.label_of(one) for one in value)
    if question.options:
        return question.label_of(value)
    return f"{value} {question.unit}".strip() if question.type in ("integer", "decimal") else str(value)


def summary(definition, document, flags=()):
    """The paragraphs that a definition's rules write from the answers. What is not answered is not spoken of."""
    counted = {
        place.question.key: value
        for place in shown(definition, document, flags)
        if place.block is None and (value := value_at(document, place.address)) is not None
    }
    found = []
    for paragraph in definition.summary:
        said = [
            PLACES.sub(lambda place: _in_sentence(definition.by_key[place[1]], counted[place[1]]), sentence.text)
            for sentence in paragraph
            if sentence.when.holds(counted, flags) and set(sentence.keys) <= set(counted)
        ]
        found += [_run_on(said)] if said else []
    return found


def _in_sentence(question, value):
    """An answer as it stands within a sentence: a list by what is numbered, else by its labels."""
    if not isinstance(value, list):
        return _ended(in_words(question, value)) if question.type == "text" else in_words(question, value)
    words = [str(one) if isinstance(one, int) else question.label_of(one) for one in value]
    return " och ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


def _ended(text):
    text = text.strip()
    return text if ENDED.search(text) else f"{text}."


def _run_on(sentences):
    """The sentences one after the other, on a new line after what has lines of its own."""
    written = sentences[0]
    for before, sentence in itertools.pairwise(sentences):
        written += ("\n" if "\n" in before else " ") + sentence
    return written


def fitted(old, new, document, origin, municipalities=None):
    """
    (document, beside) of answers to an old definition in a new one. An answer fits when the question is there, asked
    as often and of the same type, and where it has options, with the same values; the others stand beside the step.
    """
    kept, beside = {}, []
    steps = [step.key for step in new.steps]
    for place, value in every(old, document):
        if fits(place, value, new):
            _put(kept, place, value)
        else:
            at = place.step.key if place.step.key in steps else steps[0]
            answer = in_words(place.question, value, municipalities)
            beside.append({"step": at, "text": place.question.text, "answer": answer, "from": origin})
    for step in new.steps:
        if step.repeat:
            there = {block["id"]: block for block in kept.get(step.key, [])}
            blocks = [there.get(block["id"], {"id": block["id"]}) for block in blocks_of(document, step)]
            kept |= {step.key: blocks} if blocks else {}
    known = {step.key for step in old.steps if step.repeat} | set(old.by_key)
    return kept | {key: value for key, value in document.items() if key not in known}, beside


def fits(place, value, new):
    """Whether an answer in an old definition can stand where it is in a new one."""
    question, step = new.by_key.get(place.question.key), new.step_of.get(place.question.key)
    if question is None or question.type != place.question.type or bool(step.repeat) != bool(place.step.repeat):
        return False
    if step.repeat and step.key != place.step.key:
        return False
    return not question.options or set(value if isinstance(value, list) else [value]) <= set(question.values)


def carried(source, target, document):
    """
    (document, beside) of the answers to one questionnaire in another, as its carry_over says.

    Raises KeyError when the source says nothing of the target.
    """
    found, beside = {}, []
    for place, value in every(source, document):
        question = place.question
        rule = source.carry_over[target.key][question.key]
        there = target.by_key.get(rule.to)
        values = [rule.values.get(one, one) for one in (value if isinstance(value, list) else [value])]
        if there and (not there.options or set(values) <= set(there.values)):
            found[rule.to] = values if isinstance(value, list) else values[0]
        else:
            step = rule.beside or target.step_of[rule.to].key
            beside.append(
                {"step": step, "text": question.text, "answer": in_words(question, value), "from": source.title}
            )
    return found, beside
