from barnratt.core.access import Denied
from regions.reports.models import Report


def can_write(report):
    """Whether a report can be changed now. Whoever sees it while it is written is one of those who write it."""
    if report.state == Report.State.WRITING:
        return True
    if report.state == Report.State.PUBLISHED:
        return Denied("Rapporten är publicerad. Börja på en ny version för att skriva.")
    return Denied("Rapporten är hos beslutsfattarna. Öppna den för ändringar för att skriva.")
