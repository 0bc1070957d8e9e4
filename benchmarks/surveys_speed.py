"""
The results of a survey of 500 questions, 21 counties and 20 years, and saving while 50 people answer at once:
python -m benchmarks.surveys_speed. A minute and a half.
"""

import datetime
import os
import random
import sys
import time

import django

from benchmarks.writers import WRITERS, Writer, save_at_once

QUESTIONS, YEARS, LAST_YEAR, IN_A_STEP = 500, 20, 2025, 25
SECONDS = 30
RESULTS_PROMISE, SAVE_PROMISE = 300, 100  # p95, milliseconds
TYPES = ["multi", "multi", "multi", "choice", "choice", "integer", "integer", "boolean", "ranking", "municipalities"]
OPEN = "matning"


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "barnratt.settings")
    django.setup()

    from benchmarks import databases, report

    base = databases.create_with_reference_data()
    try:
        print(report.surveys_table({"surveys": run(tell=tell)}))
    finally:
        databases.drop(base)


def tell(text):
    print(text, file=sys.stderr, flush=True)


def run(*, tell):
    """Measure in a database of its own. Returns what report.py writes."""
    from django.db import connection

    from benchmarks import databases, web

    name = f"{databases.PREFIX}_surveys"
    load = os.getloadavg()[0]
    databases.drop(name)
    databases.create(name, databases.PREFIX)
    try:
        with databases.connected_to(name):
            tell(f"surveys: making {YEARS} years of {QUESTIONS} questions")
            began = time.perf_counter()
            generate()
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
            made = round(time.perf_counter() - began)
            places, cookies, reader = _people()
            with web.portal(databases.url_of(name)) as site:
                result = _measured(site, places, cookies, reader, tell)
        result |= {"made_seconds": made, "date": datetime.date.today().isoformat()}
        return result | {"load": [round(load, 1), round(os.getloadavg()[0], 1)]}
    finally:
        databases.drop(name)


def content(slug, *, linked):
    """A survey of so many questions. linked: each is last year's question, now and then asked otherwise."""
    made = [_question(number, linked) for number in range(QUESTIONS)]
    steps = [
        {"key": f"del_{start}", "title": f"Del {start // IN_A_STEP + 1}", "questions": made[start : start + IN_A_STEP]}
        for start in range(0, QUESTIONS, IN_A_STEP)
    ]
    return {"key": f"matning_{slug}", "title": f"Mätning {slug}", "steps": steps}


def _question(number, linked):
    kind = TYPES[number % len(TYPES)]
    text = f"Vad gjorde länsstyrelsen under året för att stödja arbetet med barnets rättigheter, del {number}?"
    made = {"key": f"fraga_{number}", "text": text, "type": kind, "series": "core"}
    if kind in ("multi", "choice", "ranking"):
        made["options"] = [
            {"value": f"val_{one}", "label": f"Ett ganska långt svarsalternativ {one}"} for one in range(8)
        ]
    if kind == "integer":
        made |= {"unit": "kr", "min": 0}
    if linked:
        mark = ["same", "same", "same", "reworded", "same"][number % 5]
        made["linked"] = {"question": f"fraga_{number}", "comparability": mark}
    return made


def generate():
    """A round for each year with everybody's answers, and one that is open."""
    from django.utils import timezone

    from barnratt.questionnaires.models import Response
    from regions.places.models import County
    from regions.surveys import actions, results
    from regions.surveys.models import CountyResponse, Round, Submission
    from regions.surveys.queries import municipalities_of

    counties, chance, previous = list(County.objects.in_order()), random.Random(6), None
    municipalities = {}
    for year in range(LAST_YEAR - YEARS + 1, LAST_YEAR + 1):
        dates = (datetime.date(year, 11, 1), datetime.date(year, 12, 1), datetime.date(year, 12, 31))
        previous = actions.prepare(
            content(year, linked=previous is not None),
            year=year, slug=str(year), title=f"Enkäten {year}", dates=dates, previous=previous, by=None,
        )  # fmt: skip
        questions = previous.definition.by_key.values()
        for county in counties:
            if county.pk not in municipalities:
                municipalities[county.pk] = list(municipalities_of(county, previous))
            document = {one.key: _answer(one, municipalities[county.pk], chance) for one in questions}
            response = Response.objects.create(version=previous.version, answers=document)
            made = CountyResponse.objects.create(round=previous, county=county, response=response, state="submitted")
            Submission.objects.create(county_response=made, number=1, version=previous.version, answers=document)
        results.refresh(previous)
    Round.objects.update(state=Round.State.CLOSED)
    today = timezone.localdate()
    opened = actions.prepare(
        content(OPEN, linked=True), year=LAST_YEAR + 1, slug=OPEN, title="Enkäten nu", previous=previous, by=None,
        dates=(today, today + datetime.timedelta(days=30), today + datetime.timedelta(days=40)),
    )  # fmt: skip
    actions.move_round(opened, Round.State.OPEN, by=None)


def _answer(question, municipalities, chance):
    if question.type == "multi":
        return [one for one in question.values if chance.random() < 0.6]
    if question.type == "ranking":
        return chance.sample(list(question.values), 3)
    if question.type == "choice":
        return chance.choice(list(question.values))
    if question.type == "boolean":
        return chance.random() < 0.7
    return municipalities[: chance.randint(1, 9)] if question.type == "municipalities" else chance.randint(0, 250_000)


def _people():
    """(the county where each writer answers, the cookie of each writer, the cookie of a national coordinator)."""
    from barnratt.accounts.models import Role
    from regions.places.models import County, Organisation
    from regions.surveys import actions
    from regions.surveys.models import Round
    from tests.factories import MembershipFactory

    opened, counties = Round.objects.get(slug=OPEN), list(County.objects.in_order())
    places, cookies = [], []
    for number in range(WRITERS):
        county = counties[number % len(counties)]
        board = Organisation.objects.get(kind=Organisation.Kind.COUNTY_BOARD, county=county)
        user = MembershipFactory(organisation=board, role=Role.COUNTY_COORDINATOR).user
        actions.begin(opened, county, by=user)
        places.append(county.slug)
        cookies.append(_cookie(user))
    national = Organisation.objects.filter(kind=Organisation.Kind.COUNTY_BOARD).first()
    return places, cookies, _cookie(MembershipFactory(organisation=national, role=Role.NATIONAL_COORDINATOR).user)


def _cookie(user):
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def _measured(site, places, cookies, reader, tell):
    from benchmarks.timing import measure
    from regions.surveys.result_views import QUESTIONS_SHOWN

    tell("surveys: results")
    address = f"/enkat/{LAST_YEAR}/resultat/"
    pages = [f"{address}?sida={number}" for number in range(1, -(-QUESTIONS // QUESTIONS_SHOWN) + 1)]
    page = measure(lambda path: site.get(path, cookie=reader), pages)
    questions = [f"{address}fraga_{number}/" for number in range(0, QUESTIONS, QUESTIONS // 19)]
    one = measure(lambda path: site.get(path, cookie=reader), questions)
    group = measure(lambda path: site.get(path, cookie=reader), [f"{address}?grupp=ovriga"] * 10)
    tell(f"surveys: {WRITERS} writers for {SECONDS} seconds")
    # Each writes in a question of its own, as those who share a county's answers do.
    writers = [
        Writer(f"/enkat/{OPEN}/lan/{county}/steg/del_0/", f"fraga_{[5, 6, 15][number // 21]}", cookie)
        for number, (county, cookie) in enumerate(zip(places, cookies, strict=True))
    ]
    saves = save_at_once(site, writers, lambda turn: str(1000 + turn), seconds=SECONDS)
    return {"results": page, "question": one, "group": group, "saves": saves}


if __name__ == "__main__":
    main()
