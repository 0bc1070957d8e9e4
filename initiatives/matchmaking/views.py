from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from barnratt.core.access import require
from barnratt.core.errors import RuleBroken
from barnratt.core.tables import as_file
from barnratt.notifications.actions import mark_read
from barnratt.search.queries import read_query
from initiatives.cards import cards
from initiatives.catalogue import search
from initiatives.matchmaking import actions, documents, queries
from initiatives.matchmaking.filters import NoticeFilter
from initiatives.matchmaking.forms import (
    AdoptionForm,
    AnswerForm,
    AskForm,
    DecisionForm,
    ExperienceForm,
    MessageForm,
    NoticeForm,
    ReportForm,
    SeekingForm,
    SourceForm,
)
from initiatives.matchmaking.models import Adoption, Contact, Message, Notice, ReplicationNote, Report
from initiatives.matchmaking.permissions import (
    can_adopt,
    can_answer,
    can_ask,
    can_change,
    can_decide,
    can_report_message,
    can_see_reporter,
    can_see_reports,
    can_speak,
    is_receiver,
    organisations_for,
)
from initiatives.models import Initiative
from initiatives.permissions import can_edit

PAGE_SIZE = 20
SOURCES_OFFERED = 8


def _page(request, template, **context):
    return render(request, f"initiatives/matchmaking/{template}.html", context)


def _acting(request, organisations):
    """The organisation that the person speaks for: the only one, or the one that the address names."""
    if len(organisations) == 1:
        return organisations[0]
    return next((one for one in organisations if one.key == request.GET.get("organisation")), None)


def _sent(request, form):
    return request.method == "POST" and form.is_valid()


def _done(form, action, *arguments, **keywords):
    """Whether the action did its work. What it refuses is said in the form, with everything typed still there."""
    try:
        action(*arguments, **keywords)
    except RuleBroken as error:
        form.add_error(None, str(error))
        return False
    return True


# On an entry


@require_http_methods(["GET", "HEAD", "POST"])
def adopt(request, slug):
    """Say that one's organisation wants to do, does or has done the same."""
    initiative = get_object_or_404(Initiative.objects.visible_to(request.user).readable(), slug=slug)
    require(can_adopt(request.user, initiative))
    organisations = organisations_for(request.user, but=initiative.organisation)
    organisation = _acting(request, organisations)
    if organisation is None:
        return _page(request, "choose_organisation", about=initiative, organisations=organisations)
    visible = Adoption.objects.visible_to(request.user)
    adoption = visible.filter(initiative=initiative, organisation=organisation).first()
    said = {name: getattr(adoption, name) for name in ("state", "since", "note")} if adoption else {"state": "vill"}
    form = AdoptionForm(request.POST or None, initial=said)
    if _sent(request, form) and _done(form, actions.adopt, initiative, organisation, **form.told, by=request.user):
        messages.success(request, f"Nu står det hur {organisation} gör. Ni kan ändra det när som helst.")
        return redirect(f"{initiative.get_absolute_url()}#samarbete")
    return _page(request, "adopt", initiative=initiative, organisation=organisation, adoption=adoption, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def experience(request, pk):
    """Tell the next one how it went."""
    visible = Adoption.objects.visible_to(request.user).select_related("organisation", "initiative")
    adoption = get_object_or_404(visible, pk=pk)
    require(can_change(request.user, adoption.organisation))
    note = ReplicationNote.objects.visible_to(request.user).filter(adoption=adoption).first()
    told = {name: getattr(note, name, "") for name in ReplicationNote.STORIES}
    form = ExperienceForm(request.POST or None, initial=told, may_be_empty=note is not None)
    if _sent(request, form) and _done(form, actions.tell_experience, adoption, fields=form.told, by=request.user):
        messages.success(request, "Era erfarenheter är sparade.")
        return redirect(f"{adoption.initiative.get_absolute_url()}#samarbete")
    return _page(request, "experience", adoption=adoption, note=note, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def inspiration(request, slug):
    """What an entry was inspired by: what is said already, and a search for more. A POST adds one."""
    initiative = get_object_or_404(Initiative.objects.visible_to(request.user), slug=slug)
    require(can_edit(request.user, initiative))
    if request.method == "POST":
        return _change_inspiration(request, initiative, actions.add_inspiration, "Inspirationskällan är tillagd.")
    form = SourceForm(request.GET)
    found = []
    if form.is_valid() and form.cleaned_data["q"]:
        named = Initiative.objects.published().filter(slug=form.slug).values_list("pk", flat=True)
        pks = [*named, *search(read_query(form.cleaned_data["q"]), {}, size=SOURCES_OFFERED).pks]
        found = cards([pk for pk in dict.fromkeys(pks) if pk != initiative.pk][:SOURCES_OFFERED])
    on_entry = queries.on_entry(initiative, request.user)
    return _page(request, "inspiration", initiative=initiative, on_entry=on_entry, form=form, found=found)


@require_POST
def inspiration_remove(request, slug):
    initiative = get_object_or_404(Initiative.objects.visible_to(request.user), slug=slug)
    require(can_edit(request.user, initiative))
    return _change_inspiration(request, initiative, actions.remove_inspiration, "Inspirationskällan är borttagen.")


def _change_inspiration(request, initiative, action, done):
    visible = Initiative.objects.visible_to(request.user)
    source = visible.filter(slug=request.POST.get("source", "")).first()
    try:
        if source is None:
            raise RuleBroken("Initiativet finns inte.")
        action(initiative, source, by=request.user)
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("matchmaking:inspiration", initiative.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def seek(request, slug):
    """Let an entry say that it seeks partners."""
    initiative = get_object_or_404(Initiative.objects.visible_to(request.user), slug=slug)
    require(can_change(request.user, initiative.organisation))
    sought = Notice.objects.visible_to(request.user).with_all().filter(initiative=initiative, closed_at=None).first()
    told = {"what": sought.what, "until": sought.until, "partners": sought.partners} if sought else {}
    form = SeekingForm(request.POST or None, initial=told)
    if _sent(request, form) and _done(form, actions.seek_partners, initiative, **form.told, by=request.user):
        messages.success(request, "Nu syns det att ni söker samarbete.")
        return redirect(f"{initiative.get_absolute_url()}#samarbete")
    return _page(request, "seek", initiative=initiative, notice=sought, form=form)


# Notices


@login_not_required
@require_safe
def notice_list(request):
    """Who seeks whom, the latest first."""
    visible = Notice.objects.visible_to(request.user).with_all().order_by("-created_at", "-pk")
    chosen = NoticeFilter(request.GET, queryset=visible)
    if file := as_file(request, lambda: documents.notice_table(request, chosen)):
        return file
    page = Paginator(chosen.qs, PAGE_SIZE).get_page(request.GET.get("sida"))
    context = {"filter": chosen, "page": page, "is_filtered": any(chosen.form.cleaned_data.values())}
    return _page(request, "notices", can_see_reports=_sees_reports(request.user), **context)


def _sees_reports(user):
    return user.is_authenticated and can_see_reports(user)


@login_not_required
@require_safe
def notice(request, pk):
    """One notice, with what may fit it while it is open."""
    visible = Notice.objects.visible_to(request.user).with_all().select_related("organisation__parent")
    shown = get_object_or_404(visible, pk=pk)
    is_own = request.user.is_authenticated and can_change(request.user, shown.organisation)
    context = {"notice": shown, "is_own": is_own}
    if shown.is_open:
        context["entries"] = queries.fitting_entries(shown)
        context["others"] = queries.fitting_notices(shown)
    return _page(request, "notice", **context)


@require_http_methods(["GET", "HEAD", "POST"])
def notice_new(request):
    require(can_speak(request.user))
    organisations = organisations_for(request.user)
    organisation = _acting(request, organisations)
    if organisation is None:
        return _page(request, "choose_organisation", about="en ny efterlysning", organisations=organisations)
    where = {"county": organisation.county_id, "municipality": organisation.municipality_id}
    form = NoticeForm(request.POST or None, initial=where)
    if _sent(request, form) and _done(form, actions.publish_notice, organisation, **form.told, by=request.user):
        messages.success(request, "Efterlysningen är publicerad.")
        return redirect("matchmaking:notices")
    return _page(request, "notice_form", organisation=organisation, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def notice_edit(request, pk):
    edited = get_object_or_404(Notice.objects.visible_to(request.user).with_all(), pk=pk)
    require(can_change(request.user, edited.organisation))
    if edited.initiative:
        return redirect("matchmaking:seek", edited.initiative.slug)
    told = {name: getattr(edited, name) for name in ("title", "what", "until", "partners", "areas")}
    told |= {"county": edited.counties.first(), "municipality": edited.municipalities.first()}
    form = NoticeForm(request.POST or None, initial=told | {"articles": edited.articles.all()})
    if _sent(request, form) and _done(form, actions.edit_notice, edited, **form.told, by=request.user):
        messages.success(request, "Efterlysningen är ändrad.")
        return redirect(edited)
    return _page(request, "notice_form", organisation=edited.organisation, notice=edited, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def notice_close(request, pk):
    """Ends a notice. The page asks first."""
    closed = get_object_or_404(Notice.objects.visible_to(request.user).with_all(), pk=pk)
    require(can_change(request.user, closed.organisation))
    if request.method != "POST":
        return _page(request, "notice_close", notice=closed)
    try:
        actions.close_notice(closed, by=request.user)
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Efterlysningen är avslutad.")
    return redirect(closed)


# Contacts


@require_http_methods(["GET", "HEAD", "POST"])
def ask_about_entry(request, slug):
    visible = Initiative.objects.visible_to(request.user).readable().select_related("organisation")
    return _ask(request, get_object_or_404(visible, slug=slug))


@require_http_methods(["GET", "HEAD", "POST"])
def ask_about_notice(request, pk):
    return _ask(request, get_object_or_404(Notice.objects.visible_to(request.user).with_all(), pk=pk))


def _ask(request, about):
    """Ask for contact. Says who will read it, and what to do when nobody can."""
    require(can_ask(request.user, about.organisation))
    begun = Contact.objects.visible_to(request.user).about(about).filter(asker=request.user, closed_at=None).first()
    if begun and request.method != "POST":
        return redirect(begun)
    receiver = queries.receiver_of(about, asker=request.user)
    if receiver is None:
        return _page(request, "ask_nobody", about=about)
    organisations = organisations_for(request.user, but=receiver.organisation)
    organisation = _acting(request, organisations)
    if organisation is None:
        return _page(request, "choose_organisation", about=about, organisations=organisations)
    form = AskForm(request.POST or None, receiver=receiver.organisation)
    if _sent(request, form) and _done(form, actions.ask, about, organisation, **form.told, by=request.user):
        messages.success(request, "Frågan är skickad. Du får veta när de har svarat.")
        return redirect("matchmaking:contacts")
    return _page(request, "ask", about=about, organisation=organisation, receiver=receiver, form=form)


@require_safe
def contact_list(request):
    """One's own questions, and those that one's organisations have got."""
    found = Contact.objects.visible_to(request.user).with_all().order_by("-latest_at", "-pk")
    if file := as_file(request, lambda: documents.contact_table(request, found)):
        return file
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("sida"))
    rows = [(one, is_receiver(request.user, one)) for one in page]
    return _page(request, "contacts", page=page, rows=rows)


def _contact(request, pk):
    return get_object_or_404(Contact.objects.visible_to(request.user).with_all(), pk=pk)


def _contact_page(request, shown, *, answer_form=None, message_form=None):
    """The page as its reader sees it. A text that came too late, with no field left to stand in, is shown as unsent."""
    receiving = is_receiver(request.user, shown)
    sides = queries.sides_of(shown, receiving=receiving)
    unanswered = shown.state == Contact.State.ASKED or not sides.receiver_is_there
    may_answer = receiving and unanswered and sides.asker_is_there and not shown.is_over
    may_write = shown.state == Contact.State.YES and sides.asker_is_there and not may_answer
    too_late = (answer_form and not may_answer) or (message_form and not may_write)
    context = {
        "contact": shown,
        "receiving": receiving,
        "sides": sides,
        "conversation": queries.conversation(shown, sides, receiving=receiving),
        "may_answer": may_answer,
        "may_write": may_write,
        "may_close": not shown.is_over and not (may_answer and shown.state == Contact.State.ASKED),
        "unsent": request.POST.get("message", "") if too_late else "",
        "form": answer_form or message_form,
        "answer_form": answer_form or AnswerForm(),
        "message_form": message_form or MessageForm(),
    }
    return _page(request, "contact", **context)


@require_safe
def contact(request, pk):
    """A contact, for the one who asked and for those who were asked."""
    return _contact_page(request, _contact(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def contact_answer(request, pk):
    """Answer yes or no for those who were asked."""
    answered = _contact(request, pk)
    require(can_answer(request.user, answered))
    form = AnswerForm(request.POST or None)
    if _sent(request, form) and _done(form, actions.answer, answered, **form.told, by=request.user):
        mark_read(request.user, path=answered.get_absolute_url())
        messages.success(request, "Svaret är skickat.")
        return redirect(answered)
    return _contact_page(request, answered, answer_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def contact_write(request, pk):
    """Write one more message."""
    written = _contact(request, pk)
    form = MessageForm(request.POST or None)
    if _sent(request, form) and _done(form, actions.write, written, **form.told, by=request.user):
        mark_read(request.user, path=written.get_absolute_url())
        messages.success(request, "Meddelandet är skickat.")
        return redirect(written)
    return _contact_page(request, written, message_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def contact_close(request, pk):
    """Takes a yes back, or a question. The page asks first."""
    closed = _contact(request, pk)
    if request.method != "POST":
        return _page(request, "contact_close", contact=closed, receiving=is_receiver(request.user, closed))
    try:
        actions.close(closed, by=request.user)
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Kontakten är avslutad. Inga adresser visas längre.")
    return redirect(closed)


# Abuse

REPORTED = {"notice": Notice, "adoption": Adoption, "note": ReplicationNote}


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_text(request, kind, pk):
    """Tell the editors of a text that everybody can read. No account is needed."""
    visible = REPORTED[kind].objects.visible_to(request.user).filter(hidden_at=None)
    if kind == "adoption":
        visible = visible.exclude(note="")
    target = get_object_or_404(visible, pk=pk)
    entry = {"notice": target, "adoption": target, "note": getattr(target, "adoption", None)}[kind]
    return _report(request, target, kind, back=entry if kind == "notice" else entry.initiative)


@require_http_methods(["GET", "HEAD", "POST"])
def report_message(request, pk):
    """Tell the editors of a message that one has got. They then see that message, and no other."""
    visible = Message.objects.visible_to(request.user).filter(hidden_at=None).select_related("contact")
    message = get_object_or_404(visible, pk=pk)
    require(can_report_message(request.user, message))
    return _report(request, message, "message", back=message.contact)


def _report(request, target, kind, *, back):
    form = ReportForm(request.POST or None)
    by = request.user if request.user.is_authenticated else None
    if _sent(request, form) and _done(form, actions.report, target, **form.cleaned_data, by=by):
        thanks = "Tack. Portalens redaktion läser anmälan."
        messages.success(request, f"{thanks} Du får veta vad de bestämmer." if by else thanks)
        return redirect(back)
    return _page(request, "report_form", target=target, kind=kind, back=back.get_absolute_url(), form=form)


@require_safe
def report_list(request):
    """What has been reported: what is not decided first."""
    require(can_see_reports(request.user))
    found = Report.objects.visible_to(request.user).with_all().order_by("-reported_at", "-pk")
    decided = request.GET.get("visa") == "avgjorda"
    found = found.exclude(decided_at=None) if decided else found.undecided()
    if file := as_file(request, lambda: documents.report_table(request, found)):
        return file
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("sida"))
    return _page(request, "reports", page=page, decided=decided)


@require_http_methods(["GET", "HEAD", "POST"])
def report(request, pk):
    """One report: for the editors to decide, for the one who reported and for the authors to read what was decided."""
    shown = get_object_or_404(Report.objects.visible_to(request.user).with_all(), pk=pk)
    is_editor = can_see_reports(request.user)
    may_decide = can_decide(request.user, shown)
    form = DecisionForm(request.POST or None)
    if request.method == "POST":
        require(may_decide)
        if form.is_valid() and _done(form, actions.decide, shown, **form.cleaned_data, by=request.user):
            mark_read(request.user, path=shown.get_absolute_url())
            messages.success(request, "Beslutet är sparat. Den som anmälde och de som har skrivit texten får veta det.")
            return redirect("matchmaking:reports")
    is_reporter = shown.reporter_id == request.user.pk
    context = {"report": shown, "is_editor": is_editor, "is_reporter": is_reporter, "may_decide": may_decide}
    context["sees_reporter"] = can_see_reporter(request.user, shown)
    return _page(request, "report", **context, form=form)
