"""What prepares a round: the round itself and its days, and its questions before they are published."""

from django.db import transaction
from django.utils.text import slugify

from barnratt.audit.actions import record
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.core.free_names import free_name
from barnratt.questionnaires import actions as questionnaires
from barnratt.questionnaires import series
from barnratt.questionnaires.definition import DefinitionError, read
from regions.surveys import actions as surveys
from regions.surveys.models import CountyResponse, Round
from regions.surveys.preparing import queries
from regions.surveys.preparing.models import Draft
from regions.surveys.queries import municipalities_of
from regions.surveys.reference_data import content_of

SHIPPED = "enkat_2023"
FIXED = {Round.State.CLOSED, Round.State.PUBLISHED}
LONGEST_KEY = 30


# The round


@transaction.atomic
def create(source, *, year, title, dates, is_test=False, by):
    """
    A round with another's questions: every question linked to the year before's as the same, when it is a later year.

    source: a Round, or None for the questions that ship with the portal. dates: (opens, last day to answer, last day
    to correct).
    """
    if source and year < source.year:
        raise RuleBroken(f"Välj {source.year} eller ett senare år: frågorna kommer från den omgången.")
    if not is_test and Round.objects.filter(year=year, is_test=False).exists():
        raise RuleBroken(f"Det finns redan en omgång för {year}. Gör en provomgång i stället.")
    if source and year == source.year and not is_test:
        raise RuleBroken("En omgång för samma år är en provomgång.")
    taken = set(Round.objects.values_list("slug", flat=True))
    slug = free_name(f"prova-{year}" if is_test else str(year), taken)
    key, content = f"enkat_{slug.replace('-', '_')}", source.version.content if source else content_of(SHIPPED)
    if source and year == source.year:
        content, previous = content | {"key": key, "title": title}, source.previous
    else:
        content, previous = surveys.content_for_next(content, key, title), source
    made = surveys.prepare(
        content, year=year, slug=slug, title=title, dates=dates, previous=previous, is_test=is_test, by=by
    )
    if source and (columns := queries.draft_of(source).columns):
        Draft.objects.create(round=made, content=content, columns=columns)
    return made


@transaction.atomic
def change_days(survey_round, *, title, dates, by):
    """Another title, or other days to answer. dates: (opens, last day to answer, last day to correct)."""
    survey_round = Round.objects.select_for_update(of=("self",)).get(pk=survey_round.pk)
    names = ("opens_date", "last_answer_date", "last_edit_date")
    if survey_round.state == Round.State.PUBLISHED:
        raise RuleBroken("Resultatet är publicerat. Dagarna ändras inte längre.")
    new = {"title": title} | dict(zip(names, dates, strict=True))
    before = {name: getattr(survey_round, name) for name in new}
    if new == before:
        return survey_round
    for name, value in new.items():
        setattr(survey_round, name, value)
    survey_round.full_clean(exclude=["totals", "version"])
    survey_round.save(update_fields=list(new))
    record(
        AuditEvent.Type.SURVEY_ROUND_CHANGED, survey_round, by=by,
        before={name: str(value) for name, value in before.items()},
        after={name: str(value) for name, value in new.items()},
    )  # fmt: skip
    return survey_round


@transaction.atomic
def take_back_time(survey_round, county, *, by):
    """Let a county have the same days as the others again."""
    found = survey_round.exceptions.filter(county=county).first()
    if found is None:
        raise RuleBroken(f"{county} har inga egna dagar.")
    told = {"county": county.pk, "last_answer_date": str(found.last_answer_date)}
    found.delete()
    record(AuditEvent.Type.SURVEY_TIME_TAKEN_BACK, survey_round, by=by, before=told)


# The questions


@transaction.atomic
def take_in(survey_round, workbook, *, replace=False, by):
    """
    Let the questions be as in a workbook, see questionnaires.xlsform. The counties see nothing of it yet.

    replace: also when somebody has changed something here since the workbook was fetched.
    """
    draft = _locked(survey_round)
    if workbook.content["key"] != draft.content["key"]:
        raise RuleBroken(
            f"Arbetsboken hör till en annan enkät: form_id är {workbook.content['key']} men ska vara "
            f"{draft.content['key']}. Hämta omgångens egen arbetsbok."
        )
    if any("repeat" in step for step in workbook.content["steps"]):
        raise RuleBroken("Enkäten kan inte ha delar som fylls i flera gånger. Gör om begin_repeat till begin_group.")
    if workbook.mark != queries.mark_of(draft) and not replace:
        raise RuleBroken(
            "Frågorna har ändrats i portalen sedan arbetsboken hämtades, eller så är den hämtad någon annanstans. "
            "Hämta den på nytt, eller kryssa för att arbetsboken ska ersätta det som står i portalen."
        )
    draft.columns = workbook.columns
    return _keep(draft, workbook.content, by=by, what={"workbook": True})


@transaction.atomic
def edit_question(survey_round, key, *, fields, by):
    """fields: text, help, base, series, required, paused, labels ({value: label}, empty is gone), added ([label])."""
    draft = _locked(survey_round)
    return _keep(draft, _replaced(draft.content, key, lambda one: _edited(one, fields)), by=by, what={"question": key})


def _edited(question, fields):
    told = {name: fields[name] for name in ("text", "help", "base", "series", "required", "paused") if name in fields}
    changed = {name: value for name, value in (question | told).items() if value != "" and value is not False}
    if "options" in question:
        kept = [
            option | {"label": fields["labels"].get(str(option["value"]), "")}
            for option in question["options"]
            if fields["labels"].get(str(option["value"]), option["label"])
        ]
        changed["options"] = kept + _options(fields["added"], {str(one["value"]) for one in question["options"]})
    return changed


def _options(labels, taken):
    made = []
    for label in labels:
        value = _free_key(label, taken)
        taken = taken | {value}
        made.append({"value": value, "label": label})
    return made


@transaction.atomic
def add_question(survey_round, *, fields, by):
    """One more question last in a step. fields: step, text, help, type, added, series, required. Returns its key."""
    draft = _locked(survey_round)
    key = _free_key(fields["text"], queries.keys_of(survey_round, draft.content))
    told = {name: fields[name] for name in ("text", "help", "type", "series", "required") if fields[name]}
    if fields["added"]:
        told["options"] = _options(fields["added"], set())
    steps = [
        step | {"questions": [*step["questions"], {"key": key} | told]} if step["key"] == fields["step"] else step
        for step in draft.content["steps"]
    ]
    _keep(draft, draft.content | {"steps": steps}, by=by, what={"added": key})
    return key


@transaction.atomic
def remove_question(survey_round, key, *, by):
    """Take away a question that no year before has; others are paused, so that their series go on."""
    draft = _locked(survey_round)
    question = _question(draft.content, key)
    if "linked" in question:
        raise RuleBroken("Frågan hör ihop med förra årets. Pausa den i stället, så lever serien vidare.")
    if len(next(step for step in draft.content["steps"] if question in step["questions"])["questions"]) == 1:
        raise RuleBroken("Det är den enda frågan i delen. Lägg till en annan först.")
    return _keep(draft, _replaced(draft.content, key, lambda one: None), by=by, what={"removed": key})


@transaction.atomic
def pause(survey_round, key, *, paused, by):
    """Do not ask a question this year, or ask it again. Its series goes on."""
    draft = _locked(survey_round)
    _question(draft.content, key)

    def changed(question):
        told = {name: value for name, value in question.items() if name != "paused"}
        return told | {"paused": True} if paused else told

    return _keep(draft, _replaced(draft.content, key, changed), by=by, what={"question": key, "paused": paused})


@transaction.atomic
def move(survey_round, key, *, up, by):
    """Let a question change places with the one before or after it in its step."""
    draft = _locked(survey_round)
    _question(draft.content, key)
    steps = []
    for step in draft.content["steps"]:
        questions = list(step["questions"])
        at = next((place for place, one in enumerate(questions) if one["key"] == key), None)
        to = None if at is None else at - 1 if up else at + 1
        if to is not None and 0 <= to < len(questions):
            questions[at], questions[to] = questions[to], questions[at]
        steps.append(step | {"questions": questions})
    return _keep(draft, draft.content | {"steps": steps}, by=by, what={"moved": key})


@transaction.atomic
def discard(survey_round, *, by):
    """Go back to the questions that are published. The coordinator's own columns stay."""
    draft = _locked(survey_round)
    return _keep(draft, survey_round.version.content, by=by, what={"discarded": True})


@transaction.atomic
def publish(survey_round, *, marks, confirmed=False, by):
    """
    Let the counties have the questions as they are now.

    marks: {question: (comparability, {value then: value now})} of questions that have changed since the year before.
    confirmed: also when counties have begun; those that have not sent in go on in the new version, and answers that
    do not fit stand beside.
    """
    # The counties' answers first and then the round, in the order that sending in takes them: none is ready meanwhile.
    list(CountyResponse.objects.select_for_update().filter(round=survey_round).order_by("pk").values_list("pk"))
    survey_round = Round.objects.select_for_update(of=("self",)).select_related("previous").get(pk=survey_round.pk)
    draft = _locked(survey_round)
    content = draft.content
    for key, (comparability, options) in marks.items():
        content = _replaced(content, key, lambda one, told=(comparability, options): series.with_mark(one, *told))
    definition = _read(content)
    if definition == survey_round.definition:
        raise RuleBroken("Det finns inga ändringar att publicera.")
    if survey_round.previous:
        for tie in series.ties(survey_round.previous.definition, definition):
            if tie.now is not None and (wrong := series.fault(tie, tie.now.linked)):
                raise RuleBroken(wrong)
    begun = queries.begun(survey_round)
    sent = [one.county.short_name for one in begun if one.state != CountyResponse.State.DRAFT]
    if sent and queries.asks_otherwise(survey_round.definition, definition):
        raise RuleBroken(
            f"{', '.join(sent)} har redan gjort svaren klara. Nu går bara texter att ändra, inte vad som frågas eller "
            "vilka alternativ som finns. Be dem öppna svaren för ändringar, eller dra tillbaka dem, först."
        )
    if begun and not confirmed:
        raise RuleBroken("Län har börjat svara. Kryssa för att du har sett vad som händer med deras svar.")
    version = questionnaires.publish(content, by=by)
    survey_round.version = version
    survey_round.save(update_fields=["version"])
    for one in begun:
        if one.state == CountyResponse.State.DRAFT:
            municipalities = municipalities_of(one.county, survey_round)
            questionnaires.move(one.response, version, by=by, municipalities=municipalities)
    _keep(draft, content, by=by, what={"published": version.number})
    told = {"version": version.number, "begun": len(begun)}
    record(AuditEvent.Type.SURVEY_QUESTIONS_PUBLISHED, survey_round, by=by, after=told)
    return version


def _locked(survey_round):
    """The draft under a lock; made when there is none."""
    if Round.objects.values_list("state", flat=True).get(pk=survey_round.pk) in FIXED:
        raise RuleBroken("Omgången är stängd. Frågorna ändras inte längre.")
    Draft.objects.get_or_create(round=survey_round, defaults={"content": survey_round.version.content})
    return Draft.objects.select_for_update().get(round=survey_round)


def _keep(draft, content, *, by, what):
    _read(content)
    draft.content = content
    draft.revision += 1
    draft.save()
    record(AuditEvent.Type.SURVEY_DRAFT_EDITED, draft.round, by=by, after=what | {"revision": draft.revision})
    return draft


def _read(content):
    try:
        return read(content)
    except DefinitionError as error:
        raise RuleBroken(" ".join(error.errors)) from error


def _question(content, key):
    found = next((one for step in content["steps"] for one in step["questions"] if one["key"] == key), None)
    if found is None:
        raise RuleBroken("Frågan finns inte längre. Ladda om sidan.")
    return found


def _replaced(content, key, change):
    """The content with one question changed, or without it when the change is None. Shared lists become its own."""
    lists = content.get("option_lists", {})

    def one(question):
        if question["key"] != key:
            return question
        if isinstance(question.get("options"), str):
            question = question | {"options": lists[question["options"]]}
        return change(question)

    steps = [
        step | {"questions": [made for question in step["questions"] if (made := one(question)) is not None]}
        for step in content["steps"]
    ]
    return content | {"steps": steps}


def _free_key(text, taken):
    """A key made of a text, that nothing has."""
    wanted = slugify(text).replace("-", "_")[:LONGEST_KEY].strip("_") or "fraga"
    return free_name(wanted, taken, separator="_")
