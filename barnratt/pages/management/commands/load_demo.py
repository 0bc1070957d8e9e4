from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from barnratt.accounts.actions import create_user
from barnratt.accounts.models import User

# Public on purpose: the demo runs on localhost only (settings.DEMO).
PASSWORD = "barnkonventionen"  # noqa: S105
PEOPLE = [
    {"email": "admin@barnrattsportalen.example", "name": "Ada Administratör", "is_staff": True, "is_superuser": True},
]


class Command(BaseCommand):
    help = "Lägger till demonstrationens påhittade personer. Går bara när DEMO=True."

    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError("Demonstrationens konton får bara finnas när DEMO=True.")
        self.stdout.write("Demokonton (påhittade personer):")
        for person in PEOPLE:
            if not User.objects.filter(email=person["email"]).exists():
                create_user(**person, password=PASSWORD, by=None)
            self.stdout.write(f"  {person['email']}   lösenord: {PASSWORD}")
