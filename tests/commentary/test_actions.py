import pytest
from django.db import IntegrityError, transaction

from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.notifications.models import Notification
from regions.commentary import actions, personal_data
from regions.commentary.models import Commentary, UseNote, Version
from regions.commentary.permissions import can_read_through, readers_of
from tests.commentary.factories import board, of_county, theme, worker, written
from tests.factories import CountyFactory, MunicipalityFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
USE = {"used_date": "2026-01-15", "way": "internt", "what": "Ett samtal", "where": "Malung"}


def events():
    return list(AuditEvent.objects.order_by("pk").values_list("type", flat=True))


def test_what_is_written_is_kept_and_is_one_event_for_a_sitting_without_the_text(county, home, lars):
    draft = written(of_county(county), home, text="Ett", by=lars)
    actions.write(of_county(county), "Ett två", base="Ett", organisation=home, by=lars)
    draft.refresh_from_db()
    assert (draft.text, draft.revision, list(draft.writers.all())) == ("Ett två", 2, [lars])
    assert events() == ["commentary_written"]
    assert "Ett" not in str(AuditEvent.objects.values_list("after", "object_name"))


def test_the_whole_and_each_theme_are_texts_of_their_own(county, home, lars):
    written(of_county(county), home, by=lars)
    written(of_county(county, theme()), home, by=lars)
    assert Commentary.objects.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Commentary.objects.create(county=county, organisation=home)


def test_two_windows_write_over_nothing(county, home, lars, gun):
    subject = of_county(county)
    written(subject, home, text="Början", by=lars)
    actions.write(subject, "Från det ena fönstret", base="Början", organisation=home, by=lars)
    with pytest.raises(actions.Conflict) as stopped:
        actions.write(subject, "Från det andra", base="Början", organisation=home, by=gun)
    assert stopped.value.theirs == "Från det ena fönstret" == Commentary.objects.get().text
    actions.write(subject, "Båda", base=stopped.value.theirs, organisation=home, by=gun)
    assert Commentary.objects.get().text == "Båda"


def test_line_ends_are_no_difference(county, home, lars):
    subject = of_county(county)
    written(subject, home, text="A\r\nB", by=lars)
    assert actions.write(subject, "A\nB", base="A\nB", organisation=home, by=lars).revision == 1


def test_a_text_that_is_too_long_is_refused_with_both_numbers(county, home, lars):
    with pytest.raises(RuleBroken, match="Den har 8\xa0001"):
        written(of_county(county), home, text="x" * 8001, by=lars)


def test_somebody_else_reads_it_through_and_it_becomes_a_version(county, home, lars, gun):
    draft = written(of_county(county), home, text="Första", by=lars)
    actions.send(draft, by=lars)
    assert Notification.objects.get().user == gun
    version = actions.publish(draft, revision=1, by=gun)
    assert (version.number, version.text, version.written_by_name, version.read_by_name) == (
        1, "Första", str(lars), str(gun),
    )  # fmt: skip
    assert events() == ["commentary_written", "commentary_sent", "commentary_published"]
    actions.write(of_county(county), "Andra", base="Första", organisation=home, by=lars)
    assert Version.objects.get().text == "Första"
    actions.send(draft, by=lars)
    actions.publish(draft, revision=2, by=gun)
    assert list(Version.objects.order_by("number").values_list("number", "text")) == [(1, "Första"), (2, "Andra")]


def test_nobody_reads_through_what_they_have_written_in(county, home, lars, gun):
    draft = written(of_county(county), home, text="Lars", by=lars)
    actions.write(of_county(county), "Lars och Gun", base="Lars", organisation=home, by=gun)
    draft = actions.send(draft, by=lars)
    assert "sin egen text" in can_read_through(gun, draft).reason
    assert "sin egen text" in can_read_through(lars, draft).reason
    with pytest.raises(RuleBroken, match="sin egen text"):
        actions.publish(draft, revision=2, by=gun)
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.create(commentary=draft, number=1, text="x", organisation=home, written_by=lars, read_by=lars)


def test_a_municipality_s_text_is_read_by_a_colleague_or_the_county_s_reviewer(county, home, lars, gun):
    place = MunicipalityFactory(code="2023", county=county)
    own = OrganisationFactory(kind="kommun", municipality=place, county=county)
    strategist, colleague, reader = (worker(own, role) for role in ("strateg", "medarbetare", "lasare"))
    stranger = worker(board(CountyFactory(code="01")), "granskare")
    national = worker(OrganisationFactory(), "samordnare")
    draft = actions.send(written(of_county(None)._replace(municipality=place), own, by=strategist), by=strategist)
    assert set(readers_of(draft)) == {colleague, gun}
    for person in (strategist, reader, lars, stranger, national):
        assert not can_read_through(person, draft)


def test_the_country_s_text_is_read_by_another_of_the_nation(county, gun):
    together = OrganisationFactory()
    nora, noa, ada = (worker(together, role) for role in ("samordnare", "samordnare", "administrator"))
    draft = actions.send(written(of_county(None), together, by=nora), by=nora)
    assert set(readers_of(draft)) == {noa, ada}
    assert not can_read_through(gun, draft)


def test_changes_are_asked_for_with_a_reason(county, home, lars, gun):
    draft = actions.send(written(of_county(county), home, by=lars), by=lars)
    with pytest.raises(RuleBroken, match="Skriv vad"):
        actions.give_back(draft, " ", revision=1, by=gun)
    draft = actions.give_back(draft, "Ange källan.", revision=1, by=gun)
    assert (draft.state, draft.reply, draft.reply_by_name) == ("writing", "Ange källan.", str(gun))
    assert Notification.objects.filter(user=lars).count() == 1
    assert events()[-1] == "commentary_returned"


def test_what_has_changed_since_it_was_read_is_not_published(county, home, lars, gun):
    draft = actions.send(written(of_county(county), home, by=lars), by=lars)
    actions.take_back(draft, by=lars)
    actions.write(of_county(county), "Nytt", base=draft.text, organisation=home, by=lars)
    actions.send(draft, by=lars)
    with pytest.raises(RuleBroken, match="har ändrats"):
        actions.publish(draft, revision=1, by=gun)


def test_what_cannot_be_sent(county, home, lars, gun):
    draft = written(of_county(county), home, text=" ", by=lars)
    with pytest.raises(RuleBroken, match="Skriv en text"):
        actions.send(draft, by=lars)
    actions.write(of_county(county), "Barnet 20121212-1212 ", base=" ", organisation=home, by=lars)
    with pytest.raises(RuleBroken, match="personnumret"):
        actions.send(draft, by=lars)
    actions.write(of_county(county), "Bra", base="Barnet 20121212-1212 ", organisation=home, by=lars)
    actions.send(draft, by=lars)
    with pytest.raises(RuleBroken, match="redan skickad"):
        actions.send(draft, by=lars)
    with pytest.raises(RuleBroken, match="är skickad för läsning"):
        actions.write(of_county(county), "Mer", base="Bra", organisation=home, by=lars)
    actions.publish(draft, revision=3, by=gun)
    with pytest.raises(RuleBroken, match="densamma"):
        actions.send(draft, by=lars)


@pytest.mark.parametrize("act", [actions.take_back, actions.withdraw])
def test_what_is_not_sent_or_published_cannot_be_taken_back(act, county, home, lars):
    with pytest.raises(RuleBroken):
        act(written(of_county(county), home, by=lars), by=lars)


def test_a_published_text_can_be_taken_down_and_is_still_in_the_history(county, home, lars, gun):
    draft = actions.send(written(of_county(county), home, by=lars), by=lars)
    actions.publish(draft, revision=1, by=gun)
    actions.withdraw(draft, by=lars)
    assert Version.objects.get().withdrawn_at
    assert events()[-1] == "commentary_withdrawn"
    with pytest.raises(RuleBroken):
        actions.withdraw(draft, by=lars)


def test_what_was_taken_down_is_not_published_again_by_the_one_who_wrote_it(county, home, lars, gun):
    draft = actions.send(written(of_county(county), home, by=lars), by=lars)
    actions.publish(draft, revision=1, by=gun)
    actions.withdraw(draft, by=lars)
    draft = actions.send(draft, by=lars)
    assert "sin egen text" in can_read_through(lars, draft).reason
    with pytest.raises(RuleBroken, match="sin egen text"):
        actions.publish(draft, revision=1, by=lars)
    assert actions.publish(draft, revision=1, by=gun).number == 2


def test_telling_the_readers_asks_as_much_however_many_they_are(county, home, lars, gun, django_assert_num_queries):
    actions.send(written(of_county(county), home, by=lars), by=lars)
    others = []
    for _ in range(2):
        draft = Commentary.objects.select_related("county").get()
        with django_assert_num_queries(6):
            assert set(readers_of(draft)) == {gun, *others}
        others += [worker(home, "medarbetare") for _ in range(3)]


def test_the_database_lets_nobody_change_what_was_published(county, home, lars, gun):
    draft = actions.send(written(of_county(county), home, by=lars), by=lars)
    version = actions.publish(draft, revision=1, by=gun)
    for change in (lambda rows: rows.update(text="Annat"), lambda rows: rows.delete()):
        with pytest.raises(IntegrityError, match="ändras aldrig"), transaction.atomic():
            change(Version.objects.filter(pk=version.pk))


def test_a_use_is_noted_and_removed(county, lars):
    note = actions.note_use(county, fields=USE, by=lars)
    actions.remove_use(note, by=lars)
    assert not UseNote.objects.exists()
    assert events() == ["use_noted", "use_removed"]


def test_what_a_person_wrote_stays_without_the_name(county, home, lars, gun):
    draft = actions.send(written(of_county(county), home, by=lars), by=lars)
    actions.publish(draft, revision=1, by=gun)
    actions.note_use(county, fields=USE, by=lars)
    told = personal_data.export(lars)
    assert [len(rows) for rows in told.values()] == [0, 1, 1]  # nothing is being written since
    for person in (lars, gun):
        personal_data.erase(person)
    version = Version.objects.get()
    assert {version.written_by_name, version.read_by_name, UseNote.objects.get().by_name} == {"en tidigare användare"}
    assert version.text


def test_a_stranger_s_draft_is_seen_by_nobody(county, home, lars):
    written(of_county(county), home, by=lars)
    assert not Commentary.objects.visible_to(UserFactory()).exists()
    assert Commentary.objects.visible_to(lars).exists()
