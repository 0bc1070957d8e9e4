from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "barnratt.core"

    def ready(self):
        from barnratt.core import checks  # noqa: F401  (registers the checks)
