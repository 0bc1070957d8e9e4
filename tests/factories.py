"""One factory a model. What a test depends on, it says itself; the rest is plausible and valid."""

import datetime

import factory
from allauth.account.models import EmailAddress
from django.utils import timezone
from factory.django import DjangoModelFactory

from barnratt.accounts.models import Invitation, JoinRequest, Membership, Role, User
from barnratt.convention.models import Article, Cluster
from barnratt.schedule.rhythm import Rhythm
from initiatives import actions
from initiatives.following.models import Collection, CollectionItem, Need, Watch
from initiatives.matchmaking.models import Adoption, Contact, Message, Notice, ReplicationNote, Report
from initiatives.models import ArticleLink, Initiative, Kind, Term
from regions.places.models import County, EmailDomain, Municipality, Organisation
from regions.statistics.models import Dataset, Indicator, Observation


class UserFactory(DjangoModelFactory):
    email = factory.Sequence(lambda n: f"person{n}@kommun.example")
    name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.django.Password("ett långt lösenord")

    class Meta:
        model = User
        skip_postgeneration_save = True

    @factory.post_generation
    def verified(self, create, wanted):
        """The address is shown to be the person's own, as it is for everybody who has an account."""
        if create and wanted is not False:
            EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)


class ClusterFactory(DjangoModelFactory):
    slug = "general_principles"
    name = "Allmänna principer"
    name_en = "General principles"
    position = 3

    class Meta:
        model = Cluster
        django_get_or_create = ["slug"]


class ArticleFactory(DjangoModelFactory):
    number = 12
    part = 1
    title = "Rätt att uttrycka åsikter och bli hörd"
    title_en = "Respect for the views of the child"
    summary = "Barn har rätt att säga vad de tycker."
    cluster = factory.SubFactory(ClusterFactory)
    in_swedish_law = True

    class Meta:
        model = Article
        django_get_or_create = ["number"]


class CountyFactory(DjangoModelFactory):
    code = "14"
    short_name = factory.LazyAttribute(
        lambda county: "Västra Götaland" if county.code == "14" else f"Län {county.code}"
    )
    name = factory.LazyAttribute(lambda county: f"{county.short_name}s län")
    slug = factory.LazyAttribute(lambda county: f"lan-{county.code}")
    letter_code = factory.LazyAttribute(lambda county: "O" if county.code == "14" else county.code)
    residence_city = "Göteborg"
    is_metropolitan = True
    iso_code = "SE-O"
    nuts3_code = "SE232"
    kolada_region_id = "0014"
    kolada_group_id = "G33625"
    population = 1_758_656
    population_0_19 = 402_000
    population_year = 2022

    class Meta:
        model = County
        django_get_or_create = ["code"]


class MunicipalityFactory(DjangoModelFactory):
    code = "1480"
    short_name = factory.LazyAttribute(lambda place: "Göteborg" if place.code == "1480" else f"Ort {place.code}")
    name = factory.LazyAttribute(lambda place: f"{place.short_name}s kommun")
    display_name = factory.LazyAttribute(lambda place: place.name)
    county = factory.SubFactory(CountyFactory)
    group_code = "A1"
    group_year = 2023
    population = 596_841
    population_0_19 = 130_000
    population_year = 2022

    class Meta:
        model = Municipality
        django_get_or_create = ["code"]


class OrganisationFactory(DjangoModelFactory):
    key = factory.Sequence(lambda n: f"organisation-{n}")
    kind = Organisation.Kind.MUNICIPALITY
    name = factory.Sequence(lambda n: f"Kommun {n}")

    class Meta:
        model = Organisation


class MembershipFactory(DjangoModelFactory):
    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Role.MEMBER

    class Meta:
        model = Membership


class InvitationFactory(DjangoModelFactory):
    email = factory.Sequence(lambda n: f"inbjuden{n}@kommun.example")
    organisation = factory.SubFactory(OrganisationFactory)
    role = Role.MEMBER
    expires_at = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=14))

    class Meta:
        model = Invitation


class EmailDomainFactory(DjangoModelFactory):
    organisation = factory.SubFactory(OrganisationFactory)
    domain = factory.Sequence(lambda n: f"kommun{n}.example")

    class Meta:
        model = EmailDomain


class JoinRequestFactory(DjangoModelFactory):
    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    email = factory.SelfAttribute("user.email")

    class Meta:
        model = JoinRequest


class KindFactory(DjangoModelFactory):
    key = "handlingsplan"
    label = "handlingsplan"
    position = 1

    class Meta:
        model = Kind
        django_get_or_create = ["key"]


class TermFactory(DjangoModelFactory):
    vocabulary = Term.Vocabulary.STEP
    key = "1"
    label = "Lär dig om barnkonventionen"
    position = 1

    class Meta:
        model = Term
        django_get_or_create = ["vocabulary", "key"]


class InitiativeFactory(DjangoModelFactory):
    """A draft; with `published=True` a published entry that is found and counted.

    `articles`, `terms`, `counties` and `municipalities` take lists.
    """

    slug = factory.Sequence(lambda n: f"initiativ-{n}")
    title = factory.Sequence(lambda n: f"Plan nummer {n}")
    summary = "En plan för barnets rättigheter."
    organisation = factory.SubFactory(OrganisationFactory)
    scope = Initiative.Scope.NATIONAL
    kind = factory.SubFactory(KindFactory)
    status = Initiative.Status.COMPLETED
    source_title = "En rapport"
    source_year = "2023"

    class Meta:
        model = Initiative
        skip_postgeneration_save = True

    class Params:
        reviewed = factory.Trait(
            review_label="granskad",
            what_was_done="Vi skrev en plan.",
            participation="konsulterade",
            preconditions="En person med tid.",
            contact_role="Barnrättsstrategen",
            lessons="Det tog längre tid än vi trodde.",
        )

    @factory.post_generation
    def counties(self, create, places):
        self.counties.set(places or [])

    @factory.post_generation
    def municipalities(self, create, places):
        self.municipalities.set(places or [])
        self.counties.add(*(place.county for place in places or []))

    @factory.post_generation
    def partners(self, create, organisations):
        for organisation in organisations or []:
            self.partnerships.create(organisation=organisation)

    @factory.post_generation
    def articles(self, create, numbers):
        for number in numbers or []:
            ArticleLink.objects.create(initiative=self, article=ArticleFactory(number=number))

    @factory.post_generation
    def terms(self, create, terms):
        for term in terms or []:
            self.taggings.create(term=term)

    @factory.post_generation
    def published(self, create, wanted):
        if wanted:
            published = actions.publish(self, by=None)
            self.state, self.published_at = published.state, published.published_at


class AdoptionFactory(DjangoModelFactory):
    initiative = factory.SubFactory(InitiativeFactory, published=True)
    organisation = factory.SubFactory(OrganisationFactory)
    state = Adoption.State.DOES
    since = datetime.date(2026, 3, 1)
    note = ""

    class Meta:
        model = Adoption


class ReplicationNoteFactory(DjangoModelFactory):
    adoption = factory.SubFactory(AdoptionFactory)
    changed = "Vi gjorde det kortare."

    class Meta:
        model = ReplicationNote


class NoticeFactory(DjangoModelFactory):
    """An open notice. `articles`, `terms` and `counties` take lists."""

    organisation = factory.SubFactory(OrganisationFactory)
    title = factory.Sequence(lambda n: f"Efterlysning {n}")
    what = "Vi söker någon att göra en enkät med."
    until = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=60))
    scope = Initiative.Scope.NATIONAL

    class Meta:
        model = Notice
        skip_postgeneration_save = True

    @factory.post_generation
    def counties(self, create, places):
        self.counties.set(places or [])
        if places:
            self.scope = Initiative.Scope.COUNTY
            self.save(update_fields=["scope"])

    @factory.post_generation
    def articles(self, create, numbers):
        self.articles.set([ArticleFactory(number=number) for number in numbers or []])

    @factory.post_generation
    def terms(self, create, terms):
        self.terms.set(terms or [])


class ContactFactory(DjangoModelFactory):
    """Asked by a member of one organisation about an entry of another, where somebody has an account."""

    to_organisation = factory.SubFactory(OrganisationFactory)
    from_organisation = factory.SubFactory(OrganisationFactory)
    initiative = factory.SubFactory(
        InitiativeFactory, published=True, organisation=factory.SelfAttribute("..to_organisation")
    )
    asker = factory.LazyAttribute(lambda contact: MembershipFactory(organisation=contact.from_organisation).user)

    class Meta:
        model = Contact

    class Params:
        answered = factory.Trait(
            state=Contact.State.YES,
            receiver=factory.LazyAttribute(
                lambda contact: MembershipFactory(organisation=contact.to_organisation).user
            ),
        )


class MessageFactory(DjangoModelFactory):
    contact = factory.SubFactory(ContactFactory)
    by = factory.LazyAttribute(lambda message: message.contact.asker)
    from_asker = True
    text = "Hur gjorde ni med tiden?"

    class Meta:
        model = Message


class ReportFactory(DjangoModelFactory):
    notice = factory.SubFactory(NoticeFactory)
    category = Report.Category.OFFENSIVE

    class Meta:
        model = Report


class WatchFactory(DjangoModelFactory):
    """A watch that runs, of a user; with `user=None` and an `email` of somebody without an account."""

    user = factory.SubFactory(UserFactory)
    query = "q=ungdomsr%C3%A5d"
    rhythm = Rhythm.DAILY
    confirmed_at = factory.LazyFunction(lambda: timezone.now() - datetime.timedelta(days=30))
    checked_at = factory.SelfAttribute("confirmed_at")

    class Meta:
        model = Watch


class CollectionFactory(DjangoModelFactory):
    owner = factory.SubFactory(UserFactory)
    title = factory.Sequence(lambda n: f"Samling {n}")

    class Meta:
        model = Collection


class CollectionItemFactory(DjangoModelFactory):
    collection = factory.SubFactory(CollectionFactory)
    initiative = factory.SubFactory(InitiativeFactory, published=True)
    position = factory.Sequence(lambda n: n)

    class Meta:
        model = CollectionItem


class NeedFactory(DjangoModelFactory):
    words = "ungdomsråd i förskolan"
    key = "ungdomsråd i förskolan"

    class Meta:
        model = Need


class DatasetFactory(DjangoModelFactory):
    key = factory.Sequence(lambda n: f"uttag-{n}")
    title = factory.Sequence(lambda n: f"Uttag {n}")
    source = "Kolada (RKA)"
    attribution = "Kolada"
    retrieved = "2026-11-22"
    position = factory.Sequence(lambda n: 100 + n)

    class Meta:
        model = Dataset


class IndicatorFactory(DjangoModelFactory):
    key = factory.Sequence(lambda n: f"N{90000 + n}")
    title = factory.Sequence(lambda n: f"Mått {n}, andel (%)")
    unit = "%"
    source = "Kolada (RKA)"
    age_group = "0-19"

    class Meta:
        model = Indicator


class ObservationFactory(DjangoModelFactory):
    indicator = factory.SubFactory(IndicatorFactory)
    dataset = factory.SubFactory(DatasetFactory)
    area = "2180"
    year = 2022
    age_group = factory.SelfAttribute("indicator.age_group")
    value = 12

    class Meta:
        model = Observation
