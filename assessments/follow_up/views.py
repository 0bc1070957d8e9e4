from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.follow_up import actions, documents, queries
from assessments.follow_up.forms import EndForm, FollowUpForm, OutcomeForm
from assessments.follow_up.models import FollowUp
from assessments.permissions import can_take_part
from assessments.reading import own_or_404
from barnratt.core.access import require
from barnratt.core.errors import RuleBroken
from barnratt.core.tables import as_file

PAGE_SIZE = 30
FORM = ["GET", "HEAD", "POST"]
FIELDS = ("kind", "text", "role", "due_date")


@require_safe
def worklist(request):
    """What the person's own authorities have to follow up."""
    shown = request.GET.get("visa", "")
    shown = shown if shown in queries.SHOWN else "oppna"
    found = queries.worklist(request.user, shown)
    if file := as_file(request, lambda: documents.follow_up_table(found)):
        return file
    context = {
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("sida")),
        "choices": queries.SHOWN.items(),
        "shown": shown,
    }
    return render(request, "assessments/follow_up/worklist.html", context)


@require_safe
def plan(request, pk):
    """What is to be followed up after an assessment, and how it turned out."""
    found = own_or_404(request, pk)
    follow_ups = found.follow_ups.select_related("person").order_by("due_date", "pk")
    context = {
        "assessment": found,
        "open": [one for one in follow_ups if one.is_open],
        "ended": [one for one in follow_ups if not one.is_open],
        "suggestions": queries.suggestions(found),
        "outcomes": found.outcomes.select_related("follow_up").order_by("-date", "-pk"),
        "can_take_part": can_take_part(request.user, found),
    }
    return render(request, "assessments/follow_up/plan.html", context)


@require_http_methods(FORM)
def new(request, pk):
    """Something to come back to; what an answer tells of stands in the form when it is asked for."""
    found = own_or_404(request, pk)
    require(can_take_part(request.user, found))
    asked = request.GET.get("ur", "")
    suggested = next((one for one in queries.suggestions(found) if one.source == asked), None)
    initial = {"role": found.responsible}
    if suggested:
        initial |= {"kind": suggested.kind, "text": suggested.text[:1500], "due_date": suggested.due_date}
    elif request.GET.get("slag") in FollowUp.Kind:
        initial["kind"] = request.GET["slag"]
    form = _form(request, found, initial)
    if request.method == "POST" and form.is_valid():
        source = suggested.source if suggested else ""
        actions.add(found, fields=form.told, source=source, by=request.user)
        messages.success(request, "Sparat. Portalen påminner när det är dags.")
        return redirect("follow_up:plan", pk)
    return render(request, "assessments/follow_up/form.html", {"assessment": found, "form": form, "what": "Lägg till"})


def _form(request, found, initial):
    people = queries.those_who_can_be_reminded(found.authority)
    return FollowUpForm(request.POST or None, people=people, initial=initial)


@require_http_methods(FORM)
def change(request, pk, number):
    found = own_or_404(request, pk, reads=False)
    follow_up = get_object_or_404(found.follow_ups, pk=number)
    require(can_take_part(request.user, found))
    initial = {name: getattr(follow_up, name) for name in FIELDS} | {"person": str(follow_up.person_id or "")}
    form = _form(request, found, initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(follow_up, fields=form.told, by=request.user)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Ändringen är sparad.")
            return redirect("follow_up:plan", pk)
    return render(request, "assessments/follow_up/form.html", {"assessment": found, "form": form, "what": "Ändra"})


@require_http_methods(FORM)
def end(request, pk, number):
    """It is done, or will not be: and how did it turn out?"""
    found = own_or_404(request, pk, reads=False)
    follow_up = get_object_or_404(found.follow_ups, pk=number)
    require(can_take_part(request.user, found))
    form = EndForm(request.POST or None, initial={"state": FollowUp.State.DONE})
    if request.method == "POST" and form.is_valid():
        told = form.told
        try:
            actions.end(follow_up, told["state"], date=told["date"], text=told["text"], by=request.user)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Sparat. Inga fler påminnelser kommer om det.")
            return redirect("follow_up:plan", pk)
    context = {"assessment": found, "follow_up": follow_up, "form": form}
    return render(request, "assessments/follow_up/end.html", context)


@require_POST
def reopen(request, pk, number):
    found = own_or_404(request, pk, reads=False)
    follow_up = get_object_or_404(found.follow_ups, pk=number)
    require(can_take_part(request.user, found))
    try:
        actions.reopen(follow_up, by=request.user)
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Det är öppet igen.")
    return redirect("follow_up:plan", pk)


@require_http_methods(FORM)
def outcome_new(request, pk):
    """How it turned out for the children."""
    found = own_or_404(request, pk, reads=False)
    return _outcome(request, found, {}, lambda **told: actions.tell(found, **told))


@require_http_methods(FORM)
def outcome(request, pk, number):
    found = own_or_404(request, pk, reads=False)
    told = get_object_or_404(found.outcomes, pk=number)
    initial = {"date": told.date, "text": told.text}
    return _outcome(request, found, initial, lambda **fields: actions.correct(told, **fields))


def _outcome(request, found, initial, act):
    require(can_take_part(request.user, found))
    form = OutcomeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            act(**form.told, by=request.user)
        except RuleBroken as error:
            form.add_error("date", str(error))
        else:
            messages.success(request, "Sparat.")
            return redirect("follow_up:plan", found.pk)
    return render(request, "assessments/follow_up/outcome.html", {"assessment": found, "form": form})
