from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "barnratt.accounts"
    label = "accounts"
    verbose_name = "konton"

    def ready(self):
        from barnratt.accounts import receivers

        receivers.connect()
