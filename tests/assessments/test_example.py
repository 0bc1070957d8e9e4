import io

from django.core.management import call_command

from assessments.models import Assessment
from tests.client import StrictClient


def test_the_demonstration_s_example_is_whole_and_marked(demonstrated):
    example = Assessment.objects.get()
    assert example.constructed
    client = StrictClient()
    client.force_login(example.by)
    page = client.get(f"/provningar/{example.pk}/kontrollera/").text
    assert "Konstruerade data." in page
    assert "Allt som måste besvaras är besvarat." in page
    call_command("load_demo", stdout=io.StringIO())
    assert Assessment.objects.count() == 1
