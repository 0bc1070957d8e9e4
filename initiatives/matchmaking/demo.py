"""Made-up notices for the demonstration. They are marked as constructed."""

import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from barnratt.accounts.models import User
from barnratt.convention.models import Article
from barnratt.questionnaires.yaml import read_yaml
from initiatives.matchmaking import actions
from initiatives.matchmaking.models import Notice
from initiatives.models import Term
from regions.places.models import County, Organisation

OPEN_FOR = datetime.timedelta(days=180)


@transaction.atomic
def add_notices():
    """The examples, unless they are there already. They end half a year after the demonstration was loaded."""
    if Notice.objects.filter(constructed=True).exists():
        return
    text = (settings.DATA_DIR / "initiatives" / "exempel_efterlysningar.yaml").read_text(encoding="utf-8")
    for one in read_yaml(text):
        areas = Term.objects.filter(vocabulary=Term.Vocabulary.AREA, key__in=one["areas"])
        partners = Term.objects.filter(vocabulary=Term.Vocabulary.PARTNER, key__in=one["partners"])
        actions.publish_notice(
            Organisation.objects.get(key=one["organisation"]),
            title=one["title"],
            what=one["what"],
            until=timezone.localdate() + OPEN_FOR,
            counties=County.objects.filter(code__in=one["counties"]),
            articles=Article.objects.filter(number__in=one["articles"]),
            terms=[*partners, *areas],
            by=User.objects.filter(email=one["by"]).first(),
            constructed=True,
        )
