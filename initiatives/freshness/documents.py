"""What waits to be confirmed as a table."""

from django.utils import timezone

from barnratt.core.tables import Column, Table, address_column


def question_table(request, questions):
    """The entries that the person can answer for, the oldest question first."""
    columns = [
        Column("Titel", lambda question: question.initiative.title, "title", 45),
        Column("Organisation", lambda question: question.initiative.organisation.name, "organisation", 36),
        Column("Status", lambda question: question.initiative.get_status_display(), "status", 16),
        Column("Bekräftades senast", lambda question: question.initiative.confirmed_date, "confirmed", 18),
        Column("Frågan ställdes", lambda question: timezone.localdate(question.asked_at), "asked", 16),
        Column("Behöver bekräftas", lambda question: question.initiative.needs_confirmation, "needs_confirmation", 18),
        address_column(request, lambda question: question.initiative),
    ]
    return Table("att-bekrafta", "Initiativ att bekräfta", columns, questions)
