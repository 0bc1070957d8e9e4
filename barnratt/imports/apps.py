from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "barnratt.imports"
    label = "imports"
    verbose_name = "inläsning av kalkylblad"
