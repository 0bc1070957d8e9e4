from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.documents import annex
from assessments.models import Assessment
from assessments.sharing import actions, documents, queries
from assessments.sharing.forms import ShareForm, SupportForm
from assessments.sharing.models import Sharing, Support
from assessments.sharing.permissions import can_let_read, can_see_support
from barnratt.core.access import require
from barnratt.core.errors import RuleBroken
from barnratt.core.tables import as_file
from barnratt.documents.files import as_download

PAGE_SIZE = 20
FORM = ["GET", "HEAD", "POST"]


def _found(request, pk):
    seen = Assessment.objects.visible_to(request.user).select_related("authority", "response__version")
    found = get_object_or_404(seen, pk=pk)
    require(can_let_read(request.user, found))
    return found


# Another authority


@require_http_methods(FORM)
def share(request, pk):
    """Look up another authority, and let it read the assessment as it stands now."""
    found = _found(request, pk)
    text = " ".join(request.GET.get("q", "").split())[:100]
    receivers = queries.receivers(found, text)
    form = ShareForm(request.POST or None, receivers=receivers[: queries.MOST])
    if request.method == "POST" and form.is_valid():
        receiver = next(one for one in receivers if one.key == form.cleaned_data["receiver"])
        try:
            actions.share(found, receiver, reason=form.cleaned_data["reason"], by=request.user)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Prövningen är delad med {receiver}, som den är nu.")
            return redirect(found)
    context = {
        "assessment": found,
        "form": form,
        "text": text,
        "receivers": receivers,
        "too_many": len(receivers) > queries.MOST,
        "most": queries.MOST,
    }
    return render(request, "sharing/share.html", context)


@require_POST
def end_sharing(request, pk):
    """The other authority reads it no more."""
    seen = Sharing.objects.visible_to(request.user).select_related("assessment__authority")
    sharing = get_object_or_404(seen, pk=pk)
    require(can_let_read(request.user, sharing.assessment))
    try:
        actions.end_sharing(sharing, by=request.user)
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Delningen är avslutad. Mottagaren kan inte längre läsa texten här.")
    return redirect(sharing.assessment)


@require_safe
def received(request):
    """What other authorities share with the person's own."""
    found = queries.received(request.user)
    if file := as_file(request, lambda: documents.shared_table(found)):
        return file
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("sida"))
    return render(request, "sharing/received.html", {"page": page})


@require_safe
def shared(request, pk):
    """The text that is shared: by those who shared it, and by those whom it is shared with, which is kept."""
    sharing, is_own = _shared(request, pk)
    return render(request, "sharing/shared.html", {"sharing": sharing, "is_own": is_own})


@require_safe
def file(request, pk, form):
    """The text that is shared as a Word or PDF document, so that the receiver can keep it."""
    sharing, _ = _shared(request, pk)
    return as_download(documents.shared_document(sharing), form, name=f"delad-provning-{sharing.title}")


def _shared(request, pk):
    """(Sharing, whether it is the person's own authority that shares it). That others read it is kept."""
    seen = Sharing.objects.visible_to(request.user).select_related("assessment__authority", "receiver")
    sharing = get_object_or_404(seen, pk=pk)
    is_own = sharing.assessment.authority in request.user.organisations
    if not is_own:
        actions.tell_shared_read(sharing, by=request.user)
    return sharing, is_own


# The portal's support


@require_http_methods(FORM)
def support(request, pk):
    """Let one of those who run the portal read for some hours."""
    found = _found(request, pk)
    form = SupportForm(request.POST or None, administrators=queries.administrators())
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            actions.let_support_read(
                found, cleaned["administrator"], hours=cleaned["hours"], reason=cleaned["reason"], by=request.user
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{cleaned['administrator']} får nu läsa. Ni kan avsluta det när ni vill.")
            return redirect(found)
    return render(request, "sharing/support.html", {"assessment": found, "form": form})


@require_POST
def end_support(request, pk):
    """The support reads no more."""
    own = Support.objects.filter(assessment__in=Assessment.objects.visible_to(request.user))
    found = get_object_or_404(own.select_related("assessment__authority"), pk=pk)
    require(can_let_read(request.user, found.assessment))
    try:
        actions.end_support(found, by=request.user)
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Supporten kan inte längre läsa prövningen.")
    return redirect(found.assessment)


@require_safe
def supported(request):
    """What the person, who runs the portal, may read right now."""
    require(can_see_support(request.user))
    found = (
        Support.objects.readable_by(request.user).select_related("assessment__authority").order_by("expires_at", "pk")
    )
    return render(request, "sharing/supported.html", {"found": found})


@require_safe
def read(request, pk):
    """The assessment as it stands, for the support. Each reading is kept."""
    readable = Support.objects.readable_by(request.user)
    found = get_object_or_404(readable.select_related("assessment__authority", "assessment__response__version"), pk=pk)
    actions.tell_support_read(found)
    return render(request, "sharing/read.html", {"support": found, "document": annex(found.assessment)})
