import datetime

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now
from django.urls import reverse
from django.utils import timezone

from barnratt.accounts.models import Role, User
from barnratt.convention.models import Article
from barnratt.core.swedish_order import swedish_key
from regions.places.models import County, Municipality, Organisation

EARLIEST_YEAR = 1989  # the Convention was adopted on 20 November 1989


class Kind(models.Model):
    """What sort of thing an initiative is: a plan, a survey of needs, a training, a network …"""

    key = models.SlugField("nyckel", primary_key=True)
    label = models.CharField("benämning", max_length=60)
    description = models.CharField("förklaring", max_length=300, blank=True)
    position = models.PositiveSmallIntegerField("ordning")

    class Meta:
        verbose_name = "slag"
        verbose_name_plural = "slag"

    def __str__(self):
        return self.label


class Term(models.Model):
    """A word of one of the catalogue's vocabularies. The key stays; the label may be reworded."""

    class Vocabulary(models.TextChoices):
        STEP = "steg", "steg i Barnrättsresan"
        FACTOR = "faktor", "framgångsfaktor"
        AREA = "omrade", "verksamhetsområde"
        PARTNER = "med", "kan göras tillsammans med"
        DOER = "av", "kan göras av"
        AGE = "alder", "ålder"
        SITUATION = "situation", "barnens situation"

    vocabulary = models.CharField("ordlista", max_length=20, choices=Vocabulary)
    key = models.SlugField("nyckel")
    label = models.CharField("benämning", max_length=80)
    description = models.CharField("förklaring", max_length=300, blank=True)
    position = models.PositiveSmallIntegerField("ordning")

    class Meta:
        verbose_name = "term"
        verbose_name_plural = "termer"
        constraints = [models.UniqueConstraint(name="term_key_is_unique", fields=["vocabulary", "key"])]

    def __str__(self):
        return self.label


def place_in_words(scope, municipalities, counties):
    """Where, in words: municipalities, else counties, else that it is national."""
    if scope == Initiative.Scope.NATIONAL:
        return "Nationellt"
    return ", ".join(sorted(map(str, municipalities or counties), key=swedish_key))


class InitiativeQuerySet(models.QuerySet):
    def published(self):
        return self.filter(state=Initiative.State.PUBLISHED)

    def readable(self):
        """What everybody can read: the published, and the archived at their own addresses."""
        return self.filter(state__in=[Initiative.State.PUBLISHED, Initiative.State.ARCHIVED])

    def visible_to(self, user):
        """What everybody can read; the own organisations' in every state; what one may review, once submitted."""
        if not user.is_authenticated:
            return self.readable()
        if user.is_staff or user.has_national(Role.NATIONAL_COORDINATOR) or user.has_national(Role.ADMINISTRATOR):
            return self
        visible = Q(state__in=[Initiative.State.PUBLISHED, Initiative.State.ARCHIVED])
        if own := user.organisations_with(Role.MEMBER):
            visible |= Q(organisation__in=own)
        if reviewed := [board.county_id for board in user.organisations_with(Role.REVIEWER)]:
            # A draft stays its writers' own until it has been handed in once.
            visible |= Q(
                submitted_at__isnull=False,
                pk__in=Initiative.counties.through.objects.filter(county_id__in=reviewed).values("initiative_id"),
            )
        return self.filter(visible)

    def for_index(self):
        """With everything that can be found or counted, and no more: all entries are read for a new index."""
        only = {
            "counties": County.objects.only("code", "name", "short_name"),
            "municipalities": Municipality.objects.only("code", "display_name", "short_name"),
            "articles": Article.objects.only("number", "title"),
            "terms": Term.objects.only("vocabulary", "key", "label"),
            "links": Link.objects.only("initiative_id", "material"),
        }
        prefetches = (models.Prefetch(name, queryset) for name, queryset in only.items())
        return self.select_related("kind", "organisation").prefetch_related("partners", *prefetches)

    def for_detail(self):
        """With everything that the entry's own page shows."""
        return self.select_related("kind", "organisation").prefetch_related(
            models.Prefetch("article_links", ArticleLink.objects.select_related("article").order_by("pk")),
            models.Prefetch("taggings", Tagging.objects.select_related("term").order_by("pk")),
            models.Prefetch("partnerships", Partnership.objects.select_related("organisation").order_by("pk")),
            models.Prefetch("counties", County.objects.only("code", "name", "slug")),
            models.Prefetch("municipalities", Municipality.objects.only("code", "display_name")),
            "links",
        )


class Initiative(models.Model):
    """An entry of the catalogue: what somebody has done, or does, for children's rights.

    `state` is where the entry stands in the portal; `status` is how far the work itself has come.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "utkast"
        SUBMITTED = "submitted", "inskickat"
        PUBLISHED = "published", "publicerat"
        WITHDRAWN = "withdrawn", "avpublicerat"
        ARCHIVED = "archived", "arkiverat"

    class Status(models.TextChoices):
        PLANNED = "ide", "idé eller plan"
        ONGOING = "pagaende", "pågår"
        CONTINUOUS = "lopande", "görs löpande"
        COMPLETED = "genomford", "genomfört"
        ENDED = "avslutad", "avslutat"
        HISTORICAL = "historisk", "historiskt"

    class Scope(models.TextChoices):
        MUNICIPALITY = "kommun", "en eller flera kommuner"
        COUNTY = "lan", "ett eller flera län"
        NATIONAL = "nationell", "hela landet eller flera län"

    class Participation(models.TextChoices):
        NONE = "ingen", "barn har inte deltagit"
        CONSULTED = "konsulterade", "barn har tillfrågats"
        COCREATING = "medskapande", "barn har varit medskapande"
        CHILD_LED = "barnlett", "barn har lett arbetet"

    class CostClass(models.TextChoices):
        NONE = "ingen", "ingen kostnad utöver arbetstid"
        LOW = "lag", "under 50 000 kronor"
        MEDIUM = "mellan", "50 000–500 000 kronor"
        HIGH = "hog", "över 500 000 kronor"

    class Evidence(models.TextChoices):
        EXPERIENCE = "egen_erfarenhet", "egen erfarenhet"
        FOLLOWED_UP = "uppfoljd", "uppföljt"
        EVALUATED = "utvarderad", "utvärderat"
        RESEARCH = "forskning", "stöd i forskning"

    class ReviewLabel(models.TextChoices):
        REGISTERED = "registrerad", "registrerat"
        REVIEWED = "granskad", "granskat"
        IN_DEPTH = "fordjupad", "fördjupat"

    # The long texts, in the order they are read.
    BODY_FIELDS = (
        "background",
        "what_was_done",
        "participation_how",
        "resources_time",
        "resources_competence",
        "results",
        "results_basis",
        "lessons",
        "advice",
        "preconditions",
    )

    slug = models.SlugField("adress", max_length=90, unique=True)
    state = models.CharField("läge i portalen", max_length=20, choices=State, default=State.DRAFT)
    published_at = models.DateTimeField("publicerat", null=True, blank=True)
    constructed = models.BooleanField("konstruerat exempel", default=False)

    title = models.CharField("titel", max_length=160)
    summary = models.CharField("kort sammanfattning", max_length=400, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="organisation", related_name="initiatives", null=True, blank=True
    )
    organisation_name_then = models.CharField("organisationens namn i källan", max_length=150, blank=True)
    partners = models.ManyToManyField(
        Organisation, through="Partnership", verbose_name="samarbetspartner", related_name="partner_initiatives"
    )
    scope = models.CharField("omfattning", max_length=20, choices=Scope, blank=True)
    counties = models.ManyToManyField(County, verbose_name="län", related_name="initiatives", blank=True)
    municipalities = models.ManyToManyField(
        Municipality, verbose_name="kommuner", related_name="initiatives", blank=True
    )
    kind = models.ForeignKey(
        Kind, models.PROTECT, verbose_name="slag", related_name="initiatives", null=True, blank=True
    )
    status = models.CharField("status", max_length=20, choices=Status, blank=True)
    start_year = models.PositiveSmallIntegerField("startår", null=True, blank=True)
    end_year = models.PositiveSmallIntegerField("slutår", null=True, blank=True)

    background = models.TextField("utgångspunkt", blank=True)
    what_was_done = models.TextField("vad som gjordes", blank=True)
    participation = models.CharField("barns delaktighet", max_length=20, choices=Participation, blank=True)
    participation_how = models.TextField("hur barn deltog", blank=True)
    resources_time = models.CharField("tid", max_length=200, blank=True)
    cost_class = models.CharField("kostnad", max_length=20, choices=CostClass, blank=True)
    resources_competence = models.CharField("kompetens", max_length=300, blank=True)
    results = models.TextField("resultat", blank=True)
    results_basis = models.TextField("hur resultatet är känt", blank=True)
    evidence = models.CharField("evidens", max_length=20, choices=Evidence, blank=True)
    lessons = models.TextField("vad som inte fungerade", blank=True)
    advice = models.TextField("råd till den som vill göra likadant", blank=True)
    preconditions = models.TextField("förutsättningar", blank=True)

    contact_role = models.CharField("kontaktfunktion", max_length=150, blank=True)
    contact_email = models.EmailField("funktionsbrevlåda", blank=True)
    source_title = models.CharField("källa", max_length=200, blank=True)
    source_year = models.CharField("källans år", max_length=40, blank=True)

    responsible = models.ForeignKey(
        User,
        models.SET_NULL,
        verbose_name="ansvarig person",
        related_name="responsible_for",
        null=True,
        blank=True,
    )
    submitted_at = models.DateTimeField("inskickat", null=True, blank=True)
    archived_at = models.DateTimeField("arkiverat", null=True, blank=True)
    needs_confirmation = models.BooleanField("behöver bekräftas", default=False)
    # An alarm clock for initiatives.freshness: too early does no harm, and empty means that it has not been set.
    freshness_due_date = models.DateField("aktualiteten ses över", null=True, blank=True, editable=False)
    # Counts every change of what the entry says, so that nobody overwrites what somebody else has just written.
    revision = models.PositiveIntegerField("ändring nummer", default=1)

    review_label = models.CharField("granskning", max_length=20, choices=ReviewLabel, default=ReviewLabel.REGISTERED)
    confirmed_date = models.DateField("bekräftat aktuellt", null=True, blank=True)
    created_at = models.DateTimeField("skapat", auto_now_add=True)
    changed_at = models.DateTimeField("ändrat", auto_now=True)

    articles = models.ManyToManyField(
        Article, through="ArticleLink", verbose_name="artiklar", related_name="initiatives"
    )
    terms = models.ManyToManyField(Term, through="Tagging", verbose_name="taggar", related_name="initiatives")

    objects = InitiativeQuerySet.as_manager()

    class Meta:
        verbose_name = "initiativ"
        verbose_name_plural = "initiativ"
        indexes = [
            models.Index(
                name="initiative_freshness_due", fields=["freshness_due_date"], condition=Q(state="published")
            ),
            models.Index(Lower("title"), name="initiative_title_lower"),
        ]
        constraints = [
            models.CheckConstraint(
                name="initiative_published_has_date",
                condition=~Q(state="published") | Q(published_at__isnull=False),
                violation_error_message="Ett publicerat initiativ ska ha ett publiceringsdatum.",
            ),
            models.CheckConstraint(
                name="initiative_submitted_has_date",
                condition=~Q(state="submitted") | Q(submitted_at__isnull=False),
                violation_error_message="Ett inskickat initiativ ska ha ett datum då det skickades in.",
            ),
            models.CheckConstraint(
                name="initiative_archived_was_published",
                condition=~Q(state="archived") | Q(published_at__isnull=False, archived_at__isnull=False),
                violation_error_message="Bara ett initiativ som har varit publicerat kan arkiveras.",
            ),
            models.CheckConstraint(
                name="initiative_published_says_what",
                condition=~Q(state__in=["published", "archived"])
                | ~Q(title="") & ~Q(summary="") & Q(kind__isnull=False) & ~Q(status=""),
                violation_error_message="Ett publicerat initiativ ska ha titel, sammanfattning, slag och status.",
            ),
            models.CheckConstraint(
                name="initiative_published_says_who_and_where",
                condition=~Q(state__in=["published", "archived"]) | Q(organisation__isnull=False) & ~Q(scope=""),
                violation_error_message=(
                    "Ett publicerat initiativ ska ha en organisation och en plats eller gälla hela landet."
                ),
            ),
            models.CheckConstraint(
                name="initiative_published_has_source",
                condition=~Q(state__in=["published", "archived"]) | ~Q(source_title=""),
                violation_error_message="Ett publicerat initiativ ska ha en källa.",
            ),
            models.CheckConstraint(
                name="initiative_years_in_order",
                condition=Q(start_year=None) | Q(end_year=None) | Q(start_year__lte=F("end_year")),
                violation_error_message="Slutåret kan inte ligga före startåret.",
            ),
            models.CheckConstraint(
                name="initiative_years_are_plausible",
                condition=(Q(start_year=None) | Q(start_year__range=(EARLIEST_YEAR, 2100)))
                & (Q(end_year=None) | Q(end_year__range=(EARLIEST_YEAR, 2100))),
                violation_error_message="Skriv ett år mellan 1989, då barnkonventionen antogs, och 2100.",
            ),
            models.CheckConstraint(
                name="initiative_reviewed_is_described",
                condition=Q(review_label="registrerad")
                | ~Q(what_was_done="")
                & ~Q(participation="")
                & ~Q(preconditions="")
                & ~Q(contact_role="")
                & (~Q(results="") | ~Q(lessons="")),
                violation_error_message=(
                    "Ett granskat initiativ ska berätta vad som gjordes, hur barn var delaktiga, ett resultat "
                    "eller en lärdom, förutsättningarna och vilken funktion som kan kontaktas."
                ),
            ),
            models.CheckConstraint(
                name="initiative_in_depth_is_followed_up",
                condition=~Q(review_label="fordjupad")
                | ~Q(results="") & ~Q(results_basis="") & Q(evidence__in=["uppfoljd", "utvarderad", "forskning"]),
                violation_error_message=(
                    "Ett fördjupat initiativ ska ha ett uppföljt resultat och säga hur det är känt."
                ),
            ),
            models.CheckConstraint(
                name="initiative_participation_how_needs_level",
                condition=Q(participation_how="") | ~Q(participation=""),
                violation_error_message="Välj i vilken grad barn deltog innan du berättar hur.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"/initiativ/{self.slug}/"  # not reverse(): a list asks for twenty of them

    @property
    def is_historical(self):
        return self.status == Initiative.Status.HISTORICAL

    @property
    def years(self):
        """The years as they are shown: 2018–2022, from 2019, 2023 or nothing."""
        if self.start_year and self.end_year and self.start_year != self.end_year:
            return f"{self.start_year}–{self.end_year}"
        return str(self.start_year or self.end_year or "")

    @property
    def place(self):
        return place_in_words(self.scope, self.municipalities.all(), self.counties.all())

    @property
    def current_on(self):
        """The day the entry was last known to be right: confirmed by its owner, else published here."""
        if self.confirmed_date:
            return self.confirmed_date
        return timezone.localdate(self.published_at) if self.published_at else datetime.date.min


class Partnership(models.Model):
    """An organisation that takes part beside the responsible one."""

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="partnerships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="partnerships")
    name_then = models.CharField("namn i källan", max_length=150, blank=True)

    class Meta:
        verbose_name = "samarbete"
        verbose_name_plural = "samarbeten"
        constraints = [models.UniqueConstraint(name="partnership_is_unique", fields=["initiative", "organisation"])]


class ArticleLink(models.Model):
    """An article that the initiative strengthens. `reason` is set where the editors made the link."""

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="article_links")
    article = models.ForeignKey(Article, models.PROTECT, related_name="links")
    by_editors = models.BooleanField("taggad av redaktionen", default=False)
    reason = models.CharField("skäl", max_length=300, blank=True)

    class Meta:
        verbose_name = "artikelkoppling"
        verbose_name_plural = "artikelkopplingar"
        constraints = [models.UniqueConstraint(name="article_link_is_unique", fields=["initiative", "article"])]


class Tagging(models.Model):
    """A term of a vocabulary on an initiative. `reason` is set where the editors put it there."""

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="taggings")
    term = models.ForeignKey(Term, models.PROTECT, related_name="taggings")
    by_editors = models.BooleanField("taggad av redaktionen", default=False)
    reason = models.CharField("skäl", max_length=300, blank=True)

    class Meta:
        verbose_name = "tagg"
        verbose_name_plural = "taggar"
        constraints = [
            models.UniqueConstraint(name="tagging_is_unique", fields=["initiative", "term"]),
            models.CheckConstraint(
                name="tagging_by_editors_has_reason",
                condition=Q(by_editors=False) | ~Q(reason=""),
                violation_error_message="Skriv varför redaktionen satt taggen.",
            ),
        ]


class Link(models.Model):
    """A document or page elsewhere. A film is a plain link out, never an embedded player."""

    class Material(models.TextChoices):
        TEMPLATE = "mall", "mall"
        WORKSHOP = "workshopmaterial", "workshopmaterial"
        METHOD = "metod", "metodbeskrivning"
        REPORT = "rapport", "rapport"
        FILM = "film", "film"
        PAGE = "webbsida", "webbsida"

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="links")
    url = models.URLField("adress", max_length=500)
    title = models.CharField("rubrik", max_length=160)
    material = models.CharField("slag av material", max_length=20, choices=Material)
    check_due_at = models.DateTimeField("provas nästa gång", db_default=Now(), editable=False)

    class Meta:
        verbose_name = "länk"
        verbose_name_plural = "länkar"
        indexes = [
            models.Index(name="link_check_due", fields=["check_due_at"]),
            models.Index(name="link_url", fields=["url"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="link_is_http",
                condition=Q(url__startswith="https://") | Q(url__startswith="http://"),
                violation_error_message="Länken ska börja med https:// eller http://.",
            ),
        ]

    def __str__(self):
        return self.title


class StartingQuestion(models.Model):
    """A question to begin from: a stored selection of the catalogue with a short introduction."""

    slug = models.SlugField("adress", max_length=90, primary_key=True)
    question = models.CharField("fråga", max_length=160)
    introduction = models.TextField("inledning")
    query = models.CharField("urval", max_length=300)
    position = models.PositiveSmallIntegerField("ordning")

    class Meta:
        verbose_name = "fråga att börja från"
        verbose_name_plural = "frågor att börja från"

    def __str__(self):
        return self.question

    def get_absolute_url(self):
        return reverse("initiatives:question", args=[self.slug])


# The search index: derived from the entries above, written by initiatives.index alone


class BitString(models.Field):
    """PostgreSQL's varbit: bit number n says whether the entry in slot n belongs to the set."""

    def db_type(self, connection):
        return "varbit"


class SearchEntry(models.Model):
    """A published entry as the search sees it. A narrow row: the long word vectors lie beside (TOAST)."""

    initiative = models.OneToOneField(Initiative, models.PROTECT, primary_key=True, related_name="search_entry")
    slot = models.PositiveIntegerField(unique=True)
    quality = models.SmallIntegerField()
    published_at = models.DateTimeField()
    # When the entry last came into the index or changed in it. What has not, no search has newly found.
    indexed_at = models.DateTimeField(default=timezone.now, db_default=Now())
    title_key = models.CharField(max_length=160, db_collation="C")
    facets = ArrayField(models.CharField(max_length=80))
    words = ArrayField(models.CharField(max_length=40))
    title_words = SearchVectorField()
    short_words = SearchVectorField()
    all_words = SearchVectorField()

    class Meta:
        indexes = [
            GinIndex(name="search_all_words", fields=["all_words"]),
            GinIndex(name="search_title_words", fields=["title_words"]),
            GinIndex(name="search_short_words", fields=["short_words"]),
            models.Index(
                name="search_by_quality", fields=["-quality", "-published_at", "initiative"], include=["slot"]
            ),
            models.Index(name="search_by_date", fields=["-published_at", "initiative"], include=["slot"]),
            models.Index(name="search_by_change", fields=["indexed_at"]),
            models.Index(name="search_by_title", fields=["title_key", "initiative"], include=["slot"]),
        ]


class ToIndex(models.Model):
    """An entry that many others came with, so that it waits for its turn to come into the index."""

    initiative = models.OneToOneField(Initiative, models.CASCADE, primary_key=True, related_name="to_index")


class FacetValue(models.Model):
    """One value of a facet, and as bits the published entries that have it.

    The facet "" with the value "" is every published entry.
    """

    facet = models.CharField(max_length=20)
    value = models.CharField(max_length=60)
    label = models.CharField(max_length=150)
    position = models.PositiveIntegerField()
    parent = models.CharField(max_length=60, blank=True)
    bits = BitString()

    class Meta:
        constraints = [models.UniqueConstraint(name="facet_value_is_unique", fields=["facet", "value"])]
