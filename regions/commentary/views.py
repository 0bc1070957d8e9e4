import json

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from barnratt.core.access import require
from barnratt.core.errors import RuleBroken
from regions.commentary import actions, queries
from regions.commentary.forms import ReplyForm
from regions.commentary.models import Commentary
from regions.commentary.permissions import can_read_through, can_write, writes_as
from regions.commentary.subjects import subject_or_404

FORM = ["GET", "HEAD", "POST"]


@require_safe
def mine(request):
    """What waits for me to read through, and what is being written where I work."""
    waiting, written = queries.mine(request.user)
    return render(request, "commentary/mine.html", {"waiting": waiting, "written": written})


@login_not_required
@require_safe
def commentary(request, code, key):
    """What a place says beside its figures, with all that it has said before."""
    subject = subject_or_404(code, key)
    versions = queries.versions_of(subject)
    draft = queries.draft_of(subject, request.user)
    may_write = can_write(request.user, subject)
    if not versions and not draft and not may_write:
        raise Http404("Ingen kommentar är publicerad.")
    shown = versions[0] if versions and not versions[0].withdrawn_at else None
    context = {
        "subject": subject,
        "shown": shown,
        "is_out": bool(shown and draft and draft.text == shown.text),
        "earlier": versions if versions and versions[0].withdrawn_at else versions[1:],
        "draft": draft,
        "may_write": may_write,
        "may_read_through": bool(draft and can_read_through(request.user, draft)),
    }
    return render(request, "commentary/commentary.html", context)


@require_http_methods(FORM)
def write(request, code, key):
    """Write, with what is typed kept as it is typed."""
    subject = subject_or_404(code, key)
    require(can_write(request.user, subject))
    draft = queries.draft_of(subject, request.user)
    text, theirs = draft.text if draft else "", None
    base = text
    if request.method == "POST":
        text = actions.tidied(request.POST.get("text", ""))
        try:
            _save(request, subject)
        except actions.Conflict as conflict:
            base = theirs = conflict.theirs  # the next time the person has seen what stands there now
            messages.error(request, str(conflict))
        except RuleBroken as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "Texten är sparad. Den är inte publicerad än.")
            return redirect("commentary:commentary", code, key)
    context = {
        "subject": subject,
        "draft": draft,
        "text": text,
        "base": json.dumps({"text": base}, ensure_ascii=False),
        "theirs": theirs,
        "longest": actions.LONGEST,
    }
    return render(request, "commentary/write.html", context, status=409 if theirs is not None else 200)


@require_POST
def autosave(request, code, key):
    """Keep what is typed. Answers with the time and what to go on from."""
    subject = subject_or_404(code, key)
    require(can_write(request.user, subject))
    try:
        saved = _save(request, subject)
    except actions.Conflict as conflict:
        return JsonResponse({"message": str(conflict), "fields": ["Kommentar"]}, status=409)
    except RuleBroken as error:
        return JsonResponse({"message": str(error)}, status=409)
    return JsonResponse({"saved": f"{timezone.localtime():%H:%M}", "base": {"text": saved.text}})


def _save(request, subject):
    """What the form holds; without the hidden field that says what stood there, nothing stood there."""
    try:
        base = json.loads(request.POST.get("bas", ""))["text"]
    except (ValueError, KeyError, TypeError):
        base = ""
    organisation = writes_as(request.user, subject)
    return actions.write(
        subject, request.POST.get("text", ""), base=str(base), organisation=organisation, by=request.user
    )


@require_POST
def send(request, code, key):
    done = "Texten är skickad. Någon annan läser igenom den, sedan publiceras den."
    return _by_writer(request, code, key, actions.send, done)


@require_POST
def take_back(request, code, key):
    return _by_writer(request, code, key, actions.take_back, "Du har tagit tillbaka texten och kan skriva vidare.")


@require_http_methods(FORM)
def withdraw(request, code, key):
    """Ask once, then take down what is published."""
    if request.method != "POST":
        subject = subject_or_404(code, key)
        require(can_write(request.user, subject))
        _draft_or_404(subject, request.user)
        return render(request, "commentary/withdraw.html", {"subject": subject})
    return _by_writer(request, code, key, actions.withdraw, "Kommentaren visas inte längre.")


def _by_writer(request, code, key, act, done):
    subject = subject_or_404(code, key)
    require(can_write(request.user, subject))
    draft = _draft_or_404(subject, request.user)
    try:
        act(draft, by=request.user)
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("commentary:commentary", code, key)


@require_http_methods(FORM)
def read_through(request, code, key):
    """Read what another has written, then publish it or ask for changes."""
    subject = subject_or_404(code, key)
    draft = _draft_or_404(subject, request.user)
    may = can_read_through(request.user, draft)
    if draft.state == Commentary.State.WAITING or request.method == "POST":
        require(may)
    else:  # a link in a notification, when it has been read by somebody else
        messages.info(request, may.reason)
        return redirect("commentary:commentary", code, key)
    form = ReplyForm(request.POST or None, initial={"revision": draft.revision})
    if request.method == "POST" and form.is_valid():
        revision = form.cleaned_data["revision"]
        try:
            if "publicera" in request.POST:
                actions.publish(draft, revision=revision, by=request.user)
                messages.success(request, "Kommentaren är publicerad.")
            else:
                actions.give_back(draft, form.cleaned_data["reason"], revision=revision, by=request.user)
                messages.success(request, "Den som skriver har fått ditt svar.")
            return redirect("commentary:commentary", code, key)
        except RuleBroken as error:
            messages.error(request, str(error))
            form.data = form.data.copy()
            form.data["revision"] = draft.revision
    context = {"subject": subject, "draft": draft, "form": form, "versions": queries.versions_of(subject)[:1]}
    return render(request, "commentary/read_through.html", context)


def _draft_or_404(subject, user):
    draft = queries.draft_of(subject, user)
    if draft is None:
        raise Http404("Det finns ingen text.")
    return draft
