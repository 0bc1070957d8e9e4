"""Which answers are copied and not looked through is kept with the answers, in one way for every room."""

from django.db import migrations


def to_the_response(apps, schema_editor):
    for found in apps.get_model("surveys", "CountyResponse").objects.exclude(prefilled=[]).select_related("response"):
        found.response.copied = sorted({*found.response.copied, *found.prefilled})
        found.response.save(update_fields=["copied"])


def to_the_county_response(apps, schema_editor):
    for found in apps.get_model("surveys", "CountyResponse").objects.exclude(response__copied=[]):
        found.prefilled = found.response.copied
        found.save(update_fields=["prefilled"])


class Migration(migrations.Migration):
    dependencies = [("surveys", "0003_approvals"), ("questionnaires", "0004_presence")]

    operations = [migrations.RunPython(to_the_response, to_the_county_response)]
