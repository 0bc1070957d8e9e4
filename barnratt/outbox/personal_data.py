"""Letters to a person (settings.PERSONAL_DATA)."""

from barnratt.outbox.models import Mail


def export(user):
    return {
        "brev": [
            {"till": mail.recipient, "rubrik": mail.subject, "text": mail.text, "skrivet": mail.created_at}
            for mail in _letters(user).order_by("created_at", "pk")
        ]
    }


def erase(user):
    _letters(user).delete()


def _letters(user):
    return Mail.objects.filter(recipient__in=user.addresses)
