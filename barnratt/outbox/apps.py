from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "barnratt.outbox"
    label = "outbox"
    verbose_name = "utkorg"
