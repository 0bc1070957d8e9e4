"""Who writes a place's commentary and its log of use, and who reads a commentary through before it is published."""

from django.db.models import Prefetch, prefetch_related_objects

from barnratt.accounts.models import Membership, Role, User
from barnratt.core.access import Denied
from regions.commentary.models import Commentary
from regions.places.models import Organisation

BOARD, MUNICIPALITY = Organisation.Kind.COUNTY_BOARD, Organisation.Kind.MUNICIPALITY


def writes_as(user, subject):
    """The organisation for which a person writes about a place; None when there is none."""
    if not user.is_authenticated:
        return None
    if subject.municipality:
        own = user.organisations_with(Role.STRATEGIST)
        found = [one for one in own if _is_of(one, MUNICIPALITY, municipality=subject.municipality)]
    elif subject.county:
        own = [*user.organisations_with(Role.COUNTY_COORDINATOR), *user.organisations_with(Role.STRATEGIST)]
        found = [one for one in own if _is_of(one, BOARD, county=subject.county)]
    else:
        found = user.organisations_with(Role.NATIONAL_COORDINATOR)
    return found[0] if found else None


def can_write(user, subject):
    if writes_as(user, subject):
        return True
    if subject.municipality:
        return Denied("Bara kommunens strateg skriver kommunens kommentar.")
    if subject.county:
        return Denied("Bara länsstyrelsens länssamordnare och strateg skriver länets kommentar.")
    return Denied("Bara en nationell samordnare skriver landets kommentar.")


def can_read_through(user, commentary):
    """Whether a person may publish what another has written, or ask for changes."""
    if commentary.state != Commentary.State.WAITING:
        return Denied("Kommentaren väntar inte på att läsas igenom.")
    if user.pk == commentary.written_by_id or user.pk in {writer.pk for writer in commentary.writers.all()}:
        return Denied("Ingen läser igenom sin egen text. Be en kollega.")
    if not _may_read(user, commentary.subject):
        return Denied(
            "En kollega i samma organisation läser igenom. För en kommun kan också länsstyrelsens granskare göra "
            "det, och för ett län den nationella samordnaren."
        )
    return True


def readers_of(commentary):
    """Who is told that a commentary waits."""
    works = Membership.objects.current()
    prefetch_related_objects([commentary], "writers")
    placed = works.select_related("organisation__county", "organisation__municipality").order_by("began_at", "pk")
    people = User.objects.filter(pk__in=works.values("user"), is_active=True)
    people = people.prefetch_related(Prefetch("memberships", placed, to_attr="memberships_now"))
    subject = commentary.subject
    places = [subject.county or (subject.municipality and subject.municipality.county)]
    near = people.filter(memberships__organisation__county__in=filter(None, places))
    national = people.filter(memberships__role__in=[Role.NATIONAL_COORDINATOR, Role.ADMINISTRATOR])
    colleagues = people.filter(memberships__organisation=commentary.organisation_id)
    found = dict.fromkeys([*colleagues.order_by("pk"), *near.order_by("pk"), *national.order_by("pk")])
    return [person for person in found if can_read_through(person, commentary)]


def can_note_use(user, county):
    for one in user.organisations_with(Role.COUNTY_COORDINATOR) if user.is_authenticated else ():
        if _is_of(one, BOARD, county=county):
            return True
    return Denied("Bara länsstyrelsens länssamordnare antecknar i länets användningslogg.")


def _may_read(user, subject):
    own = user.organisations_with(Role.MEMBER)
    if subject.municipality:
        county = subject.municipality.county
        reviewed = any(_is_of(one, BOARD, county=county) for one in user.organisations_with(Role.REVIEWER))
        return reviewed or any(_is_of(one, MUNICIPALITY, municipality=subject.municipality) for one in own)
    if subject.county:
        is_own = any(_is_of(one, BOARD, county=subject.county) for one in own)
        return is_own or user.has_national(Role.NATIONAL_COORDINATOR)
    return user.has_national(Role.NATIONAL_COORDINATOR) or user.has_national(Role.ADMINISTRATOR)


def _is_of(organisation, kind, **place):
    return organisation.kind == kind and all(getattr(organisation, name) == one for name, one in place.items())
