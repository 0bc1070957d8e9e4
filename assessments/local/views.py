from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.local import actions, queries
from assessments.local.forms import CaseTypeForm, HelpForm, QuestionForm, StandardAnswerForm
from assessments.local.layering import conflicts
from assessments.local.models import CaseType, StandardAnswer
from assessments.local.permissions import authorities_of, can_adapt
from assessments.models import AUTHORITIES, Assessment
from assessments.reference_data import published
from barnratt.core.access import require
from barnratt.core.errors import RuleBroken

FORM = ["GET", "HEAD", "POST"]
DRAFTED = "Sparat. Det gäller när du har publicerat ändringarna."


def _page(request, template, **context):
    return render(request, f"assessments/local/{template}.html", context)


def _authority(request, key):
    """The authority that the person may adapt templates for. 404 for those who do not belong to it."""
    mine = (one for one in request.user.organisations if one.key == key and one.kind in AUTHORITIES)
    found = next(mine, None)
    if found is None:
        raise Http404
    require(can_adapt(request.user, found))
    return found


def _content(template):
    if template not in Assessment.Template.values:
        raise Http404
    return published(template).content


def _done(request, form, action):
    """Whether a valid form's action went through; what it refuses is told in the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        action(form.cleaned_data)
    except RuleBroken as error:
        form.add_error(None, str(error))
        return False
    return True


@require_safe
def start(request):
    """The authorities whose templates the person can adapt; straight to it when there is one."""
    require(can_adapt(request.user))
    authorities = authorities_of(request.user)
    if len(authorities) == 1:
        return redirect("local:authority", authorities[0].key)
    return _page(request, "start", authorities=authorities)


@require_safe
def authority(request, key):
    """What an authority has made its own, template by template, and its sorts of case."""
    found = _authority(request, key)
    context = {"authority": found, "told": queries.overview(found), "case_types": queries.case_types_of([found])}
    return _page(request, "authority", **context)


@require_safe
def layer(request, key, template):
    """A template with what the authority has added, step by step."""
    found, national = _authority(request, key), _content(template)
    kept = queries.layer_of(found, template)
    context = {
        "authority": found,
        "layer": kept,
        "national": national,
        "steps": queries.steps_of(kept, national),
        "conflicts": conflicts(national, kept.draft),
    }
    return _page(request, "layer", **context)


@require_POST
def publish(request, key, template):
    """Let what is written be part of the assessments that begin from now on."""
    found = _authority(request, key)
    _content(template)
    try:
        actions.publish(found, template, by=request.user)
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, "Publicerat. Prövningar som börjar från och med nu har era tillägg. Påbörjade är som de var."
        )
    return redirect("local:layer", key, template)


def _asks(request, authority, *, what, text, act, done, back):
    """Asks before something is taken away, then does it. back: (the view to come back to, its arguments)."""
    if request.method == "POST":
        try:
            act()
        except RuleBroken as error:
            messages.error(request, str(error))
        else:
            messages.success(request, done)
        return redirect(*back)
    return _page(request, "remove", authority=authority, what=what, text=text, back_url=reverse(back[0], args=back[1:]))


@require_http_methods(FORM)
def help_edit(request, key, template, question):
    """The authority's own help at a national question."""
    found, national = _authority(request, key), _content(template)
    asked = _national(national, question)
    kept = queries.layer_of(found, template).draft.get("help", {}).get(question, {})
    form = HelpForm(request.POST or None, initial={"text": kept.get("text", "")})
    if _done(request, form, lambda told: actions.set_help(found, template, question, told["text"], by=request.user)):
        messages.success(request, DRAFTED)
        return redirect("local:layer", key, template)
    return _page(request, "help", authority=found, national=national, question=asked, form=form, kept=kept)


@require_http_methods(FORM)
def help_remove(request, key, template, question):
    """Take the authority's own help away, from the next time it is published."""
    found, national = _authority(request, key), _content(template)
    asked = _national(national, question)
    kept = queries.layer_of(found, template).draft.get("help", {}).get(question)
    if kept is None:
        raise Http404
    return _asks(
        request,
        found,
        what=f"er hjälptext vid ”{asked['text']}”",
        text=kept["text"],
        act=lambda: actions.set_help(found, template, question, "", by=request.user),
        done="Hjälptexten är borttagen. Det gäller när du har publicerat ändringarna.",
        back=("local:layer", key, template),
    )


def _national(national, key):
    questions = (question for step in national["steps"] for question in step["questions"])
    found = next((question for question in questions if question["key"] == key), None)
    if found is None:
        raise Http404
    return found


def _steps(national):
    return [(step["key"], step["title"]) for step in national["steps"]]


@require_http_methods(FORM)
def question_new(request, key, template):
    """A question of the authority's own, at the end of a step."""
    found, national = _authority(request, key), _content(template)
    form = QuestionForm(request.POST or None, steps=_steps(national), initial={"step": request.GET.get("steg")})
    if _done(request, form, lambda told: actions.add_question(found, template, fields=told, by=request.user)):
        messages.success(request, DRAFTED)
        return redirect("local:layer", key, template)
    return _page(request, "question", authority=found, national=national, form=form)


@require_http_methods(FORM)
def question_edit(request, key, template, question):
    found, national = _authority(request, key), _content(template)
    own = _own(found, template, question)
    labels = "\n".join(option["label"] for option in own.get("options", ()))
    form = QuestionForm(request.POST or None, steps=_steps(national), initial=own | {"labels": labels})
    if _done(
        request, form, lambda told: actions.edit_question(found, template, question, fields=told, by=request.user)
    ):
        messages.success(request, DRAFTED)
        return redirect("local:layer", key, template)
    return _page(request, "question", authority=found, national=national, form=form, own=own)


@require_http_methods(FORM)
def question_remove(request, key, template, question):
    """No longer ask an own question, from the next time it is published."""
    found = _authority(request, key)
    _content(template)
    return _asks(
        request,
        found,
        what="frågan",
        text=_own(found, template, question)["text"],
        act=lambda: actions.remove_question(found, template, question, by=request.user),
        done="Frågan är borttagen. Det gäller när du har publicerat ändringarna.",
        back=("local:layer", key, template),
    )


def _own(authority, template, key):
    questions = queries.layer_of(authority, template).draft.get("questions", [])
    found = next((one for one in questions if one["key"] == key), None)
    if found is None:
        raise Http404
    return found


# Standard answers


@require_http_methods(FORM)
def answer_new(request, key, template, question):
    """A standard answer at a national question."""
    found, national = _authority(request, key), _content(template)
    asked = _national(national, question)
    if asked["type"] != "text":
        raise Http404
    form = StandardAnswerForm(request.POST or None)
    at = {"template": template, "question": question}
    if _done(request, form, lambda told: actions.keep_standard_answer(found, None, fields=told | at, by=request.user)):
        messages.success(request, "Standardsvaret erbjuds nu vid frågan, också i prövningar som är påbörjade.")
        return redirect("local:layer", key, template)
    return _page(request, "answer", authority=found, national=national, question=asked, form=form)


@require_http_methods(FORM)
def answer_edit(request, key, pk):
    found = _authority(request, key)
    answer = _answer(request, found, pk)
    form = StandardAnswerForm(request.POST or None, initial={"title": answer.title, "text": answer.text})
    at = {"template": answer.template, "question": answer.question}
    if _done(
        request, form, lambda told: actions.keep_standard_answer(found, answer, fields=told | at, by=request.user)
    ):
        messages.success(request, "Standardsvaret är ändrat.")
        return redirect("local:layer", key, answer.template)
    national = _content(answer.template)
    return _page(request, "answer", authority=found, national=national, answer=answer, form=form)


@require_http_methods(FORM)
def answer_remove(request, key, pk):
    found = _authority(request, key)
    answer = _answer(request, found, pk)
    return _asks(
        request,
        found,
        what=f"standardsvaret ”{answer}”",
        text=answer.text,
        act=lambda: actions.remove_standard_answer(answer, by=request.user),
        done="Standardsvaret är borttaget. Det som redan är infogat i prövningar står kvar.",
        back=("local:layer", key, answer.template),
    )


def _answer(request, authority, pk):
    return get_object_or_404(StandardAnswer.objects.visible_to(request.user), authority=authority, pk=pk)


# Sorts of case


@require_http_methods(FORM)
def case_type_new(request, key):
    """A sort of case that always, sometimes or never needs an assessment."""
    found = _authority(request, key)
    form = CaseTypeForm(request.POST or None)
    if _done(request, form, lambda told: actions.keep_case_type(found, None, fields=told, by=request.user)):
        messages.success(request, "Ärendetypen är sparad, och visas för den som börjar en prövning.")
        return redirect("local:authority", key)
    return _page(request, "case_type", authority=found, form=form)


@require_http_methods(FORM)
def case_type_edit(request, key, pk):
    found = _authority(request, key)
    case_type = _case_type(request, found, pk)
    initial = {name: getattr(case_type, name) for name in ("name", "needs", "why", "template", "decided")}
    form = CaseTypeForm(request.POST or None, initial=initial)
    if _done(request, form, lambda told: actions.keep_case_type(found, case_type, fields=told, by=request.user)):
        messages.success(request, "Ärendetypen är ändrad.")
        return redirect("local:authority", key)
    return _page(request, "case_type", authority=found, form=form, case_type=case_type)


@require_http_methods(FORM)
def case_type_remove(request, key, pk):
    found = _authority(request, key)
    case_type = _case_type(request, found, pk)
    return _asks(
        request,
        found,
        what=f"ärendetypen ”{case_type}”",
        text=case_type.why,
        act=lambda: actions.remove_case_type(case_type, by=request.user),
        done="Ärendetypen är borttagen.",
        back=("local:authority", key),
    )


def _case_type(request, authority, pk):
    return get_object_or_404(CaseType.objects.visible_to(request.user), authority=authority, pk=pk)
