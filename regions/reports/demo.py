"""The demonstration's report: that of 2023 in the portal's own words, over the constructed answers, and published.

Nobody who really decides has approved it, and its approvals say that they are of the demonstration.
"""

from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from barnratt.approvals.models import HOLDS
from barnratt.questionnaires.yaml import read_yaml
from regions.reports import actions, queries
from regions.reports.models import Report
from regions.surveys.models import Round

YEAR = 2023
APPROVERS = [
    ("landshovding@rapporten.example", "Demonstrationens landshövding"),
    ("kontaktchef@rapporten.example", "Demonstrationens kontaktchef"),
]


class Shipped(NamedTuple):
    """A report that ships with the portal. judged: {key of a finding: why it is right anyhow}."""

    fields: dict
    chapters: list
    judged: dict


def shipped(year):
    """The Shipped report of a year, from data/reports/."""
    folder = settings.DATA_DIR / "reports" / str(year)
    told = read_yaml((folder / "report.yaml").read_text(encoding="utf-8"))
    chapters = [
        chapter | {"text": (folder / f"{chapter['slug']}.md").read_text(encoding="utf-8")}
        for chapter in told["chapters"]
    ]
    return Shipped({name: told[name] for name in actions.FRONT}, chapters, told["judged"])


@transaction.atomic
def add_report():
    """The report, published, unless there is one."""
    if Report.objects.filter(year=YEAR).exists():
        return
    found = shipped(YEAR)
    survey_round = Round.objects.get(year=YEAR, is_test=False)
    report = actions.create_report(survey_round, fields=found.fields, chapters=found.chapters, by=None)
    for key, reason in found.judged.items():
        report = actions.confirm(report, key, reason, by=None)
    report = actions.mark_ready(report, by=None)
    expires, says = timezone.now() + HOLDS, queries.whole_of(report).content_hash
    for email, role in APPROVERS:  # no letters: there is nobody to read them
        asked = report.approvals.create(email=email, role=role, expires_at=expires, content_hash=says)
        actions.approve_by_link(asked)
    actions.publish(report, by=None)
