"""The list of an authority's assessments as a table, and an assessment as a document for Word and PDF."""

from django.utils import timezone

from assessments import queries
from assessments.follow_up.queries import feedback_of
from assessments.models import Assessment
from assessments.summary import drawn, summary_of
from assessments.voices.queries import part_of
from barnratt.core.tables import Column, Table
from barnratt.documents.tree import Definitions, Document, Heading, Note, Paragraph
from barnratt.questionnaires import answers


def assessment_table(assessments):
    """What the list shows. What is written in the assessments is not part of it."""
    columns = [
        Column("Ärende", lambda one: one.title, "title", 45),
        Column("Myndighet", lambda one: one.authority.name, "authority", 36),
        Column("Diarienummer", lambda one: one.case_number, "case_number", 18),
        Column("Mall", lambda one: one.get_template_display(), "template", 30),
        Column("Läge", lambda one: one.get_state_display(), "state", 20),
        Column("Sekretess", lambda one: one.get_secrecy_display(), "secrecy", 18),
        Column("Påbörjad", lambda one: timezone.localdate(one.began_at), "began", 12),
        Column("Ändrad", lambda one: timezone.localdate(one.changed_at), "changed", 12),
        Column("Konstruerat exempel", lambda one: one.constructed, "constructed", 18),
    ]
    told = [("Att tänka på", "Listan kan omfattas av sekretess. Spara den bara där den hör hemma.")]
    return Table("provningar", "Prövningar", columns, assessments, told)


# An assessment as a document

PREPARED = {
    Assessment.State.DRAFT: "Utkast",
    Assessment.State.IN_REVIEW: "Utkast på granskning",
    Assessment.State.RETURNED: "Utkast som behöver kompletteras",
}
SECRECY = {
    Assessment.Secrecy.YES: "Kan omfattas av sekretess",
    Assessment.Secrecy.MAYBE: "Sekretess behöver bedömas",
}
NOT_FILLED_IN = "Ej ifyllt"


def annex(assessment):
    """The whole of an assessment, to lie beside a decision. What a condition hides is not part of it.

    Of one that is stopped, since it is made elsewhere, it tells that and nothing that was written before.
    """
    response = assessment.response
    definition = response.version.definition
    parts = [*_notes(assessment), Definitions(_case(assessment))]
    stopped = answers.stopped_by(definition, response.answers, response.flags)
    if stopped:
        parts.append(Note(definition.stop_rule, "Prövningen görs inte här"))
    if text := drawn(assessment) if stopped else summary_of(assessment):
        parts += [Heading("Till tjänsteskrivelsen"), Paragraph(text)]
    for section in queries.sections(assessment):
        if section.is_first:
            parts.append(Heading(section.step.title))
        if section.heading:
            parts.append(Heading(section.heading, 2))
        beside = [(f"Från {one['from']}: {one['text']}", one["answer"]) for one in section.beside]
        rows = [(place.question.text, words) for place, words, _ in section.rows]
        parts.append(Definitions((*beside, *rows), wide=True))
    if assessment.pk and not stopped:  # an example is in no database, and rests on no library
        parts += _children(part_of(assessment), feedback_of(assessment))
    return Document(f"Prövning av barnets bästa: {assessment.title}", parts, _marks(assessment))


def _children(part, feedback):
    """What children have said, what it changed, and how they are told."""
    if part.used or feedback:
        yield Heading("Barns röster")
    if part.used:
        yield Heading("Det här har barn sagt tidigare", 2)
    for one in part.used:
        yield Heading(one.title, 3)
        if one.voice.constructed:
            yield Note("Det här har inget barn sagt. Det är påhittat.", "Konstruerat exempel")
        yield Paragraph(one.said)
        yield Definitions(
            (("Var, när och hur", one.about), ("Vad det ändrade", one.changed or "Ej besvarad")), wide=True
        )
    if feedback:
        yield Heading("Återkoppling till barnen", 2)
    for one in feedback:
        ended = f"{one.get_state_display().capitalize()} {one.ended_date}" if one.ended_date else "Inte gjort än"
        rows = [("Vad", one.text), ("Vem gör det", one.role), ("Senast", one.due_date.isoformat()), ("Läge", ended)]
        rows += [("Hur det gick för barnen", outcome.text) for outcome in one.outcomes.all()]
        yield Definitions(tuple(rows), wide=True)


def _marks(assessment):
    marks = (
        PREPARED.get(assessment.state),
        SECRECY.get(assessment.secrecy),
        "Konstruerat exempel" if assessment.constructed else None,
    )
    return tuple(mark for mark in marks if mark)


def _notes(assessment):
    if assessment.constructed:
        yield Note("Ärendet, människorna och platserna är påhittade.", "Konstruerat exempel")
    if assessment.state in PREPARED:
        yield Note("Texten är ett arbetsmaterial och kan ändras.", PREPARED[assessment.state])
    if assessment.secrecy in SECRECY:
        yield Note(
            "Märkningen är en signal. Den som begär att få läsa har rätt till en egen prövning av det som begärs.",
            SECRECY[assessment.secrecy],
        )


def _case(assessment):
    rows = [
        ("Ärende", assessment.title),
        ("Diarienummer", assessment.case_number or NOT_FILLED_IN),
        ("Myndighet", assessment.authority.name),
        ("Enhet", assessment.unit or NOT_FILLED_IN),
        ("Ansvarig handläggare", assessment.responsible or NOT_FILLED_IN),
        ("Granskare", assessment.reviewer or NOT_FILLED_IN),
        ("Beslutas av", assessment.decided_by or NOT_FILLED_IN),
        ("Planerat beslutsdatum", assessment.decision_date.isoformat() if assessment.decision_date else NOT_FILLED_IN),
        ("Sekretess", SECRECY.get(assessment.secrecy, "Bedöms inte omfattas av sekretess")),
        ("Mall", f"{assessment.get_template_display()}, {assessment.version_in_words}"),
        ("Läge", assessment.get_state_display().capitalize()),
    ]
    for label, at in (
        ("Påbörjad", assessment.began_at),
        ("Senast ändrad", assessment.changed_at),
        ("Låst", assessment.locked_at),
    ):
        if at:
            rows.append((label, timezone.localtime(at).strftime("%Y-%m-%d %H:%M")))
    return tuple(rows)
