from django.apps import AppConfig


class CommentaryConfig(AppConfig):
    name = "regions.commentary"
    label = "commentary"
    verbose_name = "egna kommentarer till lägesbilden"
