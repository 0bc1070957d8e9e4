"""What is offered beside a step where its definition says that it helps: initiatives, the place, children's voices."""

from typing import NamedTuple
from urllib.parse import urlencode

from assessments.local.queries import answers_offered
from assessments.queries import chosen_articles
from assessments.voices.queries import to_choose_from
from barnratt.convention.models import Article
from initiatives.cards import cards
from initiatives.catalogue import count_each, search
from regions.places.models import Organisation

# The words that a step's `offers` may hold.
INITIATIVES, PARTICIPATION, VOICES, FEEDBACK, PLACE = "initiatives", "participation", "voices", "feedback", "place"
WORDS = {INITIATIVES, PARTICIPATION, VOICES, FEEDBACK, PLACE}

FEWEST, MOST = 3, 5
TO_BE_HEARD = 12
# Every assessment concerns these (the Committee's general principles), so they do not tell one from another.
ALWAYS = {2, 3, 6, TO_BE_HEARD}
# The catalogue's area for those sorts of case that have one.
AREAS = {"fysisk": "fysisk_planering", "budget": "ledning_styrning", "styrdokument": "ledning_styrning"}


class Found(NamedTuple):
    """A few initiatives of the catalogue, why just these, how many there are in all, and where."""

    cards: list
    why: str
    total: int
    url: str


class Place(NamedTuple):
    """Where the portal tells of the authority's own place."""

    name: str
    url: str


def initiatives_for(assessment, step):
    """What others have done that fits a step: Found, or None where nothing is offered. At most three statements."""
    if PARTICIPATION in step.offers:
        return _first_of([({"artikel": [str(TO_BE_HEARD)]}, "De stärker barns rätt att höras.")])
    if INITIATIVES not in step.offers:
        return None
    chosen = set(chosen_articles(assessment))
    special = [str(number) for number in sorted(chosen - ALWAYS)]
    area = AREAS.get(assessment.response.answers.get("arendetyp"))
    ways = []
    if special and area:
        ways.append(({"artikel": special, "omrade": [area]}, "De stärker samma rättigheter i samma slags ärenden."))
    if special:
        ways.append(({"artikel": special}, "De stärker samma rättigheter."))
    if area:
        ways.append(({"omrade": [area]}, "De gäller samma slags ärenden."))
    ways.append(({"artikel": [str(TO_BE_HEARD)]}, "De stärker barns rätt att höras."))
    return _first_of(ways)


def _first_of(ways):
    """The first way that gives enough, else the one that gives most."""
    counts = count_each([(None, chosen) for chosen, _ in ways])
    enough = next((place for place, count in enumerate(counts) if count >= FEWEST), counts.index(max(counts)))
    if not counts[enough]:
        return None
    chosen, why = ways[enough]
    hits = search(None, chosen, size=MOST, with_counts=False)
    return Found(cards(hits.pks), why, hits.total, f"/initiativ/?{urlencode(chosen, doseq=True)}")


def place_for(assessment, step):
    """The page of the authority's municipality or county, where the step asks what is known of the children."""
    if PLACE not in step.offers:
        return None
    whole = Organisation.objects.select_related("municipality", "county", "parent__municipality", "parent__county")
    authority = whole.get(pk=assessment.authority_id)
    for one in filter(None, (authority, authority.parent)):
        for place in filter(None, (one.municipality, one.county)):
            return Place(str(place), place.get_absolute_url())
    return None


def beside(assessment, step, user):
    """What is shown beside a step. A fixed number of statements for a step."""
    voices = None
    if VOICES in step.offers:
        more = to_choose_from(assessment, user)[:MOST]
        voices = {"used": assessment.voices_used.select_related("voice").order_by("at", "pk"), "more": more}
    return {
        "initiatives": initiatives_for(assessment, step),
        "place": place_for(assessment, step),
        "voices": voices,
        "feedback": FEEDBACK in step.offers,
    }


def at_each(assessment, places):
    """{address: (the articles in short, what the link to them says, the authority's standard answers)}."""
    articles, answers = articles_of(places), answers_offered(assessment, places)
    return {address: (found, in_words(found), answers[address]) for address, found in articles.items()}


def inserted(assessment, posted, places):
    """{address: the standard answer that a person asks to have there}, by the button infoga of the step's form."""
    address, _, number = posted.get("infoga", "").rpartition(":")
    if not address:
        return {}
    offered = {str(answer.pk): answer.text for answer in answers_offered(assessment, places).get(address, [])}
    return {address: offered[number]} if number in offered else {}


def articles_of(places):
    """{address: the articles that its question is tied to}, in one statement for a whole step."""
    numbers = {number for place in places for number in place.question.articles}
    found = Article.objects.in_bulk(numbers)
    return {place.address: [found[number] for number in place.question.articles if number in found] for place in places}


def in_words(articles):
    """What the link to the articles' summaries says, as "Artikel 2, 3 och 12 i korthet"."""
    numbers = [str(article.number) for article in articles]
    listed = " och ".join([", ".join(numbers[:-1]), numbers[-1]]) if len(numbers) > 1 else "".join(numbers)
    return f"Artikel {listed} i korthet" if numbers else ""
