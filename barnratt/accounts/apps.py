from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "barnratt.accounts"
    label = "accounts"
    verbose_name = "konton"

    def ready(self):
        from barnratt.accounts import checks, receivers  # noqa: F401  (the checks register themselves)

        receivers.connect()
