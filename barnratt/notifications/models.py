from django.conf import settings
from django.db import models

from barnratt.schedule.rhythm import Rhythm


class Topic(models.TextChoices):
    """What a notification is about. A person chooses for each how soon a letter should come."""

    REVIEW = "granskning", "granskning av initiativ"
    CONTACT = "samarbete", "samarbete och kontakt"
    FRESHNESS = "aktualitet", "om uppgifter fortfarande stämmer"
    ASSESSMENT = "provningar", "granskning av prövningar"
    FOLLOW_UP = "uppfoljning", "prövningar att följa upp"
    COMMENTARY = "kommentarer", "kommentarer till lägesbilden"
    TEMPLATES = "mallar", "mallar för prövningar"
    SURVEY = "enkat", "enkäten till länsstyrelserna"
    MEMBERS = "medlemmar", "vilka som är med i din organisation"


def topics():
    """The topics. A function, so that a new one needs no migration: the column is a text."""
    return Topic.choices


class NotificationQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(user=user) if user.is_authenticated else self.none()

    def unread(self):
        return self.filter(read_at=None)


class Notification(models.Model):
    """Something has happened that a person should know: one whole sentence, and where to go.

    The sentence never holds what somebody wrote in confidence, since it may be sent as a letter.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="till", related_name="notifications"
    )
    topic = models.CharField("ämne", max_length=20, choices=topics)
    text = models.CharField("text", max_length=300)
    path = models.CharField("sida", max_length=200)
    created_at = models.DateTimeField("skapad", auto_now_add=True)
    read_at = models.DateTimeField("läst", null=True, blank=True)
    mailed_at = models.DateTimeField("i ett brev", null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = "avisering"
        verbose_name_plural = "aviseringar"
        indexes = [
            models.Index(name="notification_of_person", fields=["user", "-created_at"]),
            models.Index(name="notification_not_mailed", fields=["created_at"], condition=models.Q(mailed_at=None)),
        ]

    def __str__(self):
        return self.text


class NotificationChoice(models.Model):
    """How soon a person wants a letter about a topic. Without a row it is at once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notification_choices")
    topic = models.CharField("ämne", max_length=20, choices=topics)
    rhythm = models.CharField("hur ofta", max_length=20, choices=Rhythm)

    class Meta:
        verbose_name = "val av aviseringar"
        verbose_name_plural = "val av aviseringar"
        constraints = [models.UniqueConstraint(name="notification_choice_is_one", fields=["user", "topic"])]
