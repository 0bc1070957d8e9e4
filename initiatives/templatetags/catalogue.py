from django import template
from django.template.loader import get_template
from django.utils.safestring import mark_safe
from django.utils.text import capfirst

from barnratt.search.highlight import highlight, snippet
from initiatives.models import Initiative

register = template.Library()


@register.simple_tag
def initiative_card(*, card, words=None, comparable=False, savable=False):
    """An entry in a list, with the words of a search marked. `comparable` adds the box for the comparison.

    With `savable` what is chosen can be saved in a collection as well.
    """

    def mark(text):
        return highlight(text, words) if words else text

    title, summary, found = mark(card.title), mark(card.summary), ""
    if words and "<mark>" not in title and "<mark>" not in summary:
        found = snippet(card.body, words)
    status_tells = card.status != Initiative.Status.COMPLETED and not card.is_historical
    return mark_safe(  # noqa: S308  (a template has just escaped it)
        get_template("initiatives/_card.html").render(
            {
                "card": card,
                "address": card.get_absolute_url(),
                "title": title,
                "organisation": mark(card.organisation),
                "place": mark(card.place),
                "kind": mark(capfirst(card.kind)),
                "years": card.years,
                "status": capfirst(card.get_status_display()) if status_tells else "",
                "summary": summary,
                # Where the words stand in the long text, when neither the title nor the summary has them.
                "found": found if "<mark>" in found else "",
                "articles": [(mark(str(article)), article.catalogue_url) for article in card.articles],
                "comparable": comparable,
                "choice": "Välj" if savable else "Jämför",
            }
        )
    )


@register.filter
def terms_in(initiative, vocabulary):
    """The taggings of one vocabulary, in its order."""
    return sorted(
        (tagging for tagging in initiative.taggings.all() if tagging.term.vocabulary == vocabulary),
        key=lambda tagging: tagging.term.position,
    )
