"""Which indicators the lägesbild shows and what it calls them: data/statistics/lagesbild.csv, an editorial choice.

`subject` is what a sentence is about ("Andelen … har ökat"), `label` what a short list says. `comparable_from` is
the first year that may be compared with those after it, when what is measured has changed.
"""

from functools import cache
from typing import NamedTuple

from barnratt.core.reference_data import read_rows


class Chosen(NamedTuple):
    indicator: str
    age_group: str
    subject: str
    label: str
    comparable_from: int
    note: str
    counts_reports: str = ""  # "1": what is reported to the police or others, which is not all that happens

    @property
    def in_sentence(self):
        """The subject inside a sentence, after the first word."""
        return self.subject[:1].lower() + self.subject[1:]


@cache
def chosen():
    """The indicators in the order of the page, by key."""
    return {
        row["indicator"]: Chosen(**row | {"comparable_from": int(row["comparable_from"] or 0)})
        for row in read_rows("statistics/lagesbild.csv")
    }


def wording(indicator):
    """How an indicator is spoken of, also one that the lägesbild does not show."""
    plain = Chosen(indicator.key, indicator.age_group, f"Värdet för ”{indicator.title}”", indicator.title, 0, "")
    return chosen().get(indicator.key, plain)
