from django.apps import AppConfig


class ExamplesConfig(AppConfig):
    name = "regions.surveys.examples"
    label = "examples"
    verbose_name = "exempel i enkäten"
