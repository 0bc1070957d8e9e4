"""The list of what other authorities share, as a table."""

from django.utils import timezone

from barnratt.core.tables import Column, Table


def shared_table(sharings):
    """What the list shows. What is written in the assessments is not part of it."""
    columns = [
        Column("Ärende", lambda one: one.snapshot["title"], "title", 45),
        Column("Delad av", lambda one: one.snapshot["authority"], "authority", 36),
        Column("Delad med", lambda one: one.receiver.name, "receiver", 36),
        Column("Delad", lambda one: timezone.localdate(one.at), "shared", 12),
        Column("Varför", lambda one: one.reason, "reason", 45),
        Column("Konstruerat exempel", lambda one: one.snapshot["constructed"], "constructed", 18),
    ]
    told = [("Att tänka på", "Listan kan omfattas av sekretess. Spara den bara där den hör hemma.")]
    return Table("delade-provningar", "Delade prövningar", columns, sharings, told)
