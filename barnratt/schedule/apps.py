from django.apps import AppConfig


class ScheduleConfig(AppConfig):
    name = "barnratt.schedule"
    label = "schedule"
    verbose_name = "det som sker av sig självt"
