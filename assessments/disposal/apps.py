from django.apps import AppConfig


class DisposalConfig(AppConfig):
    name = "assessments.disposal"
    label = "disposal"
    verbose_name = "gallring av prövningar"
