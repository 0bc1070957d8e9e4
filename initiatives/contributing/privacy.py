"""What the room keeps of a person: for the copy of one's own data, and when the account is erased."""

from initiatives.contributing.models import Change, Submission, Version

GONE = "en tidigare användare"


def personal_data(user):
    """{what: rows} of everything the person has written or decided."""
    return {
        "texter": [
            {"initiativ": change.title, "läge": change.get_state_display(), "påbörjad": change.began_at,
             "innehåll": change.content, "varför": change.reason}
            for change in Change.objects.filter(by=user).select_related("initiative").order_by("pk")
        ],
        "granskningar": [
            {"initiativ": str(row.initiative), "beslut": row.get_decision_display(), "skäl": row.reason,
             "avgjort": row.decided_at}
            for row in Submission.objects.filter(decided_by=user).select_related("initiative").order_by("pk")
        ],
        "inskickat": list(
            Submission.objects.filter(by=user).order_by("pk").values("initiative__title", "wanted", "at")
        ),
        "ansvarig för": list(user.responsible_for.order_by("pk").values_list("title", flat=True)),
    }  # fmt: skip


def erase(user):
    """Take the person's name away; what was written stays with the organisation. Unsent suggestions are thrown away."""
    Change.objects.filter(by=user, is_new=False, state=Change.State.WRITING).delete()
    Change.objects.filter(by=user).update(by_name=GONE)
    Change.objects.filter(decided_by=user).update(decided_by_name=GONE)
    Submission.objects.filter(by=user).update(by_name=GONE)
    Submission.objects.filter(decided_by=user).update(decided_by_name=GONE)
    Version.objects.filter(by=user).update(by_name=GONE)
