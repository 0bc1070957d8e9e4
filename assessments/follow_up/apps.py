from django.apps import AppConfig


class FollowUpConfig(AppConfig):
    name = "assessments.follow_up"
    label = "follow_up"
    verbose_name = "uppföljning av prövningar"
