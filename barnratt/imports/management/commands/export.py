import shutil
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from barnratt.imports import workbooks
from barnratt.imports.kinds import kinds


class Command(BaseCommand):
    help = "Skriver allt av ett slag till ett kalkylblad som kan läsas in igen."

    def add_arguments(self, parser):
        parser.add_argument("kind", choices=sorted(key for key, kind in kinds().items() if kind.exports))
        parser.add_argument("file", type=Path, help="filen som ska skrivas, .xlsx")

    def handle(self, *args, kind, file, **options):
        if file.suffix.lower() != ".xlsx":
            raise CommandError("Filens namn ska sluta på .xlsx.")
        made, _ = workbooks.everything(kinds()[kind])
        with made, file.open("wb") as target:
            shutil.copyfileobj(made, target)
        self.stdout.write(f"{file} är skriven.")
