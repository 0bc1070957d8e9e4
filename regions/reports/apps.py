from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "regions.reports"
    label = "reports"
    verbose_name = "Nationell rapport"
