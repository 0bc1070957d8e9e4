"""What waits for review as a table."""

from django.utils import timezone

from barnratt.core.tables import Column, Table, address_column


def queue_table(request, submissions):
    """The entries that wait for the reader's answer, the oldest first."""
    columns = [
        Column("Titel", lambda submission: submission.initiative.title, "title", 45),
        Column("Organisation", lambda submission: submission.initiative.organisation.name, "organisation", 36),
        Column("Plats", lambda submission: submission.initiative.place, "place"),
        Column("Gäller", lambda submission: submission.get_wanted_display(), "wanted", 16),
        Column("Inskickat", lambda submission: timezone.localdate(submission.at), "sent", 12),
        address_column(request),
    ]
    return Table("granskning", "Väntar på granskning", columns, submissions)


def written_table(request, changes):
    """What the own organisations write, and then what one has suggested about others' entries."""
    columns = [
        Column("Titel", lambda change: change.initiative.title if not change.is_new else change.title, "title", 45),
        Column("Organisation", lambda change: change.initiative.organisation.name, "organisation", 36),
        Column("Slag", lambda change: "nytt initiativ" if change.is_new else "ändring", "what", 16),
        Column("Läge", lambda change: change.standing, "state"),
        Column("Senast skrivet", lambda change: timezone.localdate(change.written_at), "written", 14),
        address_column(request),
    ]
    return Table("mina-texter", "Mina texter", columns, changes)
