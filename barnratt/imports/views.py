from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from barnratt.core.access import require
from barnratt.core.errors import RuleBroken
from barnratt.core.tables import as_file
from barnratt.imports import actions, queries, work, workbooks
from barnratt.imports.forms import ColumnsForm, ContentForm, UploadForm
from barnratt.imports.kinds import kinds, kinds_for
from barnratt.imports.models import Import
from barnratt.imports.permissions import can_import
from barnratt.imports.reading import Refused

FORM = ["GET", "HEAD", "POST"]
PAGE_SIZE, ROWS = 20, 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
State = Import.State


@require_http_methods(FORM)
def start(request):
    """Upload a file; what has been imported before."""
    require(can_import(request.user))
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            source = actions.upload(file.read(), file.name, by=request.user)
        except RuleBroken as error:
            form.add_error("file", str(error))
        else:
            return redirect(source)
    uploaded = Import.objects.visible_to(request.user).order_by("-pk")
    if file := as_file(request, lambda: workbooks.import_table(uploaded, _labels())):
        return file
    page = Paginator(uploaded, PAGE_SIZE).get_page(request.GET.get("sida"))
    context = {"form": form, "page": page, "kinds": kinds_for(request.user).values(), "labels": _labels()}
    return render(request, "imports/start.html", context)


@require_safe
def source(request, pk):
    """One import, as far as it has come."""
    found = _found(request, pk)
    if found.forgotten_at:
        return render(request, "imports/forgotten.html", _context(found))
    if found.state in Import.WORKED_ON:
        return render(request, "imports/working.html", _context(found))
    if found.state == State.MATCHING:
        return _matching(request, found)
    shown = request.GET.get("visa", "")
    if shown not in ("fel", "andrade", "nya"):
        shown = "fel" if found.counts.get("wrong") else "andrade" if found.counts.get("changed") else "nya"
    context = _context(found) | {"shown": shown}
    if shown == "fel":
        listed = queries.faults(found)
        page = Paginator(listed, ROWS).get_page(request.GET.get("sida"))
        context |= {"page": page, "not_shown": max(0, found.counts["wrong"] - queries.MOST_WRONG)}
        context["choices"] = queries.choices(found, page.object_list)
    else:
        outcome = "changed" if shown == "andrade" else "new"
        page = Paginator(queries.rows(found, outcome), ROWS).get_page(request.GET.get("sida"))
        context |= {"page": page, "rows": queries.in_words(found, page.object_list)}
    template = "imports/preview.html" if found.state == State.CHECKED else "imports/receipt.html"
    return render(request, template, context)


def _matching(request, found, *, content=None, columns=None):
    available = kinds_for(request.user)
    header = found.header or [None, None]
    content = content or ContentForm(
        kinds=available,
        sheets=actions.sheets_of(found),
        initial={"kind": found.kind, "sheet": found.sheet, "first_header": header[0], "last_header": header[1]},
    )
    if columns is None and found.kind in available:
        columns = _columns_form(found, available[found.kind])
    return render(request, "imports/matching.html", _context(found) | {"content": content, "columns": columns})


def _columns_form(found, kind, data=None):
    return ColumnsForm(data, source=found, kind=kind, samples=queries.samples(found))


@require_http_methods(FORM)
def read_again(request, pk):
    """Say what the file is."""
    found = _found(request, pk)
    if request.method != "POST":
        return redirect(found)
    form = ContentForm(request.POST, kinds=kinds_for(request.user), sheets=actions.sheets_of(found))
    if form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("kind", "sheet", "header")}
        try:
            return redirect(actions.read_again(found, **told, by=request.user))
        except RuleBroken as error:
            form.add_error(None, str(error))
    return _matching(request, found, content=form)


@require_http_methods(FORM)
def columns(request, pk):
    """Choose what the columns are; go back to choosing."""
    found = _found(request, pk)
    kind = kinds_for(request.user).get(found.kind)
    if request.method != "POST" or kind is None:
        return _matching(request, found) if found.state in (State.CHECKED, State.UNDONE) else redirect(found)
    form = _columns_form(found, kind, request.POST)
    if form.is_valid():
        try:
            found = actions.choose_columns(found, form.chosen, by=request.user)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            work.begin(found)
            return redirect(found)
    return _matching(request, found, columns=form)


@require_POST
def correct(request, pk):
    """Write something else in wrong cells: the fields are named by what they correct."""
    keys = request.POST.getlist("cell")
    written = request.POST.getlist("value")
    corrections = {key: value.strip() for key, value in zip(keys, written, strict=False) if value.strip()}
    return _do(request, pk, actions.correct, nothing="Skriv minst en rättelse.", corrections=corrections)


@require_POST
def confirm(request, pk):
    return _do(request, pk, actions.confirm, only_right=bool(request.POST.get("only_right")))


@require_http_methods(FORM)
def undo(request, pk):
    found = _found(request, pk)
    if request.method != "POST":
        return render(request, "imports/undo.html", _context(found)) if found.state == State.DONE else redirect(found)
    return _do(request, pk, actions.undo)


@require_POST
def again(request, pk):
    return _do(request, pk, actions.preview_again)


@require_POST
def go_on(request, pk):
    return _do(request, pk, actions.go_on)


@require_http_methods(FORM)
def discard(request, pk):
    found = _found(request, pk)
    if request.method != "POST":
        return render(request, "imports/discard.html", _context(found))
    try:
        actions.discard(found, by=request.user)
    except RuleBroken as error:
        messages.error(request, str(error))
        return redirect(found)
    messages.success(request, f"{found.file_name} är borttagen. Inget har lästs in från den.")
    return redirect("imports:start")


@require_safe
def original(request, pk):
    """The file as it came. Never shown in the browser, whatever it holds."""
    found = _found(request, pk)
    if found.forgotten_at:
        raise Http404
    return HttpResponse(
        bytes(found.file.content),
        content_type="application/octet-stream",
        headers={"Content-Disposition": content_disposition_header(True, found.file_name)},
    )


@require_safe
def marked(request, pk):
    """The person's own workbook with the wrong cells marked."""
    found = _found(request, pk)
    if found.forgotten_at or not found.counts.get("wrong"):
        raise Http404
    try:
        file, name = workbooks.marked(found)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(found)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


@require_safe
def template(request, kind):
    """An empty workbook to fill in, with explanations."""
    return FileResponse(
        workbooks.template(_kind(request, kind)), as_attachment=True, filename=f"mall-{kind}.xlsx", content_type=XLSX
    )


@require_safe
def everything(request, kind):
    """All there is of a kind, as a workbook that can be imported again."""
    file, name = workbooks.everything(_kind(request, kind))
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def _do(request, pk, action, *, nothing="", **arguments):
    """Do something with an import and begin the work that it asks for."""
    found = _found(request, pk)
    try:
        if nothing and not any(arguments.values()):
            raise RuleBroken(nothing)
        found = action(found, **arguments, by=request.user)
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        work.begin(found)
    return redirect(found)


def _found(request, pk):
    return get_object_or_404(Import.objects.visible_to(request.user).select_related("by"), pk=pk)


def _kind(request, key):
    kind = kinds_for(request.user).get(key)
    if kind is None:
        raise Http404
    return kind


def _labels():
    return {key: kind.label for key, kind in kinds().items()}


def _context(found):
    return {"import": found, "kind": kinds().get(found.kind), "steps": _steps(found)}


def _steps(found):
    """Where somebody is on the way from a file to what it holds."""
    place = {State.MATCHING: 1, State.CHECKING: 2, State.CHECKED: 2, State.UNDONE: 2}.get(found.state, 3)
    labels = ["Välj fil", "Välj kolumner", "Titta igenom", "Läs in"]
    return [
        {"label": label, "state": "done" if number < place else "current" if number == place else "todo", "url": ""}
        for number, label in enumerate(labels)
    ]
