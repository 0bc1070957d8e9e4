"""Walking through the questions as a county sees them. The answers go along in the page, and nothing is saved."""

import json

from barnratt.questionnaires import answers, checks
from barnratt.questionnaires.cleaning import Unclean, clean
from barnratt.questionnaires.forms import AnswersForm, raw_of, written
from regions.surveys.counting import facts_of

CHECK = "kontroll"  # the page after the last step


class Walk:
    """
    Somebody on the way through a definition.

    posted: what the page before sent: `svar` is the answers till then, and the fields of the step `steg`.
    """

    def __init__(self, definition, county, municipalities, posted):
        self.definition, self.county, self.municipalities = definition, county, municipalities
        self.document, self.faults = self._carried(posted.get("svar", "")), {}
        self.steps = [step.key for step in definition.steps]
        self.here = self._known(posted.get("steg")) or self.steps[0]
        if "steg" in posted and self.here != CHECK:
            self._take(posted)
        if not self.faults:
            self.here = self._known(posted.get("till")) or self.here

    def _known(self, key):
        return key if key in (*self.steps, CHECK) else None

    def _carried(self, text):
        """What comes from the page is believed only so far that it is an answer."""
        try:
            told = json.loads(text or "{}")
        except ValueError:
            return {}
        found = {}
        for key, value in told.items() if isinstance(told, dict) else ():
            question = self.definition.by_key.get(key)
            try:
                if question is not None:
                    found[key] = clean(question, written(question, value), municipalities=self.municipalities)
            except (Unclean, TypeError, ValueError):
                continue
        return {key: value for key, value in found.items() if value is not None}

    def _take(self, posted):
        for place in self.places():
            raw = raw_of(place.question, posted, place.address)
            try:
                value = clean(place.question, raw, municipalities=self.municipalities)
            except Unclean as unclean:
                self.faults[place.address] = str(unclean)
                continue
            self.document = answers.with_value(self.document, place.address, value)

    def places(self):
        shown = answers.shown(self.definition, self.document)
        return [place for place in shown if place.step.key == self.here]

    @property
    def step(self):
        return None if self.here == CHECK else self.definition.step(self.here)

    @property
    def after(self):
        """The key of the page that comes next."""
        at = self.steps.index(self.here) + 1
        return self.steps[at] if at < len(self.steps) else CHECK

    @property
    def carried(self):
        return json.dumps(self.document, ensure_ascii=False)

    def form(self, posted):
        return AnswersForm(
            self.places(),
            self.document,
            posted=posted if self.faults else None,
            faults=self.faults,
            municipalities=self.municipalities,
        )

    def findings(self):
        return checks.within(self.definition, self.document, facts=facts_of(self.county))

    def missing(self):
        return answers.missing(self.definition, self.document)
