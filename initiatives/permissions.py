"""Who answers for an entry, who reviews it, and what each may do."""

from barnratt.accounts.models import Membership, Role, User
from barnratt.audit.models import AuditEvent
from barnratt.core.access import Denied
from initiatives.models import Initiative

WRITERS = [role for role in Role if role != Role.READER]


def can_edit(user, initiative):
    """Those who work in the organisation that answers for the entry, and the portal's editors."""
    if is_editor(user) or initiative.organisation in user.organisations_with(Role.MEMBER):
        return True
    return Denied("Bara de som arbetar i organisationen som ansvarar för initiativet kan ändra det.")


def can_review(user, initiative):
    """A reviewer of the county, or the national coordinator; nobody reviews the own organisation's or the own text."""
    if not (_reviews_county_of(user, initiative) or user.has_national(Role.NATIONAL_COORDINATOR)):
        return Denied("Initiativet granskas av länsstyrelsen i länet, eller av den nationella samordnaren.")
    if initiative.responsible_id == user.pk or initiative.organisation in user.organisations:
        return Denied("Ingen granskar sitt eget. En annan granskare eller den nationella samordnaren tar vid.")
    return True


def can_make_in_depth(user, initiative):
    """Only the national coordinator calls an entry in-depth."""
    if not user.has_national(Role.NATIONAL_COORDINATOR):
        return Denied("Bara den nationella samordnaren kan märka ett initiativ som fördjupat.")
    return can_review(user, initiative)


def can_bring_back(user, initiative):
    """Those who may change a withdrawn entry, but what the editors have withdrawn only they bring back."""
    allowed = can_edit(user, initiative)
    if not allowed or is_editor(user):
        return allowed
    withdrawal = withdrawal_of(initiative)
    if withdrawal and not withdrawal.after.get("by_owners", True):
        return Denied("Redaktionen har avpublicerat initiativet. Skriv till oss när det som var fel är ändrat.")
    return allowed


def withdrawal_of(initiative):
    """The event when the entry was last withdrawn: by whom, and why. None when it never has been."""
    events = AuditEvent.objects.filter(
        object_type=initiative._meta.label_lower,
        object_id=str(initiative.pk),
        type=AuditEvent.Type.INITIATIVE_WITHDRAWN,
    )
    return events.order_by("-at", "-pk").first()


def works_elsewhere(user, initiative):
    """Whether somebody who changes the entry does it as the portal's editor and not for its organisation."""
    return user is not None and initiative.organisation not in user.organisations_with(Role.MEMBER)


def is_editor(user):
    """Whether the person edits the whole catalogue."""
    return user.has_national(Role.NATIONAL_COORDINATOR) or user.has_national(Role.ADMINISTRATOR)


def owners_of(initiative):
    """Who is asked about the entry: the responsible person, else the organisation's strategists, else its members.

    Empty when nobody in the organisation has an account.
    """
    if initiative.organisation_id is None:
        return []
    members = Membership.objects.current().filter(
        organisation=initiative.organisation_id, role__in=WRITERS, user__is_active=True
    )
    members = list(members.select_related("user").order_by("began_at", "pk"))
    for wanted in (
        lambda member: member.user_id == initiative.responsible_id,
        lambda member: member.role == Role.STRATEGIST,
        lambda member: True,
    ):
        if found := [member.user for member in members if wanted(member)]:
            return list(dict.fromkeys(found))
    return []


def reviewers_of(initiative, *, may=None):
    """Who reviews the entry: the county's reviewers who may, else the national coordinators.

    `may(user)` says it for something about the entry, where more is asked than of who reviews the entry itself.
    """
    may = may or (lambda user: can_review(user, initiative))
    counties = [] if initiative.scope == Initiative.Scope.NATIONAL else list(initiative.counties.all())
    found = [user for user in _with_role(Role.REVIEWER, organisation__county__in=counties) if may(user)]
    return found or [user for user in _with_role(Role.NATIONAL_COORDINATOR) if may(user)]


def stand_ins_for(initiative):
    """The administrators: they decide what everybody who reviews is kept from, since it is their own."""
    own = initiative.organisation_id
    return [
        user
        for user in _with_role(Role.ADMINISTRATOR)
        if user.pk != initiative.responsible_id and own not in [one.pk for one in user.organisations]
    ]


def _with_role(role, **where):
    current = Membership.objects.current().filter(role=role, **where)
    return list(User.objects.filter(is_active=True, pk__in=current.values("user_id")).order_by("pk"))


def _reviews_county_of(user, initiative):
    reviewed = {board.county_id for board in user.organisations_with(Role.REVIEWER)}
    return not reviewed.isdisjoint(county.pk for county in initiative.counties.all())
