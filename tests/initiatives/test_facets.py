"""The counts beside the filters: each must be what choosing it would give, right now."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from initiatives import actions, index
from initiatives.catalogue import search
from initiatives.models import FacetValue, Initiative, SearchEntry, Term
from initiatives.selection import FACETS
from tests.factories import (
    ArticleFactory,
    CountyFactory,
    InitiativeFactory,
    KindFactory,
    MunicipalityFactory,
    OrganisationFactory,
    TermFactory,
)

pytestmark = pytest.mark.django_db


def counts(hits, facet):
    return {option.value: option.count for option in hits.facets.get(facet, []) if option.count}


def test_a_published_entry_is_counted_at_once_and_a_withdrawn_one_no_longer(editor):
    draft = InitiativeFactory(articles=[12])
    assert search(None, {}).total == 0
    published = actions.publish(draft, by=editor)
    assert counts(search(None, {}), "artikel") == {"12": 1}
    actions.withdraw(published, by=editor, reason="Dubblett")
    assert search(None, {}).total == 0
    assert counts(search(None, {}), "artikel") == {}


def test_a_facets_counts_ignore_its_own_selection_and_obey_the_others():
    skane, halland = CountyFactory(code="12"), CountyFactory(code="13")
    InitiativeFactory(published=True, scope="lan", counties=[skane], articles=[12])
    InitiativeFactory(published=True, scope="lan", counties=[halland], articles=[12])
    InitiativeFactory(published=True, scope="lan", counties=[halland], articles=[3])
    hits = search(None, {"lan": ("13",)})
    assert hits.total == 2
    assert counts(hits, "lan") == {"12": 1, "13": 2}
    assert counts(hits, "artikel") == {"12": 1, "3": 1}
    assert hits.without == {"lan": 3}


def test_two_values_of_a_facet_widen_and_two_facets_narrow():
    InitiativeFactory(published=True, articles=[12], kind=KindFactory(key="plan"))
    InitiativeFactory(published=True, articles=[3], kind=KindFactory(key="plan"))
    InitiativeFactory(published=True, articles=[3], kind=KindFactory(key="metod"))
    assert search(None, {"artikel": ("3", "12")}).total == 3
    assert search(None, {"artikel": ("3", "12"), "slag": ("plan",)}).total == 2


def test_an_edit_moves_the_counts(editor):
    entry = InitiativeFactory(published=True, status=Initiative.Status.ONGOING)
    actions.edit(entry, fields={"status": Initiative.Status.COMPLETED}, by=editor)
    assert counts(search(None, {}), "status") == {"genomford": 1}


def test_a_municipality_brings_its_county():
    MunicipalityFactory(code="1480")
    InitiativeFactory(published=True, scope="kommun", municipalities=[MunicipalityFactory(code="1480")])
    hits = search(None, {"kommun": ("1480",)})
    assert counts(hits, "lan") == {"14": 1}


def test_a_partner_counts_as_one_who_did_it():
    InitiativeFactory(
        published=True,
        organisation=OrganisationFactory(kind="lansstyrelse"),
        partners=[OrganisationFactory(kind="kommun")],
    )
    assert counts(search(None, {}), "aktor") == {"lansstyrelse": 1, "kommun": 1}


def test_an_unknown_value_finds_nothing_and_breaks_nothing():
    InitiativeFactory(published=True)
    assert search(None, {"lan": ("99",)}).total == 1  # the view has said that the filter is not known


def test_more_entries_than_the_bit_strings_have_room_for(monkeypatch):
    monkeypatch.setattr(index, "SLOTS_STEP", 64)
    FacetValue.objects.all().delete()
    for number in range(70):
        InitiativeFactory(published=True, articles=[12 if number % 2 else 3])
    hits = search(None, {})
    assert hits.total == 70
    assert counts(hits, "artikel") == {"3": 35, "12": 35}


def test_a_slot_that_became_free_is_used_again(editor):
    first = InitiativeFactory(published=True, articles=[12])
    InitiativeFactory(published=True)
    actions.withdraw(first, by=editor, reason="Fel")
    third = InitiativeFactory(published=True, articles=[3])
    assert SearchEntry.objects.get(initiative=third).slot == 0
    assert counts(search(None, {}), "artikel") == {"3": 1}


def test_making_the_index_anew_changes_nothing():
    InitiativeFactory(published=True, articles=[12], terms=[TermFactory(vocabulary="steg", key="2", label="Kartlägg")])
    InitiativeFactory(published=True, articles=[12, 3])
    InitiativeFactory()
    before = search(None, {})
    index.rebuild()
    assert search(None, {}) == before


VALUES = {
    "artikel": ["3", "12", "42"],
    "slag": ["plan", "metod"],
    "status": ["pagaende", "genomford"],
    "av": ["kommun", "region"],
}
entries = st.lists(
    st.fixed_dictionaries(
        {
            "artikel": st.sets(st.sampled_from(VALUES["artikel"])),
            "slag": st.sampled_from(VALUES["slag"]),
            "status": st.sampled_from(VALUES["status"]),
            "av": st.sets(st.sampled_from(VALUES["av"])),
        }
    ),
    max_size=6,
)
choices = st.fixed_dictionaries(
    {}, optional={facet: st.lists(st.sampled_from(values), min_size=1, unique=True) for facet, values in VALUES.items()}
)


def values_of(entry, facet):
    return entry[facet] if isinstance(entry[facet], set) else {entry[facet]}


def matches(entry, chosen):
    return all(values_of(entry, facet) & set(values) for facet, values in chosen.items())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(made=entries, chosen=choices)
def test_counts_are_what_counting_one_by_one_gives(made, chosen):
    for entry in Initiative.objects.all():
        if entry.state == Initiative.State.PUBLISHED:
            actions.withdraw(entry, by=None, reason="Nytt försök")
    # Every value is known, as in a portal with its vocabularies loaded; one that nobody knows narrows nothing.
    for number in VALUES["artikel"]:
        ArticleFactory(number=int(number))
    for key in VALUES["slag"]:
        KindFactory(key=key)
    for key in VALUES["av"]:
        TermFactory(vocabulary=Term.Vocabulary.DOER, key=key)
    index.sync_facet_values()
    for entry in made:
        InitiativeFactory(
            published=True,
            articles=[int(number) for number in entry["artikel"]],
            kind=KindFactory(key=entry["slag"]),
            status=entry["status"],
            terms=[TermFactory(vocabulary=Term.Vocabulary.DOER, key=key) for key in entry["av"]],
        )
    hits = search(None, {facet: tuple(values) for facet, values in chosen.items()})
    assert hits.total == sum(matches(entry, chosen) for entry in made)
    for facet in VALUES:
        others = {name: values for name, values in chosen.items() if name != facet}
        expected = Counter(value for entry in made if matches(entry, others) for value in values_of(entry, facet))
        assert counts(hits, facet) == dict(expected), facet


def test_every_facet_of_the_address_is_in_the_index():
    in_index = {facet.split(":")[0] for facet in index.facets_of(InitiativeFactory(articles=[1]))}
    vocabularies = set(Term.Vocabulary.values)
    assert set(FACETS) <= in_index | vocabularies | {"lan", "kommun", "material", "evidens"}
