from django.conf import settings
from django.db import models
from django.urls import reverse

from barnratt.accounts.models import Role
from barnratt.approvals.models import LinkApproval
from regions.surveys.models import Round


def edits_reports(user):
    """Those who write the national report."""
    return user.is_authenticated and user.has_national(Role.NATIONAL_COORDINATOR)


class ReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A report that is written is seen by those who write it. Others read what is published, see Publication."""
        return self if edits_reports(user) else self.none()

    def latest_first(self):
        return self.order_by("-year", "pk")


class Report(models.Model):
    """The national report of a year, while it is written. What has been published is a Publication.

    ledger: the accounts and what else the survey does not hold, see ledger.py. notes: what the printed report of the
    year says against itself, [{"key", "text", "where"}]. confirmed: {finding: {"reason", "message"}} of warnings
    that the editor has judged. seen: {reference as written: [text, base]} of the figures that the editor has looked at.
    """

    class State(models.TextChoices):
        WRITING = "writing", "skrivs"
        READY = "ready", "hos beslutsfattarna"
        PUBLISHED = "published", "publicerad"

    year = models.PositiveSmallIntegerField("verksamhetsår", unique=True)
    round = models.OneToOneField(Round, models.PROTECT, verbose_name="enkätomgång", related_name="report")
    title = models.CharField("titel", max_length=200)
    subtitle = models.CharField("undertitel", max_length=300, blank=True)
    dnr = models.CharField("diarienummer", max_length=60, blank=True)
    issn = models.CharField("ISSN", max_length=9, blank=True)
    sender = models.CharField("avsändare", max_length=200, blank=True)
    state = models.CharField("läge", max_length=20, choices=State, default=State.WRITING)
    ledger = models.JSONField("bokslut och uppgifter", default=dict, blank=True)
    notes = models.JSONField("den tryckta rapportens motsägelser", default=list, blank=True)
    confirmed = models.JSONField("bedömda varningar", default=dict, blank=True)
    seen = models.JSONField("siffror som redaktören har sett", default=dict, blank=True)
    seen_at = models.DateTimeField("när siffrorna senast gicks igenom", null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "nationell rapport"
        verbose_name_plural = "nationella rapporter"

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("reports:report", args=[self.year])

    @property
    def desk_url(self):
        """Where the report is written."""
        return reverse("reports:desk", args=[self.year])

    @property
    def constructed(self):
        return self.round.constructed

    @property
    def notice(self):
        """What every page and file of it says when answers that it tells of are constructed, or an empty text."""
        return self.round.notice


class ChapterQuerySet(models.QuerySet):
    def current(self):
        """Those that are in the report. One that is taken out is kept, so that it can be brought back."""
        return self.filter(removed_at=None)

    def in_order(self):
        return self.order_by("position", "pk")


class Chapter(models.Model):
    """A chapter (kapitel): Markdown in which every figure is a reference, see references."""

    class Kind(models.TextChoices):
        ORDINARY = "ordinary", "kapitel"
        PREFACE = "preface", "förord"
        SENDER = "sender", "avsändare och kolofon"
        ACCOUNTS = "accounts", "bokslut"
        CHILDREN = "children", "sammanfattning för barn"
        APPENDIX = "appendix", "bilaga"

    report = models.ForeignKey(Report, models.CASCADE, verbose_name="rapport", related_name="chapters")
    slug = models.SlugField("adress", max_length=60)
    kind = models.CharField("slag", max_length=20, choices=Kind, default=Kind.ORDINARY)
    position = models.PositiveSmallIntegerField("plats i ordningen")
    title = models.CharField("rubrik", max_length=200)
    text = models.TextField("text", blank=True)
    revision = models.PositiveIntegerField("ändring nummer", default=1)
    written_at = models.DateTimeField("senast skriven", auto_now_add=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="senast skriven av", related_name="+", null=True
    )

    removed_at = models.DateTimeField("borttaget", null=True, blank=True)

    objects = ChapterQuerySet.as_manager()

    class Meta:
        verbose_name = "kapitel"
        verbose_name_plural = "kapitel"
        constraints = [
            models.UniqueConstraint(
                name="report_chapter_slug_is_unique",
                fields=["report", "slug"],
                violation_error_message="Det finns redan ett kapitel med den adressen.",
            ),
            models.UniqueConstraint(
                name="report_chapter_position_is_unique",
                fields=["report", "position"],
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("reports:chapter", args=[self.report.year, self.slug])


class ChapterVersion(models.Model):
    """What a chapter said at a revision. What one person saves in a row within some minutes is one version."""

    chapter = models.ForeignKey(Chapter, models.CASCADE, verbose_name="kapitel", related_name="versions")
    revision = models.PositiveIntegerField("ändring nummer")
    title = models.CharField("rubrik", max_length=200)
    text = models.TextField("text", blank=True)
    began_at = models.DateTimeField("påbörjad")
    at = models.DateTimeField("sparad")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True)
    by_name = models.CharField("skriven av", max_length=200, blank=True)

    class Meta:
        verbose_name = "kapitlets version"
        verbose_name_plural = "kapitlets versioner"
        constraints = [
            models.UniqueConstraint(name="report_chapter_version_is_one", fields=["chapter", "revision"]),
        ]

    def __str__(self):
        return f"{self.title}, ändring {self.revision}"


class ReportApproval(LinkApproval):
    """One of the national decision-makers is asked by a link to approve the report.

    content_hash: what it said then, text and figures. An approval counts only while the report says just that.
    """

    report = models.ForeignKey(Report, models.CASCADE, verbose_name="rapport", related_name="approvals")
    content_hash = models.CharField("kondensat av innehållet", max_length=64)

    class Meta(LinkApproval.Meta):
        verbose_name = "begäran om godkännande av rapport"
        verbose_name_plural = "begäranden om godkännande av rapport"

    def __str__(self):
        """Without the address: what the log holds can never be taken back."""
        return f"{self.role}, {self.report}"


class PublicationQuerySet(models.QuerySet):
    def public(self):
        """Those that anyone may read: what is made of constructed answers only in the demonstration."""
        return self if settings.DEMO else self.filter(constructed=False)

    def latest_first(self):
        return self.order_by("-report__year", "-number")


class Publication(models.Model):
    """A report as it was published: it never changes, a trigger refuses it. A new version is a new row.

    document: documents.tree.as_data of the whole. figures: every reference with its text, base and source. tables: what
    the workbook has. approvals: who approved. chapters: the texts as they were written.
    """

    report = models.ForeignKey(Report, models.PROTECT, verbose_name="rapport", related_name="publications")
    number = models.PositiveSmallIntegerField("version")
    title = models.CharField("titel", max_length=200)
    dnr = models.CharField("diarienummer", max_length=60)
    issn = models.CharField("ISSN", max_length=9, blank=True)
    date = models.DateField("publicerad")
    constructed = models.BooleanField("konstruerade svar", default=False)
    document = models.JSONField("dokument")
    figures = models.JSONField("siffror")
    tables = models.JSONField("tabeller")
    chapters = models.JSONField("kapitel")
    approvals = models.JSONField("godkännanden")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = "publicerad rapport"
        verbose_name_plural = "publicerade rapporter"
        constraints = [
            models.UniqueConstraint(name="report_publication_number_is_unique", fields=["report", "number"]),
            models.CheckConstraint(
                name="report_publication_has_dnr",
                condition=~models.Q(dnr=""),
                violation_error_message="En publicerad rapport har ett diarienummer.",
            ),
        ]

    def __str__(self):
        return f"{self.title}, version {self.number}"

    def get_absolute_url(self):
        return reverse("reports:version", args=[self.report.year, self.number])


class Erratum(models.Model):
    """A mistake in what is published, told openly. The published text stands as it was; what is told never changes."""

    publication = models.ForeignKey(Publication, models.PROTECT, verbose_name="version", related_name="errata")
    place = models.CharField("var", max_length=200)
    said = models.TextField("det står")
    correct = models.TextField("det ska stå")
    at = models.DateTimeField("rättat", auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True)

    class Meta:
        verbose_name = "rättelse"
        verbose_name_plural = "rättelser"

    def __str__(self):
        return f"{self.place}, {self.publication}"
