from django.db import migrations


class Migration(migrations.Migration):
    """What stood here is among what is to be followed up (follow_up 0002)."""

    dependencies = [
        ("voices", "0001_voices"),
        ("follow_up", "0002_feedback"),
    ]

    operations = [
        migrations.DeleteModel(name="Feedback"),
    ]
