"""An authority makes the templates its own, through the pages of its strategist."""

import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from assessments import actions as assessments
from assessments.local import actions
from assessments.local.models import CaseType, Layer, StandardAnswer
from assessments.models import Assessment
from assessments.reference_data import content_of, load
from barnratt.accounts.models import Role
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.notifications.models import Notification
from barnratt.questionnaires.actions import Field, publish
from barnratt.questionnaires.models import Version
from tests.assessments.factories import board, make_assessment
from tests.client import StrictClient
from tests.factories import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
Template = Assessment.Template
NUMBER = "19121212-1212"
QUESTION = {
    "step": "avstamning", "text": "Vilken rutin gäller?", "help": "", "type": "text", "labels": [], "required": False
}  # fmt: skip


def client_of(user):
    client = StrictClient()
    client.force_login(user)
    return client


@pytest.fixture
def authority():
    load()
    return board(key="utbildning", name="Utbildningsnämnden", parent=OrganisationFactory(name="Gävle kommun"))


@pytest.fixture
def kalle(authority):
    return MembershipFactory(organisation=authority, role=Role.STRATEGIST).user


@pytest.fixture
def hanna(authority):
    return MembershipFactory(organisation=authority, role=Role.MEMBER).user


def events():
    return list(AuditEvent.objects.order_by("pk").values_list("type", flat=True))


# Who


def test_only_the_strategist_of_the_authority_adapts_its_templates(authority, kalle, hanna):
    path = "/provningar/eget/utbildning/"
    assert client_of(kalle).get(path).status_code == 200
    assert client_of(kalle).get("/provningar/eget/")["Location"] == path
    refused = client_of(hanna).get(path)
    assert (refused.status_code, "Myndighetens strateg anpassar mallarna." in refused.text) == (403, True)
    other = MembershipFactory(organisation=board(name="Socialnämnden", parent=authority.parent), role=Role.STRATEGIST)
    central = MembershipFactory(organisation=authority.parent, role=Role.STRATEGIST)
    for outsider in (other.user, central.user, MembershipFactory(role=Role.ADMINISTRATOR).user):
        for page in ("", "kortversion/", "kortversion/hjalp/arende/", "arendetyper/ny/", "kortversion/fraga/ny/"):
            assert client_of(outsider).get(f"{path}{page}").status_code == 404
        assert client_of(outsider).post(f"{path}kortversion/publicera/").status_code == 404
    assert client_of(central.user).get("/provningar/eget/").status_code == 403
    assert "Anpassa mallarna" in client_of(kalle).get("/provningar/").text
    assert "Anpassa mallarna" not in client_of(hanna).get("/provningar/").text


# Help and questions


def test_what_is_added_shows_in_assessments_that_begin_after_it_is_published(authority, kalle, hanna):
    client, path = client_of(kalle), "/provningar/eget/utbildning/kortversion/"
    earlier = make_assessment(authority, by=hanna)
    client.post(f"{path}hjalp/arende/", {"text": "Skriv också upphandlingens namn."})
    form = {"step": "avstamning", "text": "Vilket avtal?", "type": "choice", "labels": "Ramavtal\nEget avtal"}
    client.post(f"{path}fraga/ny/", form)
    page = client.get(path).text
    assert "Det finns ändringar som inte är publicerade" in page
    assert "Ett val: Ramavtal; Eget avtal" in page
    between = make_assessment(authority, by=hanna)
    client.post(f"{path}publicera/")
    later = make_assessment(authority, by=hanna)
    pages = {
        one.pk: client_of(hanna).get(f"/provningar/{one.pk}/steg/avstamning/").text for one in (earlier, between, later)
    }
    for told in ("Skriv också upphandlingens namn.", "Vilket avtal?", "Ramavtal"):
        assert [told in pages[one.pk] for one in (earlier, between, later)] == [False, False, True], told
    assert "Hos oss:" in pages[later.pk]
    outcome = assessments.write(later, {"eget_1": Field("val_2", "")}, by=hanna)
    assert outcome.saved == ["eget_1"]
    check = client_of(hanna).get(f"/provningar/{later.pk}/kontrollera/").text
    assert "Eget avtal" in check
    assert "Kortversion, version 1, med myndighetens egna tillägg" in check
    assert events().count("local_layer_edited") == 2
    assert events().count("local_layer_published") == 1
    assert make_assessment(board(name="En annan nämnd")).response.version.key == "kortversion"


def test_what_is_published_never_changes_and_no_key_is_used_again(authority, kalle):
    actions.add_question(authority, Template.SHORT, fields=QUESTION, by=kalle)
    first = actions.publish(authority, Template.SHORT, by=kalle).version
    made = make_assessment(authority)
    actions.edit_question(authority, Template.SHORT, "eget_1", fields=QUESTION | {"text": "Vilken?"}, by=kalle)
    actions.remove_question(authority, Template.SHORT, "eget_1", by=kalle)
    assert actions.add_question(authority, Template.SHORT, fields=QUESTION, by=kalle) == "eget_2"
    second = actions.publish(authority, Template.SHORT, by=kalle).version
    assert (first.number, second.number) == (1, 2)
    made.response.refresh_from_db()
    assert made.response.version.definition.by_key["eget_1"].text == "Vilken rutin gäller?"
    assert "eget_1" not in second.definition.by_key
    with pytest.raises(RuleBroken, match="redan borttagen"):
        actions.remove_question(authority, Template.SHORT, "eget_1", by=kalle)


def test_an_option_that_is_called_the_same_keeps_its_value_and_no_value_is_used_again(authority, kalle):
    choice = QUESTION | {"type": "choice", "labels": ["A", "B"]}
    key = actions.add_question(authority, Template.SHORT, fields=choice, by=kalle)
    for labels in (["B", "C"], ["C", "D"], ["A", "D"]):
        actions.edit_question(authority, Template.SHORT, key, fields=choice | {"labels": labels}, by=kalle)
    options = Layer.objects.get().draft["questions"][0]["options"]
    assert options == [{"value": "val_5", "label": "A"}, {"value": "val_4", "label": "D"}]


def test_an_assessment_that_has_begun_is_offered_the_authority_s_own_version(authority, hanna, kalle):
    made = make_assessment(authority, by=hanna)
    client, path = client_of(hanna), f"/provningar/{made.pk}/"
    assert "nyare version" not in client.get(path).text
    actions.add_question(authority, Template.SHORT, fields=QUESTION, by=kalle)
    own = actions.publish(authority, Template.SHORT, by=kalle).version
    assert "nyare version" in client.get(path).text
    assert "version 1, med myndighetens egna tillägg, från version 1," in client.get(f"{path}ny-version/").text
    client.post(f"{path}ny-version/", {"version": own.number})
    made.response.refresh_from_db()
    assert made.response.version == own
    assert "nyare version" not in client.get(path).text
    actions.set_help(authority, Template.SHORT, "arende", "Skriv avtalets namn.", by=kalle)
    later = actions.publish(authority, Template.SHORT, by=kalle).version
    client.post(f"{path}ny-version/", {"version": later.number})
    made.response.refresh_from_db()
    assert made.response.version == later


def test_a_new_national_version_keeps_what_is_the_authority_s_own_and_tells_what_does_not_fit(authority, kalle):
    actions.set_help(authority, Template.SHORT, "arende", "Skriv avtalets namn.", by=kalle)
    actions.add_question(authority, Template.SHORT, fields=QUESTION, by=kalle)
    actions.publish(authority, Template.SHORT, by=kalle)
    assert actions.renew() == []
    national = content_of(Template.SHORT)
    national["steps"][0]["questions"][0]["text"] = "Vad handlar ärendet om?"
    publish(national, by=None)
    assert len(actions.renew()) == 1
    told = Notification.objects.get()
    assert (told.user, told.path) == (kalle, "/provningar/eget/utbildning/kortversion/")
    assert told.text.endswith("Något av era tillägg passar inte längre.")
    definition = make_assessment_as_published(authority).response.version.definition
    asked = definition.by_key
    assert (asked["arende"].text, asked["arende"].note) == ("Vad handlar ärendet om?", "Skriv avtalets namn.")
    assert "eget_1" in asked
    for page in ("", "kortversion/"):
        text = client_of(kalle).get(f"/provningar/eget/utbildning/{page}").text
        assert "heter nu ”Vad handlar ärendet om?”" in text
    actions.set_help(authority, Template.SHORT, "arende", "Skriv avtalets namn.", by=kalle)
    assert "heter nu" not in client_of(kalle).get("/provningar/eget/utbildning/").text


def make_assessment_as_published(authority):
    return assessments.begin(Template.SHORT, authority, fields={"title": "Nytt", "secrecy": "nej"}, by=None)


def test_a_short_version_of_one_s_own_grows_to_a_full_one_of_one_s_own(authority, kalle, hanna):
    actions.add_question(authority, Template.SHORT, fields=QUESTION, by=kalle)
    actions.publish(authority, Template.SHORT, by=kalle)
    fields = QUESTION | {"step": "kunskap", "text": "Vilken forskare?", "required": True}
    actions.add_question(authority, Template.GENERAL, fields=fields, by=kalle)
    actions.publish(authority, Template.GENERAL, by=kalle)
    made = make_assessment_as_published(authority)
    assessments.write(made, {"eget_1": Field("Rutin 7", "")}, by=hanna)
    grown = assessments.grow(made, Template.GENERAL, by=hanna)
    text = client_of(hanna).get(f"/provningar/{grown.pk}/kontrollera/").text
    assert "Vilken rutin gäller?" in text
    assert "Rutin 7" in text
    assert "Besvara ”Vilken forskare?”" in text


def test_what_cannot_be_is_refused(authority, kalle):
    client, path = client_of(kalle), "/provningar/eget/utbildning/kortversion/"
    form = {"step": "avstamning", "text": "Vad?", "type": "choice", "labels": "Ett"}
    assert "Skriv minst två val." in client.post(f"{path}fraga/ny/", form).text
    assert "Samma val står två gånger." in client.post(f"{path}fraga/ny/", form | {"labels": "Ett\nett"}).text
    assert "Ta bort personnumret" in client.post(f"{path}hjalp/arende/", {"text": NUMBER}).text
    assert client.get(f"{path}hjalp/finns_inte/").status_code == 404
    assert client.get(f"{path}fraga/eget_9/").status_code == 404
    assert client.get("/provningar/eget/utbildning/ingang/").status_code == 404
    assert not Layer.objects.exists()
    with pytest.raises(RuleBroken, match="finns inte i mallen"):
        actions.set_help(authority, Template.SHORT, "finns_inte", "Text", by=kalle)
    for refused in ({"text": NUMBER}, {"type": "date"}, {"type": "choice", "labels": [NUMBER, "Ja"]}):
        with pytest.raises(RuleBroken):
            actions.add_question(authority, Template.SHORT, fields=QUESTION | refused, by=kalle)
    actions.add_question(authority, Template.SHORT, fields=QUESTION | {"type": "choice"}, by=kalle)
    with pytest.raises(RuleBroken, match="behöver val"):
        actions.publish(authority, Template.SHORT, by=kalle)
    for _ in range(actions.MOST_QUESTIONS - len(Layer.objects.get().draft["questions"])):
        actions.add_question(authority, Template.SHORT, fields=QUESTION, by=kalle)
    with pytest.raises(RuleBroken, match="högst 20 egna frågor"):
        actions.add_question(authority, Template.SHORT, fields=QUESTION, by=kalle)


def test_help_and_questions_are_taken_away_after_a_question(authority, kalle):
    actions.set_help(authority, Template.SHORT, "arende", "Skriv avtalets namn.", by=kalle)
    actions.add_question(authority, Template.SHORT, fields=QUESTION, by=kalle)
    client, path = client_of(kalle), "/provningar/eget/utbildning/kortversion/"
    for address, text in (
        ("hjalp/arende/ta-bort/", "Skriv avtalets namn."),
        ("fraga/eget_1/ta-bort/", QUESTION["text"]),
    ):
        before = Layer.objects.get().draft
        assert text in client.get(f"{path}{address}").text
        assert Layer.objects.get().draft == before
        assert "Det gäller när du har publicerat" in client.post(f"{path}{address}", follow=True).text
        assert client.get(f"{path}{address}").status_code == 404
    assert Layer.objects.get().draft == {}


# Standard answers


def keep(authority, by, **fields):
    told = {"template": "kortversion", "question": "arende", "title": "Avtal", "text": "Avtalet löper ut."} | fields
    return actions.keep_standard_answer(authority, None, fields=told, by=by)


def test_a_standard_answer_is_offered_and_put_in_only_when_somebody_asks(authority, kalle, hanna):
    client = client_of(kalle)
    client.post(
        "/provningar/eget/utbildning/kortversion/standardsvar/arende/", {"title": "Avtal", "text": "Avtalet löper ut."}
    )
    answer, made = StandardAnswer.objects.get(), make_assessment(authority, by=hanna)
    path = f"/provningar/{made.pk}/steg/avstamning/"
    page = client_of(hanna).get(path).text
    assert f'value="arende:{answer.pk}"' in page
    made.response.refresh_from_db()
    assert "arende" not in made.response.answers
    sent = {"falt": "arende", "bas": "{}", "arende": "Det gäller mat.", "infoga": f"arende:{answer.pk}"}
    response = client_of(hanna).post(path, sent)
    assert response["Location"] == f"{path}#id_arende"
    made.response.refresh_from_db()
    assert made.response.answers["arende"] == "Det gäller mat.\n\nAvtalet löper ut."
    assert events().count("local_standard_answers_changed") == 1


@pytest.mark.parametrize("forged", ["arende:0", "arende", ":1", "arende:x", "finns_inte:1", ""])
def test_a_forged_wish_for_a_standard_answer_puts_nothing_in(authority, kalle, hanna, forged):
    keep(board(name="En annan nämnd"), kalle)
    made = make_assessment(authority, by=hanna)
    sent = {"falt": "arende", "bas": "{}", "arende": "Det gäller mat.", "infoga": forged}
    client_of(hanna).post(f"/provningar/{made.pk}/steg/avstamning/", sent)
    made.response.refresh_from_db()
    assert made.response.answers["arende"] == "Det gäller mat."


def test_standard_answers_are_changed_and_taken_away(authority, kalle):
    answer, client = keep(authority, kalle), client_of(kalle)
    path = f"/provningar/eget/utbildning/standardsvar/{answer.pk}/"
    client.post(path, {"title": "Avtal", "text": "Avtalet är nytt."})
    assert "Avtalet är nytt." in client.get("/provningar/eget/utbildning/kortversion/").text
    with pytest.raises(RuleBroken, match="Det finns redan ett standardsvar"):
        keep(authority, kalle)
    with pytest.raises(RuleBroken, match="personnummer"):
        keep(authority, kalle, title="Nytt", text=NUMBER)
    page = client.post(
        "/provningar/eget/utbildning/kortversion/standardsvar/arende/", {"title": "Avtal", "text": "Igen"}
    ).text
    assert "Det finns redan ett standardsvar" in page
    assert client.get("/provningar/eget/utbildning/kortversion/standardsvar/barn_berors/").status_code == 404
    foreign = keep(board(name="En annan nämnd"), kalle)
    assert client.get(f"/provningar/eget/utbildning/standardsvar/{foreign.pk}/").status_code == 404
    assert "Avtalet är nytt." in client.get(f"{path}ta-bort/").text
    assert StandardAnswer.objects.count() == 2
    client.post(f"{path}ta-bort/")
    assert list(StandardAnswer.objects.all()) == [foreign]


def test_a_step_asks_as_often_however_many_standard_answers_there_are(authority, kalle, hanna):
    made, client, counts = make_assessment(authority, by=hanna), client_of(hanna), set()
    for number in (1, 3):
        while StandardAnswer.objects.count() < number:
            keep(authority, kalle, title=f"Namn {StandardAnswer.objects.count()}")
        client.get(f"/provningar/{made.pk}/steg/avstamning/")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/provningar/{made.pk}/steg/avstamning/")
        counts.add(len(asked))
    assert len(counts) == 1


# Sorts of case


def test_what_the_authority_has_decided_meets_the_one_who_begins(authority, kalle, hanna):
    client = client_of(kalle)
    form = {"name": "Ny detaljplan", "needs": "alltid", "why": "Planer rör alla barn.", "template": "generellt_plan"}
    client.post("/provningar/eget/utbildning/arendetyper/ny/", form | {"decided": "Nämnden 2026-03-01"})
    never = {"name": "Inköp av kontorsmaterial", "needs": "aldrig", "why": "Rör inga barn.", "template": ""}
    client.post("/provningar/eget/utbildning/arendetyper/ny/", never)
    page = client_of(hanna).get("/provningar/ny/?mall=generellt_plan").text
    assert page.index("Behöver alltid en prövning") < page.index("Ny detaljplan") < page.index("Behöver ingen prövning")
    assert "Bestämt av: Nämnden 2026-03-01" in page
    assert re.search(r'value="generellt_plan"[^>]* checked', page)
    assert client_of(hanna).get("/provningar/ny/?mall=nonsens").status_code == 200
    outside = MembershipFactory(organisation=board(name="Socialnämnden", parent=authority.parent)).user
    assert "Ny detaljplan" not in client_of(outside).get("/provningar/ny/").text
    assert events().count("local_case_types_changed") == 2


def test_sorts_of_case_are_changed_refused_and_taken_away(authority, kalle):
    client, path = client_of(kalle), "/provningar/eget/utbildning/arendetyper/"
    fields = {"name": "Budget", "needs": "ibland", "why": "Om den rör skolan.", "template": "", "decided": ""}
    made = actions.keep_case_type(authority, None, fields=fields, by=kalle)
    with pytest.raises(RuleBroken, match="Ärendetypen finns redan"):
        actions.keep_case_type(authority, None, fields=fields, by=kalle)
    never = fields | {"name": "Ny", "needs": "aldrig", "template": "kortversion"}
    with pytest.raises(RuleBroken, match="ingen mall"):
        actions.keep_case_type(authority, None, fields=never, by=kalle)
    with pytest.raises(RuleBroken, match="personnummer"):
        actions.keep_case_type(authority, None, fields=fields | {"name": "X", "why": NUMBER}, by=kalle)
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseType.objects.update(needs="aldrig", template="kortversion")
    assert "Välj ingen mall" in client.post(f"{path}ny/", never).text
    client.post(f"{path}{made.pk}/", fields | {"why": "Alltid när det rör skolan.", "needs": "alltid"})
    made.refresh_from_db()
    assert made.needs == "alltid"
    assert "Ta bort ärendetypen ”Budget”?" in client.get(f"{path}{made.pk}/ta-bort/").text
    assert CaseType.objects.exists()
    client.post(f"{path}{made.pk}/ta-bort/")
    assert not CaseType.objects.exists()


def test_loading_the_national_templates_again_makes_no_new_versions_of_one_s_own(authority, kalle):
    actions.add_question(authority, Template.SHORT, fields=QUESTION, by=kalle)
    actions.publish(authority, Template.SHORT, by=kalle)
    before = Version.objects.count()
    load()
    assert actions.renew() == []
    assert Version.objects.count() == before
