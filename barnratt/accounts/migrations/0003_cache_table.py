from django.db import migrations


class Migration(migrations.Migration):
    """The table of Django's DatabaseCache, as `createcachetable` makes it: there as soon as the portal is."""

    dependencies = [("accounts", "0002_memberships_and_invitations")]

    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE cache (
                cache_key varchar(255) NOT NULL PRIMARY KEY,
                value text NOT NULL,
                expires timestamp with time zone NOT NULL
            );
            CREATE INDEX cache_expires ON cache (expires);
            """,
            "DROP TABLE cache",
        ),
    ]
