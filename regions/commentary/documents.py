"""The log of use as a file."""

from barnratt.core.tables import Column, Table


def uses_table(county, notes):
    columns = [
        Column("När", lambda note: note.used_date, "used_date", 12),
        Column("Till vad", lambda note: note.what, "what", 50),
        Column("Var", lambda note: note.where, "where", 30),
        Column("Hur", lambda note: note.get_way_display(), "way", 40),
        Column("Antecknat av", lambda note: note.by_name, "by", 24),
    ]
    return Table(f"anvandning-{county.slug}", f"Användning av lägesbilden, {county}", columns, notes)
