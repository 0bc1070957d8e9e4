from django.apps import AppConfig


class ContributingConfig(AppConfig):
    name = "initiatives.contributing"
    label = "contributing"
    verbose_name = "bidrag och granskning"
