from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.actions import tell_read
from assessments.models import Assessment
from assessments.permissions import can_take_part, can_write
from assessments.voices import actions, documents, queries
from assessments.voices.draft import draft_of
from assessments.voices.filters import VoiceFilter
from assessments.voices.forms import ChangedForm, ChildVersionForm, VoiceForm
from assessments.voices.models import ChildVersion, Voice, VoiceUse
from assessments.voices.permissions import authorities_of, can_add, can_change
from barnratt.core.access import require
from barnratt.core.errors import RuleBroken
from barnratt.core.tables import as_file

PAGE_SIZE = 20
FORM = ["GET", "HEAD", "POST"]


# The library


@require_safe
def voice_list(request):
    """What children have already said to the person's own authorities."""
    chosen = VoiceFilter(request.GET, queryset=queries.library(request.user))
    if file := as_file(request, lambda: documents.voice_table(chosen)):
        return file
    context = {
        "filter": chosen,
        "page": Paginator(chosen.qs, PAGE_SIZE).get_page(request.GET.get("sida")),
        "is_filtered": any(request.GET.get(name) for name in chosen.form.fields),
        "can_add": can_add(request.user),
    }
    return render(request, "assessments/voices/list.html", context)


@require_http_methods(FORM)
def voice_new(request):
    """Put what children have said in the library."""
    require(can_add(request.user))
    authorities = authorities_of(request.user)
    form = VoiceForm(request.POST or None, authorities=authorities)
    if request.method == "POST" and form.is_valid():
        fields = form.told
        authority = next(one for one in authorities if one.key == fields.pop("authority"))
        made = actions.add(authority, fields=fields, by=request.user)
        messages.success(
            request, "Det barnen har sagt finns nu i biblioteket, och erbjuds i prövningar som rör samma sak."
        )
        return redirect(made)
    return render(request, "assessments/voices/form.html", {"form": form})


@require_safe
def voice(request, pk):
    """One thing that children have said, and the assessments that build on it."""
    found = _voice(request, pk)
    uses = VoiceUse.objects.filter(
        voice=found, assessment__in=Assessment.objects.visible_to(request.user)
    ).select_related("assessment")
    context = {"voice": found, "uses": uses.order_by("-at", "-pk"), "can_change": can_change(request.user, found)}
    return render(request, "assessments/voices/voice.html", context)


@require_http_methods(FORM)
def voice_edit(request, pk):
    found = _voice(request, pk)
    require(can_change(request.user, found))
    initial = {name: getattr(found, name) for name in actions.PLAIN}
    initial |= {name: list(getattr(found, name).all()) for name in actions.TIED}
    form = VoiceForm(request.POST or None, authorities=[found.authority], initial=initial)
    if request.method == "POST" and form.is_valid():
        fields = form.told
        del fields["authority"]
        actions.edit(found, fields=fields, by=request.user)
        messages.success(
            request, "Ändringen är sparad. Prövningar som redan bygger på detta behåller den text de valde."
        )
        return redirect(found)
    return render(request, "assessments/voices/form.html", {"form": form, "voice": found})


@require_POST
def voice_archive(request, pk):
    """Take it out of what is offered, or put it back."""
    found = _voice(request, pk)
    require(can_change(request.user, found))
    archived = request.POST.get("arkiverad") == "1"
    try:
        actions.archive(found, archived=archived, by=request.user)
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Det är arkiverat." if archived else "Det är tillbaka i biblioteket.")
    return redirect(found)


def _voice(request, pk):
    seen = Voice.objects.visible_to(request.user).select_related("authority")
    return get_object_or_404(queries.with_tags(seen), pk=pk)


# In an assessment


@require_http_methods(FORM)
def chosen(request, pk):
    """Which voices an assessment builds on, what they changed, and more to choose from."""
    found = _assessment(request, pk)
    may = can_write(request.user, found)
    if request.method == "POST":
        require(may)
        wanted = Voice.objects.visible_to(request.user).filter(pk__in=_numbers(request.POST.getlist("rost")))
        try:
            number = actions.use(found, wanted, by=request.user)
        except RuleBroken as error:
            messages.error(request, str(error))
        else:
            told = "Kryssa för minst en." if not number else "Valet är sparat. Skriv gärna vad det ändrade."
            messages.success(request, told)
        return redirect("voices:chosen", pk)
    left = VoiceFilter(request.GET, queryset=queries.to_choose_from(found, request.user))
    del left.form.fields["visa"]  # what is archived is not offered
    context = {
        "assessment": found,
        "part": queries.part_of(found),
        "filter": left,
        "page": Paginator(left.qs, PAGE_SIZE).get_page(request.GET.get("sida")),
        "is_filtered": any(request.GET.get(name) for name in left.form.fields),
        "can_write": may,
    }
    return render(request, "assessments/voices/chosen.html", context)


@require_http_methods(FORM)
def change(request, pk):
    """What it changed that children said this."""
    used = _of_assessment(request, VoiceUse, pk)
    require(can_write(request.user, used.assessment))
    initial = {"changed": used.changed, "base": used.changed}
    form = ChangedForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = form.told
        try:
            actions.tell_change(used, told["changed"], base=told["base"], by=request.user)
        except RuleBroken as error:
            form.add_error("changed", str(error))
            form.begin_from(VoiceUse.objects.get(pk=used.pk).changed)
        else:
            messages.success(request, "Det du har skrivit är sparat.")
            return redirect("voices:chosen", used.assessment_id)
    return render(
        request, "assessments/voices/change.html", {"assessment": used.assessment, "used": used, "form": form}
    )


@require_http_methods(FORM)
def stop(request, pk):
    """Asks before an assessment no longer builds on something, since what it changed goes as well."""
    used = _of_assessment(request, VoiceUse, pk)
    require(can_write(request.user, used.assessment))
    if request.method == "POST":
        try:
            actions.stop_using(used, by=request.user)
        except RuleBroken as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "Prövningen bygger inte längre på det. Det finns kvar i biblioteket.")
        return redirect("voices:chosen", used.assessment_id)
    return render(request, "assessments/voices/stop.html", {"assessment": used.assessment, "used": used})


@require_http_methods(FORM)
def child_version(request, pk):
    """The text to the children: a draft made of the answers, till somebody has written and read through it."""
    found = _assessment(request, pk)
    part = queries.part_of(found)
    may = can_take_part(request.user, found)
    kept = part.child_version
    draft = draft_of(found, part.used)
    initial = {"text": kept.text if kept else draft, "base": kept.text if kept else ""}
    initial["is_read_through"] = bool(kept and kept.read_through_at)
    form = ChildVersionForm(request.POST or None, initial=initial)
    if request.method == "POST":
        require(may)
        if form.is_valid():
            told = form.told
            try:
                actions.write_child_version(found, told.pop("text"), by=request.user, **told)
            except RuleBroken as error:
                form.add_error("text", str(error))
                form.begin_from(ChildVersion.objects.get(assessment=found).text)
            else:
                messages.success(request, "Texten till barnen är sparad.")
                return redirect("voices:child_version", pk)
    context = {
        "assessment": found,
        "kept": kept,
        "draft": draft,
        "form": form,
        "can_take_part": may,
        "rests_on_constructed": any(one.voice.constructed for one in part.used),
    }
    return render(request, "assessments/voices/child_version.html", context)


def _assessment(request, pk):
    seen = Assessment.objects.visible_to(request.user).select_related("authority", "response__version")
    found = get_object_or_404(seen, pk=pk)
    if request.method != "POST":
        tell_read(found, by=request.user)
    return found


def _of_assessment(request, model, pk):
    """What belongs to an assessment that the person may see."""
    seen = model.objects.filter(assessment__in=Assessment.objects.visible_to(request.user))
    return get_object_or_404(seen.select_related("assessment__authority"), pk=pk)


def _numbers(texts):
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19]
