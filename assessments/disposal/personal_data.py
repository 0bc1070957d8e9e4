"""Who set a rule for disposal and who removed what by it (settings.PERSONAL_DATA). The log keeps the names."""

from assessments.disposal.models import Disposal, RetentionRule
from barnratt.core.personal_data import GONE


def export(user):
    disposals = Disposal.objects.filter(by=user).order_by("pk")
    return {
        "gallringsregler": [
            {"myndighet": rule.authority.name, "regel": rule.in_words}
            for rule in RetentionRule.objects.filter(by=user).select_related("authority").order_by("pk")
        ],
        "gallrade prövningar": [{"diarienummer": one.case_number, "gallrad": one.at} for one in disposals],
    }


def erase(user):
    """The rules and what was done stay; that it was this person stays in the log only."""
    for model in (RetentionRule, Disposal):
        model.objects.filter(by=user).update(by=None, by_name=GONE)
