"""Fills a journey's own database: real reference data and one editor, and with "demo" the demonstration's people.

Run as a program of its own.
"""

import io
import sys

import django
from django.core.management import call_command

EDITOR = {"email": "edla@portal.example", "name": "Edla Ek"}
PASSWORD = "ett långt lösenord"

if __name__ == "__main__":
    django.setup()
    from tests.factories import UserFactory

    call_command("migrate", verbosity=0)
    call_command("load_reference_data", stdout=io.StringIO())
    UserFactory(**EDITOR, password=PASSWORD, is_staff=True)
    if "demo" in sys.argv:
        call_command("load_demo", stdout=io.StringIO())
