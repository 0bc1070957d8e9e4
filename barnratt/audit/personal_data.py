"""What the log holds about a person (settings.PERSONAL_DATA)."""

from django.db.models import Q

from barnratt.audit.models import AuditEvent


def export(user):
    own = AuditEvent.objects.filter(
        Q(actor_id=user.pk) | Q(object_type=user._meta.label_lower, object_id=str(user.pk))
    ).order_by("at", "pk")
    return {
        "händelser": [
            {
                "när": event.at,
                "händelse": event.get_type_display(),
                "vem": event.actor_name,
                "objekt": event.object_name,
                "före": event.before,
                "efter": event.after,
            }
            for event in own.iterator()
        ]
    }


def erase(user):
    """The log is only ever added to. What is kept there, why and for how long stands on /om/personuppgifter/."""
