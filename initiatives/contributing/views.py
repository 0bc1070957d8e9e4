import json

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from barnratt.accounts.models import Role
from barnratt.core.access import require
from barnratt.core.errors import RuleBroken
from barnratt.core.rate_limit import A_DAY, within_limit
from barnratt.core.tables import as_file
from barnratt.core.templatetags.swedish import counted
from initiatives import actions as catalogue
from initiatives.contributing import actions, documents, queries
from initiatives.contributing import content as document
from initiatives.contributing.checklist import CRITERIA
from initiatives.contributing.forms import (
    ALWAYS_REQUIRED,
    REQUIRED,
    STEP_OF,
    STEPS,
    ConflictForm,
    ContentForm,
    NewForm,
    ReasonForm,
    ReviewForm,
)
from initiatives.contributing.models import Change, Submission
from initiatives.contributing.permissions import (
    can_contribute,
    can_decide,
    can_see_history,
    can_see_queue,
    can_take_back,
    can_write,
    decisions_for,
)
from initiatives.models import Initiative
from initiatives.permissions import can_bring_back, can_edit

PAGE_SIZE = 30
SENT_A_DAY = 100  # by one person, since others are told each time
TOO_MANY = "Du har skickat väldigt många gånger i dag. Det du har skrivit är sparat. Fortsätt i morgon."
STEPS_BY_KEY = {step.key: step for step in STEPS}


# A new entry


@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    """Begin to tell of an initiative: its title, and whether somebody has told of it already."""
    require(can_contribute(request.user))
    form = NewForm(request.POST or None, user=request.user)
    alike, warned = [], []
    if request.method == "POST" and form.is_valid():
        title = form.cleaned_data["title"]
        alike, warned = queries.alike(title, request.user), queries.personal_data_in({"title": [title]})
        if not (alike or warned) or "vidare" in request.POST:
            change = actions.begin_new(**form.cleaned_data, by=request.user)
            return redirect("contributing:step", change.pk, STEPS[0].key)
    context = {"form": form, "alike": alike, "warned": warned, "steps": STEPS}
    return render(request, "initiatives/contributing/new.html", context)


@require_safe
def alike(request):
    """What may be the same, while the title is being written."""
    found = queries.alike(request.GET.get("title", "")[:160], request.user)
    return render(request, "initiatives/contributing/_alike.html", {"alike": found})


@require_safe
def mine(request):
    """What the own organisations are writing, and what one has suggested about others' entries."""
    new_entries, suggestions = queries.written_by(request.user)
    if file := as_file(request, lambda: documents.written_table(request, [*new_entries, *suggestions])):
        return file
    context = {
        "page": Paginator(new_entries, PAGE_SIZE).get_page(request.GET.get("sida")),
        "suggestions": suggestions[:PAGE_SIZE],
        "can_contribute": can_contribute(request.user),
    }
    return render(request, "initiatives/contributing/mine.html", context)


# The text


def _change_or_404(request, pk):
    visible = Change.objects.visible_to(request.user).select_related("initiative__organisation", "initiative__kind")
    return get_object_or_404(visible, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def step(request, pk, key):
    """One of the four steps. What is typed is kept whether it is right or not; faults are shown at the fields."""
    change = _change_or_404(request, pk)
    this = _step_or_404(key)
    require(can_write(request.user, change))
    names, choices = [*this.fields, *this.more], document.Choices()
    content, conflicts, warned = change.content, [], []
    if request.method == "POST":
        part = document.read_posted(request.POST, names)
        try:
            change, merge = actions.write(change, part=part, base=_base(request, part), by=request.user)
        except RuleBroken as error:
            messages.error(request, str(error))
            return redirect(change)
        content, conflicts = change.content | {name: part[name] for name in merge.conflicts}, merge.conflicts
        if conflicts:
            return _conflict_page(request, change, part, conflicts, choices, this)
        if "senare" in request.POST:
            if change.is_new:
                messages.success(request, "Det du har skrivit är sparat. Fortsätt när du vill.")
            return redirect(change)
        warned = queries.personal_data_in(content, names) if "anda" not in request.POST else []
    required = (REQUIRED if change.is_new else ALWAYS_REQUIRED) & set(names)
    form = ContentForm(document.as_posted(content), choices=choices, names=names, required=required)
    if request.method == "POST" and form.is_valid() and not warned:
        return redirect(_next_step(change, this))
    if request.method != "POST":
        form = ContentForm(initial=_initial(content, names), choices=choices, names=names, required=required)
    context = {
        "change": change,
        "step": this,
        "steps": _steps(change, this),
        "form": form,
        "base": json.dumps({name: content.get(name, []) for name in names}),
        "warned": warned,
        "more_open": any(content.get(name) for name in this.more) or any(name in form.errors for name in this.more),
    }
    return render(request, "initiatives/contributing/step.html", context)


@require_POST
def autosave(request, pk):
    """Keep what stands in the fields of a step, without checking it. Answers with the time and what to go on from."""
    change = _change_or_404(request, pk)
    require(can_write(request.user, change))
    names = [name for name in document.FIELDS if name in request.POST.getlist("falt")]
    part = document.read_posted(request.POST, names)
    try:
        change, merge = actions.write(change, part=part, base=_base(request, part), by=request.user)
    except RuleBroken as error:
        return JsonResponse({"message": str(error)}, status=409)
    if merge.conflicts:
        labels = [document.LABELS[name] for name in merge.conflicts]
        return JsonResponse({"message": "Någon annan har skrivit i samma fält.", "fields": labels}, status=409)
    saved = timezone.localtime(change.written_at).strftime("%H:%M")
    # What was sent, not what is kept: a field that somebody else has changed meanwhile is not taken for one's own.
    return JsonResponse({"saved": saved, "base": part, "warning": _warning(queries.personal_data_in(part, names))})


def _warning(found):
    """Of what looks like personal data, said once while it is being written; the form says the rest when it is sent."""
    if not found:
        return ""
    first = f"Ska det här stå där? {found[0].label}: ”{found[0].found}” ser ut som {found[0].what}."
    more = len(found) - 1
    return f"{first} Och {counted(more, 'uppgift till,uppgifter till')}." if more else first


@require_POST
def settle(request, pk, key):
    """Choose between mine and theirs where two have written in the same field."""
    change = _change_or_404(request, pk)
    this = _step_or_404(key)
    require(can_write(request.user, change))
    names = [name for name in [*this.fields, *this.more] if name in request.POST.getlist("falt")]
    mine = {name: _json_values(request.POST.get(f"min-{name}", "")) for name in names}
    form = ConflictForm(request.POST, conflicts=names)
    if not form.is_valid():
        return _conflict_page(request, change, mine, names, document.Choices(), this, form)
    theirs = _base(request, mine) or {}
    part = document.settle({name: theirs.get(name, []) for name in names}, names, mine, form.cleaned_data)
    try:
        change, merge = actions.write(change, part=part, base=theirs, by=request.user)
    except RuleBroken as error:
        messages.error(request, str(error))
        return redirect(change)
    if merge.conflicts:
        return _conflict_page(request, change, part, merge.conflicts, document.Choices(), this)
    messages.success(request, "Ditt val är sparat.")
    return redirect("contributing:step", change.pk, key)


def _conflict_page(request, change, mine, conflicts, choices, this, form=None):
    form = form or ConflictForm(conflicts=conflicts)
    theirs = {name: change.content.get(name, []) for name in conflicts}
    rows = [
        {
            "name": name,
            "field": form[name],
            "mine": document.shown(name, mine.get(name, []), choices),
            "theirs": document.shown(name, theirs[name], choices),
            "mine_json": json.dumps(mine.get(name, [])),
        }
        for name in conflicts
    ]
    context = {"change": change, "step": this, "form": form, "rows": rows, "base": json.dumps(theirs)}
    return render(request, "initiatives/contributing/conflict.html", context, status=409)


@require_safe
def change(request, pk):
    """The whole text before it is sent, or what has become of it."""
    shown = _change_or_404(request, pk)
    choices = document.Choices()
    base = shown.base if not shown.is_new else {}
    form = ContentForm(document.as_posted(shown.content), choices=choices, required=REQUIRED)
    writing = shown.state == Change.State.WRITING
    context = {
        "change": shown,
        "sections": queries.sections(shown.content, choices),
        "differences": [] if shown.is_new else document.differences(base, shown.content, choices),
        "missing": _missing(shown, form) if shown.is_new and writing else [],
        "warned": queries.personal_data_in(shown.content) if writing else [],
        "rounds": _rounds(shown.initiative) if shown.is_new else [],
        "has_nobody": shown.state == Change.State.OPEN and not queries.somebody_decides(shown),
        "can_write": can_write(request.user, shown),
        "can_take_back": shown.state == Change.State.OPEN and can_take_back(request.user, shown),
        "can_decide": shown.state == Change.State.OPEN and not shown.is_new and can_decide(request.user, shown),
        "at_once": not shown.is_new and bool(can_decide(request.user, shown)),
        "reason_form": ReasonForm(
            label="Varför ändrar du?", required=False, initial={"reason": shown.reason}, help_text="Står i historiken."
        ),
        "decline_form": ReasonForm(label="Varför avböjer du?"),
        "steps": _steps(shown, None),
    }
    return render(request, "initiatives/contributing/change.html", context)


@require_POST
def send(request, pk):
    """Send in a new entry, or a suggested change, which is carried out at once by whoever may decide about it."""
    change = _change_or_404(request, pk)
    require(can_write(request.user, change))
    try:
        if not within_limit("send", str(request.user.pk), most=SENT_A_DAY, seconds=A_DAY):
            raise RuleBroken(TOO_MANY)
        if change.is_new:
            actions.submit(change, by=request.user)
            messages.success(request, "Initiativet är inskickat. Du får veta när det är granskat.")
            return redirect(change)
        at_once = bool(can_decide(request.user, change))
        reason = request.POST.get("reason", "").strip()[:500]
        change = actions.suggest(change, reason=reason, by=request.user, at_once=at_once)
    except RuleBroken as error:
        messages.error(request, str(error))
        return redirect("contributing:change", pk)
    if at_once and change.state == Change.State.OPEN:
        messages.warning(request, "Någon annan har ändrat samma uppgifter. Välj vad som ska gälla.")
        return redirect("contributing:decide", pk)
    if at_once:
        messages.success(request, "Ändringen är införd.")
        return redirect(change.initiative)
    messages.success(request, "Förslaget är skickat. Du får veta vad som händer med det.")
    return redirect(change)


@require_POST
def take_back(request, pk):
    change = _change_or_404(request, pk)
    require(can_take_back(request.user, change))
    try:
        actions.take_back(change, by=request.user)
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Du har tagit tillbaka det och kan skriva vidare.")
    return redirect("contributing:change", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request, pk):
    """Throw away a text that has not been sent in. The page asks first."""
    change = _change_or_404(request, pk)
    require(can_write(request.user, change))
    if request.method != "POST":
        return render(request, "initiatives/contributing/remove.html", {"change": change})
    try:
        actions.remove_draft(change, by=request.user)
    except RuleBroken as error:
        messages.error(request, str(error))
        return redirect(change)
    messages.success(request, "Texten är borttagen.")
    return redirect("contributing:mine")


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request, pk):
    """Accept a suggested change, settling what both have changed, or decline it with the reason."""
    change = _change_or_404(request, pk)
    if change.state != Change.State.OPEN or change.is_new:
        return redirect(change)
    require(can_decide(request.user, change))
    choices = document.Choices()
    now = document.content_of(change.initiative)
    merge = document.merge(change.base, change.content, now)
    labels = ("Förslaget", "Initiativet nu", "Båda, förslaget sist")
    conflict_form = ConflictForm(request.POST or None, conflicts=merge.conflicts, labels=labels)
    decline_form = ReasonForm(request.POST if "avboj" in request.POST else None, label="Varför avböjer du?")
    if request.method == "POST" and _decided(request, change, conflict_form, decline_form):
        return redirect(change)
    context = {
        "change": change,
        "differences": document.differences(now, change.content | merge.content, choices),
        "rows": [
            {
                "field": conflict_form[name],
                "mine": document.shown(name, change.content.get(name, []), choices),
                "theirs": document.shown(name, now.get(name, []), choices),
            }
            for name in merge.conflicts
        ],
        "warned": queries.personal_data_in(change.content, document.changed_fields(change.base, change.content)),
        "form": conflict_form if "infor" in request.POST else decline_form,
        "decline_form": decline_form,
    }
    return render(request, "initiatives/contributing/decide.html", context)


def _decided(request, change, conflict_form, decline_form):
    try:
        if "avboj" in request.POST:
            if not decline_form.is_valid():
                return False
            actions.decline(change, reason=decline_form.cleaned_data["reason"], by=request.user)
            messages.success(request, "Förslaget är avböjt. Den som skrev det får veta varför.")
        else:
            if not conflict_form.is_valid():
                return False
            choices = conflict_form.cleaned_data
            actions.accept(change, by=request.user, choices=choices, revision=_revision(request))
            messages.success(request, "Ändringen är införd.")
    except RuleBroken as error:
        messages.error(request, str(error))
    return True


# An entry in the catalogue


def _initiative_or_404(request, slug):
    return get_object_or_404(Initiative.objects.visible_to(request.user).for_detail(), slug=slug)


@require_POST
def begin_change(request, slug):
    initiative = _initiative_or_404(request, slug)
    require(can_contribute(request.user))
    own = request.user.organisations_with(Role.MEMBER)
    organisation = initiative.organisation if initiative.organisation in own else next(iter(own), None)
    try:
        change = actions.begin_change(initiative, by=request.user, organisation=organisation)
    except RuleBroken as error:
        messages.error(request, str(error))
        return redirect(initiative)
    return redirect("contributing:step", change.pk, STEPS[0].key)


@require_safe
def versions(request, slug):
    """What the entry has said over time, the latest first."""
    initiative = _initiative_or_404(request, slug)
    require(can_see_history(request.user, initiative))
    found = initiative.versions.order_by("-number").defer("content")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("sida"))
    return render(request, "initiatives/contributing/versions.html", {"initiative": initiative, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def version(request, slug, number):
    """One version and how it differs from what the entry says now. The button begins a change back to it."""
    initiative = _initiative_or_404(request, slug)
    require(can_see_history(request.user, initiative))
    shown = get_object_or_404(initiative.versions, number=number)
    if request.method == "POST":
        require(can_edit(request.user, initiative))
        reason = f"Går tillbaka till version {shown.number}."
        try:
            change = actions.begin_change(
                initiative,
                by=request.user,
                organisation=initiative.organisation,
                content=shown.content,
                reason=reason,
            )
        except RuleBroken as error:
            messages.error(request, str(error))
            return redirect("contributing:mine")
        return redirect(change)
    choices = document.Choices()
    context = {
        "initiative": initiative,
        "version": shown,
        "differences": document.differences(shown.content, document.content_of(initiative), choices),
        "sections": queries.sections(shown.content, choices),
        "can_restore": can_edit(request.user, initiative),
    }
    return render(request, "initiatives/contributing/version.html", context)


@require_safe
def history(request, slug):
    """Who has done what with the entry, from the log."""
    initiative = _initiative_or_404(request, slug)
    require(can_see_history(request.user, initiative))
    page = Paginator(queries.events_of(initiative), PAGE_SIZE).get_page(request.GET.get("sida"))
    decisions = dict(Submission.Decision.choices)
    rows = [(event, decisions.get((event.after or {}).get("decision"), "")) for event in page]
    context = {"initiative": initiative, "page": page, "rows": rows}
    return render(request, "initiatives/contributing/history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def request_review(request, slug):
    """Ask for the next label. The page says what is needed."""
    initiative = _initiative_or_404(request, slug)
    require(can_edit(request.user, initiative))
    if request.method == "POST":
        try:
            actions.request_review(initiative, by=request.user)
        except RuleBroken as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "Din begäran är skickad. Du får veta när initiativet är granskat.")
            return redirect(initiative)
    wanted = actions.next_label(initiative)
    lacking = queries.lacking_for(initiative, wanted)
    context = {"initiative": initiative, "wanted": wanted, "lacking": lacking, "criteria": CRITERIA}
    return render(request, "initiatives/contributing/request_review.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, slug):
    """Take an entry out of the catalogue, with a reason. Its text is kept."""
    initiative = _initiative_or_404(request, slug)
    require(can_edit(request.user, initiative))
    form = ReasonForm(request.POST or None, label="Varför avpubliceras initiativet?")
    if request.method == "POST" and form.is_valid():
        try:
            catalogue.withdraw(initiative, by=request.user, reason=form.cleaned_data["reason"])
        except RuleBroken as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "Initiativet är avpublicerat. Texten finns kvar.")
            return redirect(initiative)
    return render(request, "initiatives/contributing/withdraw.html", {"initiative": initiative, "form": form})


@require_POST
def bring_back(request, slug):
    """Publish an entry that has been withdrawn."""
    initiative = _initiative_or_404(request, slug)
    require(can_bring_back(request.user, initiative))
    try:
        catalogue.bring_back(initiative, by=request.user)
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Initiativet är publicerat igen.")
    return redirect(initiative)


# Review


@require_safe
def queue(request):
    """What waits for the reader's answer, the oldest first."""
    require(can_see_queue(request.user))
    submissions = queries.waiting_submissions(request.user)
    if file := as_file(request, lambda: documents.queue_table(request, submissions)):
        return file
    changes = [change for change in queries.waiting_changes(request.user) if can_decide(request.user, change)]
    context = {
        "page": Paginator(submissions, PAGE_SIZE).get_page(request.GET.get("sida")),
        "changes": changes,
    }
    return render(request, "initiatives/contributing/queue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def review(request, pk):
    """One submission: the text, the checklist of nine, and the decision."""
    visible = Submission.objects.visible_to(request.user).select_related("initiative__organisation", "initiative__kind")
    submission = get_object_or_404(visible, pk=pk)
    decisions = decisions_for(request.user, submission) if not submission.decision else []
    form = ReviewForm(request.POST or None, decisions=decisions or [])
    if request.method == "POST":
        require(decisions if not submission.decision else True)
        if form.is_valid() and _reviewed(request, submission, form):
            return redirect("contributing:queue")
    content, choices = document.content_of(submission.initiative), document.Choices()
    context = {
        "submission": submission,
        "initiative": submission.initiative,
        "sections": queries.sections(content, choices),
        "warned": queries.personal_data_in(content),
        "alike": queries.alike(submission.initiative.title, request.user, but=submission.initiative_id),
        "decisions": decisions,
        "can_edit": can_edit(request.user, submission.initiative),
        "form": form,
        "rounds": _rounds(submission.initiative),
    }
    return render(request, "initiatives/contributing/review.html", context)


def _reviewed(request, submission, form):
    try:
        decided = actions.decide(
            submission,
            decision=form.cleaned_data["decision"],
            checklist=form.checklist,
            reason=form.cleaned_data["reason"],
            revision=_revision(request),
            by=request.user,
        )
    except RuleBroken as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, f"Beslutet är sparat: {decided.get_decision_display()}.")
    return True


# The parts


def _step_or_404(key):
    if key not in STEPS_BY_KEY:
        raise Http404
    return STEPS_BY_KEY[key]


def _revision(request):
    """Which text was read, as the form itself says; None when it does not."""
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _base(request, part):
    """What stood in the fields when the person began, as the form itself says; None when it does not."""
    try:
        base = json.loads(request.POST.get("bas", ""))
    except ValueError:
        return None
    return {name: _strings(base.get(name)) for name in part} if isinstance(base, dict) else None


def _json_values(text):
    try:
        return _strings(json.loads(text))
    except ValueError:
        return []


def _strings(values):
    """The texts of a list, without what JSON can hold but the database cannot."""
    texts = [value for value in values if isinstance(value, str)] if isinstance(values, list) else []
    return [text.replace("\0", "").encode(errors="replace").decode() for text in texts]


def _initial(content, names):
    several = {*document.SETS}
    return {name: content.get(name, []) if name in several else next(iter(content.get(name, [])), "") for name in names}


def _next_step(change, this):
    place = STEPS.index(this) + 1
    if place < len(STEPS):
        return reverse("contributing:step", args=[change.pk, STEPS[place].key])
    return change.get_absolute_url()


def _steps(change, this):
    """The four steps and the last look, for the row of steps. A step is done when it says what it has to."""
    steps = [
        {
            "label": one.label,
            "url": reverse("contributing:step", args=[change.pk, one.key]),
            "state": "current" if one is this else "done" if _is_done(change, one) else "todo",
        }
        for one in STEPS
    ]
    last = {"label": "Läs och skicka", "url": change.get_absolute_url(), "state": "todo" if this else "current"}
    return [*steps, last]


def _is_done(change, step):
    needed = REQUIRED & set(step.fields)
    if needed:
        return all(change.content.get(name) for name in needed)
    return any(change.content.get(name) for name in [*step.fields, *step.more])


def _missing(change, form):
    """(label, what is wrong, address of the step) of everything that keeps a new entry from being sent in."""
    return [
        (form.fields[name].label, fault, reverse("contributing:step", args=[change.pk, STEP_OF[name].key]))
        for name, faults in form.errors.items()
        if name in STEP_OF
        for fault in faults
    ]


def _rounds(initiative):
    """Every round of review that is decided, the latest first, with the questions that were answered."""
    rounds = initiative.submissions.exclude(decision="").order_by("-decided_at", "-pk")
    return [
        {
            "submission": submission,
            "answers": [
                (criterion.question, submission.checklist[criterion.key])
                for criterion in CRITERIA
                if criterion.key in submission.checklist
            ],
        }
        for submission in rounds
    ]
