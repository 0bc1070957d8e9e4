"""Who seeks whom: notices, the list of them, and what may fit together."""

import datetime

import pytest
from django.utils import timezone

from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from initiatives.actions import withdraw
from initiatives.matchmaking import actions, queries
from initiatives.matchmaking.models import Notice
from tests.factories import (
    ArticleFactory,
    CountyFactory,
    InitiativeFactory,
    MunicipalityFactory,
    NoticeFactory,
    OrganisationFactory,
    TermFactory,
)
from tests.initiatives.matchmaking.conftest import signed_in, somebody_at

pytestmark = pytest.mark.django_db
HTML = "<script>alert(1)</script><b>fet</b> [x](javascript:alert(1))"


def days(number):
    return timezone.localdate() + datetime.timedelta(days=number)


def civil_society():
    return TermFactory(vocabulary="med", key="civilsamhalle", label="civilsamhälle")


def culture():
    return TermFactory(vocabulary="omrade", key="kultur_fritid", label="kultur och fritid")


def test_a_notice_is_published_with_what_where_when_and_with_whom(tierp, svante):
    place = MunicipalityFactory(code="1480")
    notice = actions.publish_notice(
        tierp,
        title="Barnrättssamtal",
        what="Vi söker en förening.",
        until=days(30),
        municipalities=[place],
        articles=[ArticleFactory()],
        terms=[civil_society(), culture()],
        by=svante,
    )
    assert (notice.scope, notice.place) == (
        "kommun",
        "Ort 1480" if place.short_name != "Göteborg" else place.display_name,
    )
    assert list(notice.counties.all()) == [place.county]
    assert AuditEvent.objects.get(type="notice_published").after == {
        "title": "Barnrättssamtal",
        "what": "Vi söker en förening.",
        "until": days(30).isoformat(),
        "counties": ["14"],
        "municipalities": ["1480"],
        "articles": [12],
        "terms": ["civilsamhalle", "kultur_fritid"],
    }


@pytest.mark.parametrize(("until", "says"), [(-1, "inte har varit"), (400, "inom ett år")])
def test_the_last_day_lies_ahead_and_within_a_year(until, says, tierp, svante):
    with pytest.raises(RuleBroken, match=says):
        actions.publish_notice(tierp, title="Sök", what="Vad", until=days(until), by=svante)


def test_a_change_is_logged_and_what_is_the_same_is_not(tierp, svante):
    notice = NoticeFactory(organisation=tierp, articles=[12])
    fields = {"title": notice.title, "what": notice.what, "until": notice.until, "articles": [ArticleFactory()]}
    actions.edit_notice(notice, **fields, by=svante)
    assert not AuditEvent.objects.exists()
    actions.edit_notice(notice, **fields | {"what": "Något annat"}, counties=[CountyFactory()], by=svante)
    event = AuditEvent.objects.get(type="notice_changed")
    assert (event.before["what"], event.after["what"]) == (notice.what, "Något annat")
    assert event.after["counties"] == ["14"]
    assert Notice.objects.get().scope == "lan"


def test_a_notice_ends_by_itself_after_its_last_day_and_is_still_readable(client):
    notice = NoticeFactory(title="Sista dagen", until=days(0))
    assert Notice.objects.open().get() == notice
    Notice.objects.update(until=days(-1))
    assert "Sista dagen" not in client.get("/samarbete/").text
    assert "Sista dagen" in client.get("/samarbete/?visa=avslutade").text
    page = client.get(notice.get_absolute_url()).text
    assert "Avslutad" in page
    assert "Ta kontakt" not in page


def test_one_that_has_passed_its_day_opens_again_with_a_later_one(tierp, svante):
    notice = NoticeFactory(organisation=tierp, until=days(-1))
    actions.edit_notice(notice, title=notice.title, what="Ny text", until=notice.until, by=svante)
    assert not Notice.objects.get().is_open
    actions.edit_notice(notice, title=notice.title, what="Ny text", until=days(10), by=svante)
    assert Notice.objects.get().is_open


def test_a_closed_notice_stays_closed(tierp, svante):
    notice = NoticeFactory(organisation=tierp)
    actions.close_notice(notice, by=svante)
    assert AuditEvent.objects.get().type == "notice_closed"
    assert not Notice.objects.get().is_open
    with pytest.raises(RuleBroken, match="redan avslutad"):
        actions.close_notice(notice, by=svante)
    with pytest.raises(RuleBroken, match="Skriv en ny"):
        actions.edit_notice(notice, title="Ny", what="Ny", until=days(5), by=svante)


def test_the_form_begins_where_the_organisation_is_and_publishes(svante, tierp):
    place = MunicipalityFactory(code="1480")
    tierp.county, tierp.municipality = place.county, place
    tierp.save()
    partner, area = civil_society(), culture()
    client = signed_in(svante)
    assert '<option value="1480" selected>' in client.get("/samarbete/ny/").text
    typed = {
        "title": "Barnrättssamtal\r\nBcc: alla@kommun.example",
        "what": f"Vi söker **en** {HTML}",
        "until": days(30).isoformat(),
        "county": "14",
        "municipality": "1480",
        "partners": [partner.pk],
        "areas": [area.pk],
    }
    page = client.post("/samarbete/ny/", typed, follow=True).text
    assert "Efterlysningen är publicerad." in page
    notice = Notice.objects.get()
    assert notice.title == "Barnrättssamtal Bcc: alla@kommun.example"
    page = client.get(notice.get_absolute_url()).text
    assert "<strong>en</strong> &lt;script&gt;" in page
    assert "<b>fet</b>" not in page
    assert 'href="javascript' not in page
    changed = client.post(f"/samarbete/{notice.pk}/andra/", typed | {"title": "Ny rubrik", "areas": []}, follow=True)
    assert "Efterlysningen är ändrad." in changed.text
    assert [term.key for term in Notice.objects.get().terms.all()] == ["civilsamhalle"]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"title": ""}, "Skriv en rubrik."),
        ({"what": ""}, "Skriv vad ni söker."),
        ({"until": ""}, "Välj en sista dag."),
        ({"until": "2020-01-01"}, "Välj en dag som inte har varit."),
        ({"until": "2999-01-01"}, "Välj en dag inom ett år."),
        ({"what": "x" * 1501}, "1500"),
        ({"county": "99"}, "Välj ett giltigt"),
        ({"what": "Ring 070-123 45 67."}, "”070-123 45 67” ser ut som ett mobilnummer."),
        ({"title": "Kalle 121212-1212"}, "”121212-1212” ser ut som ett personnummer."),
        ({"county": "01", "municipality": "1480"}, "ligger i"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(wrong, says, svante):
    MunicipalityFactory(code="1480")
    CountyFactory(code="01")
    typed = {"title": "Min rubrik", "what": "Min text", "until": days(9).isoformat()} | wrong
    page = signed_in(svante).post("/samarbete/ny/", typed).text
    assert says in page
    for text in (typed["title"], typed["what"]):
        assert text in page
    assert not Notice.objects.exists()


def test_personal_data_can_be_saved_anyway(svante):
    typed = {"title": "Sök", "what": "Ring 070-123 45 67.", "until": days(9).isoformat(), "save_anyway": "on"}
    signed_in(svante).post("/samarbete/ny/", typed)
    assert Notice.objects.get().what == "Ring 070-123 45 67."


# An entry that seeks


def test_an_entry_seeks_with_its_own_place_articles_and_areas(gavle, mio, client):
    place = MunicipalityFactory(code="1480")
    entry = InitiativeFactory(
        organisation=gavle,
        title="Barnbokslut",
        scope="kommun",
        municipalities=[place],
        articles=[12],
        terms=[culture()],
        published=True,
    )
    notice = actions.seek_partners(entry, what="En kommun till.", until=days(30), partners=[civil_society()], by=mio)
    assert str(notice) == "Samarbete kring ”Barnbokslut”"
    assert AuditEvent.objects.get(type="notice_published").after["terms"] == ["civilsamhalle", "kultur_fritid"]
    page = client.get(entry.get_absolute_url()).text
    assert "Söker samarbete" in page
    assert "Med: civilsamhälle." in page
    assert "Samarbete kring ”Barnbokslut”" in client.get("/samarbete/?lan=14&artikel=12&omrade=kultur_fritid").text
    again = actions.seek_partners(entry, what="Två kommuner till.", until=days(30), by=mio)
    assert again == notice
    assert AuditEvent.objects.filter(type="notice_changed").count() == 1
    actions.close_notice(notice, by=mio)
    assert "Söker samarbete" not in client.get(entry.get_absolute_url()).text
    assert actions.seek_partners(entry, what="Igen.", until=days(30), by=mio) != notice


def test_an_entry_that_is_not_published_does_not_seek(gavle, mio):
    with pytest.raises(RuleBroken, match="inte publicerat"):
        actions.seek_partners(InitiativeFactory(organisation=gavle), what="x", until=days(3), by=mio)


def test_an_entrys_notice_is_not_seen_when_the_entry_is_not(entry, mio, client):
    notice = actions.seek_partners(entry, what="En kommun till.", until=days(30), by=mio)
    withdraw(entry, by=mio, reason="Fel.")
    assert client.get(notice.get_absolute_url()).status_code == 404
    assert "En kommun till." not in client.get("/samarbete/").text


def test_the_owner_turns_it_on_and_changes_it_on_one_page(entry, mio):
    client, path = signed_in(mio), "/initiativ/barnbokslut/soker-samarbete/"
    page = client.post(path, {"what": "En kommun till.", "until": days(30).isoformat()}, follow=True).text
    assert "Nu syns det att ni söker samarbete." in page
    notice = Notice.objects.get()
    assert "En kommun till." in client.get(path).text
    assert client.get(f"/samarbete/{notice.pk}/andra/")["Location"] == path
    assert "Avsluta efterlysningen" in client.get(f"/samarbete/{notice.pk}/avsluta/").text
    assert "Efterlysningen är avslutad." in client.post(f"/samarbete/{notice.pk}/avsluta/", follow=True).text


# The list


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_often_for_three_as_for_one(number, client, django_assert_num_queries):
    for _ in range(number):
        NoticeFactory(counties=[CountyFactory()], articles=[12], terms=[culture()])
    # Number, notices, four lists of theirs, and what the four filters offer.
    with django_assert_num_queries(10):
        response = client.get("/samarbete/")
    assert response.text.count('class="card__title"') == number


@pytest.mark.parametrize("number", [1, 3])
def test_a_notice_asks_as_often_for_three_suggestions_as_for_one(number, client, django_assert_num_queries):
    notice = NoticeFactory(articles=[12])
    for _ in range(number):
        NoticeFactory(articles=[12])
        InitiativeFactory(articles=[12], published=True)
    # The notice with its four lists; entries and their cards; which other notices, and they with their four lists.
    with django_assert_num_queries(13):
        response = client.get(notice.get_absolute_url())
    assert response.text.count('class="card__title"') == 2 * number


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Län 14", "Hela landet", "Kultur"}),
        ("lan=14", {"Län 14", "Hela landet", "Kultur"}),
        ("lan=01", {"Hela landet", "Kultur"}),
        ("artikel=31", {"Kultur"}),
        ("omrade=kultur_fritid", {"Kultur"}),
        ("med=civilsamhalle", {"Län 14"}),
        ("med=civilsamhalle&omrade=kultur_fritid", set()),
        ("visa=avslutade", {"Slut"}),
        ("lan=99", {"Län 14", "Hela landet", "Kultur"}),
        ("artikel=x&sida=-3", {"Län 14", "Hela landet", "Kultur"}),
    ],
)
def test_the_list_is_narrowed_by_what_stands_in_the_address(query, found, client):
    CountyFactory(code="01")
    NoticeFactory(title="Län 14", counties=[CountyFactory(code="14")], terms=[civil_society()])
    NoticeFactory(title="Hela landet")
    NoticeFactory(title="Kultur", articles=[31], terms=[culture()])
    NoticeFactory(title="Slut", until=days(-1))
    NoticeFactory(title="Dold", hidden_at=timezone.now())
    page = client.get(f"/samarbete/?{query}").text
    assert {title for title in ("Län 14", "Hela landet", "Kultur", "Slut", "Dold") if f">{title}</a>" in page} == found
    if "99" in query or "x" in query:
        assert "Något i adressen gick inte att förstå" in page
    if not found:
        assert "Ingen efterlysning passar valen" in page


def test_an_empty_list_says_what_to_do(client):
    assert "Ingen söker samarbete just nu" in client.get("/samarbete/").text


def test_the_list_has_pages(client):
    NoticeFactory.create_batch(21)
    assert "Sida 1 av 2" in client.get("/samarbete/?med=").text.replace("\xa0", " ")
    assert client.get("/samarbete/?sida=2").text.count('class="card__title"') == 1


def test_the_excerpt_in_the_list_is_plain_text(client):
    NoticeFactory(what=f"Vi söker **en** & {HTML}")
    page = client.get("/samarbete/").text
    assert "<p>Vi söker en &amp; &lt;script&gt;" in page


# What may fit


def kinds_in_order(suggestions):
    return [(str(one.thing.title), one.reasons) for one in suggestions]


def test_entries_are_suggested_by_article_area_place_and_actor_each_with_its_reason(tierp):
    west = CountyFactory(code="14")
    area, partner = culture(), civil_society()
    kommun = TermFactory(vocabulary="med", key="kommun", label="kommun")
    InitiativeFactory(
        title="Allt",
        organisation=OrganisationFactory(kind="civilsamhalle"),
        scope="lan",
        counties=[west],
        articles=[12, 31],
        terms=[area],
        published=True,
    )
    InitiativeFactory(title="Artikel", articles=[12], published=True)
    InitiativeFactory(title="Med oss", terms=[kommun], published=True)
    InitiativeFactory(title="Inget", articles=[3], published=True)
    InitiativeFactory(title="Vårt eget", organisation=tierp, articles=[12], published=True)
    InitiativeFactory(title="Utkast", articles=[12])
    notice = NoticeFactory(organisation=tierp, counties=[west], articles=[12, 31], terms=[area, partner])
    found = kinds_in_order(queries.fitting_entries(Notice.objects.with_all().get(pk=notice.pk)))
    assert found[0] == (
        "Allt",
        [
            "artikel 31, 12",
            "samma område: kultur och fritid",
            "samma län: Västra Götalands län",
            "görs av civilsamhälle",
        ],
    )
    assert dict(found[1:]) == {"Artikel": ["artikel 12"], "Med oss": ["kan göras tillsammans med kommun"]}


def test_other_notices_are_suggested_and_a_municipality_and_an_association_find_each_other(tierp):
    west, kommun = CountyFactory(code="14"), TermFactory(vocabulary="med", key="kommun", label="kommun")
    association = OrganisationFactory(kind="civilsamhalle", name="Föreningen")
    theirs = NoticeFactory(organisation=association, title="Deras", counties=[west], articles=[12], terms=[kommun])
    NoticeFactory(title="Samma artikel", articles=[12])
    NoticeFactory(title="Slut", articles=[12], until=days(-1))
    NoticeFactory(title="Dold", articles=[12], hidden_at=timezone.now())
    NoticeFactory(title="Annat", articles=[3])
    ours = NoticeFactory(organisation=tierp, counties=[west], articles=[12], terms=[civil_society()])
    NoticeFactory(organisation=tierp, title="Vår andra", articles=[12])
    found = queries.fitting_notices(Notice.objects.with_all().get(pk=ours.pk))
    assert kinds_in_order(found) == [
        ("Deras", ["artikel 12", "samma län: Västra Götalands län", "kommer från civilsamhälle", "söker kommun"]),
        ("Samma artikel", ["artikel 12"]),
    ]
    back = queries.fitting_notices(Notice.objects.with_all().get(pk=theirs.pk))
    assert back[0].thing == ours


def test_a_nämnd_is_sought_as_its_municipality(tierp):
    board = OrganisationFactory(kind="kommunal_namnd", parent=tierp, is_authority=True)
    kommun = TermFactory(vocabulary="med", key="kommun", label="kommun")
    InitiativeFactory(title="Med kommun", terms=[kommun], published=True)
    notice = NoticeFactory(organisation=board)
    assert [one.thing.title for one in queries.fitting_entries(notice)] == ["Med kommun"]


def test_suggestions_come_in_the_same_order_every_time(tierp):
    for _ in range(6):
        InitiativeFactory(articles=[12], published=True)
    notice = NoticeFactory(organisation=tierp, articles=[12])
    orders = {tuple(one.thing.pk for one in queries.fitting_entries(notice)) for _ in range(3)}
    assert len(orders) == 1


def test_a_notice_about_nothing_in_particular_gets_no_entries():
    notice = NoticeFactory(organisation=OrganisationFactory(kind="natverk"))
    assert queries.fitting_entries(notice) == []
    assert queries.fitting_notices(notice) == []


def test_only_those_who_work_there_change_a_notice(tierp, svante, mio):
    notice = NoticeFactory(organisation=tierp)
    response = signed_in(mio).post(f"/samarbete/{notice.pk}/avsluta/")
    assert response.status_code == 403
    assert "Bara de som arbetar på Tierps kommun" in response.text
    somebody_at(tierp, role="lasare")
    assert Notice.objects.get().is_open


def test_what_an_organisation_writes_itself_is_not_marked_as_made_up(tierp, svante, client):
    notice = actions.publish_notice(tierp, title="Barnrättssamtal", what="Vi söker.", until=days(30), by=svante)
    for address in ("/samarbete/", notice.get_absolute_url()):
        page = client.get(address).text
        assert "Barnrättssamtal" in page
        assert "Konstruera" not in page
