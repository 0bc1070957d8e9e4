from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0004_list_index"),
    ]

    operations = [
        migrations.AddField(
            model_name="assessment",
            name="reviewer",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=120, verbose_name="granskare (roll)"
            ),
        ),
    ]
