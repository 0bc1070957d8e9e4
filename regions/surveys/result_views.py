from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from barnratt.core.access import require
from barnratt.core.tables import as_file
from regions.surveys import charts, documents, queries, results
from regions.surveys.counting import option_labels
from regions.surveys.models import Round, counties_of
from regions.surveys.permissions import can_see_results, texts_for

QUESTIONS_SHOWN = 34
# A chart's address holds a hash of what it shows. Not for proxies: most results are not everybody's.
FOR_EVER = "private, max-age=31536000, immutable"


def _round(request, slug):
    """A round whose results the person may see now."""
    seen = Round.objects.with_results_for(request.user).with_definition()
    found = get_object_or_404(seen, slug=slug)
    require(can_see_results(request.user, found))
    return found


def _question(survey_round, key):
    question = survey_round.definition.by_key.get(key)
    if question is None:
        raise Http404("Frågan finns inte.")
    return question


def _group(request):
    asked = request.GET.get("grupp", "alla")
    return asked if asked in results.GROUPS else "alla"


@login_not_required
@require_safe
def round_results(request, slug):
    """What the counties have answered together, question by question, with the year before."""
    found = _round(request, slug)
    group, texts = _group(request), texts_for(request.user)
    form = request.GET.get("form", "")
    if file := as_file(request, lambda: documents.results_file(found, group, form, texts=texts)):
        return file
    page = Paginator(list(found.definition.by_key.values()), QUESTIONS_SHOWN).get_page(request.GET.get("sida"))
    shown = results.question_results(found, page.object_list, group, years=1)
    by_key = {one.question.key: (one, charts.of_answers(found, one, group)) for one in shown}
    context = {
        "round": found,
        "page": page,
        "sections": [
            (this, [by_key[question.key] for question in this.questions if question.key in by_key])
            for this in found.definition.steps
            if any(question.key in by_key for question in this.questions)
        ],
        "group": results.GROUPS[group],
        "groups": [(one.key, one.label) for one in results.GROUPS.values()],
        "size": results.size_of(group),
        "responses": results.responses_of(found, group),
        "findings": results.findings(found, group) if texts else [],
        "forms": documents.RESULT_FORMS.items(),
        "report_year": queries.report_year(request.user, found),
    }
    return render(request, "surveys/results.html", context)


@login_not_required
@require_safe
def question_results(request, slug, question):
    """A question: all its years, the groups of counties, and what each county has answered."""
    found = _round(request, slug)
    asked, texts = _question(found, question), texts_for(request.user)
    if file := as_file(request, lambda: documents.county_table(found, asked, texts=texts)):
        return file
    (result,), answered = results.question_results(found, [asked]), results.documents_of(found)
    option = charts.option_drawn(result, request.GET.get("svar", ""))
    own = counties_of(request.user) if texts else []
    labels = {} if result.is_sum else option_labels(asked)
    rows = queries.county_answers(found, asked, answered, texts=texts)
    context = {
        "round": found,
        "result": result,
        "chart": charts.of_answers(found, result),
        "over_years": charts.of_years(found, result, option),
        "option": option,
        "labels": labels,
        "years": _years(found, result, labels),
        "groups": _groups(found, result, labels, answered),
        "counties": [(row, row.county.pk in own) for row in rows],
        "hides_texts": asked.type in queries.TEXTS and any(county.pk not in texts for county, _ in answered),
        "reads_texts": bool(texts),
    }
    return render(request, "surveys/question.html", context)


def _years(survey_round, result, labels):
    """[(Point, [the count of each answer])] of this year and those before."""
    if not result.total:
        return []
    total = result.total
    now = results.Point(survey_round.year, total["n"], total["counts"], total.get("sum"), "same", False)
    return [(point, [point.counts.get(value) for value in labels]) for point in [now, *result.every_point]]


def _groups(survey_round, result, labels, answered):
    """[(Group, how many counties it has, total, [the count of each answer])]."""
    if not result.total:
        return []
    return [
        (group, size, total, [total["counts"].get(value, 0) for value in labels])
        for group, size, total in results.by_group(survey_round, result.question, answered)
    ]


@login_not_required
@require_safe
@csp({"default-src": [NONE], "style-src": [UNSAFE_INLINE], "font-src": ["data:"], "frame-ancestors": [NONE]})
def chart(request, slug, question, kind, key):
    """A chart as SVG. An address whose numbers have changed since leads to the chart as it is now."""
    if kind not in charts.KINDS:
        raise Http404("Diagrammet finns inte.")
    found, group = _round(request, slug), _group(request)
    asked = [_question(found, question)]
    if kind == charts.ANSWERS:
        (result,) = results.question_results(found, asked, group, years=0)
        drawn = charts.of_answers(found, result, group)
    else:
        (result,) = results.question_results(found, asked)
        drawn = charts.of_years(found, result, charts.option_drawn(result, request.GET.get("svar", "")))
    if drawn is None:
        raise Http404("Det finns inga svar att visa.")
    if drawn.key != key:
        return redirect(drawn.url)
    return HttpResponse(drawn.svg(), content_type="image/svg+xml", headers={"Cache-Control": FOR_EVER})
