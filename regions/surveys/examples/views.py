from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from barnratt.core.access import require
from barnratt.core.errors import RuleBroken
from initiatives.contributing.permissions import can_contribute
from regions.surveys.examples import actions
from regions.surveys.examples.models import Example
from regions.surveys.examples.queries import unsaid, written
from regions.surveys.permissions import board_of, can_answer
from regions.surveys.seen import seen_answers


@require_safe
def examples(request, slug, county):
    """The examples that the county has written, how each may be used, and what has become of it."""
    found = seen_answers(request, slug, county)
    there = written(found)
    context = {
        "round": found.round,
        "found": found,
        "examples": there,
        "unsaid": unsaid(there),
        "choices": Example.Consent.choices,
        "can_answer": can_answer(request.user, found.county),
    }
    return render(request, "surveys/examples/examples.html", context)


@require_POST
def let_use(request, slug, county):
    """Say how an example may be used."""
    found = seen_answers(request, slug, county)
    require(can_answer(request.user, found.county))
    consent = request.POST.get("samtycke", "")
    if consent not in Example.Consent:
        messages.error(request, "Välj hur exemplet får användas.")
        return redirect("examples:examples", slug, county)
    try:
        actions.let_use(found, request.POST.get("exempel", ""), consent, by=request.user)
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Valet är sparat.")
    return redirect("examples:examples", slug, county)


@require_POST
def tell(request, slug, county):
    """Make a draft initiative of an example."""
    found = seen_answers(request, slug, county)
    require(can_answer(request.user, found.county))
    require(can_contribute(request.user))
    try:
        change = actions.tell(
            found, request.POST.get("exempel", ""), board=board_of(request.user, found.county), by=request.user
        )
    except RuleBroken as error:
        messages.error(request, str(error))
        return redirect("examples:examples", slug, county)
    messages.success(request, "Utkastet är gjort. Fyll i det som saknas och skicka in det när det är klart.")
    return redirect(change)
