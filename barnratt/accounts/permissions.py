"""Who may see and change who belongs to an organisation."""

from barnratt.accounts.models import NATIONAL_ROLES, ORDINARY_ROLES, Membership, Role, User
from barnratt.core.access import Denied


def can_manage_members(user, organisation):
    if organisation in user.organisations_with(Role.STRATEGIST) or user.has_national(Role.ADMINISTRATOR):
        return True
    return Denied("Bara organisationens strateg eller en administratör kan ändra vilka som är med.")


def can_end(user, membership):
    """One's own, or those of the organisation where one manages the members. What holds in the whole portal is taken
    away only by who can give it."""
    if membership.user_id == user.pk or user.has_national(Role.ADMINISTRATOR):
        return True
    if membership.role in NATIONAL_ROLES:
        return Denied("Rollen gäller i hela portalen. Bara en administratör eller personen själv kan avsluta den.")
    return can_manage_members(user, membership.organisation)


def roles_to_give(user, organisation):
    """The roles that the person may invite others to in the organisation."""
    if user.has_national(Role.ADMINISTRATOR):
        return list(Role)
    if organisation in user.organisations_with(Role.STRATEGIST):
        return [role for role in Role if role in ORDINARY_ROLES]
    return []


def who_manage_members(organisation):
    """The people who answer somebody who wants to join: the organisation's strategists, else the administrators."""
    current = Membership.objects.current()
    strategists = current.filter(organisation=organisation, role=Role.STRATEGIST, user__is_active=True)
    found = strategists if strategists.exists() else current.filter(role=Role.ADMINISTRATOR, user__is_active=True)
    return list(User.objects.filter(pk__in=found.values("user_id")).order_by("pk"))


def who_look_after(organisation, *, but):
    """The people who are to know who comes in: the organisation's strategists, else everybody in it, else, where
    somebody has been before, the administrators. `but` is the one who came."""
    others = Membership.objects.exclude(user=but)
    own = others.filter(organisation=organisation)
    working = own.current().filter(user__is_active=True)
    found = working.filter(role=Role.STRATEGIST) or working
    if not found and own.exists():
        found = others.current().filter(role=Role.ADMINISTRATOR, user__is_active=True)
    return list(User.objects.filter(pk__in=[one.user_id for one in found]).order_by("pk"))


def can_set_domains(user):
    if user.has_national(Role.ADMINISTRATOR):
        return True
    return Denied("Bara en administratör kan säga vilka e-postdomäner en organisation har.")
