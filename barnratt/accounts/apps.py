from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "barnratt.accounts"
    label = "accounts"
    verbose_name = "konton"
