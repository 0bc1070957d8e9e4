from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from barnratt.core.access import require
from barnratt.core.errors import RuleBroken
from barnratt.imports.reading import Refused
from barnratt.questionnaires import xlsform
from barnratt.questionnaires.definition import DefinitionError, read
from regions.places.models import County
from regions.surveys.models import Round
from regions.surveys.permissions import can_run
from regions.surveys.preparing import actions, documents, queries
from regions.surveys.preparing.forms import (
    DaysForm,
    MarksForm,
    NewQuestionForm,
    NewRoundForm,
    QuestionForm,
    WorkbookForm,
)
from regions.surveys.preparing.walking import CHECK, Walk
from regions.surveys.queries import municipalities_of

FORM = ["GET", "HEAD", "POST"]
MOST_BYTES = 5_000_000
DRAFTED = "Sparat. Länen ser det när du har publicerat ändringarna."


def _round(request, slug):
    """The round, for those who run the survey."""
    found = get_object_or_404(Round.objects.visible_to(request.user).with_definition(), slug=slug)
    require(can_run(request.user))
    return found


def _page(request, template, **context):
    return render(request, f"preparing/{template}.html", context)


def _done(request, form, action):
    """Whether a valid form's action went through; what it refuses is told in the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        action(form)
    except RuleBroken as error:
        form.add_error(None, str(error))
        return False
    return True


def _do(request, slug, action, told, *, to="preparing:questions"):
    try:
        action()
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        messages.success(request, told)
    return redirect(to, slug)


# The round


@require_http_methods(FORM)
def new(request):
    """A round with the questions of another: next year's, or one to try on."""
    require(can_run(request.user))
    rounds = list(Round.objects.visible_to(request.user).with_definition().latest_first())
    sources = {one.slug: one for one in rounds} or {"": None}
    source = sources.get(request.GET.get("fran")) or next((one for one in rounds if not one.is_test), None)
    source = source or next(iter(sources.values()))
    choices = [(slug, one.title if one else "Enkäten som följer med portalen") for slug, one in sources.items()]
    initial = queries.a_year_later(source) if source else {}
    form = NewRoundForm(request.POST or None, sources=choices, initial=initial)
    made = []

    def create(form):
        told = form.cleaned_data
        made.append(
            actions.create(
                sources[told["source"]], year=told["year"], title=told["title"], dates=form.dates,
                is_test=told["is_test"], by=request.user,
            )
        )  # fmt: skip

    if _done(request, form, create):
        messages.success(request, "Omgången är förberedd. Länen ser den när du öppnar den.")
        return redirect("preparing:questions", made[0].slug)
    return _page(request, "new", form=form)


@require_http_methods(FORM)
def days(request, slug):
    """The round's title and days, and the counties that have days of their own."""
    found = _round(request, slug)
    initial = {
        "title": found.title,
        "opens": found.opens_date,
        "last_answer": found.last_answer_date,
        "last_edit": found.last_edit_date,
    }
    form = DaysForm(request.POST or None, initial=initial)
    if _done(
        request,
        form,
        lambda form: actions.change_days(found, title=form.cleaned_data["title"], dates=form.dates, by=request.user),
    ):
        messages.success(request, "Dagarna är sparade.")
        return redirect("preparing:days", slug)
    exceptions = found.exceptions.select_related("county").order_by("last_answer_date", "county_id")
    return _page(request, "days", round=found, form=form, exceptions=exceptions, counties=County.objects.in_order())


@require_POST
def time_back(request, slug, county):
    """Let a county have the same days as the others again."""
    found = _round(request, slug)
    place = get_object_or_404(County, slug=county)
    told = f"{place} har samma dagar som de andra."
    return _do(request, slug, lambda: actions.take_back_time(found, place, by=request.user), told, to="preparing:days")


# The questions


@require_safe
def questions(request, slug):
    """Every question of the round as it is being changed, and what can be done with it."""
    found = _round(request, slug)
    draft = queries.draft_of(found)
    definition = read(draft.content)
    return _page(
        request,
        "questions",
        round=found,
        definition=definition,
        steps=queries.rows_of(definition, found.year),
        has_changes=draft.has_changes,
        is_fixed=found.state in actions.FIXED,
    )


@require_safe
def workbook(request, slug):
    return documents.workbook(_round(request, slug))


@require_http_methods(FORM)
def upload(request, slug):
    """Take in the workbook that somebody has changed. What is wrong is told by its cell; nothing is half taken."""
    found = _round(request, slug)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    errors = []
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > MOST_BYTES:
                raise RuleBroken("Arbetsboken är större än 5 MB. Ta bort bilder och blad som inte hör till enkäten.")
            told = xlsform.read(file, name=file.name)
            actions.take_in(found, told, replace=form.cleaned_data["replace"], by=request.user)
        except DefinitionError as error:
            errors = error.errors
        except (Refused, RuleBroken) as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, "Arbetsboken är inläst. Se vad som skiljer innan du publicerar.")
            return redirect("preparing:changes", slug)
    return _page(request, "upload", round=found, form=form, errors=errors, draft=queries.draft_of(found))


@require_http_methods(FORM)
def changes(request, slug):
    """What publishing changes, what breaks a series, how changed questions can be compared; and publishing."""
    found = _round(request, slug)
    draft = queries.draft_of(found)
    definition = read(draft.content)
    told = queries.changes(found, definition)
    form = MarksForm(request.POST or None, ties=told.ties, begun=told.begun)
    if _done(
        request,
        form,
        lambda form: actions.publish(
            found, marks=form.marks, confirmed=form.cleaned_data.get("confirmed", False), by=request.user
        ),
    ):
        messages.success(request, "Frågorna är publicerade. Det är dem länen får.")
        return redirect("preparing:questions", slug)
    return _page(request, "changes", round=found, changes=told, form=form, has_changes=draft.has_changes)


@require_http_methods(FORM)
def discard(request, slug):
    """Ask once, then go back to the questions that are published."""
    found = _round(request, slug)
    if request.method != "POST":
        return _page(request, "discard", round=found)
    told = "Ändringarna är borta. Frågorna är som länen har dem."
    return _do(request, slug, lambda: actions.discard(found, by=request.user), told)


@require_http_methods(FORM)
def question_new(request, slug):
    found = _round(request, slug)
    steps = [(step["key"], step["title"]) for step in queries.draft_of(found).content["steps"]]
    form = NewQuestionForm(request.POST or None, steps=steps, initial={"step": request.GET.get("del")})
    if _done(request, form, lambda form: actions.add_question(found, fields=form.cleaned_data, by=request.user)):
        messages.success(request, DRAFTED)
        return redirect("preparing:questions", slug)
    return _page(request, "question", round=found, form=form)


def _question(found, key):
    question = read(queries.draft_of(found).content).by_key.get(key)
    if question is None:
        raise Http404
    return question


@require_http_methods(FORM)
def question(request, slug, question):
    """Change a question's text, help, options and marks."""
    found = _round(request, slug)
    this = _question(found, question)
    initial = {name: getattr(this, name) for name in ("text", "help", "required", "series", "base")}
    form = QuestionForm(request.POST or None, question=this, initial=initial)
    if _done(request, form, lambda form: actions.edit_question(found, this.key, fields=form.told, by=request.user)):
        messages.success(request, DRAFTED)
        return redirect("preparing:questions", slug)
    return _page(request, "question", round=found, form=form, question=this)


@require_POST
def question_move(request, slug, question):
    found = _round(request, slug)
    this, up = _question(found, question), "upp" in request.POST
    return _do(request, slug, lambda: actions.move(found, this.key, up=up, by=request.user), "Frågan är flyttad.")


@require_POST
def question_pause(request, slug, question):
    found = _round(request, slug)
    this = _question(found, question)
    paused = not this.paused
    told = "Frågan är pausad. Serien lever vidare." if paused else "Frågan ställs igen."
    return _do(request, slug, lambda: actions.pause(found, this.key, paused=paused, by=request.user), told)


@require_POST
def question_remove(request, slug, question):
    found = _round(request, slug)
    this = _question(found, question)
    told = "Frågan är borttagen."
    return _do(request, slug, lambda: actions.remove_question(found, this.key, by=request.user), told)


# As the counties see it


@require_http_methods(FORM)
def preview(request, slug):
    """Walk through the questions as a county does. Nothing is saved."""
    found = _round(request, slug)
    counties = list(County.objects.in_order())
    chosen = request.POST.get("lan") or request.GET.get("lan")
    county = next((one for one in counties if one.slug == chosen), counties[0])
    walk = Walk(
        read(queries.draft_of(found).content), county, municipalities_of(county, found), request.POST or request.GET
    )
    context = {"round": found, "walk": walk, "county": county, "counties": counties}
    if walk.here == CHECK:
        return _page(request, "preview_check", findings=walk.findings(), missing=walk.missing(), **context)
    form = walk.form(request.POST)
    return _page(request, "preview", form=form, number=walk.steps.index(walk.here) + 1, check=CHECK, **context)
