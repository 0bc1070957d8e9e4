from regions.reports.models import Report
from tests.matrix import GONE, MOVED, NOT_SO, OK, Row, everybody
from tests.reports.factories import make_report
from tests.surveys.factories import make_round

OWN = {}


def report(organisation):
    """A report that is open for changes. It is the whole country's, so the place makes no difference."""
    found = Report.objects.first() or make_report(answers=())
    return {"year": found.year, "slug": "natverk", "key": "samordnat", "form": "docx"}


def survey_round(organisation):
    return {"slug": make_round().slug}


def of_editors(arguments, answer, **data):
    """Those who write the report; nobody else sees that it is written."""
    gone = tuple(NOT_SO if one == NOT_SO else GONE for one in answer)
    own = everybody(gone, NATIONAL_COORDINATOR=answer)
    seen = {role: told for role, told in own.items() if told != gone}
    return Row(arguments, own, seen, seen, data=data, ends_with_membership=answer[0] != NOT_SO)


ROWS = {
    "reports:create": of_editors(survey_round, (NOT_SO, MOVED)),
    "reports:desk": of_editors(report, (OK, NOT_SO)),
    "reports:draft_file": of_editors(report, (OK, NOT_SO)),
    "reports:front": of_editors(report, (OK, MOVED), title="Rapporten"),
    "reports:ledger": of_editors(report, (OK, MOVED), facts="Deltagare; 700"),
    "reports:new_chapter": of_editors(report, (OK, MOVED), title="Mer", kind="ordinary"),
    "reports:chapter": of_editors(report, (OK, MOVED)),
    "reports:autosave": of_editors(report, (NOT_SO, OK)),
    "reports:move_chapter": of_editors(report, (NOT_SO, MOVED)),
    "reports:remove_chapter": of_editors(report, (OK, MOVED)),
    "reports:bring_back_chapter": of_editors(report, (NOT_SO, MOVED)),
    "reports:draft_chapters": of_editors(report, (NOT_SO, MOVED)),
    "reports:history": of_editors(report, (OK, MOVED), andring="1"),
    "reports:picker": of_editors(report, (OK, MOVED), skriv="Mer text."),
    "reports:check": of_editors(report, (OK, MOVED)),
    "reports:changes": of_editors(report, (OK, MOVED)),
    "reports:question": of_editors(report, (OK, NOT_SO)),
    "reports:state": of_editors(report, (NOT_SO, MOVED), lage="ready"),
    "reports:ask_approval": of_editors(report, (OK, OK)),
    "reports:erratum": of_editors(report, (GONE, GONE)),
}
