from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.models import Assessment


class FollowUpQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(assessment__in=Assessment.objects.own_of(user))

    def open(self):
        return self.filter(state=FollowUp.State.OPEN)


class FollowUp(models.Model):
    """Something to come back to after an assessment: a measure, a review of the decision, telling the children.

    The ombudsman's step 7 (återkoppla och följ upp): is there a plan for following up, and do the children get to know?
    It goes on living when the assessment itself is locked.
    """

    class Kind(models.TextChoices):
        MEASURE = "atgard", "åtgärd"
        REVIEW = "uppfoljning", "uppföljning av beslutet"
        FEEDBACK = "aterkoppling", "återkoppling till barnen"

    class State(models.TextChoices):
        OPEN = "oppen", "att göra"
        DONE = "klar", "klar"
        DROPPED = "struken", "blir inte av"

    assessment = models.ForeignKey(Assessment, models.CASCADE, verbose_name="prövning", related_name="follow_ups")
    kind = models.CharField("slag", max_length=20, choices=Kind)
    text = models.CharField("vad ska göras", max_length=1500)
    role = models.CharField("vem gör det", max_length=120)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="får påminnelsen", related_name="+", null=True
    )
    due_date = models.DateField("senast")
    state = models.CharField("läge", max_length=20, choices=State, default=State.OPEN)
    ended_date = models.DateField("klar eller struken", null=True)
    source = models.CharField("svaret det kommer ur", max_length=100, blank=True)
    remind_date = models.DateField("påminns nästa gång", null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True)
    by_name = models.CharField("tillagd av", max_length=200)
    added_at = models.DateTimeField("tillagd", auto_now_add=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = "sak att följa upp"
        verbose_name_plural = "saker att följa upp"
        constraints = [
            models.CheckConstraint(
                name="follow_up_ended_has_date",
                condition=Q(state="oppen", ended_date=None, remind_date__isnull=False)
                | (~Q(state="oppen") & Q(ended_date__isnull=False, remind_date=None)),
                violation_error_message="Det som är klart eller struket har ett datum och påminns inte om mer.",
            ),
        ]
        indexes = [
            models.Index(name="follow_up_of_assessment", fields=["assessment", "due_date", "id"]),
            models.Index(name="follow_up_to_remind_of", fields=["remind_date"], condition=Q(state="oppen")),
        ]

    def __str__(self):
        return self.text

    @property
    def is_open(self):
        return self.state == self.State.OPEN

    @property
    def is_late(self):
        return self.is_open and self.due_date < timezone.localdate()


class Outcome(models.Model):
    """How it turned out for the children, as the authority saw it on a day."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, verbose_name="prövning", related_name="outcomes")
    follow_up = models.ForeignKey(FollowUp, models.SET_NULL, verbose_name="gäller", related_name="outcomes", null=True)
    date = models.DateField("dag")
    text = models.CharField("hur gick det för barnen", max_length=4000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True)
    by_name = models.CharField("skriven av", max_length=200)
    at = models.DateTimeField("skriven", auto_now_add=True)

    class Meta:
        verbose_name = "hur det gick"
        verbose_name_plural = "hur det gick"
        indexes = [models.Index(name="outcome_of_assessment", fields=["assessment", "-date", "-id"])]

    def __str__(self):
        return self.text
