from django.apps import AppConfig


class LocalConfig(AppConfig):
    name = "assessments.local"
    label = "local"
    verbose_name = "myndighetens egna tillägg"
