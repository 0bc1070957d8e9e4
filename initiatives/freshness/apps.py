from django.apps import AppConfig


class FreshnessConfig(AppConfig):
    name = "initiatives.freshness"
    label = "freshness"
    verbose_name = "aktualitet"
