"""What is to be removed, and what has been, as tables."""

from django.utils import timezone

from barnratt.core.tables import Column, Table


def due_table(assessments):
    """The assessments that are to be removed by the rules."""
    columns = [
        Column("Ärende", lambda one: one.title, "title", 45),
        Column("Diarienummer", lambda one: one.case_number, "case_number", 18),
        Column("Myndighet", lambda one: one.authority.name, "authority", 36),
        Column("Mall", lambda one: one.get_template_display(), "template", 30),
        Column("Läge", lambda one: one.get_state_display(), "state", 20),
        Column("Låst", lambda one: one.locked_at and timezone.localdate(one.locked_at), "locked", 12),
        Column("Ändrad", lambda one: timezone.localdate(one.changed_at), "changed", 12),
        Column("Öppet att följa upp", lambda one: one.waiting, "waiting", 12),
        Column("Konstruerat exempel", lambda one: one.constructed, "constructed", 18),
    ]
    told = [("Att tänka på", "Listan kan omfattas av sekretess. Spara den bara där den hör hemma.")]
    return Table("att-gallra", "Prövningar att gallra", columns, assessments, told)


def disposal_table(disposals):
    """What has been removed: the record of it that an authority shows its archivist."""
    columns = [
        Column("Diarienummer", lambda one: one.case_number, "case_number", 18),
        Column("Nummer i portalen", lambda one: one.number, "number", 16),
        Column("Myndighet", lambda one: one.authority.name, "authority", 36),
        Column("Mall", lambda one: one.get_template_display(), "template", 30),
        Column("Läge", lambda one: one.get_state_display(), "state", 20),
        Column("Påbörjad", lambda one: one.began_date, "began", 12),
        Column("Låst", lambda one: one.locked_date, "locked", 12),
        Column("Gallrad", lambda one: timezone.localdate(one.at), "disposed", 12),
        Column("Av", lambda one: one.by_name, "by", 24),
        Column("Regel", lambda one: one.rule, "rule", 60),
    ]
    return Table("gallrade-provningar", "Gallrade prövningar", columns, disposals)
