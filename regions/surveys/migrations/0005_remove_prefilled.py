from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("surveys", "0004_copied_answers_in_the_response")]

    operations = [migrations.RemoveField("countyresponse", "prefilled")]
