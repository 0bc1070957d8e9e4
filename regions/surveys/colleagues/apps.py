from django.apps import AppConfig


class ColleaguesConfig(AppConfig):
    name = "regions.surveys.colleagues"
    label = "colleagues"
    verbose_name = "kollegor i enkäten"
