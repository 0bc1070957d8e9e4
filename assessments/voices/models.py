from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from assessments.models import AUTHORITIES, Assessment
from barnratt.convention.models import Article
from barnratt.core.templatetags.swedish import number
from initiatives.models import Term
from regions.places.models import Organisation

SAID_LENGTH = 4000


class Age(models.TextChoices):
    """The bands of the templates (data/assessments/option_lists.yaml)."""

    YOUNGEST = "0_5", "0–5 år"
    CHILDREN = "6_12", "6–12 år"
    TEENAGERS = "13_15", "13–15 år"
    OLDEST = "16_17", "16–17 år"


class Way(models.TextChoices):
    """How it was gathered, as the general template asks."""

    TALKS = "samtal", "samtal eller intervjuer"
    GROUP = "grupp", "gruppsamtal eller workshop"
    SURVEY = "enkat", "enkät"
    COUNCIL = "rad", "ungdomsråd, elevråd eller barnråd"
    WALK = "promenad", "promenad, teckningar, foto eller lek"
    DIGITAL = "digital", "digital dialog"
    THROUGH = "foretradare", "genom organisation eller annan företrädare"
    OTHER = "annat", "på annat sätt"


class VoiceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the authorities that the person belongs to, as with the assessments they are used in."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(authority__in=[one for one in user.organisations if one.kind in AUTHORITIES])

    def current(self):
        return self.filter(archived_at=None)


class Voice(models.Model):
    """What children have already said to an authority, to be used again in assessments. Never who they are."""

    authority = models.ForeignKey(Organisation, models.PROTECT, verbose_name="myndighet", related_name="voices")
    title = models.CharField("rubrik", max_length=160)
    said = models.TextField("vad barnen sa", max_length=SAID_LENGTH)
    where = models.CharField("var", max_length=160)
    from_date = models.DateField("från och med")
    until_date = models.DateField("till och med")
    ages = ArrayField(models.CharField(max_length=10, choices=Age), verbose_name="åldrar", default=list)
    number = models.PositiveIntegerField("hur många barn", null=True, blank=True)
    way = models.CharField("hur det gick till", max_length=20, choices=Way)
    source = models.CharField("källa", max_length=200)
    url = models.URLField("länk till källan", max_length=500, blank=True)
    articles = models.ManyToManyField(Article, verbose_name="artiklar", related_name="+")
    areas = models.ManyToManyField(Term, verbose_name="ämnesområden", related_name="+")
    constructed = models.BooleanField("konstruerat exempel", default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True)
    created_at = models.DateTimeField("inlagd", auto_now_add=True)
    changed_at = models.DateTimeField("ändrad", auto_now_add=True)
    archived_at = models.DateTimeField("arkiverad", null=True)

    objects = VoiceQuerySet.as_manager()

    class Meta:
        verbose_name = "vad barn har sagt"
        verbose_name_plural = "vad barn har sagt"
        indexes = [models.Index(name="voice_of_authority", fields=["authority", "-until_date", "-id"])]
        constraints = [
            models.CheckConstraint(
                name="voice_ends_after_it_began",
                condition=Q(until_date__gte=F("from_date")),
                violation_error_message="Perioden kan inte sluta innan den börjar.",
            ),
            models.CheckConstraint(
                name="voice_number_is_not_zero",
                condition=Q(number=None) | Q(number__gte=1),
                violation_error_message="Skriv hur många barn det var, eller lämna fältet tomt.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("voices:voice", args=[self.pk])

    @property
    def name_in_log(self):
        """Without the title, which may be about children: what the log holds cannot be taken away."""
        return f"Vad barn har sagt {self.pk}"

    @property
    def period(self):
        if self.from_date == self.until_date:
            return self.from_date.isoformat()
        return f"{self.from_date.isoformat()}–{self.until_date.isoformat()}"

    @property
    def ages_in_words(self):
        return ", ".join(label for value, label in Age.choices if value in self.ages)

    @property
    def children_in_words(self):
        if self.number is None:
            return "okänt antal barn"
        return "1 barn" if self.number == 1 else f"{number(self.number)} barn"


class VoiceUse(models.Model):
    """That an assessment builds on what children have said, with the very words it builds on.

    The words are those of the day it was chosen: what is locked does not change because the library does.
    """

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="voices_used")
    voice = models.ForeignKey(Voice, models.PROTECT, related_name="uses")
    title = models.CharField("rubrik", max_length=160)
    said = models.TextField("vad barnen sa")
    about = models.CharField("var, när och hur", max_length=600)
    changed = models.TextField("vad det ändrade", max_length=2000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True)
    at = models.DateTimeField("vald", auto_now_add=True)

    class Meta:
        verbose_name = "använd röst"
        verbose_name_plural = "använda röster"
        constraints = [
            models.UniqueConstraint(
                name="voice_is_used_once",
                fields=["assessment", "voice"],
                violation_error_message="Prövningen bygger redan på det som barnen sa där.",
            )
        ]

    def __str__(self):
        return self.title


class ChildVersion(models.Model):
    """A text to the children about an assessment. It is a draft till somebody has read it through."""

    assessment = models.OneToOneField(Assessment, models.CASCADE, related_name="child_version")
    text = models.TextField("text")
    read_through_at = models.DateTimeField("genomläst", null=True)
    read_through_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True)
    read_through_by_name = models.CharField("genomläst av", max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True)
    changed_at = models.DateTimeField("ändrad", auto_now_add=True)

    class Meta:
        verbose_name = "version för barn"
        verbose_name_plural = "versioner för barn"
        constraints = [
            models.CheckConstraint(
                name="child_version_read_by_somebody",
                condition=Q(read_through_at=None, read_through_by_name="")
                | (Q(read_through_at__isnull=False) & ~Q(read_through_by_name="")),
                violation_error_message="Den som har läst igenom texten står vid den.",
            )
        ]

    def __str__(self):
        return f"Version för barn av {self.assessment}"
