"""What a list shows of an entry. One statement fetches a whole page of cards, with no more than they show."""

import datetime
from typing import NamedTuple

from django.db import connection

from barnratt.convention.models import Article
from initiatives.models import Initiative, place_in_words


class CardPlace(NamedTuple):
    code: str
    name: str

    def __str__(self):
        return self.name


class CardArticle(NamedTuple):
    number: int
    title: str

    __str__ = Article.__str__
    catalogue_url = Article.catalogue_url


class Card(NamedTuple):
    """A published entry as lists, feeds and the JSON answer show it. `body` is empty unless it was asked for."""

    pk: int
    slug: str
    title: str
    summary: str
    organisation: str
    kind: str
    scope: str
    status: str
    start_year: int | None
    end_year: int | None
    review_label: str
    evidence: str
    confirmed_date: datetime.date | None
    needs_confirmation: bool
    published_at: datetime.datetime
    changed_at: datetime.datetime
    source_title: str
    source_year: str
    constructed: bool
    counties: list[CardPlace]
    municipalities: list[CardPlace]
    articles: list[CardArticle]
    body: str = ""

    get_absolute_url = Initiative.get_absolute_url
    is_historical = Initiative.is_historical
    years = Initiative.years

    @property
    def place(self):
        return place_in_words(self.scope, self.municipalities, self.counties)

    def get_status_display(self):
        return Initiative.Status(self.status).label

    def get_review_label_display(self):
        return Initiative.ReviewLabel(self.review_label).label

    def get_evidence_display(self):
        return Initiative.Evidence(self.evidence).label if self.evidence else ""


# The columns are in the order of Card's fields.
CARDS = """
SELECT initiative.id, slug, title, summary, organisation.name, kind.label, scope, status, start_year, end_year,
       review_label, evidence, confirmed_date, needs_confirmation, published_at, changed_at, source_title,
       source_year, constructed,
       (SELECT json_agg(json_build_array(code, name) ORDER BY code)
        FROM initiatives_initiative_counties JOIN places_county ON code = county_id
        WHERE initiative_id = initiative.id),
       (SELECT json_agg(json_build_array(code, display_name) ORDER BY code)
        FROM initiatives_initiative_municipalities JOIN places_municipality ON code = municipality_id
        WHERE initiative_id = initiative.id),
       (SELECT json_agg(json_build_array(number, article.title) ORDER BY number)
        FROM initiatives_articlelink JOIN convention_article article ON number = article_id
        WHERE initiative_id = initiative.id),
       CASE WHEN %s THEN concat_ws(E'\n', {body}) ELSE '' END
FROM initiatives_initiative initiative
JOIN places_organisation organisation ON organisation.id = organisation_id
JOIN initiatives_kind kind ON kind.key = kind_id
WHERE initiative.id = ANY(%s) AND state = 'published'
""".replace("{body}", ", ".join(Initiative.BODY_FIELDS))


def cards(pks, *, with_body=False):
    """The published entries of a page, in the order of `pks`. What is published everybody may see."""
    if not pks:
        return []
    with connection.cursor() as cursor:
        cursor.execute(CARDS, [with_body, pks])
        found = {row[0]: _card(*row) for row in cursor.fetchall()}
    return [found[pk] for pk in pks if pk in found]


def cards_of(*lists):
    """cards() of several lists in one statement: a list of Cards for each list of pks."""
    found = {card.pk: card for card in cards([pk for pks in lists for pk in pks])}
    return [[found[pk] for pk in pks if pk in found] for pks in lists]


def _card(*row):
    *own, counties, municipalities, articles, body = row
    return Card(
        *own,
        [CardPlace(*place) for place in counties or ()],
        [CardPlace(*place) for place in municipalities or ()],
        [CardArticle(*article) for article in articles or ()],
        body,
    )
