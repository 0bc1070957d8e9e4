"""The rule of an authority, and the removal by it. The log remains: which case, which rule, who and when."""

from django.db import transaction
from django.utils import timezone

from assessments.disposal.models import Disposal, RetentionRule
from assessments.disposal.queries import by_rule
from assessments.models import Assessment
from barnratt.audit.actions import record
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.notifications.models import Notification

FIELDS = ("what", "years", "decision", "draft_months")


@transaction.atomic
def set_rule(authority, *, fields, by):
    """Say how long the authority keeps its assessments. fields: those of FIELDS."""
    rule = RetentionRule.objects.select_for_update().filter(authority=authority).first()
    before = {name: getattr(rule, name) for name in FIELDS} if rule else {}
    if before == fields:
        return rule
    rule = rule or RetentionRule(authority=authority)
    for name, value in fields.items():
        setattr(rule, name, value)
    rule.by, rule.by_name = by, str(by)
    rule.full_clean()
    rule.save()
    record(AuditEvent.Type.RETENTION_RULE_SET, rule, by=by, before=before, after=fields)
    return rule


@transaction.atomic
def dispose(assessment, *, by):
    """
    Remove an assessment with everything that was written in it, by its authority's rule. Returns the Disposal.

    Raises RuleBroken when the rule does not say so, whatever it said when the list was opened.
    """
    found = Assessment.objects.select_for_update(of=("self",)).select_related("authority", "response")
    assessment = found.filter(pk=assessment.pk).first()
    if assessment is None:
        raise RuleBroken("Prövningen är redan gallrad.")
    rule = RetentionRule.objects.select_for_update().filter(authority=assessment.authority_id).first()
    if rule is None or not Assessment.objects.filter(by_rule(rule), pk=assessment.pk).exists():
        raise RuleBroken("Prövningen ska inte gallras enligt den regel som gäller nu.")
    locked_at = assessment.locked_at
    told = {
        "case_number": assessment.case_number,
        "template": assessment.template,
        "state": assessment.state,
        "began_date": timezone.localdate(assessment.began_at),
        "locked_date": timezone.localdate(locked_at) if locked_at else None,
    }
    disposal = Disposal.objects.create(
        authority=assessment.authority, number=assessment.pk, rule=rule.in_words, by=by, by_name=str(by), **told
    )
    after = {"authority": assessment.authority.key, "rule": rule.in_words}
    record(AuditEvent.Type.ASSESSMENT_DISPOSED, assessment, by=by, before=told, after=after)
    Notification.objects.filter(path__startswith=assessment.get_absolute_url()).delete()
    response = assessment.response
    assessment.delete()
    response.delete()
    return disposal
