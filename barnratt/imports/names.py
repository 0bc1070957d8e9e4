"""
Looking up what a cell names: a municipality, an organisation, one of a list of choices.

    municipalities = Names(
        [("2180", "Gävle (2180)", ["Gävle", "2180"]), …], none="ingen kommun", endings=("kommun", "stad")
    )
    municipalities.find("GÄVLE KOMMUN")  "2180"
    municipalities.find(380.0)           "0380"
    municipalities.find("0380 Uppsala")  "0380"
    municipalities.find("Gvle")          Fault("'Gvle' är ingen kommun. Menade du Gävle (2180)?", "Gävle (2180)")

A name is found when it is the name, whatever its capitals, spaces and hyphens, with or without an ending that the
caller names ("Gävle kommun", "Stockholms stad") and the zero that a spreadsheet takes from a code. What is only like a
name is proposed. A name that several things have is a Fault that lists them.
"""

import re
import unicodedata

from rapidfuzz.distance import OSA

from .values import DASHES, Fault, line, quoted

CODE_AND_NAME = re.compile(r"([0-9]+)[ :.]+([^\W\d].*)")
WHOLE = re.compile(r"([0-9]+)[.,]0+")  # how other programs write a code that they took for a number
FOLDED = str.maketrans({"ø": "o", "æ": "a", "ß": "ss", "đ": "d", "ł": "l"})
MOST_PROPOSED = 3
SHORTEST_BEGINNING = 4
# Looking for what is nearest costs, and a column that is wrong all through does not need it in every cell.
MOST_GUESSES = 2000


class Names:
    """
    Things by their names. things: (value, label, names); `find` returns the value, and a message shows the label.

    none: what a name that is not found is said to be: "ingen kommun". endings: words a name may have after it.
    """

    def __init__(self, things, *, none, endings=()):
        self._none = none
        self._endings = tuple(f" {key(ending)}" for ending in endings)
        self._labels, self._named, self._found = {}, {}, {}
        for value, label, names in things:
            self._labels[value] = label
            for name in {label, *names}:
                self._name(name, value)
        self._folded = [(fold(name), name) for name in self._named]
        self._guesses = 0

    def find(self, cell):
        """The value of the thing that the cell names, None for an empty cell. Raises Fault."""
        written = line(cell)
        if written is None:
            return None
        if written not in self._found:
            try:
                self._found[written] = self._look_up(written), None
            except Fault as fault:
                self._found[written] = None, (fault.message, fault.proposal)
        value, fault = self._found[written]
        if fault:
            raise Fault(*fault)
        return value

    def named(self, written):
        """The value of the one thing that is named just so, else None."""
        found = self._exactly(key(written))
        return found[0] if len(found) == 1 else None

    def label(self, value):
        """What a person reads for a value."""
        return self._labels[value]

    @property
    def labels(self):
        return list(self._labels.values())

    def _name(self, name, value):
        names = [key(name)]
        if names[0].isdecimal():
            names.append(names[0].lstrip("0"))
        for each in names:
            values = self._named.setdefault(each, [])
            if each and value not in values:
                values.append(value)

    def _look_up(self, written):
        wanted = key(written)
        values = self._exactly(wanted)
        if not values and (match := CODE_AND_NAME.fullmatch(wanted)):
            values = self._code_and_name(written, match[1], match[2])
        if len(values) == 1:
            return values[0]
        if values:
            raise Fault(f"{quoted(written)} kan vara {self._listed(values)}. Skriv vilken.")
        likely = self._likely(wanted)
        if not likely:
            raise Fault(f"{quoted(written)} är {self._none}.")
        proposal = self._labels[likely[0]] if len(likely) == 1 else None
        raise Fault(f"{quoted(written)} är {self._none}. Menade du {self._listed(likely)}?", proposal)

    def _exactly(self, wanted):
        for name in self._forms(wanted):
            if name in self._named:
                return self._named[name]
        return []

    def _forms(self, wanted):
        yield wanted
        if match := WHOLE.fullmatch(wanted):
            yield match[1]
        for ending in self._endings:
            if wanted.endswith(ending):
                bare = wanted.removesuffix(ending)
                yield bare
                yield bare.removesuffix("s")

    def _code_and_name(self, written, code, name):
        by_code, by_name = self._exactly(code), self._exactly(name)
        if by_code and by_name and not set(by_code) & set(by_name):
            raise Fault(
                f"{quoted(written)} säger två saker: koden är {self._listed(by_code)}, namnet {self._listed(by_name)}."
            )
        if by_code and not by_name:
            raise Fault(
                f"{quoted(written)}: namnet hör inte till koden. Menade du {self._listed(by_code)}?",
                self._labels[by_code[0]] if len(by_code) == 1 else None,
            )
        return [value for value in by_code if value in by_name]

    def _likely(self, wanted):
        """The things with the names that are nearest, or that begin so. A few at most, else none."""
        self._guesses += 1
        if self._guesses > MOST_GUESSES:
            return []
        for form in dict.fromkeys(map(fold, reversed(list(self._forms(wanted))))):
            near, best = set(), _most_edits(form)
            for folded, name in self._folded:
                distance = OSA.distance(form, folded, score_cutoff=best)
                if distance < best:
                    near, best = set(), distance
                if distance == best:
                    near.add(name)
            first = {name for name in near if fold(name)[:1] == form[:1]}
            if near and (likely := self._few(first or near)):
                return likely
        form = fold(wanted)
        if len(form) >= SHORTEST_BEGINNING:
            return self._few({name for folded, name in self._folded if folded.startswith(form)})
        return []

    def _few(self, names):
        values = list(dict.fromkeys(value for name in sorted(names) for value in self._named[name]))
        return values if len(values) <= MOST_PROPOSED else []

    def _listed(self, values):
        labels = [self._labels[value] for value in values[:MOST_PROPOSED]]
        return labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} eller {labels[-1]}"


def choices(pairs, *, none):
    """Names of a list of choices, as Django has them: (value, label)."""
    return Names([(value, str(label), [str(value)]) for value, label in pairs], none=none)


def key(name):
    """What two ways of writing the same name have in common."""
    plain = unicodedata.normalize("NFC", name).translate(DASHES).casefold()
    return " ".join(plain.replace("-", " ").split()).strip(" .,;:*")


def fold(name):
    """Without å, ä, ö and accents, for finding what a misspelt name is near to. Nothing is found by it."""
    decomposed = unicodedata.normalize("NFKD", name.translate(FOLDED))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _most_edits(folded):
    """How many letters may be wrong for a name still to be recognised."""
    length = len(folded)
    return 0 if length < 3 else 1 if length < 8 else 2 if length < 13 else 3
