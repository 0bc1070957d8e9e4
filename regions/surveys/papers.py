"""What a county keeps of the survey: the empty form to talk about, its answers, and exactly what it sent in."""

from django.utils import timezone

from barnratt.core.templatetags.swedish import day_and_time
from barnratt.documents.tree import Definitions, Document, Heading, Note, Paragraph
from barnratt.questionnaires import answers, filling
from regions.surveys import queries

BOX, LINE = "☐", "_" * 64
LINES = {"text": 5, "texts": 5}
BY_ANSWERS = "de som får frågan efter vad de har svarat tidigare"
TICKED_LATER = "Kommunerna kryssas i portalen, ur länets lista."
CONSTRUCTED = "Konstruerade svar"


def blank(survey_round, county=None):
    """
    The form as it is asked this year, to fill in by hand or talk through at a meeting. Every question is there.

    county: whose municipalities are there to tick; without one the form is for every county.
    """
    municipalities = queries.municipalities_of(county, survey_round) if county else {}
    rows = [("Länsstyrelse", str(county))] if county else []
    last = queries.days_of(survey_round, county)[0] if county else survey_round.last_answer_date
    rows.append(("Sista svarsdag", last.isoformat()))
    parts = [*_notes(survey_round), Definitions(tuple(rows))]
    number = 0
    for step in survey_round.definition.steps:
        asked = [question for question in step.questions if not question.paused]
        parts += [Heading(step.title)] if asked else []
        parts += [Paragraph(step.intro)] if asked and step.intro else []
        for question in asked:
            number += 1
            parts += [Heading(f"{number}. {question.text}", 2), *_to_fill_in(question, municipalities)]
    return Document(f"{survey_round.title}: blankett", parts, _marks(survey_round))


def _to_fill_in(question, municipalities):
    if who := question.base or (BY_ANSWERS if question.show_if.questions else ""):
        yield Definitions((("Vem som svarar", who),))
    if question.help:
        yield Paragraph(question.help)
    if question.type == "ranking":
        yield Paragraph("Skriv 1 vid det viktigaste, sedan 2, 3 och så vidare.")
        yield Paragraph("\n".join(f"____ {option.label}" for option in question.options))
    elif question.options:
        yield Paragraph("Kryssa i ett svar." if question.type == "choice" else "Kryssa i ett eller flera svar.")
        yield _boxes(option.label for option in question.options)
    elif question.type == "boolean":
        yield _boxes(("Ja", "Nej"))
    elif question.type == "municipalities" and not municipalities:
        yield Paragraph(TICKED_LATER)
    elif question.type == "municipalities":
        yield Paragraph("Kryssa i kommunerna, eller Ingen kommun.")
        yield _boxes((*municipalities.values(), "Ingen kommun"))
    else:
        unit = f" {question.unit}" if question.unit else ""
        yield Paragraph("\n".join([f"{LINE[: 20 if unit else None]}{unit}"] * LINES.get(question.type, 1)))


def _boxes(labels):
    """A line each: a list would put a mark before every box."""
    return Paragraph("\n".join(f"{BOX} {label}" for label in labels))


def filled(found):
    """A county's answers as they are now, with the reasons that it has given for what the checks asked about."""
    response = found.response
    municipalities = queries.municipalities_of(found.county, found.round)
    rows = [
        ("Länsstyrelse", str(found.county)),
        ("Läge", found.get_state_display().capitalize()),
        ("Senast ändrat", day_and_time(found.changed_at)),
    ]
    if found.approved_by_name:
        rows.append(("Godkänt av", found.approved_by_name))
    parts = [*_notes(found.round), Definitions(tuple(rows))]
    for step in response.version.definition.steps:
        told = tuple(
            (
                place.question.text,
                queries.in_words(place.question, answers.value_at(response.answers, place.address), municipalities),
            )
            for place in filling.places_of(response, step)
        )
        parts += [Heading(step.title), Definitions(told, wide=True)] if told else []
    reasons = tuple((one.finding.message, one.reason) for one in queries.warned(found) if one.reason)
    parts += [Heading("Länets skäl"), Definitions(reasons, wide=True)] if reasons else []
    draft = () if found.state == found.State.SUBMITTED else ("Inte inskickat",)
    return Document(f"{found.round.title}: {found.county}", parts, (*draft, *_marks(found.round)))


def sent(submission):
    """What a county sent in, exactly as it was then."""
    found = submission.county_response
    municipalities = queries.municipalities_of(found.county, found.round)
    rows = [
        ("Kvitto", submission.receipt),
        ("Länsstyrelse", str(found.county)),
        ("Inskickat", day_and_time(submission.at)),
        ("Inskickat av", submission.by_name or "Portalen"),
        ("Godkänt av", submission.approved_by_name or "Ingen uppgift"),
        ("Formulär", str(submission.version)),
    ]
    parts = [*_notes(found.round)]
    if submission.withdrawn_at:
        at = timezone.localdate(submission.withdrawn_at).isoformat()
        parts.append(
            Note(f"Svaren drogs tillbaka {at} och räknas inte. Skäl: {submission.withdrawn_reason}", "Tillbakadraget")
        )
    parts.append(Definitions(tuple(rows)))
    told = queries.sent_rows(submission, None, municipalities)
    for step in submission.version.definition.steps:
        of_step = tuple((row.question.text, row.answer) for row in told if row.step.key == step.key)
        parts += [Heading(step.title), Definitions(of_step, wide=True)] if of_step else []
    reasons = tuple((one["message"], one["reason"]) for _, one in sorted(submission.confirmed.items()))
    parts += [Heading("Länets skäl"), Definitions(reasons, wide=True)] if reasons else []
    withdrawn = ("Tillbakadraget",) if submission.withdrawn_at else ()
    return Document(f"Kvitto {submission.receipt}: {found.county}", parts, (*withdrawn, *_marks(found.round)))


def _marks(survey_round):
    return (CONSTRUCTED,) if survey_round.constructed else ()


def _notes(survey_round):
    if survey_round.constructed:
        yield Note(survey_round.notice, CONSTRUCTED)
