"""The library of what children have said: who sees it, what it takes, and what assessments make of it."""

import datetime
import json

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from assessments import actions as assessments
from assessments.documents import annex
from assessments.models import Assessment, Reading
from assessments.voices import actions, personal_data
from assessments.voices.models import ChildVersion, Voice, VoiceUse
from assessments.voices.queries import part_of, to_choose_from
from barnratt.accounts.models import Role
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.questionnaires.actions import Field
from tests.assessments.factories import board, make_assessment
from tests.assessments.voices.factories import make_voice, voice_fields
from tests.client import StrictClient
from tests.factories import ArticleFactory, MembershipFactory, OrganisationFactory, TermFactory, UserFactory

pytestmark = pytest.mark.django_db
NUMBER = "19121212-1212"


def client_of(user):
    client = StrictClient()
    client.force_login(user)
    return client


@pytest.fixture
def authority():
    return board(name="Utbildningsnämnden", parent=OrganisationFactory(name="Gävle kommun"))


@pytest.fixture
def hanna(authority):
    return MembershipFactory(organisation=authority, role=Role.MEMBER).user


@pytest.fixture
def made(authority, hanna):
    return make_assessment(authority, by=hanna)


def events():
    return list(AuditEvent.objects.order_by("pk").values_list("type", flat=True))


# The library


def test_nobody_outside_the_authority_sees_the_library(authority, made):
    voice = make_voice(authority)
    actions.use(made, [voice], by=None)
    used = VoiceUse.objects.get()
    other = board(name="Socialnämnden", parent=authority.parent)
    outsiders = [
        MembershipFactory(organisation=other, role=Role.STRATEGIST).user,
        MembershipFactory(organisation=authority.parent, role=Role.STRATEGIST).user,
        MembershipFactory(role=Role.ADMINISTRATOR).user,
        UserFactory(is_staff=True, is_superuser=True),
    ]
    for client in map(client_of, outsiders):
        for path in ("roster/{v}/", "roster/{v}/andra/", "{a}/roster/", "roster/vald/{u}/", "{a}/barnversion/"):
            path = path.format(v=voice.pk, a=made.pk, u=used.pk)
            assert client.get(f"/provningar/{path}").status_code == 404
        assert "Skolvägen" not in client.get("/provningar/roster/").text
        assert b"Skolv" not in client.get("/provningar/roster/?format=csv").getvalue()


def test_a_member_adds_what_children_have_said_and_finds_it_again(authority, hanna):
    ArticleFactory(number=12)
    area = TermFactory(vocabulary="omrade", key="fysisk_planering", label="fysisk planering")
    form = {
        "title": "Skolvägen", "said": "Bilarna kör för fort.", "where": "Ekskolan", "from_date": "2026-03-01",
        "until_date": "2026-03-05", "ages": ["6_12", "13_15"], "number": "23", "way": "promenad", "articles": ["12"],
        "areas": [area.pk], "source": "Vandring 2026", "authority": authority.key,
    }  # fmt: skip
    client = client_of(hanna)
    page = client.post("/provningar/roster/ny/", form, follow=True).text
    assert "6–12 år, 13–15 år" in page
    assert "2026-03-01–2026-03-05" in page
    assert events() == ["voice_added"]
    for asked in ("q=bilarna", "q=ekskolan+fort", "artikel=12", "omrade=fysisk_planering", "alder=13_15"):
        assert "Skolvägen" in client.get(f"/provningar/roster/?{asked}").text, asked
    for asked in ("q=tåg", "alder=16_17", "visa=arkiverade"):
        assert "Skolvägen" not in client.get(f"/provningar/roster/?{asked}").text, asked
    assert "gick inte att förstå" in client.get("/provningar/roster/?alder=99").text


def test_a_personal_number_is_refused_and_a_telephone_number_is_asked_about(authority, hanna):
    ArticleFactory(number=12)
    form = voice_fields(authority=authority.key, articles=["12"], from_date="2026-03-01", until_date="2026-03-05")
    client = client_of(hanna)
    page = client.post("/provningar/roster/ny/", form | {"said": f"Så sa {NUMBER}.", "save_anyway": "on"}).text
    assert "Ta bort personnumret" in page
    page = client.post("/provningar/roster/ny/", form | {"said": "Ring 070-123 45 67"}).text
    assert "ser ut som ett mobilnummer" in page
    assert "Spara ändå" in page
    assert not Voice.objects.exists()
    client.post("/provningar/roster/ny/", form | {"said": "Ring 070-123 45 67", "save_anyway": "on"})
    assert Voice.objects.count() == 1
    with pytest.raises(RuleBroken, match="personnummer"):
        actions.add(authority, fields=voice_fields(said=NUMBER), by=hanna)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"until_date": "2026-02-01"}, "Perioden kan inte sluta innan den börjar."),
        ({"until_date": "2199-01-01"}, "Det barn har sagt har redan hänt."),
        ({"from_date": "1970-01-01"}, "Barnkonventionen antogs 1989."),
        ({"number": "0"}, "Skriv minst 1, eller lämna tomt."),
        ({"from_date": "i våras"}, "Skriv datumet som 2026-11-22."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(authority, hanna, wrong, told):
    form = voice_fields(authority=authority.key, from_date="2026-03-01", until_date="2026-03-05") | wrong
    page = client_of(hanna).post("/provningar/roster/ny/", form).text
    assert told in page
    assert "Bilarna kör för fort." in page


def test_the_database_refuses_a_period_that_ends_before_it_begins(authority):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_voice(authority, until_date=datetime.date(2026, 2, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        make_voice(authority, number=0)


def test_a_change_is_logged_by_field_and_never_by_word(authority, hanna):
    voice = make_voice(authority, by=hanna)
    actions.edit(voice, fields={"said": "Bilarna kör alldeles för fort.", "ages": ["6_12"]}, by=hanna)
    actions.edit(voice, fields={"ages": ["6_12"]}, by=hanna)  # nothing differs
    assert events() == ["voice_added", "voice_edited"]
    assert AuditEvent.objects.last().after == {"fields": ["said"]}
    assert "alldeles" not in json.dumps(list(AuditEvent.objects.values_list("before", "after")))


def test_the_archived_is_offered_no_more_and_can_come_back(authority, hanna, made):
    voice, client = make_voice(authority), client_of(hanna)
    page = client.post(f"/provningar/roster/{voice.pk}/arkivera/", {"arkiverad": "1"}, follow=True).text
    assert "Det är arkiverat." in page
    assert "Skolvägen" not in client.get("/provningar/roster/").text
    assert "Skolvägen" in client.get("/provningar/roster/?visa=arkiverade").text
    assert not to_choose_from(made, hanna).exists()
    voice.refresh_from_db()
    with pytest.raises(RuleBroken, match="redan arkiverat"):
        actions.archive(voice, archived=True, by=hanna)
    actions.archive(voice, archived=False, by=hanna)
    assert to_choose_from(made, hanna).exists()
    assert events().count("voice_archived") == 2


def test_the_list_and_the_choice_ask_as_often_for_three_as_for_one(authority, hanna, made):
    client, counts = client_of(hanna), {}
    for number in (1, 3):
        while Voice.objects.count() < number:
            make_voice(authority, articles=[3, 12])
        for path in ("roster/", f"{made.pk}/roster/"):
            client.get(f"/provningar/{path}")
            with CaptureQueriesContext(connection) as asked:
                client.get(f"/provningar/{path}")
            counts.setdefault(path, set()).add(len(asked))
    assert all(len(found) == 1 for found in counts.values()), counts


# In an assessment


def test_a_caseworker_ticks_what_the_assessment_builds_on_and_says_what_it_changed(authority, hanna, made):
    voice, client = make_voice(authority), client_of(hanna)
    client.post(f"/provningar/{made.pk}/roster/", {"rost": [voice.pk]})
    used = VoiceUse.objects.get()
    assert "23 barn" in used.about
    client.post(f"/provningar/roster/vald/{used.pk}/", {"changed": "Övergången flyttas.", "base": ""})
    check = client.get(f"/provningar/{made.pk}/kontrollera/").text
    for told in ("Bilarna kör för fort.", "Övergången flyttas.", "Skolans trygghetsvandring 2026"):
        assert told in check
    assert "Övergången flyttas." in client.get(f"/provningar/roster/{voice.pk}/").text
    part = part_of(made)
    assert [(one.title, one.changed) for one in part.used] == [("Skolvägen", "Övergången flyttas.")]
    told = json.dumps(list(AuditEvent.objects.values_list("before", "after")))
    assert "flyttas" not in told
    assert events().count("assessment_voices_chosen") == 2
    client.post(f"/provningar/roster/vald/{used.pk}/ta-bort/")
    assert part_of(made).used == []
    assert Voice.objects.exists()


def test_what_is_chosen_keeps_its_words_when_the_library_changes(authority, made):
    voice = make_voice(authority)
    assert actions.use(made, [voice], by=None) == 1
    assert actions.use(made, [voice], by=None) == 0
    actions.edit(voice, fields={"said": "Något annat."}, by=None)
    assert VoiceUse.objects.get().said == "Bilarna kör för fort."


def test_another_authority_s_or_archived_voices_are_not_used(authority, hanna, made):
    foreign, archived = make_voice(board(name="En annan nämnd")), make_voice(authority)
    actions.archive(archived, archived=True, by=None)
    assert actions.use(made, [foreign, archived], by=hanna) == 0
    client_of(hanna).post(f"/provningar/{made.pk}/roster/", {"rost": [foreign.pk, "x", "9" * 30]})
    assert not VoiceUse.objects.exists()


def test_nothing_is_chosen_or_changed_once_the_assessment_is_sent_on(authority, hanna, made):
    voice = make_voice(authority)
    actions.use(made, [voice], by=hanna)
    used = VoiceUse.objects.get()
    assessments.move(made, "in_review", by=hanna)
    for change in (
        lambda: actions.use(made, [voice], by=hanna),
        lambda: actions.stop_using(used, by=hanna),
        lambda: actions.tell_change(used, "Nytt", base="", by=hanna),
    ):
        with pytest.raises(RuleBroken, match="Prövningen är på granskning"):
            change()
    assert client_of(hanna).post(f"/provningar/{made.pk}/roster/", {"rost": voice.pk}).status_code == 403


def test_two_who_write_what_it_changed_both_keep_their_words(authority, hanna, made):
    actions.use(made, [make_voice(authority)], by=hanna)
    used = VoiceUse.objects.get()
    actions.tell_change(used, "Kollegans text", base="", by=None)
    client, path = client_of(hanna), f"/provningar/roster/vald/{used.pk}/"
    page = client.post(path, {"changed": "Min text", "base": ""}).text
    assert "Foga ihop den med det som står nu, och spara igen: ”Kollegans text”" in page
    assert "Min text" in page
    used.refresh_from_db()
    assert used.changed == "Kollegans text"
    client.post(path, {"changed": "Kollegans text. Min text", "base": "Kollegans text"})
    used.refresh_from_db()
    assert used.changed == "Kollegans text. Min text"


def test_those_that_share_most_articles_with_the_assessment_come_first(authority, hanna, made):
    make_voice(authority, title="Annat", articles=[24, 28])
    make_voice(authority, title="Ett", articles=[12])
    make_voice(authority, title="Två", articles=[3, 12])
    assessments.write(made, {"barn_berors": Field("direkt", "")}, by=hanna)
    made.response.refresh_from_db()
    assert [one.title for one in to_choose_from(made, hanna)] == ["Två", "Ett", "Annat"]
    page = client_of(hanna).get(f"/provningar/{made.pk}/roster/?artikel=12").text
    assert page.index("Två") < page.index("Ett")
    assert 'name="rost"' in page
    assert "Annat" not in page


def test_the_documents_hold_what_children_have_said(authority, hanna, made):
    assert "Barns röster" not in told_in(made)
    actions.use(made, [make_voice(authority)], by=hanna)
    text = told_in(made)
    for told in ("Barns röster", "Bilarna kör för fort.", "Källa: Skolans trygghetsvandring 2026.", "Ej besvarad"):
        assert told in text
    assert "inget barn sagt" not in text
    Voice.objects.update(constructed=True)
    assert "Det här har inget barn sagt. Det är påhittat." in told_in(made)
    assert "Konstruerat exempel" in client_of(hanna).get(f"/provningar/{made.pk}/kontrollera/").text


def told_in(made):
    return str(annex(Assessment.objects.select_related("authority", "response__version").get(pk=made.pk)).parts)


def test_who_only_reads_the_assessment_from_outside_is_not_shown_the_library(authority, made):
    make_voice(authority)
    outsider = MembershipFactory(organisation=board(name="Socialnämnden", parent=authority.parent)).user
    assert not to_choose_from(made, outsider).exists()


# To the children


def test_the_draft_to_the_children_is_made_of_the_answers_and_never_saved_by_itself(authority, hanna, made):
    for address, value in {"arende": "Ekskolan stängs.", "barn_berors": "direkt", "barn_horda": "nej"}.items():
        assessments.write(made, {address: Field(value, "")}, by=hanna)
    actions.use(made, [make_voice(authority)], by=hanna)
    page = client_of(hanna).get(f"/provningar/{made.pk}/barnversion/").text
    assert "[Berätta med enkla ord vad som ska bestämmas:\nEkskolan stängs.]" in page
    assert "Den här gången har inga barn fått frågan." in page
    assert "[Berätta vad barnen sa:\nBilarna kör för fort.]" in page
    assert "Du har rätt att leva, växa och utvecklas." in page
    assert "Vi tycker att förslaget är bra" not in page
    assert "Texten är inte färdig att visa för barn." in page
    assert not ChildVersion.objects.exists()
    assert Reading.objects.filter(assessment=made).exists()


def test_the_text_to_the_children_is_a_draft_till_somebody_has_read_it_through(made, hanna):
    client, path = client_of(hanna), f"/provningar/{made.pk}/barnversion/"
    text = {"text": "Vi ska bestämma om skolan. [Förklara mer]", "base": ""}
    page = client.post(path, text | {"is_read_through": "on"}).text
    assert "Det finns kvar text inom hakparenteser." in page
    assert not ChildVersion.objects.exists()
    client.post(path, text)
    assert ChildVersion.objects.get().read_through_at is None
    done = {"text": "Vi ska bestämma om skolan.", "base": text["text"], "is_read_through": "on"}
    page = client.post(path, done, follow=True).text
    assert "genomläst" in page
    assert str(hanna) in page
    assert events().count("assessment_child_version_written") == 2
    page = client.post(path, {"text": "Min text", "base": text["text"]}).text
    assert "Någon annan har skrivit här" in page
    assert "Min text" in page
    with pytest.raises(RuleBroken, match="personnummer"):
        actions.write_child_version(made, NUMBER, is_read_through=False, base="", by=hanna)
    with pytest.raises(IntegrityError), transaction.atomic():
        ChildVersion.objects.update(read_through_by_name="")


def test_what_a_person_wrote_stays_with_the_authority_when_the_account_goes(authority, hanna, made):
    voice = make_voice(authority, by=hanna)
    actions.write_child_version(made, "Hej", is_read_through=True, base="", by=hanna)
    assert personal_data.export(hanna)["inlagt om vad barn har sagt"][0]["title"] == "Skolvägen"
    personal_data.erase(hanna)
    voice.refresh_from_db()
    assert (voice.by, ChildVersion.objects.get().read_through_by_name) == (None, "en tidigare användare")
