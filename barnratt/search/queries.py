from django.db.models import F, TextField, Value
from django.db.models.functions import Cast

from barnratt.search.models import RelatedWord, SameWords
from barnratt.search.query import parse


def word_lists():
    """(groups of words that mean the same, pairs of related words) in use, as parse() wants them. One statement."""
    columns = ("is_same", "first", "second")
    same = SameWords.objects.annotate(is_same=Value(True), first=F("words"), second=Value(""))
    related = RelatedWord.objects.annotate(
        is_same=Value(False), first=Cast("from_word", TextField()), second=Cast("to_word", TextField())
    )
    rows = same.filter(is_active=True).values_list(*columns).union(related.filter(is_active=True).values_list(*columns))
    rows = list(rows.order_by(*columns))
    return (
        tuple(tuple(words.splitlines()) for is_same, words, _ in rows if is_same),
        tuple((from_word, to_word) for is_same, from_word, to_word in rows if not is_same),
    )


def read_query(text):
    """What a person typed, as a Query that knows the word lists."""
    return parse(text, *word_lists())
