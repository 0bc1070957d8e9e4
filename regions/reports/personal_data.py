"""What a person has written in a national report (settings.PERSONAL_DATA). The report is the authority's."""

from barnratt.core.personal_data import GONE
from regions.reports.models import ChapterVersion, ReportApproval


def export(user):
    versions = ChapterVersion.objects.filter(by=user).select_related("chapter__report").order_by("pk")
    asked = ReportApproval.objects.filter(email__in=user.addresses).order_by("pk")
    return {
        "skrivna kapitel": [
            {"rapport": one.chapter.report.title, "kapitel": one.title, "sparat": one.at} for one in versions
        ],
        "begäranden om godkännande av rapport": [{"roll": one.role, "skickad": one.asked_at} for one in asked],
    }


def erase(user):
    """The text stays; that it was this person who wrote it does not."""
    ChapterVersion.objects.filter(by=user).update(by=None, by_name=GONE)
