from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "regions.surveys.desk"
    label = "survey_desk"
    verbose_name = "enkätens samordning"
