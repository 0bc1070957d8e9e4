import datetime

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Max, Q
from django.urls import reverse
from django.utils import timezone

from assessments.models import AUTHORITIES, Assessment
from barnratt.accounts.models import Role
from barnratt.documents.tree import from_data
from regions.places.models import Organisation

LONGEST_SUPPORT = datetime.timedelta(hours=72)


class LeaveToRead(models.Model):
    """Who let somebody outside the authority read, when and why; and who ended it."""

    reason = models.CharField("varför", max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True)
    by_name = models.CharField("av", max_length=200)
    at = models.DateTimeField("när", default=timezone.now)
    ended_at = models.DateTimeField("avslutad", null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True)
    ended_by_name = models.CharField("avslutad av", max_length=200, blank=True)

    class Meta:
        abstract = True


class SharingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the authority that shared, and while it lasts those of the one that it is shared with."""
        own = _authorities(user)
        return self.filter(Q(assessment__authority__in=own) | Q(receiver__in=own, ended_at=None))

    def received_by(self, user):
        return self.filter(receiver__in=_authorities(user), ended_at=None)

    def with_readers(self):
        """Each with how many of the receiver's people have read it, and the last day that somebody did."""
        readers = Count("readings__person_name", distinct=True)
        return self.annotate(reader_number=readers, last_read_date=Max("readings__date"))


class Sharing(LeaveToRead):
    """What another authority may read: the text as it was when it was shared, which never changes.

    HFD 2011 ref. 52 and HFD 2018 ref. 48: what another authority can read counts as sent to it. So it gets one text,
    known to both, and nothing of what is written afterwards.
    """

    assessment = models.ForeignKey(Assessment, models.CASCADE, verbose_name="prövning", related_name="sharings")
    receiver = models.ForeignKey(Organisation, models.PROTECT, verbose_name="mottagare", related_name="+")
    title = models.CharField("ärendets namn", max_length=160)
    content = models.JSONField("det som delas")  # a Document, see barnratt.documents.tree
    revision = models.PositiveIntegerField("ändring nummer")

    objects = SharingQuerySet.as_manager()

    class Meta:
        verbose_name = "delning av prövning"
        verbose_name_plural = "delningar av prövningar"
        indexes = [models.Index(name="sharing_of_receiver", fields=["receiver", "-at"], condition=Q(ended_at=None))]
        constraints = [
            models.UniqueConstraint(
                name="sharing_is_one_a_receiver",
                fields=["assessment", "receiver"],
                condition=Q(ended_at=None),
                violation_error_message="Prövningen är redan delad med den myndigheten.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("sharing:shared", args=[self.pk])

    @property
    def document(self):
        return from_data(self.content)

    @property
    def marks(self):
        """What has to be seen wherever it is listed: a draft, secrecy, made up."""
        return self.content["marks"]


class SharingReading(models.Model):
    """That somebody of the receiving authority has read what is shared, on a day."""

    sharing = models.ForeignKey(Sharing, models.CASCADE, related_name="readings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True)
    person_name = models.CharField("vem", max_length=200)
    date = models.DateField("dag")
    first_at = models.DateTimeField("första gången", auto_now_add=True)

    class Meta:
        verbose_name = "läsning av delad prövning"
        verbose_name_plural = "läsningar av delade prövningar"
        constraints = [
            models.UniqueConstraint(name="sharing_reading_is_one_a_day", fields=["sharing", "person", "date"])
        ]


class SupportQuerySet(models.QuerySet):
    def running(self):
        return self.filter(ended_at=None, expires_at__gt=timezone.now())

    def with_readers(self):
        """Each with how often it was read, and when last."""
        return self.annotate(reading_number=Count("readings"), last_read_at=Max("readings__at"))

    def readable_by(self, user):
        """Those that let the person read now, for as long as the person runs the portal."""
        if not user.is_authenticated or not user.has_national(Role.ADMINISTRATOR):
            return self.none()
        return self.running().filter(administrator=user)


class Support(LeaveToRead):
    """That one of those who run the portal may read one assessment for some hours, by leave of its authority."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, verbose_name="prövning", related_name="support")
    administrator = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True)
    administrator_name = models.CharField("vem", max_length=200)
    expires_at = models.DateTimeField("gäller till")

    objects = SupportQuerySet.as_manager()

    class Meta:
        verbose_name = "supportens läsning"
        verbose_name_plural = "supportens läsningar"
        indexes = [models.Index(name="support_of_administrator", fields=["administrator", "expires_at"])]
        constraints = [
            models.CheckConstraint(
                name="support_is_for_some_hours",
                condition=Q(expires_at__gt=F("at"), expires_at__lte=F("at") + LONGEST_SUPPORT),
                violation_error_message="Supporten får läsa i högst 72 timmar.",
            ),
        ]

    def __str__(self):
        return f"{self.administrator_name} läser {self.assessment}"

    @property
    def is_running(self):
        return self.ended_at is None and self.expires_at > timezone.now()


class SupportReading(models.Model):
    """Each time that the support has read."""

    support = models.ForeignKey(Support, models.CASCADE, related_name="readings")
    at = models.DateTimeField("när", auto_now_add=True)

    class Meta:
        verbose_name = "läsning av supporten"
        verbose_name_plural = "läsningar av supporten"


def _authorities(user):
    return [one for one in user.organisations if one.kind in AUTHORITIES] if user.is_authenticated else []
