"""
Every save that the portal has said is done is there afterwards.

Two people write in the same step of one assessment while the server is killed at any moment, answers are cut off on
their way, and sessions end. `make soak` makes a thousand edits each.
"""

import pytest
from django.db import connection

from barnratt.accounts.models import Role
from barnratt.questionnaires.models import Response
from tests.assessments.factories import board, make_assessment
from tests.editors import Editor, Server, write_while_killed
from tests.factories import MembershipFactory
from tests.soak import SOAK

EDITS, KILLS, PAUSE = (1000, 60, (1, 8)) if SOAK else (25, 1, (0.2, 1))
COMMON, OWN = "vilka_barn", ("arende", "motivering")


@pytest.mark.django_db(transaction=True)
def test_every_save_that_was_said_to_be_done_is_there_afterwards():
    authority = board()
    made = make_assessment(authority)
    Response.objects.filter(pk=made.response_id).update(answers=made.response.answers | {"barn_berors": "direkt"})
    server, page = Server(connection.settings_dict["NAME"]), f"/provningar/{made.pk}/steg/avstamning/"
    people = [MembershipFactory(organisation=authority, role=Role.MEMBER).user for _ in OWN]
    editors = [
        Editor(server, page, person, own, seed, edits=EDITS, common=COMMON)
        for seed, (person, own) in enumerate(zip(people, OWN, strict=True))
    ]
    write_while_killed(server, editors, edits=EDITS, kills=KILLS, pause=PAUSE, seed=7)
    answers = Response.objects.get(pk=made.response_id).answers
    for editor in editors:
        assert answers[editor.own] in {f"nummer {number}" for number in (editor.said, *editor.unsure)}
        assert set(editor.lines) <= set(answers[COMMON].split("\n"))
    lines = answers[COMMON].split("\n")
    assert len(lines) == len(set(lines)) == sum(len(editor.lines) for editor in editors)
