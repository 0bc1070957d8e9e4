from django.core.management.base import BaseCommand, CommandError

from barnratt.schedule.due import run_due


class Command(BaseCommand):
    help = "Kör en gång allt som portalen gör av sig själv: brev, påminnelser, kontroller."

    def handle(self, **options):
        failed = run_due(tell=lambda task, done: self.stdout.write(f"{task}: {done}"))
        if failed is None:
            self.stdout.write("En annan körning pågår redan.")
        elif failed:
            raise CommandError(f"Det här gick inte att köra: {', '.join(failed)}. Felen står i loggen.")
