import datetime
import io
import itertools
import json

import docx
import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments import actions as assessment_actions
from assessments.follow_up.models import FollowUp
from assessments.models import Assessment
from assessments.reference_data import content_of
from assessments.yearbook import actions, queries
from assessments.yearbook.models import Release
from barnratt.accounts.models import Role
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.core.suppression import TOTAL
from barnratt.questionnaires.actions import publish
from barnratt.questionnaires.models import Response
from tests.assessments.factories import board, make_assessment
from tests.client import StrictClient
from tests.factories import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

Template = Assessment.Template
SHORT, GENERAL, INDIVIDUAL = Template.SHORT, Template.GENERAL, Template.INDIVIDUAL
YEAR = 2025


def begun(authority, template=SHORT, *, month=5, year=YEAR, **answers):
    made = make_assessment(authority, template=template)
    Response.objects.filter(pk=made.response_id).update(answers=answers)
    at = timezone.make_aware(datetime.datetime(year, month, 4))
    Assessment.objects.filter(pk=made.pk).update(began_at=at, changed_at=at)
    return made


def test_an_assessment_on_a_version_from_before_figures_were_written_is_counted_all_the_same(authority):
    content = content_of(SHORT)
    for question in content["steps"][0]["questions"]:
        question.pop("counts_as", None)
    publish(content, by=None)
    old = assessment_actions.begin(SHORT, authority, fields={"title": "Gammal", "secrecy": "nej"}, by=None)
    answered = {"barn_horda": "i_arendet", "forenligt": "nej", "rattigheter": [2, 31]}
    Response.objects.filter(pk=old.response_id).update(answers=answered)
    publish(content_of(SHORT), by=None)
    numbers = queries.counted(authority, old.began_at.year)
    assert numbers.tables["weighing"]["yes", "against"] == 1
    assert numbers.articles == {2: 1, 31: 1}
    Response.objects.filter(pk=old.response_id).update(answers={"barn_horda": "som man sade förr"})
    numbers = queries.counted(authority, old.began_at.year)
    assert numbers.tables["weighing"]["", ""] == numbers.tables["weighing"][TOTAL, TOTAL] == 1


def client_of(organisation, role=Role.STRATEGIST):
    client = StrictClient()
    client.force_login(MembershipFactory(organisation=organisation, role=role).user)
    return client


@pytest.fixture
def municipality():
    return OrganisationFactory(name="Gävle kommun", key="gavle")


@pytest.fixture
def authority(municipality):
    return board(name="Utbildningsnämnden", key="utbildning", parent=municipality)


@pytest.fixture
def full_year(authority):
    """Twelve short ones in which children were heard and two that go against them, of which none tells of children."""
    for month in range(1, 13):
        begun(authority, month=month, barn_horda="i_arendet", forenligt="ja", rattigheter=[2, 3, 6, 12])
    for _ in range(2):
        begun(authority, barn_horda="nej", forenligt="nej", rattigheter=[3, 28])
    return authority


def rows_of(numbers, key):
    return dict(next(table.rows for table in queries.listed(numbers) if table.key == key))


# What is counted


def test_the_three_templates_answers_count_as_the_same_things(authority):
    begun(authority, SHORT, barn_horda="i_arendet", forenligt="ja", rattigheter=[3, 12])
    begun(authority, GENERAL, barn_horda="nej", varfor_inte_horda="Ont om tid", forenligt="delvis",
          kompensation="Skolskjuts", artiklar=[3], uppfoljning_datum="2026-05-01")  # fmt: skip
    begun(authority, INDIVIDUAL, barn_horda="avstod", forenligt="nej", artiklar=[3, 9], omprovning_datum="2026-01-01")
    begun(authority, INDIVIDUAL, barn_horda="genom_annan", forenligt="gar_ej", artiklar=[9])
    begun(authority, SHORT)
    numbers = queries.counted(authority, YEAR)
    assert numbers.total == 5
    heard, in_line = rows_of(numbers, "weighing"), rows_of(numbers, "weighing-2")
    assert list(heard.values()) == [2, 0, 1, 1, 0, 1]
    assert list(in_line.values()) == [1, 1, 1, 1, 1]
    assert numbers.tables["weighing"]["no_why", "compensated"] == 1
    assert rows_of(numbers, "level") == {
        "Kortversion": 2, "Barn på ett generellt plan": 1, "Enskilt barn eller en viss grupp": 2,
    }  # fmt: skip
    assert list(rows_of(numbers, "level-2").values()) == [0, 2, 3]
    assert numbers.articles == {3: 3, 9: 2, 12: 1}


@pytest.mark.parametrize(("day", "year"), [("2025-12-31T22:59:59Z", 2025), ("2025-12-31T23:00:00Z", 2026)])
def test_an_assessment_belongs_to_the_year_it_began_in_swedish_time(authority, day, year):
    made = begun(authority)
    Assessment.objects.filter(pk=made.pk).update(began_at=day)
    assert queries.counted(authority, year).total == 1
    assert sum(queries.counted(authority, one).total for one in (2024, 2025, 2026)) == 1
    assert queries.years_of(authority) == [year]


def test_a_short_one_that_has_grown_is_counted_once_as_the_full_one(authority):
    make_assessment(authority, template=GENERAL)
    short = begun(authority)
    grown = assessment_actions.grow(short, GENERAL, by=None)
    Assessment.objects.filter(pk=grown.pk).update(began_at=timezone.make_aware(datetime.datetime(YEAR, 6, 1)))
    numbers = queries.counted(authority, YEAR)
    assert (numbers.total, rows_of(numbers, "level")["Barn på ett generellt plan"]) == (1, 1)


def test_a_decision_that_has_been_followed_up_is_counted_as_that(authority):
    planned, done, dropped = (begun(authority, GENERAL, uppfoljning_datum="2026-05-01") for _ in range(3))
    for made, kind, state in (
        (done, "uppfoljning", "klar"),
        (dropped, "uppfoljning", "struken"),
        (planned, "atgard", "klar"),
    ):
        FollowUp.objects.create(
            assessment=made, kind=kind, state=state, text="Se efter", role="Rektor", due_date="2026-05-01",
            ended_date="2026-05-02",
        )  # fmt: skip
    assert list(rows_of(queries.counted(authority, YEAR), "level-2").values()) == [1, 2, 0]


def test_quarters_and_states_add_up_to_all(full_year):
    begun(full_year, month=12)
    Assessment.objects.filter(authority=full_year, began_at__month__lte=6).update(state="done")
    numbers = queries.counted(full_year, YEAR)
    assert list(rows_of(numbers, "quarter").values()) == [3, 5, 3, 4]
    assert rows_of(numbers, "state")["Klar"] == 8
    for table in numbers.tables.values():
        inner = sum(count for place, count in table.items() if TOTAL not in place)
        assert inner == numbers.total == table[tuple(TOTAL for _ in next(iter(table)))]


def test_another_authority_s_assessments_are_not_counted(full_year, municipality):
    begun(board(parent=municipality))
    assert queries.counted(full_year, YEAR).total == 14


@pytest.mark.parametrize("count", [1, 3])
def test_counting_takes_as_many_questions_for_one_as_for_three(authority, count, django_assert_num_queries):
    for _ in range(count):
        begun(authority)
    queries.counted(authority, YEAR)
    with django_assert_num_queries(2):
        queries.counted(authority, YEAR)


# What leaves the authority


def test_small_numbers_and_what_gives_them_away_stay_in_the_authority(full_year):
    published = queries.released_numbers(queries.counted(full_year, YEAR))
    assert published.total == 14
    # Two went against: their number, and the twelve that would give it away, are kept back.
    assert list(rows_of(published, "weighing-2").values()) == [None, 0, None, 0, 0]
    assert list(rows_of(published, "weighing").values()) == [None, 0, 0, 0, None, 0]
    assert list(rows_of(published, "quarter").values()).count(None) >= 2
    assert published.articles == {3: 14}  # two do not touch 2, 6 and 12: the same two
    assert all(TOTAL in place for place in published.tables["weighing"])


def test_of_fewer_than_five_no_number_leaves_the_authority(authority):
    for _ in range(4):
        begun(authority, barn_horda="i_arendet", rattigheter=[3])
    published = queries.released_numbers(queries.counted(authority, YEAR))
    assert queries.as_json(published) == {"total": None, "tables": {}, "articles": None}


def test_a_table_that_cannot_be_protected_is_left_out_whole(authority):
    for heard in ("i_arendet", "i_arendet", "i_arendet", "nej", "tidigare"):
        begun(authority, barn_horda=heard, forenligt="ja")
    published = queries.released_numbers(queries.counted(authority, YEAR))
    assert published.total == 5
    assert published.tables["weighing"] is None
    assert rows_of(published, "level")["Kortversion"] == 5


def test_what_is_kept_is_what_is_read(full_year):
    published = queries.released_numbers(queries.counted(full_year, YEAR))
    assert queries.from_json(json.loads(json.dumps(queries.as_json(published)))) == published


def test_a_release_holds_nothing_that_is_kept_back(full_year):
    """No numbers but those that the page shows: neither the small ones nor what they could be computed from."""
    made = actions.release(full_year, YEAR, by=None)
    kept = queries.from_json(Release.objects.get(pk=made.pk).numbers)
    shown = [count for table in queries.listed(kept) for _, count in table.rows]
    told = [row[-1] for rows in made.numbers["tables"].values() for row in rows if row[-1] is not None]
    assert sorted(set(told) - {14}) == sorted({count for count in shown if count is not None} - {14})
    assert not any(0 < count < 5 for count in told)


def test_handing_over_is_logged_and_done_once(full_year):
    by = MembershipFactory(organisation=full_year, role=Role.STRATEGIST).user
    actions.release(full_year, YEAR, by=by)
    event = AuditEvent.objects.get(type=AuditEvent.Type.YEARBOOK_RELEASED)
    assert (event.actor_name, event.after) == (str(by), {"authority": "utbildning", "year": YEAR})
    with pytest.raises(RuleBroken, match="redan utlämnat"):
        actions.release(full_year, YEAR, by=by)
    assert AuditEvent.objects.filter(type=AuditEvent.Type.YEARBOOK_RELEASED).count() == 1


def test_a_year_that_goes_on_or_is_empty_is_not_handed_over(authority):
    this_year = timezone.localdate().year
    make_assessment(authority)
    with pytest.raises(RuleBroken, match="när året är slut"):
        actions.release(authority, this_year, by=None)
    with pytest.raises(RuleBroken, match="inget att lämna ut"):
        actions.release(authority, YEAR, by=None)
    assert not Release.objects.exists()


@pytest.mark.parametrize("demo", [True, False])
def test_made_up_examples_leave_the_authority_in_the_demonstration_only_and_marked(full_year, settings, demo):
    Assessment.objects.filter(pk=Assessment.objects.filter(authority=full_year).first().pk).update(constructed=True)
    settings.DEMO = demo
    if demo:
        assert actions.release(full_year, YEAR, by=None).constructed
        page = client_of(full_year).get(f"/provningar/barnbokslut/{YEAR}/utbildning/utlamnat/").text
        assert "påhittade exempel" in page
    else:
        with pytest.raises(RuleBroken, match="påhittade exempel"):
            actions.release(full_year, YEAR, by=None)


def test_what_has_been_handed_over_does_not_change(full_year):
    made = actions.release(full_year, YEAR, by=None)
    for change in ({"numbers": {}}, {"year": 2024}, {"constructed": True}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Release.objects.filter(pk=made.pk).update(**change)
    Release.objects.filter(pk=made.pk).update(by_name="en tidigare användare")


# The pages


def test_the_authority_sees_its_own_numbers_in_words_and_tables(full_year):
    page = client_of(full_year, Role.READER).get(f"/provningar/barnbokslut/{YEAR}/utbildning/").text
    assert "14\u00a0prövningar började 2025" in page
    assert "I 2 går förslaget helt eller delvis mot barnets bästa. Kompensation är skriven i 0 av dem." in page
    assert "Lämna ut bokslutet" not in page
    assert "visas inte" not in page


def test_the_strategist_sees_what_would_leave_and_hands_it_over(full_year):
    client = client_of(full_year)
    address = f"/provningar/barnbokslut/{YEAR}/utbildning/"
    assert "Lämna ut bokslutet" in client.get(address).text
    assert "visas inte" in client.get(f"{address}lamna-ut/").text
    assert not Release.objects.exists()
    response = client.post(f"{address}lamna-ut/", follow=True)
    assert response.redirect_chain[-1][0] == f"{address}utlamnat/"
    assert "utlämnat" in response.text
    assert "är redan utlämnat" in client.post(f"{address}lamna-ut/", follow=True).text


def test_changes_after_the_year_and_after_it_was_handed_over_are_told(full_year):
    client, address = client_of(full_year), f"/provningar/barnbokslut/{YEAR}/utbildning/"
    assert "efter årets slut" not in client.get(address).text
    late = Assessment.objects.filter(authority=full_year).first()
    Assessment.objects.filter(pk=late.pk).update(changed_at=timezone.now())
    assert "1\u00a0av årets prövningar har ändrats efter årets slut" in client.get(address).text
    actions.release(full_year, YEAR, by=None)
    before = Release.objects.get().numbers
    assert "Sedan dess har" not in client.get(address).text
    Assessment.objects.filter(pk=late.pk).update(changed_at=timezone.now(), state="done")
    assert "Sedan dess har 1\u00a0prövning ändrats" in client.get(address).text
    assert Release.objects.get().numbers == before


def test_the_list_shows_own_years_and_for_the_municipality_what_has_been_handed_over(full_year, municipality):
    begun(full_year, year=2024)
    assert "Barnbokslut 2024" in client_of(full_year, Role.READER).get("/provningar/barnbokslut/").text
    above = client_of(municipality)
    assert "inget barnbokslut att visa" in above.get("/provningar/barnbokslut/").text
    actions.release(full_year, YEAR, by=None)
    assert f"/provningar/barnbokslut/{YEAR}/gavle/namnder/" in above.get("/provningar/barnbokslut/").text
    assert "inget barnbokslut" in client_of(municipality, Role.MEMBER).get("/provningar/barnbokslut/").text


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_for_one_year_as_for_three(authority, count):
    for year in range(2023, 2023 + count):
        begun(authority, year=year)
    client = client_of(authority)
    client.get("/provningar/barnbokslut/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/provningar/barnbokslut/")
    assert len(asked) <= 8


# The walls


def addresses(key):
    base = f"/provningar/barnbokslut/{YEAR}/{key}/"
    whole = [
        base,
        f"{base}lamna-ut/",
        f"{base}barnbokslut.docx",
        f"{base}barnbokslut.pdf",
        *(f"{base}?format={form}" for form in FORMS),
    ]
    handed_over = [f"{base}utlamnat/", f"{base}utlamnat/barnbokslut.docx", f"{base}utlamnat/barnbokslut.pdf"]
    return whole, [*handed_over, *(f"{base}utlamnat/?format={form}" for form in FORMS)]


FORMS = ("csv", "xlsx", "json")


def status(client, address):
    answer = client.get(address)
    list(answer.streaming_content if answer.streaming else ())  # read to its end, which closes the file in it
    return answer.status_code


@pytest.mark.parametrize("role", [Role.READER, Role.MEMBER, Role.STRATEGIST])
def test_a_neighbouring_board_sees_nothing_before_or_after(full_year, municipality, role):
    client = client_of(board(key="social", parent=municipality), role)
    for _ in range(2):
        for address in itertools.chain(*addresses("utbildning")):
            assert status(client, address) == 404, address
        assert client.get(f"/provningar/barnbokslut/{YEAR}/gavle/namnder/").status_code == 404
        assert "Utbildningsnämnden" not in client.get("/provningar/barnbokslut/").text
        if not Release.objects.exists():
            actions.release(full_year, YEAR, by=None)


def test_the_municipality_s_strategist_sees_what_was_handed_over_and_nothing_live(full_year, municipality):
    client = client_of(municipality)
    whole, handed_over = addresses("utbildning")
    for address in (*whole, *handed_over):
        assert status(client, address) == 404, address
    actions.release(full_year, YEAR, by=None)
    for address in whole:
        assert status(client, address) == 404, address
    for address in handed_over:
        assert status(client, address) == 200, address
    for role in (Role.READER, Role.MEMBER):
        assert client_of(municipality, role).get(handed_over[0]).status_code == 403


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.NATIONAL_COORDINATOR, Role.COUNTY_COORDINATOR])
def test_those_who_run_the_portal_see_no_yearbook(full_year, role):
    client = client_of(OrganisationFactory(), role)
    actions.release(full_year, YEAR, by=None)
    for address in itertools.chain(*addresses("utbildning")):
        assert status(client, address) == 404, address


@pytest.mark.parametrize("key", ["gavle", "finns-inte"])
def test_there_is_no_yearbook_of_what_is_no_authority(municipality, key):
    client = client_of(municipality)
    for address in itertools.chain(*addresses(key)):
        assert status(client, address) == 404, address
    assert client.get("/provningar/barnbokslut/9999999/gavle/namnder/").status_code == 404


# Together


def together(municipality, year=YEAR):
    return queries.together(queries.parts_of(municipality, year))


def test_only_what_has_been_handed_over_is_added_up(full_year, municipality):
    other = board(name="Socialnämnden", parent=municipality)
    for _ in range(6):
        begun(other, barn_horda="tidigare", forenligt="ja")
    actions.release(full_year, YEAR, by=None)
    client, address = client_of(municipality), f"/provningar/barnbokslut/{YEAR}/gavle/namnder/"
    page = client.get(address).text
    assert "Har inte lämnat ut något för 2025" in page
    assert "Socialnämnden" in page
    assert together(municipality)[0] == ("Prövningar", [14], queries.Sum(14, True))
    actions.release(other, YEAR, by=None)
    assert together(municipality)[0][2] == queries.Sum(20, True)
    heard = next(row for row in together(municipality) if row[0] == "Det barn sagt tidigare har använts")
    assert heard[2] == queries.Sum(6, True)
    assert "Har inte lämnat ut" not in client.get(address).text


def test_a_sum_tells_nothing_of_what_one_authority_keeps_back(full_year, municipality):
    """Whatever the true numbers behind the same release are, the sums are the same: they are made of the release."""
    actions.release(full_year, YEAR, by=None)
    before = together(municipality)
    in_line = next(row for row in before if row[0] == "Förenligt")
    assert in_line[1] == [None]
    assert in_line[2] == queries.Sum(0, False)
    for made in Assessment.objects.filter(authority=full_year):
        Response.objects.filter(pk=made.response_id).update(answers={"forenligt": "nej"})
    assert together(municipality) == before


def test_another_municipality_s_boards_are_not_part_of_it(full_year, municipality):
    actions.release(full_year, YEAR, by=None)
    assert together(OrganisationFactory()) == [(label, [], queries.Sum(0, True)) for label, _ in queries.FIGURES]


# Files


def test_the_files_hold_what_the_pages_show(full_year, municipality):
    client = client_of(full_year)
    address = f"/provningar/barnbokslut/{YEAR}/utbildning/"
    own = json.loads(client.get(f"{address}?format=json").getvalue())
    assert {"table": "Alla prövningar", "row": "", "column": "", "count": 14, "mark": ""} in own["rows"]
    assert "Lämna dem inte vidare" in own["about"]["Att tänka på"]
    actions.release(full_year, YEAR, by=None)
    handed_over = json.loads(client.get(f"{address}utlamnat/?format=json").getvalue())
    hidden = [row for row in handed_over["rows"] if row["count"] is None]
    assert {row["mark"] for row in hidden} == {"visas inte"}
    assert not any(row["column"] for row in handed_over["rows"])
    assert not any(row["count"] and 0 < row["count"] < 5 for row in handed_over["rows"])
    above = client_of(municipality).get(f"/provningar/barnbokslut/{YEAR}/gavle/namnder/?format=csv").getvalue().decode()
    assert "Tillsammans, minst" in above


@pytest.mark.parametrize("handed_over", [False, True])
def test_the_word_document_has_headings_and_tables_with_the_numbers(full_year, handed_over):
    actions.release(full_year, YEAR, by=None)
    address = f"/provningar/barnbokslut/{YEAR}/utbildning/{'utlamnat/' if handed_over else ''}barnbokslut.docx"
    document = docx.Document(io.BytesIO(client_of(full_year).get(address).content))
    headings = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert headings[:2] == ["Mall", "Uppföljning"]
    assert ("Barns röster och barnets bästa" in headings) is not handed_over
    texts = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert ("visas inte" in texts) is handed_over
    assert document.core_properties.title == "Barnbokslut 2025, Utbildningsnämnden"
