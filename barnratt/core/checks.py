from django.conf import settings
from django.core.checks import Error, Tags, register
from django.core.checks import Warning as CheckWarning
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


@register(Tags.security, deploy=True)
def proxies_are_counted(app_configs, **kwargs):
    """Behind a proxy all visitors have the proxy's address, unless we are told how many proxies there are."""
    if not settings.SECURE_PROXY_SSL_HEADER or settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        return []
    return [
        CheckWarning(
            "Bakom en proxy räknas allas inloggningsförsök som en och samma besökares.",
            hint="Sätt TRUSTED_PROXIES till antalet egna proxyer.",
            id="core.W001",
        )
    ]
