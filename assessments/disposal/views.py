from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from assessments.disposal import actions, documents, queries
from assessments.disposal.forms import DisposeForm, RuleForm
from assessments.disposal.models import Disposal, RetentionRule
from assessments.disposal.permissions import authorities_of, can_dispose, can_set_rule
from assessments.models import AUTHORITIES
from barnratt.core.access import require
from barnratt.core.errors import RuleBroken
from barnratt.core.tables import as_file

PAGE_SIZE = 50
FORM = ["GET", "HEAD", "POST"]


@require_safe
def due(request):
    """The rules of the strategist's authorities, and what they say is to be removed."""
    require(can_dispose(request.user))
    authorities = authorities_of(request.user)
    found = queries.due(authorities)
    if file := as_file(request, lambda: documents.due_table(found)):
        return file
    context = {
        "rules": queries.rules_of(authorities),
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("sida")),
    }
    return render(request, "assessments/disposal/due.html", context)


@require_http_methods(FORM)
def dispose(request):
    """The chosen ones once more, and then they are removed."""
    require(can_dispose(request.user))
    given = request.POST if request.method == "POST" else request.GET
    chosen = [int(pk) for pk in given.getlist("p") if pk.isdecimal() and len(pk) < 18][:PAGE_SIZE]
    found = list(queries.due(authorities_of(request.user)).filter(pk__in=chosen))
    if not found:
        messages.info(request, "Välj prövningar att gallra i listan.")
        return redirect("disposal:due")
    form = DisposeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number = _dispose_all(request, found)
        messages.success(request, f"Gallrade prövningar: {number}.")
        return redirect("disposal:disposals")
    return render(request, "assessments/disposal/dispose.html", {"found": found, "form": form})


def _dispose_all(request, found):
    number = 0
    for assessment in found:
        try:
            actions.dispose(assessment, by=request.user)
        except RuleBroken as error:
            messages.error(request, str(error))
        else:
            number += 1
    return number


@require_safe
def disposals(request):
    """What has been removed, and by which rule."""
    found = Disposal.objects.visible_to(request.user).select_related("authority").order_by("-at", "-pk")
    if file := as_file(request, lambda: documents.disposal_table(found)):
        return file
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("sida"))
    return render(request, "assessments/disposal/disposals.html", {"page": page})


@require_http_methods(FORM)
def rule(request, key):
    """How long an authority keeps its assessments."""
    own = (one for one in request.user.organisations if one.key == key and one.kind in AUTHORITIES)
    authority = next(own, None)
    if authority is None:
        raise Http404
    require(can_set_rule(request.user, authority))
    there = RetentionRule.objects.filter(authority=authority).first()
    form = RuleForm(request.POST or None, initial={name: getattr(there, name, None) for name in actions.FIELDS})
    if request.method == "POST" and form.is_valid():
        actions.set_rule(authority, fields=form.cleaned_data, by=request.user)
        messages.success(request, "Regeln är sparad. Inget gallras förrän du bekräftar det i listan.")
        return redirect("disposal:due")
    return render(request, "assessments/disposal/rule.html", {"authority": authority, "rule": there, "form": form})
