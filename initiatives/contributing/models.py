from django.db import models
from django.db.models import Q
from django.urls import reverse

from barnratt.accounts.models import Role, User
from initiatives.models import Initiative
from regions.places.models import Organisation


class ChangeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own; those of the own organisations' entries once sent in; those that one may review.

        The text of a new entry is shared by the organisation from the first word.
        """
        if not user.is_authenticated:
            return self.none()
        sent = ~Q(state=Change.State.WRITING)
        visible = Q(by=user, is_new=False)
        if user.has_national(Role.NATIONAL_COORDINATOR) or user.has_national(Role.ADMINISTRATOR):
            visible |= sent
        if own := user.organisations_with(Role.MEMBER):
            visible |= Q(initiative__organisation__in=own) & (Q(is_new=True) | sent)
        if reviewed := [board.county_id for board in user.organisations_with(Role.REVIEWER)]:
            places = Initiative.counties.through.objects.filter(county_id__in=reviewed)
            visible |= sent & Q(initiative__in=places.values("initiative_id"))
        return self.filter(visible)


class Change(models.Model):
    """What somebody is writing about an entry: the whole of a new one, or a suggested change of one that is there.

    `content` is the text as it was typed, right or wrong, so that nothing is lost; it becomes the entry's own when it
    is accepted. `base` is what the entry said when the writing began, so that two changes can be joined.
    Both are {field: [values]} (initiatives.contributing.content).
    """

    class State(models.TextChoices):
        WRITING = "writing", "skrivs"
        OPEN = "open", "väntar på svar"
        ACCEPTED = "accepted", "godtaget"
        DECLINED = "declined", "avböjt"

    initiative = models.ForeignKey(Initiative, models.CASCADE, verbose_name="initiativ", related_name="changes")
    is_new = models.BooleanField("nytt initiativ", default=False)
    state = models.CharField("läge", max_length=20, choices=State, default=State.WRITING)
    content = models.JSONField("innehåll", default=dict)
    base = models.JSONField("innehåll från början", default=dict)
    revision = models.PositiveIntegerField("ändring nummer", default=1)
    reason = models.CharField("varför", max_length=500, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, verbose_name="av", related_name="changes", null=True)
    by_name = models.CharField("av, namn", max_length=150)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="för organisation", related_name="changes", null=True
    )
    began_at = models.DateTimeField("påbörjad", auto_now_add=True)
    written_at = models.DateTimeField("senast skriven", auto_now_add=True)
    written_by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True)
    sent_at = models.DateTimeField("skickad", null=True, blank=True)
    decided_at = models.DateTimeField("avgjord", null=True, blank=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True)
    decided_by_name = models.CharField("avgjord av", max_length=150, blank=True)
    decision_reason = models.TextField("skäl", blank=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "ändring"
        verbose_name_plural = "ändringar"
        constraints = [
            models.UniqueConstraint(
                name="change_new_entry_has_one_text", fields=["initiative"], condition=Q(is_new=True)
            ),
            models.UniqueConstraint(
                name="change_is_written_once_by_each",
                fields=["initiative", "by"],
                condition=Q(is_new=False, state="writing"),
                violation_error_message="Du skriver redan på en ändring av initiativet.",
            ),
            models.CheckConstraint(
                name="change_declined_has_reason",
                condition=~Q(state="declined") | ~Q(decision_reason=""),
                violation_error_message="Skriv varför ändringen avböjs.",
            ),
        ]
        indexes = [models.Index(name="change_open", fields=["sent_at"], condition=Q(state="open"))]

    def __str__(self):
        return f"Nytt initiativ: {self.initiative}" if self.is_new else f"Ändring av {self.initiative}"

    def get_absolute_url(self):
        return reverse("contributing:change", args=[self.pk])

    @property
    def standing(self):
        """Where the text stands, for a list: also that it has come back from a review (`sent_back`, written_by())."""
        if not self.is_new:
            return self.get_state_display()
        decision = getattr(self, "sent_back", None) if self.state == Change.State.WRITING else None
        return Submission.Decision(decision).label if decision else self.initiative.get_state_display()

    @property
    def title(self):
        """What the entry is called in the text as it is being written."""
        return next(iter(self.content.get("title", [])), self.initiative.title)


class SubmissionQuerySet(models.QuerySet):
    def open(self):
        return self.filter(decision="")

    def visible_to(self, user):
        """Those who review the county, the national coordinator, and those who answer for the entry."""
        if not user.is_authenticated:
            return self.none()
        if user.has_national(Role.NATIONAL_COORDINATOR) or user.has_national(Role.ADMINISTRATOR):
            return self
        visible = Q(initiative__organisation__in=user.organisations_with(Role.MEMBER))
        if reviewed := [board.county_id for board in user.organisations_with(Role.REVIEWER)]:
            places = Initiative.counties.through.objects.filter(county_id__in=reviewed)
            visible |= Q(initiative__in=places.values("initiative_id"))
        return self.filter(visible)


class Submission(models.Model):
    """One round of review: what was asked for, and the answer with its reasons. The rounds are kept."""

    class Wanted(models.TextChoices):
        PUBLISH = "publicering", "publicering"
        REVIEWED = "granskad", "märkningen granskat"
        IN_DEPTH = "fordjupad", "märkningen fördjupat"

    class Decision(models.TextChoices):
        PUBLISHED = "publicerad", "publicerat, märkt registrerat"
        APPROVED = "godkand", "godkänt, märkt granskat"
        IN_DEPTH = "fordjupad", "godkänt, märkt fördjupat"
        COMPLETION = "komplettering", "behöver kompletteras"
        DECLINED = "avbojd", "avböjt"
        TAKEN_BACK = "aterkallad", "taget tillbaka av den som skickade in"

    initiative = models.ForeignKey(Initiative, models.CASCADE, verbose_name="initiativ", related_name="submissions")
    wanted = models.CharField("gäller", max_length=20, choices=Wanted)
    at = models.DateTimeField("inskickat", auto_now_add=True)
    by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True)
    by_name = models.CharField("av", max_length=150)
    decision = models.CharField("beslut", max_length=20, choices=Decision, blank=True)
    checklist = models.JSONField("checklista", default=dict)
    reason = models.TextField("skäl", blank=True)
    decided_at = models.DateTimeField("avgjort", null=True, blank=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True)
    decided_by_name = models.CharField("avgjort av", max_length=150, blank=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = "granskning"
        verbose_name_plural = "granskningar"
        constraints = [
            models.UniqueConstraint(
                name="submission_open_is_one",
                fields=["initiative"],
                condition=Q(decision=""),
                violation_error_message="Initiativet väntar redan på granskning.",
            ),
            models.CheckConstraint(
                name="submission_no_has_reason",
                condition=~Q(decision__in=["komplettering", "avbojd"]) | ~Q(reason=""),
                violation_error_message="Skriv vad som behövs, eller varför initiativet avböjs.",
            ),
            models.CheckConstraint(
                name="submission_decision_has_date",
                condition=Q(decision="", decided_at=None) | ~Q(decision="") & Q(decided_at__isnull=False),
                violation_error_message="Ett beslut ska ha ett datum.",
            ),
        ]

    def __str__(self):
        return f"{self.initiative}, {self.get_wanted_display()}"

    def get_absolute_url(self):
        return reverse("contributing:review", args=[self.pk])


class Version(models.Model):
    """What an entry said from a moment on. The number is the entry's revision."""

    initiative = models.ForeignKey(Initiative, models.CASCADE, verbose_name="initiativ", related_name="versions")
    number = models.PositiveIntegerField("nummer")
    at = models.DateTimeField("från och med", auto_now_add=True)
    content = models.JSONField("innehåll")
    by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True)
    by_name = models.CharField("av", max_length=150)
    reason = models.CharField("varför", max_length=500, blank=True)

    class Meta:
        verbose_name = "version"
        verbose_name_plural = "versioner"
        constraints = [models.UniqueConstraint(name="version_number_is_unique", fields=["initiative", "number"])]

    def __str__(self):
        return f"{self.initiative}, version {self.number}"
