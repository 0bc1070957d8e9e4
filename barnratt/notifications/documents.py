"""Notifications as a table."""

from django.utils import timezone

from barnratt.core.tables import Column, Table


def notification_table(request, notifications):
    """What has happened, the latest first."""
    columns = [
        Column("Avisering", lambda one: one.text, "text", 60),
        Column("Ämne", lambda one: one.get_topic_display(), "topic", 20),
        Column("Dag", lambda one: timezone.localdate(one.created_at), "date", 12),
        Column("Läst", lambda one: one.read_at is not None, "read", 8),
        Column("Adress", lambda one: request.build_absolute_uri(one.path), "url", 40),
    ]
    return Table("aviseringar", "Aviseringar", columns, notifications)
