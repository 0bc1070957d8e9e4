class RuleBroken(Exception):
    """A rule of the domain says no. The text is Swedish and is shown to the person as it is."""
