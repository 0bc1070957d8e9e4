from typing import NamedTuple

from django.db.models import Count, Prefetch, Q

from assessments.queries import chosen_articles
from assessments.voices.models import ChildVersion, Voice
from barnratt.convention.models import Article
from initiatives.models import Term


class Part(NamedTuple):
    """What an assessment holds of children's own voices, beside the answers: what pages and documents show."""

    used: list  # of VoiceUse: title, said, about, changed
    child_version: ChildVersion | None


def part_of(assessment):
    """The Part of an assessment. Two statements, however much there is."""
    return Part(
        used=list(assessment.voices_used.select_related("voice").order_by("at", "pk")),
        child_version=ChildVersion.objects.filter(assessment=assessment).first(),
    )


def library(user):
    """What the person's authorities have gathered, the latest first."""
    return with_tags(Voice.objects.visible_to(user).select_related("authority")).order_by("-until_date", "-pk")


def with_tags(voices):
    """With articles and areas in their order, in two statements."""
    articles = Prefetch("articles", Article.objects.order_by("number"))
    return voices.prefetch_related(articles, Prefetch("areas", Term.objects.order_by("position", "pk")))


def to_choose_from(assessment, user):
    """
    What the authority has that the assessment does not build on yet; that with most of its articles first.

    Nothing for who may read the assessment from outside: what is shared is the assessment, not the library.
    """
    chosen = chosen_articles(assessment)
    return (
        Voice.objects.visible_to(user)
        .current()
        .filter(authority=assessment.authority_id)
        .exclude(uses__assessment=assessment)
        .annotate(shared=Count("articles", filter=Q(articles__in=chosen), distinct=True))
        .order_by("-shared", "-until_date", "-pk")
    )
