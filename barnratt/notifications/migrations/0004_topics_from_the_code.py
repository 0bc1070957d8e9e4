from django.db import migrations, models

import barnratt.notifications.models

TOPIC = {"choices": barnratt.notifications.models.topics, "max_length": 20, "verbose_name": "ämne"}


class Migration(migrations.Migration):
    """The topics are read from the code from here on, so that a new one needs no migration."""

    dependencies = [
        ("notifications", "0003_templates_topic"),
    ]

    operations = [
        migrations.AlterField("notification", "topic", models.CharField(**TOPIC)),
        migrations.AlterField("notificationchoice", "topic", models.CharField(**TOPIC)),
    ]
