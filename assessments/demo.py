"""A made-up assessment, filled in from beginning to end, for the demonstration. It is marked as constructed."""

from django.conf import settings
from django.db import transaction

from assessments import actions
from assessments.models import Assessment
from barnratt.questionnaires.actions import Field
from barnratt.questionnaires.forms import written
from barnratt.questionnaires.yaml import read_yaml


@transaction.atomic
def add_example(authority, *, by):
    """The example in an authority's room, unless it is there already."""
    text = (settings.DATA_DIR / "assessments" / "exempel_kortversion.yaml").read_text(encoding="utf-8")
    example = read_yaml(text)
    if Assessment.objects.filter(authority=authority, title=example["title"], constructed=True).exists():
        return
    answers = example.pop("answers")
    made = actions.begin(
        Assessment.Template.SHORT, authority, fields={**example, "secrecy": "nej"}, by=by, constructed=True
    )
    questions = made.response.version.definition.by_key
    for key, value in answers.items():  # in order: the later ones are asked for by the earlier
        before = written(questions[key], questions[key].default)
        outcome = actions.write(made, {key: Field(written(questions[key], value), before)}, by=by)
        if outcome.saved != [key]:
            raise ValueError(f"Exemplets svar på {key} gick inte att spara: {outcome}")
