from django.apps import AppConfig


class PreparingConfig(AppConfig):
    name = "regions.surveys.preparing"
    label = "preparing"
    verbose_name = "enkätens frågor under arbete"
