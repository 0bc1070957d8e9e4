from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from regions.places.models import County
from regions.surveys.models import Round, counties_of, sees_every_county


class Reminder(models.Model):
    """
    That somebody has been reminded of a county's answers. Without a person: that there was nobody to remind, and that
    the national desk was told.

    last_answer_date: the day that it counted from. When a county is given another day, it is reminded anew.
    """

    class Moment(models.TextChoices):
        OPENED = "opened", "när enkäten har öppnat"
        FOURTEEN = "14", "14 dagar före"
        SEVEN = "7", "7 dagar före"
        ONE = "1", "1 dag före"
        OVERDUE = "overdue", "efter sista svarsdag"
        NOW = "now", "skickad för hand"

    round = models.ForeignKey(Round, models.CASCADE, verbose_name="omgång", related_name="reminders")
    county = models.ForeignKey(County, models.PROTECT, verbose_name="län", related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="till", related_name="+", null=True
    )
    moment = models.CharField("när", max_length=10, choices=Moment)
    last_answer_date = models.DateField("sista svarsdag")
    sent_date = models.DateField("skickad")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="skickad av", related_name="+", null=True
    )

    class Meta:
        verbose_name = "påminnelse om enkäten"
        verbose_name_plural = "påminnelser om enkäten"
        constraints = [
            models.UniqueConstraint(
                name="survey_reminder_is_sent_once",
                fields=["round", "county", "person", "moment", "last_answer_date"],
                condition=~Q(moment="now"),
                nulls_distinct=False,
                violation_error_message="Den påminnelsen är redan skickad.",
            ),
            models.UniqueConstraint(
                name="survey_reminder_by_hand_once_a_day",
                fields=["round", "county", "person", "sent_date"],
                condition=Q(moment="now"),
                violation_error_message="Länet har redan fått en påminnelse i dag.",
            ),
        ]

    def __str__(self):
        return f"{self.get_moment_display()}: {self.county}, {self.round}"


class ThreadQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The county board's own, and every county's for those who run the survey."""
        if not user.is_authenticated:
            return self.none()
        if sees_every_county(user):
            return self
        return self.filter(county__in=counties_of(user))

    def waiting(self):
        """Those that the national desk has not answered."""
        return self.filter(is_waiting=True)


class Thread(models.Model):
    """What a county asks the national desk about a round, and what they write to each other about it.

    question: the key of the survey question that it is about, if it is about one.
    """

    round = models.ForeignKey(Round, models.CASCADE, verbose_name="omgång", related_name="threads")
    county = models.ForeignKey(County, models.PROTECT, verbose_name="län", related_name="+")
    question = models.CharField("enkätfråga", max_length=80, blank=True)
    is_waiting = models.BooleanField("väntar på svar", default=True)
    began_at = models.DateTimeField("börjad", auto_now_add=True)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        verbose_name = "frågetråd"
        verbose_name_plural = "frågetrådar"
        indexes = [models.Index(name="survey_thread_of_county", fields=["round", "county"])]

    def __str__(self):
        """Without what is written: the log keeps it for ever."""
        return f"Fråga från {self.county}, {self.round}"

    def get_absolute_url(self):
        return reverse("surveys:threads", args=[self.round.slug, self.county.slug]) + f"#trad-{self.pk}"

    @property
    def about(self):
        """The text of the survey question that it is about, or an empty text."""
        found = self.round.definition.by_key.get(self.question)
        return found.text if found else ""


class Post(models.Model):
    """One of the things that are written in a thread."""

    thread = models.ForeignKey(Thread, models.CASCADE, verbose_name="frågetråd", related_name="posts")
    text = models.TextField("text")
    from_desk = models.BooleanField("från den nationella samordningen")
    at = models.DateTimeField("när", auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True)
    by_name = models.CharField("av", max_length=200)

    class Meta:
        verbose_name = "inlägg"
        verbose_name_plural = "inlägg"

    def __str__(self):
        return f"Inlägg i {self.thread}"


class Handover(models.Model):
    """What a county's next coordinator needs to know, and since when nobody has the job."""

    county = models.OneToOneField(County, models.PROTECT, primary_key=True, verbose_name="län", related_name="+")
    note = models.TextField("att veta", blank=True)
    vacant_since = models.DateField("vakant sedan", null=True, blank=True)
    revision = models.PositiveIntegerField("ändring nummer", default=0)
    changed_at = models.DateTimeField("ändrad", auto_now=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True)
    by_name = models.CharField("ändrad av", max_length=200, blank=True)

    class Meta:
        verbose_name = "överlämning"
        verbose_name_plural = "överlämningar"

    def __str__(self):
        return f"Överlämning, {self.county}"

    def get_absolute_url(self):
        return reverse("surveys:handover", args=[self.county.slug])
