"""Who has read an assessment and what each has done with it: for its own authority, and without what is written."""

import pytest

from assessments import actions
from barnratt.audit.actions import record
from barnratt.audit.models import AuditEvent
from tests.assessments.factories import make_assessment, make_done, write
from tests.assessments.sharing.factories import share
from tests.client import client_of

pytestmark = pytest.mark.django_db


def test_the_authority_sees_who_has_read_and_who_has_done_what_but_not_what_was_written(authority, hanna, kalle):
    made = make_done(authority, by=hanna)
    share(made, reason="Samråd.", by=kalle)
    client_of(kalle).get(f"/provningar/{made.pk}/kontrollera/")
    write(make_assessment(authority, by=hanna, title="Något annat"), kalle, arende="En annan prövning.")
    page = client_of(hanna).get(f"/provningar/{made.pk}/logg/").text
    for told in (
        "Kalle Al",
        "Prövningens läge ändrat",
        "Klar",
        "Prövning delad med en annan myndighet",
        "Svar skrivna",
    ):
        assert told in page
    assert "Lärartätheten ökar." not in page
    assert page.count("Prövning påbörjad") == 1


def test_a_reader_sees_the_log_and_nobody_outside_does(made, reader, stranger):
    assert client_of(reader).get(f"/provningar/{made.pk}/logg/").status_code == 200
    assert client_of(stranger).get(f"/provningar/{made.pk}/logg/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_log_asks_as_often_for_three_events_as_for_one(made, hanna, count, django_assert_num_queries):
    for _ in range(count - 1):
        record(AuditEvent.Type.ASSESSMENT_COMMENTED, made, by=hanna)
    client = client_of(hanna)
    client.get(f"/provningar/{made.pk}/logg/")
    with django_assert_num_queries(8):
        client.get(f"/provningar/{made.pk}/logg/")


def test_a_comment_says_at_which_question_it_stands_and_those_that_wait_come_first(made, hanna, kalle):
    actions.solve(actions.comment(made, "arende", "Skriv mer.", by=kalle), by=hanna)
    actions.comment(made, "vilka_barn", "Vilka årskurser?", by=kalle)
    page = client_of(hanna).get(f"/provningar/{made.pk}/").text
    assert (
        page.index("Vilka årskurser?") < page.index("Vilka barn, och hur märker de av det?") < page.index("Skriv mer.")
    )
    assert page.index("Skriv mer.") < page.index("Vad ska beslutas eller göras?")
