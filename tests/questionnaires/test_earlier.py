"""What stood in a field before is kept with every write."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from barnratt.core.errors import RuleBroken
from barnratt.questionnaires import actions, personal_data
from barnratt.questionnaires.actions import Field
from barnratt.questionnaires.models import EarlierAnswer, Response
from barnratt.questionnaires.yaml import read_yaml
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

CONTENT = """
key: prov
title: Prov
steps:
  - key: forst
    title: Först
    questions:
      - {key: berors, text: Berörs barn, type: boolean, required: true}
      - {key: vilka, text: Vilka barn, type: text, show_if: {question: berors, equals: true}}
  - key: alternativ
    title: Alternativ
    repeat: {min: 1, label: Alternativ}
    questions:
      - {key: namn, text: Namn, type: text}
      - {key: bra, text: Är det bra, type: boolean}
      - {key: varfor, text: Varför, type: text, show_if: {question: bra, equals: true}}
"""
LONG = "Eleverna i årskurs 1–3 får nästan två kilometer längre till skolan och måste åka buss."


@pytest.fixture
def hanna():
    return UserFactory(name="Hanna Ek")


@pytest.fixture
def response(hanna):
    return actions.begin(actions.publish(read_yaml(CONTENT), by=hanna), by=hanna)


def write(response, by, address, value):
    """Write over what stands there."""
    now = actions.answers.value_at(Response.objects.get(pk=response.pk).answers, address)
    base = "" if now is None else "ja" if now is True else "nej" if now is False else now
    assert actions.write(response, {address: Field(value, base)}, by=by).saved == [address]


def kept(response, address):
    return list(response.earlier.filter(address=address).order_by("at", "pk").values_list("value", "by_name"))


def test_what_stood_there_is_kept_with_who_changed_it_and_which_change_it_was(response, hanna):
    write(response, hanna, "berors", "ja")
    row = EarlierAnswer.objects.get()
    assert (row.address, row.value, row.by, row.by_name, row.revision) == ("berors", None, hanna, "Hanna Ek", 2)


def test_one_person_s_saves_within_minutes_are_one_row_with_what_stood_first(response, hanna):
    write(response, hanna, "berors", "ja")
    for text in ("Elev", "Eleverna i", "Eleverna i årskurs 1"):
        write(response, hanna, "vilka", text)
    assert kept(response, "vilka") == [(None, "Hanna Ek")]


def test_after_some_minutes_it_is_a_new_row(response, hanna):
    write(response, hanna, "berors", "ja")
    write(response, hanna, "vilka", "Elev")
    EarlierAnswer.objects.update(at=timezone.now() - datetime.timedelta(minutes=5, seconds=1))
    write(response, hanna, "vilka", "Eleverna")
    assert kept(response, "vilka") == [(None, "Hanna Ek"), ("Elev", "Hanna Ek")]


def test_what_somebody_else_changes_is_always_a_new_row(response, hanna):
    kalle = UserFactory(name="Kalle Al")
    write(response, hanna, "berors", "ja")
    for by, text in ((hanna, "Hannas"), (kalle, "Kalles"), (hanna, "Hannas igen")):
        write(response, by, "vilka", text)
    assert kept(response, "vilka") == [(None, "Hanna Ek"), ("Hannas", "Kalle Al"), ("Kalles", "Hanna Ek")]


@pytest.mark.parametrize(
    ("after", "rows"),
    [
        ("", 2),  # all of it taken away
        ("Något helt annat, som är minst lika långt som det som stod här förut, men om en annan sak.", 2),
        (LONG.replace("nästan ", ""), 1),  # a word in the middle
        (f"Enligt skolan: {LONG} Det gäller 40 elever.", 1),  # more on both sides
    ],
)
def test_a_save_that_takes_away_a_piece_of_text_is_a_row_of_its_own(response, hanna, after, rows):
    write(response, hanna, "berors", "ja")
    write(response, hanna, "vilka", LONG)
    write(response, hanna, "vilka", after)
    assert len(kept(response, "vilka")) == rows
    assert rows == 1 or kept(response, "vilka")[-1][0] == LONG


def test_what_is_not_saved_leaves_no_row(response, hanna):
    actions.write(response, {"berors": Field("kanske", ""), "vilka": Field("Alla", "")}, by=hanna)
    actions.write(response, {"berors": Field("", "")}, by=hanna)
    assert not EarlierAnswer.objects.exists()


def test_an_autosave_asks_the_database_twice_more_the_first_time_and_once_after(response, hanna):
    counts = []
    write(response, hanna, "berors", "ja")
    for text in ("E", "El", "Ele"):
        with CaptureQueriesContext(
            connection,
        ) as found:
            write(response, hanna, "vilka", text)
        counts.append(sum("earlieranswer" in one["sql"] for one in found))
    assert counts == [2, 1, 1]


def test_a_block_that_is_taken_away_is_put_back_with_every_answer_hidden_ones_too(response, hanna):
    block = response.answers["alternativ"][0]["id"]
    write(response, hanna, f"alternativ.{block}.namn", "Noll")
    write(response, hanna, f"alternativ.{block}.bra", "ja")
    write(response, hanna, f"alternativ.{block}.varfor", "För lek")
    write(response, hanna, f"alternativ.{block}.bra", "nej")
    before = Response.objects.get(pk=response.pk)
    assert before.hidden == {"alternativ": [{"id": block, "varfor": "För lek"}]}
    other = actions.add_block(response, "alternativ", by=hanna)
    actions.remove_block(response, "alternativ", block, by=hanna)
    assert Response.objects.get(pk=response.pk).answers["alternativ"] == [{"id": other}]
    actions.put_back_block(response, "alternativ", block, by=hanna)
    after = Response.objects.get(pk=response.pk)
    assert after.answers["alternativ"] == [{"id": other}, *before.answers["alternativ"]]
    assert after.hidden == before.hidden
    with pytest.raises(RuleBroken, match="står redan där"):
        actions.put_back_block(response, "alternativ", block, by=hanna)
    with pytest.raises(RuleBroken, match="finns inte kvar"):
        actions.put_back_block(response, "alternativ", "b0", by=hanna)


def test_drafts_are_forgotten_and_the_answers_stay(response, hanna):
    write(response, hanna, "berors", "ja")
    write(response, hanna, "vilka", "Alla")
    write(response, hanna, "berors", "nej")
    assert actions.forget_drafts(response, earlier_answers=False, hidden=False) == (0, 0)
    assert actions.forget_drafts(response) == (2, 1)
    response.refresh_from_db()
    assert (response.answers["berors"], response.hidden, response.earlier.count()) == (False, {}, 0)


def test_an_answer_that_was_copied_is_marked_till_it_is_saved(hanna):
    version = actions.publish(read_yaml(CONTENT), by=hanna)
    document = {"berors": True, "vilka": "Alla"}
    response = actions.begin(version, by=hanna, document=document, copied=["berors", "vilka"])
    actions.write(response, {"vilka": Field("Alla", "Alla")}, by=hanna)
    response.refresh_from_db()
    assert response.copied == ["berors"]


def test_a_person_is_told_of_the_changes_and_forgotten(response, hanna):
    write(response, hanna, "berors", "ja")
    assert len(personal_data.export(hanna)["ändringar i svar, när"]) == 1
    personal_data.erase(hanna)
    row = EarlierAnswer.objects.get()
    assert (row.by, row.by_name) == (None, "en tidigare användare")
