from django.apps import AppConfig


class VoicesConfig(AppConfig):
    name = "assessments.voices"
    label = "voices"
    verbose_name = "barns röster"
