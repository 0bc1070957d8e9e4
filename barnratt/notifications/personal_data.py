"""What the notifications keep about a person (settings.PERSONAL_DATA). They go with the person."""

from barnratt.notifications.actions import chosen_rhythms


def export(user):
    return {
        "aviseringar": [
            {"text": one.text, "sida": one.path, "skapad": one.created_at, "läst": one.read_at}
            for one in user.notifications.order_by("created_at", "pk")
        ],
        "val av aviseringar": chosen_rhythms(user),
    }


def erase(user):
    """Nothing of its own to do: both tables have CASCADE."""
