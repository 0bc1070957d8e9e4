from django.core.checks import Error, Tags, register
from django.db import connections


@register(Tags.database)
def database_knows_swedish_letters(app_configs, databases, **kwargs):
    """Refuse a database that cannot lower-case Swedish letters: there neither search nor order is right."""
    errors = []
    for alias in databases or []:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT lower('Å') = 'å'")
            if not cursor.fetchone()[0]:
                errors.append(
                    Error(
                        "Databasen kan inte göra om Å till å.",
                        hint="Skapa databasen med LC_CTYPE=C.UTF-8 eller sv_SE.UTF-8.",
                        id="core.E001",
                    )
                )
    return errors
