"""What is noted in the report of 2023 as wrong, as rules: each is silent when the answers are right."""

import pytest

from barnratt.questionnaires import checks
from barnratt.questionnaires.definition import DefinitionError, read
from barnratt.questionnaires.yaml import read_yaml
from regions.surveys.counting import facts_of
from tests.surveys.constructed import all_totals, definition, documents


def broken_in(answers, before=None, **facts):
    found = checks.within(definition(), answers, before=before, facts={"parts_of_24": 1, **facts})
    return {one.key: one for one in found}


def broken_together(**changed):
    return {one.key: one for one in checks.across(definition(), all_totals() | changed)}


def test_a_county_that_meets_in_networks_has_coordinated_one():
    met = {"stod_insatser": ["erfarenhetsutbyte"], "nat_aktorer": ["kommuner"]}
    found = broken_in(met | {"nat_samordnat": "under_uppbyggnad"})["natverk_18_mot_19"]
    assert (found.level, found.needs_reason, found.stops) == ("soft", True, False)
    assert found.questions == ("nat_samordnat", "stod_insatser")
    assert "natverk_18_mot_19" not in broken_in(met | {"nat_samordnat": "enstaka"})
    assert "natverk_18_mot_19" not in broken_in({"stod_insatser": ["kompetens"], "nat_samordnat": "nej"})


def test_in_the_report_one_county_met_in_a_network_without_having_coordinated_one():
    broken = [broken_in(answers, **facts_of(county)) for county, answers in documents()]
    assert sum("natverk_18_mot_19" in found for found in broken) == 1
    assert {key for found in broken for key in found} == {"natverk_18_mot_19"}


def test_the_network_s_municipalities_are_reached_when_meetings_are_support():
    ticked = {"stod_insatser": ["erfarenhetsutbyte"], "nat_kommuner": ["2180", "2104"], "stod_kommuner": ["2180"]}
    assert broken_in(ticked)["stod_utan_natverkets_kommuner"].message.endswith(
        "är 1 inte med bland dem som har nåtts av stöd."
    )
    assert "stod_utan_natverkets_kommuner" not in broken_in(ticked | {"stod_insatser": ["kompetens"]})


@pytest.mark.parametrize(("before", "now", "asks"), [(10, 4, True), (10, 5, False), (4, 6, False), (4, 7, True)])
def test_a_change_of_more_than_half_is_asked_about(before, now, asks):
    codes = [f"21{number:02}" for number in range(20)]
    found = broken_in({"nat_kommuner": codes[:now]}, before={"nat_kommuner": codes[:before]})
    assert ("nat_kommuner_andrat" in found) is asks
    if asks:
        assert f"från {before} till {now}" in found["nat_kommuner_andrat"].message


def test_an_amount_is_not_above_the_county_s_parts_of_24():
    found = broken_in({"vm_rekvirerat": 250_000})["vm_rekvirerat_tak"]
    assert found.stops
    assert found.message == "250\u00a0000 kr är mer än taket, som är 125\u00a0000."
    assert "vm_rekvirerat_tak" not in broken_in({"vm_rekvirerat": 250_000}, parts_of_24=2)
    assert "vm_rekvirerat_tak" not in broken_in({"vm_rekvirerat": 125_000})


def test_what_the_counties_have_asked_for_is_what_the_accounts_say():
    assert broken_together()["vm_pott_mot_bokslut"].message == (
        "Länen har tillsammans rekvirerat 3\u00a0000\u00a0000 kr. "
        "Bokslutets rad för verksamhetsmedel är 2\u00a0750\u00a0000 kr."
    )
    assert "vm_pott_mot_bokslut" not in broken_together(vm_rekvirerat={"n": 21, "counts": {}, "sum": 2_750_000})


def test_shares_of_one_choice_make_up_all_who_answered():
    printed = {
        "n": 21,
        "counts": {"varken": 11, "stor": 7, "liten": 4, "vet_ej": 3},
    }  # half, a third, just under a third
    assert broken_together(int_kms_betydelse=printed)["kms_brak_over_1"].stops
    assert "kms_brak_over_1" not in broken_together()


def test_named_partners_make_up_the_stated_sum():
    named = {key: number for key, number in all_totals()["sam_aktorer"]["counts"].items() if "otryckt" not in key}
    found = broken_together(sam_aktorer={"n": 21, "counts": named, "sum": 167})["samverkan_167_mot_138"]
    assert "138 kryss" in found.message
    assert "167" in found.message
    assert "samverkan_167_mot_138" not in broken_together()


def test_a_long_run_of_counts_is_pointed_out():
    assert "8 tal i obruten följd" in broken_together()["samverkan_jamn_foljd"].message
    uneven = {"n": 21, "counts": {"skr": 20, "bo": 18, "mfd": 17, "do": 9}, "sum": 64}
    assert "samverkan_jamn_foljd" not in broken_together(sam_aktorer=uneven)


def test_half_of_21_is_no_whole_number_so_the_two_halves_are_11_and_10():
    counts = all_totals()["sam_utveckling"]["counts"]
    assert sorted(counts.values()) == [0, 10, 11]
    assert "sam_utveckling_summa" not in broken_together()


# The forms of rules in the engine

TWO = """
key: prov
title: Prov
steps:
  - key: ett
    title: Ett
    questions:
      - {key: a, text: A, type: integer}
      - {key: b, text: B, type: integer}
      - {key: c, text: C, type: integer}
      - {key: d, text: D, type: choice, options: [{value: x, label: X}]}
      - {key: e, text: E, type: text}
"""


def with_check(line):
    return read(read_yaml(f"{TWO}checks:\n  - {line}\n"))


def test_parts_make_up_the_whole_and_no_part_is_more_than_it():
    parts = with_check("{key: k, level: error, parts: [a, b], make: c, message: '{now} är inte {expected}'}")
    assert checks.within(parts, {"a": 1, "b": 2, "c": 4})[0].message == "3 är inte 4"
    assert checks.within(parts, {"a": 1, "b": 3, "c": 4}) == []
    assert checks.within(parts, {"c": 4}) == []
    less = with_check("{key: k, level: blocker, at_most: a, than: b, message: '{now} är mer än {expected}'}")
    assert checks.within(less, {"a": 3, "b": 2})[0].message == "3 är mer än 2"
    assert checks.within(less, {"a": 2, "b": 2}) == checks.within(less, {"a": 2}) == []


def test_the_most_serious_comes_first():
    found = read(
        read_yaml(
            f"{TWO}checks:\n"
            "  - {key: k, level: warning, at_most: a, than: b, message: M}\n"
            "  - {key: l, level: blocker, at_most: a, than: b, message: M}\n"
        )
    )
    assert [one.level for one in checks.within(found, {"a": 2, "b": 1})] == ["blocker", "warning"]


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("{key: k, level: soft, message: M}", "Kontrollen k: säg vad som prövas"),
        ("{key: k, level: mild, change: a, percent: 50, message: M}", "Kontrollen k: level är en av"),
        ("{key: k, level: soft, change: z, percent: 50, message: M}", "Kontrollen k: z är ingen fråga som"),
        ("{key: k, level: soft, change: e, percent: 50, message: M}", "en kontroll av slaget change kan inte gälla e"),
        ("{key: k, level: soft, change: a, message: M}", "Kontrollen k: percent saknas."),
        ("{key: k, level: soft, change: a, percent: 50, message: '{vem}'}", "meddelandet kan nämna"),
        ("{key: k, level: soft, change: a, percent: 50, message: '{'}", "meddelandet kan nämna"),
        ("{key: a, level: soft, change: a, percent: 50, message: M}", "nyckeln a används redan"),
        ("{key: k, level: error, options_of: d, make: allt, message: M}", "Kontrollen k: make är n eller sum."),
        ("{key: k, level: soft, then: {question: d, equals: x}, message: M}", "Kontrollen k: when saknas."),
        (
            "{key: k, level: soft, when: {question: z, equals: x}, then: {question: d, equals: x}, message: M}",
            "villkoret pekar på z",
        ),
    ],
)
def test_a_rule_that_cannot_be_says_why(line, error):
    with pytest.raises(DefinitionError) as caught:
        with_check(line)
    assert any(error in one for one in caught.value.errors), caught.value.errors


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("{key: f, text: F, type: text, ceiling: {fact: delar, times: 2}}", "enhet och gränser hör till tal"),
        ("{key: f, text: F, type: integer, ceiling: {fact: delar}}", "times saknas"),
        ("{key: f, text: F, type: text, series: alltid}", "series är core (kärnfråga) eller year (årsfråga)"),
        ("{key: f, text: F, type: text, series: core, show_if: {question: d, equals: x}}", "Säg vilka som får den"),
        ("{key: f, text: F, type: text, linked: {question: f, comparability: lik}}", "comparability är en av"),
        (
            "{key: f, text: F, type: choice, options: [{value: x, label: X}],"
            " linked: {question: f, comparability: same, options: {y: z}}}",
            "linked leder till z, som inte är något av valen",
        ),
    ],
)
def test_what_belongs_to_a_series_says_what_is_wrong(line, error):
    with pytest.raises(DefinitionError) as caught:
        read(read_yaml(f"{TWO}      - {line}\n"))
    assert any(error in one for one in caught.value.errors), caught.value.errors


def test_a_paused_question_is_not_asked():
    paused = read(
        read_yaml(TWO.replace("{key: a, text: A, type: integer}", "{key: a, text: A, type: integer, paused: true}"))
    )
    assert paused.by_key["a"].paused
    assert checks.answers.progress(paused, {})["ett"].required == 0
    assert "a" not in {place.question.key for place in checks.answers.shown(paused, {})}
