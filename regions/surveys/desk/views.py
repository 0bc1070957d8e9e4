import datetime

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from barnratt.core.access import require
from barnratt.core.errors import RuleBroken
from barnratt.core.tables import as_file
from regions.places import maps
from regions.places.models import County
from regions.surveys.actions import ROUND_WAYS
from regions.surveys.desk import actions, board, documents, people, reminders
from regions.surveys.desk.forms import HandoverForm, PostForm
from regions.surveys.desk.models import Handover, Reminder, Thread
from regions.surveys.desk.permissions import can_write, is_of_desk
from regions.surveys.models import CountyResponse, Round, counties_of, sees_every_county
from regions.surveys.permissions import can_run

FORM = ["GET", "HEAD", "POST"]


def _round(request, slug):
    return get_object_or_404(Round.objects.visible_to(request.user).with_definition(), slug=slug)


def _county(request, slug):
    """A county whose answers the person may see."""
    place = get_object_or_404(County, slug=slug)
    if not (sees_every_county(request.user) or place.pk in counties_of(request.user)):
        raise Http404
    return place


@require_safe
def round_board(request, slug):
    """How far every county has come. Somebody at a county board is led to its own."""
    found = _round(request, slug)
    if not sees_every_county(request.user):
        code = counties_of(request.user)[0]
        return redirect("surveys:response", slug, County.objects.get(pk=code).slug)
    every = board.rows_of(found, timezone.localdate())
    shown, order = request.GET.get("visa", ""), request.GET.get("ordning", "")
    rows = board.chosen(every, shown, order)
    if file := as_file(request, lambda: documents.board_table(found, rows)):
        return file
    context = {
        "round": found,
        "rows": rows,
        "every": every,
        "submitted": sum(row.submission is not None for row in every),
        "late": sum(row.is_late for row in every),
        "waiting": sum(row.waiting for row in every),
        "vacant": [row for row in every if row.is_vacant],
        "areas": board.areas(every),
        "legend": board.legend(every),
        "view_box": maps.whole_country(),
        "shown": shown,
        "shown_choices": board.SHOWN.items(),
        "order": order,
        "order_choices": [(key, label) for key, (label, _) in board.ORDERS.items()],
        "ways": ROUND_WAYS[found.state].items() if can_run(request.user) else [],
        "can_run": can_run(request.user),
    }
    return render(request, "surveys/desk/board.html", context)


@require_safe
def publish(request, slug):
    """What anyone can read when the results are published, and the button."""
    found = _round(request, slug)
    require(can_run(request.user))
    rows = board.rows_of(found, timezone.localdate())
    missing = [row.county for row in rows if row.submission is None]
    context = {"round": found, "every": len(rows), "submitted": len(rows) - len(missing), "missing": missing}
    return render(request, "surveys/desk/publish.html", context)


# Reminders


@require_safe
def reminder_list(request, slug):
    """What would be sent a day, letter by letter, and what has been sent."""
    found = _round(request, slug)
    require(can_run(request.user))
    today = timezone.localdate()
    on = _day(request.GET.get("dag", ""), today)
    letters = reminders.letters(on, [found] if found.is_test else None)
    sent = Reminder.objects.filter(round=found).select_related("county", "person")
    coordinators = people.coordinators()
    context = {
        "round": found,
        "on": on,
        "today": today,
        "letters": [letter for letter in letters if any(one.round == found for one in letter.matters)],
        "awaited": [(row, coordinators.get(row.county.pk, [])) for row in reminders.awaited(found, today)],
        "sent": sent.order_by("-sent_date", "county", "-pk"),
    }
    return render(request, "surveys/desk/reminders.html", context)


def _day(text, today):
    """The day of an address, today if it says none."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return today


@require_http_methods(FORM)
def remind(request, slug, county):
    """Remind a county's coordinators now. The page shows the letters, and the button sends them."""
    found, place = _round(request, slug), _county(request, county)
    require(can_run(request.user))
    today = timezone.localdate()
    try:
        if request.method == "POST":
            reminded = reminders.remind_now(found, place, by=request.user, on=today)
            names = ", ".join(map(str, reminded))
            messages.success(request, f"Påminnelsen är på väg till: {names}.")
            return redirect("surveys:reminders", slug)
        letters = reminders.by_hand(found, place, on=today)
    except RuleBroken as error:
        messages.error(request, str(error))
        return redirect("surveys:reminders", slug)
    return render(request, "surveys/desk/remind.html", {"round": found, "county": place, "letters": letters})


# Threads


@require_http_methods(FORM)
def threads(request, slug, county):
    """What a county and the national desk have written to each other about a round. POST asks something new."""
    found, place = _round(request, slug), _county(request, county)
    may = can_write(request.user, place)
    about = request.POST.get("om", "") or request.GET.get("om", "")
    question = found.definition.by_key.get(about)
    form = PostForm(request.POST or None, label="Er fråga", auto_id="ny-%s")
    if is_of_desk(request.user, place):
        form.fields["text"].label = "Det ni vill fråga eller berätta"
    if request.method == "POST":
        require(may)
        if form.is_valid():
            desk = is_of_desk(request.user, place)
            made = actions.ask(
                found, place, form.cleaned_data["text"], question=question.key if question else "", from_desk=desk,
                by=request.user,
            )  # fmt: skip
            messages.success(request, f"{place} får veta det nu." if desk else "Frågan är skickad. Du får veta svaret.")
            return redirect(made)
    there = Thread.objects.visible_to(request.user).filter(round=found, county=place)
    there = there.prefetch_related("posts").order_by("-is_waiting", "-began_at", "-pk")
    for one in there:
        one.round, one.county = found, place
    context = {
        "round": found,
        "county": place,
        "threads": [(one, PostForm(label="Skriv i tråden", auto_id=f"svar-{one.pk}-%s")) for one in there],
        "form": form,
        "question": question,
        "can_write": may,
        "of_desk": is_of_desk(request.user, place),
    }
    return render(request, "surveys/desk/threads.html", context)


def _thread(request, slug, county, pk):
    found, place = _round(request, slug), _county(request, county)
    seen = Thread.objects.visible_to(request.user)
    thread = get_object_or_404(seen, pk=pk, round=found, county=place)
    require(can_write(request.user, place))
    return thread, place


@require_POST
def answer(request, slug, county, pk):
    thread, place = _thread(request, slug, county, pk)
    try:
        actions.answer(thread, request.POST.get("text", ""), from_desk=is_of_desk(request.user, place), by=request.user)
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Det du skrev är skickat.")
    return redirect(thread)


@require_POST
def settle(request, slug, county, pk):
    thread, _ = _thread(request, slug, county, pk)
    require(can_run(request.user))
    try:
        actions.settle(thread, by=request.user)
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Frågan räknas inte längre som obesvarad.")
    return redirect(thread)


# Handover


@require_http_methods(FORM)
def handover(request, county):
    """What the next coordinator of a county needs to know: the note, the answers of earlier years, and what is left."""
    place = _county(request, county)
    may = can_write(request.user, place)
    found = Handover.objects.filter(county=place).first() or Handover(county=place)
    there = {"note": found.note, "vacant_since": found.vacant_since, "revision": found.revision}
    form = HandoverForm(request.POST or None, initial=there)
    if request.method == "POST":
        require(may)
        if form.is_valid():
            try:
                actions.change_handover(place, **form.cleaned_data, by=request.user)
            except RuleBroken as error:
                form.add_error(None, str(error))
                form.data = form.data.copy()
                form.data["revision"] = str(found.revision)
            else:
                messages.success(request, "Överlämningen är sparad.")
                return redirect("surveys:handover", place.slug)
    answered = CountyResponse.objects.visible_to(request.user).filter(county=place).select_related("round")
    context = {
        "county": place,
        "handover": found,
        "form": form,
        "can_write": may,
        "coordinators": people.coordinators().get(place.pk, []),
        "responses": answered.order_by("-round__year", "-pk"),
        "waiting": Thread.objects.visible_to(request.user).waiting().filter(county=place).select_related("round"),
    }
    return render(request, "surveys/desk/handover.html", context)
