from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    name = "barnratt.questionnaires"
    label = "questionnaires"
    verbose_name = "formulär"
