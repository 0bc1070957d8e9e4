from django.db import models
from django.db.models import Exists, OuterRef, Q

from barnratt.accounts.models import Membership, Role, User
from initiatives.models import Initiative
from initiatives.permissions import WRITERS, is_editor


def looked_after_by(user):
    """The entries that a person answers for: the own organisations', and those nobody in the portal answers for.

    The latter are the county's reviewers' to look after, or the national editors'.
    """
    if not user.is_authenticated:
        return Initiative.objects.none()
    owners = Membership.objects.current().filter(
        organisation=OuterRef("organisation"), role__in=WRITERS, user__is_active=True
    )
    mine = Q(organisation__in=user.organisations_with(Role.MEMBER))
    if is_editor(user):
        mine |= ~Exists(owners)
    elif reviewed := [board.county_id for board in user.organisations_with(Role.REVIEWER)]:
        in_county = Initiative.counties.through.objects.filter(county_id__in=reviewed).values("initiative_id")
        mine |= Q(~Exists(owners), pk__in=in_county) & ~Q(scope=Initiative.Scope.NATIONAL)
    return Initiative.objects.readable().filter(mine)


class FreshnessQuestionQuerySet(models.QuerySet):
    def open(self):
        return self.filter(answered_at=None)

    def visible_to(self, user):
        return self.filter(initiative__in=looked_after_by(user))


class FreshnessQuestion(models.Model):
    """The portal has asked whether what an entry says is still so. It is open until somebody answers."""

    class Channel(models.TextChoices):
        OWNER = "ansvarig", "de som ansvarar för initiativet"
        REVIEWER = "granskare", "länets granskare"
        EDITOR = "redaktion", "den nationella samordnaren"

    class Answer(models.TextChoices):
        CONFIRMED = "stammer", "stämmer"
        CHANGED = "andrat", "ändrat och bekräftat"
        HISTORICAL = "historiskt", "har upphört"
        REPLACED = "ersatt", "ställdes på nytt till andra"

    initiative = models.ForeignKey(
        Initiative, models.CASCADE, verbose_name="initiativ", related_name="freshness_questions"
    )
    channel = models.CharField("ställd till", max_length=20, choices=Channel)
    revision = models.PositiveIntegerField("initiativets ändring nummer")
    asked_at = models.DateTimeField("ställd")
    reminded_at = models.DateTimeField("påmind", null=True, blank=True)
    answered_at = models.DateTimeField("besvarad", null=True, blank=True)
    answer = models.CharField("svar", max_length=20, choices=Answer, blank=True)
    answered_by = models.CharField("besvarad av", max_length=200, blank=True)

    objects = FreshnessQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "fråga om aktualitet"
        verbose_name_plural = "frågor om aktualitet"
        constraints = [
            models.UniqueConstraint(
                name="freshness_question_is_one",
                fields=["initiative"],
                condition=Q(answered_at=None),
                violation_error_message="Frågan är redan ställd.",
            ),
            models.CheckConstraint(
                name="freshness_question_answered_has_answer",
                condition=Q(answered_at=None, answer="") | Q(answered_at__isnull=False) & ~Q(answer=""),
                violation_error_message="En besvarad fråga ska ha ett svar.",
            ),
        ]

    def __str__(self):
        return f"Stämmer detta fortfarande? {self.initiative}"

    @property
    def is_open(self):
        return self.answered_at is None


class FreshnessRecipient(models.Model):
    """One of those who were asked. The person's name is not kept here: an answer says who gave it, and the log too."""

    question = models.ForeignKey(FreshnessQuestion, models.CASCADE, related_name="recipients")
    person = models.ForeignKey(
        User, models.SET_NULL, verbose_name="person", related_name="freshness_questions", null=True
    )
    is_waiting = models.BooleanField("väntar på att få veta", default=True)
    told_at = models.DateTimeField("fick veta senast", null=True, blank=True)

    class Meta:
        verbose_name = "mottagare"
        verbose_name_plural = "mottagare"
        constraints = [models.UniqueConstraint(name="freshness_recipient_is_one", fields=["question", "person"])]
        indexes = [models.Index(name="freshness_waiting", fields=["person"], condition=Q(is_waiting=True))]


class LinkCheck(models.Model):
    """What was found when an address was last tried. By address: an edit of the entry loses nothing, and an address
    that several entries have is tried once."""

    class Outcome(models.TextChoices):
        WORKS = "fungerar", "fungerar"
        FAILS = "fungerar_inte", "fungerar inte"
        UNKNOWN = "oklart", "går inte att avgöra"

    url = models.URLField("adress", max_length=500, unique=True)
    checked_at = models.DateTimeField("provad")
    outcome = models.CharField("utfall", max_length=20, choices=Outcome)
    status = models.PositiveSmallIntegerField("svarskod", null=True, blank=True)
    reason = models.CharField("varför", max_length=200, blank=True)
    failing_since = models.DateTimeField("har inte fungerat sedan", null=True, blank=True)
    failed_days = models.PositiveSmallIntegerField("dagar i rad utan att fungera", default=0)
    failed_date = models.DateField("fungerade senast inte", null=True, blank=True)
    dead_since = models.DateTimeField("räknas som död sedan", null=True, blank=True)
    is_waiting = models.BooleanField("väntar på att någon får veta", default=False)

    class Meta:
        verbose_name = "provad länk"
        verbose_name_plural = "provade länkar"
        constraints = [
            models.CheckConstraint(
                name="link_check_failing_is_whole",
                condition=Q(failing_since=None, failed_days=0, failed_date=None, dead_since=None)
                | Q(failing_since__isnull=False, failed_days__gt=0, failed_date__isnull=False),
                violation_error_message="En länk som inte fungerar ska ha en dag då det började.",
            ),
        ]
        indexes = [
            models.Index(name="link_check_dead", fields=["dead_since"], condition=Q(dead_since__isnull=False)),
            models.Index(name="link_check_worked", fields=["-checked_at"], condition=Q(outcome="fungerar")),
        ]

    def __str__(self):
        return self.url

    @property
    def is_dead(self):
        return self.dead_since is not None
