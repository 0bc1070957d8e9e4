"""What is read for a report: the facts that its figures are made of."""

from collections import Counter

from regions.places.models import County, Municipality
from regions.reports.figures import Facts
from regions.surveys.results import COUNTED, documents_of, question_results


def facts_of(report):
    """The Facts of a report, from what is sent in now. A few statements, however many references it has."""
    survey_round = report.round
    questions = survey_round.definition.by_key
    documents = documents_of(survey_round)
    results = {one.question.key: one for one in question_results(survey_round, questions.values())}
    registers = Counter(Municipality.objects.on(survey_round.register_date).values_list("county_id", flat=True))
    counties = dict(County.objects.order_by("pk").values_list("pk", "name"))
    return Facts(
        year=report.year,
        source=survey_round.title,
        results=results,
        amounts={key: _amounts(key, documents) for key, one in questions.items() if one.type in COUNTED},
        counties=counties,
        registers={code: registers[code] for code in counties},
        responses=len(documents),
        ledger=report.ledger,
    )


def _amounts(key, documents):
    """{county code: number} of those who have answered; what is ticked or listed by how many there are."""
    told = {county.pk: document[key] for county, document in documents if key in document}
    return {code: len(value) if isinstance(value, list) else value for code, value in told.items()}
