from assessments.voices.models import VoiceUse
from tests.assessments.factories import make_assessment
from tests.assessments.matrix import an_assessment, row
from tests.assessments.voices.factories import make_voice
from tests.matrix import MOVED, NO, NOT_SO, OK, Row, everybody

OWN = {"voices:list": (OK, NOT_SO)}


def nothing(organisation):
    return {}


def a_voice(organisation):
    return {"pk": make_voice(organisation).pk}


def a_use(organisation):
    made, voice = make_assessment(organisation), make_voice(organisation)
    return {"pk": VoiceUse.objects.create(assessment=made, voice=voice, title="Rubrik", said="Text", about="Var").pk}


ADD = everybody((OK, OK), READER=(NO, NO), STRATEGIST=(NO, NO))
ROWS = {
    "voices:new": Row(nothing, ADD, ADD, ADD, ends_with_membership=False),
    "voices:voice": row(a_voice, (OK, NOT_SO), (OK, NOT_SO)),
    "voices:edit": row(a_voice, (OK, OK), (NO, NO)),
    "voices:archive": row(a_voice, (NOT_SO, MOVED), (NOT_SO, NO), arkiverad="1"),
    "voices:chosen": row(an_assessment, (OK, MOVED), (OK, NO)),
    "voices:change": row(a_use, (OK, OK), (NO, NO)),
    "voices:stop": row(a_use, (OK, MOVED), (NO, NO)),
    "voices:child_version": row(an_assessment, (OK, OK), (OK, NO)),
}
