"""Where a query's terms stand in a text."""

from bisect import bisect_left, bisect_right

from .analyser import PART, Scanner


class Matcher:
    """Finds the terms of one query in any number of texts. `Query.matcher` keeps it, so that a page makes one."""

    def __init__(self, terms):
        self.terms = terms
        self.single = {lexeme: number for number, term in reversed(list(enumerate(terms))) for lexeme in term.single}
        together = {lexeme for term in terms for run in term.phrases for lexeme in run}
        for near in (near for term in terms for near in term.near):
            together.update((near.left, near.right, PART + near.left, PART + near.right))
        self.scanner = Scanner(together.union(self.single))
        self.has_together = bool(together)

    def matches(self, text):
        """[(start, end, number of the term), …] in order."""
        words = self.scanner.scan(text)
        found = []
        for _, word in words:
            for lexeme in word.indexed:
                if lexeme in self.single:
                    found.append((word.start, word.end, self.single[lexeme]))
                    break
        return sorted({*found, *self._together(words)}) if self.has_together else found

    def _together(self, words):
        """The phrases, and the halves of compounds that stand close to each other."""
        at, places = dict(words), {}
        for place, word in words:
            for lexeme in word.indexed:
                places.setdefault(lexeme, []).append(place)
        for number, term in enumerate(self.terms):
            for run in term.phrases:
                for place in places.get(run[0], ()):
                    if all(place + i in at and lexeme in at[place + i].indexed for i, lexeme in enumerate(run)):
                        yield at[place].start, at[place + len(run) - 1].end, number
            for near in term.near:
                lefts = {*places.get(near.left, ()), *places.get(PART + near.left, ())}
                rights = sorted({*places.get(near.right, ()), *places.get(PART + near.right, ())})
                for left in lefts:
                    first, stop = bisect_left(rights, left - near.reach), bisect_right(rights, left + near.reach)
                    for place in (left, *rights[first:stop]) if first < stop else ():
                        yield at[place].start, at[place].end, number
