import datetime
import re
import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from barnratt.accounts.models import Membership, Role, User
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.notifications.models import Notification
from barnratt.outbox.models import Mail
from initiatives import actions as catalogue_actions
from initiatives.catalogue import search
from initiatives.freshness import actions
from initiatives.freshness.ageing import ask_and_age
from initiatives.freshness.letters import SIGNER, address_of
from initiatives.freshness.models import FreshnessQuestion, FreshnessRecipient
from initiatives.models import Initiative
from tests.accounts.test_memberships import signed_in
from tests.client import StrictClient
from tests.factories import CountyFactory, InitiativeFactory, MembershipFactory
from tests.initiatives.freshness.conftest import at, entry, reviewer

pytestmark = pytest.mark.django_db

YES, ENDED = {"svar": "stammer"}, {"svar": "historiskt"}


@pytest.fixture
def asked(owned):
    """The entry's owner has been asked; this is the question to her."""
    ask_and_age(now=at("2025-01-15"))
    return FreshnessRecipient.objects.get()


def link(recipient):
    return address_of(recipient).removeprefix("http://localhost:8000")


def events(kind="freshness_answered"):
    return list(AuditEvent.objects.filter(type=kind).order_by("pk"))


def test_the_link_in_the_letter_leads_to_a_page_with_a_button_and_no_sign_in(asked, owned):
    address = re.search(r"http://localhost:8000(/initiativ/aktualitet/\S+)", Mail.objects.get().text).group(1)
    client = StrictClient()
    page = client.get(address)
    assert "Stämmer detta fortfarande?" in page.text
    assert "Gävles barnrättsplan" in page.text
    assert "En plan för barnets rättigheter." in page.text
    assert "Svaret sparas med namnet Stina Strateg" in page.text
    assert page.text.count("<button") - page.text.count('type="submit">Logga ut') == 2
    assert f"/konto/logga-in/?next=/initiativ/{owned.slug}/" in page.text
    assert page["Referrer-Policy"] == "same-origin"
    done = client.post(address, YES, follow=True)
    assert done.redirect_chain == [(owned.get_absolute_url(), 302)]
    assert "Tack! Nu är uppgifterna bekräftade." in done.text
    owned.refresh_from_db()
    assert owned.confirmed_date == timezone.localdate()
    (event,) = events()
    assert (event.actor_name, event.after["answer"], event.after["by_letter"]) == ("Stina Strateg", "stammer", True)
    question = FreshnessQuestion.objects.get()
    assert (question.answer, question.answered_by) == ("stammer", "Stina Strateg")


@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_the_link_changes_nothing(asked, owned, method):
    """Mail scanners open links. The strict client fails a GET that writes."""
    assert getattr(StrictClient(), method)(link(asked)).status_code == 200
    owned.refresh_from_db()
    assert owned.confirmed_date is None
    assert not events()


@pytest.mark.parametrize("data", [{}, {"svar": ""}, {"svar": "kanske"}])
def test_a_post_without_an_answer_asks_for_one(asked, data):
    assert "Välj ett av svaren." in StrictClient().post(link(asked), data).text
    assert not events()


def test_the_post_needs_the_form_s_own_token(asked):
    client = StrictClient(enforce_csrf_checks=True)
    assert client.post(link(asked), YES).status_code == 403
    assert not events()


@pytest.mark.parametrize("token", ["1:forged", "1", "x" * 500, "%00", "1:2:3", "None:x"])
def test_a_forged_link_is_told_plainly(asked, token):
    for response in (
        StrictClient().get(f"/initiativ/aktualitet/{token}/"),
        StrictClient().post(f"/initiativ/aktualitet/{token}/", YES),
    ):
        assert response.status_code == 404
    assert not events()


def test_a_link_signed_for_something_else_is_forged(asked):
    from barnratt.accounts.invitations import SIGNER as OTHER

    response = StrictClient().get(f"/initiativ/aktualitet/{OTHER.sign(asked.pk)}/")
    assert response.status_code == 404
    assert "Länken är inte hel" in response.text
    assert StrictClient().get(f"/initiativ/aktualitet/{SIGNER.sign(asked.pk + 1)}/").status_code == 404


def test_a_link_works_once(asked, owned):
    StrictClient().post(link(asked), YES)
    for response in (StrictClient().get(link(asked)), StrictClient().post(link(asked), ENDED)):
        assert response.status_code == 410
        assert "Frågan är redan besvarad" in response.text
    assert len(events()) == 1
    assert not Initiative.objects.get().is_historical


def test_a_link_ends_when_a_colleague_has_answered(asked, owned, owner):
    signed_in(owner).post(f"/initiativ/{owned.slug}/aktualitet/", YES)
    assert StrictClient().get(link(asked)).status_code == 410


def leaves(owner, owned):
    Membership.objects.update(ended_at="2200-01-01T00:00Z")


def is_closed(owner, owned):
    User.objects.filter(pk=owner.pk).update(is_active=False)


def is_erased(owner, owned):
    Membership.objects.all().delete()
    AuditEvent.objects.none()
    owner.delete()


def is_withdrawn(owner, owned):
    catalogue_actions.withdraw(owned, by=owner, reason="Fel uppgifter.")


def is_replaced(owner, owned):
    now = timezone.now()
    FreshnessQuestion.objects.update(answered_at=now, answer=FreshnessQuestion.Answer.REPLACED)


@pytest.mark.parametrize("happens", [leaves, is_closed, is_erased, is_withdrawn, is_replaced])
def test_a_link_ends_when_the_person_or_the_entry_is_gone(asked, owner, owned, happens):
    happens(owner, owned)
    for response in (StrictClient().get(link(asked)), StrictClient().post(link(asked), YES)):
        assert response.status_code == 410
        assert "Länken gäller inte längre" in response.text
    assert not events()


def test_what_has_ended_is_marked_and_stays(asked, owned):
    done = StrictClient().post(link(asked), ENDED, follow=True)
    assert "märkt som historiskt" in done.text
    assert "Ett historiskt exempel" in done.text
    entry = Initiative.objects.get()
    assert (entry.state, entry.status, entry.revision) == ("published", "historisk", owned.revision + 1)
    assert [event.after["answer"] for event in events()] == ["historiskt"]
    assert [event.before["status"] for event in events("initiative_edited")] == ["genomford"]
    assert FreshnessQuestion.objects.get().answer == "historiskt"


@pytest.mark.parametrize(("answer", "status"), [(YES, "genomford"), (ENDED, "historisk")])
def test_an_answer_brings_an_archived_entry_back(asked, owned, answer, status):
    for day in ("2025-04-15", "2025-07-15", "2026-01-15"):
        ask_and_age(now=at(day))
    assert Initiative.objects.get().state == "archived"
    assert search(None, {}).total == 0
    address = owned.get_absolute_url()
    assert "Initiativet är arkiverat" in StrictClient().get(address).text
    assert "När du har svarat visas det i katalogen igen." in StrictClient().get(link(asked)).text
    StrictClient().post(link(asked), answer)
    back = Initiative.objects.get()
    assert (back.state, back.archived_at, back.needs_confirmation, back.status) == ("published", None, False, status)
    assert search(None, {}).pks == [owned.pk]
    assert "Initiativet är arkiverat" not in StrictClient().get(address).text


def test_an_archived_entry_is_readable_at_its_address_and_nowhere_else(asked, owned):
    other = InitiativeFactory(published=True, title="En annan plan", organisation=owned.organisation)
    for day in ("2025-04-15", "2025-07-15", "2026-01-15"):
        ask_and_age(now=at(day))
    client = StrictClient()
    page = client.get(owned.get_absolute_url())
    assert page.status_code == 200
    assert "Ingen har bekräftat uppgifterna sedan de kom in i portalen 2024-01-15." in page.text
    assert '<meta name="robots" content="noindex">' in page.text
    for address in (
        "/",
        "/initiativ/",
        "/initiativ/?q=barnrättsplan",
        "/initiativ/?format=json",
        "/initiativ/?format=csv",
        "/initiativ/?format=atom",
        other.get_absolute_url(),
    ):
        response = client.get(address)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        assert "Gävles barnrättsplan" not in content.decode()
    assert client.get("/initiativ/?format=json").json()["total"] == 1


def test_an_archived_entry_is_not_published_without_being_confirmed(owned, owner):
    Initiative.objects.update(state="archived", archived_at=timezone.now())
    with pytest.raises(RuleBroken, match="Bekräfta att uppgifterna stämmer"):
        catalogue_actions.publish(owned, by=owner)


def test_an_answer_after_a_change_says_that_it_was_changed(asked, owned, owner):
    catalogue_actions.edit(owned, fields={"summary": "Ny sammanfattning."}, by=owner)
    StrictClient().post(link(asked), YES)
    assert FreshnessQuestion.objects.get().answer == FreshnessQuestion.Answer.CHANGED


def test_the_badge_is_on_cards_and_page_and_in_exports_and_goes_with_the_answer(asked, owned, client):
    ask_and_age(now=at("2025-07-15"))
    for address in ("/initiativ/", owned.get_absolute_url()):
        assert "Behöver bekräftas, i portalen sedan" in client.get(address).text
    assert "Något kan ha ändrats sedan dess." in client.get(owned.get_absolute_url()).text
    assert client.get("/initiativ/?format=json").json()["results"][0]["needs_confirmation"] is True
    lines = b"".join(client.get("/initiativ/?format=csv").streaming_content).decode().splitlines()
    column = lines[0].split(";").index("Behöver bekräftas")
    assert lines[1].split(";")[column] == "ja"
    client.post(link(asked), YES)
    for address in ("/initiativ/", owned.get_absolute_url()):
        assert "Behöver bekräftas" not in client.get(address).text
    assert client.get("/initiativ/?format=json").json()["results"][0]["needs_confirmation"] is False


def test_a_date_tells_when_it_was_confirmed_before_it_needed_to_be_again(owned, client):
    Initiative.objects.update(needs_confirmation=True, confirmed_date="2024-03-01")
    text = client.get("/initiativ/").text
    assert "Behöver bekräftas, senast bekräftat" in text
    assert "2024-03-01" in text


def test_who_works_in_the_organisation_confirms_on_the_entry_s_page(owned, owner):
    client, page = signed_in(owner), owned.get_absolute_url()
    assert "Stämmer uppgifterna fortfarande?" in client.get(page).text
    done = client.post(f"{page}aktualitet/", YES, follow=True)
    assert "Tack! Nu är uppgifterna bekräftade." in done.text
    assert "Bekräftat aktuellt" in done.text
    assert "Bekräfta uppgifterna" in done.text
    assert "redan i dag" in client.post(f"{page}aktualitet/", YES, follow=True).text
    assert len(events()) == 1


def test_others_see_no_button_and_are_told_why_not(owned):
    outsider = MembershipFactory(role=Role.STRATEGIST).user
    client = signed_in(outsider)
    assert "aktualitet/" not in client.get(owned.get_absolute_url()).text
    response = client.post(f"{owned.get_absolute_url()}aktualitet/", YES)
    assert response.status_code == 403
    assert "Bara de som ansvarar för initiativet eller granskar det" in response.text
    assert "aktualitet/" not in StrictClient().get(owned.get_absolute_url()).text


def test_the_right_to_answer_ends_with_the_membership(owned, owner):
    leaves(owner, owned)
    assert signed_in(owner).post(f"{owned.get_absolute_url()}aktualitet/", YES).status_code == 403
    assert not events()


@pytest.mark.parametrize("state", ["draft", "submitted", "withdrawn"])
def test_only_what_readers_can_see_is_confirmed(owner, organisation, state):
    hidden = InitiativeFactory(organisation=organisation, state=state, submitted_at=timezone.now())
    assert signed_in(owner).post(f"/initiativ/{hidden.slug}/aktualitet/", YES).status_code == 404
    for act in (actions.confirm, actions.mark_historical):
        with pytest.raises(RuleBroken, match="publicerat eller arkiverat"):
            act(hidden, by=owner)


def test_what_is_historical_is_not_marked_twice(owned, owner):
    actions.mark_historical(owned, by=owner)
    with pytest.raises(RuleBroken, match="redan märkt"):
        actions.mark_historical(owned, by=owner)


# The work list


def test_a_reviewer_confirms_and_marks_what_nobody_owns_from_a_list():
    gun = reviewer()
    first, second = (entry(title=f"Plan {n}", scope="lan", counties=[CountyFactory()]) for n in "AB")
    ask_and_age(now=at("2025-01-15"))
    assert Notification.objects.get().text.startswith("2\u00a0initiativ utan någon ansvarig")
    client = signed_in(gun)
    page = client.get("/granskning/aktualitet/").text
    assert page.index("Plan A") < page.index("Plan B")
    assert "Initiativ att bekräfta (2)" in page
    assert "Frågan ställdes 2025-01-15 till länets granskare." in page
    for initiative, answer, thanks in ((first, YES, "bekräftade"), (second, ENDED, "historiskt")):
        done = client.post(f"/initiativ/{initiative.slug}/aktualitet/", answer | {"tillbaka": "lista"}, follow=True)
        assert done.redirect_chain == [("/granskning/aktualitet/", 302)]
        assert thanks in done.text
    assert "Inget väntar på ditt svar" in done.text
    assert {(event.actor_name, event.after["by_letter"]) for event in events()} == {(str(gun), False)}


def test_each_sees_what_they_look_after():
    gun, other = reviewer(), reviewer(county="21")
    nora = MembershipFactory(role=Role.NATIONAL_COORDINATOR).user
    stina = MembershipFactory(role=Role.STRATEGIST)
    in_county = entry(title="Länets plan", scope="lan", counties=[CountyFactory()])
    national = entry(title="Rikets plan")
    owned = entry(title="Stinas plan", organisation=stina.organisation, scope="lan", counties=[CountyFactory()])
    ask_and_age(now=at("2025-01-15"))
    Initiative.objects.filter(pk=in_county.pk).update(state="archived", archived_at=timezone.now())

    def seen(user):
        text = signed_in(user).get("/granskning/aktualitet/").text
        return [initiative for initiative in (in_county, national, owned) if initiative.title in text]

    assert seen(gun) == [in_county]
    assert seen(other) == []
    assert seen(nora) == [in_county, national]
    assert seen(stina.user) == [owned]
    assert seen(MembershipFactory(organisation=stina.organisation, role=Role.READER).user) == []


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_as_many_statements_however_long(number, django_assert_num_queries):
    gun = reviewer()
    for _ in range(number):
        initiative = entry(scope="lan", counties=[CountyFactory()])
        initiative.links.create(url=f"https://sida{initiative.pk}.example/", title="Planen", material="webbsida")
    ask_and_age(now=at("2025-01-15"))
    client = signed_in(gun)
    with django_assert_num_queries(6):  # session, person, memberships, count, questions, links
        page = client.get("/granskning/aktualitet/").text
    assert page.count('value="stammer"') == number


def test_a_long_list_has_pages(monkeypatch):
    monkeypatch.setattr("initiatives.freshness.views.PAGE_SIZE", 2)
    gun = reviewer()
    for n in range(3):
        entry(title=f"Plan {n}", scope="lan", counties=[CountyFactory()])
    ask_and_age(now=at("2025-01-15"))
    client = signed_in(gun)
    assert "Plan 2" not in client.get("/granskning/aktualitet/").text
    assert "Plan 2" in client.get("/granskning/aktualitet/?sida=2").text
    assert "Plan 2" in client.get("/granskning/aktualitet/?sida=99").text


# Two at once


def at_once(*calls):
    """Run calls in threads with connections of their own, started together. Returns what each gave or raised."""
    start, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(number, call):
        try:
            start.wait(10)
            results[number] = call()
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number, call]) for number, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_are_one(asked, owned, owner):
    question = FreshnessQuestion.objects.get()
    results = at_once(*[lambda: actions.confirm(owned, by=owner, question=question)] * 4)
    assert sorted(type(result).__name__ for result in results) == ["Initiative", *["RuleBroken"] * 3]
    assert len(events()) == 1


@pytest.mark.django_db(transaction=True)
def test_yes_and_ended_at_once_are_one_answer(asked, owned, owner):
    question = FreshnessQuestion.objects.get()
    results = at_once(
        lambda: actions.confirm(owned, by=owner, question=question),
        lambda: actions.mark_historical(owned, by=owner, question=question),
    )
    assert sorted(type(result).__name__ for result in results) == ["Initiative", "RuleBroken"]
    (event,) = events()
    assert FreshnessQuestion.objects.get().answer == event.after["answer"]


@pytest.mark.django_db(transaction=True)
def test_an_answer_while_the_portal_archives_is_kept(asked, owned, owner):
    ask_and_age(now=at("2025-07-15"))
    results = at_once(
        lambda: actions.confirm(owned, by=owner, question=asked.question), lambda: ask_and_age(now=at("2026-01-15"))
    )
    assert not [result for result in results if isinstance(result, Exception)]
    entry = Initiative.objects.get()
    assert (entry.state, entry.needs_confirmation, entry.confirmed_date) == ("published", False, timezone.localdate())
    assert entry.freshness_due_date > timezone.localdate() + datetime.timedelta(days=360)
    assert search(None, {}).pks == [owned.pk]


@pytest.mark.django_db(transaction=True)
def test_the_portal_waits_for_whoever_is_at_the_entry(asked, owned):
    """An answer that is being given holds the entry; the run goes on without it and comes back a minute later."""
    with transaction.atomic():
        Initiative.objects.select_for_update(of=("self",)).get()
        (done,) = at_once(lambda: ask_and_age(now=at("2025-07-15")))
    assert done == 0
    assert not Initiative.objects.get().needs_confirmation
    assert ask_and_age(now=at("2025-07-15")) > 0
    assert Initiative.objects.get().needs_confirmation


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_ask_once(owned):
    results = at_once(*[lambda: ask_and_age(now=at("2025-01-15"))] * 3)
    assert not [result for result in results if isinstance(result, Exception)]
    assert FreshnessQuestion.objects.count() == 1
    assert Mail.objects.count() == 1
