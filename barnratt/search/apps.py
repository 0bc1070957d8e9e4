from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "barnratt.search"
    label = "search"
    verbose_name = "sökning"
