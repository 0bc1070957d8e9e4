import json

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from barnratt.audit.models import AuditEvent
from barnratt.core.copying import copy_in

SYSTEM_NAME = "systemet"


def record(event_type, obj, *, by, before=None, after=None):
    """Append one event to the log. Call it inside the transaction of the write that it tells of.

    `by` is the user, or None when the portal itself acts (a scheduled task, a load of reference data).
    `before` and `after` hold the changed fields only, by name. What a thing is called in the log, which can never be
    taken back, is its `name_in_log` where it has one: an assessment's title may be about a child.
    """
    return AuditEvent.objects.create(
        type=event_type,
        actor_id=by.pk if by else None,
        actor_name=str(by) if by else SYSTEM_NAME,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        object_name=_name(obj),
        before=_as_json(before),
        after=_as_json(after),
    )


def record_many(event_type, changes, *, by):
    """record() of many things at once. changes: (object, before, after) of each."""
    actor, actor_name, at = by.pk if by else None, str(by) if by else SYSTEM_NAME, timezone.now()
    copy_in(
        AuditEvent,
        ("type", "at", "actor_id", "actor_name", "object_type", "object_id", "object_name", "before", "after"),
        (
            (
                event_type,
                at,
                actor,
                actor_name,
                obj._meta.label_lower,
                str(obj.pk),
                _name(obj),
                json.dumps(before or {}, default=_plain, ensure_ascii=False),
                json.dumps(after or {}, default=_plain, ensure_ascii=False),
            )
            for obj, before, after in changes
        ),
    )


def _name(obj):
    return str(getattr(obj, "name_in_log", obj))[:300]


def _as_json(values):
    return {name: _plain(value) for name, value in (values or {}).items()}


def _plain(value):
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, dict):
        return {str(key): _plain(member) for key, member in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(member) for member in value]
    try:
        return DjangoJSONEncoder().default(value)
    except TypeError:
        return str(value)
