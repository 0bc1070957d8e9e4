from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from barnratt.accounts.models import Role, User
from barnratt.convention.models import Cluster
from regions.commentary.subjects import Subject
from regions.places.models import County, Municipality, Organisation


def boards_of(user):
    """The counties whose county board the person works for."""
    boards = user.organisations_with(Role.MEMBER)
    return [one.county_id for one in boards if one.kind == Organisation.Kind.COUNTY_BOARD]


class CommentaryQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What is being written is seen by those who work there, and by those who may read it through."""
        if not user.is_authenticated:
            return self.none()
        own = user.organisations_with(Role.MEMBER)
        municipalities = [one.municipality_id for one in own if one.kind == Organisation.Kind.MUNICIPALITY]
        read = [one.county_id for one in user.organisations_with(Role.REVIEWER)]
        seen = Q(county__in=boards_of(user)) | Q(municipality__in=municipalities)
        seen |= Q(municipality__county__in=read, state=Commentary.State.WAITING)
        country = Q(county=None, municipality=None)
        if user.has_national(Role.NATIONAL_COORDINATOR):
            seen |= country | Q(municipality=None, state=Commentary.State.WAITING)
        if user.has_national(Role.ADMINISTRATOR):
            seen |= country
        return self.filter(seen)


class Commentary(models.Model):
    """What a place itself says beside its figures, as it is being written. What is published is a Version.

    `writers` are those who have written since the last version: none of them may be the one who reads it through.
    """

    class State(models.TextChoices):
        WRITING = "writing", "skrivs"
        WAITING = "waiting", "väntar på att läsas"

    county = models.ForeignKey(County, models.PROTECT, verbose_name="län", related_name="+", null=True)
    municipality = models.ForeignKey(Municipality, models.PROTECT, verbose_name="kommun", related_name="+", null=True)
    cluster = models.ForeignKey(Cluster, models.PROTECT, verbose_name="tema", related_name="+", null=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="skrivs av", related_name="commentaries"
    )
    text = models.TextField("text", blank=True)
    state = models.CharField("läge", max_length=20, choices=State, default=State.WRITING)
    revision = models.PositiveIntegerField("ändring nummer", default=0)
    writers = models.ManyToManyField(User, verbose_name="har skrivit", related_name="+")
    written_at = models.DateTimeField("senast skriven", auto_now_add=True)
    written_by_name = models.CharField("senast skriven av", max_length=150, blank=True)
    written_by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True)
    sent_at = models.DateTimeField("skickad", null=True)
    reply = models.TextField("svar från den som läste", blank=True)
    reply_by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True)
    reply_by_name = models.CharField("svar av", max_length=150, blank=True)

    objects = CommentaryQuerySet.as_manager()

    class Meta:
        verbose_name = "kommentar till lägesbilden"
        verbose_name_plural = "kommentarer till lägesbilden"
        constraints = [
            models.UniqueConstraint(
                name="commentary_is_one_of_each",
                fields=["county", "municipality", "cluster"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="commentary_is_of_one_place",
                condition=Q(county=None) | Q(municipality=None),
                violation_error_message="En kommentar gäller en kommun, ett län eller landet.",
            ),
            models.CheckConstraint(
                name="commentary_waiting_has_text_and_time",
                condition=Q(state="writing") | ~Q(text="") & Q(sent_at__isnull=False),
                violation_error_message="Det som väntar på att läsas har en text och en tid.",
            ),
        ]

    def __str__(self):
        return str(self.subject)

    def get_absolute_url(self):
        return reverse("commentary:commentary", args=[self.subject.code, self.subject.key])

    @property
    def subject(self):
        return Subject(self.county, self.municipality, self.cluster)

    @property
    def name_in_log(self):
        return f"Kommentar, {self.subject}"


class Version(models.Model):
    """A commentary as it was published. Its text never changes; it can only be taken down."""

    commentary = models.ForeignKey(Commentary, models.PROTECT, verbose_name="kommentar", related_name="versions")
    number = models.PositiveIntegerField("nummer")
    text = models.TextField("text")
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name="skrivet av", related_name="+")
    written_by_name = models.CharField("av", max_length=150)
    written_by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True)
    read_by_name = models.CharField("läst av", max_length=150)
    read_by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True)
    published_at = models.DateTimeField("publicerad", auto_now_add=True)
    withdrawn_at = models.DateTimeField("nedtagen", null=True)

    class Meta:
        verbose_name = "publicerad kommentar"
        verbose_name_plural = "publicerade kommentarer"
        constraints = [
            models.UniqueConstraint(name="commentary_version_number_is_unique", fields=["commentary", "number"]),
            models.CheckConstraint(
                name="commentary_version_has_text",
                condition=~Q(text=""),
                violation_error_message="En publicerad kommentar har en text.",
            ),
            models.CheckConstraint(
                name="commentary_version_is_read_by_another",
                condition=~Q(read_by=F("written_by")),
                violation_error_message="En kommentar läses igenom av någon annan än den som skriver.",
            ),
        ]

    def __str__(self):
        return f"{self.commentary}, version {self.number}"


class UseNoteQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the own county board; the national coordinator sees all."""
        if not user.is_authenticated:
            return self.none()
        if user.has_national(Role.NATIONAL_COORDINATOR):
            return self
        return self.filter(county__in=boards_of(user))


class UseNote(models.Model):
    """That a county board has used the lägesbild: when, how, for what and where. The survey asks for it each year."""

    class Way(models.TextChoices):
        """The survey's own answers to how it was used (data/surveys, lb_hur), and what it has no word for."""

        PRIORITIES = "prioriteringar", "underlag för prioriteringar"
        INTERNAL = "internt", "spridd internt till andra verksamheter"
        FORUM = "samverkansforum", "spridd i regionala samverkansforum"
        OTHER_TASKS = "andra_uppdrag", "inom andra uppdrag"
        OTHER = "annat", "på annat sätt, till exempel vid ett kommunbesök"

    county = models.ForeignKey(County, models.PROTECT, verbose_name="län", related_name="+")
    used_date = models.DateField("när")
    way = models.CharField("hur", max_length=20, choices=Way)
    what = models.CharField("vad", max_length=300)
    where = models.CharField("var", max_length=150, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, verbose_name="av", related_name="+", null=True)
    by_name = models.CharField("av, namn", max_length=150)
    created_at = models.DateTimeField("antecknad", auto_now_add=True)

    objects = UseNoteQuerySet.as_manager()

    class Meta:
        verbose_name = "anteckning om användning"
        verbose_name_plural = "användningslogg"
        constraints = [
            models.CheckConstraint(
                name="use_note_says_what",
                condition=~Q(what=""),
                violation_error_message="Skriv vad lägesbilden användes till.",
            ),
        ]

    def __str__(self):
        return f"{self.county} {self.used_date}"
