"""What was noted as feedback to children is something to follow up, as any other; see voices 0002."""

import datetime

from django.db import migrations, models
from django.utils import timezone


def bring_feedback(apps, schema_editor):
    """No word is dropped: who is told and how is what is to be done, and what the children answered is how it went."""
    follow_ups = apps.get_model("follow_up", "FollowUp").objects
    outcomes = apps.get_model("follow_up", "Outcome").objects
    today = timezone.localdate()
    for old in (
        apps.get_model("voices", "Feedback").objects.select_related("assessment", "by").order_by("pk").iterator()
    ):
        name = old.by.name if old.by else "en tidigare användare"
        done = {"state": "klar", "ended_date": old.done_date, "remind_date": None}
        waits = {"remind_date": max(old.date, today + datetime.timedelta(days=1))}
        made = follow_ups.create(
            assessment=old.assessment, kind="aterkoppling", text=f"{old.to_whom}: {old.how}",
            role=old.assessment.responsible or "framgår av texten", due_date=old.date, by=old.by, by_name=name,
            **(done if old.done_date else waits),
        )  # fmt: skip
        if old.reaction:
            told = {"date": old.done_date or min(old.date, today), "text": old.reaction, "by": old.by, "by_name": name}
            outcomes.create(assessment=old.assessment, follow_up=made, **told)


class Migration(migrations.Migration):
    dependencies = [
        ("follow_up", "0001_follow_up"),
        ("voices", "0001_voices"),
    ]

    operations = [
        migrations.AlterField(
            model_name="followup",
            name="text",
            field=models.CharField(max_length=1500, verbose_name="vad ska göras"),
        ),
        migrations.RunPython(bring_feedback, migrations.RunPython.noop),
    ]
