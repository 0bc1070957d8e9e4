"""Collections: one's own entries in one's own order, shown to whom one chooses, and honest about what is gone."""

import csv
import io
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from barnratt.accounts.models import Membership, Role
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from initiatives import actions as catalogue_actions
from initiatives.following import actions
from initiatives.following.links import COLLECTION, collection_path
from initiatives.following.models import Collection, CollectionItem
from initiatives.models import Initiative
from tests.accounts.test_memberships import signed_in
from tests.factories import (
    CollectionFactory,
    CollectionItemFactory,
    InitiativeFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

NEW = {"title": "Inför planen", "description": "", "access": "privat", "organisation": ""}


@pytest.fixture
def user():
    return MembershipFactory(user__name="Stina Strateg").user


@pytest.fixture
def stina(user):
    return signed_in(user)


def entry(**fields):
    return InitiativeFactory(published=True, **fields)


def titles(text):
    main = text.split("<main")[1]
    return re.findall(r'class="card__link"[^>]*>([^<]*)</a>', main)


def events():
    return list(AuditEvent.objects.filter(type__startswith="collection").order_by("pk").values_list("type", flat=True))


def test_a_collection_is_made_and_is_ones_own_alone(stina, user):
    answer = stina.post("/samlingar/", NEW, follow=True)
    assert "Samlingen ”Inför planen” är skapad." in answer.text
    made = Collection.objects.get()
    assert (made.owner, made.access, made.organisation) == (user, "privat", None)
    assert events() == ["collection_created"]
    assert "Inför planen" in stina.get("/samlingar/").text
    assert signed_in(UserFactory()).get(f"/samlingar/{made.pk}/").status_code == 404
    assert "Inför planen" not in signed_in(UserFactory()).get("/samlingar/").text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"title": " "}, "Namn"),
        ({"title": "x" * 101}, "100"),
        ({"description": "x" * 1001}, "1000"),
        ({"access": "alla"}, "alla"),
        ({"access": "organisation"}, "Välj vilken organisation som ska kunna se samlingen."),
    ],
)
def test_what_is_wrong_is_explained_and_nothing_is_lost(stina, typed, told):
    answer = stina.post("/samlingar/", NEW | {"description": "Läs före mötet"} | typed)
    assert "Fel: " in answer.text.split("</title>")[0]
    assert told in answer.text
    assert "Läs före mötet" in answer.text or "description" in typed
    assert not Collection.objects.exists()


def test_there_is_an_end_to_how_many_and_how_long(stina, user, monkeypatch):
    monkeypatch.setattr(actions, "MOST_COLLECTIONS", 1)
    monkeypatch.setattr(actions, "MOST_ITEMS", 1)
    kept = CollectionFactory(owner=user)
    assert "högst 1 samlingar" in stina.post("/samlingar/", NEW).text
    actions.collect(kept, [entry()], by=user)
    data = {"i": entry().slug, "collection": kept.pk}
    assert "högst 1 initiativ" in stina.post("/samlingar/spara/", data).text
    assert kept.items.count() == 1


def test_an_entry_is_saved_from_its_own_page(stina, user):
    kept, new = CollectionFactory(owner=user, title="Inför planen"), entry()
    text = stina.get(new.get_absolute_url()).text
    assert f'<option value="{kept.pk}">Inför planen</option>' in text
    answer = stina.post("/samlingar/spara/", {"i": new.slug, "collection": kept.pk}, follow=True)
    assert answer.redirect_chain == [(new.get_absolute_url(), 302)]
    assert "Sparat i samlingen ”Inför planen”." in answer.text
    assert "(finns där)" in answer.text
    again = stina.post("/samlingar/spara/", {"i": new.slug, "collection": kept.pk}, follow=True)
    assert "Fanns redan i samlingen" in again.text
    assert kept.items.count() == 1
    assert events() == ["collection_edited"]


def test_who_has_no_collection_gives_a_new_one_a_name_and_loses_nothing(stina, user):
    new = entry(title="Ungdomsråd")
    answer = stina.post("/samlingar/spara/", {"i": new.slug, "collection": "ny"})
    assert "Ge den nya samlingen ett namn." in answer.text
    assert "(frivilligt)" not in answer.text
    assert f'<input type="hidden" name="i" value="{new.slug}">' in answer.text
    stina.post("/samlingar/spara/", {"i": new.slug, "collection": "ny", "title": "Idéer"})
    assert Collection.objects.get(owner=user, title="Idéer").items.get().initiative == new


def test_several_entries_are_chosen_in_the_list_and_saved_at_once(stina, user):
    first, second = entry(title="Ett"), entry(title="Två")
    text = stina.get("/initiativ/").text
    assert 'formaction="/samlingar/spara/"' in text
    assert "> Välj<span" in text
    text = stina.get(f"/samlingar/spara/?i={second.slug}&i={first.slug}&i=finns-inte").text
    assert "2\u00a0initiativ" in text
    kept = CollectionFactory(owner=user)
    data = {"i": [second.slug, first.slug], "collection": kept.pk}
    answer = stina.post("/samlingar/spara/", data, follow=True)
    assert titles(answer.text) == ["Två", "Ett"]


def test_the_list_offers_only_comparison_to_who_is_not_signed_in(client):
    entry()
    text = client.get("/initiativ/").text
    assert "Spara valda" not in text
    assert "> Jämför<span" in text


def test_nothing_chosen_is_told(stina):
    assert "Inget initiativ är valt" in stina.get("/samlingar/spara/").text
    assert "Inget initiativ är valt" in stina.post("/samlingar/spara/", {"collection": "ny", "title": "x"}).text


def test_a_draft_and_anothers_collection_cannot_be_saved_to_or_from(stina, user):
    draft = InitiativeFactory(organisation=user.organisations[0])
    others = CollectionFactory()
    assert "Inget initiativ är valt" in stina.get(f"/samlingar/spara/?i={draft.slug}").text
    answer = stina.post("/samlingar/spara/", {"i": entry().slug, "collection": others.pk})
    assert "Fel: " in answer.text.split("</title>")[0]
    assert not CollectionItem.objects.exists()


# Order and notes


@pytest.fixture
def three(user):
    kept = CollectionFactory(owner=user)
    actions.collect(kept, [entry(title=title) for title in ("Ett", "Två", "Tre")], by=user)
    return kept


def test_entries_are_moved_up_and_down(stina, three):
    last = three.items.order_by("position").last()
    for what, order in (("upp", ["Ett", "Tre", "Två"]), ("upp", ["Tre", "Ett", "Två"]), ("upp", ["Tre", "Ett", "Två"])):
        answer = stina.post(f"/samlingar/{three.pk}/{last.pk}/", {"gor": what}, follow=True)
        assert titles(answer.text) == order
    answer = stina.post(f"/samlingar/{three.pk}/{last.pk}/", {"gor": "ner"}, follow=True)
    assert titles(answer.text) == ["Ett", "Tre", "Två"]
    assert stina.post(f"/samlingar/{three.pk}/{last.pk}/", {"gor": "explodera"}).status_code == 400


def test_a_note_is_written_and_is_not_in_the_log(stina, three):
    item = three.items.first()
    address = f"/samlingar/{three.pk}/{item.pk}/anteckning/"
    assert 'name="revision" value="1"' in stina.get(address).text
    answer = stina.post(address, {"note": "Ring **Anna** <b>nu</b>", "revision": 1}, follow=True)
    assert "<strong>Anna</strong> &lt;b&gt;nu&lt;/b&gt;" in answer.text
    assert "Anna" not in str(list(AuditEvent.objects.values_list("before", "after", "object_name")))
    stina.post(address, {"note": "Ring **Anna** <b>nu</b>", "revision": 2})
    assert CollectionItem.objects.get(pk=item.pk).revision == 2
    assert "500" in stina.post(address, {"note": "x" * 501, "revision": 2}).text


def test_an_entry_is_taken_out_of_the_collection(stina, three):
    item = three.items.order_by("position").first()
    answer = stina.post(f"/samlingar/{three.pk}/{item.pk}/", {"gor": "ta-bort"}, follow=True)
    assert titles(answer.text) == ["Två", "Tre"]
    assert Initiative.objects.count() == 3


# Two windows


def test_a_note_changed_in_another_window_is_shown_and_nothing_is_lost(stina, three):
    item = three.items.first()
    address = f"/samlingar/{three.pk}/{item.pk}/anteckning/"
    stina.post(address, {"note": "från fönster ett", "revision": 1})
    answer = stina.post(address, {"note": "från fönster två", "revision": 1})
    assert "Anteckningen har ändrats i ett annat fönster, till ”från fönster ett”." in answer.text
    assert "från fönster två</textarea>" in answer.text
    assert CollectionItem.objects.get(pk=item.pk).note == "från fönster ett"
    assert 'name="revision" value="2"' in answer.text
    stina.post(address, {"note": "från fönster två", "revision": 2})
    assert CollectionItem.objects.get(pk=item.pk).note == "från fönster två"


def test_a_collection_changed_in_another_window_is_told_and_nothing_is_lost(stina, three):
    address = f"/samlingar/{three.pk}/andra/"
    stina.post(address, NEW | {"title": "Nytt namn", "revision": 1})
    answer = stina.post(address, NEW | {"title": "Annat namn", "revision": 1})
    assert "heter nu ”Nytt namn”" in answer.text
    assert 'value="Annat namn"' in answer.text
    stina.post(address, NEW | {"title": "Annat namn", "revision": 2})
    assert Collection.objects.get().title == "Annat namn"
    stina.post(address, NEW | {"title": "Annat namn", "revision": "٣"})


def test_what_is_gone_in_another_window_is_told(stina, three, user):
    item = three.items.first()
    actions.remove_item(item, by=user)
    for change in (
        lambda: actions.move_item(item, steps=1, by=user),
        lambda: actions.remove_item(item, by=user),
        lambda: actions.write_note(item, note="x", revision=1, by=user),
    ):
        with pytest.raises(RuleBroken, match="finns inte längre i samlingen"):
            change()
    assert stina.post(f"/samlingar/{three.pk}/{item.pk}/", {"gor": "upp"}).status_code == 404
    actions.delete_collection(three, by=user)
    with pytest.raises(RuleBroken, match="borttagen"):
        actions.collect(three, [entry()], by=user)


@pytest.mark.django_db(transaction=True)
def test_two_windows_at_once_keep_every_entry_once_and_in_one_order():
    user = UserFactory()
    kept = CollectionFactory(owner=user)
    entries = [entry() for _ in range(6)]

    def save(number):
        try:
            actions.collect(kept, entries[number : number + 3], by=user)
            actions.move_item(kept.items.get(initiative=entries[number]), steps=-1, by=user)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(save, range(4)))
    assert kept.items.count() == 6
    places = list(kept.items.order_by("position").values_list("position", flat=True))
    assert len(set(places)) == 6


# Who sees it


def test_a_collection_open_to_an_organisation_is_seen_by_those_who_belong_and_changed_by_nobody_else(stina, user):
    organisation = user.organisations[0]
    colleague = MembershipFactory(organisation=organisation, role=Role.READER)
    data = NEW | {"access": "organisation", "organisation": organisation.pk}
    stina.post("/samlingar/", data)
    made = Collection.objects.get()
    reader = signed_in(colleague.user)
    assert "Inför planen" in reader.get("/samlingar/").text
    text = reader.get(f"/samlingar/{made.pk}/").text
    assert f"Samling av Stina Strateg · Alla i {organisation} kan se den" in text
    assert "Ändra namn" not in text
    assert "Bara den som har gjort samlingen kan ändra den." in reader.get(f"/samlingar/{made.pk}/andra/").text
    assert signed_in(MembershipFactory().user).get(f"/samlingar/{made.pk}/").status_code == 404
    Membership.objects.filter(pk=colleague.pk).update(ended_at="2200-01-01T00:00Z")
    assert reader.get(f"/samlingar/{made.pk}/").status_code == 404


def test_a_collection_cannot_be_opened_to_an_organisation_that_one_does_not_belong_to(stina):
    data = NEW | {"access": "organisation", "organisation": OrganisationFactory().pk}
    assert "Fel: " in stina.post("/samlingar/", data).text.split("</title>")[0]
    assert not Collection.objects.exists()


def test_a_link_shows_the_collection_to_anybody_until_it_is_turned_off(client, stina, three):
    address = f"/samlingar/{three.pk}/andra/"
    stina.post(address, NEW | {"access": "lank", "revision": 1})
    shared = Collection.objects.get()
    path = collection_path(shared)
    assert path in stina.get(f"/samlingar/{three.pk}/").text
    text = client.get(path).text
    assert titles(text) == ["Ett", "Två", "Tre"]
    assert '<meta name="robots" content="noindex">' in text
    assert "Flytta upp" not in text
    assert "csrftoken" not in client.cookies
    assert client.get(f"/samlingar/{three.pk}/").status_code == 302
    stina.post(address, NEW | {"revision": 2})
    assert client.get(path).status_code == 404
    stina.post(address, NEW | {"access": "lank", "revision": 3})
    assert "går inte att visa" in client.get(path).text
    assert client.get(collection_path(Collection.objects.get())).status_code == 200


@pytest.mark.parametrize("token", ["1-1:forged", "1", "x" * 300, "%00", "1-1-1:x", COLLECTION.sign("x-1")])
def test_a_forged_link_to_a_collection_is_told_plainly(client, token):
    CollectionFactory(pk=1, access="lank")
    assert client.get(f"/samlingar/delad/{token}/").status_code == 404


# What has changed since


def test_what_has_been_withdrawn_or_archived_since_is_shown_honestly(stina, client, three):
    first, second = Initiative.objects.order_by("pk")[:2]
    catalogue_actions.withdraw(first, by=None, reason="Fel uppgifter.")
    Initiative.objects.filter(pk=second.pk).update(state="archived", archived_at=second.published_at)
    text = stina.get(f"/samlingar/{three.pk}/").text
    assert "Ett initiativ som inte längre är publicerat" in text
    assert first.summary not in text.split("<ol")[1].split("</article>")[0]
    assert "Arkiverat" in text or "arkiverat" in text
    assert titles(text) == ["Två", "Tre"]


def test_who_answers_for_a_withdrawn_entry_still_sees_which_it_is(stina, user, three):
    first = Initiative.objects.order_by("pk").first()
    catalogue_actions.withdraw(first, by=None, reason="Fel uppgifter.")
    Initiative.objects.filter(pk=first.pk).update(organisation=user.organisations[0])
    text = stina.get(f"/samlingar/{three.pk}/").text
    assert "inte publicerat längre, syns bara för er som ansvarar för det" in text


def test_the_csv_has_the_order_the_notes_and_no_formula(stina, three, user):
    item = three.items.order_by("position").first()
    actions.write_note(item, note="=HYPERLINK(1)", revision=1, by=user)
    catalogue_actions.withdraw(Initiative.objects.get(title="Två"), by=None, reason="Fel uppgifter.")
    answer = stina.get(f"/samlingar/{three.pk}/?format=csv")
    assert answer["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode().removeprefix("\ufeff")), delimiter=";"))
    assert [row["Titel"] for row in rows] == ["Ett", "Initiativet är inte längre publicerat", "Tre"]
    assert rows[0]["Anteckning"] == "'=HYPERLINK(1)"
    assert rows[0]["Adress"].startswith("http://testserver/initiativ/")


def test_a_collection_is_removed_after_being_asked(stina, three):
    text = stina.get(f"/samlingar/{three.pk}/ta-bort/").text
    assert "3\u00a0initiativ" in text
    assert Collection.objects.exists()
    assert "är borttagen" in stina.post(f"/samlingar/{three.pk}/ta-bort/", follow=True).text
    assert not Collection.objects.exists()
    assert Initiative.objects.count() == 3
    assert events()[-1] == "collection_deleted"


@pytest.mark.parametrize("number", [1, 3])
def test_a_collection_does_not_grow_queries(stina, user, number, django_assert_num_queries):
    kept = CollectionFactory(owner=user)
    for _ in range(number):
        CollectionItemFactory(collection=kept)
    # Session, user, own organisations, the collection, its items, the entries with counties and municipalities.
    with django_assert_num_queries(8):
        text = stina.get(f"/samlingar/{kept.pk}/").text
    assert text.count('class="card__title"') == number


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_collections_does_not_grow_queries(stina, user, number, django_assert_num_queries):
    for _ in range(number):
        CollectionItemFactory(collection__owner=user)
        CollectionFactory(access="organisation", organisation=user.organisations[0])
    with django_assert_num_queries(7):
        text = stina.get("/samlingar/").text
    assert text.count("1\u00a0initiativ") == number


@pytest.mark.parametrize(
    "fields", [{"access": "organisation"}, {"title": ""}, {"access": "lank", "organisation": "own"}]
)
def test_the_database_refuses_a_collection_that_cannot_be(fields):
    if "organisation" in fields:
        fields["organisation"] = OrganisationFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        CollectionFactory(**fields)
