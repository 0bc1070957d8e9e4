from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from barnratt.questionnaires.models import Comment as CommentAtQuestion
from barnratt.questionnaires.models import Response
from regions.places.models import Organisation

# In Swedish law these are authorities of their own. A municipality is not: each of its boards (nämnder) is.
AUTHORITIES = (
    Organisation.Kind.LOCAL_BOARD,
    Organisation.Kind.REGION,
    Organisation.Kind.COUNTY_BOARD,
    Organisation.Kind.AGENCY,
)


class AssessmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the authorities that the person belongs to. Nobody else sees that they exist, whatever the role."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(authority__in=[one for one in user.organisations if one.kind in AUTHORITIES])

    def own_of(self, user):
        """Those of the person's own authorities. Drafts, follow-up and disposal are theirs, also when it is shared."""
        return self.visible_to(user).filter(authority__in=user.organisations if user.is_authenticated else [])


class Assessment(models.Model):
    """An assessment of the best interests of the child (prövning av barnets bästa), which belongs to one authority.

    HFD 2011 ref. 52 and HFD 2018 ref. 48: what another authority can read in a shared system may become a public
    document there, so a draft is never seen outside its own.
    """

    class Template(models.TextChoices):
        """Those of data/assessments, by their keys and titles."""

        SHORT = "kortversion", "Kortversion"
        GENERAL = "generellt_plan", "Barn på ett generellt plan"
        INDIVIDUAL = "enskilt_barn_eller_grupp", "Enskilt barn eller en viss grupp"

    class State(models.TextChoices):
        DRAFT = "draft", "utkast"
        IN_REVIEW = "in_review", "på granskning"
        RETURNED = "returned", "behöver kompletteras"
        DONE = "done", "klar"
        LOCKED = "locked", "låst"

    class Secrecy(models.TextChoices):
        NO = "nej", "nej"
        MAYBE = "kanske", "behöver bedömas"
        YES = "ja", "ja"

    WRITTEN_IN = (State.DRAFT, State.RETURNED)

    authority = models.ForeignKey(Organisation, models.PROTECT, verbose_name="myndighet", related_name="assessments")
    response = models.OneToOneField(Response, models.PROTECT, verbose_name="svar", related_name="assessment")
    template = models.CharField("mall", max_length=80, choices=Template)
    grown_from = models.OneToOneField(
        "self", models.SET_NULL, verbose_name="har vuxit ur", related_name="grown_to", null=True
    )
    copied_from = models.ForeignKey(
        "self", models.SET_NULL, verbose_name="kopierad från", related_name="copies", null=True
    )
    state = models.CharField("läge", max_length=20, choices=State, default=State.DRAFT)
    title = models.CharField("ärendets namn", max_length=160)
    case_number = models.CharField("diarienummer", max_length=60, blank=True)
    unit = models.CharField("enhet eller avdelning", max_length=120, blank=True)
    decided_by = models.CharField("vem fattar beslutet", max_length=120, blank=True)
    decision_date = models.DateField("planerat beslutsdatum", null=True, blank=True)
    responsible = models.CharField("ansvarig handläggare (roll)", max_length=120, blank=True)
    reviewer = models.CharField("granskare (roll)", max_length=120, blank=True, default="", db_default="")
    secrecy = models.CharField("kan innehållet omfattas av sekretess", max_length=10, choices=Secrecy)
    constructed = models.BooleanField("konstruerat exempel", default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="påbörjad av", related_name="assessments", null=True
    )
    began_at = models.DateTimeField("påbörjad", auto_now_add=True)
    changed_at = models.DateTimeField("ändrad", auto_now_add=True)
    locked_at = models.DateTimeField("låst", null=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = "prövning"
        verbose_name_plural = "prövningar"
        indexes = [
            # With what the list chooses by, so that a page of ten thousand is found without reading them.
            models.Index(
                name="assessment_list",
                fields=["authority", "-changed_at", "-id"],
                include=["title", "case_number", "state", "template"],
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="assessment_locked_has_case_number",
                condition=~Q(state="locked") | (~Q(case_number="") & Q(locked_at__isnull=False)),
                violation_error_message="En låst prövning har ett diarienummer.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("assessments:assessment", args=[self.pk])

    @property
    def name_in_log(self):
        """Without the title, which may be about a child: what the log holds outlives the assessment."""
        return f"Prövning {self.pk}"

    @property
    def version_in_words(self):
        return self.in_words(self.response.version)

    def in_words(self, version):
        """Which version of the template it is: an authority that has made the template its own counts its own."""
        own = "" if version.key == self.template else ", med myndighetens egna tillägg"
        return f"version {version.number}{own}"


class Reading(models.Model):
    """That somebody has read an assessment on a day. Kept beside the log of changes, since reading is no change."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="readings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True)
    person_name = models.CharField("vem", max_length=200)
    date = models.DateField("dag")
    first_at = models.DateTimeField("första gången", auto_now_add=True)

    class Meta:
        verbose_name = "läsning"
        verbose_name_plural = "läsningar"
        constraints = [models.UniqueConstraint(name="reading_is_one_a_day", fields=["assessment", "person", "date"])]


class Comment(CommentAtQuestion):
    """What a colleague says at a question, till it is solved. It is taken away when the draft is cleaned up."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="comments")

    class Meta(CommentAtQuestion.Meta):
        abstract = False
        indexes = [models.Index(name="comment_of_assessment", fields=["assessment", "at", "id"])]


class Summary(models.Model):
    """What a person has made of the paragraphs for the tjänsteskrivelse. Without one they follow the answers.

    drawn: what the answers gave when it was written, so that one can tell that they have changed since.
    """

    assessment = models.OneToOneField(Assessment, models.CASCADE, related_name="summary")
    text = models.TextField("text")
    drawn = models.TextField("svarens stycke")
    at = models.DateTimeField("när", auto_now=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True)
    by_name = models.CharField("av", max_length=200)

    class Meta:
        verbose_name = "stycke till tjänsteskrivelsen"
        verbose_name_plural = "stycken till tjänsteskrivelsen"
        constraints = [
            models.CheckConstraint(
                name="summary_has_text",
                condition=~Q(text=""),
                violation_error_message="Ett stycke har en text.",
            ),
        ]

    def __str__(self):
        return self.text
