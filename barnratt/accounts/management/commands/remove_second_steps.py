from django.core.management.base import BaseCommand, CommandError

from barnratt.accounts.actions import remove_second_steps
from barnratt.accounts.models import User


class Command(BaseCommand):
    help = "Tar bort tvåstegsinloggning och nycklar för den som har förlorat både telefonen och reservkoderna."

    def add_arguments(self, parser):
        parser.add_argument("email", metavar="E-POST")

    def handle(self, *, email, **options):
        user = User.objects.with_address(email.strip().lower())
        if user is None:
            raise CommandError(f"Inget konto har adressen {email}.")
        remove_second_steps(user, by=None)
        self.stdout.write(f"{user} loggar nu in med bara lösenordet och har fått ett brev om det.")
