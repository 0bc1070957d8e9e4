"""Permission answers that carry their reason."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied


@dataclass(frozen=True)
class Denied:
    """A "no" that says why. It is falsy, so `if can_publish(...)` reads as it should.

    `reason` is Swedish and is shown to the person, so it says what would be needed.
    """

    reason: str

    def __bool__(self):
        return False


def require(answer):
    """Let a `True` pass; turn a `Denied` into the 403 page that shows its reason."""
    if not answer:
        raise PermissionDenied(answer.reason)
