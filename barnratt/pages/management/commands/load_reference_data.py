from django.core.management.base import BaseCommand
from django.db import transaction

from assessments import reference_data as assessments
from assessments.local import actions as local
from barnratt.convention import reference_data as convention
from barnratt.core.templatetags.swedish import number
from barnratt.search import actions as search
from initiatives import reference_data as initiatives
from regions.places import reference_data as places
from regions.statistics import reference_data as statistics
from regions.surveys import reference_data as surveys


class Command(BaseCommand):
    help = (
        "Läser in grunddata ur data/: platser, organisationer, barnkonventionen, ordlistor, statistik och de första "
        "initiativen."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--without-observations", action="store_true", help="hoppa över statistikens 572 578 värden"
        )

    @transaction.atomic
    def handle(self, *, without_observations, **options):
        for label, load in (
            ("Barnkonventionens artiklar", convention.load),
            ("Län, kommuner och organisationer", places.load),
            ("Sökningens ordlistor", search.load_word_lists),
            ("Katalogens ordlistor, frågor och initiativ", initiatives.load),
            ("Statistikens nyckeltal och datamängder", statistics.load),
            ("Enkätens publicerade tal", surveys.load),
            ("Mallar för prövning av barnets bästa", assessments.load),
            ("Myndigheternas egna tillägg i mallarna", local.renew),
        ):
            self.stdout.write(f"{label} …")
            load()
        if not without_observations:
            self.stdout.write("Statistikens värden …")
            written = statistics.load_observations()
            told = f"{number(written)} värden lästes in." if written else "Värdena är redan inlästa ur samma fil."
            self.stdout.write(f"  {told}")
        self.stdout.write("Grunddata är inlästa.")
