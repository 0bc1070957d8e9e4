from barnratt.core.access import Denied
from barnratt.imports.kinds import kinds_for


def can_import(user):
    if kinds_for(user):
        return True
    return Denied("Kalkylblad läses in av portalens administratörer. Skicka filen till dem, så hjälper de dig.")
