"""The lägesbild as a page shows it, rendered once for as long as the numbers are of the same edition.

Only text is kept. The numbers that it was made of are let go: those of a few dozen places are hundreds of thousands
of objects, which the garbage collection would walk through while somebody waits.
"""

from functools import lru_cache
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils import timezone

from initiatives.catalogue import search
from regions.commentary.queries import beside
from regions.commentary.subjects import Subject
from regions.statistics import queries
from regions.statistics.lagesbild import by_recommendation, lagesbild
from regions.statistics.standing_out import standing_out

KEPT = 64  # in each process: the country, the counties and those of the municipalities that are read now
ORDER, RECOMMENDATIONS = "ordning", "rekommendation"
ADDRESSING = 4


class RenderedTheme(NamedTuple):
    """A theme as HTML: what is known, and what is not. What the county or municipality says of it stands between."""

    slug: str
    name: str
    findings: str
    lacking: str


class Rendered(NamedTuple):
    """A lägesbild as HTML, by its parts. articles: the numbers of those that it gives reason to talk about."""

    stands_out: str
    themes: list
    lacking: str
    articles: list
    constructed: bool


def rendered(setting, *, by_recommendations=False):
    """The lägesbild of a Setting, by the Committee's themes or by its recommendations to Sweden."""
    edition = queries.edition()
    if edition is None:
        return _rendered(setting, by_recommendations)
    within = tuple(setting.within.items())
    return _kept(edition.value, timezone.localdate().year, setting._replace(within=within), by_recommendations)


@lru_cache(maxsize=KEPT)
def _kept(edition, year, setting, by_recommendations):
    return _rendered(setting._replace(within=dict(setting.within)), by_recommendations)


def _rendered(setting, by_recommendations):
    picture = lagesbild(setting)
    talked_about = {article.number for finding in picture.worth_talking_about for article in finding.articles}
    themes = (by_recommendation(picture) if by_recommendations else picture).themes
    shown = {"picture": picture, "place": setting.place}
    return Rendered(
        render_to_string("statistics/_standing_out.html", {**shown, "stands_out": standing_out(picture)}),
        [_rendered_theme(theme, shown) for theme in themes if theme.findings],
        render_to_string("statistics/_lacking.html", {**shown, "themes": themes}),
        [str(number) for number in sorted(talked_about)],
        picture.constructed,
    )


def _rendered_theme(theme, shown):
    return RenderedTheme(
        theme.slug,
        theme.name,
        render_to_string("statistics/_theme.html", {**shown, "theme": theme}),
        render_to_string("statistics/_theme_lacking.html", {**shown, "theme": theme}),
    )


def lagesbild_context(setting, request, *, county=None, municipality=None):
    """What statistics/_lagesbild.html is rendered with, but for the cards of addressing().

    The address may ask for another order (?ordning=).

    county, municipality: the place; neither for Sweden.
    """
    recommended = request.GET.get(ORDER) == RECOMMENDATIONS
    picture = rendered(setting, by_recommendations=recommended)
    said = beside(Subject(county, municipality, None), request.user)
    return {
        "picture": picture,
        "themes": [(theme, said.published.get(theme.slug)) for theme in picture.themes],
        "commentary": said,
        "is_by_recommendation": recommended,
        "place": setting.place,
    }


def addressing(picture):
    """The latest published entries on what a Rendered gives reason to talk about, as pks: what others have done."""
    if not picture.articles:
        return []
    return search(None, {"artikel": picture.articles}, sort="nyast", size=ADDRESSING, with_counts=False).pks
