from django.db import migrations, models

# What a lägesbild, a map or a table of statistics is made from.
TABLES = [
    "convention_article",
    "convention_cluster",
    "places_county",
    "places_municipality",
    "statistics_dataset",
    "statistics_indicator",
    "statistics_indicator_articles",
    "statistics_indicator_recommendations",
    "statistics_observation",
    "statistics_recommendation",
]
FIRST = "INSERT INTO statistics_edition (id, value, changed_at) VALUES (1, gen_random_uuid(), now())"
FUNCTION = """
    CREATE FUNCTION statistics_new_edition() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO statistics_edition (id, value, changed_at) VALUES (1, gen_random_uuid(), now())
      ON CONFLICT (id) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at;
      RETURN NULL;
    END $$
"""
# A statement at a time, whatever it writes: a million rows cost as one.
TRIGGER = """
    CREATE TRIGGER {table}_new_edition AFTER INSERT OR UPDATE OR DELETE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION statistics_new_edition()
"""


class Migration(migrations.Migration):
    dependencies = [
        ("convention", "0001_articles"),
        ("places", "0005_organisation_renamed_at"),
        ("statistics", "0005_charts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("value", models.UUIDField(verbose_name="utgåva")),
                ("changed_at", models.DateTimeField(verbose_name="ändrad")),
            ],
            options={
                "verbose_name": "utgåva",
                "verbose_name_plural": "utgåvor",
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="edition_is_one_row")],
            },
        ),
        migrations.RunSQL(FIRST, migrations.RunSQL.noop),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION statistics_new_edition"),
        *(
            migrations.RunSQL(TRIGGER.format(table=table), f"DROP TRIGGER {table}_new_edition ON {table}")
            for table in TABLES
        ),
    ]
