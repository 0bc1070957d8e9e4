from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "regions.statistics"
    label = "statistics"
    verbose_name = "statistik"
