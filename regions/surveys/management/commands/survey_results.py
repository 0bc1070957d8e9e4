import json

from django.core.management.base import BaseCommand, CommandError

from regions.surveys.models import Round
from regions.surveys.results import plain


class Command(BaseCommand):
    help = "Skriver ut en omgångs sammanräknade svar: antal som svarat, antal per svar och summor."

    def add_arguments(self, parser):
        parser.add_argument("year", help="året, eller en provomgångs adress")
        parser.add_argument("--json", action="store_true", help="som JSON, i stället för en rad per svar")

    def handle(self, *, year, **options):
        survey_round = Round.objects.select_related("version").filter(slug=year).first()
        if survey_round is None and year.isdecimal():
            survey_round = Round.objects.select_related("version").filter(year=int(year), is_test=False).first()
        if survey_round is None:
            known = ", ".join(Round.objects.latest_first().values_list("slug", flat=True)) or "inga"
            raise CommandError(f"Det finns ingen enkätomgång för {year}. De som finns: {known}.")
        if survey_round.constructed:
            self.stderr.write(survey_round.notice)
        if options["json"]:
            self.stdout.write(json.dumps(plain(survey_round), ensure_ascii=False, indent=1))
            return
        for key, total in plain(survey_round).items():
            self.stdout.write(f"{key}: {total['n']} av {total['asked']} har svarat")
            for value, number in total["counts"].items():
                self.stdout.write(f"  {value}: {number}")
            if "sum" in total:
                self.stdout.write(f"  summa: {total['sum']}")
