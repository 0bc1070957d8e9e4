from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from barnratt.accounts.actions import invite
from barnratt.accounts.invitations import address_of
from barnratt.accounts.models import Role
from barnratt.core.errors import RuleBroken
from regions.places.models import Organisation


class Command(BaseCommand):
    help = "Bjuder in någon till en organisation och skriver ut länken. Så får en ny portal sin första administratör."

    def add_arguments(self, parser):
        parser.add_argument("email", metavar="E-POST")
        parser.add_argument(
            "organisation", metavar="ORGANISATION", help="organisationens nyckel, till exempel gavle-kommun"
        )
        parser.add_argument("role", metavar="ROLL", choices=Role.values, help=", ".join(Role.values))

    def handle(self, *, email, organisation, role, **options):
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email} är ingen e-postadress.") from error
        found = Organisation.objects.filter(key=organisation).first()
        if found is None:
            raise CommandError(f"Det finns ingen organisation med nyckeln {organisation}.")
        try:
            invitation = invite(email, found, role=role, by=None)
        except RuleBroken as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{email} är inbjuden till {found} som {Role(role).label}. Länken gäller i 14 dagar:")
        self.stdout.write(address_of(invitation))
