"""What an assessment can begin in: a finding of the lägesbild that an address names (?nyckeltal=N66077&plats=2023)."""

from typing import NamedTuple

from django.core.exceptions import ObjectDoesNotExist

from assessments.offers import PLACE
from regions.statistics.chosen import chosen
from regions.statistics.lagesbild import findings_of, setting_of
from regions.statistics.models import Indicator

ORIGIN = "lägesbilden"
PLACE_CODES = (2, 4)  # digits of a county and a municipality; 00 is Sweden


class Ground(NamedTuple):
    """What the lägesbild says, in the portal's own words: nothing of it comes from the address."""

    indicator: str
    place: str
    heading: str
    told: str
    articles: list

    def beside(self, definition):
        """It as it stands beside the step that asks what is known of the children, or the first."""
        step = next((one for one in definition.steps if PLACE in one.offers), definition.steps[0])
        return {"step": step.key, "text": self.heading, "answer": self.told, "from": ORIGIN}


def ground_of(query):
    """The Ground that an address names, or None where it names none that there is."""
    key, place = query.get("nyckeltal", ""), query.get("plats", "")
    if key not in chosen() or not (place.isascii() and place.isdecimal() and len(place) in PLACE_CODES):
        return None
    try:
        finding = findings_of(setting_of(place), indicators=[Indicator.objects.get(pk=key)])[0]
    except ObjectDoesNotExist:
        return None
    if not finding.has_own:
        return None
    told = f"{finding.told} {finding.credits}"
    return Ground(key, place, finding.heading, told, [article.number for article in finding.articles])
