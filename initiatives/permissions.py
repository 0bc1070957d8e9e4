from barnratt.core.access import Denied


def can_edit(user, initiative):
    """Editors at the national coordination look after the catalogue's entries."""
    if not user.is_authenticated or not user.is_staff:
        return Denied("Bara portalens redaktion kan ändra initiativet.")
    return True


def can_publish(user, initiative):
    return can_edit(user, initiative)
