"""Draws the charts of the country and the counties ahead, so that nobody waits for them.

Those of a municipality are drawn when asked for: there are twenty thousand, most of them never looked at.
"""

import time

from django.core.cache import cache

from regions.places.models import County
from regions.statistics import queries
from regions.statistics.lagesbild import findings_of, setting_of
from regions.statistics.measured import COUNTRY
from regions.statistics.models import Drawing

AT_A_TIME = 20  # seconds of drawing, so that letters do not have to wait
EVERY = 60 * 60  # seconds: how soon it is looked again when the numbers are the same; otherwise at once
LOOKED = "statistics-drawings-looked"


def draw_due():
    """Draw what is missing for some seconds, and forget what no longer is shown. Returns how many were drawn."""
    edition = queries.edition()
    now = edition.value.hex if edition else "none"
    if cache.get(LOOKED) == now:
        return 0
    shown = {chart.key: chart for chart in _of_counties()}
    kept = set(Drawing.objects.values_list("pk", flat=True))
    drawn, until = 0, time.monotonic() + AT_A_TIME
    for key in shown.keys() - kept:
        Drawing.objects.get_or_create(pk=key, defaults={"svg": shown[key].svg()})
        drawn += 1
        if time.monotonic() > until:
            return drawn
    Drawing.objects.exclude(pk__in=shown).delete()
    cache.set(LOOKED, now, EVERY)
    return drawn


def drawn(charts):
    """{key: SVG} of some charts, in one statement: those drawn ahead as they are kept, the others drawn now."""
    kept = dict(Drawing.objects.filter(pk__in=[chart.key for chart in charts]).values_list("pk", "svg"))
    return {chart.key: kept.get(chart.key) or chart.svg() for chart in charts}


def _of_counties():
    for code in [COUNTRY.code, *County.objects.order_by("code").values_list("code", flat=True)]:
        for finding in findings_of(setting_of(code)):
            if finding.can_be_shown:
                yield from finding.charts.values()
