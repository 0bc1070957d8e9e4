"""What is missing in the catalogue: told by whoever looked, answered by those who answer for the county."""

import json

import pytest
from django.db import IntegrityError, transaction
from django.http import QueryDict

from barnratt.accounts.models import Role
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.outbox.models import Mail
from initiatives.following import actions
from initiatives.following.models import Need
from initiatives.following.queries import key_of
from initiatives.selection import read_selection
from regions.places.models import Organisation
from tests.accounts.test_memberships import signed_in
from tests.factories import (
    CountyFactory,
    InitiativeFactory,
    MembershipFactory,
    MunicipalityFactory,
    NeedFactory,
    OrganisationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def in_county(code="14", role=Role.COUNTY_COORDINATOR, **fields):
    board = OrganisationFactory(kind=Organisation.Kind.COUNTY_BOARD, county=CountyFactory(code=code))
    return MembershipFactory(organisation=board, role=role, **fields).user


def register(client, words="ungdomsråd i förskolan", query="", **typed):
    return client.post("/behov/ny/", {"words": words, "sokning": query} | typed)


def key(words, query=""):
    return key_of(read_selection(QueryDict(query)), words)


# Telling


def test_a_search_without_hits_leads_to_telling_that_it_is_missing(client):
    county = CountyFactory(code="12", name="Skåne län")
    InitiativeFactory(published=True, scope="lan", counties=[county])
    text = client.get("/initiativ/?q=xyzzy&lan=12").text
    assert 'href="/behov/ny/?q=xyzzy&amp;lan=12"' in text
    page = client.get("/behov/ny/?q=xyzzy&lan=12").text
    assert 'value="xyzzy"' in page
    assert '<option value="12" selected>Skåne län</option>' in page
    assert "Anmäl att det här saknas" not in client.get("/initiativ/?lan=12").text


def test_somebody_without_an_account_tells_and_nothing_is_kept_of_whom(client):
    county = CountyFactory(code="14")
    answer = register(client, county="14", details="Vi vill börja i vår.", follow=True)
    assert answer.status_code == 302
    need = Need.objects.get()
    assert (need.words, need.county, need.state) == ("ungdomsråd i förskolan", county, "ny")
    assert (need.registered_by, need.organisation) == (None, None)
    event = AuditEvent.objects.get()
    assert (event.type, event.actor_id, event.actor_name) == ("need_registered", None, "någon utan konto")
    assert "ungdomsråd" not in f"{event.object_name} {event.after}"


def test_somebody_signed_in_tells_for_an_organisation():
    membership = MembershipFactory(organisation__name="Gävle kommun")
    client = signed_in(membership.user)
    assert "Gävle kommun" in client.get("/behov/ny/").text
    register(client, organisation=membership.organisation_id)
    need = Need.objects.get()
    assert (need.registered_by, need.organisation) == (membership.user, membership.organisation)
    answer = register(client, organisation=OrganisationFactory().pk)
    assert "Fel: " in answer.text.split("</title>")[0]


def test_the_municipality_says_the_county(client):
    MunicipalityFactory(code="1480")
    register(client, municipality="1480")
    assert Need.objects.get().county_id == "14"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"words": " "}, "Vad saknar du?"),
        ({"words": "x" * 301}, "300"),
        ({"details": "x" * 501}, "500"),
        ({"county": "99"}, "Län"),
        ({"municipality": "1480", "county": "01"}, "Kommunen ligger inte i"),
    ],
)
def test_what_is_wrong_is_explained_and_nothing_is_lost(client, typed, told):
    MunicipalityFactory(code="1480")
    CountyFactory(code="01")
    answer = register(client, query="artikel=12", **({"details": "Vi vill börja i vår."} | typed))
    assert "Fel: " in answer.text.split("</title>")[0]
    assert told in answer.text
    assert "Vi vill börja i vår." in answer.text or "details" in typed
    assert not Need.objects.exists()


def test_personal_data_is_warned_about_and_may_be_confirmed(client):
    details = "Ring Anna, 070-123 45 67, anna@gmail.com"
    answer = register(client, details=details)
    assert "Texten verkar innehålla ett mobilnummer och en privat e-postadress." in answer.text
    assert details in answer.text
    assert "Spara ändå" in answer.text
    assert not Need.objects.exists()
    assert register(client, details=details, save_anyway="on").status_code == 302
    assert Need.objects.get().details == details
    assert "Spara ändå" not in client.get("/behov/ny/").text


def test_one_place_cannot_fill_the_list(client):
    assert [register(client).status_code for _ in range(12)] == [302] * 10 + [429] * 2
    refused = register(client, words="en lång text som inte får gå förlorad")
    assert "en lång text som inte får gå förlorad" in refused.text
    assert register(signed_in(UserFactory())).status_code == 302


# What is the same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("ungdomsråd",), ("Ungdomsrådet",)),
        (("ungdomsråd förskola",), ("förskolor ungdomsråd",)),
        (("plan", "lan=14"), ("planer", "lan=01")),
        (("plan", "artikel=3&artikel=12"), ("plan", "artikel=12&artikel=3")),
        (("???",), (" ??? ",)),
    ],
)
def test_the_same_in_other_words_is_one_need(one, other):
    InitiativeFactory(published=True, articles=[3, 12], counties=[CountyFactory(code="01"), CountyFactory()])
    assert key(*one) == key(*other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("ungdomsråd",), ("elevråd",)),
        (("plan", "artikel=3"), ("plan", "artikel=12")),
        (("plan -skola",), ("plan skola",)),
        (("???",), ("!!!",)),
    ],
)
def test_what_differs_is_not_one_need(one, other):
    InitiativeFactory(published=True, articles=[3, 12])
    assert key(*one) != key(*other)


def test_alike_needs_are_one_line_with_how_many():
    user = in_county()
    for words in ("ungdomsråd", "Ungdomsrådet", "ungdomsråden"):
        NeedFactory(words=words, key=key(words), county_id="14")
    NeedFactory(words="barnbokslut", key=key("barnbokslut"), county_id="14")
    NeedFactory(words="ungdomsråd", key=key("ungdomsråd"), county=CountyFactory(code="01"))
    text = signed_in(user).get("/behov/?sort=flest").text
    assert "2\u00a0behov" in text
    lines = text.split("<tbody>")[1].split("</tr>")
    assert "ungdomsråden" in lines[0]
    assert '<td class="number">3</td>' in lines[0]
    assert "barnbokslut" in lines[1]


def test_the_list_and_its_file_say_in_which_counties_something_is_missing():
    user = in_county(role=Role.NATIONAL_COORDINATOR)
    first = NeedFactory(words="ungdomsråd", key="x", county_id="14")
    for code in ("01", "14"):
        last = NeedFactory(words="ungdomsråd", key="x", county=CountyFactory(code=code))
    NeedFactory(words="barnbokslut", key="y", county=None)
    client = signed_in(user)
    lines = client.get("/behov/?sort=flest").text.split("<tbody>")[1].split("</tr>")
    counties = ", ".join(sorted([str(first.county), str(CountyFactory(code="01"))]))
    assert f"<td>{counties}</td>" in lines[0]
    assert "<td>Inget särskilt</td>" in lines[1]
    rows = json.loads(client.get("/behov/?sort=flest&format=json").getvalue())["rows"]
    assert [row["counties"] for row in rows] == [counties, ""]
    assert rows[0]["url"].endswith(f"/behov/{last.pk}/")


# Who sees what


@pytest.mark.parametrize(
    ("role", "code", "seen"),
    [
        (Role.COUNTY_COORDINATOR, "14", {"i länet"}),
        (Role.REVIEWER, "14", {"i länet"}),
        (Role.COUNTY_COORDINATOR, "01", {"i ett annat län"}),
        (Role.NATIONAL_COORDINATOR, "14", {"i länet", "i ett annat län", "utan län"}),
        (Role.ADMINISTRATOR, "14", {"i länet", "i ett annat län", "utan län"}),
        (Role.STRATEGIST, "14", set()),
    ],
)
def test_each_sees_what_she_answers_for(role, code, seen):
    for words, county in (("i länet", "14"), ("i ett annat län", "01"), ("utan län", None)):
        NeedFactory(words=words, key=words, county=CountyFactory(code=county) if county else None)
    client = signed_in(in_county(code, role))
    text = client.get("/behov/").text
    assert {words for words in ("i länet", "i ett annat län", "utan län") if f">{words}<" in text} == seen


def test_the_list_is_filtered_and_nonsense_is_ignored():
    user = in_county(role=Role.NATIONAL_COORDINATOR)
    NeedFactory(words="nytt i väst", key="1", county=CountyFactory(code="14"))
    NeedFactory(words="nytt i norr", key="2", county=CountyFactory(code="25"))
    done = NeedFactory(words="hanterat", key="3", county_id="14")
    actions.handle_needs([done.pk], answer="Se planen.", initiative=None, by=user)
    client = signed_in(user)

    def listed(query):
        text = client.get(f"/behov/?{query}").text
        return {words for words in ("nytt i väst", "nytt i norr", "hanterat") if f">{words}<" in text}

    assert listed("") == {"nytt i väst", "nytt i norr"}
    assert listed("lage=hanterade") == {"hanterat"}
    assert listed("lage=alla&lan=14") == {"nytt i väst", "hanterat"}
    assert listed("lage=x&lan=%00&sort=x&sida=x") == {"nytt i väst", "nytt i norr"}


# Answering


def test_the_county_answers_and_who_told_is_told():
    asker = MembershipFactory().user
    need = NeedFactory(county=CountyFactory(code="14"), registered_by=asker)
    entry = InitiativeFactory(published=True, title="Ungdomsråd i Gävle", slug="ungdomsrad")
    user = in_county(user__name="Lars Länssamordnare")
    data = {"answer": "Titta på Gävle.", "initiative": "https://portal.example/initiativ/ungdomsrad/?x=y"}
    answer = signed_in(user).post(f"/behov/{need.pk}/", data, follow=True)
    assert "Behovet är hanterat." in answer.text
    need.refresh_from_db()
    assert (need.state, need.handled_by, need.handled_by_name) == ("hanterad", user, "Lars Länssamordnare")
    assert need.answer_initiative == entry
    told = asker.notifications.get()
    assert told.path == f"/behov/{need.pk}/"
    assert need.words not in told.text
    assert Mail.objects.get().recipient == asker.email
    page = signed_in(asker).get(told.path).text
    assert "Titta på Gävle." in page
    assert "Ungdomsråd i Gävle" in page
    assert AuditEvent.objects.filter(type="need_handled").count() == 1


def test_one_answer_may_be_given_to_all_that_ask_for_the_same_in_the_own_county():
    user = in_county()
    needs = [NeedFactory(county_id="14") for _ in range(3)]
    other = NeedFactory(county=CountyFactory(code="01"))
    address = f"/behov/{needs[0].pk}/"
    assert "Andra anmälningar om samma sak" in signed_in(user).get(address).text
    data = {"answer": "Se planen.", "all_alike": "on"}
    assert "3 anmälningar är hanterade." in signed_in(user).post(address, data, follow=True).text
    assert set(Need.objects.new()) == {other}


def test_one_alone_is_answered_when_that_is_chosen():
    user = in_county()
    needs = [NeedFactory(county_id="14") for _ in range(2)]
    signed_in(user).post(f"/behov/{needs[0].pk}/", {"answer": "Se planen."})
    assert set(Need.objects.new()) == {needs[1]}


def test_an_answer_without_words_or_with_a_wrong_address_is_explained():
    need, user = NeedFactory(county=CountyFactory()), in_county()
    draft = InitiativeFactory()
    for data, told in (
        ({"answer": " "}, "Svar"),
        ({"answer": "x" * 1001}, "1000"),
        ({"answer": "Se planen.", "initiative": "finns-inte"}, "Det finns inget publicerat initiativ"),
        ({"answer": "Se planen.", "initiative": draft.slug}, "Det finns inget publicerat initiativ"),
    ):
        answer = signed_in(user).post(f"/behov/{need.pk}/", data)
        assert "Fel: " in answer.text.split("</title>")[0]
        assert told in answer.text
    assert Need.objects.get().state == "ny"


def test_what_has_been_answered_already_is_told():
    need, user = NeedFactory(county=CountyFactory()), in_county()
    actions.handle_needs([need.pk], answer="Se planen.", initiative=None, by=user)
    with pytest.raises(RuleBroken, match="redan hanterat"):
        actions.handle_needs([need.pk], answer="Nej.", initiative=None, by=user)
    assert "redan hanterat" in signed_in(user).post(f"/behov/{need.pk}/", {"answer": "Nej."}).text


def test_who_told_may_read_and_not_answer():
    user = MembershipFactory().user
    need = NeedFactory(registered_by=user)
    client = signed_in(user)
    assert "Du får veta när någon har svarat." in client.get(f"/behov/{need.pk}/").text
    refused = client.post(f"/behov/{need.pk}/", {"answer": "Nej."})
    assert refused.status_code == 403
    assert "länssamordnaren eller en granskare i länet" in refused.text


def test_what_somebody_writes_is_shown_as_text(client):
    need = NeedFactory(
        words="<script>alert(1)</script>", details="<img src=x onerror=alert(1)>", county=CountyFactory()
    )
    text = signed_in(in_county()).get(f"/behov/{need.pk}/").text
    assert "<script>alert" not in text
    assert "&lt;img src=x" in text


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_does_not_grow_queries(number, django_assert_num_queries):
    user = in_county()
    for n in range(number):
        NeedFactory(key=str(n), county_id="14")
    client = signed_in(user)
    # Session, user, memberships, counties, number of groups, the groups, whether there is anything.
    with django_assert_num_queries(7):
        text = client.get("/behov/").text
    assert text.count('<th scope="row">') == number


@pytest.mark.parametrize(
    "fields", [{"state": "hanterad"}, {"answer": "Se planen."}, {"words": ""}, {"handled_at": "2026-01-01T00:00Z"}]
)
def test_the_database_refuses_a_need_that_cannot_be(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        NeedFactory(**fields)
