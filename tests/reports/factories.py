from django.utils import timezone

from barnratt.accounts.models import Role
from regions.reports import actions
from regions.surveys import actions as surveys
from regions.surveys.models import Round
from tests.factories import MembershipFactory
from tests.surveys.factories import FULL, make_county, make_round, send_in, submitted, write

TEXT = """Två sorters stöd.

{{ av("samordnat.ja") }} län har ett nätverk.

{{ tabell("samordnat") }}
"""


WITHOUT = FULL | {"samordnat": "nej", "insatser": ["kurser"]}


def make_report(*, text=TEXT, answers=(FULL, WITHOUT), **fields):
    """A report of one chapter over a closed survey that some counties have answered, in the order of their codes."""
    survey_round = make_round()
    for code, document in zip(("14", "21", "22"), answers, strict=False):
        county = make_county(code)
        submitted(survey_round, county, **(document | {"kommuner": [f"{code}80", f"{code}81"]}))
    if survey_round.state == Round.State.OPEN:
        survey_round = surveys.move_round(survey_round, Round.State.CLOSED, by=None)
    fields = {"title": "Rapporten", "dnr": "1-2026", **fields}
    chapters = [{"slug": "natverk", "kind": "ordinary", "title": "Nätverk", "text": text}]
    return actions.create_report(survey_round, fields=fields, chapters=chapters, by=None)


def correct(report, county, **answers):
    """A county takes back its answers after the round is closed, corrects them and sends them in again."""
    survey_round = Round.objects.get(pk=report.round_id)
    surveys.give_time(survey_round, county, last_answer_date=timezone.localdate(), reason="Ett fel.", by=None)
    found = survey_round.county_responses.get(county=county)
    surveys.withdraw(found, "Ett fel.", by=None)
    write(found, **answers)
    found.refresh_from_db()
    send_in(found)


def make_published(**fields):
    report = actions.mark_ready(make_report(**fields), by=None)
    actions.approve_by_link(actions.ask_approval(report, "lh@lansstyrelsen.example", "Landshövding", by=None))
    return actions.publish(report, by=None)


def make_editor():
    return MembershipFactory(role=Role.NATIONAL_COORDINATOR).user
