import datetime

from django.db.models import Count, Q
from django.utils import timezone

from assessments.disposal.models import RetentionRule
from assessments.models import Assessment

State = Assessment.State
# What is neither done nor locked. What is done is a finished document, and is locked or opened again first.
DRAFTS = (State.DRAFT, State.IN_REVIEW, State.RETURNED)


def rules_of(authorities):
    """[(authority, its rule or None)]."""
    rules = {rule.authority_id: rule for rule in RetentionRule.objects.filter(authority__in=authorities)}
    return [(authority, rules.get(authority.pk)) for authority in authorities]


def due(authorities):
    """The assessments that the authorities' rules say are to be removed, with what is still to be followed up."""
    rules = RetentionRule.objects.filter(authority__in=authorities)
    by_rules = Q(pk=None)
    for rule in rules:
        by_rules |= Q(authority=rule.authority_id) & by_rule(rule)
    return (
        Assessment.objects.filter(by_rules)
        .select_related("authority")
        .annotate(waiting=Count("follow_ups", filter=Q(follow_ups__state="oppen")))
        .order_by("locked_at", "changed_at", "pk")
    )


def by_rule(rule):
    """Which assessments of its authority a rule says are to be removed today."""
    found = Q(pk=None)
    if rule.locked_until:
        found |= Q(state=State.LOCKED, locked_at__lt=_end_of(rule.locked_until))
    if rule.changed_until:
        found |= Q(state__in=DRAFTS, changed_at__lt=_end_of(rule.changed_until))
    return found


def _end_of(date):
    return timezone.make_aware(datetime.datetime.combine(date + datetime.timedelta(days=1), datetime.time()))
