"""One word → its lemma, so that all inflections of a word meet. Words are lower case and NFC unless said otherwise."""

import csv
from functools import cache, lru_cache
from pathlib import Path

from simplemma.strategies import DictionaryLookupStrategy

DATA = Path(__file__).resolve().parents[2] / "data" / "search"

# Endings taken from words that no list knows; the longest first.
UNKNOWN_ENDINGS = ("ernas", "arnas", "ornas", "erna", "arna", "orna", "ens", "ets", "en", "et", "er", "ar", "or", "s")


def read_lines(name):
    """The lines of a file in data/search, without comments and empty lines."""
    with (DATA / name).open(encoding="utf-8") as file:
        return [line.strip() for line in file if line.strip() and not line.startswith("#")]


def read_rows(name):
    """The rows of a CSV file in data/search, as dictionaries."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def names():
    """Form → name for places and bodies: the name itself and its genitive. Names are never split."""
    forms = {}
    for line in read_lines("names.txt"):
        for name in line.lower().split():
            forms[name] = name
            if not name.endswith("s"):
                forms[name + "s"] = name
    return forms


@cache
def exceptions():
    """Form → lemma where simplemma is wrong for this field. A form with capitals ("BO") counts only when written so."""
    return {
        form: row["lemma"]
        for row in read_rows("lemma_exceptions.csv")
        for form in (row["lemma"], *row["forms"].split())
    }


@cache
def units():
    """The units of compounds in compound_parts.txt: the lemma → the forms that it takes at the front of a compound."""
    found = {}
    for line in read_lines("compound_parts.txt"):
        unit, colon, forms = line.partition(":")
        if colon:
            found[unit.strip()] = tuple(forms.split())
        else:
            found.update((word, _usual_forms(word)) for word in line.split())
    return found


def _usual_forms(word):
    forms = [word] if word.endswith("s") else [word, word + "s"]
    if word.endswith("a"):
        forms += [word[:-1] + vowel for vowel in ("", "o", "u", "e")]
    if word.endswith("e"):
        forms += [word[:-1], word[:-1] + "s"]
    return tuple(forms)


@cache
def stop_words():
    """The words of stop_words.csv by kind: "stop", "question", "catalogue", "common"."""
    kinds = {"stop": set(), "question": set(), "catalogue": set(), "common": set()}
    for row in read_rows("stop_words.csv"):
        kinds[row["kind"]].update(row["words"].split())
    return {kind: frozenset(words) for kind, words in kinds.items()}


@lru_cache(maxsize=1 << 16)
def known_lemma(word):
    """The lemma of a word that some list knows, else None."""
    if settled := _settled(word):
        return settled
    lemma = _look_up(word)
    if lemma is None:
        return None
    # simplemma's answers are not always lemmas themselves: översättandet → översättande → översätta.
    path = [word]
    while lemma not in path:
        if settled := _settled(lemma):
            return settled
        path.append(lemma)
        lemma = _look_up(lemma) or lemma
    return min(path[path.index(lemma) :])


def _settled(word):
    """The lemma of a word that our own lists speak of, else None."""
    if lemma := exceptions().get(word) or names().get(word):
        return lemma
    kinds = stop_words()
    return word if word in units() or word in kinds["stop"] or word in kinds["question"] else None


def lemma(word):
    """The lemma of any word; one that no list knows loses its ending, so that its forms still meet."""
    if found := known_lemma(word):
        return found
    for ending in UNKNOWN_ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= 3 and stem.isalpha():
            if found := known_lemma(stem):
                return found
            if len(stem) >= 5 or (ending == "s" and len(stem) >= 4):
                return stem
    return word


def is_dictionary_form(word):
    """Whether simplemma's own list has this very form in lower case (so it is a word and not a name)."""
    return _strategy().is_dictionary_member(word, "sv")


def _look_up(word):
    """simplemma's answer, but a verb's present tense ("samlar") is not the person ("samlare")."""
    found = _strategy().get_lemma(word, "sv")
    if found == word + "e" and word.endswith("ar") and is_dictionary_form(word[:-1]):
        return word[:-1]
    return found.lower() if found else None


@cache
def _strategy():
    return DictionaryLookupStrategy()
