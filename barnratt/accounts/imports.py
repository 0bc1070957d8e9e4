"""People to invite, from a spreadsheet."""

from barnratt.accounts import actions
from barnratt.accounts.models import NATIONAL_ROLES, Invitation, Membership, Role
from barnratt.core.errors import RuleBroken
from barnratt.imports import kinds
from barnratt.imports.kinds import Column, Kind, named
from barnratt.imports.names import choices
from barnratt.imports.reading import Refused
from barnratt.imports.values import Fault
from regions.places.imports import organisation_names
from regions.places.models import Organisation


class InvitationKind(Kind):
    key, label, one, many = "invitations", "Personer att bjuda in", "inbjudan", "inbjudningar"
    help_text = (
        "En person på varje rad, med e-postadress, organisation och roll. Var och en får ett brev med en länk. "
        "Den som redan har rollen, eller en inbjudan som väntar, får inget nytt brev."
    )
    exports = False
    # The log needs to know who invited, and the letter says it.
    needs_person = True
    keep_days = 30

    email = Column(
        "E-post",
        kinds.email,
        stored=lambda one: one.email if isinstance(one, Invitation) else one.user.email,
        required=True,
        aliases=("e-postadress", "epost", "mejl", "mail", "e-mail", "adress"),
        example="kim@exempelby.example",
    )
    organisation = Column(
        "Organisation",
        named("organisation_names"),
        stored=lambda one: one.organisation_id,
        shown=lambda kind, value: kind.organisation_names.label(value),
        required=True,
        aliases=("kommun", "arbetsplats", "myndighet", "arbetsgivare"),
        example="Gävle kommun",
    )
    role = Column(
        "Roll",
        named("role_names"),
        shown=lambda kind, value: Role(value).label,
        required=True,
        aliases=("behörighet", "funktion"),
        choices=lambda kind: kind.role_names.labels,
        example="medarbetare",
    )

    class Meta:
        model = Invitation

    def prepare(self):
        self.organisation_names = organisation_names()
        given = [(value, label) for value, label in Role.choices if value not in NATIONAL_ROLES]
        self.role_names = choices(given, none="ingen roll som det går att bjuda in till")
        self.boards = set(Organisation.objects.filter(kind=Organisation.Kind.COUNTY_BOARD).values_list("pk", flat=True))

    def queryset(self):
        return Invitation.objects.select_related("organisation")

    def identity(self, row):
        found = tuple(row.get(name) for name in ("email", "organisation", "role"))
        return None if None in found else found

    def find(self, identities):
        emails = {email for email, _, _ in identities}
        waiting = self.queryset().open().filter(email__in=emails)
        found = {(one.email, one.organisation_id, one.role): one for one in waiting}
        members = Membership.objects.current().select_related("user").filter(user__email__in=emails)
        found |= {(one.user.email, one.organisation_id, one.role): one for one in members}
        return {identity: one for identity, one in found.items() if identity in identities}

    def check(self, row, instance):
        if row.get("role") in actions.COUNTY_ROLES and row.get("organisation") not in self.boards:
            return {"role": Fault("Den rollen finns bara hos en länsstyrelse.")}
        return {}

    def name_of(self, row):
        return row.get("email") or ""

    def create(self, rows, *, by):
        organisations = Organisation.objects.in_bulk({row["organisation"] for row in rows})
        try:
            return [
                actions.invite(row["email"], organisations[row["organisation"]], role=row["role"], by=by).pk
                for row in rows
            ]
        except RuleBroken as error:
            raise Refused(f"{error} Ta bort raden ur filen.") from error

    def is_built_on(self, instances):
        return {one.pk: "inbjudan är redan besvarad" for one in instances if one.accepted_at or one.withdrawn_at}

    def remove(self, instances, *, by):
        for one in instances:
            actions.withdraw_invitation(one, by=by)
