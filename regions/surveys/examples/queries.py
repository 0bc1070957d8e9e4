import hashlib
from typing import NamedTuple

from barnratt.questionnaires import answers
from regions.places.models import County
from regions.surveys.examples.models import Example
from regions.surveys.models import Submission


class Written(NamedTuple):
    """An example that stands among a county's answers, and what the county has said of it."""

    question: object
    text: str
    told: Example | None

    @property
    def key(self):
        """What it is called in the page's forms."""
        return f"{self.question.key}-{hashlib.sha256(self.text.encode()).hexdigest()[:16]}"


class Usable(NamedTuple):
    """An example that may be used. county is None when the county is not to be named."""

    county: County | None
    question: object
    text: str


def written(found):
    """[Written] of a county's answers, in the order of the questions."""
    told = {(one.question, one.text): one for one in found.examples.select_related("initiative")}
    response = found.response
    made = []
    for place in answers.shown(response.version.definition, response.answers, response.flags):
        if place.question.type == "texts":
            texts = dict.fromkeys(answers.value_at(response.answers, place.address) or ())
            made += [Written(place.question, text, told.get((place.question.key, text))) for text in texts]
    return made


def unsaid(examples):
    """Of how many examples, those that `written` gave, nobody has said how they may be used."""
    return sum(one.told is None for one in examples)


def usable(survey_round):
    """[Usable] of what the counties have sent in and let be used: what a report may print, and nothing else."""
    sent = (
        Submission.objects.current()
        .filter(county_response__round=survey_round)
        .select_related("county_response__county")
    )
    consents = {
        (one.county_response_id, one.question, one.text): one.consent
        for one in Example.objects.filter(county_response__round=survey_round).exclude(consent=Example.Consent.NO)
    }
    made = []
    for one in sent.order_by("county_response__county_id"):
        found = one.county_response
        for key, question in survey_round.definition.by_key.items():
            for text in one.answers.get(key, ()) if question.type == "texts" else ():
                consent = consents.get((found.pk, key, text))
                if consent:
                    made.append(Usable(found.county if consent == Example.Consent.NAMED else None, question, text))
    return made


def told_before(example):
    """The initiative that the county has made of the same words, in this round or an earlier one, or None."""
    same = Example.objects.filter(
        county_response__county=example.county_response.county, text=example.text, initiative__isnull=False
    )
    found = same.select_related("initiative").order_by("pk").first()
    return found and found.initiative
