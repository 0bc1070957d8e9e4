from django.db import transaction

from barnratt.audit.actions import record
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.search.lemmas import read_rows
from barnratt.search.models import RelatedWord, SameWords

FIELDS = {SameWords: ("words", "reason", "is_active"), RelatedWord: ("from_word", "to_word", "reason", "is_active")}


@transaction.atomic
def save_words(row, *, by):
    """Create or change a row of one of the two word lists."""
    row.full_clean()
    before = _values(type(row).objects.select_for_update().get(pk=row.pk)) if row.pk else {}
    row.save()
    after = _values(row)
    changed = [name for name in after if before.get(name) != after[name]]
    if changed:
        record(
            AuditEvent.Type.WORD_LIST_CHANGED,
            row,
            by=by,
            before={name: before[name] for name in changed if name in before},
            after={name: after[name] for name in changed},
        )
    return row


@transaction.atomic
def remove_words(row, *, by):
    """Take away a row that an administrator has added."""
    if row.shipped_as is not None:
        raise RuleBroken("Raden följde med portalen. Bocka ur ”används” i stället för att ta bort den.")
    record(AuditEvent.Type.WORD_LIST_CHANGED, row, by=by, before=_values(row))
    row.delete()


@transaction.atomic
def load_word_lists(*, by=None):
    """Add the rows of data/search/same.csv and related.csv that have not been loaded before. Returns how many.

    What an administrator has changed or turned off is left alone.
    """
    rows = [
        SameWords(
            words=row["words"].replace(" | ", "\n"), reason=row["reason"], shipped_as=row["words"].split(" | ")[0]
        )
        for row in read_rows("same.csv")
    ] + [
        RelatedWord(
            from_word=row["from"], to_word=row["to"], reason=row["reason"], shipped_as=f"{row['from']} → {row['to']}"
        )
        for row in read_rows("related.csv")
    ]
    loaded = {model: set(model.objects.values_list("shipped_as", flat=True)) for model in FIELDS}
    pairs = set(RelatedWord.objects.values_list("from_word", "to_word"))
    new = [row for row in rows if row.shipped_as not in loaded[type(row)]]
    new = [row for row in new if not (isinstance(row, RelatedWord) and (row.from_word, row.to_word) in pairs)]
    for row in new:
        save_words(row, by=by)
    return len(new)


def _values(row):
    return {name: getattr(row, name) for name in FIELDS[type(row)]}
