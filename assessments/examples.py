"""The made-up, completely filled assessments, one for each template. They are marked wherever they are shown."""

import datetime

from django.conf import settings

from assessments.models import Assessment
from assessments.reference_data import published
from barnratt.questionnaires.answers import divided
from barnratt.questionnaires.models import Response
from barnratt.questionnaires.yaml import read_yaml
from regions.places.models import Organisation

FILES = {
    Assessment.Template.SHORT: "exempel_kortversion",
    Assessment.Template.GENERAL: "exempel_generellt_plan",
    Assessment.Template.INDIVIDUAL: "exempel_enskilt_barn_eller_grupp",
}


def content_of(template):
    """What the file of an example holds: the case, and the answers as the questionnaire keeps them."""
    text = (settings.DATA_DIR / "assessments" / f"{FILES[template]}.yaml").read_text(encoding="utf-8")
    content = _with_dates_as_text(read_yaml(text))
    return content | {"answers": {key: _with_ids(value) for key, value in content["answers"].items()}}


def example(template):
    """The example of a template as an Assessment that is not in the database."""
    content, version = content_of(template), published(template)
    document, _ = divided(version.definition, content["answers"], {}, content["flags"])
    case = content["case"] | {"decision_date": datetime.date.fromisoformat(content["case"]["decision_date"])}
    return Assessment(
        authority=Organisation(name=content["authority"]),
        response=Response(version=version, answers=document, flags=content["flags"]),
        template=template,
        state=Assessment.State.DONE,
        constructed=True,
        **case,
    )


def _with_ids(value):
    """What the blocks of a repeated step are called."""
    if isinstance(value, list) and isinstance(value[0], dict):
        return [{"id": f"b{number}"} | block for number, block in enumerate(value, 1)]
    return value


def _with_dates_as_text(value):
    if isinstance(value, dict):
        return {key: _with_dates_as_text(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_with_dates_as_text(one) for one in value]
    return value.isoformat() if isinstance(value, datetime.date) else value
