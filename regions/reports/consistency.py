"""
What stops a report from being published, each with its place: figures that cannot be told, that contradict each other,
that have changed since the editor looked, and numbers that are written by hand.

Pure functions over a Whole, which queries.whole_of reads.
"""

import hashlib
import re
from typing import NamedTuple

from barnratt.core.templatetags.swedish import number
from regions.reports.figures import DIFFERENCE, Rows, resolve
from regions.reports.issn import fault_of
from regions.reports.references import Fault, Place, Reference

STOPS, CONFIRM, NOTE = "stops", "confirm", "note"
LEVELS = {STOPS: "stoppar", CONFIRM: "bedöm", NOTE: "att veta"}
SINGLE = {"choice", "boolean"}
WORDS_ALIKE = 3  # so many words after two numbers, the same, and they are taken to tell the same thing
LETTERS_ALIKE = 12

NUMBER = re.compile(
    r"(?<![\w/:.,§–-])(\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+)(,\d+)?"
    r"(?![\w/:–-]|[.,]\d)([ \u00a0]?%|[ \u00a0]procent)?"
)
YEAR = re.compile(r"(?:19|20)\d\d")
# What a number that belongs to a name or a date stands after, or before.
NAMED = re.compile(
    r"(?:artikel|artiklarna|art\.|kapitel|kap\.|avsnitt|tabell|diagram|figur|bilaga|sidan|version|punkt|nr|steg|agenda|"
    r"prop\.|den|kl\.)[ \u00a0]$",
    re.IGNORECASE,
)
DATED = re.compile(
    r"[ \u00a0](?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december|§|kap\.)"
)
OUT_OF = re.compile(r"[ \u00a0]av(?:[ \u00a0]de)?[ \u00a0][\d \u00a0]*\d")
LINK = re.compile(r"\]\([^)\n]*\)")
LEADING = re.compile(r"^[ \t]*(?:#{1,6}[ \t]+)?\d+[.)]?(?=[ \t])", re.MULTILINE)
WORD = re.compile(r"[a-zåäöé]+", re.IGNORECASE)


class Finding(NamedTuple):
    """level: a key of LEVELS. chapter and line: where it is, None for what is about the whole report."""

    key: str
    level: str
    message: str
    chapter: object = None
    line: int | None = None


class Judged(NamedTuple):
    """A finding, and why the editor says that it is right anyhow."""

    finding: Finding
    reason: str

    @property
    def waits(self):
        return self.finding.level == STOPS or (self.finding.level == CONFIRM and not self.reason)


class Typed(NamedTuple):
    """A number in a chapter's text. is_bound: it comes from a reference."""

    chapter: object
    line: int
    written: str
    value: float
    is_share: bool
    is_bound: bool
    around: str
    words: tuple


def judged(whole, round_findings):
    """Every Finding with the editor's reason, those that wait first. round_findings: surveys.results.findings."""
    found = [
        *_about_report(whole.report),
        *_unresolved(whole),
        *_sums(whole),
        *_of_answers(whole, round_findings),
        *_accounts(whole, round_findings),
        *_changed(whole),
        *_shares(whole),
        *_by_hand(whole),
        *_notes(whole.report),
    ]
    confirmed = whole.report.confirmed
    told = [Judged(one, _reason(confirmed, one)) for one in {one.key: one for one in found}.values()]
    return sorted(told, key=lambda one: (not one.waits, list(LEVELS).index(one.finding.level)))


def _reason(confirmed, finding):
    """A reason stands for what was said then: when the figures change, it has to be given anew."""
    told = confirmed.get(finding.key, {})
    return told.get("reason", "") if told.get("message") == finding.message else ""


def _about_report(report):
    if not report.dnr:
        yield Finding("dnr-saknas", STOPS, "Rapporten har inget diarienummer.")
    if report.issn and (fault := fault_of(report.issn)):
        yield Finding("issn-fel", STOPS, f"ISSN {report.issn}: {fault}")
    if report.round.state in ("prepared", "open"):
        yield Finding("omgang-oppen", STOPS, "Enkäten är inte stängd än, så siffrorna kan ändras.")


def _unresolved(whole):
    for chapter in whole.chapters:
        if not chapter.parts:
            yield Finding(f"tomt-{chapter.slug}", STOPS, "Kapitlet har ingen text.", chapter.row, 1)
        for part in chapter.parts:
            if isinstance(part, Fault):
                key = _key("fel", chapter.slug, part.written, part.line)
                yield Finding(key, STOPS, f"{_short(part.written)}: {part.message}", chapter.row, part.line)
            elif isinstance(part, Place) and (problem := chapter.figures[part.reference].problem):
                key = _key("olost", chapter.slug, str(part.reference), part.line)
                yield Finding(key, STOPS, f"{part.reference}: {problem}", chapter.row, part.line)


def _sums(whole):
    """A question with one answer each, whose counts are not together those who have answered."""
    for key, (chapter, line) in whole.first_places.items():
        result = whole.facts.results.get(key)
        if result is None or result.total is None or result.question.type not in SINGLE:
            continue
        made, n = sum(result.total["counts"].values()), result.total["n"]
        if made != n:
            told = f"Svaren på {key} är tillsammans {number(made)}, men {number(n)} har svarat."
            yield Finding(f"summa-{key}", STOPS, told, chapter, line)


def _of_answers(whole, round_findings):
    """What the survey's own rules say of the answers that the report tells of."""
    for one in round_findings:
        places = [whole.first_places[key] for key in one.questions if key in whole.first_places]
        if places:
            yield Finding(f"enkat-{one.key}", STOPS if one.stops else CONFIRM, one.message, *places[0])


def _accounts(whole, round_findings):
    """What the accounts and the survey do not agree on, unless a rule of the survey's own has told of it."""
    compared = whole.facts.ledger.get("compared")
    judged = {key for one in round_findings for key in one.questions} & set(whole.first_places)
    if compared is None or compared["question"] in judged:
        return
    figure = resolve(Reference("post", (DIFFERENCE,)), whole.facts)
    if figure.value:
        told = f"{figure.base}. Skillnaden är {figure.text}. Visa den öppet."
        yield Finding("bokslut-skillnad", CONFIRM, told)


def _changed(whole):
    for change in whole.changes:
        what = "Basen har ändrats" if change.is_base else "Siffran har ändrats"
        told = f"{what} sedan siffrorna senast gicks igenom. {change.reference}: {change.told}."
        for chapter, line in change.places[:1]:
            yield Finding(_key("andrad", chapter.slug, str(change.reference)), STOPS, told, chapter, line)


def _shares(whole):
    for chapter in whole.chapters:
        for part in chapter.parts:
            if not isinstance(part, Place) or part.reference.verb != "andel":
                continue
            value = chapter.figures[part.reference].value
            if value is not None and value > 1:
                key = _key("andel", chapter.slug, str(part.reference))
                yield Finding(key, STOPS, f"{part.reference} är mer än 100 %.", chapter.row, part.line)


def _by_hand(whole):
    typed = [one for chapter in whole.chapters for one in typed_in(chapter)]
    known = known_numbers(whole)
    for one in typed:
        if one.is_bound:
            continue
        key = _key("skrivet", one.chapter.slug, one.around)
        if one.is_share and one.value > 100:
            told = f"{one.written} är mer än 100 %: ”{one.around}”"
            yield Finding(f"{key}-andel", CONFIRM, told, one.chapter, one.line)
        if (one.value, one.is_share) not in known:
            told = f"{one.written} är skrivet för hand och stämmer inte med någon siffra i rapporten: ”{one.around}”"
            yield Finding(key, CONFIRM, told, one.chapter, one.line)
    yield from _twice(typed)


def _twice(typed):
    """The same words after different numbers, where at least one of them is written by hand."""
    alike = {}
    for one in typed:
        if len(one.words) == WORDS_ALIKE and sum(map(len, one.words)) >= LETTERS_ALIKE:
            alike.setdefault((one.words, one.is_share), []).append(one)
    for same in alike.values():
        first = same[0]
        for other in same[1:]:
            if other.value == first.value or (first.is_bound and other.is_bound):
                continue
            told = (
                f"Samma uppgift står med olika tal: ”{first.around}” i {first.chapter.title}, rad {first.line}, "
                f"och ”{other.around}”."
            )
            yield Finding(
                _key("olika", other.chapter.slug, first.around + other.around), CONFIRM, told, other.chapter, other.line
            )


def _notes(report):
    for one in report.notes:
        where = f" ({one['where']})" if one.get("where") else ""
        yield Finding(f"tryckt-{one['key']}", NOTE, f"{one['text']}{where}")


def known_numbers(whole):
    """{(number, whether it is per cent)} that the report's references tell, with their bases."""
    known = set()
    for reference, figure in whole.figures.items():
        values = [figure.value]
        if isinstance(figure.value, Rows):
            values = [cell for row in figure.value.rows for cell in row]
        result = whole.facts.results.get(reference.key)
        if result is not None and result.total is not None:
            values += [result.total["n"], result.total["asked"]]
        for value in values:
            if type(value) is int:
                known.add((float(abs(value)), False))
            elif type(value) is float:
                known.add((float(abs(value)), False))
                known.update((float(round(value * 100, places)), True) for places in (0, 1))
    return known


def typed_in(chapter):
    """The Typed numbers of a chapter, by hand and bound, without those that belong to names, dates and links."""
    text, lines, bound = _flat(chapter)
    text = LINK.sub(lambda found: "]" + " " * (len(found[0]) - 1), text)
    text = LEADING.sub(lambda found: " " * len(found[0]), text)
    for match in NUMBER.finditer(text):
        is_bound = any(start <= match.start() < end for start, end in bound)
        whole, part, share = match.groups()
        if not is_bound and (
            (not share and not part and YEAR.fullmatch(whole))
            or NAMED.search(text, max(0, match.start() - 16), match.start())
            or DATED.match(text, match.end())
        ):
            continue
        value = float(re.sub(r"\s", "", whole) + (part or "").replace(",", "."))
        yield Typed(
            chapter.row, lines[text.count("\n", 0, match.start())], match[0], value, bool(share), is_bound,
            _around(text, match), _words_after(text, match.end()),
        )  # fmt: skip


def _flat(chapter):
    """(the text as it is read, the line in the chapter of each of its lines, [(start, end)] of what is bound)."""
    text, lines, bound = "", [1], []
    for part in chapter.parts:
        if isinstance(part, Place):
            figure = chapter.figures[part.reference]
            told = figure.text.replace("\n", " ") if not part.is_block else ""
            bound.append((len(text), len(text) + len(told)))
            lines[-1] = part.line
            text += told
        elif not isinstance(part, Fault):
            lines[-1] = part.line
            lines += range(part.line + 1, part.line + 1 + part.text.count("\n"))
            text += part.text
    return text, lines, bound


def _around(text, match):
    start = max(text.rfind("\n", 0, match.start()) + 1, match.start() - 40)
    end = text.find("\n", match.end())
    end = min(len(text) if end == -1 else end, match.end() + 40)
    return " ".join(text[start:end].replace("*", "").split())


def _words_after(text, at):
    if out_of := OUT_OF.match(text, at):
        at = out_of.end()
    end = min(place for place in (text.find("\n", at), text.find(". ", at), len(text)) if place != -1)
    return tuple(word.lower() for word in WORD.findall(text[at:end])[:WORDS_ALIKE])


def _key(*parts):
    kind, *rest = map(str, parts)
    return f"{kind}-{hashlib.sha256('|'.join(rest).encode()).hexdigest()[:12]}"


def _short(text):
    return text if len(text) <= 60 else text[:57] + "…"
