from django import forms

from barnratt.notifications.models import Topic
from barnratt.schedule.rhythm import Rhythm


class ChoicesForm(forms.Form):
    """How soon a letter should come, one choice for each topic."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for topic in Topic:
            self.fields[topic.value] = forms.ChoiceField(
                label=topic.label.capitalize(),
                choices=[(rhythm.value, rhythm.label.capitalize()) for rhythm in Rhythm],
            )
