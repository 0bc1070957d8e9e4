"""The chapters that a report can begin with: its survey's parts in order, with this year's figures in their places."""

from regions.reports.models import Chapter
from regions.reports.references import Reference

Kind = Chapter.Kind
# Whoever writes the report fills these; a chapter without text stops it until somebody has.
FIRST = [(Kind.PREFACE, "Förord"), (Kind.CHILDREN, "Rapporten för barn och unga"), (Kind.ORDINARY, "Sammanfattning")]
LAST = [(Kind.SENDER, "Om rapporten")]
ACCOUNTS = "Bilaga: bokslut"
BLOCKS = {
    "choice": "tabell",
    "multi": "diagram",
    "boolean": "tabell",
    "ranking": "rangordning",
    "municipalities": "kommuner",
}


def chapters_of(definition):
    """[{"kind", "title", "text"}] of a survey's definition, as actions.add_chapter takes them."""
    made = [{"kind": kind, "title": title, "text": ""} for kind, title in FIRST]
    for step in definition.steps:
        asked = [question for question in step.questions if not question.paused and _verb(question)]
        told = [f"{Reference(_verb(question), (question.key,))}\n" for question in asked]
        if told:
            made.append({"kind": Kind.ORDINARY, "title": step.title, "text": "\n".join(told)})
    made += [{"kind": kind, "title": title, "text": ""} for kind, title in LAST]
    return [*made, {"kind": Kind.ACCOUNTS, "title": ACCOUNTS, "text": f"{Reference('bokslut')}\n"}]


def _verb(question):
    """How a question's answers are shown, or an empty text for what is answered in words."""
    return BLOCKS.get(question.type, "tabell" if question.ceiling else "")
