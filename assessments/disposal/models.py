import calendar
import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.models import Assessment
from barnratt.core.templatetags.swedish import counted
from regions.places.models import Organisation


class RetentionRule(models.Model):
    """How long an authority keeps its assessments. Without one nothing is ever removed.

    Arkivlagen 10 §: public documents may be removed, but only by a decision of the authority, which the rule names.
    Drafts that were never finished are no public documents (tryckfrihetsförordningen 2:12) and need no decision.
    """

    class What(models.TextChoices):
        KEPT = "bevaras", "bevaras"
        REMOVED = "gallras", "gallras"

    MOST_YEARS, MOST_MONTHS = 100, 120

    authority = models.OneToOneField(
        Organisation, models.CASCADE, verbose_name="myndighet", related_name="retention_rule"
    )
    what = models.CharField("låsta prövningar", max_length=20, choices=What)
    years = models.PositiveSmallIntegerField("år efter att de låstes", null=True, blank=True)
    decision = models.CharField("gallringsbeslut", max_length=200, blank=True)
    draft_months = models.PositiveSmallIntegerField(
        "månader efter att ett utkast senast ändrades", null=True, blank=True
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True)
    by_name = models.CharField("bestämd av", max_length=200)
    set_at = models.DateTimeField("bestämd", auto_now=True)

    class Meta:
        verbose_name = "gallringsregel"
        verbose_name_plural = "gallringsregler"
        constraints = [
            models.CheckConstraint(
                name="retention_rule_removes_by_decision",
                condition=Q(what="bevaras", years=None)
                | (Q(what="gallras", years__isnull=False, years__gte=1) & ~Q(decision="")),
                violation_error_message="Gallring kräver ett antal år och en hänvisning till myndighetens beslut.",
            ),
            models.CheckConstraint(
                name="retention_rule_drafts_are_kept_a_month",
                condition=Q(draft_months=None) | Q(draft_months__gte=1),
                violation_error_message="Utkast finns kvar i minst en månad.",
            ),
        ]

    def __str__(self):
        return f"Gallringsregel för {self.authority}"

    @property
    def in_words(self):
        """The whole rule, as the log keeps it."""
        if self.what == self.What.REMOVED:
            text = f"Låsta prövningar gallras {self.years} år efter att de låstes ({self.decision})."
        else:
            text = "Låsta prövningar bevaras."
        if self.draft_months:
            months = counted(self.draft_months, "månad,månader")
            text += f" Utkast gallras {months} efter att de senast ändrades."
        return text

    @property
    def locked_until(self):
        """The last day on which what is due today was locked, or None when locked ones are kept."""
        return _months_ago(self.years * 12) if self.what == self.What.REMOVED else None

    @property
    def changed_until(self):
        """The last day on which a draft that is due today was changed, or None when drafts are kept."""
        return _months_ago(self.draft_months) if self.draft_months else None


def _months_ago(number):
    """The same day so many months ago, or the last day of a month that has no such day."""
    today = timezone.localdate()
    year, month = divmod(today.year * 12 + today.month - 1 - number, 12)
    return datetime.date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))


class DisposalQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the person's own authorities."""
        return self.filter(authority__in=user.organisations) if user.is_authenticated else self.none()


class Disposal(models.Model):
    """That an assessment was removed: what remains of it, and by which rule. No title, and nothing that was written."""

    authority = models.ForeignKey(Organisation, models.PROTECT, verbose_name="myndighet", related_name="disposals")
    number = models.BigIntegerField("prövningens nummer")
    case_number = models.CharField("diarienummer", max_length=60, blank=True)
    template = models.CharField("mall", max_length=80, choices=Assessment.Template)
    state = models.CharField("läge", max_length=20, choices=Assessment.State)
    began_date = models.DateField("påbörjad")
    locked_date = models.DateField("låst", null=True)
    rule = models.CharField("regel", max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True)
    by_name = models.CharField("gallrad av", max_length=200)
    at = models.DateTimeField("gallrad", auto_now_add=True)

    objects = DisposalQuerySet.as_manager()

    class Meta:
        verbose_name = "gallrad prövning"
        verbose_name_plural = "gallrade prövningar"
        indexes = [models.Index(name="disposal_of_authority", fields=["authority", "-at", "-id"])]

    def __str__(self):
        return f"Gallrad prövning {self.number}"
