"""What comes out of an assessment: its documents, the paragraphs for the tjänsteskrivelse, and the filled examples."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from assessments import actions, documents, examples
from assessments import summary as summaries
from assessments.forms import SummaryForm
from assessments.models import Assessment
from assessments.permissions import can_begin, can_write
from barnratt.core.access import require
from barnratt.core.errors import RuleBroken
from barnratt.documents.files import as_download


def _found(request, pk):
    seen = Assessment.objects.visible_to(request.user).select_related("authority", "response__version")
    found = get_object_or_404(seen, pk=pk)
    actions.tell_read(found, by=request.user)
    return found


@require_safe
def file(request, pk, form):
    """The assessment as a Word or PDF document."""
    found = _found(request, pk)
    return as_download(documents.annex(found), form, name=f"provning-{found.title}")


@require_http_methods(["GET", "HEAD", "POST"])
def summary(request, pk):
    """The paragraphs for the tjänsteskrivelse: to copy, and to change."""
    found = _found(request, pk)
    may = can_write(request.user, found)
    written, drawn = summaries.written(found), summaries.drawn(found)
    earlier = summaries.earlier_ones(found)
    taken_back = next((one for one in earlier if str(one.pk) == request.GET.get("tidigare")), None)
    proposes = "forslag" in request.GET
    text = taken_back.value if taken_back else drawn if proposes or not written else written.text
    initial = {"text": text, "base": written.text if written else ""}
    form = SummaryForm(request.POST or None, initial=initial)
    if request.method == "POST":
        require(may)
        if form.is_valid():
            try:
                actions.write_summary(found, **form.cleaned_data, by=request.user)
            except RuleBroken as error:
                form.add_error("text", str(error))
                form.data = request.POST.copy()  # the next time the person has seen what stands there now
                form.data["base"] = initial["base"]
            else:
                messages.success(request, "Stycket är sparat.")
                return redirect("assessments:summary", found.pk)
    context = {
        "assessment": found,
        "form": form,
        "written": written,
        "drawn": drawn,
        "is_changed": written is not None and written.drawn != drawn,
        "is_told_of_number": actions.NO_NUMBERS in form.errors.get("text", []),
        "proposes": proposes,
        "earlier": earlier,
        "taken_back": taken_back,
        "unanswered": summaries.unanswered(found),
        "can_write": may,
    }
    return render(request, "assessments/summary.html", context)


@require_safe
def example(request, template):
    """A made-up assessment, filled in from beginning to end, to see what a good one looks like."""
    require(can_begin(request.user))
    if template not in Assessment.Template:
        raise Http404
    found = examples.example(template)
    parts = [part for part in documents.annex(found).parts if part.kind != "note"]  # the page says it by itself
    context = {"parts": parts, "title": found.title, "template": found.get_template_display()}
    return render(request, "assessments/example.html", context)
