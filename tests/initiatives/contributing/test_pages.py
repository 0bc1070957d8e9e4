import json
import re
from contextlib import nullcontext

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from barnratt.accounts.models import Role
from barnratt.notifications.models import Notification
from initiatives.contributing import actions, queries
from initiatives.contributing.models import Change, Submission
from initiatives.contributing.permissions import decisions_for, who_decide
from initiatives.models import Initiative
from tests.client import StrictClient
from tests.factories import InitiativeFactory, MembershipFactory
from tests.initiatives.contributing.conftest import MORE, WHOLE
from tests.initiatives.contributing.test_actions import suggestion

pytestmark = pytest.mark.django_db

YES = dict.fromkeys(
    ["pa_riktigt", "klarsprak", "artiklar", "delaktighet", "personuppgifter", "lika_tillgang", "resultat", "gora_om",
     "kontakt"], "ja"
)  # fmt: skip


def signed_in(user):
    client = StrictClient()
    client.force_login(user)
    return client


def step_address(change, key="vad"):
    return f"/initiativ/andringar/{change.pk}/steg/{key}/"


def test_a_new_entry_begins_with_its_title(writer):
    response = signed_in(writer).post("/initiativ/ny/", {"title": "Barnbokslut", "organisation": "goteborg"})
    change = Change.objects.get()
    assert response["Location"] == step_address(change)
    assert change.initiative.title == "Barnbokslut"


def test_a_title_like_anothers_is_asked_about_before_anything_is_made(writer):
    InitiativeFactory(title="Barnbokslut i Göteborg", published=True)
    client, form = signed_in(writer), {"title": "Göteborgs barnbokslut", "organisation": "goteborg"}
    response = client.post("/initiativ/ny/", form)
    assert "Är det något av det här?" in response.text
    assert "Barnbokslut i Göteborg" in response.text
    assert not Change.objects.exists()
    client.post("/initiativ/ny/", form | {"vidare": "1"})
    assert Change.objects.exists()


def test_titles_that_are_alike_are_shown_while_the_title_is_written(writer):
    InitiativeFactory(title="Barnbokslut i Göteborg", published=True)
    InitiativeFactory(title="Barnbokslut på Gotland")  # another organisation's draft
    response = signed_in(writer).get("/initiativ/ny/liknande/", {"title": "barnbokslut"})
    assert "Barnbokslut i Göteborg" in response.text
    assert "Gotland" not in response.text
    assert "Är det" not in signed_in(writer).get("/initiativ/ny/liknande/", {"title": ""}).text


def test_an_organisation_that_is_not_ones_own_is_refused(writer, outsider):
    other = outsider.organisations[0]
    response = signed_in(writer).post("/initiativ/ny/", {"title": "Barnbokslut", "organisation": other.key})
    assert response.status_code == 200
    assert not Change.objects.exists()


def test_faults_are_shown_at_their_fields_and_everything_typed_is_kept(draft, writer):
    form = {"title": "", "summary": "Ny text", "start_year": "i fjol", "kind": "handlingsplan", "status": "pagaende"}
    response = signed_in(writer).post(step_address(draft), form)
    assert "Skriv en titel." in response.text
    assert "Skriv året med fyra siffror." in response.text
    draft.refresh_from_db()
    assert (draft.content["summary"], draft.content["start_year"]) == (["Ny text"], ["i fjol"])
    assert 'value="i fjol"' in signed_in(writer).get(step_address(draft)).text


def test_a_step_that_is_right_leads_to_the_next_and_the_last_to_the_reading(draft, writer):
    client = signed_in(writer)
    form = {name: WHOLE[name] for name in ("title", "summary", "kind", "status")}
    assert client.post(step_address(draft), form)["Location"] == step_address(draft, "var")
    assert client.post(step_address(draft, "lardomar"), {})["Location"] == draft.get_absolute_url()


def test_one_can_stop_in_the_middle_of_a_step(draft, writer):
    response = signed_in(writer).post(step_address(draft), {"title": "", "senare": "1"})
    assert response["Location"] == draft.get_absolute_url()


def test_a_misspelt_municipality_gets_a_suggestion(draft, writer):
    form = {"scope": "kommun", "municipalities": "Götborg", "contact_role": "Barnrättsstrategen"}
    response = signed_in(writer).post(step_address(draft, "var"), form)
    assert "”Götborg” är ingen kommun. Menade du Göteborg?" in response.text
    assert ">\nGötborg</textarea>" in response.text


def test_personal_data_is_warned_of_and_the_writer_decides(draft, writer):
    client, form = signed_in(writer), {**WHOLE, "what_was_done": "Pojken 811218-9876 ringde 070-123 45 67."}
    response = client.post(step_address(draft, "hur"), form)
    assert "”811218-9876” ser ut som ett personnummer." in response.text
    assert "ser ut som ett mobilnummer" in response.text
    draft.refresh_from_db()
    assert draft.content["what_was_done"] == ["Pojken 811218-9876 ringde 070-123 45 67."]
    assert client.post(step_address(draft, "hur"), form | {"anda": "1"}).status_code == 302


def test_what_two_have_written_is_shown_side_by_side_and_chosen(draft, writer, colleague):
    base = json.dumps({"title": WHOLE["title"], "summary": WHOLE["summary"]})
    form = {"summary": WHOLE["summary"], "kind": "handlingsplan", "status": "pagaende", "bas": base}
    signed_in(colleague).post(step_address(draft), form | {"title": "Kollegans titel"})
    client = signed_in(writer)
    response = client.post(step_address(draft), form | {"title": "Min titel"})
    assert response.status_code == 409
    assert "Kollegans titel" in response.text
    assert "Min titel" in response.text
    choice = {"falt": "title", "min-title": '["Min titel"]', "bas": '{"title": ["Kollegans titel"]}'}
    assert "Välj vilken text" in client.post(f"{step_address(draft)}valj/", choice).text
    client.post(f"{step_address(draft)}valj/", choice | {"title": "min"})
    draft.refresh_from_db()
    assert draft.content["title"] == ["Min titel"]


def test_autosave_keeps_what_is_typed_and_says_when(draft, writer):
    form = {"falt": ["title"], "title": "Halv ti", "bas": json.dumps({"title": WHOLE["title"]})}
    response = signed_in(writer).post(f"/initiativ/andringar/{draft.pk}/spara/", form)
    assert response.json()["base"] == {"title": ["Halv ti"]}
    draft.refresh_from_db()
    assert draft.content["title"] == ["Halv ti"]
    assert draft.content["summary"] == WHOLE["summary"]


def test_autosave_never_overwrites_what_somebody_else_has_written(draft, writer, colleague):
    form = {"falt": ["title"], "bas": json.dumps({"title": WHOLE["title"]})}
    address = f"/initiativ/andringar/{draft.pk}/spara/"
    signed_in(colleague).post(address, form | {"title": "Kollegans"})
    response = signed_in(writer).post(address, form | {"title": "Min"})
    assert response.status_code == 409
    assert response.json()["fields"] == ["Titel"]
    draft.refresh_from_db()
    assert draft.content["title"] == ["Kollegans"]


@pytest.mark.parametrize("base", ["", "[", "null", "[]", '{"title": 5}', '{"title": [{"a": 1}]}', "{}"])
def test_a_forged_base_breaks_nothing(draft, writer, base):
    form = {"falt": ["title", "finns_inte", "slug"], "title": "Ny", "slug": "annan", "bas": base}
    response = signed_in(writer).post(f"/initiativ/andringar/{draft.pk}/spara/", form)
    assert response.status_code in (200, 409)
    draft.refresh_from_db()
    assert "slug" not in draft.content


def test_what_is_missing_is_listed_with_a_way_there(writer, gothenburg):
    change = actions.begin_new(title="Barnbokslut", organisation=gothenburg, by=writer)
    page = signed_in(writer).get(change.get_absolute_url()).text
    assert "Det här behövs innan du kan skicka in" in page
    assert step_address(change, "hur") in page
    assert "Skicka in för granskning" not in page


def test_from_a_completion_to_publication(draft, writer, reviewer):
    client, review = signed_in(writer), signed_in(reviewer)
    assert "Du får veta när det är granskat" in client.post(f"{draft.get_absolute_url()}skicka/", follow=True).text
    submission = Submission.objects.get()
    assert "Unga kommunutvecklare" in review.get("/granskning/").text
    address = submission.get_absolute_url()
    asked = review.get(address).text
    assert asked.index(">Beslut</legend>") < asked.index(">Skäl</label>")  # and is not called optional
    assert "Skriv vad som behövs" in review.post(address, {"decision": "komplettering"}).text
    form = {"decision": "komplettering", "reason": "Berätta mer.", "klarsprak": "nej", "klarsprak_kommentar": "Svårt."}
    assert "Beslutet är sparat" in review.post(address, form, follow=True).text
    page = client.get(draft.get_absolute_url()).text
    assert "Behöver kompletteras" in page
    assert "Berätta mer." in page
    assert "Svårt." in page
    client.post(f"{draft.get_absolute_url()}skicka/")
    again = Submission.objects.open().get().get_absolute_url()
    response = review.post(again, {"decision": "publicerad", "pa_riktigt": "ja"})
    assert response.text.count("Behöver vara ja för att initiativet ska få den märkningen.") >= 2
    review.post(again, {**YES, "decision": "publicerad"})
    assert "Initiativet är publicerat" in client.get(draft.get_absolute_url()).text
    assert StrictClient().get(Initiative.objects.get().get_absolute_url()).status_code == 200
    assert "Du kan läsa men inte" not in review.get(again).text


def test_nobody_reviews_their_own(submission, writer, board):
    MembershipFactory(user=writer, organisation=board, role="granskare")
    response = signed_in(writer).get(submission.get_absolute_url())
    assert "Ingen granskar sitt eget" in response.text
    answer = signed_in(writer).post(submission.get_absolute_url(), {**YES, "decision": "publicerad"})
    assert answer.status_code == 403
    assert Submission.objects.open().exists()


def test_text_that_is_html_is_shown_as_text(draft, writer, reviewer):
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)> [x](javascript:alert(1))"
    names = ["title", "summary", "contact_role", "what_was_done", "participation_how", "lessons", "advice", "results"]
    actions.write(draft, part={name: [evil[:150]] for name in names}, by=writer)
    submission = actions.submit(draft, by=writer)
    actions.decide(submission, decision="publicerad", checklist={}, reason=evil, by=reviewer)
    submission.initiative.refresh_from_db()
    for client in (StrictClient(), signed_in(writer)):
        page = client.get(submission.initiative.get_absolute_url()).text
        assert "<img src=x" not in page
        assert 'href="javascript' not in page
    assert "<img src=x" not in signed_in(writer).get(draft.get_absolute_url()).text


def test_a_suggestion_by_somebody_else_is_shown_as_a_difference(published, outsider, writer):
    client = signed_in(outsider)
    response = client.post(f"{published.get_absolute_url()}andra/")
    change = Change.objects.get(by=outsider)
    assert response["Location"] == step_address(change)
    client.post(step_address(change, "lardomar"), {"lessons": "Börja i tid."})
    form = {**WHOLE, "summary": "Unga sommarjobbar med att ta fram idéer till kommunen."}
    client.post(step_address(change), form)
    page = client.get(change.get_absolute_url()).text
    assert "idéer" in page
    assert "<del>" in page
    assert (
        "Förslaget är skickat."
        in client.post(f"{change.get_absolute_url()}skicka/", {"reason": "Fel ord"}, follow=True).text
    )
    owner = signed_in(writer)
    decide = f"{change.get_absolute_url()}avgor/"
    assert "Börja i tid." in owner.get(decide).text
    assert "Ändringen är införd." in owner.post(decide, {"infor": "1"}, follow=True).text
    published.refresh_from_db()
    assert published.lessons == "Börja i tid."


def test_a_suggestion_stands_for_the_organisation_where_one_works(published, outsider):
    MembershipFactory(user=outsider, organisation=published.organisation, role=Role.READER)
    signed_in(outsider).post(f"{published.get_absolute_url()}andra/")
    assert Change.objects.get(by=outsider).organisation == outsider.organisations[0]


def test_an_owner_changes_an_unreviewed_entry_at_once(published, writer):
    client = signed_in(writer)
    client.post(f"{published.get_absolute_url()}andra/")
    change = Change.objects.get(by=writer, is_new=False)
    client.post(step_address(change, "lardomar"), {"lessons": "Börja i tid."})
    assert "Inför ändringen" in client.get(change.get_absolute_url()).text
    assert "Ändringen är införd." in client.post(f"{change.get_absolute_url()}skicka/", follow=True).text


def test_a_suggestion_is_declined_with_a_reason(published, outsider, writer):
    change = suggestion(published, {"lessons": ["Fel."]}, outsider)
    address = f"{change.get_absolute_url()}avgor/"
    assert signed_in(writer).post(address, {"avboj": "1"}).status_code == 200
    signed_in(writer).post(address, {"avboj": "1", "reason": "Så var det inte."})
    assert "Så var det inte." in signed_in(outsider).get(change.get_absolute_url()).text


def test_a_conflict_is_settled_when_the_suggestion_is_decided(published, outsider, writer):
    change = suggestion(published, {"lessons": ["Deras."]}, outsider)
    suggestion(published, {"lessons": ["Vår."]}, writer, at_once=True)
    client, address = signed_in(writer), f"{change.get_absolute_url()}avgor/"
    assert "Båda, förslaget sist" in client.get(address).text
    assert "Välj vilken text" in client.post(address, {"infor": "1"}).text
    client.post(address, {"infor": "1", "lessons": "bada"})
    published.refresh_from_db()
    assert published.lessons == "Vår.\n\nDeras."


def test_an_earlier_version_is_gone_back_to_after_a_look(published, writer):
    suggestion(published, {"lessons": ["Fel."]}, writer, at_once=True)
    client = signed_in(writer)
    assert "Version 2" in client.get(f"{published.get_absolute_url()}versioner/").text
    page = f"{published.get_absolute_url()}versioner/1/"
    assert "Gå tillbaka till den här versionen" in client.get(page).text
    change = Change.objects.get(pk=client.post(page)["Location"].rstrip("/").rpartition("/")[2])
    client.post(f"{change.get_absolute_url()}skicka/", {"reason": change.reason})
    published.refresh_from_db()
    assert published.lessons == ""


def test_the_history_says_who_did_what(published, writer):
    page = signed_in(writer).get(f"{published.get_absolute_url()}historik/").text
    decided = "Granskning avgjord: publicerat, märkt registrerat"
    for event in ("Initiativ skapat", "Initiativ inskickat", decided, "Gun Granskare", "Stina Strateg"):
        assert event in page


def test_an_entry_is_withdrawn_with_a_reason_and_can_be_read_by_its_owners(published, writer):
    client = signed_in(writer)
    client.post(f"{published.get_absolute_url()}avpublicera/", {"reason": "Det var fel."})
    assert StrictClient().get(published.get_absolute_url()).status_code == 404
    assert client.get(published.get_absolute_url()).status_code == 200


def test_the_next_label_is_asked_for_on_a_page_that_says_what_it_takes(published, writer):
    client, address = signed_in(writer), f"{published.get_absolute_url()}begar-granskning/"
    page = client.get(address).text
    assert "nio frågorna" in page
    assert "<li>Ett resultat eller en lärdom</li><li>Förutsättningar</li></ul>" in page
    assert "Ett granskat initiativ ska berätta" in client.post(address).text
    suggestion(published, {"lessons": ["En."], "preconditions": ["En."]}, writer, at_once=True)
    assert "Din begäran är skickad" in client.post(address, follow=True).text
    assert "Väntar på granskning sedan" in client.get(published.get_absolute_url()).text


TOLD = {"what_was_done": "x", "participation": "medskapande", "preconditions": "x", "contact_role": "x", "lessons": "x"}


@pytest.mark.parametrize(
    ("wanted", "told"),
    [("granskad", TOLD), ("fordjupad", TOLD | {"results": "x", "results_basis": "x", "evidence": "uppfoljd"})],
)
def test_what_a_label_lacks_is_what_the_database_refuses(wanted, told):
    for left_out in [None, *told]:
        entry = InitiativeFactory(**{name: "" if name == left_out else value for name, value in told.items()})
        lacking = queries.lacking_for(entry, "granskad") or queries.lacking_for(entry, wanted)
        entry.review_label = actions.LABEL_OF[wanted]
        refused = pytest.raises(ValidationError) if lacking else nullcontext()
        with refused:
            entry.validate_constraints()
        assert len(lacking) == (left_out is not None and (wanted, left_out) != ("fordjupad", "lessons"))


def test_the_own_texts_are_listed_with_where_they_stand(draft, writer, colleague, outsider):
    assert "Unga kommunutvecklare" in signed_in(colleague).get("/initiativ/mina/").text
    assert "Unga kommunutvecklare" not in signed_in(outsider).get("/initiativ/mina/").text


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_does_not_grow_queries(count, writer, gothenburg, reviewer, django_assert_num_queries):
    for number in range(count):
        change = actions.begin_new(title=f"Barnbokslut {number}", organisation=gothenburg, by=writer)
        change, _ = actions.write(change, part=WHOLE | {"title": [f"Barnbokslut {number}"]}, by=writer)
        actions.submit(change, by=writer)
    client = signed_in(reviewer)
    with django_assert_num_queries(7):
        assert client.get("/granskning/").text.count('<th scope="row">') == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_own_texts_do_not_grow_queries(count, writer, gothenburg, django_assert_num_queries):
    for number in range(count):
        actions.begin_new(title=f"Barnbokslut {number}", organisation=gothenburg, by=writer)
    client = signed_in(writer)
    with django_assert_num_queries(6):
        assert client.get("/initiativ/mina/").text.count('<th scope="row">') == count


# What is decided is what was read


def revision_in(text):
    return re.search(r'name="revision" value="(\d+)"', text)[1]


def test_a_text_that_has_changed_since_the_reviewer_read_it_is_read_again(published, writer, reviewer):
    suggestion(published, MORE, writer, at_once=True)
    asked = actions.request_review(published, by=writer)
    client, address = signed_in(reviewer), asked.get_absolute_url()
    read = revision_in(client.get(address).text)
    suggestion(published, {"lessons": ["Något som ingen har läst."]}, writer, at_once=True)
    answer = client.post(address, {**YES, "decision": "godkand", "revision": read}).text
    assert "Texten har ändrats sedan du öppnade sidan" in answer
    assert "Något som ingen har läst." in answer
    published.refresh_from_db()
    assert published.review_label == "registrerad"
    client.post(address, {**YES, "decision": "godkand", "revision": revision_in(answer)})
    published.refresh_from_db()
    assert published.review_label == "granskad"


def test_a_suggestion_that_has_changed_since_it_was_read_is_read_again(published, outsider, writer):
    change = suggestion(published, {"lessons": ["Börja i tid."]}, outsider)
    client, address = signed_in(writer), f"{change.get_absolute_url()}avgor/"
    read = revision_in(client.get(address).text)
    actions.take_back(change, by=outsider)
    actions.write(change, part={"lessons": ["Något som ingen har läst."]}, by=outsider)
    actions.suggest(change, reason="", by=outsider, at_once=False)
    answer = client.post(address, {"infor": "1", "revision": read}, follow=True)
    assert "Texten har ändrats sedan du öppnade sidan" in answer.text
    published.refresh_from_db()
    assert published.lessons == ""
    client.post(address, {"infor": "1", "revision": revision_in(client.get(address).text)})
    published.refresh_from_db()
    assert published.lessons == "Något som ingen har läst."


def test_who_asks_for_a_review_does_not_make_it(published, writer, coordinator, reviewer):
    suggestion(published, MORE, writer, at_once=True)
    asked = actions.request_review(published, by=coordinator)
    response = signed_in(coordinator).get(asked.get_absolute_url())
    assert "Ingen granskar sin egen text" in response.text
    assert signed_in(coordinator).post(asked.get_absolute_url(), {**YES, "decision": "godkand"}).status_code == 403
    assert Submission.objects.open().exists()
    signed_in(reviewer).post(asked.get_absolute_url(), {**YES, "decision": "godkand"})
    assert not Submission.objects.open().exists()


def test_who_has_changed_the_text_alone_does_not_review_it_until_another_has(published, coordinator, writer, reviewer):
    followed_up = {"results": ["Fler svarar."], "results_basis": ["En enkät."], "evidence": ["uppfoljd"]}
    suggestion(published, MORE | followed_up, coordinator, at_once=True)
    asked = actions.request_review(published, by=writer)
    assert not decisions_for(coordinator, asked)
    assert decisions_for(reviewer, asked)
    actions.decide(asked, decision="godkand", checklist={}, reason="", by=reviewer)
    assert decisions_for(coordinator, actions.request_review(published, by=writer))


def test_who_wrote_the_entry_does_not_review_it_after_having_left_the_organisation(draft, colleague, board, writer):
    actions.write(draft, part={"lessons": ["Börja i tid."]}, by=colleague)
    submission = actions.submit(draft, by=writer)
    colleague.memberships.update(ended_at="2200-01-01T00:00Z")
    MembershipFactory(user=colleague, organisation=board, role=Role.REVIEWER)
    assert "Ingen granskar sin egen text" in signed_in(colleague).get(submission.get_absolute_url()).text


def test_who_has_left_every_organisation_suggests_nothing_more(published, outsider):
    change = actions.begin_change(published, by=outsider)
    actions.write(change, part={"lessons": ["Börja i tid."]}, by=outsider)
    outsider.memberships.update(ended_at="2200-01-01T00:00Z")
    client = signed_in(outsider)
    assert client.post(f"{change.get_absolute_url()}skicka/").status_code == 403
    assert client.get(step_address(change)).status_code == 403
    assert Change.objects.get(pk=change.pk).state == Change.State.WRITING


def test_who_sends_and_takes_back_for_ever_is_stopped(draft, writer, reviewer, monkeypatch):
    monkeypatch.setattr("initiatives.contributing.views.SENT_A_DAY", 2)
    client = signed_in(writer)
    for _ in range(3):
        answer = client.post(f"{draft.get_absolute_url()}skicka/", follow=True)
        client.post(f"{draft.get_absolute_url()}ta-tillbaka/")
    assert "Det du har skrivit är sparat" in answer.text
    assert Submission.objects.count() == 2


def test_an_entry_that_has_only_a_title_can_be_looked_at_by_its_writers(writer, gothenburg):
    change = actions.begin_new(title="Barnbokslut", organisation=gothenburg, by=writer)
    address = change.initiative.get_absolute_url()
    assert "Barnbokslut" in signed_in(writer).get(address).text
    assert signed_in(writer).get(f"/initiativ/jamfor/?i={change.initiative.slug}").status_code == 200


# No dead ends


def test_a_withdrawn_entry_is_published_again_by_those_who_withdrew_it(published, writer, colleague):
    client, address = signed_in(writer), published.get_absolute_url()
    client.post(f"{address}avpublicera/", {"reason": "Vi behöver fråga först."})
    page = signed_in(colleague).get(address).text
    assert "Vi behöver fråga först." in page
    assert "Publicera igen" in page
    signed_in(colleague).post(f"{address}publicera-igen/")
    assert StrictClient().get(address).status_code == 200
    assert "Initiativet är inte avpublicerat." in client.post(f"{address}publicera-igen/", follow=True).text


def test_what_the_editors_have_withdrawn_they_alone_bring_back_and_the_owners_are_told(published, writer, coordinator):
    address = published.get_absolute_url()
    signed_in(coordinator).post(f"{address}avpublicera/", {"reason": "Ett barn går att känna igen."})
    assert f"”{published}” är avpublicerat." in [one.text for one in Notification.objects.filter(user=writer)]
    client = signed_in(writer)
    page = client.get(address).text
    assert "Ett barn går att känna igen." in page
    assert "Redaktionen har avpublicerat initiativet" in page
    assert "Publicera igen" not in page
    assert client.post(f"{address}publicera-igen/").status_code == 403
    signed_in(coordinator).post(f"{address}publicera-igen/")
    assert StrictClient().get(address).status_code == 200


def test_an_archived_entry_can_be_taken_out_too(published, writer):
    Initiative.objects.filter(pk=published.pk).update(state="archived", archived_at=timezone.now())
    signed_in(writer).post(f"{published.get_absolute_url()}avpublicera/", {"reason": "Ett namn står i texten."})
    assert StrictClient().get(published.get_absolute_url()).status_code == 404


def test_what_waits_for_the_owners_is_reached_from_the_entry(published, outsider, writer):
    change = suggestion(published, {"lessons": ["Börja i tid."]}, outsider)
    assert f'href="{change.get_absolute_url()}"' in signed_in(writer).get(published.get_absolute_url()).text


def test_a_decision_about_a_label_is_read_with_its_reasons_by_the_owners(published, writer, reviewer):
    suggestion(published, MORE, writer, at_once=True)
    submission = actions.request_review(published, by=writer)
    checklist = {"klarsprak": {"answer": "nej", "comment": "Vad är SIP?"}}
    actions.decide(submission, decision="komplettering", checklist=checklist, reason="Skriv ut allt.", by=reviewer)
    client = signed_in(writer)
    path = Notification.objects.filter(user=writer).latest("pk").path
    assert path in client.get(published.get_absolute_url()).text
    page = client.get(path).text
    assert "Skriv ut allt." in page
    assert "Vad är SIP?" in page
    assert "för att ändra texten" in page


def test_a_text_that_has_come_back_says_so_in_the_list(submission, writer, reviewer):
    actions.decide(submission, decision="komplettering", checklist={}, reason="Mer.", by=reviewer)
    assert "Behöver kompletteras" in signed_in(writer).get("/initiativ/mina/").text
    file = signed_in(writer).get("/initiativ/mina/?format=csv")
    assert "behöver kompletteras" in b"".join(file.streaming_content).decode()


def national_text(by):
    """A text of the national coordinator's own organisation, about the whole country, sent in."""
    change = actions.begin_new(title="Nätverket", organisation=by.organisations[0], by=by)
    whole = WHOLE | {"title": ["Nätverket"], "scope": ["nationell"], "municipalities": [], "counties": []}
    actions.submit(actions.write(change, part=whole, by=by)[0], by=by)
    return change


def test_what_is_everybody_s_own_who_reviews_an_administrator_decides(draft, coordinator, reviewer):
    administrator = MembershipFactory(role=Role.ADMINISTRATOR).user
    change = national_text(coordinator)
    submission = change.initiative.submissions.get()
    assert who_decide(submission) == [administrator]
    assert decisions_for(administrator, submission)
    assert not decisions_for(coordinator, submission)
    assert "väntar på granskning" in Notification.objects.get(user=administrator).text


def test_an_administrator_does_not_decide_what_a_reviewer_may(submission, reviewer):
    administrator = MembershipFactory(role=Role.ADMINISTRATOR).user
    assert not decisions_for(administrator, submission)
    assert who_decide(submission) == [reviewer]


def test_when_nobody_may_decide_the_page_says_so(place, coordinator):
    change = national_text(coordinator)
    assert "Ingen i portalen kan svara" in signed_in(coordinator).get(change.get_absolute_url()).text
    MembershipFactory(role=Role.NATIONAL_COORDINATOR)
    assert "Ingen i portalen kan svara" not in signed_in(coordinator).get(change.get_absolute_url()).text


# No lost text


def test_who_is_signed_out_while_writing_a_title_gets_no_sign_in_page_in_the_middle_of_the_page():
    response = StrictClient().get("/initiativ/ny/liknande/", {"title": "Barnbokslut"}, headers={"HX-Request": "true"})
    assert (response.status_code, response.text) == (401, "Du är utloggad.")


def test_going_back_to_a_version_does_not_throw_away_a_change_that_is_being_written(published, writer):
    suggestion(published, {"lessons": ["Fel."]}, writer, at_once=True)
    change = actions.begin_change(published, by=writer)
    actions.write(change, part={"advice": ["En lång text."]}, by=writer)
    response = signed_in(writer).post(f"{published.get_absolute_url()}versioner/1/", follow=True)
    assert "Du skriver redan på en ändring" in response.text
    change.refresh_from_db()
    assert change.content["advice"] == ["En lång text."]


def test_a_change_that_was_begun_and_left_empty_begins_from_what_the_entry_says_now(published, writer, colleague):
    left = actions.begin_change(published, by=writer)
    suggestion(published, {"lessons": ["Ny."]}, colleague, at_once=True)
    assert actions.begin_change(published, by=writer) == left
    left.refresh_from_db()
    assert left.content["lessons"] == left.base["lessons"] == ["Ny."]


@pytest.mark.parametrize("title", ["Fråga stina.svensson@gmail.com", "Elev 20100101-1236", "Ring 070-123 45 67"])
def test_personal_data_in_the_title_is_warned_of_before_anything_is_saved(writer, title):
    client, form = signed_in(writer), {"title": title, "organisation": "goteborg"}
    assert "Står det personuppgifter i titeln?" in client.post("/initiativ/ny/", form).text
    assert not Change.objects.exists()
    client.post("/initiativ/ny/", form | {"vidare": "1"})
    assert Change.objects.get().title == title


def test_personal_data_beside_a_link_is_warned_of(draft, writer):
    lines = {"links": "https://goteborg.example/plan Planen, fråga anna@gmail.com"}
    page = signed_in(writer).post(step_address(draft, "lardomar"), lines).text
    assert "Länkar: ”anna@gmail.com” ser ut som en privat e-postadress." in page


def test_autosave_tells_of_personal_data_at_once(draft, writer):
    part = {"falt": ["summary"], "summary": "Skriv till anna@gmail.com."}
    answer = signed_in(writer).post(f"{draft.get_absolute_url()}spara/", part).json()
    first = "Ska det här stå där? Kort sammanfattning: ”anna@gmail.com” ser ut som en privat e-postadress."
    assert answer["warning"] == first
    part["summary"] += " Eller ring 070-123 45 67."
    answer = signed_in(writer).post(f"{draft.get_absolute_url()}spara/", part).json()
    assert answer["warning"] == f"{first} Och 1\xa0uppgift till."


@pytest.mark.parametrize("text", ["a\\u0000b", "a\\ud800b"])
def test_what_the_database_cannot_hold_breaks_no_choice(draft, writer, text):
    data = {"falt": "summary", "min-summary": f'["{text}"]', "bas": json.dumps(draft.content), "summary": "min"}
    assert signed_in(writer).post(f"{step_address(draft)}valj/", data).status_code == 302


def test_an_owner_sees_the_entry_as_it_became(published, writer):
    change = actions.begin_change(published, by=writer)
    actions.write(change, part={"lessons": ["Börja i tid."]}, by=writer)
    assert signed_in(writer).post(f"{change.get_absolute_url()}skicka/")["Location"] == published.get_absolute_url()


def test_in_a_change_one_goes_from_any_step_to_what_is_changed(published, writer):
    change = actions.begin_change(published, by=writer)
    client = signed_in(writer)
    assert "Spara och läs ändringen" in client.get(step_address(change)).text
    response = client.post(step_address(change), WHOLE | {"summary": "Kortare.", "senare": "1"}, follow=True)
    assert "Inför ändringen" in response.text
