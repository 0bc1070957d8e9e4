"""What each fetch of an indicator changed, beside the one before it, for all to read."""

import itertools
from typing import NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from barnratt.core.templatetags.swedish import number
from regions.statistics import vintages
from regions.statistics.chosen import wording
from regions.statistics.models import Dataset, Indicator, Observation
from regions.statistics.own_table import area_names

Status = Observation.Status
MOST = 200  # rows of one fetch
# What a source keeps secret now is not told again here, though an earlier fetch said it.
A_VALUE = "ett värde"
NOT_THERE = "ingen uppgift i uttaget"


class Step(NamedTuple):
    """What a fetch changed beside the one before it. changed, gone: at most MOST together."""

    later: Dataset
    earlier: Dataset
    counts: dict
    changed: list
    gone: list

    @property
    def more_changed(self):
        return self.counts["changed"] - len(self.changed)

    @property
    def more_gone(self):
        return self.counts["gone"] - len(self.gone)


class Row(NamedTuple):
    area: str
    year: int
    about: str  # the sex, the age and the birth region
    before: str
    after: str


@login_not_required
@require_safe
def changes(request, key):
    """What the fetches have changed of an indicator: the new values counted, the others as before and after."""
    found = get_object_or_404(Indicator, pk=key)
    fetches, names = vintages.of_indicator(found), area_names()
    steps = [_step(found, later, earlier, names) for later, earlier in itertools.pairwise(fetches)]
    context = {"indicator": found, "wording": wording(found), "fetches": fetches, "steps": steps}
    return render(request, "statistics/changes.html", context)


def _step(indicator, later, earlier, names):
    counts, found = vintages.changes(earlier, later, indicators=[indicator.pk], most=MOST)
    rows = {kind: [_row(one, names) for one in found if one.kind == kind] for kind in ("changed", "gone")}
    return Step(later, earlier, counts, **rows)


def _row(change, names):
    about = [Observation.Sex(change.sex).label]
    if change.age_group != "total":
        about.append(change.age_group)
    if change.birth_region != Observation.BirthRegion.TOTAL:
        about.append(Observation.BirthRegion(change.birth_region).label)
    is_secret = change.after is not None and change.after[1] == Status.SUPPRESSED
    before = A_VALUE if is_secret and change.before[0] is not None else _said(change.before)
    return Row(names.get(change.area, change.area), change.year, ", ".join(about), before, _said(change.after))


def _said(told):
    """A value with all its decimals, since that may be where the change is; or why there is none."""
    if told is None:
        return NOT_THERE
    value, status = told
    return Status(status).label if value is None else number(value)
