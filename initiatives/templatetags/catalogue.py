from django import template

from barnratt.search.highlight import highlight, matches, snippet
from initiatives import queries

register = template.Library()

place_of = register.filter(queries.place_of)
organisations_of = register.filter(queries.organisations_of)


@register.filter
def marked(text, words):
    """The text with the hits of a search marked."""
    return highlight(text, words) if words else text


@register.filter
def body_snippet(initiative, words):
    """Where the words stand in the long text, for an entry whose title and summary do not have them."""
    if not words or matches(f"{initiative.title}\n{initiative.summary}", words):
        return ""
    body = "\n".join(filter(None, (getattr(initiative, name) for name in initiative.BODY_FIELDS)))
    found = snippet(body, words)
    return found if "<mark>" in found else ""


@register.filter
def terms_in(initiative, vocabulary):
    """The taggings of one vocabulary, in its order."""
    return sorted(
        (tagging for tagging in initiative.taggings.all() if tagging.term.vocabulary == vocabulary),
        key=lambda tagging: tagging.term.position,
    )
