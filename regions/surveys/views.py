from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from barnratt.core.access import require
from barnratt.core.errors import RuleBroken
from barnratt.core.tables import as_file
from barnratt.core.templatetags.swedish import counted
from barnratt.questionnaires import answers, filling
from regions.places.models import County
from regions.surveys import actions, answering, documents, links, queries
from regions.surveys.colleagues.permissions import can_take_part, can_write_in
from regions.surveys.colleagues.presence import here
from regions.surveys.colleagues.queries import comments_at, open_comments, parts_of
from regions.surveys.examples.queries import unsaid, written
from regions.surveys.forms import ApprovedForm, AskApprovalForm, ReasonForm, TimeForm
from regions.surveys.models import CountyResponse, Round, RoundException, counties_of, sees_every_county
from regions.surveys.permissions import can_answer, can_run, can_write
from regions.surveys.seen import seen_answers as _found
from regions.surveys.seen import seen_place as _place
from regions.surveys.seen import seen_round as _round
from regions.surveys.seen import step_or_404 as _step_or_404

FORM = ["GET", "HEAD", "POST"]
QUESTIONS_SHOWN = 34
State = CountyResponse.State


@require_safe
def survey_list(request):
    """The rounds, and for a county board its own answers in each."""
    rounds = Round.objects.visible_to(request.user).latest_first()
    if file := as_file(request, lambda: documents.round_table(rounds)):
        return file
    codes = counties_of(request.user)
    own = {
        (one.round_id, one.county_id): one
        for one in CountyResponse.objects.visible_to(request.user).filter(county__in=codes)
    }
    counties = list(County.objects.filter(pk__in=codes).in_order())
    given = RoundException.objects.filter(county__in=codes).values_list("round_id", "county_id", "last_answer_date")
    days = {(survey_round, county): day for survey_round, county, day in given}
    context = {
        "rounds": [
            (one, [(county, own.get((one.pk, county.pk)), days.get((one.pk, county.pk))) for county in counties])
            for one in rounds
        ],
        "runs": sees_every_county(request.user),
        "can_run": can_run(request.user),
        "counties": counties,
    }
    return render(request, "surveys/list.html", context)


@require_POST
def round_move(request, slug):
    found = _round(request, slug)
    require(can_run(request.user))
    state = request.POST.get("lage", "")
    if state not in Round.State.values:
        raise Http404
    try:
        found = actions.move_round(found, state, by=request.user)
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Omgången är nu {found.get_state_display()}.")
    return redirect(found)


@require_http_methods(FORM)
def give_time(request, slug, county):
    """Let a county answer till another day."""
    survey_round, place = _place(request, slug, county)
    require(can_run(request.user))
    form = TimeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.give_time(survey_round, place, **form.cleaned_data, by=request.user)
        messages.success(request, f"{place} har fått längre tid.")
        return redirect(survey_round)
    return render(request, "surveys/time.html", {"round": survey_round, "county": place, "form": form})


# A county's answers


@require_safe
def response(request, slug, county):
    """How far the county has come, and the way on. Before it has begun: what the survey is and a button."""
    survey_round, place = _place(request, slug, county)
    found = CountyResponse.objects.filter(round=survey_round, county=place).select_related("response__version").first()
    may = can_answer(request.user, place)
    last_answer, last_edit = queries.days_of(survey_round, place)
    context = {
        "round": survey_round,
        "county": place,
        "can_answer": may,
        "is_open": actions.is_open(survey_round, place),
        "last_answer_date": last_answer,
        "last_edit_date": last_edit,
    }
    if found is None:
        return render(request, "surveys/begin.html", context)
    found.round, found.county = survey_round, place
    before = queries.last_year(found)
    findings = queries.warned(found, before)
    document, parts = found.response.answers, parts_of(found)
    context |= {
        "found": found,
        "with_colleagues": sum(part.done_at is None for part in parts.values()),
        "tasks": [(task, parts.get(task.step.key)) for task in queries.tasks(found, findings)],
        "comments": open_comments(found, request.user),
        "can_take_part": can_take_part(request.user, found),
        "left": len(actions.left_to_do(found)) if found.state == State.DRAFT else 0,
        "to_copy": sum(answers.value_at(document, key) is None for key in before),
        "can_write": can_write(request.user, found),
        "submissions": found.submissions.order_by("-number"),
        "asked": found.approvals.open().first(),
        "approved_form": ApprovedForm(),
    }
    return render(request, "surveys/response.html", context)


@require_POST
def begin(request, slug, county):
    survey_round, place = _place(request, slug, county)
    require(can_answer(request.user, place))
    try:
        found = actions.begin(survey_round, place, by=request.user)
    except RuleBroken as error:
        messages.error(request, str(error))
        return redirect("surveys:response", slug, county)
    return redirect(found)


@require_http_methods(FORM)
def step(request, slug, county, key):
    """The questions of one step, with last year's answers beside."""
    found = _found(request, slug, county)
    this = _step_or_404(found, key)
    may, outcome = can_write_in(request.user, found, this), filling.NOTHING
    if request.method == "POST":
        require(may)
        try:
            outcome = answering.save(found, this, request.POST, by=request.user)
            found = _found(request, slug, county)
            if outcome.is_done:
                return _after(request, found, this)
        except RuleBroken as error:
            messages.error(request, str(error))
            return redirect(found)
    posted = request.POST if request.method == "POST" else None
    form, rows, base = answering.rows_of(found, this, posted=posted, outcome=outcome)
    comments = comments_at(found, request.user)
    for row in rows:
        row["comments"] = comments.get(row["place"].address, [])
    steps = list(found.response.version.definition.steps)
    context = {
        "round": found.round,
        "found": found,
        "step": this,
        "steps": steps,
        "number": steps.index(this) + 1,
        "last": this is steps[-1],
        "form": form,
        "rows": rows,
        "base": base,
        "hides": outcome.hides,
        "can_write": may,
        "leads": can_write(request.user, found),
        "part": parts_of(found).get(this.key),
        "can_take_part": can_take_part(request.user, found),
    }
    return render(request, "surveys/step.html", context)


def _after(request, found, this):
    """Where a saved form leads: back to the question that was copied, on, or out."""
    copied, unchanged = request.POST.get("kopiera"), request.POST.get("oforandrat")
    if copied or unchanged:
        if (copied or unchanged) not in {question.key for question in this.questions}:
            raise Http404
        actions.copy(found, [copied or unchanged], unchanged=bool(unchanged), by=request.user)
        return redirect("surveys:step", found.round.slug, found.county.slug, this.key)
    if "senare" in request.POST:
        messages.success(request, "Det du har skrivit är sparat.")
        return redirect(found)
    steps = list(found.response.version.definition.steps)
    number = steps.index(this) + 1
    if number == len(steps):
        return redirect("surveys:check", found.round.slug, found.county.slug)
    return redirect("surveys:step", found.round.slug, found.county.slug, steps[number].key)


@require_POST
def autosave(request, slug, county, key):
    """Save some fields while the person writes on. Answers with what came of it, field by field."""
    found = _found(request, slug, county)
    this = _step_or_404(found, key)
    require(can_write_in(request.user, found, this))
    before = [place.address for place in filling.places_of(found.response, this)]
    copied = set(found.response.copied)
    try:
        outcome = answering.save(found, this, request.POST, by=request.user)
    except RuleBroken as error:
        return JsonResponse({"message": str(error)}, status=409)
    found = _found(request, slug, county)
    said = filling.told(found.response, this, outcome, before=before)
    reshaped = said["reshaped"] or copied != set(found.response.copied)
    return JsonResponse(said | {"reshaped": reshaped, "here": here(request, found, this)})


@require_POST
def copy(request, slug, county):
    """Copy last year's answers to all that is not answered yet."""
    found = _found(request, slug, county)
    require(can_write(request.user, found))
    try:
        copied = actions.copy(found, None, by=request.user)
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        told = counted(len(copied), "svar är kopierat,svar är kopierade")
        messages.success(request, f"{told}. Det som är kopierat är märkt tills du har gått igenom det.")
    return redirect(found)


@require_safe
def check(request, slug, county):
    """Every answer as it will be sent in, with what is left to do first."""
    found = _found(request, slug, county)
    findings = queries.warned(found)
    context = {
        "round": found.round,
        "found": found,
        "sections": _sections(found),
        "left": actions.left_to_do(found),
        "findings": findings,
        "reason_form": ReasonForm(auto_id=False),
        "unsaid": unsaid(written(found)),
        "can_write": can_write(request.user, found),
    }
    return render(request, "surveys/check.html", context)


def _sections(found):
    """[(step, [(Place, the answer in words)])] of everything that is asked."""
    municipalities = queries.municipalities_of(found.county, found.round)
    document = found.response.answers
    return [
        (
            this,
            [
                (place, queries.in_words(place.question, answers.value_at(document, place.address), municipalities))
                for place in filling.places_of(found.response, this)
            ],
        )
        for this in found.response.version.definition.steps
    ]


@require_POST
def confirm(request, slug, county):
    """Say why an answer that a soft check asks about is right."""
    found = _found(request, slug, county)
    require(can_write(request.user, found))
    try:
        actions.confirm(found, request.POST.get("kontroll", ""), request.POST.get("reason", ""), by=request.user)
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Skälet är sparat.")
    return redirect("surveys:check", slug, county)


MOVES = {State.READY: actions.mark_ready, State.DRAFT: actions.reopen, State.SUBMITTED: actions.submit}
TOLD = {
    State.READY: "Svaren är klara. Nu ska de godkännas av den som beslutar hos er.",
    State.DRAFT: "Svaren är öppna för ändringar.",
}


@require_POST
def move(request, slug, county):
    """Mark the answers as ready, open them again, or send them in."""
    found = _found(request, slug, county)
    require(can_answer(request.user, found.county))
    state = request.POST.get("lage", "")
    if state not in MOVES:
        raise Http404
    try:
        made = MOVES[state](found, by=request.user)
    except RuleBroken as error:
        messages.error(request, str(error))
        return redirect("surveys:check" if state == State.READY else "surveys:response", slug, county)
    if state == State.SUBMITTED:
        return redirect("surveys:receipt", slug, county, made.number)
    messages.success(request, TOLD[state])
    return redirect(found)


@require_POST
def approve(request, slug, county):
    """Keep who has approved the answers."""
    found = _found(request, slug, county)
    require(can_answer(request.user, found.county))
    try:
        actions.approve(found, request.POST.get("approver", ""), by=request.user)
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Godkännandet är registrerat. Nu kan svaren skickas in.")
    return redirect(found)


@require_http_methods(FORM)
def ask_approval(request, slug, county):
    """Send the answers by a link to the one who decides."""
    found = _found(request, slug, county)
    require(can_answer(request.user, found.county))
    form = AskApprovalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_approval(found, **form.cleaned_data, by=request.user)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Brevet är på väg. Du ser här när svaren är godkända.")
            return redirect(found)
    return render(request, "surveys/ask_approval.html", {"round": found.round, "found": found, "form": form})


@login_not_required
@require_http_methods(FORM)
def approval(request, token):
    """Where the link leads: the answers in readable form, and one button."""
    asked = links.read_token(token)
    if asked is None:
        return render(request, "surveys/approval_gone.html", status=404)
    found = asked.county_response
    if request.method == "POST":
        try:
            actions.approve_by_link(asked)
        except RuleBroken as error:
            messages.error(request, str(error))
            return redirect(request.path)
        return render(request, "surveys/approval_done.html", {"round": found.round, "found": found})
    context = {
        "round": found.round,
        "found": found,
        "approval": asked,
        "sections": _sections(found),
        "findings": queries.warned(found),
    }
    return render(request, "surveys/approval.html", context)


@require_http_methods(FORM)
def withdraw(request, slug, county):
    """Take back what is sent in."""
    found = _found(request, slug, county)
    require(can_answer(request.user, found.county))
    form = ReasonForm(request.POST or None, label="Varför drar ni tillbaka svaren?")
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(found, form.cleaned_data["reason"], by=request.user)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Svaren är tillbakadragna. Ändra dem och skicka in på nytt.")
            return redirect(found)
    return render(request, "surveys/withdraw.html", {"round": found.round, "found": found, "form": form})


@require_safe
def receipt(request, slug, county, number):
    """That the answers are sent in, and exactly what was sent."""
    found = _found(request, slug, county)
    sent = get_object_or_404(found.submissions.select_related("version"), number=number)
    sent.county_response = found
    earlier = found.submissions.filter(number=number - 1).select_related("version").first()
    municipalities = queries.municipalities_of(found.county, found.round)
    context = {
        "round": found.round,
        "found": found,
        "submission": sent,
        "rows": queries.sent_rows(sent, earlier, municipalities),
        "earlier": earlier,
        "is_current": sent.withdrawn_at is None,
        "is_open": actions.is_open(found.round, found.county),
        "last_edit_date": queries.days_of(found.round, found.county)[1],
        "report_year": queries.report_year(request.user, found.round),
    }
    return render(request, "surveys/receipt.html", context)
