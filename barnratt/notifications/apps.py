from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "barnratt.notifications"
    verbose_name = "aviseringar"
