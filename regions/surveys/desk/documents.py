"""The board as a table."""

from barnratt.core.tables import Column, Table
from regions.surveys.documents import about


def board_table(survey_round, rows):
    columns = [
        Column("Länskod", lambda row: row.county.pk, "county", 9),
        Column("Län", lambda row: row.county.name, "name", 28),
        Column("Läge", lambda row: row.state, "state", 18),
        Column("Besvarade frågor", lambda row: row.answered, "answered", 14),
        Column("Frågor", lambda row: row.asked, "asked", 10),
        Column("Sista svarsdag", lambda row: row.last_answer_date, "last_answer", 14),
        Column("Försenat", lambda row: row.is_late, "is_late", 10),
        Column("Frågor till samordningen", lambda row: row.threads, "threads", 16),
        Column("Obesvarade", lambda row: row.waiting, "waiting", 12),
        Column("Saknar länssamordnare", lambda row: row.is_vacant, "is_vacant", 16),
        Column("Kvitto", lambda row: row.submission.receipt if row.submission else "", "receipt", 18),
    ]
    return Table(f"enkat-{survey_round.slug}-lan", "Länens svar", columns, rows, about(survey_round))
