from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from assessments.demo import add_examples, add_last_year
from assessments.voices.demo import add_voices
from barnratt.accounts.actions import add_member, create_user, set_email_domains
from barnratt.accounts.demo import BOARDS, CAST, DOMAINS, PASSWORD, SCHOOL_BOARD
from barnratt.accounts.models import User
from barnratt.audit.actions import record
from barnratt.audit.models import AuditEvent
from initiatives.matchmaking.demo import add_notices
from regions.places.models import Organisation
from regions.reports.demo import add_report
from regions.surveys.demo import add_rounds

EXAMPLES_BY = "hanna@gavle.example"


class Command(BaseCommand):
    help = "Lägger till demonstrationens påhittade personer. Går bara när DEMO=True."

    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError("Demonstrationens konton får bara finnas när DEMO=True.")
        for key, (name, parent) in BOARDS.items():
            add_board(key, name, Organisation.objects.get(key=parent))
        self.stdout.write("Demokonton (påhittade personer):")
        for person in CAST:
            add_person(person)
            self.stdout.write(f"  {person.email:34} lösenord: {PASSWORD}")
        for key, domain in DOMAINS.items():
            organisation = Organisation.objects.get(key=key)
            if not organisation.email_domains.exists():
                set_email_domains(organisation, domains=[domain], by=None)
        board, by = Organisation.objects.get(key=SCHOOL_BOARD), User.objects.filter(email=EXAMPLES_BY).first()
        add_examples(board, by=by)
        add_last_year(board, by=by)
        add_voices(board, by=by)
        add_notices()
        add_rounds()
        add_report()
        self.stdout.write("Eller välj vem du vill vara på /konto/demo/.")


@transaction.atomic
def add_board(key, name, parent):
    board, made = Organisation.objects.get_or_create(
        key=key,
        defaults={
            "name": name, "kind": Organisation.Kind.LOCAL_BOARD, "is_authority": True, "parent": parent,
            "county": parent.county, "municipality": parent.municipality,
        },
    )  # fmt: skip
    if made:
        record(AuditEvent.Type.ORGANISATION_CREATED, board, by=None, after={"name": name})


@transaction.atomic
def add_person(person):
    """The person with the roles, unless there already; a role that was left in the demonstration stays left."""
    if User.objects.filter(email=person.email).exists():
        return
    user = create_user(email=person.email, name=person.name, password=PASSWORD, by=None)
    for key, role in person.memberships:
        add_member(user, Organisation.objects.get(key=key), role=role, by=None)
