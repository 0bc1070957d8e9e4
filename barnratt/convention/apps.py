from django.apps import AppConfig


class ConventionConfig(AppConfig):
    name = "barnratt.convention"
    label = "convention"
    verbose_name = "barnkonventionen"
