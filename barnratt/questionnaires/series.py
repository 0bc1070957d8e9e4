"""Whether this year's questions can be compared with last year's: what has changed, and what breaks a series."""

from typing import NamedTuple

from barnratt.questionnaires.conditions import simplified
from barnratt.questionnaires.definition import COMPARABILITY, WITH_OPTIONS, Linked, Option, Question


class Tie(NamedTuple):
    """A question of last year and the one that follows it; `now` is None when none does."""

    before: Question
    now: Question | None

    @property
    def is_reworded(self):
        return self.now is not None and self.now.text != self.before.text

    @property
    def is_retyped(self):
        return self.now is not None and self.now.type != self.before.type

    @property
    def has_other_options(self):
        """Labels count too: an option that is called something else may be understood as something else."""
        return self.now is not None and _options(self.now) != _options(self.before)

    @property
    def has_other_base(self):
        """Whether others are asked: shares of different groups are not the same share."""
        return self.now is not None and _base(self.now) != _base(self.before)

    @property
    def is_changed(self):
        return self.is_reworded or self.is_retyped or self.has_other_options or self.has_other_base

    @property
    def gone_options(self):
        """Last year's options that are not there under the same value now: they lead to another, or nowhere."""
        if self.now is None or self.now.type not in WITH_OPTIONS:
            return ()
        there = set(map(str, self.now.values))
        return tuple(option for option in self.before.options if str(option.value) not in there)

    @property
    def suggested(self):
        """How the answers can be compared, if nobody knows better."""
        if self.is_retyped or self.has_other_base:
            return "not_comparable"
        if self.has_other_options:
            return "new_options"
        return "reworded" if self.is_reworded else "same"


def _base(question):
    return question.base, simplified(question.show_if)


def _options(question):
    return [(str(option.value), option.label) for option in question.options]


def ties(previous, now):
    """[Tie] of every question of last year, in this year's order; those that nothing follows come last."""
    following = {one.linked.question: one for one in now.by_key.values() if one.linked is not None}
    found = [Tie(previous.by_key[key], one) for key, one in following.items() if key in previous.by_key]
    return found + [Tie(one, None) for key, one in previous.by_key.items() if key not in following]


def with_mark(question, comparability, options):
    """A question's content with what its answers can be compared with. options: {value then: value now}."""
    linked = {"question": question["linked"]["question"], "comparability": comparability}
    return question | {"linked": linked | ({"options": options} if options else {})}


def fault(tie, linked: Linked):
    """Why answers that are marked so cannot be compared so, or None."""
    if not linked.is_comparable:
        return None
    if tie.is_retyped:
        return f"”{tie.now.text}” besvaras på ett annat sätt än förra året. Då går svaren inte att jämföra."
    left = lost(tie, linked)
    if left and linked.comparability != "new_options":
        labels = "”, ”".join(option.label for option in left)
        return (
            f"”{tie.now.text}”: förra årets alternativ ”{labels}” finns inte kvar. Välj vad det blir nu, eller "
            f"”{COMPARABILITY['new_options']}”."
        )
    return None


def lost(tie, linked) -> tuple[Option, ...]:
    """Last year's options that lead nowhere."""
    mapped = set(map(str, linked.options))
    return tuple(option for option in tie.gone_options if str(option.value) not in mapped)


def breaks(found):
    """[sentence] of what ends a series of core questions, of [Tie]."""
    told = []
    for tie in found:
        if tie.before.series != "core":
            continue
        if tie.now is None:
            told.append(f"Kärnfrågan ”{tie.before.text}” finns inte kvar. Pausa den i stället, så lever serien vidare.")
        elif not tie.now.linked.is_comparable:
            told.append(f"Kärnfrågan ”{tie.now.text}” går inte längre att jämföra med förra året: serien börjar om.")
        elif tie.now.series != "core":
            told.append(f"”{tie.now.text}” var kärnfråga förra året och är det inte nu.")
    return told
