import json
from urllib.parse import quote

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import actions, documents, history, offers, queries
from assessments.copying import parts
from assessments.disposal.permissions import can_dispose
from assessments.follow_up.queries import feedback_of
from assessments.forms import BeginForm, CaseForm, CopyForm, GrowForm, label_of
from assessments.grounds import ground_of
from assessments.local.permissions import can_adapt
from assessments.local.queries import case_types_of
from assessments.models import Assessment, Comment
from assessments.permissions import authorities_of, can_begin, can_take_part, can_write
from assessments.reading import own_or_404
from assessments.reference_data import WAY_IN, published
from assessments.voices.queries import part_of
from barnratt.core.access import require
from barnratt.core.errors import RuleBroken
from barnratt.core.tables import as_file
from barnratt.questionnaires import answers, filling
from barnratt.questionnaires.cleaning import Unclean, clean
from barnratt.questionnaires.differences import differences, fates
from barnratt.questionnaires.forms import AnswersForm, CommentForm, raw_of
from barnratt.questionnaires.presence import be_here

PAGE_SIZE = 20
DEPTH = "visa_fordjupning"
WRITTEN = ("line", "text", "texts")  # where a personal identity number could be typed
TITLE_LENGTH = Assessment._meta.get_field("title").max_length
FORM = ["GET", "HEAD", "POST"]
State = Assessment.State


def _found(request, pk, *, reads=True):
    seen = Assessment.objects.visible_to(request.user).select_related("authority", "response__version", "grown_from")
    # A published version is read once in each process; its content need not be fetched each time.
    found = get_object_or_404(seen.defer("response__version__content"), pk=pk)
    if reads:
        actions.tell_read(found, by=request.user)
    return found


@require_safe
def assessment_list(request):
    """The assessments of the person's own authorities."""
    every = found = queries.listed(request.user)
    state, template = request.GET.get("lage", ""), request.GET.get("mall", "")
    text = request.GET.get("q", "").strip()[:100]
    if state in State.values:
        found = found.filter(state=state)
    if template in Assessment.Template.values:
        found = found.filter(template=template)
    if text:
        found = found.filter(title__icontains=text) | found.filter(case_number__icontains=text)
    if file := as_file(request, lambda: documents.assessment_table(found)):
        return file
    # The index alone tells which ones stand on the page; only those are read.
    page = Paginator(found.values("pk"), PAGE_SIZE).get_page(request.GET.get("sida"))
    page.object_list = every.filter(pk__in=page.object_list)
    context = {
        "page": page,
        "states": State.choices,
        "state": state,
        "templates": Assessment.Template.choices,
        "template": template,
        "text": text,
        "is_narrowed": bool(state or template or text),
        "can_begin": can_begin(request.user),
        "can_dispose": can_dispose(request.user),
        "can_adapt": can_adapt(request.user),
    }
    return render(request, "assessments/list.html", context)


@require_http_methods(FORM)
def new(request):
    """Four questions propose a template; the person chooses, and begins."""
    require(can_begin(request.user))
    authorities = authorities_of(request.user)
    way_in = published(WAY_IN).definition
    told = _told(way_in, request.GET)
    done = not answers.missing(way_in, told)
    lead = next((lead for lead in way_in.leads_to if lead.when.holds(told, ())), None) if done else None
    asked_for = request.GET.get("mall")
    proposed = asked_for if asked_for in Assessment.Template else (lead.to if lead else Assessment.Template.SHORT)
    begun = {"template": proposed, "title": request.GET.get("rubrik", "")[:TITLE_LENGTH]}
    form = BeginForm(request.POST or None, authorities=authorities, initial=begun)
    ground = ground_of(request.GET)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        authority = next(one for one in authorities if one.key == cleaned["authority"])
        fields = {"title": cleaned["title"], "secrecy": cleaned["secrecy"]}
        made = actions.begin(cleaned["template"], authority, fields=fields, ground=ground, by=request.user)
        return redirect("assessments:step", made.pk, made.response.version.definition.steps[0].key)
    places = answers.shown(way_in, told)
    context = {
        "form": form,
        "ground": ground,
        "questions": AnswersForm(places, told),
        "lead": lead,
        "lead_label": label_of(lead.to) if lead else "",
        "asked": bool(told),
        "examples": Assessment.Template.choices,
        "case_types": case_types_of(authorities),
        "several": len(authorities) > 1,
    }
    return render(request, "assessments/new.html", context)


def _told(definition, asked):
    """The answers in an address, those that can be understood."""
    found = {}
    for question in definition.by_key.values():
        try:
            value = clean(question, raw_of(question, asked, question.key))
        except Unclean:
            continue
        if value is not None:
            found[question.key] = value
    return answers.divided(definition, found, {})[0]


@require_safe
def assessment(request, pk):
    """The whole of an assessment: how far it has come, what is left and what can be done with it."""
    found = _found(request, pk)
    response = found.response
    definition = response.version.definition
    part = can_take_part(request.user, found)
    context = {
        "assessment": found,
        "definition": definition,
        "tasks": queries.tasks(found),
        "missing": len(answers.missing(definition, response.answers, response.flags)),
        "stopped": answers.stopped_by(definition, response.answers, response.flags),
        "reasons": answers.reasons_to_grow(definition, response.answers, response.flags),
        "grown_to": Assessment.objects.visible_to(request.user).filter(grown_from=found).first(),
        "remarks": history.remarks_of(found),
        "ways": actions.WAYS[found.state].items() if part else [],
        "own": found.authority in request.user.organisations,
        "can_take_part": part,
        "can_write": can_write(request.user, found),
        "newer": queries.newer_version(found),
        "sharings": found.sharings.with_readers().select_related("receiver").order_by("-at", "-pk"),
        "support": found.support.with_readers().order_by("-at", "-pk"),
    }
    return render(request, "assessments/assessment.html", context)


@require_http_methods(FORM)
def case(request, pk):
    """What is known of the case."""
    found = _found(request, pk)
    require(can_take_part(request.user, found))
    initial = {name: getattr(found, name) for name in actions.CASE}
    form = CaseForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_case(found, fields=form.told, by=request.user)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Uppgifterna om ärendet är sparade.")
            return redirect(found)
    return render(request, "assessments/case.html", {"assessment": found, "form": form})


# Steps


@require_http_methods(FORM)
def step(request, pk, key):
    """The questions of one step."""
    found = _found(request, pk)
    this = _step_or_404(found, key)
    may, outcome = can_write(request.user, found), filling.NOTHING
    if request.method == "POST":
        require(may)
        try:
            outcome = _save(request, found, this)
        except RuleBroken as error:
            messages.error(request, str(error))
            return redirect(found)
        if outcome.is_done:
            return _after(request, found, this)
    return render(request, "assessments/step.html", _step_context(request, found, this, may, outcome))


def _step_or_404(found, key):
    try:
        return found.response.version.definition.step(key)
    except KeyError as error:
        raise Http404 from error


def _step_context(request, found, this, may, outcome):
    places, response = filling.places_of(found.response, this), found.response
    posted = request.POST if request.method == "POST" else None
    form = AnswersForm(places, response.answers, posted=posted, faults=outcome.faults)
    stored = {place.address: answers.value_at(response.answers, place.address) for place in places}
    steps = list(response.version.definition.steps)
    number = steps.index(this)
    comments = {}
    for one in found.comments.filter(solved_at=None).order_by("at", "pk"):
        comments.setdefault(one.address, []).append(one)
    theirs = {
        place.address: answers.in_words(place.question, outcome.theirs[place.address])
        for place in places
        if place.address in outcome.theirs
    }
    blocks, help_at = {}, offers.at_each(found, places)
    for place, field in form.rows():
        articles, articles_label, standard_answers = help_at[place.address]
        row = {
            "articles": articles,
            "articles_label": articles_label,
            "standard_answers": standard_answers,
            "place": place,
            "field": field,
            "theirs": theirs.get(place.address),
            "is_text": place.question.type in WRITTEN,
            "is_number": outcome.faults.get(place.address) == actions.NO_NUMBERS,
            "looks_private": queries.looks_private(stored[place.address]),
            "comments": comments.get(place.address, []),
            "copied": place.address in response.copied and stored[place.address] is not None,
            "answer": answers.in_words(place.question, stored[place.address]),
        }
        blocks.setdefault(place.block, []).append(row)
    return {
        "assessment": found,
        "step": this,
        "number": number + 1,
        "last": number + 1 == len(steps),
        "steps": steps,
        "form": form,
        "blocks": list(enumerate(blocks.items(), 1)),
        "beside": queries.beside_of(response, this),
        "base": json.dumps(filling.base_of(response, places), ensure_ascii=False),
        "hides": outcome.hides,
        "stopped": answers.stopped_by(response.version.definition, response.answers, response.flags),
        "can_write": may,
        "can_take_part": can_take_part(request.user, found),
        "depth": DEPTH in response.flags,
        "has_depth": any(DEPTH in question.show_if.flags for question in this.questions),
        "offers": offers.beside(found, this, request.user) if this.offers else None,
    }


def _save(request, found, this):
    """Save what the form holds: a filling.Outcome. `found` has the answers as they stand afterwards."""
    places = filling.places_of(found.response, this)
    told = [name.removeprefix("inget-") for name in request.POST if name.startswith("inget-")]
    outcome = filling.save(
        found.response,
        this,
        request.POST,
        write=lambda fields: actions.write(found, fields, no_numbers=told, by=request.user),
        inserted=offers.inserted(found, request.POST, places),
    )
    found.response = outcome.response or found.response
    return outcome


def _after(request, found, this):
    if "senare" in request.POST:
        messages.success(request, "Det du har skrivit är sparat.")
        return redirect(found)
    if "infoga" in request.POST:
        address = request.POST["infoga"].rpartition(":")[0]
        return redirect(f"{reverse('assessments:step', args=[found.pk, this.key])}#id_{quote(address)}")
    steps = list(found.response.version.definition.steps)
    number = steps.index(this)
    if number + 1 == len(steps):
        return redirect("assessments:check", found.pk)
    return redirect("assessments:step", found.pk, steps[number + 1].key)


@require_POST
def autosave(request, pk, key):
    """Save some fields while the person writes on. Answers with what came of it, field by field."""
    found = _found(request, pk, reads=False)
    this = _step_or_404(found, key)
    require(can_write(request.user, found))
    before = [place.address for place in filling.places_of(found.response, this)]
    try:
        outcome = _save(request, found, this)
    except RuleBroken as error:
        return JsonResponse({"message": str(error)}, status=409)
    said = filling.told(found.response, this, outcome, before=before)
    kept = {address: answers.value_at(found.response.answers, address) for address in outcome.saved}
    notes = {address: queries.looks_private(value) for address, value in kept.items()}
    numbers = [address for address, fault in outcome.faults.items() if fault == actions.NO_NUMBERS]
    return JsonResponse(said | {"notes": notes, "numbers": numbers, "here": _here(request, found, this)})


@require_POST
def presence(request, pk, key):
    """Tell which field the person is in, and hear who else is in one."""
    found = _found(request, pk, reads=False)
    this = _step_or_404(found, key)
    require(can_write(request.user, found))
    return JsonResponse({"here": _here(request, found, this)})


def _here(request, found, this):
    shown, at = filling.places_of(found.response, this), request.POST.get("har", "")
    return be_here(found.response, at if any(place.address == at for place in shown) else "", by=request.user)


@require_POST
def block_add(request, pk, key):
    found = _found(request, pk, reads=False)
    _step_or_404(found, key)
    require(can_write(request.user, found))
    try:
        actions.add_block(found, key, by=request.user)
    except RuleBroken as error:
        messages.error(request, str(error))
        return redirect(found)
    return redirect("assessments:step", pk, key)


@require_http_methods(FORM)
def block_remove(request, pk, key, block):
    """Asks before a block is taken away with its answers."""
    found = _found(request, pk, reads=request.method != "POST")
    this = _step_or_404(found, key)
    require(can_write(request.user, found))
    there = next((one for one in answers.blocks_of(found.response.answers, this) if one["id"] == block), None)
    if there is None:
        raise Http404
    if request.method == "POST":
        try:
            actions.remove_block(found, key, block, by=request.user)
        except RuleBroken as error:
            messages.error(request, str(error))
            return redirect(found)
        messages.success(request, "Det du valde är borttaget.")
        return redirect("assessments:step", pk, key)
    answered = [question for question in this.questions if question.key in there]
    rows = [(question, answers.in_words(question, there[question.key])) for question in answered]
    return render(request, "assessments/block_remove.html", {"assessment": found, "step": this, "rows": rows})


@require_POST
def depth(request, pk):
    """Show the questions that go deeper, or fold them in again."""
    found = _found(request, pk, reads=False)
    require(can_write(request.user, found))
    this = _step_or_404(found, request.POST.get("steg", ""))
    try:
        actions.choose(found, DEPTH, on=request.POST.get("visa") == "1", by=request.user)
    except RuleBroken as error:
        messages.error(request, str(error))
        return redirect(found)
    return redirect("assessments:step", pk, this.key)


@require_safe
def check(request, pk):
    """Everything as the document will have it, with what is missing first."""
    found = _found(request, pk)
    response = found.response
    definition = response.version.definition
    context = {
        "assessment": found,
        "definition": definition,
        "sections": queries.sections(found),
        "missing": answers.missing(definition, response.answers, response.flags),
        "stopped": answers.stopped_by(definition, response.answers, response.flags),
        "can_write": can_write(request.user, found),
        "part": part_of(found),
        "feedback": feedback_of(found),
        "own": found.authority in request.user.organisations,
    }
    return render(request, "assessments/check.html", context)


@require_POST
def move(request, pk):
    """Take the assessment to another state."""
    found = _found(request, pk, reads=False)
    require(can_take_part(request.user, found))
    state = request.POST.get("lage", "")
    if state not in State.values:
        raise Http404
    try:
        found = actions.move(found, state, by=request.user)
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Prövningen är nu: {found.get_state_display()}.")
    return redirect(found)


@require_http_methods(FORM)
def grow(request, pk):
    """Go on from the short version with a full template."""
    found = _found(request, pk, reads=False)
    require(can_take_part(request.user, found))
    form = GrowForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            grown = actions.grow(found, form.cleaned_data["template"], by=request.user)
        except RuleBroken as error:
            messages.error(request, str(error))
            return redirect(found)
        messages.success(request, "Svaren från kortversionen är med. Kortversionen finns kvar som den är.")
        return redirect(grown)
    return render(request, "assessments/grow.html", {"assessment": found, "form": form})


@require_http_methods(FORM)
def copy(request, pk):
    """Begin another one with what this has answered that can be answered once for many cases."""
    found = own_or_404(request, pk)
    require(can_take_part(request.user, found))
    there = parts(found)
    form = CopyForm(request.POST or None, parts=there)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        fields = {"title": told["title"], "secrecy": told["secrecy"]}
        made = actions.copy(found, fields=fields, steps=told.get("steps", []), by=request.user)
        messages.success(request, "Den nya prövningen är påbörjad. Det som är kopierat är märkt: gå igenom det.")
        return redirect(made)
    return render(request, "assessments/copy.html", {"assessment": found, "form": form, "parts": there})


@require_http_methods(FORM)
def renew(request, pk):
    """What is not the same in a newer version of the template, and what becomes of each answer; then go over to it."""
    found = _found(request, pk, reads=request.method != "POST")
    require(can_write(request.user, found))
    newer = queries.newer_version(found)
    if newer is None:
        messages.info(request, "Prövningen har redan den senaste versionen av mallen.")
        return redirect(found)
    if request.method == "POST":
        try:
            version = newer if request.POST.get("version") == str(newer.number) else found.response.version
            actions.renew(found, version, by=request.user)
        except RuleBroken as error:
            messages.error(request, str(error))
            return redirect("assessments:renew", pk)
        messages.success(request, "Prövningen har nu den nya versionen av mallen. Inget svar är borttaget.")
        return redirect(found)
    response = found.response
    old, new = response.version.definition, newer.definition
    told = fates(old, new, response.answers, response.hidden)
    context = {
        "assessment": found,
        "newer": newer,
        "newer_in_words": found.in_words(newer),
        "differences": differences(old, new),
        "kept": sum(fate.is_kept for fate in told),
        "beside": [fate for fate in told if not fate.is_kept],
    }
    return render(request, "assessments/renew.html", context)


@require_http_methods(FORM)
def comment(request, pk, address):
    """Say something to the colleagues at a question."""
    found = _found(request, pk, reads=False)
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
            return redirect("assessments:step", pk, place.step.key)
    context = {"assessment": found, "place": place, "form": form}
    return render(request, "assessments/comment.html", context)


@require_POST
def solve(request, pk):
    """A comment has been taken care of."""
    seen = Comment.objects.filter(assessment__in=Assessment.objects.visible_to(request.user))
    found = get_object_or_404(seen.select_related("assessment__authority"), pk=pk)
    require(can_take_part(request.user, found.assessment))
    actions.solve(found, by=request.user)
    messages.success(request, "Kommentaren är märkt som löst.")
    return redirect(found.assessment)
