import pytest

from barnratt.search import vocabulary
from barnratt.search.models import VocabularyWord

pytestmark = pytest.mark.django_db


def frequencies():
    return dict(VocabularyWord.objects.values_list("word", "frequency"))


@pytest.fixture
def words():
    vocabulary.rebuild({
        "förskola": 30, "skolan": 12, "skolor": 3, "göteborg": 4, "delaktighet": 9, "barnrättsstrateg": 2,
        "barn": 40, "barnet": 8,
    })  # fmt: skip


def test_the_words_of_a_text_are_those_that_mean_something():
    assert vocabulary.words_of("Vilka barn i Göteborgs förskolor? 2022, SKR:s e-tjänst", "Barn!", "a" * 41) == {
        "barn",
        "göteborgs",
        "förskolor",
        "tjänst",
    }


def test_the_vocabulary_follows_the_texts():
    vocabulary.update(set(), {"barn", "skola"})
    vocabulary.update(set(), {"barn", "lek"})
    assert frequencies() == {"barn": 2, "skola": 1, "lek": 1}
    vocabulary.update({"barn", "skola"}, {"barn", "idrott"})
    assert frequencies() == {"barn": 2, "lek": 1, "idrott": 1}
    vocabulary.update({"barn", "lek"}, set())
    assert frequencies() == {"barn": 1, "idrott": 1}


def test_a_word_that_was_never_counted_can_be_taken_away():
    vocabulary.update({"okänt"}, set())
    assert frequencies() == {}


def test_rebuilding_replaces_all(words):
    vocabulary.rebuild({"lek": 1})
    assert frequencies() == {"lek": 1}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("forskola", "förskola"),
        ("Forskola i Goteborg", "Förskola i Göteborg"),
        ('"delaktigeht" -forskola', '"delaktighet" -förskola'),
        ("barnrattsstrateg", "barnrättsstrateg"),
        ("skolorna", None),  # another form of a word that we have
        ("barnets delaktighet", None),
        ("xqzzy", None),
        ("", None),
        ("i och att", None),
        ("12 345", None),
        ("barn\x00 \ud800", None),
    ],
)
def test_did_you_mean(words, typed, meant):
    assert vocabulary.suggestion(typed) == meant


@pytest.mark.parametrize("typed", ["forskola", "forskola delaktigeht Goteborg skolla barnt"])
def test_the_guess_costs_one_statement(words, typed, django_assert_num_queries):
    with django_assert_num_queries(1):
        vocabulary.suggestion(typed)


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("ba", ["barn", "barnet", "barnrättsstrateg"]),
        ("delaktighet i sko", ["delaktighet i skolan", "delaktighet i skolor"]),
        ("Gö", ["göteborg"]),
        ("b", []),
        ("barn ", []),
        ("", []),
        ("\x00\ud800", []),
    ],
)
def test_words_are_completed_while_typing(words, typed, completed):
    assert vocabulary.completions(typed) == completed


def test_few_words_are_suggested_at_a_time(words):
    assert vocabulary.completions("ba", limit=2) == ["barn", "barnet"]
