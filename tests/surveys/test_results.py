import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from barnratt.accounts.models import Role
from barnratt.documents import vega
from barnratt.questionnaires.definition import read
from regions.places.models import Organisation
from regions.surveys import actions, charts, results
from regions.surveys.counting import totals
from regions.surveys.models import PublishedTotal, Round
from tests.client import StrictClient
from tests.factories import MembershipFactory, OrganisationFactory
from tests.surveys.factories import begin, content, make_county, make_round, send_in, submitted

pytestmark = pytest.mark.django_db


def definition(*questions, checks=()):
    steps = [{"key": "ett", "title": "Ett", "questions": list(questions)}]
    return read({"key": "prov", "title": "Prov", "steps": steps, "checks": list(checks)})


OPTIONS = [
    {"value": "a", "label": "A"},
    {"value": "b", "label": "B"},
    {"value": "vet", "label": "Vet ej", "unknown": True},
]


def test_a_total_says_how_many_were_asked_answered_and_did_not_know():
    asked = definition(
        {"key": "forst", "text": "Först", "type": "boolean"},
        {
            "key": "sen",
            "text": "Sen",
            "type": "choice",
            "options": OPTIONS,
            "show_if": {"question": "forst", "equals": True},
        },
    )
    answered = [{"forst": True, "sen": "a"}, {"forst": True, "sen": "vet"}, {"forst": True}, {"forst": False}, {}]
    found = totals(asked, [(None, document) for document in answered])
    assert found["forst"] == {"asked": 5, "n": 4, "counts": {"ja": 3, "nej": 1}}
    assert found["sen"] == {"asked": 3, "n": 2, "counts": {"a": 1, "b": 0, "vet": 1}, "unknown": 1}


def test_a_ranking_gives_the_first_place_most_points_and_a_list_is_counted():
    asked = definition(
        {"key": "r", "text": "R", "type": "ranking", "options": OPTIONS},
        {"key": "t", "text": "T", "type": "texts"},
        {"key": "d", "text": "D", "type": "decimal"},
    )
    found = totals(asked, [(None, {"r": ["b", "a"], "t": ["x", "y"], "d": "1.5"}), (None, {"r": ["b"], "d": "2"})])
    assert found["r"]["points"] == {"a": 2, "b": 6, "vet": 0}
    assert found["t"] == {"asked": 2, "n": 1, "counts": {}, "sum": 2}
    assert found["d"]["sum"] == 3.5


def test_a_paused_question_has_no_total_but_its_series_goes_on():
    first = make_round("2024")
    submitted(first, make_county())
    paused = content("2025", linked=True)
    paused["steps"][0]["questions"][1]["paused"] = True
    second = actions.prepare(
        paused, year=2025, slug="2025", title="2025", previous=first, by=None,
        dates=(first.opens_date, first.last_answer_date, first.last_edit_date),
    )  # fmt: skip
    third = make_round("2026", previous=second)
    assert "kommuner" not in totals(second.definition, [(make_county(), {})])
    (found,) = results.question_results(third, [third.definition.by_key["kommuner"]])
    assert [(point.year, point.sum) for point in found.points] == [(2024, 2)]
    (now,) = results.question_results(second, [second.definition.by_key["kommuner"]])
    assert now.total is None


def test_a_year_when_nobody_answered_a_question_is_not_known_and_not_zero():
    first = make_round("2025")
    send_in(begin(first, make_county(), samordnat="ja"))
    second = make_round("2026", previous=first)
    submitted(second, make_county("01"), medel=150, kommuner=["0180"])
    second.refresh_from_db()
    medel, kommuner = results.question_results(second, [second.definition.by_key[key] for key in ("medel", "kommuner")])
    assert [(one.n, one.sum, one.counts) for one in (*medel.points, *kommuner.points)] == [(0, None, {})] * 2
    assert [row.before for row in medel.rows] == [[None]] * 4
    assert charts.of_years(second, kommuner) is None


def linked_round(previous, slug, **link):
    changed = content(slug, linked=True)
    question = changed["steps"][0]["questions"][0]
    question["linked"] |= link
    if "options" in link:
        question["options"] = [{"value": "finns", "label": "Finns"}, {"value": "nej", "label": "Nej"}]
        changed["checks"] = []
    return actions.prepare(
        changed, year=int(slug), slug=slug, title=slug, previous=previous, by=None,
        dates=(previous.opens_date, previous.last_answer_date, previous.last_edit_date),
    )  # fmt: skip


def test_a_series_is_marked_by_its_weakest_link_and_values_are_mapped_through_it():
    first = make_round("2024")
    submitted(first, make_county("14"), kommuner=[])
    submitted(first, make_county("01"), kommuner=[], samordnat="pa_gang", insatser=["kurser"])
    second = linked_round(Round.objects.get(pk=first.pk), "2025", comparability="reworded")
    third = linked_round(second, "2026", comparability="new_options", options={"ja": "finns", "pa_gang": "finns"})
    (found,) = results.question_results(third, [third.definition.by_key["samordnat"]])
    assert [(point.year, point.counts, point.mark) for point in found.points] == [
        (2024, {"finns": 2, "nej": 0}, "nya svarsalternativ")
    ]


def test_what_cannot_be_compared_ends_the_series():
    first = make_round("2025")
    submitted(first, make_county(), kommuner=[])
    second = linked_round(first, "2026", comparability="not_comparable")
    (found,) = results.question_results(second, [second.definition.by_key["samordnat"]])
    assert found.points == []


def test_a_printed_figure_stands_where_the_portal_has_no_round():
    PublishedTotal.objects.create(year=2025, question="kommuner", value=203, source="Rapporten 2025")
    PublishedTotal.objects.create(year=2027, question="kommuner", value=1, source="Rapporten 2027")
    alone = actions.prepare(
        content("2026", linked=True), year=2026, slug="2026", title="2026", by=None,
        dates=("2026-01-01", "2026-02-01", "2026-03-01"),
    )  # fmt: skip
    (found,) = results.question_results(alone, [alone.definition.by_key["kommuner"]])
    assert [(point.year, point.sum, point.printed, point.counts) for point in found.points] == [(2025, 203, True, {})]


def test_a_group_of_counties_is_counted_by_itself_and_has_no_earlier_years():
    made = make_round()
    submitted(made, make_county("14"))
    submitted(made, make_county("24"), kommuner=["2480"])
    made.refresh_from_db()
    assert results.totals_of(made, "norr")["kommuner"]["sum"] == 1
    assert results.totals_of(made)["kommuner"]["sum"] == 3
    assert (results.responses_of(made, "norr"), results.responses_of(made)) == (1, 2)
    (found,) = results.question_results(made, [made.definition.by_key["kommuner"]], "norr")
    assert (found.total["sum"], found.points) == (1, [])


def test_what_is_kept_on_the_round_is_what_counting_anew_gives():
    made = make_round()
    submitted(made, make_county("14"))
    found = submitted(made, make_county("01"), kommuner=["0180"])
    actions.withdraw(found, "Fel.", by=None)
    made.refresh_from_db()
    assert made.totals == totals(made.definition, results.documents_of(made))


# The page and its files


@pytest.fixture
def national():
    person = MembershipFactory(organisation=OrganisationFactory(), role=Role.NATIONAL_COORDINATOR).user
    client = StrictClient()
    client.force_login(person)
    return client


def test_the_results_say_their_base_and_what_does_not_add_up(national):
    submitted(county=make_county(), egna=True, beskriv="En om barn.")
    page = national.get("/enkat/2026/resultat/").text
    assert "1 av 21" not in page  # there is one county here
    assert "1 av 1 länsstyrelser har skickat in" in page
    assert "Bas: de som har egna lägesbilder. 1 av 1\xa0län har svarat." in page
    assert "200 kr, bokslutet säger 300" in page
    assert "En om barn." not in page
    assert "Fri text räknas inte." in page


def test_a_county_sees_the_country_when_the_round_is_closed():
    made = make_round()
    county = make_county()
    submitted(made, county)
    board = OrganisationFactory(kind=Organisation.Kind.COUNTY_BOARD, county=county)
    client = StrictClient()
    client.force_login(MembershipFactory(organisation=board, role=Role.COUNTY_COORDINATOR).user)
    assert client.get("/enkat/2026/resultat/").status_code == 403
    actions.move_round(made, Round.State.CLOSED, by=None)
    assert client.get("/enkat/2026/resultat/").status_code == 200


def rows_of(response):
    return list(csv.DictReader(io.StringIO(response.getvalue().decode().removeprefix("\ufeff")), delimiter=";"))


def test_the_files_are_wide_or_long_and_tell_of_constructed_answers(national):
    made = make_round("2026", constructed=True)
    submitted(made, make_county())
    (wide,) = rows_of(national.get("/enkat/2026/resultat/?format=csv"))
    assert (wide["Länskod"], wide["kommuner"], wide["egna"], wide["Konstruerade svar"]) == (
        "14",
        "1480 1481",
        "nej",
        "ja",
    )
    long = rows_of(national.get("/enkat/2026/resultat/?format=csv&form=lang"))
    assert [(row["Fråga"], row["Svar"], row["Konstruerade svar"]) for row in long][:3] == [
        ("samordnat", "ja", "ja"),
        ("kommuner", "1480", "ja"),
        ("kommuner", "1481", "ja"),
    ]
    told = national.get("/enkat/2026/resultat/?format=json").getvalue().decode()
    assert "Ingen länsstyrelse har lämnat dem." in told
    assert "konstruerade" in national.get("/enkat/2026/resultat/").text.lower()


def test_the_page_asks_as_much_for_many_counties_and_years_as_for_one(national):
    first = make_round("2020")
    submitted(first, make_county(), kommuner=[])
    with CaptureQueriesContext(connection) as one:
        national.get("/enkat/2020/resultat/")
    previous = first
    for year in range(2021, 2025):
        previous = make_round(str(year), previous=previous)
        for code in ("14", "01", "12"):
            submitted(previous, make_county(code), kommuner=[])
    for address in ("/enkat/2024/resultat/", "/enkat/2024/resultat/?grupp=storstad"):
        with CaptureQueriesContext(connection) as many:
            national.get(address)
        assert len(many) <= len(one) + 2, [each["sql"][:100] for each in many]


# Charts and years


def test_a_chart_has_the_address_of_what_it_shows_and_an_old_one_leads_to_it(national):
    made = make_round()
    submitted(made, make_county())
    made.refresh_from_db()
    (result,) = results.question_results(made, [made.definition.by_key["samordnat"]])
    chart = charts.of_answers(made, result)
    assert chart.description == "Stapeldiagram. Ja 1 av 1, På gång 0 av 1, Nej 0 av 1."
    assert f'src="{chart.url}"' in national.get("/enkat/2026/resultat/").text
    drawn = national.get(chart.url)
    assert drawn["Content-Type"] == "image/svg+xml"
    assert "1 av 1" in drawn.text
    assert national.get(chart.url.replace(chart.key, "0" * 20))["Location"] == chart.url
    assert StrictClient().get(chart.url).status_code == 404
    assert national.get("/enkat/2026/resultat/beskriv/svar-0.svg").status_code == 404


def test_a_series_is_drawn_with_a_break_where_it_cannot_be_compared(national):
    first = make_round("2024")
    submitted(first, make_county(), kommuner=["1480"])
    changed = content("2025", linked=True)
    changed["steps"][0]["questions"][1]["linked"]["comparability"] = "not_comparable"
    second = actions.prepare(
        changed, year=2025, slug="2025", title="2025", previous=first, by=None,
        dates=(first.opens_date, first.last_answer_date, first.last_edit_date),
    )  # fmt: skip
    second = actions.move_round(second, "open", by=None)
    submitted(second, make_county(), kommuner=["1480", "1481"])
    third = make_round("2026", previous=second)
    submitted(third, make_county(), kommuner=["1480", "1481", "1482"])
    third.refresh_from_db()
    (result,) = results.question_results(third, [third.definition.by_key["kommuner"]])
    assert [(point.year, point.sum) for point in result.points] == [(2025, 2)]
    assert [(point.year, point.sum, point.comparability) for point in result.broken] == [(2024, 1, "not_comparable")]
    chart = charts.of_years(third, result)
    assert chart.shown["points"] == [
        {"year": 2024, "value": 1, "mark": "same"},
        {"year": 2025, "value": 2, "mark": "not_comparable"},
        {"year": 2026, "value": 3, "mark": "same"},
    ]
    assert "Mellan 2024 och 2025 ändrades frågan" in chart.description
    layers = vega.years(chart.shown)["layer"]
    assert [layer["mark"]["type"] for layer in layers] == ["rule", "line", "point"]
    page = national.get("/enkat/2026/resultat/kommuner/").text
    assert "går inte att jämföra" in page
    assert chart.url in page


def test_a_question_s_page_has_the_groups_and_what_each_county_answered(national):
    made = make_round()
    submitted(made, make_county("14"))
    submitted(made, make_county("24"), kommuner=[], samordnat="nej", insatser=["kurser"])
    made.refresh_from_db()
    question = made.definition.by_key["samordnat"]
    groups = {
        group.key: (size, total["n"], total["counts"]["ja"])
        for group, size, total in results.by_group(made, question, results.documents_of(made))
    }
    assert groups["alla"] == (2, 2, 1)
    assert groups["norr"] == (1, 1, 0)
    (row, other) = rows_of(national.get("/enkat/2026/resultat/samordnat/?format=csv"))
    assert (row["Länskod"], row["Svaret i ord"], other["Svaret i ord"]) == ("14", "Ja", "Nej")
    assert national.get("/enkat/2026/resultat/finns-inte/").status_code == 404


def test_the_counted_file_has_the_base_the_silent_and_the_sums(national):
    made = make_round()
    submitted(made, make_county("14"))
    submitted(made, make_county("01"), kommuner=[])
    rows = rows_of(national.get("/enkat/2026/resultat/?form=antal&format=csv"))
    by_answer = {(row["Fråga"], row["Svar"]): row for row in rows}
    assert by_answer["samordnat", "Ja"]["Antal"] == "2"
    assert by_answer["samordnat", "Ja"]["Andel av dem som svarat"] == "1,0"
    assert by_answer["kommuner", "Summa"]["Antal"] == "2"
    assert not [row for row in rows if row["Fråga"] == "beskriv"]
