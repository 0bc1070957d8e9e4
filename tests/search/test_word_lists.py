import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.search import actions, queries
from barnratt.search.analyser import tokens
from barnratt.search.lemmas import read_rows
from barnratt.search.models import RelatedWord, SameWords
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def shipped_groups():
    return [row["words"].split(" | ") for row in read_rows("same.csv")]


def test_a_new_group_is_used_in_searches_and_leaves_a_trace():
    user = UserFactory()
    actions.save_words(SameWords(words=" BKA \n\nbarnkonsekvensanalys\nBKA"), by=user)
    assert queries.word_lists() == ((("BKA", "barnkonsekvensanalys"),), ())
    assert queries.read_query("bka").exact == "('bka' | 'barnkonsekvensanalys')"
    event = AuditEvent.objects.get()
    assert (event.type, event.actor_id, event.before) == ("word_list_changed", user.pk, {})
    assert event.after["words"] == "BKA\nbarnkonsekvensanalys"


def test_a_change_is_logged_with_before_and_after():
    row = actions.save_words(RelatedWord(from_word="ungdomsråd", to_word="inflytande"), by=None)
    row.to_word = "delaktighet"
    actions.save_words(row, by=None)
    event = AuditEvent.objects.order_by("-pk").first()
    assert (event.before, event.after) == ({"to_word": "inflytande"}, {"to_word": "delaktighet"})
    assert queries.read_query("ungdomsråd").related_words == ("delaktighet",)


def test_saving_without_a_change_leaves_no_trace():
    row = actions.save_words(RelatedWord(from_word="ungdomsråd", to_word="inflytande"), by=None)
    actions.save_words(row, by=None)
    assert AuditEvent.objects.count() == 1


def test_a_row_that_is_turned_off_is_not_used():
    actions.save_words(SameWords(words="a\nb", is_active=False), by=None)
    actions.save_words(RelatedWord(from_word="a", to_word="b", is_active=False), by=None)
    assert queries.word_lists() == ((), ())


@pytest.mark.parametrize(
    "row",
    [
        SameWords(words="ensamt"),
        SameWords(words="samma\nsamma"),
        SameWords(words="ord\n!!!"),
        SameWords(words="\n".join(f"ord{n}" for n in range(21))),
        RelatedWord(from_word="ord", to_word="Ord"),
        RelatedWord(from_word="ord", to_word="…"),
        RelatedWord(from_word="", to_word="ord"),
    ],
)
def test_what_cannot_be_searched_for_is_refused(row):
    with pytest.raises(ValidationError):
        actions.save_words(row, by=None)
    assert not AuditEvent.objects.exists()


def test_the_same_pair_is_refused_twice():
    actions.save_words(RelatedWord(from_word="a", to_word="b"), by=None)
    with pytest.raises(ValidationError, match="finns redan"):
        actions.save_words(RelatedWord(from_word="a", to_word="b"), by=None)


def test_an_added_row_can_be_removed_and_that_is_logged():
    row = actions.save_words(SameWords(words="a\nb"), by=None)
    actions.remove_words(row, by=None)
    assert not SameWords.objects.exists()
    assert AuditEvent.objects.order_by("-pk").first().before["words"] == "a\nb"


def test_a_row_that_came_with_the_portal_is_turned_off_instead():
    actions.load_word_lists()
    with pytest.raises(RuleBroken, match="används"):
        actions.remove_words(SameWords.objects.first(), by=None)


def test_loading_twice_adds_nothing_and_keeps_what_was_changed():
    assert actions.load_word_lists() == len(read_rows("same.csv")) + len(read_rows("related.csv"))
    row = SameWords.objects.get(shipped_as="landsting")
    row.words = "landsting\nregion\nlandstingskommun"
    row.is_active = False
    actions.save_words(row, by=None)
    assert actions.load_word_lists() == 0
    row.refresh_from_db()
    assert (row.members, row.is_active) == (["landsting", "region", "landstingskommun"], False)


def test_loading_passes_over_a_pair_that_an_administrator_already_has():
    first = read_rows("related.csv")[0]
    actions.save_words(RelatedWord(from_word=first["from"], to_word=first["to"]), by=None)
    actions.load_word_lists()
    assert RelatedWord.objects.filter(from_word=first["from"], to_word=first["to"]).count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_are_read_in_one_statement(count, django_assert_num_queries):
    for n in range(count):
        actions.save_words(SameWords(words=f"ett{n}\ntvå{n}"), by=None)
        actions.save_words(RelatedWord(from_word=f"ett{n}", to_word=f"tre{n}"), by=None)
    with django_assert_num_queries(1):
        same, related = queries.word_lists()
    assert (len(same), len(related)) == (count, count)


@pytest.mark.parametrize("members", shipped_groups(), ids=lambda members: members[0])
def test_the_members_of_a_shipped_group_are_searched_for_differently(members):
    assert len({tuple(token.lexeme for token in tokens(member)) for member in members}) > 1


def test_every_shipped_row_has_a_reason():
    assert all(row["reason"] for name in ("same.csv", "related.csv") for row in read_rows(name))


def test_an_administrator_edits_the_lists_and_leaves_a_trace(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    response = client.post(reverse("admin:search_samewords_add"), {"words": "BO\nBarnombudsmannen", "is_active": "on"})
    assert response.status_code == 302
    group = SameWords.objects.get()
    assert group.members == ["BO", "Barnombudsmannen"]
    response = client.post(reverse("admin:search_samewords_delete", args=[group.pk]), {"post": "yes"})
    assert response.status_code == 302
    assert AuditEvent.objects.count() == 2
