"""What may be said of the numbers: whether something changes, and whether two places or two groups differ.

The statistics are mostly counts of everybody, not samples. What makes them uncertain is that a year is a small piece
of what happens: with few children the next year is another by chance alone. So nothing is called a change or a
difference on one year's word.

- When numerators and denominators are known: the 95 % interval of the difference of two shares (Newcombe 1998,
  method 10, built on Wilson's intervals). It must not hold zero.
- When the source gives an interval for each value: the same, with their half-widths as the uncertainty.
- Else a **trend** is held against the variation from year to year: the Mann–Kendall test (Mann 1945, Kendall 1975)
  on the latest ten years, at least five of them, two-sided at 5 %, with correction for ties and continuity. It asks
  only how often a later year is above an earlier one, so a single odd year, or a source that rounds, does not decide.
- Else a **difference** must have had the same sign in each of the latest six years that both have (were there no
  difference, that would happen once in 32), and be larger than the value's own usual step from one year to the next
  (the median), so that a difference too small to matter is not called one.

Pages say this in words under "Så läser du lägesbilden" (/om/lagesbilden/).
"""

import math
from itertools import pairwise
from statistics import median
from typing import NamedTuple

Z = 1.959964  # 95 %, two-sided
TREND_YEARS = 10
FEWEST_FOR_TREND = 5
SAME_SIDE_YEARS = 6
ROUNDED = 0.5  # how far a source that rounds to whole per cent may be from its own count

UP, DOWN, STEADY, UNKNOWN = "up", "down", "steady", "unknown"
ABOVE, BELOW, ALIKE = "above", "below", "alike"


class Trend(NamedTuple):
    """`kind` is UP, DOWN, STEADY (no certain change) or UNKNOWN (too few years). From the year `first` to `last`."""

    kind: str
    first: int = 0
    last: int = 0


class Difference(NamedTuple):
    """One less the other in `year`. `kind` is ABOVE, BELOW, ALIKE (no certain difference) or UNKNOWN."""

    kind: str
    year: int
    one: object  # the values
    other: object

    @property
    def size(self):
        return self.one - self.other


def trend(series, *, comparable_from=0):
    """Whether a series goes up or down.

    series: {year: Figure}; figures without value are left out. comparable_from: the first year of the definition
    that holds now. A figure marked as a break in the series begins anew by itself.
    """
    breaks = [year for year, figure in series.items() if figure.status == "series_break"]
    begins = max([comparable_from, *breaks])
    years = sorted(year for year, figure in series.items() if figure.value is not None and year >= begins)[
        -TREND_YEARS:
    ]
    if len(years) < 2:
        return Trend(UNKNOWN)
    first, last = years[0], years[-1]
    interval = interval_of_difference(series[last], series[first])
    if interval is None:
        if len(years) < FEWEST_FOR_TREND:
            return Trend(UNKNOWN, first, last)
        direction = mann_kendall([float(series[year].value) for year in years])
    else:
        direction = _outside_zero(interval)
    return Trend({1: UP, -1: DOWN, 0: STEADY}[direction], first, last)


def difference(one, other):
    """Whether a place is above or below another, or girls above or below boys; None when no year has both.

    one, other: {year: Figure}.
    """
    both = sorted(
        year for year in one.keys() & other.keys() if one[year].value is not None and other[year].value is not None
    )
    if not both:
        return None
    year = both[-1]
    interval = interval_of_difference(one[year], other[year])
    if interval is not None:
        sign = _outside_zero(interval)
    else:
        latest = both[-SAME_SIDE_YEARS:]
        if len(latest) < SAME_SIDE_YEARS:
            return Difference(UNKNOWN, year, one[year].value, other[year].value)
        signs = {_sign(one[each].value - other[each].value) for each in latest}
        sign = signs.pop() if len(signs) == 1 else 0
        steps = [abs(one[later].value - one[earlier].value) for earlier, later in pairwise(latest)]
        if abs(one[year].value - other[year].value) <= median(steps):
            sign = 0
    return Difference({1: ABOVE, -1: BELOW, 0: ALIKE}[sign], year, one[year].value, other[year].value)


def mann_kendall(values):
    """1 for a certain increase, -1 for a certain decrease, else 0. values: numbers in the order of time."""
    count = len(values)
    score = sum(_sign(later - earlier) for place, earlier in enumerate(values) for later in values[place + 1 :])
    ties = [values.count(value) for value in set(values)]
    variance = (_spread(count) - sum(map(_spread, ties))) / 18
    if not variance or not score:
        return 0
    z = (score - _sign(score)) / math.sqrt(variance)
    return _sign(score) if abs(z) > Z else 0


def interval_of_difference(one, other):
    """(low, high) of the 95 % interval of one value less another, or None when neither bases nor intervals are known.

    one, other: figures. With `count` and `denominator` the value is a share in per cent, or it is left alone.
    """
    limits = [_limits(one), _limits(other)]
    if None in limits:
        return None
    (one_low, one_high), (other_low, other_high) = limits
    a, b = float(one.value), float(other.value)
    return (
        a - b - math.hypot(a - one_low, other_high - b),
        a - b + math.hypot(one_high - a, b - other_low),
    )


def _limits(figure):
    if figure.low is not None and figure.high is not None:
        return float(figure.low), float(figure.high)
    if figure.count is None or not figure.denominator:
        return None
    base = float(figure.denominator)
    share = float(figure.count) / base
    if not 0 <= share <= 1 or abs(100 * share - float(figure.value)) > ROUNDED:
        return None  # a rate of something else, such as per 1 000
    middle = (share + Z**2 / (2 * base)) / (1 + Z**2 / base)
    half = Z * math.sqrt(share * (1 - share) / base + Z**2 / (4 * base**2)) / (1 + Z**2 / base)
    return 100 * (middle - half), 100 * (middle + half)


def _outside_zero(interval):
    low, high = interval
    return 1 if low > 0 else -1 if high < 0 else 0


def _spread(count):
    return count * (count - 1) * (2 * count + 5)


def _sign(number):
    return (number > 0) - (number < 0)
