from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse


class ImportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Administrators see every import."""
        return self if user.is_administrator else self.none()

    def waiting(self):
        """Those that somebody waits for the portal to work on."""
        return self.filter(state__in=Import.WORKED_ON)


class Import(models.Model):
    """A spreadsheet on its way in: the file, how it is understood, what came of it."""

    class State(models.TextChoices):
        MATCHING = "matching", "kolumnerna ska väljas"
        CHECKING = "checking", "läses"
        CHECKED = "checked", "väntar på att du bekräftar"
        CONFIRMING = "confirming", "läses in"
        DONE = "done", "inläst"
        UNDOING = "undoing", "ångras"
        UNDONE = "undone", "ångrad"

    WORKED_ON = (State.CHECKING, State.CONFIRMING, State.UNDOING)

    kind = models.CharField("vad filen innehåller", max_length=40, blank=True)
    file_name = models.CharField("fil", max_length=200)
    described = models.CharField("slag av fil", max_length=100)
    sheet = models.CharField("blad", max_length=200, blank=True)
    header = models.JSONField("rubrikrader", null=True)  # [first, last] when a person has said where they are
    columns = models.JSONField("kolumner", default=list)  # [[letter, name, field or null], …]
    corrections = models.JSONField("rättelser", default=dict)
    state = models.CharField("läge", max_length=20, choices=State, default=State.MATCHING)
    progress = models.PositiveSmallIntegerField("hur långt, procent", default=0)
    problem = models.TextField("problem", blank=True)
    counts = models.JSONField("antal", default=dict)
    left_out = models.JSONField("utelämnat", default=list)  # [[row, why, text], …]
    created_at = models.DateTimeField("påbörjad", auto_now_add=True)
    asked_at = models.DateTimeField("satt i arbete", null=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="satt i arbete av", related_name="+", null=True
    )
    checked_at = models.DateTimeField("läst", null=True)
    done_at = models.DateTimeField("inläst", null=True)
    undone_at = models.DateTimeField("ångrad", null=True)
    forgotten_at = models.DateTimeField("innehållet borttaget", null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="av", related_name="imports", null=True
    )
    by_name = models.CharField("av, namn", max_length=150)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = "inläsning"
        verbose_name_plural = "inläsningar"
        indexes = [
            models.Index(
                name="import_waiting",
                fields=["asked_at"],
                condition=Q(state__in=["checking", "confirming", "undoing"]),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="import_done_has_date",
                condition=~Q(state="done") | Q(done_at__isnull=False, kind__gt=""),
                violation_error_message="Det som är inläst har ett datum och ett slag.",
            ),
            models.CheckConstraint(
                name="import_progress_is_percent",
                condition=Q(progress__lte=100),
                violation_error_message="Hur långt arbetet har kommit räknas i procent.",
            ),
        ]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("imports:import", args=[self.pk])

    @property
    def matches(self):
        """{place in a row: field} of the columns that mean something."""
        return {place: field for place, (_, _, field) in enumerate(self.columns) if field}

    @property
    def rows_in_file(self):
        return sum(self.counts.values())

    @property
    def to_write(self):
        return self.counts.get("new", 0) + self.counts.get("changed", 0)


class ImportFile(models.Model):
    """The file as it came, beside the import so that a list of imports does not read it."""

    source = models.OneToOneField(Import, models.CASCADE, primary_key=True, related_name="file")
    content = models.BinaryField("innehåll")

    class Meta:
        verbose_name = "fil"
        verbose_name_plural = "filer"


class ImportRow(models.Model):
    """A row that is new, changed or wrong. What it is about is found by `target`; before and after are what differs."""

    class Outcome(models.TextChoices):
        NEW = "new", "ny"
        CHANGED = "changed", "ändrad"
        WRONG = "wrong", "fel"

    source = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField("rad")
    place = models.PositiveSmallIntegerField("värde i raden", default=0)  # in a wide table, where a row holds several
    outcome = models.CharField("utfall", max_length=10, choices=Outcome)
    name = models.CharField("vad raden handlar om", max_length=200)
    target = models.CharField("id", max_length=40, null=True)
    before = models.JSONField("före", default=dict)
    after = models.JSONField("efter", default=dict)
    faults = models.JSONField("fel", default=list)

    class Meta:
        verbose_name = "rad"
        verbose_name_plural = "rader"
        constraints = [models.UniqueConstraint(name="import_row_is_unique", fields=["source", "number", "place"])]
        indexes = [models.Index(name="import_row_outcome", fields=["source", "outcome", "id"])]

    def __str__(self):
        return f"rad {self.number}"


class HeaderChoice(models.Model):
    """What a person has said that a header means in files of a kind, for next time."""

    kind = models.CharField("vad filen innehåller", max_length=40)
    header = models.CharField("rubrik", max_length=200)  # as matching.header_key
    field = models.CharField("fält", max_length=60, blank=True)  # empty: leave the column alone

    class Meta:
        verbose_name = "vald kolumn"
        verbose_name_plural = "valda kolumner"
        constraints = [models.UniqueConstraint(name="header_choice_is_unique", fields=["kind", "header"])]

    def __str__(self):
        return self.header
