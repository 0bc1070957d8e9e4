from barnratt.accounts.models import Role
from barnratt.core.access import Denied
from regions.places.models import County, Organisation
from regions.surveys.models import CountyResponse, Round, counties_of, sees_every_county


def can_run(user):
    """Prepare, open, close and publish rounds, and give a county more time."""
    if user.is_authenticated and user.has_national(Role.NATIONAL_COORDINATOR):
        return True
    return Denied("Bara en nationell samordnare leder enkäten.")


def board_of(user, county):
    """The county board in whose name the person answers for a county, or None."""
    for one in user.organisations_with(Role.COUNTY_COORDINATOR):
        if one.kind == Organisation.Kind.COUNTY_BOARD and one.county_id == county.pk:
            return one
    return None


def can_answer(user, county):
    """Whether a person may answer for a county, when the round is open."""
    if board_of(user, county):
        return True
    return Denied("Bara länsstyrelsens länssamordnare svarar på enkäten. Du kan läsa svaren.")


def can_write(user, found):
    """Whether a person may write in a county's answers now."""
    if found.state != CountyResponse.State.DRAFT:
        return Denied(f"Svaren är {found.answers_are}. De går att läsa men inte att ändra.")
    return can_answer(user, found.county)


def texts_for(user):
    """
    The codes of the counties whose own words a person may read: her own, or every one for those who run the survey.

    Whoever lets an example be used without the county's name does not let the other counties read who wrote it.
    """
    if not user.is_authenticated:
        return set()
    return set(County.objects.values_list("pk", flat=True) if sees_every_county(user) else counties_of(user))


def can_see_results(user, survey_round):
    """While counties still answer, only those who run the survey see what others have said."""
    if survey_round.is_public or sees_every_county(user):
        return True
    if survey_round.state == Round.State.OPEN:
        return Denied("Resultatet visas när omgången är stängd. Till dess ser du ditt eget läns svar.")
    return True if counties_of(user) else Denied("Resultatet är för länsstyrelserna tills det är publicerat.")
