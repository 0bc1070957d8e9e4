"""A municipality's lägesbild on one A4 page, to put on a wall: as PDF by a template of its own, and as Word."""

from pathlib import Path
from typing import NamedTuple

from barnratt.core.templatetags.swedish import number, percent
from barnratt.documents.pdf import typeset
from barnratt.documents.tree import Document, Heading, Image, Items, Note, Paragraph
from regions.places import peers
from regions.statistics import sentences
from regions.statistics.charts import TREND
from regions.statistics.drawing import drawn
from regions.statistics.measured import COUNTRY
from regions.statistics.papers import (
    NOTHING_CERTAIN,
    credits_of,
    marks_of,
    taken_out,
)
from regions.statistics.standing_out import looks_good, to_talk_about

TEMPLATE = Path(__file__).parent / "template" / "kommunblad.typ"
WORD_WIDTH = 40  # of the text's, in per cent: in a column beside another
MOST_WORTH, MOST_BETTER, CHARTS, COLUMNS = 3, 3, 6, 2
WORTH, BETTER = "Värt att samtala om", "Det här ser bra ut"
QUESTIONS, ALIKE = "Frågor till dialogen", "Liknande kommuner"
ABOUT = "{county}. {children} barn och unga 0–19 år, {share} av invånarna {year}. Kommungrupp: {group}."
ALIKE_TEXT = (
    "{names}. De liknar kommunen mest i kommungrupp (SKR), folkmängd och andel barn och unga, "
    "och står i bokstavsordning."
)
NO_ALIKE = "Kommunens folkmängd saknas, så liknande kommuner kan inte väljas."
SCOPE = (
    "Bladet har ett urval av lägesbildens nyckeltal. Diagrammen visar kommunen, och länet och riket där de har värden. "
    "Siffrorna säger inte varför."
)


class Sheet(NamedTuple):
    """What the page says. charts: (finding, Chart) of each. findings: all whose numbers are on it."""

    title: str
    about: str
    worth: list
    better: list
    charts: list
    questions: list
    alike: str
    footer: list
    marks: tuple
    findings: list


def sheet_of(municipality, picture, alike):
    """
    The findings that are the most certain, as many with a chart as there is room for, and what to ask.

    picture: the municipality's Lagesbild. alike: the Peers that it is held against.
    """
    worth, better = to_talk_about(picture), looks_good(picture)
    shown = _with_charts([*worth[:MOST_WORTH], *better[:MOST_BETTER], *worth, *better, *picture.findings])
    told = list(dict.fromkeys([*worth[:MOST_WORTH], *better[:MOST_BETTER], *(finding for finding, _ in shown)]))
    names = ", ".join(peer.place.short_name for peer in alike)
    return Sheet(
        f"Barns villkor {picture.setting.place.where}",
        _about(municipality),
        [finding.heading for finding in worth[:MOST_WORTH]],
        [finding.heading for finding in better[:MOST_BETTER]],
        shown,
        _questions(worth[:MOST_WORTH]),
        ALIKE_TEXT.format(names=names) if alike else NO_ALIKE,
        [SCOPE, " ".join([*credits_of(told), taken_out()])],
        marks_of(picture),
        told,
    )


def pdf(sheet):
    """The bytes of the page as PDF."""
    pictures = drawn([chart for _, chart in sheet.charts])
    charts = [
        {"caption": chart.title, "said": _said(finding, chart), "svg": pictures[chart.key], "alt": chart.description}
        for finding, chart in sheet.charts
    ]
    data = {
        "title": sheet.title,
        "about": sheet.about,
        "marks": sheet.marks,
        "worth": {"title": WORTH, "items": sheet.worth, "none": NOTHING_CERTAIN},
        "better": {"title": BETTER, "items": sheet.better},
        "charts": charts,
        "rows": -(-len(charts) // COLUMNS),
        "questions": {"title": QUESTIONS, "items": sheet.questions},
        "alike": {"title": ALIKE, "text": sheet.alike},
        "footer": sheet.footer,
    }
    return typeset(TEMPLATE, data)


def document(sheet):
    """The same as a Document, for Word."""
    pictures = drawn([chart for _, chart in sheet.charts])
    parts = [Paragraph(sheet.about), Heading(WORTH)]
    parts.append(Items(tuple(sheet.worth)) if sheet.worth else Paragraph(NOTHING_CERTAIN))
    if sheet.better:
        parts += [Heading(BETTER), Items(tuple(sheet.better))]
    for finding, chart in sheet.charts:
        parts += [Heading(chart.title), Paragraph(_said(finding, chart))]
        parts.append(Image(pictures[chart.key], chart.description, width=WORD_WIDTH))
    parts += [Heading(QUESTIONS), Items(tuple(sheet.questions)), Heading(ALIKE), Paragraph(sheet.alike)]
    return Document(sheet.title, [*parts, Note("\n".join(sheet.footer))], sheet.marks, is_compact=True)


def _with_charts(findings):
    """The first that have a chart of years, as (finding, chart), each indicator once."""
    found = {}
    for finding in findings:
        if len(found) < CHARTS and finding.key not in found and TREND in finding.charts:
            found[finding.key] = (finding, finding.charts[TREND])
    return list(found.values())


def _said(finding, chart):
    """The numbers behind the heading: beside Sweden where that can be said, else over time."""
    beside = finding.beside_country
    told = (
        sentences.held_beside(finding.found, finding.place, COUNTRY, beside)
        if beside
        else sentences.change(finding.found, finding.place, finding.trend)
    )
    return " ".join(filter(None, [f"{chart.unit[:1].upper()}{chart.unit[1:]}.", told, finding.direction, chart.gaps]))


def _questions(worth):
    asked = dict.fromkeys(question for finding in worth for question in finding.questions)
    return [*asked] or [sentences.QUESTIONS["children"], sentences.QUESTIONS["next"]]


def _about(municipality):
    return ABOUT.format(
        county=municipality.county.name,
        children=number(municipality.population_0_19),
        share=percent(peers.share_of_children(municipality)),
        year=municipality.population_year,
        group=municipality.group_name.lower(),
    )
