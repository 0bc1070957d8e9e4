import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
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


class MunicipalityGroup(models.TextChoices):
    """SKR's nine groups of municipalities (Kommungruppsindelning 2017 and 2023 have the same)."""

    METROPOLIS = "A1", "Storstäder"
    NEAR_METROPOLIS = "A2", "Pendlingskommun nära storstad"
    CITY = "B3", "Större stad"
    NEAR_CITY = "B4", "Pendlingskommun nära större stad"
    BESIDE_CITY = "B5", "Lågpendlingskommun nära större stad"
    TOWN = "C6", "Mindre stad/tätort"
    NEAR_TOWN = "C7", "Pendlingskommun nära mindre stad/tätort"
    RURAL = "C8", "Landsbygdskommun"
    RURAL_WITH_VISITORS = "C9", "Landsbygdskommun med besöksnäring"


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

    def bring_up_to_date(self):
        """Let each say the latest that its years say: its inhabitants, and its group."""
        years = MunicipalityYear.objects.filter(municipality=OuterRef("pk")).order_by("-year")
        counted, grouped = years.exclude(population=None), years.exclude(group_code="")
        return self.update(
            population=Subquery(counted.values("population")[:1]),
            population_0_19=Subquery(counted.values("population_0_19")[:1]),
            population_year=Subquery(counted.values("year")[:1]),
            group_code=Coalesce(Subquery(grouped.values("group_code")[:1]), Value("")),
            group_year=Subquery(grouped.values("year")[:1]),
        )


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
    # The latest of what its years say (MunicipalityYear), see bring_up_to_date().
    group_code = models.CharField("kommungrupp (SKR)", max_length=2, choices=MunicipalityGroup, blank=True)
    group_year = models.PositiveSmallIntegerField("kommungruppens indelning är från", null=True)
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

    @property
    def group_term(self):
        return f"Kommungrupp (SKR {self.group_year})"

    @property
    def group_name(self):
        return self.get_group_code_display()


class MunicipalityYear(models.Model):
    """What the registers say of a municipality for a year: its inhabitants on 31 December, and its SKR group.

    SKR makes its groups anew every few years, so most years have no group of their own.
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, verbose_name="kommun", related_name="years")
    year = models.PositiveSmallIntegerField("år")
    population = models.PositiveIntegerField("folkmängd", null=True)
    population_0_19 = models.PositiveIntegerField("invånare 0–19 år", null=True)
    group_code = models.CharField("kommungrupp (SKR)", max_length=2, choices=MunicipalityGroup, blank=True)

    class Meta:
        verbose_name = "kommunens år"
        verbose_name_plural = "kommunernas år"
        constraints = [
            models.UniqueConstraint(name="municipality_year_is_unique", fields=["municipality", "year"]),
            models.CheckConstraint(
                name="municipality_year_has_both_populations",
                condition=Q(population=None, population_0_19=None)
                | Q(population__isnull=False, population_0_19__isnull=False, population__gte=F("population_0_19")),
                violation_error_message="Folkmängden och invånarna 0–19 år hör ihop, och barnen är inte fler än alla.",
            ),
            models.CheckConstraint(
                name="municipality_year_says_something",
                condition=~Q(population=None, group_code=""),
                violation_error_message="Ett år ska ha en folkmängd eller en kommungrupp.",
            ),
        ]

    def __str__(self):
        return f"{self.municipality_id} {self.year}"


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
    # What is found by its names is indexed anew after this.
    renamed_at = models.DateTimeField("bytte namn", null=True, editable=False)

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


class OrganisationContact(models.Model):
    """How one reaches a function at an organisation, never a person by name."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, verbose_name="organisation", related_name="contact_ways"
    )
    role = models.CharField("funktion", max_length=100)
    email = models.EmailField("funktionsbrevlåda", blank=True)
    phone = models.CharField("telefon", max_length=30, blank=True)
    url = models.URLField("webbadress", max_length=500, blank=True)

    class Meta:
        verbose_name = "kontaktväg"
        verbose_name_plural = "kontaktvägar"
        ordering = ["role"]
        constraints = [
            models.UniqueConstraint(name="organisation_contact_is_unique", fields=["organisation", "role"]),
            models.CheckConstraint(
                name="organisation_contact_leads_somewhere",
                condition=~Q(email="", phone="", url=""),
                violation_error_message="En kontaktväg ska ha en brevlåda, ett telefonnummer eller en webbadress.",
            ),
        ]

    def __str__(self):
        return self.role


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
