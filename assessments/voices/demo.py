"""Made-up examples of what children have said, for the demonstration. They are marked as constructed."""

import datetime

from django.conf import settings
from django.db import transaction

from assessments.voices import actions
from assessments.voices.models import Voice
from barnratt.convention.models import Article
from barnratt.questionnaires.yaml import read_yaml
from initiatives.models import Term


@transaction.atomic
def add_voices(authority, *, by):
    """The examples in an authority's library, unless it has them already."""
    if Voice.objects.filter(authority=authority, constructed=True).exists():
        return
    text = (settings.DATA_DIR / "assessments" / "exempel_roster.yaml").read_text(encoding="utf-8")
    for one in read_yaml(text):
        dates = {name: datetime.date.fromisoformat(one[name]) for name in ("from_date", "until_date")}
        tied = {
            "articles": Article.objects.filter(number__in=one["articles"]),
            "areas": Term.objects.filter(vocabulary="omrade", key__in=one["areas"]),
        }
        actions.add(authority, fields=one | dates | tied, by=by, constructed=True)
