"""The survey's lists and answers as tables. Constructed answers say so in every file."""

from barnratt.core.tables import Column, Table
from regions.surveys.reading import written_answer
from regions.surveys.results import GROUPS, documents_of

CONSTRUCTED = (
    "Om svaren",
    "Svaren är konstruerade så att de stämmer med de publicerade talen. Ingen länsstyrelse har lämnat dem.",
)


def about(survey_round):
    """What every file of a round says of it."""
    return [("Omgång", survey_round.title), *([CONSTRUCTED] if survey_round.constructed else [])]


def round_table(rounds):
    columns = [
        Column("Omgång", lambda one: one.title, "title", 45),
        Column("Verksamhetsår", lambda one: one.year, "year", 14),
        Column("Läge", lambda one: one.get_state_display(), "state", 14),
        Column("Öppnar", lambda one: one.opens_date, "opens", 12),
        Column("Sista svarsdag", lambda one: one.last_answer_date, "last_answer", 14),
        Column("Provomgång", lambda one: one.is_test, "is_test", 12),
        Column("Konstruerade svar", lambda one: one.constructed, "constructed", 18),
    ]
    return Table("enkater", "Enkätomgångar", columns, rounds)


def answer_table(survey_round, group, shape):
    """The answers of the counties. Wide: a county a row. Long: an answer a row."""
    told = [*about(survey_round), ("Län", GROUPS[group].label)]
    found = documents_of(survey_round, group)
    name = f"enkat-{survey_round.slug}-{'lang' if shape == 'lang' else 'bred'}"
    return (_long if shape == "lang" else _wide)(name, survey_round, found, told)


def _wide(name, survey_round, found, told):
    columns = [
        Column("Länskod", lambda row: row[0].pk, "county", 9),
        Column("Län", lambda row: row[0].name, "name", 28),
        *([_constructed(survey_round)] if survey_round.constructed else []),
        *(
            Column(key, lambda row, key=key, question=question: _cell(question, row[1].get(key)), key, 24)
            for key, question in survey_round.definition.by_key.items()
        ),
    ]
    questions = [(f"Fråga {key}", question.text) for key, question in survey_round.definition.by_key.items()]
    return Table(name, "Svar, en rad per län", columns, found, [*told, *questions])


def _long(name, survey_round, found, told):
    questions = survey_round.definition.by_key
    rows = [
        (county, questions[key], value)
        for county, document in found
        for key in questions
        if key in document
        for value in (isinstance(document[key], list) and document[key]) or [document[key]]
    ]
    columns = [
        Column("Länskod", lambda row: row[0].pk, "county", 9),
        Column("Län", lambda row: row[0].name, "name", 28),
        *([_constructed(survey_round)] if survey_round.constructed else []),
        Column("Fråga", lambda row: row[1].key, "question", 20),
        Column("Frågans text", lambda row: row[1].text, "text", 60),
        Column("Svar", lambda row: _cell(row[1], row[2]), "answer", 24),
        Column("Svaret i ord", lambda row: _label(row[1], row[2]), "label", 40),
    ]
    return Table(name, "Svar, en rad per svar", columns, rows, told)


def _constructed(survey_round):
    return Column("Konstruerade svar", lambda row: survey_round.constructed, "constructed", 18)


def _cell(question, value):
    """Numbers as numbers, the rest as what an import reads."""
    return value if isinstance(value, int) and not isinstance(value, bool) else written_answer(question, value)


def _label(question, value):
    return question.label_of(value) if question.options else written_answer(question, value)
