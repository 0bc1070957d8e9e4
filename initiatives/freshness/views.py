from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from barnratt.core.access import require
from barnratt.core.errors import RuleBroken
from barnratt.core.tables import as_file
from initiatives.freshness import actions, documents, queries
from initiatives.freshness.letters import read_token
from initiatives.freshness.permissions import can_answer
from initiatives.models import Initiative

PAGE_SIZE = 30
MOST_DEAD_LINKS = 100
ANSWERS = {
    "stammer": (actions.confirm, "Tack! Nu är uppgifterna bekräftade."),
    "historiskt": (actions.mark_historical, "Tack! Nu är initiativet märkt som historiskt."),
}


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def question(request, token):
    """Where the link in the letter leads: what the entry says, and a button. Opening it changes nothing."""
    recipient = read_token(token)
    if recipient is None:
        return render(request, "initiatives/freshness/gone.html", {"forged": True}, status=404)
    initiative = Initiative.objects.readable().for_detail().filter(pk=recipient.question.initiative_id).first()
    person, asked = recipient.person, recipient.question
    may = initiative and person and person.is_active and can_answer(person, initiative)
    if not (may and asked.is_open):
        was_answered = not asked.is_open and asked.answer != asked.Answer.REPLACED
        context = {"question": asked, "was_answered": was_answered}
        return render(request, "initiatives/freshness/gone.html", context, status=410)
    if request.method == "POST" and _answered(request, initiative, by=person, question=asked):
        return redirect(initiative)
    return render(request, "initiatives/freshness/question.html", _facts(initiative) | {"person": person})


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, slug):
    """The same for somebody who is signed in: from the entry's page, the work list or a notification."""
    visible = Initiative.objects.visible_to(request.user).readable().for_detail()
    initiative = get_object_or_404(visible, slug=slug)
    require(can_answer(request.user, initiative))
    if request.method == "POST" and _answered(request, initiative, by=request.user):
        return redirect("freshness:worklist" if request.POST.get("tillbaka") == "lista" else initiative)
    return render(request, "initiatives/freshness/question.html", _facts(initiative))


def _facts(initiative):
    return {"initiative": initiative, "links": queries.with_checks(initiative.links.all())}


def _answered(request, initiative, *, by, question=None):
    """Do what was answered, and say so. Returns whether there was an answer."""
    act, thanks = ANSWERS.get(request.POST.get("svar"), (None, ""))
    if act is None:
        messages.error(request, "Välj ett av svaren.")
        return False
    try:
        act(initiative, by=by, question=question)
    except RuleBroken as error:
        messages.info(request, str(error))
    else:
        messages.success(request, thanks)
    return True


@require_safe
def worklist(request):
    """The questions that wait for the person's answer, and the links that lead nowhere."""
    questions = queries.questions_for(request.user)
    if file := as_file(request, lambda: documents.question_table(request, questions)):
        return file
    context = {
        "page": Paginator(questions, PAGE_SIZE).get_page(request.GET.get("sida")),
        "dead_links": queries.dead_links_for(request.user)[:MOST_DEAD_LINKS],
    }
    return render(request, "initiatives/freshness/worklist.html", context)
