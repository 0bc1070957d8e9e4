from initiatives.models import Initiative
from initiatives.parts import PARTS, PLACES, Lister, read_parts
from initiatives.queries import FIELDS


def test_the_parts_are_those_that_prefetching_finds(loaded, django_assert_num_queries):
    for entry in Initiative.objects.order_by("pk")[:40]:
        with django_assert_num_queries(1):
            read_parts(entry)
        other = Initiative.objects.for_detail().get(pk=entry.pk)
        with django_assert_num_queries(0):
            for name, (_, columns, to, _, shown) in PARTS.items():
                ours, theirs = (list(getattr(each, name).all()) for each in (entry, other))
                columns = [*columns, "initiative_id", "pk"]
                assert [values(part, columns) for part in ours] == [values(part, columns) for part in theirs]
                if to:
                    assert [values(getattr(part, to), shown) for part in ours] == [
                        values(getattr(part, to), shown) for part in theirs
                    ]
            for name, (_, columns) in PLACES.items():
                ours, theirs = (getattr(each, name).all() for each in (entry, other))
                assert sorted(values(place, columns) for place in ours) == sorted(
                    values(place, columns) for place in theirs
                )


def test_an_entry_of_a_long_list_tells_the_same_as_its_own_page(loaded, django_assert_num_queries):
    entries = list(Initiative.objects.order_by("pk"))
    lister = Lister()
    with django_assert_num_queries(1):
        listed = lister.ready(entries)
    with django_assert_num_queries(0):
        told = [[value_of(one) for _, value_of in FIELDS] for one in listed]
    pages = Initiative.objects.for_detail().order_by("pk")
    assert told == [[value_of(one) for _, value_of in FIELDS] for one in pages]


def test_what_a_page_asks_for_beyond_that_is_read_when_it_asks(loaded):
    entry = read_parts(Initiative.objects.filter(article_links__isnull=False).order_by("pk").first())
    assert entry.article_links.all()[0].article.summary


def values(thing, names):
    return [getattr(thing, name) for name in names]
