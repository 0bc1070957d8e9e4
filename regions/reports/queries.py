"""What is read for a report: the facts that its figures are made of, and all that it says with them."""

import hashlib
import json
from collections import Counter
from typing import NamedTuple

from barnratt.core.templatetags.swedish import number, percent
from regions.places.models import County, Municipality
from regions.reports.figures import SHARE, Facts, Rows, resolve
from regions.reports.models import Chapter, Report
from regions.reports.references import Place, parse
from regions.surveys.examples.queries import usable
from regions.surveys.models import Submission
from regions.surveys.queries import in_words
from regions.surveys.results import COUNTED, documents_of, question_results

GONE = "finns inte"


def facts_of(report):
    """The Facts of a report, from what is sent in now. A few statements, however many references it has."""
    survey_round = report.round
    questions = survey_round.definition.by_key
    documents = documents_of(survey_round)
    results = {one.question.key: one for one in question_results(survey_round, questions.values())}
    registers = Counter(Municipality.objects.on(survey_round.register_date).values_list("county_id", flat=True))
    counties = dict(County.objects.order_by("pk").values_list("pk", "name"))
    return Facts(
        year=report.year,
        source=survey_round.title,
        results=results,
        amounts={key: _amounts(key, documents) for key, one in questions.items() if one.type in COUNTED},
        texts=_texts(survey_round),
        counties=counties,
        registers={code: registers[code] for code in counties},
        responses=len(documents),
        ledger=report.ledger,
    )


def _amounts(key, documents):
    """{county code: number} of those who have answered; what is ticked or listed by how many there are."""
    told = {county.pk: document[key] for county, document in documents if key in document}
    return {code: len(value) if isinstance(value, list) else value for code, value in told.items()}


def _texts(survey_round):
    """{question: [(county code, text)]} of the examples that the counties let be used."""
    found = {}
    for one in usable(survey_round):
        found.setdefault(one.question.key, []).append((one.county.pk if one.county else "", one.text))
    return found


class Written(NamedTuple):
    """A chapter with what its references stand for now. It is never changed through this."""

    row: Chapter
    parts: list
    figures: dict  # {Reference: Figure}

    @property
    def slug(self):
        return self.row.slug


class Change(NamedTuple):
    """A figure that is not as it was when the editor last looked. old, new: as `kept` makes them."""

    reference: object
    old: dict
    new: dict
    places: list  # [(Chapter, line)]

    @property
    def is_base(self):
        return self.old["text"] == self.new["text"] and self.old["base"] != self.new["base"]

    @property
    def differing(self):
        """[(what, old, new)]: the phrase, or the cells of a table that differ."""
        if self.is_base and self.old.get("rows") == self.new.get("rows"):
            return [("Basen", self.old["base"], self.new["base"])]
        before, after = _cells(self.old), _cells(self.new)
        cells = [(what, before.get(what, GONE), after.get(what, GONE)) for what in {**before, **after}]
        differing = [one for one in cells if one[1] != one[2]]
        return differing or [("", self.old["text"] or self.old["problem"], self.new["text"] or self.new["problem"])]

    @property
    def told(self):
        return "; ".join(f"{what}: {old} → {new}" if what else f"{old} → {new}" for what, old, new in self.differing)


class Whole(NamedTuple):
    """A report with every chapter's figures."""

    report: Report
    facts: Facts
    chapters: list  # [Written]

    @property
    def figures(self):
        return {reference: figure for one in self.chapters for reference, figure in one.figures.items()}

    @property
    def places(self):
        """{reference: [(Chapter, line)]}."""
        found = {}
        for one in self.chapters:
            for part in one.parts:
                if isinstance(part, Place):
                    found.setdefault(part.reference, []).append((one.row, part.line))
        return found

    @property
    def first_places(self):
        """{question: (Chapter, line)} where the report first tells of it."""
        found = {}
        for reference, places in self.places.items():
            found.setdefault(reference.key, places[0])
        return found

    @property
    def changes(self):
        """[Change] of what the editor has seen, in the order of the text."""
        seen, places = self.report.seen, self.places
        return [
            Change(reference, seen[str(reference)], kept(figure), places[reference])
            for reference, figure in self.figures.items()
            if str(reference) in seen and seen[str(reference)] != kept(figure)
        ]

    @property
    def content_hash(self):
        """What the report says, text and figures, as one word: an approval is of just this."""
        report = self.report
        told = {
            "front": [report.title, report.subtitle, report.dnr, report.issn, report.sender, report.ledger],
            "chapters": [[one.row.kind, one.row.slug, one.row.title, one.row.text] for one in self.chapters],
            "figures": sorted((str(reference), kept(figure)) for reference, figure in self.figures.items()),
        }
        return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def whole_of(report):
    """The Whole of a report: seven statements, however long it is."""
    facts = facts_of(report)
    return Whole(report, facts, [written(one, facts) for one in report.chapters.current().in_order()])


def written(chapter, facts, text=None):
    """A Written chapter. text: what is about to be its text."""
    parts = parse(chapter.text if text is None else text)
    found = {part.reference: None for part in parts if isinstance(part, Place)}
    return Written(chapter, parts, {reference: resolve(reference, facts) for reference in found})


def kept(figure):
    """A figure as JSON keeps it, to be compared with what it is later."""
    told = {"text": figure.text, "base": figure.base, "problem": figure.problem}
    if isinstance(figure.value, Rows):
        told["columns"] = [label for label, _ in figure.value.columns]
        told["rows"] = [list(row) for row in figure.value.rows]
    return told


def _cells(told):
    """{"row, column": the cell as it is read} of a table that `kept` made."""
    return {
        f"{row[0]}, {label.lower()}": _cell(label, cell)
        for row in told.get("rows", ())
        for label, cell in zip(told["columns"][1:], row[1:], strict=True)
    }


def _cell(label, cell):
    if cell is None or isinstance(cell, str):
        return cell or "ej känt"
    return percent(cell) if label == SHARE else number(cell)


class Behind(NamedTuple):
    """A county's answer behind a figure."""

    county: object
    answer: str  # "" when the county has sent in nothing
    receipt: str


def answers_behind(report, key):
    """[Behind] of every county for a question, as sent in now. Three statements."""
    question = report.round.definition.by_key[key]
    sent = Submission.objects.current().filter(county_response__round=report.round)
    found = {one.county_response.county_id: one for one in sent.select_related("county_response__round")}
    names = dict(Municipality.objects.on(report.round.register_date).in_order().values_list("code", "short_name"))
    rows = []
    for county in County.objects.in_order():
        one = found.get(county.pk)
        answer = in_words(question, one.answers.get(key), names) if one else ""
        rows.append(Behind(county, answer, one.receipt if one else ""))
    return rows
