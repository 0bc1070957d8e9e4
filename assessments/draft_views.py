"""What was written on the way to an assessment: how the answers have changed, and cleaning up before it is locked."""

import json

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import actions, history, queries, summary
from assessments.forms import ClearForm
from assessments.models import Assessment
from assessments.permissions import can_take_part, can_write
from assessments.reading import own_or_404
from barnratt.core.access import require
from barnratt.core.errors import RuleBroken
from barnratt.questionnaires import answers
from barnratt.questionnaires.actions import Field
from barnratt.questionnaires.forms import written

FORM = ["GET", "HEAD", "POST"]
LOG_SIZE = 50


@require_safe
def changes(request, pk):
    """The fields in which something was written before."""
    found = own_or_404(request, pk)
    context = {
        "assessment": found,
        "fields": history.changed_fields(found),
        "gone_blocks": history.gone_blocks(found),
        "paragraphs": summary.earlier_ones(found),
        "can_write": can_write(request.user, found),
    }
    return render(request, "assessments/changes.html", context)


@require_safe
def log(request, pk):
    """Who has read the assessment, and what each has done with it. What was written is no part of the log."""
    found = own_or_404(request, pk)
    page = Paginator(history.log_of(found), LOG_SIZE).get_page(request.GET.get("sida"))
    context = {
        "assessment": found,
        "page": page,
        "events": history.told(page.object_list),
        "readers": history.readers_of(found),
    }
    return render(request, "assessments/log.html", context)


@require_http_methods(FORM)
def field_changes(request, pk, address):
    """How the answer in one field has changed, who changed it, and what stood there before."""
    found = own_or_404(request, pk)
    if history.question_of(found.response, address) is None:
        raise Http404
    may = can_write(request.user, found)
    if request.method == "POST":
        require(may)
        row = get_object_or_404(found.response.earlier, address=address, pk=_number(request.POST.get("rad")))
        _take_back(request, found, row)
        return redirect("assessments:field_changes", pk, address)
    now, base, rows = history.field_history(found, address)
    context = {
        "assessment": found,
        "label": history.label_of(found.response, address),
        "now": now,
        "base": json.dumps(base, ensure_ascii=False),
        "rows": rows,
        "can_write": may,
    }
    return render(request, "assessments/field_changes.html", context)


def _number(text):
    return int(text) if text and text.isdecimal() and len(text) < 18 else 0


def _take_back(request, found, row):
    """Write what stood there before, as anybody writes in the field, and say what came of it."""
    question, response = history.question_of(found.response, row.address), found.response
    try:
        base = json.loads(request.POST.get("bas", ""))
    except ValueError:
        base = ""
    shown = {place.address for place in answers.shown(response.version.definition, response.answers, response.flags)}
    if row.address in shown:
        hidden = answers.would_hide(
            response.version.definition, response.answers, row.address, row.value, response.flags
        )
        if hidden:
            messages.error(
                request, "Inget är ändrat: det här svaret döljer andra svar. Ändra det vid frågan, så ser du vilka."
            )
            return
    try:
        outcome = actions.write(found, {row.address: Field(written(question, row.value), base)}, by=request.user)
    except RuleBroken as error:
        messages.error(request, str(error))
        return
    if outcome.theirs:
        messages.error(request, "Inget är ändrat: någon annan har skrivit här sedan du öppnade sidan. Läs det först.")
    elif outcome.faults:
        messages.error(request, outcome.faults[row.address])
    else:
        messages.success(request, "Svaret är som det var. Det som stod här nyss finns kvar i listan.")


@require_POST
def block_put_back(request, pk, key, block):
    """Let what was taken away out of a repeated step stand there again."""
    found = own_or_404(request, pk, reads=False)
    require(can_write(request.user, found))
    try:
        actions.put_back_block(found, key, block, by=request.user)
    except RuleBroken as error:
        messages.error(request, str(error))
        return redirect("assessments:changes", pk)
    messages.success(request, "Det du tog tillbaka står sist i steget.")
    return redirect("assessments:step", pk, key)


@require_http_methods(FORM)
def clear(request, pk):
    """Shows what is taken away when the draft is cleaned up and what stays, then does it, and locks if asked to."""
    found = own_or_404(request, pk)
    require(can_take_part(request.user, found))
    if found.state != Assessment.State.DONE:
        messages.info(request, "Utkast rensas när prövningen är klar, innan den skickas ut eller låses.")
        return redirect(found)
    draft = queries.draft_of(found)
    labels = {one.address: history.label_of(found.response, one.address) for one in draft.comments}
    form = ClearForm(request.POST or None, draft=draft, labels=labels)
    if request.method == "POST" and form.is_valid():
        locks = "las" in request.POST
        try:
            if locks:
                actions.move(found, Assessment.State.LOCKED, keep=form.keep, by=request.user)
            else:
                actions.clear_draft(found, form.keep, by=request.user)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Prövningen är låst." if locks else "Utkasten är rensade.")
            return redirect(found)
    response = found.response
    stopped = answers.stopped_by(response.version.definition, response.answers, response.flags)
    context = {"assessment": found, "form": form, "draft": draft, "stopped": stopped}
    return render(request, "assessments/clear.html", context)
