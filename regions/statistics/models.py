from django.db import models
from django.db.models import Q

from barnratt.convention.models import Article, Cluster


class Dataset(models.Model):
    """A vintage: what came from one source at one time. A later one hides an earlier and never takes its place."""

    key = models.SlugField("nyckel", primary_key=True, max_length=40)
    title = models.CharField("namn", max_length=200)
    source = models.CharField("källa", max_length=200)
    attribution = models.CharField("anges som", max_length=100, blank=True)  # the words that the source asks for
    retrieved = models.CharField("hämtad", max_length=40)  # a date, or a month or year where no more is known
    licence = models.CharField("villkor", max_length=300, blank=True)
    constructed = models.BooleanField("konstruerade uppgifter", default=False)
    # Of two that have a value for the same thing, the one with the higher position is shown. Own uploads are at 0: what
    # somebody types never hides what the source itself says.
    position = models.PositiveIntegerField("plats i ordningen", default=0)
    # Of how few persons or things a number is shown; fewer are kept back, see `withholding`. None: all are shown.
    smallest_count = models.PositiveSmallIntegerField("minsta antal som visas", null=True, blank=True)
    checksum = models.CharField("filens kontrollsumma", max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = "datamängd"
        verbose_name_plural = "datamängder"

    def __str__(self):
        return self.title

    @property
    def credit(self):
        """What stands below a figure: "Källa: Kolada"."""
        return f"Källa: {self.attribution or self.source}"


class Recommendation(models.Model):
    """What the UN Committee on the Rights of the Child has asked of Sweden, for the indicators to be sorted by.

    Only paragraphs that somebody has read a source for. `paragraph` is empty where the source names the subject alone.
    """

    key = models.SlugField("nyckel", primary_key=True, max_length=40)
    document = models.CharField("dokument", max_length=60)
    paragraph = models.PositiveSmallIntegerField("punkt", null=True, blank=True)
    title = models.CharField("ämne", max_length=200)
    note = models.TextField("om källan", blank=True)
    position = models.PositiveSmallIntegerField("plats i ordningen", default=0)

    class Meta:
        verbose_name = "rekommendation från barnrättskommittén"
        verbose_name_plural = "rekommendationer från barnrättskommittén"
        constraints = [
            models.UniqueConstraint(
                name="recommendation_paragraph_is_listed_once",
                fields=["document", "paragraph"],
                violation_error_message="Punkten finns redan i listan.",
            )
        ]

    def __str__(self):
        return self.title

    @property
    def where(self):
        """Where the Committee says it: "CRC/C/SWE/CO/6-7, punkt 26"."""
        return f"{self.document}, punkt {self.paragraph}" if self.paragraph else self.document


class Indicator(models.Model):
    """What is measured: its definition, unit and source."""

    class Direction(models.TextChoices):
        HIGHER = "higher_is_better", "ett högre värde är bättre"
        LOWER = "lower_is_better", "ett lägre värde är bättre"
        NEUTRAL = "neutral", "varken högt eller lågt är bättre"

    key = models.CharField("nyckel", primary_key=True, max_length=40)
    title = models.CharField("namn", max_length=300)
    unit = models.CharField("enhet", max_length=60)
    source = models.CharField("källa", max_length=200)
    description = models.TextField("definition", blank=True)
    age_group = models.CharField("ålder", max_length=40, blank=True)
    divided_by_sex = models.BooleanField("finns för flickor och pojkar", default=False)
    direction = models.CharField("riktning", max_length=20, choices=Direction, default=Direction.NEUTRAL)
    cluster = models.ForeignKey(
        Cluster, models.PROTECT, verbose_name="tema", related_name="indicators", null=True, blank=True
    )
    articles = models.ManyToManyField(Article, verbose_name="artiklar", related_name="indicators", blank=True)
    recommendations = models.ManyToManyField(
        Recommendation, verbose_name="rekommendationer", related_name="indicators", blank=True
    )
    # A number of persons or things, which places and sexes may be added up of. A share, a rate or a mean may not.
    is_count = models.BooleanField("går att summera", default=False)
    has_ended = models.BooleanField("källan har slutat redovisa det", default=False)
    replaced_by = models.ForeignKey(
        "self", models.PROTECT, verbose_name="ersatt av", related_name="replaces", null=True, blank=True
    )

    class Meta:
        verbose_name = "nyckeltal"
        verbose_name_plural = "nyckeltal"
        constraints = [
            models.CheckConstraint(
                name="indicator_does_not_replace_itself",
                condition=Q(replaced_by=None) | ~Q(replaced_by=models.F("key")),
                violation_error_message="Ett nyckeltal kan inte ersättas av sig självt.",
            ),
            models.CheckConstraint(
                name="indicator_replaced_has_ended",
                condition=Q(replaced_by=None) | Q(has_ended=True),
                violation_error_message="Ett nyckeltal som har ersatts är ett som källan har slutat redovisa.",
            ),
        ]

    def __str__(self):
        return self.title


class ObservationQuerySet(models.QuerySet):
    def current(self):
        """Those that are shown: of each thing the one of the latest vintage."""
        return self.filter(is_current=True)


class Observation(models.Model):
    """One value of an indicator. Suppressed, missing and not applicable are three things, and none of them is zero.

    There can be twenty million. They are written by `vintages`, which says what is current, and read by `queries`.
    """

    class Sex(models.TextChoices):
        TOTAL = "T", "totalt"
        GIRLS = "K", "flickor och kvinnor"
        BOYS = "M", "pojkar och män"

    class BirthRegion(models.TextChoices):
        TOTAL = "total", "alla"
        SWEDEN = "sweden", "födda i Sverige"
        ABROAD = "abroad", "födda utomlands"

    class Status(models.TextChoices):
        VALUE = "value", "värde"
        MISSING = "missing", "uppgift saknas"
        NOT_APPLICABLE = "not_applicable", "ej tillämpligt"
        SUPPRESSED = "suppressed", "sekretess"
        PRELIMINARY = "preliminary", "preliminärt värde"
        REVISED = "revised", "reviderat värde"
        SERIES_BREAK = "series_break", "brott i serien"
        LOW_RELIABILITY = "low_reliability", "osäkert värde"

    WITHOUT_VALUE = (Status.MISSING, Status.NOT_APPLICABLE, Status.SUPPRESSED)

    # Neither key has an index of its own: the two that the table has begin with the indicator.
    dataset = models.ForeignKey(
        Dataset, models.PROTECT, verbose_name="datamängd", related_name="observations", db_index=False
    )
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, verbose_name="nyckeltal", related_name="observations", db_index=False
    )
    # 00 is Sweden, two digits a county, four a municipality: places that come and go keep their codes.
    area = models.CharField("område", max_length=4, db_collation="C")
    year = models.PositiveSmallIntegerField("år")
    sex = models.CharField("kön", max_length=1, choices=Sex, default=Sex.TOTAL)
    age_group = models.CharField("ålder", max_length=40, default="total")
    birth_region = models.CharField("födelseregion", max_length=10, choices=BirthRegion, default=BirthRegion.TOTAL)
    value = models.DecimalField("värde", max_digits=18, decimal_places=4, null=True, blank=True)
    count = models.DecimalField("antal", max_digits=18, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField("av", max_digits=18, decimal_places=4, null=True, blank=True)
    low = models.DecimalField("intervallets undre gräns", max_digits=18, decimal_places=4, null=True, blank=True)
    high = models.DecimalField("intervallets övre gräns", max_digits=18, decimal_places=4, null=True, blank=True)
    status = models.CharField("status", max_length=20, choices=Status, default=Status.VALUE)
    is_current = models.BooleanField("är den som visas", default=True)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        verbose_name = "observation"
        verbose_name_plural = "observationer"
        constraints = [
            # Year before area: one indicator in all places a year is read by this one.
            models.UniqueConstraint(
                name="observation_key_is_unique",
                fields=["indicator", "year", "area", "sex", "age_group", "birth_region", "dataset"],
            ),
            # Area before year: what is shown of one place is read by this one, however many vintages there are.
            models.UniqueConstraint(
                name="observation_is_current_once",
                fields=["indicator", "area", "year", "sex", "age_group", "birth_region"],
                condition=Q(is_current=True),
            ),
            models.CheckConstraint(
                name="observation_has_a_value_or_a_reason",
                condition=Q(value=None, status__in=["missing", "not_applicable", "suppressed"])
                | Q(value__isnull=False) & ~Q(status__in=["missing", "not_applicable", "suppressed"]),
                violation_error_message="En observation har antingen ett värde eller ett skäl till att det inte finns.",
            ),
            models.CheckConstraint(
                name="observation_area_is_a_code",
                condition=Q(area__regex=r"^([0-9]{2}|[0-9]{4})$"),
                violation_error_message="Området är 00 för riket, två siffror för ett län eller fyra för en kommun.",
            ),
        ]

    def __str__(self):
        return f"{self.indicator_id} {self.area} {self.year}"


class Withheld(models.Model):
    """What an upload said before the rule of its data set kept it back. Only `withholding` and corrections read it."""

    observation = models.OneToOneField(Observation, models.CASCADE, primary_key=True, related_name="withheld")
    value = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    count = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    denominator = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    low = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    high = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    status = models.CharField(max_length=20, choices=Observation.Status)

    class Meta:
        verbose_name = "värde som hålls inne"
        verbose_name_plural = "värden som hålls inne"


class Fetched(models.Model):
    """What a source last said when it was asked for a year of an indicator, so that it need not say it again."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, verbose_name="nyckeltal", related_name="fetched")
    year = models.PositiveSmallIntegerField("år")
    fetched_at = models.DateTimeField("hämtad")
    last_modified = models.CharField("källan säger ändrad", max_length=60, blank=True)

    class Meta:
        verbose_name = "hämtat år"
        verbose_name_plural = "hämtade år"
        constraints = [models.UniqueConstraint(name="fetched_year_is_noted_once", fields=["indicator", "year"])]

    def __str__(self):
        return f"{self.indicator_id} {self.year}"


class Drawing(models.Model):
    """A chart drawn ahead, by the hash of what it shows. What is not here is drawn when somebody asks for it."""

    key = models.CharField("kondensat", primary_key=True, max_length=20)
    svg = models.TextField("bild")

    class Meta:
        verbose_name = "ritat diagram"
        verbose_name_plural = "ritade diagram"

    def __str__(self):
        return self.key


class Edition(models.Model):
    """Which edition of the numbers this is: another as soon as anything that a lägesbild is made from has changed.

    One row, written by triggers in the same transaction as the change (see the migration `edition`), so that what is
    kept under an edition is never older than what the database says.
    """

    id = models.SmallIntegerField(primary_key=True)
    value = models.UUIDField("utgåva")
    changed_at = models.DateTimeField("ändrad")

    class Meta:
        verbose_name = "utgåva"
        verbose_name_plural = "utgåvor"
        constraints = [models.CheckConstraint(name="edition_is_one_row", condition=Q(id=1))]

    def __str__(self):
        return str(self.value)
