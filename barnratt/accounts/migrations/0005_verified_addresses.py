from django.db import migrations


def verify(apps, schema_editor):
    """Those who had an account before allauth came were invited by letter, so their addresses are shown to be theirs."""
    address = apps.get_model("account", "EmailAddress")
    have = address.objects.values("user_id")
    users = apps.get_model("accounts", "User").objects.exclude(pk__in=have)
    address.objects.bulk_create(
        address(user_id=user.pk, email=user.email, verified=True, primary=True) for user in users.iterator()
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_join_requests"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [migrations.RunPython(verify, migrations.RunPython.noop)]
