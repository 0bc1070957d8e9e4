import pytest
from hypothesis import given
from hypothesis import strategies as st

from initiatives.contributing import content as document
from tests.factories import ArticleFactory, InitiativeFactory, MunicipalityFactory, TermFactory

values = st.lists(st.text(max_size=5), max_size=3, unique=True)
documents = st.dictionaries(st.sampled_from(["title", "summary", "articles", "links"]), values)


@given(documents, documents)
def test_what_only_one_has_changed_is_kept(base, mine):
    merge = document.merge(base, mine, base)
    assert not merge.conflicts
    assert not document.changed_fields(merge.content, mine)


@given(documents, documents)
def test_what_both_have_changed_alike_is_no_conflict(base, mine):
    merge = document.merge(base, mine, mine)
    assert not merge.conflicts
    assert not document.changed_fields(merge.content, mine)


@given(documents, documents, documents)
def test_a_text_that_both_have_changed_is_never_lost_silently(base, mine, theirs):
    merge = document.merge(base, mine, theirs)
    for name in ("title", "summary", "links"):
        old, own, other = (one.get(name, []) for one in (base, mine, theirs))
        if own not in (old, other) and old != other:
            assert name in merge.conflicts


def test_two_peoples_choices_in_a_list_are_joined():
    merge = document.merge({"articles": ["2", "3"]}, {"articles": ["2", "3", "12"]}, {"articles": ["3", "6"]})
    assert merge.content["articles"] == ["12", "3", "6"]
    assert not merge.conflicts


@pytest.mark.parametrize(
    ("choice", "expected"), [("min", ["Mitt"]), ("deras", ["Deras"]), ("bada", ["Deras\n\nMitt"]), (None, ["Deras"])]
)
def test_a_conflict_is_settled_as_chosen(choice, expected):
    settled = document.settle({"lessons": ["Deras"]}, ["lessons"], {"lessons": ["Mitt"]}, {"lessons": choice})
    assert settled["lessons"] == expected


def test_both_titles_cannot_be_had():
    assert document.settle({"title": ["Deras"]}, ["title"], {"title": ["Min"]}, {"title": "bada"})["title"] == ["Deras"]


@given(st.text(), st.text())
def test_word_parts_hold_both_texts_whole(old, new):
    parts = document.word_parts(old, new)
    assert "".join(part.text for part in parts if part.kind != "added") == old
    assert "".join(part.text for part in parts if part.kind != "removed") == new


@pytest.mark.django_db
def test_municipalities_are_read_from_lines_and_a_misspelt_name_gets_a_suggestion():
    gothenburg = MunicipalityFactory()
    places, faults = document.read_municipalities("Göteborg\nGöteborgs kommun, 1480\nGötborg\nXyzzy")
    assert places == [gothenburg]
    assert faults == ["”Götborg” är ingen kommun. Menade du Göteborg?", "”Xyzzy” är ingen kommun."]


@pytest.mark.django_db
def test_an_entry_written_back_from_its_own_document_is_the_same():
    initiative = InitiativeFactory(
        municipalities=[MunicipalityFactory()], scope="kommun", articles=[12], terms=[TermFactory()], start_year=2019
    )
    initiative.links.create(url="https://www.example.org/mall", title="En mall", material="mall")
    link = initiative.article_links.get()
    link.by_editors, link.reason = True, "Står i titeln."
    link.save()
    ArticleFactory(number=3)
    before = document.content_of(initiative)
    document.write_to(
        initiative,
        {
            "articles": ["12", "3"],
            "steg": ["1"],
            "links": document.read_links(before["links"][0]),
            "municipalities": document.read_municipalities(before["municipalities"][0])[0],
            "counties": [],
        },
    )
    assert document.changed_fields(before, document.content_of(initiative)) == ["articles"]
    assert initiative.article_links.get(article_id=12).reason == "Står i titeln."
    assert initiative.links.get().material == "mall"
    assert [county.code for county in initiative.counties.all()] == ["14"]


def test_texts_much_longer_than_a_form_takes_are_not_compared_word_by_word():
    old, new = "och " * 1_200, "och " * 300_000
    assert document.word_parts(old, new) == [("removed", old), ("added", new)]
