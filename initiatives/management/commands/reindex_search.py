import sys

from django.core.management.base import BaseCommand

from initiatives import index

BAR_WIDTH = 40


class Command(BaseCommand):
    help = "Gör om katalogens sökindex från grunden. Den som söker ser det gamla tills det nya är klart."

    def handle(self, **options):
        self.on_terminal = sys.stdout.isatty()
        index.rebuild(progress=self.show)
        if self.on_terminal:
            self.stdout.write("")
        self.stdout.write("Sökindexet är klart.")

    def show(self, done, total):
        if self.on_terminal:
            filled = BAR_WIDTH * done // total
            self.stdout.write(f"\r[{'█' * filled}{'·' * (BAR_WIDTH - filled)}] {done} av {total}", ending="")
            self.stdout.flush()
        elif done == total or done % 10_000 == 0:
            self.stdout.write(f"{done} av {total} initiativ")
