from importlib import import_module

import django.contrib.postgres.indexes
from django.db import migrations

before = import_module("initiatives.migrations.0002_search_functions")

# The entries that match, as strings of bits of their slots: `hits`, and among them the `direct` ones, found without
# related words. Term after term: the entries that hold it are read from the index (`held`, and `wide` with related
# words). Phrases, and halves of compounds that count when they stand close together in the short texts, have to be read
# from the entries themselves, which is most of the work. So they are read only where it decides: `within`, where the
# terms before have matched, where the word is not there anyway, and where all the words are.
GATHER = before.GATHER

MATCHING = """
CREATE FUNCTION initiatives_matching(
    held tsquery[], wide tsquery[], phrase_words tsquery[], phrases tsquery[], halves tsquery[], close tsquery[],
    without tsquery, may_miss_one boolean, within varbit, OUT hits varbit, OUT direct varbit
) LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
DECLARE
    capacity CONSTANT integer := length(within);
    hits_but_one varbit := within | ~within;
    direct_but_one varbit := hits_but_one;
    undecided varbit;
    more varbit;
    term_hits varbit;
    term_direct varbit;
BEGIN
    hits := hits_but_one;
    direct := hits_but_one;
    FOR i IN 1 .. coalesce(cardinality(held), 0) LOOP
        term_direct := ~hits_but_one & hits_but_one;
        IF held[i] IS NOT NULL THEN
            {held}
        END IF;
        IF phrases[i] IS NOT NULL THEN
            undecided := within & (CASE WHEN may_miss_one THEN hits_but_one ELSE hits END) & ~term_direct;
            {phrases}
            term_direct := term_direct | more;
        END IF;
        IF close[i] IS NOT NULL THEN
            undecided := within & (CASE WHEN may_miss_one THEN hits_but_one ELSE hits END) & ~term_direct;
            {close}
            term_direct := term_direct | more;
        END IF;
        term_hits := term_direct;
        IF wide[i]::text IS DISTINCT FROM held[i]::text THEN
            {wide}
            term_hits := term_hits | term_direct;
        END IF;
        hits_but_one := hits_but_one & term_hits | hits;
        direct_but_one := direct_but_one & term_direct | direct;
        hits := hits & term_hits;
        direct := direct & term_direct;
    END LOOP;
    IF may_miss_one THEN
        hits := hits_but_one;
        direct := direct_but_one;
    END IF;
    IF without IS NOT NULL THEN
        {without}
        hits := hits & ~more;
        direct := direct & ~more;
    END IF;
END
$$
""".format(
    held=GATHER.format(into="term_direct", where="all_words @@ held[i]"),
    wide=GATHER.format(into="term_hits", where="all_words @@ wide[i]"),
    phrases=GATHER.format(
        into="more",
        where="all_words @@ phrase_words[i] AND CASE WHEN get_bit(undecided, slot) = 1 THEN all_words @@ phrases[i] END",
    ),
    close=GATHER.format(
        into="more",
        where="short_words @@ halves[i] AND CASE WHEN get_bit(undecided, slot) = 1 THEN short_words @@ close[i] END",
    ),
    without=GATHER.format(into="more", where="all_words @@ without"),
)

MATCHING_TITLE = """
CREATE OR REPLACE FUNCTION initiatives_matching_title(query tsquery, capacity integer) RETURNS varbit
LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
DECLARE
    hits varbit;
BEGIN
    {title}
    RETURN hits;
END
$$
""".format(title=GATHER.format(into="hits", where="title_words @@ query"))


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0002_search_functions")]

    operations = [
        migrations.AddIndex(
            model_name="searchentry",
            index=django.contrib.postgres.indexes.GinIndex(fields=["short_words"], name="search_short_words"),
        ),
        migrations.RunSQL(
            MATCHING,
            "DROP FUNCTION initiatives_matching",
        ),
        migrations.RunSQL(MATCHING_TITLE, migrations.RunSQL.noop),
        migrations.RunSQL(
            "DROP FUNCTION initiatives_matching(tsquery, integer)",
            before.matching("initiatives_matching", "all_words"),
        ),
    ]
