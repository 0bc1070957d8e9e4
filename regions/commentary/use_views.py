from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from barnratt.accounts.models import Role
from barnratt.core.access import require
from barnratt.core.tables import as_file
from regions.commentary import actions
from regions.commentary.documents import uses_table
from regions.commentary.forms import UseForm
from regions.commentary.models import UseNote, boards_of
from regions.commentary.permissions import can_note_use
from regions.places.models import County


@require_http_methods(["GET", "HEAD", "POST"])
def uses(request, slug):
    """What a county board has used the lägesbild for, and a form to note one more."""
    county = _county_or_404(request, slug)
    may_note = can_note_use(request.user, county)
    form = UseForm(request.POST or None, initial={"used_date": timezone.localdate()})
    if request.method == "POST":
        require(may_note)
        if form.is_valid():
            actions.note_use(county, fields=form.cleaned_data, by=request.user)
            messages.success(request, "Anteckningen är sparad. Den visas bredvid enkätens fråga om användning.")
            return redirect("commentary:uses", slug)
    notes = UseNote.objects.visible_to(request.user).filter(county=county).order_by("-used_date", "-pk")
    if file := as_file(request, lambda: uses_table(county, notes)):
        return file
    context = {"county": county, "notes": notes, "form": form, "may_note": may_note}
    return render(request, "commentary/uses.html", context)


@require_POST
def remove(request, slug, pk):
    county = _county_or_404(request, slug)
    note = get_object_or_404(UseNote.objects.visible_to(request.user).filter(county=county), pk=pk)
    require(can_note_use(request.user, county))
    actions.remove_use(note, by=request.user)
    messages.success(request, "Anteckningen är borttagen.")
    return redirect("commentary:uses", slug)


def _county_or_404(request, slug):
    """A county whose log the person may read."""
    county = get_object_or_404(County, slug=slug)
    if county.pk not in boards_of(request.user) and not request.user.has_national(Role.NATIONAL_COORDINATOR):
        raise Http404("Länet har ingen användningslogg som du kan läsa.")
    return county
