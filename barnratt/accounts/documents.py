"""Members and organisations as tables."""

from django.utils import timezone

from barnratt.core.tables import Column, Table


def member_table(organisation, memberships):
    """Who belongs to an organisation, as its page shows it: without their addresses."""
    columns = [
        Column("Namn", lambda membership: str(membership.user), "name", 30),
        Column("Roll", lambda membership: membership.get_role_display(), "role", 20),
        Column("Sedan", lambda membership: timezone.localdate(membership.began_at), "since", 12),
    ]
    told = [("Organisation", organisation.name), ("Att tänka på", "Listan är personuppgifter. Ta bort den efteråt.")]
    return Table("medlemmar", "Medlemmar", columns, memberships, told)


def organisation_table(organisations, *, text):
    """The organisations that were found, with their domains."""
    columns = [
        Column("Namn", lambda organisation: organisation.name, "name", 45),
        Column("Slag", lambda organisation: organisation.get_kind_display(), "kind"),
        Column("E-postdomäner", lambda one: "; ".join(map(str, one.email_domains.all())), "domains", 40),
    ]
    return Table("organisationer", "Organisationer", columns, organisations, [("Sökord", text or "inga")])
