from assessments.sharing.models import Sharing
from tests.assessments.factories import make_assessment
from tests.assessments.matrix import an_assessment, row
from tests.assessments.sharing.factories import share, support
from tests.matrix import GONE, MOVED, NO, NOT_SO, OK, Row, everybody

OWN = {"sharing:received": (OK, NOT_SO)}


def a_sharing(organisation):
    return {"pk": share(make_assessment(organisation)).pk}


def what_others_share(organisation):
    """Also a municipality is given one here, past the action's rule, to see that it reads nothing."""
    made = share()
    Sharing.objects.filter(pk=made.pk).update(receiver=organisation)
    return {"pk": made.pk}


def support_reading(organisation):
    return {"pk": support(make_assessment(organisation)).pk}


def nothing(organisation):
    return {}


SUPPORTED = everybody((NO, NOT_SO), ADMINISTRATOR=(OK, NOT_SO))
NOBODY = everybody((GONE, NOT_SO))
ROWS = {
    "sharing:share": row(an_assessment, (OK, OK), (NO, NO)),
    "sharing:end_sharing": row(a_sharing, (NOT_SO, MOVED), (NOT_SO, NO)),
    "sharing:shared": row(what_others_share, (OK, NOT_SO), (OK, NOT_SO)),
    "sharing:word": row(what_others_share, (OK, NOT_SO), (OK, NOT_SO)),
    "sharing:pdf": row(what_others_share, (OK, NOT_SO), (OK, NOT_SO)),
    "sharing:support": row(an_assessment, (OK, OK), (NO, NO)),
    "sharing:end_support": row(support_reading, (NOT_SO, MOVED), (NOT_SO, NO)),
    "sharing:supported": Row(nothing, SUPPORTED, SUPPORTED, SUPPORTED, ends_with_membership=False),
    # Only the administrator who was let in, whatever else one is; tested with the page.
    "sharing:read": Row(support_reading, NOBODY, NOBODY, NOBODY, ends_with_membership=False),
}
