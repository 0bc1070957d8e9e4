import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from barnratt.imports.models import Import, ImportFile
from tests.factories import UserFactory

CSV = "Titel;Kort sammanfattning;Organisation;Kommuner;Slag;Status\nPlan;Text;Okänd;Gävle;plan;pågår\n"
COLUMNS = [
    ["A", "Titel", "title"],
    ["B", "Kort sammanfattning", "summary"],
    ["C", "Organisation", "organisation"],
    ["D", "Kommuner", "municipalities"],
    ["E", "Slag", "kind"],
    ["F", "Status", "status"],
]


class ImportFactory(DjangoModelFactory):
    kind = "initiatives"
    file_name = "initiativ.csv"
    described = "Textfil (UTF-8, semikolon)"
    sheet = "initiativ"
    columns = COLUMNS
    by = factory.SubFactory(UserFactory)
    by_name = "Ada Ek"
    done_at = factory.LazyAttribute(lambda one: timezone.now() if one.state == "done" else None)

    class Meta:
        model = Import
        skip_postgeneration_save = True

    @factory.post_generation
    def content(self, create, wanted):
        if create:
            ImportFile.objects.create(source=self, content=(wanted or CSV).encode())
