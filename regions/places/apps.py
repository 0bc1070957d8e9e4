from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "regions.places"
    label = "places"
    verbose_name = "platser och organisationer"
