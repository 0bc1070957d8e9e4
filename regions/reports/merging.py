"""Two people's changes to the same text as one, where they have changed different lines of it."""

from difflib import SequenceMatcher


def merge(base, mine, theirs):
    """
    The text with both changes, or None when they touch the same lines.

    base: what both began with. Nothing that either has written is lost: what cannot be told apart is for a person.
    """
    if mine in (base, theirs):
        return theirs
    if theirs == base:
        return mine
    lines = base.split("\n")
    changes = sorted({*_changes(lines, mine.split("\n")), *_changes(lines, theirs.split("\n"))})
    made, at = [], 0
    for number, (start, end, written) in enumerate(changes):
        if number and start <= at:
            return None  # next to what the other has changed, where the order of the two is anybody's guess
        made += lines[at:start]
        made += written
        at = end
    return "\n".join(made + lines[at:])


def _changes(lines, changed):
    """{(first line, line after the last, what stands there instead)}."""
    matcher = SequenceMatcher(None, lines, changed, autojunk=False)
    return {
        (start, end, tuple(changed[begin:stop]))
        for tag, start, end, begin, stop in matcher.get_opcodes()
        if tag != "equal"
    }
