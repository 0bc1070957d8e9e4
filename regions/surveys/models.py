import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from barnratt.accounts.models import Role
from barnratt.approvals.models import LinkApproval
from barnratt.questionnaires.models import Response, Version
from regions.places.models import County, Organisation

# What stands wherever answers that no county has given are shown.
MADE_UP = "Svaren är konstruerade så att de stämmer med de publicerade talen. Ingen länsstyrelse har lämnat dem."
TO_TRY = "Det här är en omgång att prova på. Det som skrivs här är inga länsstyrelsers svar."
MADE_UP_BEFORE = "Svaren från {year}, som årets jämförs med, är konstruerade. Ingen länsstyrelse har lämnat dem."


def counties_of(user):
    """The codes of the counties whose county boards the person belongs to."""
    boards = Organisation.Kind.COUNTY_BOARD
    return [one.county_id for one in user.organisations if one.kind == boards and one.county_id]


def sees_every_county(user):
    """Those who run the survey in the whole country."""
    return user.has_national(Role.NATIONAL_COORDINATOR) or user.has_national(Role.ADMINISTRATOR)


class RoundQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A round is seen by the county boards from the day that it opens, and by those who run it."""
        if not user.is_authenticated:
            return self.none()
        if sees_every_county(user):
            return self
        return self.exclude(state=Round.State.PREPARED) if counties_of(user) else self.none()

    def public(self):
        """Those whose results anyone can read: published, no test, and outside the demonstration not constructed."""
        found = self.filter(state=Round.State.PUBLISHED, is_test=False)
        return found if settings.DEMO else found.filter(constructed=False)

    def with_results_for(self, user):
        """Those whose results the person can ask for; whether they may be seen yet is for can_see_results."""
        return (self.visible_to(user) | self.public()) if user.is_authenticated else self.public()

    def with_definition(self):
        """With what is asked, then and the round before. The text of a definition is read once a process, not here."""
        found = self.select_related("version", "previous__version")
        return found.defer("version__content", "previous__version__content", "previous__totals")

    def latest_first(self):
        return self.order_by("-year", "is_test", "slug", "pk")


class Round(models.Model):
    """A year's survey (omgång): what is asked, and when. totals: derived from the submissions, see surveys.results."""

    class State(models.TextChoices):
        PREPARED = "prepared", "förbereds"
        OPEN = "open", "öppen"
        CLOSED = "closed", "stängd"
        PUBLISHED = "published", "publicerad"

    slug = models.SlugField("adress", max_length=40, unique=True)
    year = models.PositiveSmallIntegerField("verksamhetsår")
    title = models.CharField("titel", max_length=160)
    version = models.ForeignKey(Version, models.PROTECT, verbose_name="formulär", related_name="rounds")
    previous = models.ForeignKey(
        "self", models.PROTECT, verbose_name="omgången före", related_name="following", null=True, blank=True
    )
    state = models.CharField("läge", max_length=20, choices=State, default=State.PREPARED)
    opens_date = models.DateField("öppnar")
    last_answer_date = models.DateField("sista svarsdag")
    last_edit_date = models.DateField("sista dag för rättelser")
    is_test = models.BooleanField("provomgång", default=False)
    constructed = models.BooleanField("konstruerade svar", default=False)
    totals = models.JSONField("sammanräknat", default=dict, editable=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = "enkätomgång"
        verbose_name_plural = "enkätomgångar"
        constraints = [
            models.UniqueConstraint(
                name="round_of_year_is_one",
                fields=["year"],
                condition=Q(is_test=False),
                violation_error_message="Det finns redan en omgång för det året. Gör en provomgång i stället.",
            ),
            models.CheckConstraint(
                name="round_dates_in_order",
                condition=Q(opens_date__lte=F("last_answer_date")) & Q(last_answer_date__lte=F("last_edit_date")),
                violation_error_message="Omgången öppnar före sista svarsdag, som är före sista dag för rättelser.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("surveys:round", args=[self.slug])

    @property
    def definition(self):
        return self.version.definition

    @property
    def is_public(self):
        """Whether anyone can read the results, as RoundQuerySet.public."""
        return self.state == self.State.PUBLISHED and not self.is_test and (settings.DEMO or not self.constructed)

    @property
    def notice(self):
        """What is said of it wherever it is shown, when its answers or those of the year before are constructed."""
        if self.constructed:
            return TO_TRY if self.is_test else MADE_UP
        if self.previous and self.previous.constructed:
            return MADE_UP_BEFORE.format(year=self.previous.year)
        return ""

    @property
    def results_url(self):
        return reverse("surveys:results", args=[self.slug])

    @property
    def register_date(self):
        """The day whose municipalities are ticked: the year's last."""
        return datetime.date(self.year, 12, 31)


class RoundException(models.Model):
    """A county that has been given longer time."""

    round = models.ForeignKey(Round, models.CASCADE, verbose_name="omgång", related_name="exceptions")
    county = models.ForeignKey(County, models.PROTECT, verbose_name="län", related_name="+")
    last_answer_date = models.DateField("sista svarsdag")
    reason = models.CharField("skäl", max_length=300)

    class Meta:
        verbose_name = "längre svarstid"
        verbose_name_plural = "längre svarstider"
        constraints = [
            models.UniqueConstraint(
                name="round_exception_is_one",
                fields=["round", "county"],
                violation_error_message="Länet har redan en egen sista svarsdag.",
            ),
        ]

    def __str__(self):
        return f"{self.county}, {self.round}"


class CountyResponseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The county board's own, and every county's for those who run the survey. No other county sees them."""
        if not user.is_authenticated:
            return self.none()
        if sees_every_county(user):
            return self
        return self.filter(county__in=counties_of(user))


class CountyResponse(models.Model):
    """A county board's answers to a round.

    confirmed: {check: {"reason", "message"}} of soft checks, what they said and why the county says that the answers
    are right. Answers that are copied from the year before and not looked through are in `response.copied`.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "utkast"
        READY = "ready", "klar hos länet"
        APPROVED = "approved", "godkänd"
        SUBMITTED = "submitted", "inskickad"

    round = models.ForeignKey(Round, models.PROTECT, verbose_name="omgång", related_name="county_responses")
    county = models.ForeignKey(County, models.PROTECT, verbose_name="län", related_name="survey_responses")
    response = models.OneToOneField(Response, models.PROTECT, verbose_name="svar", related_name="county_response")
    state = models.CharField("läge", max_length=20, choices=State, default=State.DRAFT)
    confirmed = models.JSONField("bekräftade kontroller", default=dict)
    approved_by_name = models.CharField("godkänd av", max_length=200, blank=True)
    changed_at = models.DateTimeField("ändrad", auto_now_add=True)

    objects = CountyResponseQuerySet.as_manager()

    class Meta:
        verbose_name = "läns svar"
        verbose_name_plural = "läns svar"
        constraints = [
            models.UniqueConstraint(
                name="county_response_is_one",
                fields=["round", "county"],
                violation_error_message="Länet har redan börjat svara i den omgången.",
            ),
            models.CheckConstraint(
                name="county_response_approved_has_approver",
                condition=~Q(state="approved") | ~Q(approved_by_name=""),
                violation_error_message="Ett godkänt svar ska säga vem som har godkänt det.",
            ),
        ]

    def __str__(self):
        return f"{self.county}, {self.round}"

    def get_absolute_url(self):
        return reverse("surveys:response", args=[self.round.slug, self.county.slug])

    @property
    def answers_are(self):
        """The state as a sentence says it of the answers, which are many, as in ”Svaren är godkända”."""
        return ANSWERS_ARE[self.state]


ANSWERS_ARE = {
    CountyResponse.State.DRAFT: "ett utkast",
    CountyResponse.State.READY: "klara hos länet",
    CountyResponse.State.APPROVED: "godkända",
    CountyResponse.State.SUBMITTED: "inskickade",
}


class Approval(LinkApproval):
    """Whoever decides at a county board is asked by a link to approve the answers.

    It is void as soon as the answers are opened for changes, or when somebody else is asked.
    """

    county_response = models.ForeignKey(
        CountyResponse, models.CASCADE, verbose_name="läns svar", related_name="approvals"
    )

    class Meta(LinkApproval.Meta):
        constraints = [
            models.UniqueConstraint(
                name="approval_asked_is_one",
                fields=["county_response"],
                condition=Q(approved_at=None, voided_at=None),
                violation_error_message="Någon är redan tillfrågad om att godkänna.",
            ),
        ]

    def __str__(self):
        """Without the address: what the log holds can never be taken back."""
        return f"{self.role}, {self.county_response}"


class SubmissionQuerySet(models.QuerySet):
    def current(self):
        """Those that count: the latest of each county, unless it is withdrawn."""
        return self.filter(withdrawn_at=None)


class Submission(models.Model):
    """What a county sent in, as it was then. It never changes; when it is withdrawn, the next gets the next number."""

    county_response = models.ForeignKey(
        CountyResponse, models.PROTECT, verbose_name="läns svar", related_name="submissions"
    )
    number = models.PositiveSmallIntegerField("nummer i ordningen")
    version = models.ForeignKey(Version, models.PROTECT, verbose_name="formulär", related_name="+")
    answers = models.JSONField("svar")
    confirmed = models.JSONField("bekräftade kontroller", default=dict)
    approved_by_name = models.CharField("godkänd av", max_length=200, blank=True)
    at = models.DateTimeField("inskickad", auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True)
    by_name = models.CharField("inskickad av", max_length=200)
    withdrawn_at = models.DateTimeField("tillbakadragen", null=True)
    withdrawn_reason = models.CharField("skäl", max_length=300, blank=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = "inskickat svar"
        verbose_name_plural = "inskickade svar"
        constraints = [
            models.UniqueConstraint(name="submission_number_is_unique", fields=["county_response", "number"]),
            models.UniqueConstraint(
                name="submission_current_is_one",
                fields=["county_response"],
                condition=Q(withdrawn_at=None),
                violation_error_message="Svaret är redan inskickat. Dra tillbaka det först.",
            ),
        ]

    def __str__(self):
        return self.receipt

    @property
    def receipt(self):
        """The number on the receipt: the round, the county and which time in order."""
        found = self.county_response
        return f"{found.round.slug}-{found.county_id}-{self.number}"


class PublishedTotal(models.Model):
    """A figure of a question that a report of some year printed, from before the portal or beside it.

    options: the values that it counts together; none for the sum of a number, or of all options.
    """

    year = models.PositiveSmallIntegerField("verksamhetsår")
    question = models.CharField("fråga", max_length=80)
    options = ArrayField(models.CharField(max_length=80), verbose_name="svar som räknas", default=list, blank=True)
    value = models.PositiveIntegerField("tal")
    n = models.PositiveSmallIntegerField("antal som svarat", null=True, blank=True)
    source = models.CharField("källa", max_length=200)

    class Meta:
        verbose_name = "publicerat tal"
        verbose_name_plural = "publicerade tal"
        constraints = [
            models.UniqueConstraint(name="published_total_is_one", fields=["year", "question", "options"]),
        ]

    def __str__(self):
        return f"{self.question} {self.year}"
