"""What the report of 2023 printed of the survey, and that the constructed answers count up to just that."""

import json

import pytest
from django.core.management import call_command

from regions.surveys.models import Round
from regions.surveys.results import question_results
from tests.surveys.constructed import all_totals, definition, documents

# {question: what the report says}: counts of answers, sums over the counties, and answers counted together.
PRINTED = {
    "vm_rekvirerat": {"counts": {"fullt_belopp": 21, "delar_av_belopp": 0, "inget": 0}, "sum": 3_000_000},
    "vm_betydelse": {"counts": {"stor": 20, "varken": 1, "liten": 0, "vet_ej": 0}},
    "int_samordnare": {"counts": {"nej": 0}, "together": {("hela", "delar"): 21}},
    "int_arbetstid": {
        "counts": {
            "p0_5": 0, "p6_10": 7, "p11_25": 3, "p26_50": 9, "p51_75": 2, "p76_100": 0, "over_100": 0,
        },
    },
    "int_komponenter": {
        "counts": {"person": 20, "kompetens": 17, "rutiner_bbp": 14, "kartlaggning": 9, "ansvar": 9, "strategi": 8},
    },
    "int_kms_arbete": {"counts": {"spridits": 18, "implementering": 13, "stod_bbp": 9}},
    "int_utveckling": {"counts": {"negativ": 0}, "together": {("positiv", "oforandrad"): 21}},
    "agenda2030_tema": {"counts": {"ja": 20, "nej": 1}},
    "lb_anvant": {"counts": {"ja": 13, "nej": 8}},
    "lb_fordjupa": {"counts": {"ja": 17, "nej": 4}},
    "lb_egna": {"counts": {"ja": 4}},
    "nat_samordnat": {"counts": {"under_uppbyggnad": 2, "nej": 1}, "together": {("flertal", "enstaka"): 18}},
    "nat_kommuner": {"sum": 208},
    "stod_insatser": {"counts": {"erfarenhetsutbyte": 19, "kompetens": 17, "tillampningsstod": 10}},
    "stod_kommuner": {"sum": 218},
    "sam_aktorer": {
        "counts": {
            "skr": 20, "bo": 19, "mfd": 18, "mucf": 17, "radda_barnen": 16, "uppsala_univ": 15, "bris": 14, "do": 13,
            "andra": 6,
        },
        "sum": 167,
    },
    "sam_utveckling": {"counts": {"positiv": 11, "oforandrad": 10, "negativ": 0}},
}  # fmt: skip
# Questions of which the report gives the order only; those at one place are as many.
ORDER = {
    "stod_omraden": [
        {"ledning_styrning", "utbildning_barnomsorg"},
        {"socialtjanst", "fysisk_planering"},
        {"halso_sjukvard"},
        {"kultur_fritid"},
    ],
}


def counted(key, *values):
    return sum(all_totals()[key]["counts"][value] for value in values)


@pytest.mark.parametrize("key", PRINTED)
def test_the_constructed_answers_count_up_to_what_the_report_printed(key):
    total, printed = all_totals()[key], PRINTED[key]
    assert (total["asked"], total["n"]) == (21, 21)
    assert {value: total["counts"][value] for value in printed.get("counts", {})} == printed.get("counts", {})
    assert total.get("sum") == printed.get("sum", total.get("sum"))
    for values, number in printed.get("together", {}).items():
        assert counted(key, *values) == number


def test_the_order_is_the_report_s():
    for key, places in ORDER.items():
        counts = [{all_totals()[key]["counts"][value] for value in place} for place in places]
        assert all(len(place) == 1 for place in counts)
        numbers = [place.pop() for place in counts]
        assert numbers == sorted(set(numbers), reverse=True)
    points = all_totals()["fram_prioritera"]["points"]
    assert sorted(points, key=lambda value: -points[value])[:3] == ["stod_bbp", "lanssamverkan", "stod_delaktighet"]
    actors = all_totals()["nat_aktorer"]["counts"]
    assert max(actors, key=actors.get) == "kommuner"


def test_the_golden_checks_hold():
    named = sum(PRINTED["sam_aktorer"]["counts"].values())
    values = {
        "g01 länsstyrelser som svarat": (len(documents()), 21),
        "g02 arbetstid": (counted("int_arbetstid", *all_totals()["int_arbetstid"]["counts"]), 21),
        "g03 verksamhetsmedlets betydelse": (sum(all_totals()["vm_betydelse"]["counts"].values()), 21),
        "g04 extern samverkan": (sum(all_totals()["sam_utveckling"]["counts"].values()), 21),
        "g05 komponenter": (counted("int_komponenter", *PRINTED["int_komponenter"]["counts"]), 77),
        "g06 namngivna samverkansparter": (counted("sam_aktorer", *PRINTED["sam_aktorer"]["counts"]), 138),
        "g07 kryss utan namn": (all_totals()["sam_aktorer"]["sum"] - named, 29),
        "g08 kommuner i nätverk": (all_totals()["nat_kommuner"]["sum"], 208),
        "g10 kommuner som nåtts": (all_totals()["stod_kommuner"]["sum"], 218),
        "g11 samordnade nätverk": (counted("nat_samordnat", "flertal", "enstaka"), 18),
        "g12 har inte använt lägesbilden": (21 - counted("lb_anvant", "ja"), 8),
        "g13 fördjupar inte": (21 - counted("lb_fordjupa", "ja"), 4),
        "g15 fullt belopp enligt 24-nyckeln": (all_totals()["vm_rekvirerat"]["sum"], 3_000_000),
        "g16 skillnad mot bokslutet": (all_totals()["vm_rekvirerat"]["sum"] - 2_750_000, 250_000),
    }
    assert {name: found for name, (found, _) in values.items()} == {name: told for name, (_, told) in values.items()}


def test_actors_without_a_name_are_between_the_least_and_the_most_common_of_those_with_one():
    counts = all_totals()["sam_aktorer"]["counts"]
    assert all(6 <= counts[value] <= 13 for value in ("otryckt_1", "otryckt_2", "otryckt_3"))


def test_the_named_counties_have_their_own_status_pictures_and_nobody_has_written_a_text():
    own = {county.code for county, document in documents() if document["lb_egna"]}
    assert own == {"22", "10", "12", "20"}
    texts = {key for key, question in definition().by_key.items() if question.type in ("text", "texts", "line")}
    assert not any(texts & set(document) for _, document in documents())


def test_the_survey_has_the_33_questions_and_one_for_what_a_yes_asks_about():
    assert len(definition().by_key) == 34
    assert {question.key for question in definition().by_key.values() if not question.series} == set()


def test_the_command_prints_the_results_in_the_order_of_the_questions(demonstrated, capsys):
    call_command("survey_results", "2023", "--json")
    printed = json.loads(capsys.readouterr().out)
    assert list(printed) == list(definition().by_key)
    assert printed["nat_kommuner"]["sum"] == 208
    assert printed["sam_aktorer"]["counts"] == all_totals()["sam_aktorer"]["counts"]
    assert list(printed["int_arbetstid"]["counts"]) == definition().by_key["int_arbetstid"].values


def test_the_year_before_is_what_was_printed_then(demonstrated):
    survey_round = Round.objects.get(slug="2023")
    questions = survey_round.definition.by_key
    municipalities, networks = question_results(survey_round, [questions["nat_kommuner"], questions["nat_samordnat"]])
    assert [(point.year, point.sum, point.printed) for point in municipalities.points] == [(2022, 203, True)]
    assert municipalities.total["sum"] - municipalities.points[0].sum == 5
    together = networks.rows[-1]
    assert (together.count, together.before, together.together) == (18, [19], True)
