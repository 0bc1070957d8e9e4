"""What is to be followed up as a table."""

from barnratt.core.tables import Column, Table


def follow_up_table(follow_ups):
    """What the list shows."""
    columns = [
        Column("Senast", lambda one: one.due_date, "due", 12),
        Column("Vad ska göras", lambda one: one.text, "text", 50),
        Column("Slag", lambda one: one.get_kind_display(), "kind", 24),
        Column("Vem gör det", lambda one: one.role, "role", 24),
        Column("Läge", lambda one: one.get_state_display(), "state", 14),
        Column("Avslutat", lambda one: one.ended_date, "ended", 12),
        Column("Försenat", lambda one: one.is_late, "late", 10),
        Column("Ärende", lambda one: one.assessment.title, "title", 45),
        Column("Diarienummer", lambda one: one.assessment.case_number, "case_number", 18),
        Column("Myndighet", lambda one: one.assessment.authority.name, "authority", 36),
        Column("Sekretess", lambda one: one.assessment.get_secrecy_display(), "secrecy", 18),
        Column("Konstruerat exempel", lambda one: one.assessment.constructed, "constructed", 18),
    ]
    told = [("Att tänka på", "Listan kan omfattas av sekretess. Spara den bara där den hör hemma.")]
    return Table("att-folja-upp", "Att följa upp", columns, follow_ups, told)
