"""
Small numbers in a table of counts are kept back, and so much more that they cannot be computed from the rest.

A count of fewer than THRESHOLD may point at somebody (primary suppression). Since the totals are published too, more
cells have to be kept back (secondary suppression). A cell counts as protected when there are two tables that agree with
everything that is published – every figure, and every total as the sum of its parts – and differ in the cell by at
least `width`. Whoever only sees what is published cannot tell the two apart, whatever the method. The search keeps both
tables as evidence, so that it may be greedy without being unsafe.

A step from one table to another is a box, as in the hypercube method of τ-ARGUS (Hundepool et al., Statistical
Disclosure Control, 2012, ch. 4): two coordinates in each dimension, where each corner gains or loses as much as its
neighbours lose or gain, so that no sum changes. The total is a coordinate like the others; it moves with its part.

What it does not answer for: somebody who contributed to the table and knows some of what is kept back, several tables
of the same things in which totals are kept back, and tables of the same things at different times. So publish a table
once, and give `shown` the totals that tables have in common.
"""

import itertools
from functools import cached_property
from typing import NamedTuple

THRESHOLD = 5
TOTAL = None  # the coordinate of a total


class CannotProtect(Exception):
    """There is no way to keep a small number from being computed while all of `shown` is published."""


class Suppressed(NamedTuple):
    """counts: {coordinates: count} of every cell and total. hidden: those to keep back. primary: those of them that are
    small; never tell which they are, since that tells about how large the others can be."""

    counts: dict
    hidden: frozenset
    primary: frozenset

    def published(self):
        """{coordinates: count, or None where it is kept back}."""
        return {cell: None if cell in self.hidden else count for cell, count in self.counts.items()}


def suppress(cells, *, threshold=THRESHOLD, hide_zeros=False, shown=(), only_totals=False, impossible=()):
    """
    What to keep back of a table.

    cells: {(coordinate in each dimension, …): count}, the innermost cells only; a combination that is left out is zero.
        A coordinate is anything but None. Totals over every dimension are made here.
    threshold: the smallest count that is published. The uncertainty about a small number is at least as wide.
    hide_zeros: a zero is small as well. Otherwise it is always published, so that everyone knows of what is kept back
        that it is at least one, and the evidence heeds that.
    shown: coordinates of cells that are published whatever happens, as a total that other tables have as well. They may
        not be small.
    only_totals: the innermost cells are never published and not protected themselves, but they tie the totals together.
    impossible: those of them that everyone knows are zero, as what nobody can be both of. They keep totals from moving.
    Raises CannotProtect when `shown` leaves no way.
    """
    if any(cells.get(cell, 0) for cell in impossible):
        raise ValueError("What is impossible has happened.")
    counts = with_totals(cells)
    unpublished = [cell for cell in counts if TOTAL not in cell] if only_totals else []
    search = _Search(counts, threshold, hide_zeros, shown, unpublished, impossible)
    search.run()
    hidden, primary = ({search.cells[one] for one in found} for found in (search.hidden, search.primary))
    return Suppressed(counts, frozenset(hidden.union(unpublished)), frozenset(primary))


def with_totals(cells):
    """The cells, the combinations that were left out, and the totals over every set of dimensions."""
    values = [list(dict.fromkeys(coordinates)) for coordinates in zip(*cells, strict=True)]
    counts = dict.fromkeys(itertools.product(*([*known, TOTAL] for known in values)), 0)
    for cell, count in cells.items():
        if count < 0 or count != int(count) or TOTAL in cell:
            raise ValueError(f"{cell}: {count} is not a count of a cell.")
        for place in itertools.product(*((coordinate, TOTAL) for coordinate in cell)):
            counts[place] += count
    return counts


class _Box(NamedTuple):
    """Cells that change together so that no sum does: those in `same` as much as those in `opposite` the other way."""

    same: list
    opposite: list


class _Search:
    """Cells are numbered here, so that a step along a dimension is the same addition wherever it is taken."""

    def __init__(self, counts, threshold, hide_zeros, shown, unpublished, impossible):
        self.cells, self.counts, self.threshold = list(counts), list(counts.values()), threshold
        number = {cell: place for place, cell in enumerate(self.cells)}
        self.shown = {number[cell] for cell in shown}
        self.unpublished = {number[cell] for cell in unpublished}
        # What everyone knows of a cell that is kept back: how small it can be.
        usual = 0 if hide_zeros else 1
        self.least = [0 if one in self.unpublished else usual for one in range(len(self.cells))]
        small = {one for one, count in enumerate(self.counts) if usual <= count < threshold}
        self.primary = small - self.unpublished
        if self.primary & self.shown:
            raise CannotProtect("Ett litet tal skulle visas.")
        self.sizes = [len(set(found)) for found in zip(*self.cells, strict=True)]  # with the total, which is the last
        self.weights = [1 + 3 * cell.count(TOTAL) for cell in self.cells]  # a total is worth more than its parts
        # What can change without anything being lost.
        self.free = self.unpublished - {number[cell] for cell in impossible}
        self.hidden = self.primary | self.free
        self.evidence = {}  # {cell: the cells that its evidence changes}

    def run(self):
        for cell in sorted(self.primary, key=self.worth, reverse=True):
            while (width := self.protect(cell, self.threshold)) < self.threshold:
                self.hidden |= self.cheapest(cell, self.threshold - width)
        # What was kept back last may make what was kept back before needless. The dearest is tried first.
        for cell in sorted(self.hidden - self.primary - self.free, key=self.worth, reverse=True):
            self.reveal(cell)

    def worth(self, cell):
        return self.weights[cell], self.counts[cell], cell

    def protect(self, cell, width):
        """How far apart in the cell two tables were found, at most about `width`. Keeps what they change."""
        boxes = []
        for box in self.boxes(cell, self.hidden):
            found = self.room(box.same) + self.room(box.opposite)
            if found >= width:
                self.evidence[cell] = {*box.same, *box.opposite}
                return found
            if found:
                boxes.append(box)
        # No box is wide enough for itself, but several may be one after the other.
        used, gone = set(), 0
        for falls in (lambda box: box.opposite, lambda box: box.same):
            change = dict.fromkeys((one for box in boxes for cells in box for one in cells), 0)
            while gone < width and boxes:
                box = max(boxes, key=lambda box: self.room(falls(box), change))
                step = min(self.room(falls(box), change), width - gone)
                if step == 0:
                    break
                for one in (*box.same, *box.opposite):
                    change[one] += step
                for one in falls(box):
                    change[one] -= 2 * step
                used |= {*box.same, *box.opposite}
                gone += step
        self.evidence[cell] = used
        return gone

    def room(self, falling, change=None):
        """How far the cells can fall before one of them is as small as everyone knows that it is not."""
        if change is None:
            return min((self.counts[one] - self.least[one] for one in falling), default=self.threshold)
        return min((self.counts[one] + change[one] - self.least[one] for one in falling), default=self.threshold)

    def boxes(self, cell, allowed):
        """Every box with a corner in the cell and the others among those allowed."""
        found, stride = [_Box([cell], [])], len(self.cells)
        for size in self.sizes:
            stride //= size
            here, wider = cell // stride % size, []
            for other in range(size):
                step = (other - here) * stride
                if step == 0 or cell + step not in allowed:
                    continue
                for box in found:
                    same, opposite = [one + step for one in box.same], [one + step for one in box.opposite]
                    if not (allowed.issuperset(same) and allowed.issuperset(opposite)):
                        continue
                    if size - 1 in (here, other):  # the total moves with its part, two parts move against each other
                        wider.append(_Box(box.same + same, box.opposite + opposite))
                    else:
                        wider.append(_Box(box.same + opposite, box.opposite + same))
            found = wider
        return found

    def cheapest(self, cell, needed):
        """What to keep back as well so that one more box can be used for the cell: as little as possible is lost."""
        best, new = None, None
        for box in self.boxes(cell, self.allowed):
            missing = {*box.same, *box.opposite} - self.hidden
            if not missing:
                continue
            lacks = max(0, needed - self.room(box.same) - self.room(box.opposite))
            cost = lacks, sum(self.weights[one] for one in missing), sum(self.counts[one] for one in missing)
            if best is None or cost < best:
                best, new = cost, missing
        if new is None:
            raise CannotProtect("Ett litet tal kan räknas ut ur det som ska visas.")
        return new

    @cached_property
    def allowed(self):
        found = {one for one, count in enumerate(self.counts) if count >= self.least[one]} - self.shown
        return found - self.unpublished | self.free

    def reveal(self, cell):
        """Publish a cell after all, when everything that is kept back is safe without it."""
        self.hidden.discard(cell)
        before = dict(self.evidence)
        for one in self.hidden - self.free:
            width = self.threshold if one in self.primary else 1
            if (one not in self.evidence or cell in self.evidence[one]) and self.protect(one, width) < width:
                self.hidden.add(cell)
                self.evidence = before
                return
