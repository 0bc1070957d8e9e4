from django.apps import AppConfig


class FollowingConfig(AppConfig):
    name = "initiatives.following"
    label = "following"
    verbose_name = "följa och spara"
