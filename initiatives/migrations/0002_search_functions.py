from django.db import migrations

# The entries that match, as a bit string of their slots. Hits are first gathered into 64-bit words,
# which is many times cheaper than setting bits one by one in a long string.
#
# enable_seqscan is off inside because the planner does not price fetching long word vectors: with a
# common word it would read them all instead of asking the index.
MATCHING = """
CREATE FUNCTION {name}(query tsquery, capacity integer) RETURNS varbit
LANGUAGE sql STABLE SET enable_seqscan = off AS $$
    WITH words AS (
        SELECT slot / 64 AS number, bit_or(1::bigint << (63 - slot % 64)) AS bits
        FROM initiatives_searchentry WHERE {column} @@ query GROUP BY 1
    )
    SELECT coalesce(
        ('x' || encode(string_agg(int8send(coalesce(words.bits, 0)), ''::bytea ORDER BY n), 'hex'))::varbit, ''
    )
    FROM generate_series(0, capacity / 64 - 1) n LEFT JOIN words ON words.number = n
$$
"""


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0001_catalogue")]

    operations = [
        migrations.RunSQL(
            MATCHING.format(name="initiatives_matching", column="all_words"),
            "DROP FUNCTION initiatives_matching(tsquery, integer)",
        ),
        migrations.RunSQL(
            MATCHING.format(name="initiatives_matching_title", column="title_words"),
            "DROP FUNCTION initiatives_matching_title(tsquery, integer)",
        ),
        # Long vectors out of line, so that the rows that are scanned and sorted stay narrow; bit
        # strings out of line and uncompressed, since they are read whole at every count.
        migrations.RunSQL(
            """
            ALTER TABLE initiatives_searchentry SET (toast_tuple_target = 128);
            ALTER TABLE initiatives_facetvalue ALTER COLUMN bits SET STORAGE EXTERNAL;
            """,
            migrations.RunSQL.noop,
        ),
    ]
