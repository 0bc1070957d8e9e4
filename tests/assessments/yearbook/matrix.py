import datetime

from django.utils import timezone

from assessments.models import Assessment
from assessments.yearbook.actions import release
from tests.assessments.factories import board, make_assessment
from tests.matrix import GONE, NO, NOT_SO, OK, Row, everybody

YEAR = 2025
OWN = {"yearbook:list": (OK, NOT_SO)}


def begun(organisation, year=YEAR):
    made = make_assessment(organisation)
    at = timezone.make_aware(datetime.datetime(year, 5, 4))
    Assessment.objects.filter(pk=made.pk).update(began_at=at)
    return made


def a_year(organisation):
    begun(organisation)
    return {"year": YEAR, "key": organisation.key}


def handed_over(organisation):
    found = a_year(organisation)
    release(organisation, YEAR, by=None)
    return found


def of_a_board(organisation):
    """What a board of the organisation has handed over."""
    return handed_over(board(parent=organisation))


def together(organisation):
    of_a_board(organisation)
    return {"year": YEAR, "key": organisation.key}


def only(**others):
    return everybody((NO, NOT_SO), **others)


# The strategist of the matrix belongs to a municipality, which is no authority and has no yearbook of its own.
READS = everybody((OK, NOT_SO), STRATEGIST=(GONE, NOT_SO))
ROWS = {
    "yearbook:yearbook": Row(a_year, READS),
    "yearbook:word": Row(a_year, READS),
    "yearbook:pdf": Row(a_year, READS),
    "yearbook:release": Row(a_year, everybody((NO, NO), STRATEGIST=(GONE, GONE))),
    "yearbook:released": Row(of_a_board, only(STRATEGIST=(OK, NOT_SO))),
    "yearbook:released_word": Row(of_a_board, only(STRATEGIST=(OK, NOT_SO))),
    "yearbook:released_pdf": Row(of_a_board, only(STRATEGIST=(OK, NOT_SO))),
    "yearbook:together": Row(together, only(STRATEGIST=(OK, NOT_SO))),
}
