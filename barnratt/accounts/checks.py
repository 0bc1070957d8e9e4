from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import connections

from barnratt.accounts.demo import CAST
from barnratt.accounts.models import User


@register(Tags.database)
def nobody_of_the_demonstration_is_here(app_configs, databases, **kwargs):
    """Refuse a real portal on a demonstration's database: anybody knows the password of its administrator."""
    if settings.DEMO:
        return []
    emails = [person.email for person in CAST]
    for alias in databases or []:
        is_made = User._meta.db_table in connections[alias].introspection.table_names()
        if is_made and User.objects.using(alias).filter(email__in=emails).exists():
            return [
                Error(
                    "Demonstrationens konton finns i databasen, och deras lösenord är öppna för alla.",
                    hint="Börja med en ny databas.",
                    id="accounts.E001",
                )
            ]
    return []
