"""What is written on the way: earlier answers that are kept and taken back, and the cleaning up of a draft."""

import json

import pytest

from assessments import actions
from assessments.actions import Keep
from assessments.models import Assessment
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from tests.assessments.factories import make_assessment, make_done, write
from tests.client import client_of

pytestmark = pytest.mark.django_db

State = Assessment.State
HANNAS, KALLES = "Hanna skrev att skolvägen blir längre.", "Kalle skrev om skolskjutsen."


@pytest.fixture
def changed(made, hanna, kalle):
    """Kalle has written over what Hanna wrote."""
    made = write(made, hanna, arende=HANNAS)
    return write(made, kalle, arende=KALLES)


# How the answers have changed


def test_the_page_tells_who_changed_an_answer_and_what_stood_there(changed, hanna):
    client = client_of(hanna)
    page = client.get(f"/provningar/{changed.pk}/andringar/").text
    assert "1\u00a0gång" in page
    assert "Kalle Al" in page
    page = client.get(f"/provningar/{changed.pk}/andringar/arende/").text
    assert page.index(KALLES) < page.index("Innan Kalle Al ändrade") < page.index(HANNAS)
    assert page.index(HANNAS) < page.index("Hanna Ek skrev här") < page.index("Före det var frågan obesvarad.")
    assert client.get(f"/provningar/{changed.pk}/andringar/finns-inte/").status_code == 404


def test_what_stood_there_is_taken_back_and_nothing_is_lost_by_it(changed, hanna):
    client = client_of(hanna)
    row = changed.response.earlier.get(value=HANNAS)
    form = {"rad": row.pk, "bas": json.dumps(KALLES)}
    told = client.post(f"/provningar/{changed.pk}/andringar/arende/", form, follow=True).text
    assert "Svaret är som det var." in told
    changed.response.refresh_from_db()
    assert changed.response.answers["arende"] == HANNAS
    assert changed.response.earlier.filter(value=KALLES, by=hanna).exists()


def test_nothing_is_taken_back_over_what_somebody_has_just_written(changed, hanna, kalle):
    row = changed.response.earlier.get(value=HANNAS)
    write(changed, kalle, arende="Kalle skrev om.")
    form = {"rad": row.pk, "bas": json.dumps(KALLES)}
    told = client_of(hanna).post(f"/provningar/{changed.pk}/andringar/arende/", form, follow=True).text
    assert "någon annan har skrivit här" in told
    changed.response.refresh_from_db()
    assert changed.response.answers["arende"] == "Kalle skrev om."


@pytest.mark.parametrize("form", [{}, {"rad": "x"}, {"rad": "9" * 30}, {"rad": "0", "bas": "{"}])
def test_a_forged_row_is_not_found(changed, hanna, form):
    assert client_of(hanna).post(f"/provningar/{changed.pk}/andringar/arende/", form).status_code == 404


def test_a_row_of_another_assessment_is_not_found(changed, hanna, authority):
    other = write(make_assessment(authority, by=hanna), hanna, arende="Något annat")
    row = other.response.earlier.get()
    form = {"rad": row.pk, "bas": json.dumps(KALLES)}
    assert client_of(hanna).post(f"/provningar/{changed.pk}/andringar/arende/", form).status_code == 404


def test_an_answer_that_would_hide_others_is_not_taken_back_unasked(made, hanna, kalle):
    made = write(made, hanna, barn_berors="inte")
    made = write(made, kalle, barn_berors="direkt")
    made = write(made, kalle, motivering="Skolskjuts ordnas.")
    row = made.response.earlier.get(value="inte")
    form = {"rad": row.pk, "bas": json.dumps("direkt")}
    told = client_of(hanna).post(f"/provningar/{made.pk}/andringar/barn_berors/", form, follow=True).text
    assert "döljer andra svar" in told
    made.response.refresh_from_db()
    assert made.response.answers["barn_berors"] == "direkt"


def test_a_block_that_was_taken_away_is_shown_and_put_back(authority, hanna):
    made = make_assessment(authority, template=Assessment.Template.GENERAL, by=hanna)
    block = made.response.answers["alternativ"][0]["id"]
    actions.write(made, {f"alternativ.{block}.alt_namn": actions.questionnaires.Field("Behåll skolan", "")}, by=hanna)
    actions.remove_block(made, "alternativ", block, by=hanna)
    client = client_of(hanna)
    page = client.get(f"/provningar/{made.pk}/andringar/").text
    assert "Alternativ (borttaget)" in page
    assert "Behåll skolan" in page
    back = client.post(f"/provningar/{made.pk}/steg/alternativ/ta-tillbaka/{block}/", follow=True).text
    assert "Behåll skolan" in back
    again = client.post(f"/provningar/{made.pk}/steg/alternativ/ta-tillbaka/{block}/", follow=True).text
    assert "står redan där" in again


def test_a_reader_sees_the_changes_and_takes_nothing_back(changed, reader, hanna):
    client, row = client_of(reader), changed.response.earlier.get(value=HANNAS)
    page = client.get(f"/provningar/{changed.pk}/andringar/arende/").text
    assert HANNAS in page
    assert "Ta tillbaka" not in page
    form = {"rad": row.pk, "bas": json.dumps(KALLES)}
    assert client.post(f"/provningar/{changed.pk}/andringar/arende/", form).status_code == 403
    actions.move(changed, State.IN_REVIEW, by=hanna)
    assert client_of(hanna).post(f"/provningar/{changed.pk}/andringar/arende/", form).status_code == 403
    with pytest.raises(RuleBroken, match="Prövningen är på granskning"):
        actions.put_back_block(changed, "alternativ", "b0", by=hanna)


def test_another_board_sees_no_draft(changed, stranger):
    client = client_of(stranger)
    for path in ("andringar/", "andringar/arende/", "rensa/"):
        assert client.get(f"/provningar/{changed.pk}/{path}").status_code == 404
        assert client.post(f"/provningar/{changed.pk}/{path}").status_code in (404, 405)


# Cleaning up


@pytest.fixture
def done(authority, hanna, kalle):
    """Done, with earlier answers, a hidden answer and two comments."""
    made = make_done(authority, by=hanna)
    actions.move(made, State.DRAFT, by=hanna)
    made = write(made, kalle, arende="Ärendet med Kalles ord.")
    made = write(made, hanna, forenligt="ja")
    actions.comment(made, "arende", "Vilken skola menas?", by=kalle)
    actions.comment(made, "vilka_barn", "Skolan har 140 elever enligt skolregistret.", by=kalle)
    return actions.move(made, State.DONE, by=hanna)


def left_of(assessment):
    assessment.response.refresh_from_db()
    hidden = len(actions.answers.hidden_answers(assessment.response.version.definition, assessment.response.hidden))
    return assessment.response.earlier.count(), hidden, assessment.comments.count()


def test_the_page_shows_what_goes_and_cleans_up_and_locks(done, hanna):
    client = client_of(hanna)
    page = client.get(f"/provningar/{done.pk}/rensa/").text
    assert "2\u00a0kommentarer, lösta och olösta" in page
    assert "Kalle Al vid ”Vilka barn, och hur märker de av det?”: Skolan har 140 elever" in page
    kept = done.comments.get(address="vilka_barn")
    seen = ",".join(str(one.pk) for one in done.comments.order_by("pk"))
    client.post(f"/provningar/{done.pk}/rensa/", {"las": "1", "comments": [kept.pk], "seen": seen})
    done.refresh_from_db()
    assert done.state == State.LOCKED
    assert left_of(done) == (0, 0, 1)
    assert done.comments.get() == kept
    assert done.response.answers["arende"] == "Ärendet med Kalles ord."
    page = client.get(f"/provningar/{done.pk}/").text
    assert "Skolan har 140 elever" in page


def test_it_is_logged_by_numbers_and_without_a_word(done, hanna):
    earlier, hidden, comments = left_of(done)
    assert (earlier > 7, comments) == (True, 2)
    actions.clear_draft(done, Keep(), by=hanna)
    event = AuditEvent.objects.get(type="assessment_cleared")
    assert event.before == {"earlier": earlier, "hidden": hidden, "comments": 2}
    assert (event.object_name, event.actor_name) == (f"Prövning {done.pk}", "Hanna Ek")
    assert left_of(done) == (0, 0, 0)
    actions.clear_draft(done, Keep(), by=hanna)
    assert AuditEvent.objects.filter(type="assessment_cleared").count() == 1


def test_what_is_kept_on_purpose_stays(done, hanna):
    before = left_of(done)
    pks = tuple(done.comments.values_list("pk", flat=True))
    locked = actions.move(done, State.LOCKED, keep=Keep(comments=pks, earlier=True, hidden=True), by=hanna)
    assert (locked.state, left_of(done)) == (State.LOCKED, before)


def test_whatever_way_it_is_locked_no_draft_is_left(done, hanna):
    client_of(hanna).post(f"/provningar/{done.pk}/lage/", {"lage": "locked"})
    done.refresh_from_db()
    assert (done.state, left_of(done)) == (State.LOCKED, (0, 0, 0))


def test_a_comment_that_came_after_the_page_was_opened_is_not_taken_away_unseen(done, hanna, kalle):
    client = client_of(hanna)
    seen = ",".join(str(one.pk) for one in done.comments.order_by("pk"))
    actions.comment(done, "arende", "Vänta!", by=kalle)
    page = client.post(f"/provningar/{done.pk}/rensa/", {"las": "1", "seen": seen}).text
    assert "Kommentarerna har ändrats sedan du öppnade sidan." in page
    assert "Vänta!" in page
    done.refresh_from_db()
    assert (done.state, done.comments.count()) == (State.DONE, 3)


def test_nothing_is_cleaned_up_when_it_cannot_be_locked(authority, hanna):
    done = make_done(authority, by=hanna, case_number="")
    before = left_of(done)
    page = client_of(hanna).post(f"/provningar/{done.pk}/rensa/", {"las": "1"}).text
    assert "Skriv diarienumret innan prövningen låses." in page
    assert left_of(done) == before
    client_of(hanna).post(f"/provningar/{done.pk}/rensa/", {"rensa": "1"})
    assert left_of(done) == (0, 0, 0)


def test_a_draft_is_not_cleaned_up_while_it_is_written(made, hanna):
    with pytest.raises(RuleBroken, match="när prövningen är klar"):
        actions.clear_draft(made, Keep(), by=hanna)
    assert client_of(hanna).get(f"/provningar/{made.pk}/rensa/")["Location"] == f"/provningar/{made.pk}/"


def test_the_log_never_has_the_title(done):
    assert not AuditEvent.objects.filter(object_name__contains="Ekskolan").exists()
    assert AuditEvent.objects.filter(object_name=f"Prövning {done.pk}").exists()


def test_before_it_is_locked_one_is_told_of_what_is_not_known_of_the_case(authority, hanna):
    made, told = make_done(authority, by=hanna), "Fyll i uppgifterna om ärendet"
    client = client_of(hanna)
    assert told in client.get(f"/provningar/{made.pk}/rensa/").text
    actions.edit_case(made, fields={"unit": "Skola", "decided_by": "Nämnden", "responsible": "Utredare"}, by=hanna)
    assert told not in client.get(f"/provningar/{made.pk}/rensa/").text
