"""Spreadsheets that a person has sent in (settings.PERSONAL_DATA)."""

from barnratt.core.personal_data import GONE
from barnratt.imports.models import Import


def export(user):
    return {
        "kalkylblad": [
            {"fil": source.file_name, "uppladdad": source.created_at, "läge": source.get_state_display()}
            for source in Import.objects.filter(by=user).order_by("pk")
        ]
    }


def erase(user):
    """The files stay, since what they led to stays; that it was this person does not."""
    Import.objects.filter(by=user).update(by=None, by_name=GONE)
    Import.objects.filter(asked_by=user).update(asked_by=None)
