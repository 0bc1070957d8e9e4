from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "regions.surveys"
    label = "surveys"
    verbose_name = "Enkät"
