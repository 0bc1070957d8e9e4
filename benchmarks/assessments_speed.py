"""
Saving while people write, the pages and documents of an assessment, and the list of an authority among very many:
python -m benchmarks.assessments_speed [assessments], 20 000 if nothing is said. `make bench-full` has 1 000 000, which
take about ten minutes and 3 GB of disk.

One authority has a hundredth of the assessments, as the 10 000 of 1 000 000 that are promised; the others share the rest.
"""

import datetime
import json
import os
import sys
import time

import django

from benchmarks.writers import WRITERS, Writer, save_at_once

SECONDS = 40
AUTHORITIES = 3_000
LIST_PROMISE, SAVE_PROMISE, STEP_PROMISE, DOCUMENT_PROMISE = 100, 50, 80, 3_000  # p95, milliseconds
WORDS = [
    "skola",
    "förskola",
    "lekplats",
    "cykelväg",
    "bibliotek",
    "fritidsgård",
    "budget",
    "taxa",
    "skolskjuts",
    "park",
]
SEARCHES = [
    "", "?sida=2", "?sida=400", "?q=lekplats", "?q=lekplats+1234", "?q=2025-04321", "?q=finns+inte",
    "?lage=draft", "?lage=locked&q=park", "?lage=done&sida=5",
]  # fmt: skip


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "barnratt.settings")
    django.setup()

    from benchmarks import databases, report

    size = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    base = databases.create_with_reference_data()
    try:
        print(report.assessments_table({"assessments": {str(size): run(size, tell=tell)}}))
    finally:
        databases.drop(base)


def tell(text):
    print(text, file=sys.stderr, flush=True)


def run(size, *, tell):
    """Measure in a database of its own with so many assessments. Returns what report.py writes."""
    from django.db import connection

    from benchmarks import databases, web

    name = f"{databases.PREFIX}_assessments"
    load = os.getloadavg()[0]
    databases.drop(name)
    databases.create(name, databases.PREFIX)
    try:
        with databases.connected_to(name):
            tell(f"assessments: making {size}")
            began = time.perf_counter()
            authority = generate(size)
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
            made = round(time.perf_counter() - began)
            plan = plan_of_list(authority)
            written, people = _to_write_in(authority)
            with web.portal(databases.url_of(name)) as site:
                result = _measured(site, written, people, tell)
        result |= {"made_seconds": made, "plan": plan, "date": datetime.date.today().isoformat()}
        return result | {"load": [round(load, 1), round(os.getloadavg()[0], 1)]}
    finally:
        databases.drop(name)


def generate(size):
    """Authorities, and so many assessments of theirs. Returns the one that has a hundredth of them."""
    from django.utils import timezone

    from assessments.models import Assessment
    from assessments.reference_data import published
    from barnratt.core.copying import copy_in, reserved
    from barnratt.questionnaires.models import Response
    from regions.places.models import Organisation

    municipality = Organisation.objects.filter(kind=Organisation.Kind.MUNICIPALITY).order_by("pk").first()
    boards = Organisation.objects.bulk_create(
        Organisation(
            key=f"matning-{number}", name=f"Mätningens nämnd {number}", kind=Organisation.Kind.LOCAL_BOARD,
            is_authority=True, parent=municipality,
        )
        for number in range(AUTHORITIES)
    )  # fmt: skip
    own, others = boards[0], boards[1:]
    version, now = published(Assessment.Template.SHORT).pk, timezone.now()
    states = ["draft", "in_review", "done", "locked", "locked"]
    text = "Förslaget innebär en längre skolväg för de yngsta eleverna, och en tätare grupp för de äldre. " * 6
    answers = json.dumps({"arende": text, "barn_berors": "direkt", "rattigheter": [2, 3, 6, 12], "barn_horda": "nej"})
    keys = reserved(Response, size)
    copy_in(Response, ["id", "version_id", "answers", "began_at", "written_at"], (
        (key, version, answers, now, now) for key in keys
    ))  # fmt: skip
    copy_in(
        Assessment,
        ["authority_id", "response_id", "template", "state", "title", "case_number", "secrecy", "began_at",
         "changed_at", "locked_at"],
        (
            (
                own.pk if number % 100 == 0 else others[number % len(others)].pk, key, "kortversion",
                states[number // 100 % 5], f"Ny {WORDS[number // 100 % 10]} {number % 7919}",
                f"2025-{number // 100:05}", "nej", now - datetime.timedelta(minutes=number // 10),
                now - datetime.timedelta(minutes=(number * 7919) % size), now,
            )
            for number, key in enumerate(keys)
        ),
    )  # fmt: skip
    return own


def plan_of_list(authority):
    """How the database finds the page of an authority's list that is searched: the lines of its plan that read."""
    from assessments.models import Assessment

    every = Assessment.objects.filter(authority__in=[authority]).order_by("-changed_at", "-pk")
    listed = every.filter(pk__in=every.filter(title__icontains="lekplats").values("pk")[:20])
    return [line.strip() for line in listed.explain().splitlines() if "Scan" in line or "Sort" in line]


def _to_write_in(authority):
    """(an assessment for each writer, the cookie of each writer)."""
    from django.conf import settings
    from django.test import Client

    from assessments import actions
    from barnratt.accounts.models import Role
    from barnratt.questionnaires.models import Response
    from tests.factories import MembershipFactory

    made, cookies = [], []
    for number in range(WRITERS):
        user = MembershipFactory(organisation=authority, role=Role.MEMBER).user
        one = actions.begin(
            "generellt_plan", authority, fields={"title": f"Mätning {number}", "secrecy": "nej"}, by=user
        )
        answers = {
            "arende": "",
            "barn_berors": "direkt",
            "barn_horda": "i_arendet",
            "forenligt": "nej",
            "konflikt": True,
        }
        questions = one.response.version.definition.by_key
        answers |= {key: "En ganska lång text om barnen. " * 20 for key, one in questions.items() if one.type == "text"}
        kept = one.response.answers | {key: value for key, value in answers.items() if not key.startswith("alt_")}
        Response.objects.filter(pk=one.response_id).update(answers=kept)
        client = Client()
        client.force_login(user)
        made.append(one)
        cookies.append(f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}")
    return made, cookies


def _measured(site, written, cookies, tell):
    from benchmarks.timing import measure

    tell("assessments: the list")
    site.get("/provningar/", cookie=cookies[0])
    lists = {query or "first page": measure(
        lambda query: site.get(f"/provningar/{query}", cookie=cookies[0]), [query] * 20
    ) for query in SEARCHES}  # fmt: skip
    tell("assessments: pages of steps and documents")
    steps = [step.key for step in written[0].response.version.definition.steps]
    step = measure(lambda key: site.get(f"/provningar/{written[0].pk}/steg/{key}/", cookie=cookies[0]), steps * 5)
    documents = {
        form: measure(
            lambda form: site.get(f"/provningar/{written[0].pk}/provning.{form}", cookie=cookies[0]), [form] * 5
        )
        for form in ("docx", "pdf")
    }
    tell(f"assessments: {WRITERS} writers for {SECONDS} seconds")
    paths = [f"/provningar/{one.pk}/steg/arendet/" for one in written]
    writers = [Writer(path, "grupper", cookie) for path, cookie in zip(paths, cookies, strict=True)]
    saves = save_at_once(site, writers, lambda turn: f"Elever i årskurs {turn}. {'Text. ' * 40}", seconds=SECONDS)
    return {"lists": lists, "step": step, "documents": documents, "saves": saves}


if __name__ == "__main__":
    main()
