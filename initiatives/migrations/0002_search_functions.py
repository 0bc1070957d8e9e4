from django.db import migrations

# The entries that match, as a bit string of their slots. Hits are first gathered into 64-bit words,
# which is many times cheaper than setting bits one by one in a long string.
GATHER = """
    SELECT coalesce(
        ('x' || encode(string_agg(int8send(coalesce(words.bits, 0)), ''::bytea ORDER BY n), 'hex'))::varbit, ''
    ) INTO {into}
    FROM generate_series(0, capacity / 64 - 1) n LEFT JOIN (
        SELECT slot / 64 AS number, bit_or(1::bigint << (63 - slot % 64)) AS bits
        FROM initiatives_searchentry WHERE {where} GROUP BY 1
    ) words ON words.number = n;
"""

# The index does not know whether words stand close together: that is read from the entries, which is most of the work.
# So it is read only where it decides: not in an entry that matches anyway ("certain": what has to stand close counts as
# missing), and only in one that holds all the words ("possible"). Below a negation the two would change places; there
# every candidate is read.
#
# enable_seqscan is off inside because the planner does not price fetching long word vectors: with a
# common word it would read them all instead of asking the index.
MATCHING = """
CREATE FUNCTION {name}(query tsquery, capacity integer) RETURNS varbit
LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
DECLARE
    close CONSTANT text := '<(-|[0-9]+)>';
    in_two_steps CONSTANT boolean := query::text ~ close AND query::text !~ '!';
    certain tsquery := query;
    possible tsquery;
    hits varbit;
    more varbit;
BEGIN
    IF in_two_steps THEN
        certain := regexp_replace(query::text, close, '& ''~'' &', 'g');
        possible := regexp_replace(query::text, close, '&', 'g');
    END IF;
    {first_step}
    IF in_two_steps THEN
        {second_step}
        hits := hits | more;
    END IF;
    RETURN hits;
END
$$
"""


def matching(name, column):
    return MATCHING.format(
        name=name,
        first_step=GATHER.format(into="hits", where=f"{column} @@ certain"),
        second_step=GATHER.format(
            into="more",
            where=f"{column} @@ possible AND CASE WHEN get_bit(hits, slot) = 0 THEN {column} @@ query END",
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0001_catalogue")]

    operations = [
        migrations.RunSQL(
            matching("initiatives_matching", "all_words"),
            "DROP FUNCTION initiatives_matching(tsquery, integer)",
        ),
        migrations.RunSQL(
            matching("initiatives_matching_title", "title_words"),
            "DROP FUNCTION initiatives_matching_title(tsquery, integer)",
        ),
        # Long vectors out of line, so that the rows that are scanned stay narrow, but not what is sorted by; bit
        # strings out of line and uncompressed, since they are read whole at every count.
        migrations.RunSQL(
            """
            ALTER TABLE initiatives_searchentry SET (toast_tuple_target = 128);
            ALTER TABLE initiatives_searchentry ALTER COLUMN title_key SET STORAGE MAIN;
            ALTER TABLE initiatives_facetvalue ALTER COLUMN bits SET STORAGE EXTERNAL;
            """,
            migrations.RunSQL.noop,
        ),
    ]
