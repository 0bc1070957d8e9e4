"""Names in addresses and keys in documents, made of what people write."""

from itertools import count


def free_name(wanted, taken, *, separator="-"):
    """wanted itself, or with the first number, from 2, that makes it one that is not taken."""
    if wanted not in taken:
        return wanted
    return next(name for number in count(2) if (name := f"{wanted}{separator}{number}") not in taken)
