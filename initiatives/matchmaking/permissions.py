"""Who may say what for an organisation, write to another, and decide on what has been reported."""

from barnratt.accounts.models import Role
from barnratt.core.access import Denied
from initiatives.permissions import is_editor


def organisations_for(user, *, but=None):
    """The organisations that the person may speak for, except the one that the thing already belongs to."""
    return [organisation for organisation in user.organisations_with(Role.MEMBER) if organisation != but]


def can_speak(user):
    """Whether the person works in any organisation at all."""
    if not user.organisations_with(Role.MEMBER):
        return Denied(
            "Det här kan du göra när du är medarbetare i en organisation. "
            "Be strategen i din organisation att bjuda in dig eller ändra din roll."
        )
    return True


def can_adopt(user, initiative):
    if not can_speak(user):
        return can_speak(user)
    if not organisations_for(user, but=initiative.organisation):
        return Denied("Det är din egen organisation som ansvarar för initiativet.")
    return True


def can_change(user, organisation):
    """Those who work in the organisation, and nobody in their place."""
    if organisation not in user.organisations_with(Role.MEMBER):
        return Denied(f"Bara de som arbetar på {organisation or 'organisationen'} kan göra det här.")
    return True


def can_ask(user, organisation):
    """Whether the person may ask those who work in the organisation for contact."""
    if not can_speak(user):
        return can_speak(user)
    if organisation in user.organisations_with(Role.MEMBER):
        return Denied(f"Du arbetar själv på {organisation}.")
    return True


def is_receiver(user, contact):
    """Whether the person reads the contact for those who were asked. The one who asked stays on her own side."""
    return contact.asker_id != user.pk and contact.to_organisation in user.organisations_with(Role.MEMBER)


def can_answer(user, contact):
    if not is_receiver(user, contact):
        return Denied("Bara de som har fått frågan kan svara på den.")
    return True


def can_report_message(user, message):
    """The other side's messages, not one's own."""
    if message.from_asker == (message.contact.asker_id == user.pk):
        return Denied("Du kan anmäla det som den andra har skrivit.")
    return True


def can_see_reports(user):
    if not is_editor(user):
        return Denied("Anmälningar avgörs av portalens redaktion.")
    return True


def can_see_reporter(user, report):
    """Who has written a text, or works where it comes from, is never told who has reported it."""
    if not can_see_reports(user):
        return can_see_reports(user)
    target = report.target
    source = target.adoption.organisation if report.kind == "note" else target.organisation
    if target.by_id == user.pk or source in user.organisations_with(Role.MEMBER):
        return Denied("Texten är din eller din organisations, så vem som har anmält den visas inte för dig.")
    return True


def can_decide(user, report):
    """The portal's editors, but nobody on her own text."""
    if not can_see_reports(user):
        return can_see_reports(user)
    target = report.target
    if target.by_id == user.pk:
        return Denied("Anmälan gäller något som du själv har skrivit. En annan redaktör avgör den.")
    return True
