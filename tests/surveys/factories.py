import datetime

from django.utils import timezone

from barnratt.questionnaires.actions import Field
from barnratt.questionnaires.forms import written
from barnratt.questionnaires.yaml import read_yaml
from regions.surveys import actions
from regions.surveys.models import CountyResponse, Round
from regions.surveys.queries import warned
from tests.factories import CountyFactory, MunicipalityFactory

State = CountyResponse.State
SMALL = """
key: enkat_{slug}
title: Enkät {slug}
steps:
  - key: natverk
    title: Nätverk
    questions:
      - {key: samordnat, text: Finns ett nätverk?, type: choice, series: core, required: true, linked: LINK_samordnat,
         options: [{value: ja, label: Ja}, {value: pa_gang, label: På gång}, {value: nej, label: Nej}]}
      - {key: kommuner, text: Vilka kommuner?, type: municipalities, series: core, linked: LINK_kommuner}
  - key: stod
    title: Stöd
    questions:
      - {key: insatser, text: Vilka insatser?, type: multi, series: core, linked: LINK_insatser,
         options: [{value: traffar, label: Träffar}, {value: kurser, label: Kurser}]}
      - {key: medel, text: Hur mycket medel?, type: integer, series: core, unit: kr, min: 0, linked: LINK_medel,
         ceiling: {fact: parts_of_24, times: 100}}
      - {key: egna, text: Egna lägesbilder?, type: boolean, series: year}
      - {key: beskriv, text: Beskriv., type: text, series: year, show_if: {question: egna, equals: true},
         base: de som har egna lägesbilder}
checks:
  - {key: traffar_utan_natverk, level: soft, message: "Träffar men inget nätverk?",
     when: {question: insatser, contains: traffar}, then: {question: samordnat, equals: ja}}
  - {key: kommuner_andrat, level: soft, change: kommuner, percent: 50, message: "Från {before} till {now} kommuner?"}
  - {key: medel_summa, level: warning, total: medel, is: 300, message: "{now} kr, bokslutet säger {expected}."}
"""


def content(slug, *, linked=False):
    text = SMALL
    for key in ("samordnat", "kommuner", "insatser", "medel"):
        link = f"{{question: {key}, comparability: same}}" if linked else ""
        text = text.replace(f"linked: LINK_{key}", f"linked: {link}" if linked else "help: ''")
    return read_yaml(text.replace("{slug}", slug))


def make_round(slug="2026", *, previous=None, state=Round.State.OPEN, **fields):
    """A small survey that is open now."""
    there = Round.objects.filter(slug=slug).first()
    if there is not None:
        return there
    today = timezone.localdate()
    dates = fields.pop("dates", (today, today + datetime.timedelta(days=30), today + datetime.timedelta(days=45)))
    year = fields.pop("year", int(slug) if slug.isdecimal() else 2026)
    made = actions.prepare(
        content(slug, linked=previous is not None),
        year=year, slug=slug, title=f"Enkät {slug}", dates=dates, previous=previous, by=None, **fields,
    )  # fmt: skip
    ways = {Round.State.PREPARED: [], Round.State.OPEN: ["open"], Round.State.CLOSED: ["open", "closed"]}
    for one in ways[state]:
        made = actions.move_round(made, one, by=None)
    return made


def make_county(code="14"):
    """A county with three municipalities."""
    county = CountyFactory(code=code)
    for number in ("80", "81", "82"):
        MunicipalityFactory(code=f"{code}{number}", county=county)
    return county


def begin(survey_round=None, county=None, **document):
    county = county or make_county()
    return actions.begin(survey_round or make_round(), county, by=None, document=document)


FULL = {"samordnat": "ja", "kommuner": ["1480", "1481"], "insatser": ["traffar"], "medel": 200, "egna": False}


def submitted(survey_round=None, county=None, **document):
    """Answers that are sent in, as they were if nothing else is said."""
    found = begin(survey_round, county, **(FULL | document))
    send_in(found)
    found.refresh_from_db()
    return found


def send_in(found):
    """Answers go the whole way, with a reason wherever a check asks for one."""
    for one in warned(found):
        if one.waits:
            actions.confirm(found, one.finding.key, "Det stämmer.", by=None)
    actions.mark_ready(found, by=None)
    actions.approve(found, "Länsrådet", by=None)
    actions.submit(found, by=None)


def write(found, by=None, **values):
    """Write answers as somebody who has just opened the page."""
    found.response.refresh_from_db()
    questions = found.response.version.definition.by_key
    fields = {
        key: Field(written(questions[key], value), written(questions[key], found.response.answers.get(key)))
        for key, value in values.items()
    }
    return actions.write(found, fields, by=by)
