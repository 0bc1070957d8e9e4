"""An assessment in words, as somebody outside its authority reads it."""

from django.utils import timezone

from assessments import queries
from barnratt.core.templatetags.swedish import day, day_and_time


def snapshot_of(assessment):
    """
    As it stands now: the case and every question that is shown with its answer, as JSON holds it.

    Comments, what a condition hides and the earlier texts are no part of it.
    """
    response = assessment.response
    return {
        "title": assessment.title,
        "authority": assessment.authority.name,
        "constructed": assessment.constructed,
        "secrecy": assessment.secrecy,
        "case": [
            ["Myndighet", assessment.authority.name],
            ["Diarienummer", assessment.case_number or "Ej ifyllt"],
            ["Enhet", assessment.unit or "Ej ifyllt"],
            ["Beslutas av", assessment.decided_by or "Ej ifyllt"],
            ["Planerat beslutsdatum", day(assessment.decision_date) if assessment.decision_date else "Ej ifyllt"],
            ["Ansvarig", assessment.responsible or "Ej ifyllt"],
            ["Sekretess", assessment.get_secrecy_display()],
            ["Läge", assessment.get_state_display()],
            ["Mall", f"{response.version.definition.title}, version {response.version.number}"],
            ["Texten är från", day_and_time(timezone.now())],
        ],
        "sections": [
            {
                "title": section.step.title if section.is_first else "",
                "heading": section.heading,
                "beside": section.beside,
                "rows": [[place.question.text, answer] for place, answer, _ in section.rows],
            }
            for section in queries.sections(assessment)
        ],
    }
