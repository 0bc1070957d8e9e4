"""The survey's lists and answers as tables. Constructed answers say so in every file."""

from barnratt.core.tables import Column, Table
from regions.surveys.queries import TEXTS, county_answers, without_others_texts
from regions.surveys.reading import written_answer
from regions.surveys.results import GROUPS, documents_of, question_results


def about(survey_round):
    """What every file of a round says of it."""
    return [("Omgång", survey_round.title), *([("Om svaren", survey_round.notice)] if survey_round.constructed else [])]


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


# What the results are fetched as: {form= in the address: what it holds}.
RESULT_FORMS = {"": "En rad per län", "lang": "En rad per svar", "antal": "Sammanräknat, en rad per fråga och svar"}


def results_file(survey_round, group, form, *, texts):
    """The results in one of RESULT_FORMS. texts: the codes of the counties whose own words may be in it."""
    if form == "antal":
        return counted_table(survey_round, group)
    return answer_table(survey_round, group, form, texts=texts)


def answer_table(survey_round, group, shape, *, texts):
    """The answers of the counties. Wide: a county a row. Long: an answer a row."""
    told = [*about(survey_round), ("Län", GROUPS[group].label)]
    questions = survey_round.definition.by_key
    if not texts:
        questions = {key: question for key, question in questions.items() if question.type not in TEXTS}
        told.append(("Fri text", "Det som länen har skrivit med egna ord är inte med."))
    found = documents_of(survey_round, group)
    if texts and any(county.pk not in texts for county, _ in found):
        told.append(("Fri text", "Det som andra län har skrivit med egna ord är inte med."))
        found = without_others_texts(found, questions, texts)
    name = f"enkat-{survey_round.slug}-{'lang' if shape == 'lang' else 'bred'}"
    return (_long if shape == "lang" else _wide)(name, survey_round, found, told, questions)


def _wide(name, survey_round, found, told, questions):
    columns = [
        Column("Länskod", lambda row: row[0].pk, "county", 9),
        Column("Län", lambda row: row[0].name, "name", 28),
        *([_constructed(survey_round)] if survey_round.constructed else []),
        *(
            Column(key, lambda row, key=key, question=question: _cell(question, row[1].get(key)), key, 24)
            for key, question in questions.items()
        ),
    ]
    explained = [(f"Fråga {key}", question.text) for key, question in questions.items()]
    return Table(name, "Svar, en rad per län", columns, found, [*told, *explained])


def _long(name, survey_round, found, told, questions):
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


def counted_table(survey_round, group):
    """What the page shows: how many gave each answer of how many, and the sums."""
    rows = []
    for one in question_results(survey_round, list(survey_round.definition.by_key.values()), group, years=0):
        if one.total is None or one.is_text:
            continue
        rows += [(one, row) for row in one.rows if not row.together]
        if one.is_sum:
            rows.append((one, None))
    columns = [
        Column("Fråga", lambda row: row[0].question.key, "question", 20),
        Column("Frågans text", lambda row: row[0].question.text, "text", 60),
        Column("Bas", lambda row: row[0].base, "base", 30),
        Column("Fick frågan", lambda row: row[0].total["asked"], "asked", 10),
        Column("Har svarat", lambda row: row[0].total["n"], "n", 10),
        Column("Har inte svarat", lambda row: row[0].unanswered, "unanswered", 10),
        Column("Vet ej", lambda row: row[0].total.get("unknown", ""), "unknown", 8),
        Column("Svar", lambda row: row[1].label if row[1] else "Summa", "answer", 40),
        Column("Antal", lambda row: row[1].count if row[1] else row[0].total["sum"], "count", 10),
        Column("Andel av dem som svarat", lambda row: row[1].share if row[1] else None, "share", 12),
        Column("Poäng", lambda row: row[1].points if row[1] else None, "points", 8),
        *([_constructed(survey_round)] if survey_round.constructed else []),
    ]
    told = [*about(survey_round), ("Län", GROUPS[group].label)]
    return Table(f"enkat-{survey_round.slug}-antal", "Sammanräknade svar", columns, rows, told)


def county_table(survey_round, question, *, texts):
    """What each county has answered to a question."""
    columns = [
        Column("Länskod", lambda row: row.county.pk, "county", 9),
        Column("Län", lambda row: row.county.name, "name", 28),
        Column("Svar", lambda row: _cell(question, row.value), "answer", 24),
        Column("Svaret i ord", lambda row: row.answer, "label", 60),
        *([_constructed(survey_round)] if survey_round.constructed else []),
    ]
    name = f"enkat-{survey_round.slug}-{question.key}"
    told = [*about(survey_round), ("Fråga", question.text)]
    rows = county_answers(survey_round, question, documents_of(survey_round), texts=texts)
    return Table(name, "Länens svar", columns, rows, told)


def _constructed(survey_round):
    return Column("Konstruerade svar", lambda row: survey_round.constructed, "constructed", 18)


def _cell(question, value):
    """Numbers as numbers, the rest as what an import reads."""
    return value if isinstance(value, int) and not isinstance(value, bool) else written_answer(question, value)


def _label(question, value):
    return question.label_of(value) if question.options else written_answer(question, value)
