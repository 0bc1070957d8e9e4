from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0003_copied_from"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="assessment",
            index=models.Index(
                fields=["authority", "-changed_at", "-id"],
                include=("title", "case_number", "state", "template"),
                name="assessment_list",
            ),
        ),
        migrations.RemoveIndex(
            model_name="assessment",
            name="assessment_of_authority",
        ),
    ]
