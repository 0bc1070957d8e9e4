"""The list of an authority's assessments as a table."""

from django.utils import timezone

from barnratt.core.tables import Column, Table


def assessment_table(assessments):
    """What the list shows. What is written in the assessments is not part of it."""
    columns = [
        Column("Ärende", lambda one: one.title, "title", 45),
        Column("Myndighet", lambda one: one.authority.name, "authority", 36),
        Column("Diarienummer", lambda one: one.case_number, "case_number", 18),
        Column("Mall", lambda one: one.get_template_display(), "template", 30),
        Column("Läge", lambda one: one.get_state_display(), "state", 20),
        Column("Sekretess", lambda one: one.get_secrecy_display(), "secrecy", 18),
        Column("Påbörjad", lambda one: timezone.localdate(one.began_at), "began", 12),
        Column("Ändrad", lambda one: timezone.localdate(one.changed_at), "changed", 12),
        Column("Konstruerat exempel", lambda one: one.constructed, "constructed", 18),
    ]
    told = [("Att tänka på", "Listan kan omfattas av sekretess. Spara den bara där den hör hemma.")]
    return Table("provningar", "Prövningar", columns, assessments, told)
