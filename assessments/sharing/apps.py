from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "assessments.sharing"
    label = "sharing"
    verbose_name = "delning av prövningar"
