from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "barnratt.audit"
    label = "audit"
    verbose_name = "händelselogg"
