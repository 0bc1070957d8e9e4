import pytest

from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.notifications.models import Notification
from initiatives.catalogue import search
from initiatives.contributing import actions
from initiatives.contributing import content as document
from initiatives.contributing.models import Change, Submission
from initiatives.models import Initiative
from tests.factories import InitiativeFactory
from tests.initiatives.contributing.conftest import MORE, WHOLE

pytestmark = pytest.mark.django_db


def events():
    return list(AuditEvent.objects.order_by("pk").values_list("type", flat=True))


def told(user):
    return list(Notification.objects.filter(user=user).order_by("pk").values_list("text", flat=True))


def suggestion(initiative, part, by, *, at_once=False, reason="Det var fel."):
    change = actions.begin_change(initiative, by=by)
    change, _ = actions.write(change, part=part, by=by)
    return actions.suggest(change, reason=reason, by=by, at_once=at_once)


# Writing


def test_a_new_entry_begins_where_the_organisation_is(writer, gothenburg):
    change = actions.begin_new(title="Barnbokslut", organisation=gothenburg, by=writer)
    assert change.content["municipalities"] == ["Göteborg"]
    assert change.content["counties"] == ["14"]
    assert change.initiative.state == Initiative.State.DRAFT
    assert change.initiative.responsible == writer
    assert events() == ["initiative_created"]


def test_what_is_wrong_is_kept_as_it_was_typed(draft, writer):
    change, _ = actions.write(draft, part={"start_year": ["nittonhundra"]}, by=writer)
    assert change.content["start_year"] == ["nittonhundra"]


def test_two_who_write_in_different_fields_keep_what_both_wrote(draft, writer, colleague):
    actions.write(draft, part={"title": ["Ny titel"], "summary": WHOLE["summary"]}, base=WHOLE, by=colleague)
    change, merge = actions.write(draft, part={"title": WHOLE["title"], "summary": ["Ny"]}, base=WHOLE, by=writer)
    assert not merge.conflicts
    assert (change.content["title"], change.content["summary"]) == (["Ny titel"], ["Ny"])


def test_two_who_write_in_the_same_field_have_to_choose(draft, writer, colleague):
    actions.write(draft, part={"title": ["Den enas"]}, base=WHOLE, by=colleague)
    change, merge = actions.write(draft, part={"title": ["Den andras"]}, base=WHOLE, by=writer)
    assert merge.conflicts == ["title"]
    assert change.content["title"] == ["Den enas"]


def test_one_sitting_is_one_event(draft, writer, colleague):
    before = len(events())
    actions.write(draft, part={"title": ["Ett"]}, by=writer)
    actions.write(draft, part={"title": ["Två"]}, by=writer)
    actions.write(draft, part={"title": ["Tre"]}, by=colleague)
    assert events()[before:] == ["initiative_edited"]


def test_what_is_sent_in_cannot_be_written_in(submission, draft, writer):
    with pytest.raises(RuleBroken, match="redan inskickad"):
        actions.write(draft, part={"title": ["Ny"]}, by=writer)


def test_a_draft_can_be_thrown_away_but_not_what_has_been_sent_in(draft, writer):
    actions.submit(draft, by=writer)
    actions.take_back(draft, by=writer)
    with pytest.raises(RuleBroken, match="går inte att ta bort"):
        actions.remove_draft(draft, by=writer)
    other = actions.begin_new(title="Ett misstag", organisation=draft.organisation, by=writer)
    actions.remove_draft(other, by=writer)
    assert not Initiative.objects.filter(title="Ett misstag").exists()
    assert events()[-1] == "initiative_deleted"


# A new entry and its review


def test_an_entry_that_lacks_something_is_not_sent_in(writer, gothenburg):
    change = actions.begin_new(title="Barnbokslut", organisation=gothenburg, by=writer)
    with pytest.raises(RuleBroken, match="Kort sammanfattning: Skriv en kort sammanfattning"):
        actions.submit(change, by=writer)
    assert Initiative.objects.get().state == Initiative.State.DRAFT


def test_what_is_sent_in_says_what_was_written_and_the_reviewer_is_told(submission, reviewer):
    initiative = Initiative.objects.get()
    assert initiative.state == Initiative.State.SUBMITTED
    assert initiative.slug == "unga-kommunutvecklare-i-goteborg"
    assert initiative.source_title == "Inskickat av Göteborgs stad"
    assert [article.number for article in initiative.articles.all()] == [12]
    assert not search(None, {}).total
    assert told(reviewer) == []  # came to the county board after the submission


def test_the_countys_reviewer_is_told(draft, writer, reviewer, other_reviewer, coordinator):
    actions.submit(draft, by=writer)
    assert told(reviewer) == ["”Unga kommunutvecklare i Göteborg” väntar på granskning."]
    assert not told(other_reviewer)
    assert not told(coordinator)


def test_without_a_reviewer_in_the_county_the_national_coordinator_is_told(draft, writer, coordinator, other_reviewer):
    actions.submit(draft, by=writer)
    assert told(coordinator)


def test_the_same_is_not_sent_in_twice(submission, draft, writer):
    with pytest.raises(RuleBroken, match="redan inskickat"):
        actions.submit(draft, by=writer)
    assert Submission.objects.count() == 1


def test_a_completion_sends_the_text_back_and_it_can_be_sent_in_again(submission, draft, writer, reviewer):
    actions.decide(submission, decision="komplettering", checklist={}, reason="Berätta hur barn deltog.", by=reviewer)
    draft.refresh_from_db()
    assert draft.state == Change.State.WRITING
    assert told(writer) == ["”Unga kommunutvecklare i Göteborg” behöver kompletteras."]
    actions.write(draft, part={"participation_how": ["I workshoppar."]}, by=writer)
    again = actions.submit(draft, by=writer)
    actions.decide(again, decision="publicerad", checklist={}, reason="", by=reviewer)
    initiative = Initiative.objects.get()
    assert (initiative.state, initiative.participation_how) == (Initiative.State.PUBLISHED, "I workshoppar.")
    assert search(None, {}).pks == [initiative.pk]


def test_a_declined_entry_is_no_dead_end(submission, draft, writer, reviewer):
    actions.decide(submission, decision="avbojd", checklist={}, reason="Det gäller inte barn.", by=reviewer)
    assert told(writer) == ["”Unga kommunutvecklare i Göteborg” har inte godkänts."]
    assert actions.submit(draft, by=writer).pk


def test_the_label_reviewed_demands_what_it_promises(submission, reviewer):
    with pytest.raises(RuleBroken, match="Ett granskat initiativ ska berätta"):
        actions.decide(submission, decision="godkand", checklist={}, reason="", by=reviewer)
    assert Submission.objects.open().count() == 1


def test_an_approved_entry_is_published_with_its_label(draft, writer, reviewer):
    actions.write(draft, part=MORE, by=writer)
    actions.decide(actions.submit(draft, by=writer), decision="godkand", checklist={}, reason="", by=reviewer)
    initiative = Initiative.objects.get()
    assert (initiative.state, initiative.review_label) == ("published", "granskad")
    assert events()[-1] == "initiative_reviewed"
    assert AuditEvent.objects.latest("pk").actor_name == "Gun Granskare"


def test_a_decision_is_made_once(submission, reviewer, coordinator):
    actions.decide(submission, decision="publicerad", checklist={}, reason="", by=reviewer)
    with pytest.raises(RuleBroken, match="Gun Granskare har redan avgjort"):
        actions.decide(submission, decision="avbojd", checklist={}, reason="Nej.", by=coordinator)


def test_what_waits_can_be_taken_back(submission, draft, writer):
    actions.take_back(draft, by=writer)
    assert not Submission.objects.open().exists()
    assert Initiative.objects.get().state == Initiative.State.DRAFT
    with pytest.raises(RuleBroken, match="redan avgjort"):
        actions.take_back(draft, by=writer)


def test_an_owner_asks_for_the_next_label(published, writer, reviewer):
    with pytest.raises(RuleBroken, match="Ett granskat initiativ ska berätta"):
        actions.request_review(published, by=writer)
    suggestion(published, MORE, writer, at_once=True)
    asked = actions.request_review(published, by=writer)
    with pytest.raises(RuleBroken, match="väntar redan"):
        actions.request_review(published, by=writer)
    actions.decide(asked, decision="godkand", checklist={}, reason="", by=reviewer)
    published.refresh_from_db()
    assert published.review_label == "granskad"
    with pytest.raises(RuleBroken, match="fördjupat"):
        actions.request_review(published, by=writer)


def test_in_depth_needs_a_followed_up_result(published, writer, reviewer, coordinator):
    followed_up = {"results": ["Fler unga svarar."], "results_basis": ["En enkät."], "evidence": ["uppfoljd"]}
    suggestion(published, MORE | followed_up, writer, at_once=True)
    actions.decide(
        actions.request_review(published, by=writer), decision="godkand", checklist={}, reason="", by=reviewer
    )
    asked = actions.request_review(published, by=writer)
    assert asked.wanted == Submission.Wanted.IN_DEPTH
    actions.decide(asked, decision="fordjupad", checklist={}, reason="", by=coordinator)
    published.refresh_from_db()
    assert published.review_label == "fordjupad"


# Suggested changes


def test_a_suggestion_changes_nothing_until_it_is_accepted(published, outsider, writer):
    change = suggestion(published, {"title": ["Unga utvecklar Göteborg"]}, outsider)
    published.refresh_from_db()
    assert published.title == WHOLE["title"][0]
    assert told(writer)[-1] == "Svante Strateg föreslår en ändring av ”Unga kommunutvecklare i Göteborg”."
    actions.accept(change, by=writer)
    published.refresh_from_db()
    assert published.title == "Unga utvecklar Göteborg"
    assert told(outsider) == ["Din ändring av ”Unga utvecklar Göteborg” är införd."]
    event = AuditEvent.objects.latest("pk")
    assert (event.type, event.before["title"], event.after["title"]) == (
        "change_accepted",
        [WHOLE["title"][0]],
        ["Unga utvecklar Göteborg"],
    )


def test_only_what_differs_is_written(published, outsider, writer):
    change = suggestion(published, {"lessons": ["Börja i tid."]}, outsider)
    suggestion(published, {"advice": ["Fråga barnen först."]}, writer, at_once=True)
    actions.accept(change, by=writer)
    published.refresh_from_db()
    assert (published.lessons, published.advice) == ("Börja i tid.", "Fråga barnen först.")


def test_two_changes_of_the_same_field_have_to_be_settled(published, outsider, writer):
    change = suggestion(published, {"lessons": ["Deras lärdom."]}, outsider)
    suggestion(published, {"lessons": ["Vår lärdom."]}, writer, at_once=True)
    with pytest.raises(actions.Conflict) as caught:
        actions.accept(change, by=writer)
    assert caught.value.conflicts == ["lessons"]
    actions.accept(change, by=writer, choices={"lessons": "bada"})
    published.refresh_from_db()
    assert published.lessons == "Vår lärdom.\n\nDeras lärdom."


def test_ones_own_change_that_meets_anothers_stays_open(published, writer, colleague):
    change = actions.begin_change(published, by=writer)
    suggestion(published, {"lessons": ["Kollegans."]}, colleague, at_once=True)
    actions.write(change, part={"lessons": ["Min."]}, by=writer)
    assert actions.suggest(change, reason="", by=writer, at_once=True).state == Change.State.OPEN


def test_a_suggestion_without_a_change_is_refused(published, outsider):
    change = actions.begin_change(published, by=outsider)
    with pytest.raises(RuleBroken, match="inte ändrat något"):
        actions.suggest(change, reason="", by=outsider, at_once=False)


def test_a_faulty_suggestion_is_refused_and_kept(published, outsider):
    change = actions.begin_change(published, by=outsider)
    actions.write(change, part={"start_year": ["i fjol"]}, by=outsider)
    with pytest.raises(RuleBroken, match="Startår: Skriv året med fyra siffror"):
        actions.suggest(change, reason="", by=outsider, at_once=False)
    change.refresh_from_db()
    assert (change.state, change.content["start_year"]) == (Change.State.WRITING, ["i fjol"])


def test_a_declined_suggestion_says_why(published, outsider, writer):
    change = suggestion(published, {"lessons": ["Fel."]}, outsider)
    with pytest.raises(RuleBroken, match="varför"):
        actions.decline(change, reason=" ", by=writer)
    actions.decline(change, reason="Så var det inte.", by=writer)
    change.refresh_from_db()
    assert (change.state, change.decision_reason) == (Change.State.DECLINED, "Så var det inte.")
    assert told(outsider) == ["Din ändring av ”Unga kommunutvecklare i Göteborg” infördes inte."]
    with pytest.raises(RuleBroken, match="redan avgjort"):
        actions.accept(change, by=writer)


def test_one_who_has_begun_a_change_goes_on_with_it(published, outsider):
    assert actions.begin_change(published, by=outsider) == actions.begin_change(published, by=outsider)


def test_a_change_may_not_leave_the_entry_without_what_its_label_promises(draft, writer, reviewer):
    actions.write(draft, part=MORE, by=writer)
    submission = actions.submit(draft, by=writer)
    actions.decide(submission, decision="godkand", checklist={}, reason="", by=reviewer)
    change = suggestion(submission.initiative, {"lessons": []}, writer)
    with pytest.raises(RuleBroken, match="Ett granskat initiativ ska berätta"):
        actions.accept(change, by=reviewer)


def test_a_text_that_has_been_reviewed_meanwhile_is_not_changed_by_its_owners_alone(published, writer, reviewer):
    suggestion(published, MORE, writer, at_once=True)
    change = actions.begin_change(published, by=writer)
    actions.write(change, part={"lessons": ["Något som ingen har läst."]}, by=writer)
    asked = actions.request_review(published, by=writer)
    actions.decide(asked, decision="godkand", checklist={}, reason="", by=reviewer)
    with pytest.raises(RuleBroken, match="Ingen avgör sitt eget förslag"):
        actions.suggest(change, reason="", by=writer, at_once=True)
    change.refresh_from_db()
    assert change.state == Change.State.WRITING
    published.refresh_from_db()
    assert published.lessons == MORE["lessons"][0]


# Versions


def test_every_change_is_a_version_and_an_earlier_one_can_be_had_back(published, writer):
    suggestion(published, {"lessons": ["Första."]}, writer, at_once=True)
    suggestion(published, {"lessons": ["Andra."]}, writer, at_once=True)
    numbers = list(published.versions.order_by("number").values_list("number", flat=True))
    assert numbers == [1, 2, 3]
    first = published.versions.get(number=2)
    change = actions.begin_change(published, by=writer, content=first.content, reason="Går tillbaka till version 2.")
    actions.suggest(change, reason=change.reason, by=writer, at_once=True)
    published.refresh_from_db()
    assert published.lessons == "Första."
    assert published.versions.order_by("-number").first().reason == "Går tillbaka till version 2."


def test_an_entry_from_the_first_load_keeps_what_it_said_before_its_first_change(writer, gothenburg):
    initiative = InitiativeFactory(organisation=gothenburg, title="Ett barnbokslut", published=True)
    suggestion(initiative, {"title": ["Göteborgs barnbokslut"]}, writer, at_once=True)
    assert initiative.versions.get(number=1).content["title"] == ["Ett barnbokslut"]
    initiative.refresh_from_db()
    assert document.content_of(initiative) == initiative.versions.get(number=2).content


def test_addresses_are_free_and_none_is_taken_twice(writer, gothenburg):
    titles = ["Ny", "Barnbokslut", "Barnbokslut", "!!!", "åäö"]
    slugs = [actions.begin_new(title=title, organisation=gothenburg, by=writer).initiative.slug for title in titles]
    assert slugs == ["ny-2", "barnbokslut", "barnbokslut-2", "initiativ", "aao"]


# Who is told


def test_when_the_only_reviewer_has_written_the_suggestion_the_national_coordinator_is_told(
    draft, writer, reviewer, coordinator
):
    actions.write(draft, part=MORE, by=writer)
    submission = actions.submit(draft, by=writer)
    actions.decide(submission, decision="godkand", checklist={}, reason="", by=reviewer)
    suggestion(submission.initiative, {"lessons": ["Börja i tid."]}, reviewer)
    assert told(coordinator) == ["Gun Granskare föreslår en ändring av ”Unga kommunutvecklare i Göteborg”."]


def test_for_the_label_in_depth_those_are_told_who_may_give_it(draft, writer, reviewer, coordinator):
    followed_up = {"results": ["Fler svarar."], "results_basis": ["En enkät."], "evidence": ["uppfoljd"]}
    actions.write(draft, part=MORE | followed_up, by=writer)
    submission = actions.submit(draft, by=writer)
    actions.decide(submission, decision="godkand", checklist={}, reason="", by=reviewer)
    before = told(reviewer)
    actions.request_review(submission.initiative, by=writer)
    assert told(coordinator) == ["”Unga kommunutvecklare i Göteborg” väntar på granskning."]
    assert told(reviewer) == before


def test_the_log_holds_no_address(published, writer):
    suggestion(published, {"contact_email": ["stina@goteborg.example"], "lessons": ["Ny."]}, writer, at_once=True)
    event = AuditEvent.objects.get(type="change_accepted")
    assert (event.before["contact_email"], event.after["contact_email"]) == (["…"], ["…"])
    assert event.after["lessons"] == ["Ny."]
    assert "@" not in str(list(AuditEvent.objects.values_list("object_name", "before", "after")))
