import datetime

from django.db import models
from django.utils import timezone

# So long a mail may be on its way before we say that we do not know whether it arrived.
UNCERTAIN_AFTER = datetime.timedelta(minutes=10)


class MailQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(claimed_at=None)

    def in_state(self, state):
        """Those whose `state` it is."""
        ended = {Mail.State.SENT: "sent_at", Mail.State.FAILED: "failed_at"}
        if state in ended:
            return self.exclude(**{ended[state]: None})
        if state == Mail.State.WAITING:
            return self.waiting()
        on_its_way = self.filter(claimed_at__isnull=False, sent_at=None, failed_at=None)
        recent = models.Q(claimed_at__gte=timezone.now() - UNCERTAIN_AFTER)
        return on_its_way.filter(recent if state == Mail.State.SENDING else ~recent)


class Mail(models.Model):
    """A letter to one person. It is written in the same transaction as what it tells of, and sent afterwards.

    It is claimed before it is sent. A claim without a receipt means that we do not know whether it arrived, and such
    a mail is never sent again by itself.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "väntar"
        SENDING = "sending", "skickas"
        SENT = "sent", "skickat"
        FAILED = "failed", "gick inte att skicka"
        UNCERTAIN = "uncertain", "osäkert om det kom fram"

    purpose = models.CharField("ärende", max_length=60)
    recipient = models.EmailField("till")
    subject = models.CharField("rubrik", max_length=200)
    text = models.TextField("text")
    html = models.TextField("html")
    unsubscribe_url = models.URLField("adress för att sluta", max_length=500, blank=True)
    once = models.CharField("skickas en gång för", max_length=200, unique=True, null=True, blank=True)
    created_at = models.DateTimeField("skrivet", auto_now_add=True)
    claimed_at = models.DateTimeField("börjat skickas", null=True, blank=True)
    sent_at = models.DateTimeField("skickat", null=True, blank=True)
    failed_at = models.DateTimeField("gick inte att skicka", null=True, blank=True)
    error = models.CharField("fel", max_length=300, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = "brev"
        verbose_name_plural = "brev"
        indexes = [models.Index(name="mail_waiting", fields=["created_at"], condition=models.Q(claimed_at=None))]
        constraints = [
            models.CheckConstraint(
                name="mail_is_claimed_before_its_end",
                condition=models.Q(claimed_at__isnull=False) | models.Q(sent_at=None, failed_at=None),
                violation_error_message="Ett brev kan inte vara skickat utan att ha börjat skickas.",
            ),
            models.CheckConstraint(
                name="mail_ends_in_one_way",
                condition=models.Q(sent_at=None) | models.Q(failed_at=None),
                violation_error_message="Ett brev kan inte både vara skickat och ha misslyckats.",
            ),
        ]

    def __str__(self):
        return f"brev {self.pk}"

    @property
    def state(self):
        if self.sent_at:
            return self.State.SENT
        if self.failed_at:
            return self.State.FAILED
        if not self.claimed_at:
            return self.State.WAITING
        return self.State.UNCERTAIN if timezone.now() - self.claimed_at > UNCERTAIN_AFTER else self.State.SENDING
