from regions.surveys import actions
from regions.surveys.desk.actions import ask
from regions.surveys.models import Round
from tests.factories import CountyFactory
from tests.matrix import GONE, MOVED, NO, NOT_SO, OK, Row, everybody
from tests.surveys.factories import begin, make_round, send_in, submitted

OWN = {"surveys:list": (OK, NOT_SO)}


def place(organisation):
    return organisation.county or CountyFactory()


def a_round(organisation):
    return {"slug": make_round().slug}


def a_round_file(organisation):
    return a_round(organisation) | {"form": "pdf"}


def a_county(organisation):
    return {"slug": make_round().slug, "county": place(organisation).slug}


def answers(organisation):
    begin(county=place(organisation))
    return a_county(organisation) | {"key": "natverk", "number": 1}


def sent(organisation):
    county = place(organisation)
    if not county.survey_responses.exists():
        submitted(county=county, kommuner=[])
    return a_county(organisation) | {"number": 1}


def a_file(organisation):
    return sent(organisation) | {"form": "pdf"}


def two_sent(organisation):
    told = sent(organisation)
    (found,) = place(organisation).survey_responses.all()
    if not found.submissions.filter(number=2).exists():
        actions.withdraw(found, "Ett fel.", by=None)
        send_in(found)
    return told | {"number": 2}


def a_closed_round(organisation):
    return {"slug": make_round("2025", state=Round.State.CLOSED).slug, "county": place(organisation).slug}


def a_thread(organisation):
    found = a_county(organisation)
    county = place(organisation)
    return found | {"pk": ask(make_round(), county, "Hur?", by=None).pk}


def only_county(organisation):
    return {"county": place(organisation).slug}


def row(arguments, coordinator, others, national=None, **data):
    """
    The strategist of the matrix belongs to a municipality, which does not answer. Whoever belongs to a county board
    sees its answers, from whichever organisation in the county they are asked for.
    """
    gone = tuple(NOT_SO if one == NOT_SO else GONE for one in coordinator)
    national = national or others
    own = everybody(
        others, COUNTY_COORDINATOR=coordinator, NATIONAL_COORDINATOR=national, ADMINISTRATOR=others, STRATEGIST=gone
    )
    seen = {role: answer for role, answer in own.items() if answer != gone}
    elsewhere = {role: answer for role, answer in seen.items() if role in ("samordnare", "administrator")}
    return Row(arguments, own, seen, elsewhere, data=data, ends_with_membership=coordinator[0] != NOT_SO)


def of_country(arguments, national, administrator, others, **data):
    """Rounds are everybody's at a county board, whatever the county."""
    gone = tuple(NOT_SO if one == NOT_SO else GONE for one in others)
    own = everybody(others, NATIONAL_COORDINATOR=national, ADMINISTRATOR=administrator, STRATEGIST=gone)
    seen = {role: answer for role, answer in own.items() if answer != gone}
    return Row(arguments, own, seen, seen, data=data, ends_with_membership=others[0] != NOT_SO)


ROWS = {
    "surveys:round": of_country(a_round, (OK, NOT_SO), (OK, NOT_SO), (MOVED, NOT_SO)),
    "surveys:round_move": of_country(a_round, (NOT_SO, MOVED), (NOT_SO, NO), (NOT_SO, NO), lage="closed"),
    "surveys:publish": of_country(a_round, (OK, NOT_SO), (NO, NOT_SO), (NO, NOT_SO)),
    "surveys:reminders": of_country(a_round, (OK, NOT_SO), (NO, NOT_SO), (NO, NOT_SO)),
    "surveys:remind": row(a_county, (NO, NO), (NO, NO), (OK, MOVED)),
    "surveys:threads": row(a_county, (OK, MOVED), (OK, NO), (OK, MOVED), text="Hur räknas vi?"),
    "surveys:thread_answer": row(a_thread, (NOT_SO, MOVED), (NOT_SO, NO), (NOT_SO, MOVED), text="Så här."),
    "surveys:thread_settle": row(a_thread, (NOT_SO, NO), (NOT_SO, NO), (NOT_SO, MOVED)),
    "surveys:handover": row(only_county, (OK, MOVED), (OK, NO), (OK, MOVED), note="Ring Lisa.", revision="0"),
    "surveys:response": row(a_county, (OK, NOT_SO), (OK, NOT_SO)),
    "surveys:begin": row(a_county, (NOT_SO, MOVED), (NOT_SO, NO)),
    "surveys:step": row(answers, (OK, MOVED), (OK, NO)),
    "surveys:autosave": row(answers, (NOT_SO, OK), (NOT_SO, NO)),
    "surveys:copy": row(answers, (NOT_SO, MOVED), (NOT_SO, NO)),
    "surveys:check": row(answers, (OK, NOT_SO), (OK, NOT_SO)),
    "surveys:confirm": row(answers, (NOT_SO, MOVED), (NOT_SO, NO)),
    "surveys:move": row(answers, (NOT_SO, MOVED), (NOT_SO, NO), lage="ready"),
    "surveys:approve": row(answers, (NOT_SO, MOVED), (NOT_SO, NO)),
    "surveys:ask_approval": row(answers, (OK, OK), (NO, NO)),
    "surveys:withdraw": row(sent, (OK, MOVED), (NO, NO), reason="Ett fel."),
    "surveys:receipt": row(sent, (OK, NOT_SO), (OK, NOT_SO)),
    "surveys:receipt_file": row(a_file, (OK, NOT_SO), (OK, NOT_SO)),
    "surveys:differences": row(two_sent, (OK, NOT_SO), (OK, NOT_SO)),
    "surveys:answers_file": row(a_file, (OK, NOT_SO), (OK, NOT_SO)),
    "surveys:round_blank": of_country(a_round, (OK, NOT_SO), (OK, NOT_SO), (OK, NOT_SO)),
    "surveys:round_blank_file": of_country(a_round_file, (OK, NOT_SO), (OK, NOT_SO), (OK, NOT_SO)),
    "surveys:blank": row(a_county, (OK, NOT_SO), (OK, NOT_SO)),
    "surveys:blank_file": row(a_file, (OK, NOT_SO), (OK, NOT_SO)),
    "surveys:beside": row(a_closed_round, (OK, NOT_SO), (OK, NOT_SO)),
    "surveys:give_time": row(a_county, (NO, NO), (NO, NO), (OK, OK)),
}
