"""What is read of a round and of a county's answers. The results are in surveys.results."""

from typing import NamedTuple

from barnratt.core.templatetags.swedish import counted, number
from barnratt.questionnaires import answers, checks
from regions.places.models import County, Municipality
from regions.surveys.counting import facts_of
from regions.surveys.models import CountyResponse, Round, Submission
from regions.surveys.permissions import can_run


class Task(NamedTuple):
    """A step of the survey as the task list shows it."""

    step: object
    number: int
    progress: answers.Progress
    answered: int
    asked: int
    findings: int


class Warned(NamedTuple):
    """A rule that the answers break, and why the county says that it is right anyhow, if it has."""

    finding: checks.Finding
    reason: str
    step: object  # where its first question is

    @property
    def waits(self):
        return self.finding.stops or (self.finding.needs_reason and not self.reason)


class BoardRow(NamedTuple):
    """A county in the national board."""

    county: County
    found: CountyResponse | None
    answered: int
    asked: int
    submission: Submission | None
    last_answer_date: object
    is_late: bool


def municipalities_of(county, survey_round):
    """{code: name} of those that the county can tick: its own in the register on the last day of the year."""
    found = Municipality.objects.filter(county=county).on(survey_round.register_date).in_order()
    return dict(found.values_list("code", "short_name"))


def last_year(found):
    """
    {question: answer} of what the county answered the round before, by this round's questions and values.

    Only what can be compared: linked questions, and of their values those that are still there.
    """
    previous = found.round.previous
    if previous is None:
        return {}
    theirs = Submission.objects.current().filter(county_response__round=previous, county_response__county=found.county)
    then = theirs.values_list("answers", flat=True).first()
    definition = found.response.version.definition
    return {} if then is None else translated(definition, previous.definition, then)


def translated(definition, earlier, document):
    """{question: answer} of an earlier document in the questions and values of a definition."""
    made = {}
    for key, question in definition.by_key.items():
        link = question.linked
        if link is None or not link.is_comparable or link.question not in document:
            continue
        before = earlier.by_key.get(link.question)
        if before is None or before.type != question.type:
            continue
        value = in_values_of(question, document[link.question])
        if value is not None:
            made[key] = value
    return made


def in_values_of(question, value):
    """An answer to the question before in the values of this one, or None when there is no such value."""
    if not question.options:
        return value
    mapped = [question.linked.options.get(one, one) for one in (value if isinstance(value, list) else [value])]
    kept = [one for one in mapped if one in question.values]
    if isinstance(value, list):
        return list(dict.fromkeys(kept)) or None
    return kept[0] if kept else None


def in_words(question, value, municipalities):
    """An answer as a person reads it, municipalities by name and in number."""
    if question.type == "municipalities" and value:
        ticked = [code for code in municipalities if code in value] + sorted(set(value) - set(municipalities))
        names = ", ".join(municipalities.get(code, code) for code in ticked)
        return f"{len(value)}: {names}"
    if question.type == "ranking" and value:
        return "\n".join(f"{place}. {question.label_of(one)}" for place, one in enumerate(value, 1))
    if question.type == "texts" and value:
        return "\n".join(value)
    if question.type in ("integer", "decimal") and value is not None:
        return f"{number(value)} {question.unit}".strip()
    return answers.in_words(question, value)


def warned(found, before=None):
    """The rules that the answers of a county break, each with the county's reason where it has given one."""
    response = found.response
    definition = response.version.definition
    facts = facts_of(found.county)
    before = last_year(found) if before is None else before
    steps = {question.key: step for step in definition.steps for question in step.questions}
    return [
        Warned(finding, _reason(found, finding), steps[finding.questions[0]])
        for finding in checks.within(definition, response.answers, flags=response.flags, before=before, facts=facts)
    ]


def _reason(found, finding):
    """A reason stands for what was said then: when the numbers change, it has to be given anew."""
    told = found.confirmed.get(finding.key, {})
    return told.get("reason", "") if told.get("message") == finding.message else ""


def tasks(found, findings):
    """The steps with how far each has come. findings: those of `warned`."""
    response = found.response
    definition = response.version.definition
    progress = answers.progress(definition, response.answers, response.flags)
    shown = answers.shown(definition, response.answers, response.flags)
    made = []
    for place_of_step, step in enumerate(definition.steps, 1):
        places = [place for place in shown if place.step is step]
        answered = sum(answers.value_at(response.answers, place.address) is not None for place in places)
        waits = sum(one.waits and one.step is step for one in findings)
        made.append(Task(step, place_of_step, progress[step.key], answered, len(places), waits))
    return made


def last_answer_date(survey_round, exceptions, county):
    """The last day for a county. exceptions: {county code: date}."""
    return exceptions.get(county.pk, survey_round.last_answer_date)


def days_of(survey_round, county):
    """(the last day to answer, the last day to correct) for a county, which may have been given longer time."""
    own = survey_round.exceptions.filter(county=county).values_list("last_answer_date", flat=True).first()
    if own is None:
        return survey_round.last_answer_date, survey_round.last_edit_date
    closed = survey_round.state == Round.State.CLOSED  # for the others, but not for this one
    return own, own if closed else max(own, survey_round.last_edit_date)


def board(survey_round, today):
    """A BoardRow of every county. Four statements, however many counties and questions."""
    there = survey_round.county_responses.select_related("response__version").defer("response__version__content")
    found = {one.county_id: one for one in there}
    sent = Submission.objects.current().filter(county_response__round=survey_round).defer("answers")
    submitted = {one.county_response_id: one for one in sent}
    exceptions = dict(survey_round.exceptions.values_list("county_id", "last_answer_date"))
    rows = []
    for county in County.objects.in_order():
        one = found.get(county.pk)
        last = last_answer_date(survey_round, exceptions, county)
        asked = answered = 0
        submission = None
        if one:
            one.county, one.round = county, survey_round
            response = one.response
            shown = answers.shown(response.version.definition, response.answers, response.flags)
            asked = len(shown)
            answered = sum(answers.value_at(response.answers, place.address) is not None for place in shown)
            submission = submitted.get(one.pk)
        if submission:
            submission.county_response = one
        rows.append(BoardRow(county, one, answered, asked, submission, last, submission is None and today > last))
    return rows


TEXTS = ("text", "texts", "line")
YEARS_SHOWN = 5  # of a county's answers


class CountyAnswer(NamedTuple):
    """A county's answer to a question, in words; empty when it has not answered it."""

    county: County
    answer: str
    value: object


def county_answers(survey_round, question, documents, *, texts):
    """
    A CountyAnswer of each county that has sent in; of what is written only of the counties in texts (their codes).

    documents: [(county, {question: answer})], those of results.documents_of.
    """
    if question.type in TEXTS:
        documents = [(county, document) for county, document in documents if county.pk in texts]
    names = {}
    if question.type == "municipalities":
        names = dict(Municipality.objects.on(survey_round.register_date).values_list("code", "short_name"))
    found = []
    for county, document in documents:
        value = document.get(question.key)
        answer = "" if value is None else in_words(question, value, names)
        found.append(CountyAnswer(county, answer, value))
    return found


def without_others_texts(documents, questions, texts):
    """[(county, {question: answer})] with what is written only of the counties in texts (their codes)."""
    written = {key for key, question in questions.items() if question.type in TEXTS}
    return [
        (county, document if county.pk in texts else {key: document[key] for key in document if key not in written})
        for county, document in documents
    ]


class PublicAnswers(NamedTuple):
    """What anyone may read of a county's answers: numbers and choices of published rounds, never what is written."""

    round: Round
    years: list  # the rounds before that can be compared, the latest first
    rows: list  # [(Question, the answer in words, [the answer each of the years])]


def public_answers(county):
    """The PublicAnswers of a county: those of the latest published round, and the years before. None without any."""
    sent = Submission.objects.current().filter(
        county_response__county=county, county_response__round__in=Round.objects.public()
    )
    sent = sent.select_related("county_response__round", "version").defer("county_response__round__totals")
    latest, *earlier = sent.order_by("-county_response__round__year")[:YEARS_SHOWN] or [None]
    if latest is None:
        return None
    municipalities = municipalities_of(county, latest.county_response.round)
    years = _in_latest(latest, earlier)
    rows = [
        (
            question,
            in_words(question, latest.answers[key], municipalities),
            [_short(question, document.get(key)) for _, document in years],
        )
        for key, question in latest.version.definition.by_key.items()
        if key in latest.answers and question.type not in TEXTS
    ]
    return PublicAnswers(latest.county_response.round, [one for one, _ in years], rows)


def _in_latest(latest, earlier):
    """
    [(Round, {question: answer})] of earlier submissions, in the questions and values of the latest.

    A year goes through all the years between, so what has been asked otherwise on the way is left out.
    """
    by_round = {one.county_response.round_id: one for one in earlier}
    made, path, after = [], [latest.version.definition], latest
    while (one := by_round.get(after.county_response.round.previous_id)) is not None:
        document = one.answers
        for definition, before in zip(reversed(path), [one.version.definition, *reversed(path[1:])], strict=True):
            document = translated(definition, before, document)
        made.append((one.county_response.round, document))
        path.append(one.version.definition)
        after = one
    return made


def _short(question, value):
    """An answer in a cell of the years: municipalities in number."""
    if value is None:
        return ""
    if question.type == "municipalities":
        return counted(len(value), "kommun,kommuner")
    return in_words(question, value, {})


class SentRow(NamedTuple):
    """A question of what was sent in. before: the answer in what was sent in before that, where it differs."""

    step: object
    question: object
    answer: str
    before: str | None


def sent_rows(submission, earlier, municipalities):
    """What a submission holds, in words, and what differs from an earlier one of the same county."""
    rows = []
    for place in answers.shown(submission.version.definition, submission.answers):
        value = submission.answers.get(place.address)
        was = earlier.answers.get(place.address) if earlier else value
        before = in_words(place.question, was, municipalities) if was != value else None
        rows.append(SentRow(place.step, place.question, in_words(place.question, value, municipalities), before))
    return rows


def report_year(user, survey_round):
    """The year of the report that is made of a round, for those who write it: it shows where an answer is used."""
    if not can_run(user):
        return None
    return Round.objects.filter(pk=survey_round.pk).values_list("report__year", flat=True).get()
