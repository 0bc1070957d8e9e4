"""Who was asked whether an entry is still so (settings.PERSONAL_DATA)."""

from initiatives.freshness.models import FreshnessRecipient


def export(user):
    asked = FreshnessRecipient.objects.filter(person=user).select_related("question__initiative")
    return {
        "frågor om aktualitet": [
            {
                "initiativ": one.question.initiative.title,
                "ställd": one.question.asked_at,
                "besvarad": one.question.answered_at,
                "besvarad av": one.question.answered_by,
            }
            for one in asked.order_by("question__asked_at", "pk")
        ]
    }


def erase(user):
    """Nothing of its own to do: the key lets go, and the question goes to others when somebody next looks."""
