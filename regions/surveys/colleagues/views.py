from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from barnratt.core.access import require
from barnratt.core.errors import RuleBroken
from barnratt.questionnaires import filling
from barnratt.questionnaires.forms import CommentForm
from regions.surveys.colleagues import actions
from regions.surveys.colleagues.forms import DelegateForm
from regions.surveys.colleagues.models import Delegation
from regions.surveys.colleagues.permissions import can_invite, can_take_part, can_write_in
from regions.surveys.colleagues.presence import here
from regions.surveys.colleagues.queries import colleagues_of, parts_of
from regions.surveys.permissions import board_of, can_answer, can_write
from regions.surveys.seen import seen_answers, step_or_404

FORM = ["GET", "HEAD", "POST"]


@require_http_methods(FORM)
def delegate(request, slug, county, key):
    """Give a part to a colleague, who then writes in that part alone."""
    found = seen_answers(request, slug, county)
    step = step_or_404(found, key)
    require(can_write(request.user, found))
    board = board_of(request.user, found.county)
    form = DelegateForm(request.POST or None, colleagues=colleagues_of(board).exclude(pk=request.user.pk))
    if request.method == "POST" and form.is_valid() and _is_invited_rightly(request, board, form):
        try:
            made = actions.delegate(found, step, board=board, **form.cleaned_data, by=request.user)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Delen ”{step.title}” är nu hos {made.to_whom}.")
            return redirect(found)
    context = {"round": found.round, "found": found, "step": step, "form": form, "part": parts_of(found).get(key)}
    return render(request, "surveys/colleagues/delegate.html", context)


def _is_invited_rightly(request, board, form):
    """Whether an address that is written may be invited; if not the form says why."""
    may = can_invite(request.user, board, form.cleaned_data["email"]) if form.cleaned_data["email"] else True
    if not may:
        form.add_error("email", may.reason)
    return bool(may)


@require_POST
def take_back(request, slug, county, key):
    """The coordinator takes a part back."""
    found = seen_answers(request, slug, county)
    require(can_answer(request.user, found.county))
    part = get_object_or_404(found.delegations.current(), step=step_or_404(found, key).key)
    try:
        actions.take_back(part, by=request.user)
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Delen är tillbaka hos dig. Det som är skrivet där står kvar.")
    return redirect(found)


@require_POST
def mark_done(request, slug, county, key):
    """The colleague says that the part is done, or that it is not."""
    found = seen_answers(request, slug, county)
    step = step_or_404(found, key)
    require(can_write_in(request.user, found, step))
    part = Delegation.objects.of(request.user).filter(county_response=found, step=step.key).first()
    if part is None:
        raise Http404
    done = request.POST.get("klar") == "1"
    try:
        actions.mark_done(part, done=done, by=request.user)
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Delen är märkt som klar." if done else "Delen är inte längre märkt som klar.")
    return redirect(found if done else "surveys:step", *([] if done else [slug, county, key]))


@require_POST
def presence(request, slug, county, key):
    """Tell which field the person is in, and hear who else is in one."""
    found = seen_answers(request, slug, county)
    step = step_or_404(found, key)
    require(can_write_in(request.user, found, step))
    return JsonResponse({"here": here(request, found, step)})


@require_http_methods(FORM)
def comment(request, slug, county, address):
    """Say something to the colleagues at a question."""
    found = seen_answers(request, slug, county)
    require(can_take_part(request.user, found))
    place = filling.place_at(found.response, address)
    if place is None:
        raise Http404
    form = CommentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.comment(found, address, form.cleaned_data["text"], by=request.user)
        except RuleBroken as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, "Kommentaren är sparad.")
            return redirect("surveys:step", slug, county, place.step.key)
    context = {"round": found.round, "found": found, "place": place, "form": form}
    return render(request, "surveys/colleagues/comment.html", context)


@require_POST
def solve(request, slug, county, pk):
    """A comment has been taken care of."""
    found = seen_answers(request, slug, county)
    require(can_take_part(request.user, found))
    actions.solve(get_object_or_404(found.comments, pk=pk), by=request.user)
    messages.success(request, "Kommentaren är märkt som löst.")
    return redirect(found)
