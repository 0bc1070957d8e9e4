import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from barnratt.core.swedish_order import SwedishOrder
from barnratt.core.templatetags.swedish import number


class Population:
    """What a place's number of inhabitants is shown with: its date and its base."""

    @property
    def population_date(self):
        return datetime.date(self.population_year, 12, 31)

    @property
    def population_base(self):
        return f"Av {number(self.population)} invånare"


class CountyQuerySet(models.QuerySet):
    def in_order(self):
        return self.order_by(SwedishOrder("short_name"), "pk")


class County(Population, models.Model):
    """One of Sweden's 21 counties (län). The code is Statistics Sweden's and keeps its leading zero."""

    code = models.CharField("länskod", max_length=2, primary_key=True)
    name = models.CharField("namn", max_length=60, unique=True)
    short_name = models.CharField("kort namn", max_length=60)
    slug = models.SlugField("adress", unique=True)
    letter_code = models.CharField("länsbokstav", max_length=2, unique=True)
    residence_city = models.CharField("residensstad", max_length=60)
    is_metropolitan = models.BooleanField("storstadslän")
    iso_code = models.CharField("ISO 3166-2", max_length=5)
    nuts3_code = models.CharField("NUTS 3", max_length=5)
    kolada_region_id = models.CharField("regionens id i Kolada", max_length=10)
    kolada_group_id = models.CharField("kommungruppens id i Kolada", max_length=10)
    population = models.PositiveIntegerField("folkmängd")
    population_0_19 = models.PositiveIntegerField("invånare 0–19 år")
    population_year = models.PositiveSmallIntegerField("folkmängden gäller 31 december")

    objects = CountyQuerySet.as_manager()

    class Meta:
        verbose_name = "län"
        verbose_name_plural = "län"

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("profiles:county", args=[self.slug])


class MunicipalityQuerySet(models.QuerySet):
    def on(self, date):
        """Those that existed on a date."""
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=date),
            Q(valid_to=None) | Q(valid_to__gte=date),
        )

    def current(self):
        return self.filter(valid_to=None)

    def in_order(self):
        return self.order_by(SwedishOrder("short_name"), "pk")


class Municipality(Population, models.Model):
    """A municipality (kommun) for as long as it has had this code and lain in this county.

    A municipality that changes county gets a new code, so it is a new row: Heby was 1917 in
    Västmanland to the end of 2006 and has been 0331 in Uppsala county since. `successor` leads on.
    """

    code = models.CharField("kommunkod", max_length=4, primary_key=True)
    name = models.CharField("namn", max_length=60)
    short_name = models.CharField("kort namn", max_length=60)
    display_name = models.CharField("kallar sig", max_length=60)
    county = models.ForeignKey(County, models.PROTECT, verbose_name="län", related_name="municipalities")
    org_number = models.CharField("organisationsnummer", max_length=11, blank=True)
    group_code = models.CharField("kommungrupp (SKR 2023)", max_length=2, blank=True)
    group_name = models.CharField("kommungruppens namn", max_length=80, blank=True)
    group_code_2017 = models.CharField("kommungrupp (SKR 2017)", max_length=2, blank=True)
    population = models.PositiveIntegerField("folkmängd", null=True)
    population_0_19 = models.PositiveIntegerField("invånare 0–19 år", null=True)
    population_year = models.PositiveSmallIntegerField("folkmängden gäller 31 december", null=True)
    valid_from = models.DateField("från och med", null=True)
    valid_to = models.DateField("till och med", null=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, verbose_name="efterträdare", related_name="predecessors", null=True
    )

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name = "kommun"
        verbose_name_plural = "kommuner"
        constraints = [
            models.CheckConstraint(
                name="municipality_validity_in_order",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_from__lte=F("valid_to")),
                violation_error_message="Kommunen kan inte upphöra innan den bildades.",
            ),
            models.CheckConstraint(
                name="municipality_population_has_year",
                condition=Q(population=None, population_0_19=None, population_year=None)
                | Q(population__isnull=False, population_0_19__isnull=False, population_year__isnull=False),
                violation_error_message="En folkmängd ska ha det år den gäller.",
            ),
            models.UniqueConstraint(
                name="municipality_current_name_is_unique",
                fields=["short_name"],
                condition=Q(valid_to=None),
                violation_error_message="Det finns redan en kommun med det namnet.",
            ),
        ]

    def __str__(self):
        return self.display_name

    def get_absolute_url(self):
        return reverse("profiles:municipality", args=[self.code])


class OrganisationQuerySet(models.QuerySet):
    def in_order(self):
        return self.order_by(SwedishOrder("name"), "pk")

    def with_address_at(self, domains):
        """Those whose people have addresses at one of the domains: the organisation itself, and the parts of it."""
        found = EmailDomain.objects.filter(domain__in=domains).values("organisation")
        return self.filter(Q(pk__in=found) | Q(parent__in=found))


class Organisation(models.Model):
    """Who does, answers or decides: from a county board to a local association.

    In Swedish law every board of a municipality or region (nämnd) is an authority of its own. So
    `is_authority` is true for a nämnd, a county board and an agency, and false for the municipality
    or region that is their legal person; `parent` ties the nämnd to it.
    """

    class Kind(models.TextChoices):
        MUNICIPALITY = "kommun", "kommun"
        REGION = "region", "region"
        COUNTY_BOARD = "lansstyrelse", "länsstyrelse"
        AGENCY = "statlig_myndighet", "statlig myndighet"
        LOCAL_BOARD = "kommunal_namnd", "nämnd"
        CIVIL_SOCIETY = "civilsamhalle", "civilsamhälle"
        NETWORK = "natverk", "nätverk och samverkan"
        EMPLOYERS = "arbetsgivarorganisation", "arbetsgivar- och medlemsorganisation"
        UNIVERSITY = "larosate", "lärosäte"
        BUSINESS = "naringsliv", "näringsliv"

    key = models.SlugField("nyckel", max_length=80, unique=True)
    kind = models.CharField("slag", max_length=30, choices=Kind)
    name = models.CharField("namn", max_length=150, unique=True)
    short_name = models.CharField("kort namn", max_length=80, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name="tillhör", related_name="parts", null=True, blank=True
    )
    is_authority = models.BooleanField("är en myndighet", default=False)
    county = models.ForeignKey(
        County, models.PROTECT, verbose_name="län", related_name="organisations", null=True, blank=True
    )
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name="kommun", related_name="organisations", null=True, blank=True
    )
    org_number = models.CharField("organisationsnummer", max_length=11, blank=True)
    also_called = ArrayField(models.CharField(max_length=150), verbose_name="kallas också", default=list, blank=True)
    formerly_called = ArrayField(models.CharField(max_length=150), verbose_name="hette förr", default=list, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "organisation"
        verbose_name_plural = "organisationer"
        constraints = [
            models.CheckConstraint(
                name="organisation_is_not_its_own_parent",
                condition=Q(parent=None) | ~Q(parent=F("pk")),
                violation_error_message="En organisation kan inte tillhöra sig själv.",
            ),
            models.CheckConstraint(
                name="organisation_board_is_authority_with_parent",
                condition=~Q(kind="kommunal_namnd") | Q(is_authority=True, parent__isnull=False),
                violation_error_message="En nämnd är en egen myndighet och tillhör en kommun eller region.",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def names(self):
        """Every name it goes or has gone by, the present one first."""
        return [self.name, *filter(None, [self.short_name]), *self.also_called, *self.formerly_called]


class EmailDomain(models.Model):
    """What follows @ in the addresses that an organisation gives its people. Who has such an address may ask to join
    the organisation or a part of it.

    A domain belongs to one organisation. The county boards, and their networks, have theirs in common.
    """

    SHARERS = (Organisation.Kind.COUNTY_BOARD, Organisation.Kind.NETWORK)

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="email_domains")
    domain = models.CharField("domän", max_length=253)
    is_shared = models.BooleanField("delas med andra", default=False)

    class Meta:
        verbose_name = "e-postdomän"
        verbose_name_plural = "e-postdomäner"
        constraints = [
            models.UniqueConstraint(
                name="email_domain_is_one_organisations",
                fields=["domain"],
                condition=Q(is_shared=False),
                violation_error_message="Domänen hör redan till en annan organisation.",
            ),
            models.UniqueConstraint(
                name="email_domain_is_said_once",
                fields=["domain", "organisation"],
                violation_error_message="Domänen är redan inskriven.",
            ),
            models.CheckConstraint(
                name="email_domain_is_a_domain",
                condition=Q(domain__regex=r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$"),
                violation_error_message="Skriv domänen med små bokstäver och punkt, till exempel gavle.se.",
            ),
        ]

    def __str__(self):
        return self.domain
