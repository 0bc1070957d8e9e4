from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    name = "regions.profiles"
    label = "profiles"
    verbose_name = "län och kommuner"
