"""What a person has said and been given in a county's answers (settings.PERSONAL_DATA)."""

from barnratt.core.personal_data import GONE
from regions.surveys.colleagues.models import Comment, Delegation


def export(user):
    return {
        "delar av enkätsvar som du har fått": [
            {"del": one.step, "när": one.at, "klar": one.done_at}
            for one in Delegation.objects.filter(person=user).order_by("pk")
        ],
        "kommentarer till enkätsvar": list(
            Comment.objects.filter(by=user).order_by("pk").values_list("text", flat=True)
        ),
    }


def erase(user):
    """What was said stays with the county board; that it was this person does not. Her parts go with the account."""
    Comment.objects.filter(by=user).update(by=None, by_name=GONE)
    Comment.objects.filter(solved_by=user).update(solved_by=None, solved_by_name=GONE)
