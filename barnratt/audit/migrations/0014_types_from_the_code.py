from django.db import migrations, models

import barnratt.audit.models


class Migration(migrations.Migration):
    """The types are read from the code from here on, so that a new one needs no migration."""

    dependencies = [
        ("audit", "0013_voices_and_local_events"),
    ]

    operations = [
        migrations.AlterField(
            model_name="auditevent",
            name="type",
            field=models.CharField(choices=barnratt.audit.models.types, max_length=60, verbose_name="händelse"),
        ),
    ]
