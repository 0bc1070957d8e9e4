from django.apps import AppConfig


class YearbookConfig(AppConfig):
    name = "assessments.yearbook"
    label = "yearbook"
    verbose_name = "barnbokslut"
