from django.core.management.base import BaseCommand
from django.db import transaction

from assessments import reference_data as assessments
from barnratt.convention import reference_data as convention
from barnratt.search import actions as search
from initiatives import reference_data as initiatives
from regions.places import reference_data as places
from regions.statistics import reference_data as statistics


class Command(BaseCommand):
    help = (
        "Läser in grunddata ur data/: platser, organisationer, barnkonventionen, ordlistor och de första initiativen."
    )

    @transaction.atomic
    def handle(self, **options):
        for label, load in (
            ("Barnkonventionens artiklar", convention.load),
            ("Län, kommuner och organisationer", places.load),
            ("Sökningens ordlistor", search.load_word_lists),
            ("Katalogens ordlistor, frågor och initiativ", initiatives.load),
            ("Statistikens datamängder", statistics.load),
            ("Mallar för prövning av barnets bästa", assessments.load),
        ):
            self.stdout.write(f"{label} …")
            load()
        self.stdout.write("Grunddata är inlästa.")
