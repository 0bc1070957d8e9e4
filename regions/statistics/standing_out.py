"""What stands out in a lägesbild: the few findings that a reader with little time should see first.

Only what is certain is taken (see `findings`). How large a change is, is held against its own first value, so that
indicators of different units can be put in order. Gaps are held against each other only where both are shares.
"""

from typing import NamedTuple

from regions.statistics import sentences
from regions.statistics.findings import DOWN, UP
from regions.statistics.models import Indicator

MOST_WORSE, MOST_BETTER, MOST_GAPS = 5, 3, 3
DIRECTED = (Indicator.Direction.HIGHER, Indicator.Direction.LOWER)


class Gap(NamedTuple):
    """A certain difference between girls and boys: the finding, how large it is and the rest of the sentence."""

    finding: object
    size: str
    text: str


class StandingOut(NamedTuple):
    worse: list  # what is worth talking about, the most telling first
    more_worse: int  # how many more there are of these
    better: list  # what looks good
    gaps: list

    def __bool__(self):
        return bool(self.worse or self.better or self.gaps)


def standing_out(picture):
    """What stands out of a Lagesbild."""
    worse, better = to_talk_about(picture), looks_good(picture)
    gaps = sorted(filter(_has_sure_gap, picture.findings), key=lambda one: abs(one.gap.size), reverse=True)
    told = [Gap(one, one.gap_size, sentences.gap_in_short(one.found, one.gap)) for one in gaps[:MOST_GAPS]]
    return StandingOut(worse[:MOST_WORSE], max(len(worse) - MOST_WORSE, 0), better[:MOST_BETTER], told)


def to_talk_about(picture):
    """What points to something worse: both over time and beside Sweden first, then the largest change."""
    return sorted(picture.worth_talking_about, key=lambda one: (-len(one.points_to_worse), -_change(one)))


def looks_good(picture):
    """What points to something better, and to nothing worse, in the same order. Fewer reports need not be better."""
    found = [one for one in picture.findings if one.points_to_better and not one.points_to_worse]
    found = [one for one in found if not one.wording.counts_reports]
    return sorted(found, key=lambda one: (-len(one.points_to_better), -_change(one)))


def _change(finding):
    """How much a certain change is of the value it began with; 0 where there is none."""
    if finding.trend.kind not in (UP, DOWN):
        return 0
    series = finding.found.of(finding.place.code)
    first, last = series[finding.trend.first].value, series[finding.trend.last].value
    return abs(last - first) / abs(first) if first else 0


def _has_sure_gap(finding):
    """Where one of the two is better off: not where neither a high nor a low value is better."""
    return finding.has_sure_gap and finding.indicator.unit == "%" and finding.indicator.direction in DIRECTED
