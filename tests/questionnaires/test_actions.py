import pytest
from django.db import IntegrityError, transaction

from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.questionnaires import actions
from barnratt.questionnaires.actions import Field
from barnratt.questionnaires.definition import DefinitionError
from barnratt.questionnaires.models import Response, Version
from barnratt.questionnaires.yaml import read_yaml
from tests.factories import UserFactory
from tests.questionnaires.factories import CONTENT

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return UserFactory()


@pytest.fixture
def version(user):
    return actions.publish(read_yaml(CONTENT), by=user)


@pytest.fixture
def response(version, user):
    return actions.begin(version, by=user)


def write(response, user, **fields):
    """Each field as (what stands in it, what stood in it before)."""
    found = {address.replace("__", "."): Field(*both) for address, both in fields.items()}
    return actions.write(response, found, by=user)


def test_a_response_begins_with_the_defaults_and_the_blocks_that_are_needed(response):
    assert response.answers["artiklar"] == [2]
    assert len(response.answers["alternativ"]) == 2


def test_what_is_right_is_saved_and_what_is_wrong_is_told(response, user):
    written = write(response, user, berors=("ja", ""), kronor=("11", ""))
    assert written.saved == ["berors"]
    assert written.faults == {"kronor": "Talet ska vara högst 10 kr."}
    response.refresh_from_db()
    assert response.answers["berors"] is True
    assert "kronor" not in response.answers
    assert (response.revision, response.written_by) == (2, user)


def test_two_who_write_in_different_fields_both_keep_their_words(response, user):
    other = UserFactory()
    write(response, user, berors=("ja", ""))
    assert write(response, user, vilka=("Alla i årskurs 4", "")).saved == ["vilka"]
    assert write(response, other, kronor=("5", "")).saved == ["kronor"]
    response.refresh_from_db()
    assert (response.answers["vilka"], response.answers["kronor"]) == ("Alla i årskurs 4", 5)


def test_what_somebody_else_wrote_meanwhile_is_not_written_over(response, user):
    other = UserFactory()
    write(response, user, berors=("ja", ""))
    write(response, other, vilka=("Syskonen", ""))
    written = write(response, user, vilka=("Klassen", ""))
    assert (written.saved, written.theirs) == ([], {"vilka": "Syskonen"})
    response.refresh_from_db()
    assert response.answers["vilka"] == "Syskonen"
    assert write(response, user, vilka=("Klassen", "Syskonen")).saved == ["vilka"]


def test_a_field_that_is_sent_untouched_does_not_collide_with_what_somebody_else_wrote(response, user):
    actions.write(response, {"berors": Field("ja", "")}, by=user)
    actions.write(response, {"vilka": Field("Kollegans text", "")}, by=user)
    outcome = actions.write(response, {"vilka": Field("", ""), "kronor": Field("5", "")}, by=user)
    assert (outcome.saved, outcome.theirs) == (["kronor"], {})
    response.refresh_from_db()
    assert response.answers["vilka"] == "Kollegans text"


def test_two_who_write_the_same_do_not_collide(response, user):
    write(response, UserFactory(), kronor=("5", ""))
    assert write(response, user, kronor=("5", "")).saved == ["kronor"]


def test_an_answer_that_is_hidden_is_told_and_kept(response, user):
    write(response, user, berors=("ja", ""))
    write(response, user, vilka=("Alla", ""))
    written = write(response, user, berors=("nej", "ja"))
    assert [question.key for question in written.hid] == ["vilka"]
    response.refresh_from_db()
    assert ("vilka" in response.answers, response.hidden) == (False, {"vilka": "Alla"})
    write(response, user, berors=("ja", "nej"))
    response.refresh_from_db()
    assert (response.answers["vilka"], response.hidden) == ("Alla", {})


def test_a_field_that_is_no_longer_shown_is_told_and_not_saved(response, user):
    written = write(response, user, vilka=("Alla", ""))
    assert written.saved == []
    assert "visas inte längre" in written.faults["vilka"]


def test_blocks_are_added_written_and_taken_away(response, user):
    first, second = (block["id"] for block in response.answers["alternativ"])
    third = actions.add_block(response, "alternativ", by=user)
    actions.write(response, {f"alternativ.{third}.namn": Field("Flytt", "")}, by=user)
    response = actions.remove_block(response, "alternativ", first, by=user)
    assert response.answers["alternativ"] == [{"id": second}, {"id": third, "namn": "Flytt"}]
    with pytest.raises(RuleBroken, match="bara en gång"):
        actions.add_block(response, "forst", by=user)


def test_a_block_that_somebody_else_took_away_is_told(response, user):
    first = response.answers["alternativ"][0]["id"]
    actions.remove_block(response, "alternativ", first, by=user)
    written = actions.write(response, {f"alternativ.{first}.namn": Field("Noll", "")}, by=user)
    assert "visas inte längre" in written.faults[f"alternativ.{first}.namn"]


def test_the_log_tells_once_a_sitting_who_wrote_and_holds_no_answer(response, user):
    for number in range(1, 6):
        write(response, user, kronor=(str(number), str(number - 1) if number > 1 else ""))
    write(response, UserFactory(), berors=("ja", ""))
    events = AuditEvent.objects.filter(type="response_written")
    assert events.count() == 2
    assert all(set(event.after) == {"revision"} and event.before == {} for event in events)


def test_what_is_not_changed_is_not_written(response, user):
    before = Response.objects.get(pk=response.pk).revision
    write(response, user, kronor=("", ""))
    assert Response.objects.get(pk=response.pk).revision == before


# Versions


def changed(text, **new):
    content = read_yaml(text)
    questions = content["steps"][0]["questions"]
    content["steps"][0]["questions"] = [new.get(question["key"], question) for question in questions]
    content["steps"][0]["questions"] = [one for one in content["steps"][0]["questions"] if one]
    return content


def test_a_changed_questionnaire_is_a_new_version_and_the_old_one_is_kept(version, user):
    assert actions.publish(read_yaml(CONTENT), by=user) == version
    later = actions.publish(changed(CONTENT, kronor=None), by=user)
    version.refresh_from_db()
    assert (version.state, later.number, later.state) == ("retired", 2, "published")
    assert "kronor" in version.definition.by_key


def test_what_is_wrong_is_never_published(user):
    with pytest.raises(DefinitionError):
        actions.publish({"key": "prov"}, by=user)
    assert not Version.objects.exists()


def test_a_published_version_cannot_be_changed(version):
    with pytest.raises(IntegrityError, match="ändras aldrig"), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(content={})
    with pytest.raises(IntegrityError, match="ändras aldrig"), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(state="draft", published_at=None)


def test_a_response_stays_on_its_version_till_it_is_moved_and_loses_nothing_then(response, user):
    write(response, user, berors=("ja", ""), kronor=("7", ""))
    write(response, user, vilka=("Alla", ""))
    block = response.answers["alternativ"][0]["id"]
    actions.write(response, {f"alternativ.{block}.namn": Field("Noll", "")}, by=user)
    later = actions.publish(
        changed(CONTENT, kronor=None, vilka={"key": "vilka", "text": "Vilka", "type": "date"}), by=user
    )
    response.refresh_from_db()
    assert response.version.number == 1
    response = actions.move(response, later, by=user)
    assert response.answers["berors"] is True
    assert response.answers["alternativ"][0] == {"id": block, "namn": "Noll"}
    assert len(response.answers["alternativ"]) == 2
    assert response.beside == [
        {"step": "forst", "text": "Vilka barn", "answer": "Alla", "from": "version 1"},
        {"step": "forst", "text": "Kronor", "answer": "7 kr", "from": "version 1"},
    ]


def test_what_is_hidden_is_moved_too(response, user):
    write(response, user, berors=("ja", ""))
    write(response, user, vilka=("Alla", ""))
    write(response, user, berors=("nej", "ja"))
    later = actions.publish(changed(CONTENT, kronor=None), by=user)
    assert actions.move(response, later, by=user).hidden == {"vilka": "Alla"}
