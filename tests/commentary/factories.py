from barnratt.convention.models import Cluster
from regions.commentary import actions
from regions.commentary.subjects import Subject
from regions.places.models import Organisation
from tests.factories import CountyFactory, MembershipFactory, MunicipalityFactory, OrganisationFactory, UserFactory

BOARD = Organisation.Kind.COUNTY_BOARD


def board(county):
    return OrganisationFactory(kind=BOARD, county=county)


def worker(organisation, role):
    return MembershipFactory(organisation=organisation, role=role).user


def of_county(county, cluster=None):
    return Subject(county, None, cluster)


def theme(slug="violence", name="Våld mot barn"):
    told = {"name": name, "name_en": name, "position": Cluster.objects.count() + 1}
    return Cluster.objects.get_or_create(slug=slug, defaults=told)[0]


def written(subject, organisation, *, text="Vi ser detsamma i våra samtal.", by=None):
    return actions.write(subject, text, base="", organisation=organisation, by=by or UserFactory())


def subject_of(organisation):
    """The place that an organisation speaks for; one is made where it has none."""
    if organisation.kind == BOARD:
        return of_county(organisation.county)
    if organisation.municipality is None:
        organisation.municipality = MunicipalityFactory(county=organisation.county or CountyFactory())
        organisation.save(update_fields=["municipality"])
    return Subject(None, organisation.municipality, None)
