from django.apps import AppConfig


class MatchmakingConfig(AppConfig):
    name = "initiatives.matchmaking"
    label = "matchmaking"
    verbose_name = "hitta en partner"
