from functools import lru_cache

from django.conf import settings
from django.db import models
from django.db.models import Q

from barnratt.questionnaires import definition


class Version(models.Model):
    """A questionnaire as it is from a time on. Responses stay on the version that they began with.

    What is published never changes: a trigger refuses it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "utkast"
        PUBLISHED = "published", "publicerad"
        RETIRED = "retired", "ersatt"

    key = models.SlugField("formulär", max_length=80, db_index=False)
    number = models.PositiveIntegerField("version")
    state = models.CharField("läge", max_length=20, choices=State, default=State.DRAFT)
    content = models.JSONField("innehåll")
    created_at = models.DateTimeField("skapad", auto_now_add=True)
    published_at = models.DateTimeField("publicerad", null=True)
    retired_at = models.DateTimeField("ersatt", null=True)

    class Meta:
        verbose_name = "formulärversion"
        verbose_name_plural = "formulärversioner"
        constraints = [
            models.UniqueConstraint(name="questionnaire_version_number_is_unique", fields=["key", "number"]),
            models.UniqueConstraint(
                name="questionnaire_version_published_is_one",
                fields=["key"],
                condition=Q(state="published"),
                violation_error_message="Det finns redan en publicerad version av formuläret.",
            ),
            models.CheckConstraint(
                name="questionnaire_version_dates_follow_state",
                condition=Q(state="draft", published_at=None, retired_at=None)
                | Q(state="published", published_at__isnull=False, retired_at=None)
                | Q(state="retired", published_at__isnull=False, retired_at__isnull=False),
                violation_error_message="Versionens datum stämmer inte med dess läge.",
            ),
        ]

    def __str__(self):
        return f"{self.content.get('title', self.key)}, version {self.number}"

    @property
    def definition(self):
        """The questionnaire itself. Raises DefinitionError for a draft that is not right yet."""
        if self.state == self.State.DRAFT:
            return definition.read(self.content)
        return _published(self.pk, self.published_at)


class Response(models.Model):
    """Somebody's answers to a questionnaire.

    answers: the document of what is shown, see questionnaires.answers. hidden: answers that a condition hides now.
    beside: what came from another questionnaire and fits no question: [{"step", "text", "answer", "from"}, …].
    copied: the addresses of answers that it began with and that nobody has saved since.
    """

    version = models.ForeignKey(Version, models.PROTECT, verbose_name="formulär", related_name="responses")
    answers = models.JSONField("svar", default=dict)
    hidden = models.JSONField("dolda svar", default=dict)
    beside = models.JSONField("svar vid sidan av", default=list)
    flags = models.JSONField("val", default=list)
    copied = models.JSONField("kopierade svar som ingen har sett över", default=list)
    revision = models.PositiveIntegerField("ändring nummer", default=1)
    began_at = models.DateTimeField("påbörjad", auto_now_add=True)
    written_at = models.DateTimeField("senast skriven", auto_now_add=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="senast skriven av", related_name="+", null=True
    )

    class Meta:
        verbose_name = "svar på formulär"
        verbose_name_plural = "svar på formulär"

    def __str__(self):
        return f"Svar på {self.version}"


class EarlierAnswer(models.Model):
    """What stood in a field before somebody wrote there. See questionnaires.earlier for which saves have a row."""

    response = models.ForeignKey(Response, models.CASCADE, verbose_name="svar", related_name="earlier")
    address = models.CharField("fråga", max_length=200)
    value = models.JSONField("vad som stod", null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="ändrat av", related_name="+", null=True
    )
    by_name = models.CharField("ändrat av", max_length=200)
    at = models.DateTimeField("ändrat")
    revision = models.PositiveIntegerField("ändring nummer")

    class Meta:
        verbose_name = "tidigare svar"
        verbose_name_plural = "tidigare svar"
        indexes = [models.Index(name="earlier_answer_of_field", fields=["response", "address", "at", "id"])]

    def __str__(self):
        return f"Tidigare svar på {self.address}"


class Comment(models.Model):
    """What a colleague says at a question, till it is solved. A room's own has whose answers it is about."""

    address = models.CharField("fråga", max_length=200)
    text = models.CharField("kommentar", max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True)
    by_name = models.CharField("av", max_length=200)
    at = models.DateTimeField("när", auto_now_add=True)
    solved_at = models.DateTimeField("löst", null=True)
    solved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True)
    solved_by_name = models.CharField("löst av", max_length=200, blank=True)

    class Meta:
        abstract = True
        verbose_name = "kommentar"
        verbose_name_plural = "kommentarer"

    def __str__(self):
        return self.text


class Presence(models.Model):
    """The field of a response that a person was in a moment ago, see questionnaires.presence."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    address = models.CharField("fråga", max_length=200, blank=True)
    seen_at = models.DateTimeField("när")

    class Meta:
        verbose_name = "närvaro i ett formulär"
        verbose_name_plural = "närvaro i formulär"
        constraints = [models.UniqueConstraint(name="presence_is_one_a_person", fields=["response", "person"])]


@lru_cache(maxsize=256)
def _published(pk, published_at):
    """Kept between requests. The time tells the version from another with its number in another database."""
    return definition.read(Version.objects.values_list("content", flat=True).get(pk=pk))
