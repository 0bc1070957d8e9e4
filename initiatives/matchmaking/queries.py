"""Reads: what stands on an entry, who answers for it, and what may fit together."""

from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from barnratt.accounts.models import COUNTY_ROLES, Membership, Role, User
from barnratt.core.swedish_order import swedish_key
from initiatives.cards import cards
from initiatives.matchmaking.models import Adoption, Contact, Message, Notice
from initiatives.matchmaking.permissions import organisations_for
from initiatives.models import Initiative
from initiatives.permissions import WRITERS, owners_of
from regions.places.models import Organisation

# What stands on an entry

# One row with everything, read by index: who does the same and what they tell, the entries that it came from and that
# came from it, and whether it seeks partners.
ON_ENTRY = """
SELECT (
    SELECT json_agg(json_build_array(
        adoption.id, organisation.id, organisation.name, adoption.state, adoption.since,
        CASE WHEN adoption.hidden_at IS NULL THEN adoption.note ELSE '' END,
        note.id, note.changed, note.worked, note.failed, note.advice,
        (note.written_at AT TIME ZONE 'Europe/Stockholm')::date
    ))
    FROM matchmaking_adoption adoption
    JOIN places_organisation organisation ON organisation.id = adoption.organisation_id
    LEFT JOIN matchmaking_replicationnote note
        ON note.adoption_id = adoption.id AND note.hidden_at IS NULL AND adoption.state IN ('gor', 'har_gjort')
    WHERE adoption.initiative_id = %(pk)s
), (
    SELECT json_agg(json_build_array(slug, title) ORDER BY title, other.id)
    FROM matchmaking_inspiration JOIN initiatives_initiative other ON other.id = source_id
    WHERE initiative_id = %(pk)s AND state IN ('published', 'archived')
), (
    SELECT json_agg(json_build_array(slug, title) ORDER BY title, other.id)
    FROM matchmaking_inspiration JOIN initiatives_initiative other ON other.id = initiative_id
    WHERE source_id = %(pk)s AND state IN ('published', 'archived')
), (
    SELECT json_build_array(notice.id, what, until, (
        SELECT json_agg(label ORDER BY position, term.id)
        FROM matchmaking_notice_terms JOIN initiatives_term term ON term.id = term_id
        WHERE notice_id = notice.id AND vocabulary = 'med'
    ))
    FROM matchmaking_notice notice
    WHERE initiative_id = %(pk)s AND closed_at IS NULL AND hidden_at IS NULL
    AND until >= %(today)s
)
"""


class Adopter(NamedTuple):
    """An organisation that wants to do, does or has done the same, with what it tells of it."""

    pk: int
    organisation_id: int
    organisation: str
    state: str
    since: str
    note: str
    experience: int | None
    changed: str
    worked: str
    failed: str
    advice: str
    written: str

    def get_state_display(self):
        return Adoption.State(self.state).label


class OtherEntry(NamedTuple):
    slug: str
    title: str

    get_absolute_url = Initiative.get_absolute_url


class Seeking(NamedTuple):
    pk: int
    what: str
    until: str
    partners: list


class OnEntry(NamedTuple):
    uses: list  # of adopters that do or have done the same
    wants: list  # of adopters
    experiences: list  # of adopters with something to tell
    inspired_by: list
    has_inspired: list
    seeks: Seeking | None
    own: list  # of (organisation, its adoption or None) that the reader may speak for
    is_owner: bool

    @property
    def may_adopt(self):
        """Whether the button has something left to say. Who may not at all is told why behind it."""
        return any(adoption is None for _, adoption in self.own) or not (self.own or self.is_owner)


def on_entry(initiative, user):
    """What the entry's own page shows of others' interest in it. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(ON_ENTRY, {"pk": initiative.pk, "today": timezone.localdate()})
        adoptions, inspired_by, has_inspired, seeks = cursor.fetchone()
    adopters = sorted((Adopter(*row) for row in adoptions or ()), key=lambda one: swedish_key(one.organisation))
    uses = [one for one in adopters if one.state in (Adoption.State.DOES, Adoption.State.HAS_DONE)]
    own, is_owner = [], False
    if user.is_authenticated:
        by_organisation = {one.organisation_id: one for one in adopters}
        speaks_for = organisations_for(user)
        is_owner = initiative.organisation in speaks_for
        others = organisations_for(user, but=initiative.organisation)
        own = [(organisation, by_organisation.get(organisation.pk)) for organisation in others]
    return OnEntry(
        uses,
        [one for one in adopters if one.state == Adoption.State.WANTS],
        [one for one in uses if one.experience],
        [OtherEntry(*row) for row in inspired_by or ()],
        [OtherEntry(*row) for row in has_inspired or ()],
        Seeking(*seeks[:3], seeks[3] or []) if seeks else None,
        own,
        is_owner,
    )


def inspirations_behind(initiative):
    """The keys of all entries that one was inspired by, and those that they were inspired by, and so on."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH RECURSIVE behind AS (
                SELECT source_id FROM matchmaking_inspiration WHERE initiative_id = %s
                UNION
                SELECT inspiration.source_id FROM behind
                JOIN matchmaking_inspiration inspiration ON inspiration.initiative_id = behind.source_id
            )
            SELECT source_id FROM behind
            """,
            [initiative.pk],
        )
        return {pk for (pk,) in cursor.fetchall()}


# Who answers


class Receiver(NamedTuple):
    """Who gets a question. `stands_in` when nobody where it belongs has an account."""

    organisation: Organisation
    people: list
    stands_in: bool


def receiver_of(about, *, asker):
    """Who gets the asker's question about an entry or a notice; None when nobody can.

    Those who answer for it. Else the county board, which knows the county's municipalities: that of the organisation,
    or of a county where the work is done. Else the national coordinators.
    """
    own = set(organisations_for(asker))
    people = owners_of(about) if isinstance(about, Initiative) else writers_of(about.organisation)
    if people:
        return Receiver(about.organisation, people, stands_in=False)
    counties = [about.organisation.county_id] if about.organisation.county_id else []
    counties += sorted(about.counties.values_list("pk", flat=True))
    coordinators = Membership.objects.current().filter(user__is_active=True).select_related("organisation", "user")
    found = list(
        coordinators.filter(role__in=COUNTY_ROLES, organisation__county__in=counties).order_by("began_at", "pk")
    )
    found.sort(key=lambda membership: counties.index(membership.organisation.county_id))
    found += coordinators.filter(role=Role.NATIONAL_COORDINATOR).order_by("began_at", "pk")
    organisation = next((one.organisation for one in found if one.organisation not in own), None)
    if organisation is None:
        return None
    people = [membership.user for membership in found if membership.organisation == organisation]
    return Receiver(organisation, list(dict.fromkeys(people)), stands_in=True)


def writers_of(organisation):
    """Those who work in an organisation and can sign in."""
    return [membership.user for membership in _working_at(organisation).select_related("user")]


def _working_at(organisation):
    """One membership for each who works there."""
    return (
        Membership.objects.current()
        .filter(organisation=organisation, role__in=WRITERS, user__is_active=True)
        .order_by("user_id", "pk")
        .distinct("user_id")
    )


def asker_is_there(contact):
    return _works_at(contact.asker_id, contact.from_organisation_id)


def receiver_is_there(contact):
    return _works_at(contact.receiver_id, contact.to_organisation_id)


def _works_at(user_id, organisation_id):
    """Whether the person still works there; an address is shown for no longer than that."""
    return user_id is not None and _working_at(organisation_id).filter(user_id=user_id).exists()


def editors():
    """Those who decide on what has been reported."""
    current = Membership.objects.current().filter(role__in=[Role.NATIONAL_COORDINATOR, Role.ADMINISTRATOR])
    return list(User.objects.filter(is_active=True, pk__in=current.values("user_id")).order_by("pk"))


def authors_of(target):
    """Who is told of what happens to a text: who wrote a message, else those who work in the organisation."""
    if isinstance(target, Message):
        return [target.by] if target.by else []
    if isinstance(target, Adoption | Notice):
        return writers_of(target.organisation)
    return writers_of(target.adoption.organisation)


# Who is shown to whom


class Person(NamedTuple):
    name: str
    email: str


class Sides(NamedTuple):
    """What one reader sees of the two people of a contact. None is hidden."""

    asker: Person | None
    receiver: Person | None
    asker_is_there: bool
    receiver_is_there: bool


def sides_of(contact, *, receiving):
    """The asker and the one who said yes, as somebody on the receiving side, or the asker, sees them.

    Each sees the own side. The other side is seen only while both say yes, and while the person still works there.
    """
    there = asker_is_there(contact), receiver_is_there(contact)
    both = contact.state == Contact.State.YES and there[0]
    asker = _person(contact.asker) if not receiving or both else None
    receiver = _person(contact.receiver) if receiving or (both and there[1]) else None
    return Sides(asker, receiver, *there)


def _person(user):
    return Person(user.name, user.email) if user else None


class Said(NamedTuple):
    """A message as one reader sees it: by name where that may be shown, else by organisation."""

    message: Message
    mine: bool
    author: str


def conversation(contact, sides, *, receiving):
    """The messages, the oldest first. Of the other side only the one who has said yes is named."""
    shown = []
    for message in contact.messages.select_related("by").order_by("sent_at", "pk"):
        mine = message.from_asker != receiving
        organisation = contact.from_organisation if message.from_asker else contact.to_organisation
        other = sides.asker if receiving else sides.receiver
        consenting = contact.asker_id if message.from_asker else contact.receiver_id
        named = message.by and (mine or (other and message.by_id == consenting))
        shown.append(Said(message, mine, f"{message.by}, {organisation}" if named else str(organisation)))
    return shown


# What may fit together

# Of the catalogue's facets, those that a notice can share with an entry, and how much each says.
WEIGHTS = {"artikel": 3, "omrade": 2, "kommun": 3, "lan": 2, "aktor": 3, "med": 2}
# Who can be sought "med" is also somebody who has done things, by the catalogue's word for that.
ACTORS = {
    "civilsamhalle": "civilsamhalle",
    "region": "region",
    "kommun": "kommun",
    "lansstyrelse": "lansstyrelse",
    "statlig_myndighet": "statlig_myndighet",
    "naringsliv": "naringsliv",
    "akademi": "larosate",
}
SUGGESTED = 4


class Suggestion(NamedTuple):
    """An entry's card or a notice, with why it may fit, in words."""

    thing: object
    reasons: list


# What an entry shares with the notice counts for more the rarer it is. The candidates are those with something rare,
# and of the others those that share the most telling things: narrowed by one after another as long as enough are left.
# So the cost does not grow with the catalogue.
FITTING = """
WITH RECURSIVE everything AS MATERIALIZED (
    SELECT bits & bits AS bits, bit_count(bits)::float8 AS number
    FROM initiatives_facetvalue WHERE facet = '' AND value = ''
), shared AS MATERIALIZED (
    SELECT facet, value, label, bits, bit_count(bits) AS has,
           row_number() OVER (ORDER BY weight * ln(1 + number / bit_count(bits)) DESC, facet, value) AS place,
           weight * ln(1 + number / bit_count(bits)) AS weight
    FROM (
        SELECT facet, value, label, weight, number, v.bits & everything.bits AS bits
        FROM unnest(%(facets)s::text[], %(values)s::text[], %(weights)s::float8[]) asked(facet, value, weight)
        JOIN initiatives_facetvalue v USING (facet, value), everything
    ) wanted WHERE bit_count(bits) > 0
), narrowed AS (
    SELECT 0::bigint AS place, bit_or(bits) AS bits FROM shared
    UNION ALL
    SELECT shared.place, CASE WHEN bit_count(narrowed.bits & shared.bits) >= 40
                         THEN narrowed.bits & shared.bits ELSE narrowed.bits END
    FROM narrowed JOIN shared ON shared.place = narrowed.place + 1
), few AS (
    (SELECT bits FROM narrowed ORDER BY place DESC LIMIT 1)
    UNION ALL
    (SELECT bit_or(bits) FROM shared WHERE has < 40)
), candidates AS MATERIALIZED (
    SELECT DISTINCT slot FROM few, LATERAL (
        SELECT (sum(length(gap) + 1) OVER (ORDER BY nth) - 1)::integer AS slot
        FROM string_to_table(bits::text, '1') WITH ORDINALITY gaps(gap, nth)
        ORDER BY nth DESC OFFSET 1 LIMIT 300
    ) slots
)
SELECT initiative_id, in_common.facets
FROM candidates
JOIN initiatives_searchentry entry USING (slot)
JOIN initiatives_initiative initiative ON initiative.id = entry.initiative_id
CROSS JOIN LATERAL (
    SELECT sum(weight) AS score, json_agg(json_build_array(facet, value, label) ORDER BY place) AS facets
    FROM shared WHERE get_bit(bits, slot) = 1
) in_common
WHERE score > 0 AND organisation_id <> %(organisation)s AND initiative.id IS DISTINCT FROM %(initiative)s
ORDER BY score DESC, quality DESC, entry.published_at DESC, initiative_id
LIMIT %(size)s
"""


def fitting_entries(notice, *, size=SUGGESTED):
    """The published entries that share most with a notice, as suggestions."""
    wanted = [(facet, value) for facet, values in _features(notice).items() for value in values]
    if not wanted:
        return []
    facets, values = zip(*wanted, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            FITTING,
            {
                "facets": list(facets),
                "values": list(values),
                "weights": [WEIGHTS[facet] for facet in facets],
                "organisation": notice.organisation_id,
                "initiative": notice.initiative_id,
                "size": size,
            },
        )
        found = dict(cursor.fetchall())
    return [Suggestion(card, _reasons(_by_facet(found[card.pk]))) for card in cards(list(found))]


def _by_facet(rows):
    """{facet: what is shared}: of an article its number, of all else its label."""
    shared = {}
    for facet, value, label in rows:
        shared.setdefault(facet, []).append(value if facet == "artikel" else label)
    return shared


def _features(notice):
    """What a notice is about, as values of the catalogue's facets."""
    sought = [term.key for term in notice.partners]
    return {
        "artikel": [str(article.number) for article in notice.articles.all()],
        "omrade": [term.key for term in notice.areas],
        "kommun": [municipality.code for municipality in notice.municipalities.all()],
        "lan": [county.code for county in notice.counties.all()],
        "aktor": [ACTORS[key] for key in sought if key in ACTORS],
        "med": list(dict.fromkeys([*sought, *_itself(notice)])),
    }


def _itself(notice):
    """What others seek when they seek the notice's organisation. A nämnd is sought as what it belongs to."""
    organisation = notice.organisation
    if organisation.kind == Organisation.Kind.LOCAL_BOARD:
        organisation = organisation.parent
    return [key for key, kind in ACTORS.items() if kind == organisation.kind]


# In the order they are read.
REASONS = {
    "artikel": "artikel {values}",
    "omrade": "samma område: {values}",
    "kommun": "samma kommun: {values}",
    "lan": "samma län: {values}",
    "aktor": "görs av {values}",
    "med": "kan göras tillsammans med {values}",
    "kommer_fran": "kommer från {values}",
    "soker": "söker {values}",
}


def _reasons(shared):
    """Why, in words, of {what: what is shared}. That the county is the same goes without saying in one municipality."""
    shared = {what: values for what, values in shared.items() if values}
    if "kommun" in shared:
        shared.pop("lan", None)
    return [REASONS[what].format(values=", ".join(map(str, shared[what]))) for what in REASONS if what in shared]


FITTING_NOTICES = """
WITH shared(notice_id, weight) AS (
    SELECT notice_id, %(artikel)s FROM matchmaking_notice_articles WHERE article_id = ANY(%(articles)s)
    UNION ALL
    SELECT notice_id, %(omrade)s FROM matchmaking_notice_terms WHERE term_id = ANY(%(areas)s)
    UNION ALL
    SELECT notice_id, %(lan)s FROM matchmaking_notice_counties WHERE county_id = ANY(%(counties)s)
    UNION ALL
    SELECT notice_id, %(med)s FROM matchmaking_notice_terms JOIN initiatives_term term ON term.id = term_id
    WHERE vocabulary = 'med' AND key = ANY(%(itself)s)
    UNION ALL
    SELECT notice.id, %(aktor)s FROM matchmaking_notice notice
    JOIN places_organisation organisation ON organisation.id = organisation_id WHERE kind = ANY(%(kinds)s)
)
SELECT notice.id
FROM shared JOIN matchmaking_notice notice ON notice.id = notice_id
LEFT JOIN initiatives_initiative initiative ON initiative.id = initiative_id
WHERE closed_at IS NULL AND hidden_at IS NULL AND until >= %(today)s AND notice.organisation_id <> %(organisation)s
AND coalesce(initiative.state, 'published') = 'published'
GROUP BY notice.id
ORDER BY sum(weight) DESC, notice.created_at DESC, notice.id DESC
LIMIT %(size)s
"""


def fitting_notices(notice, *, size=SUGGESTED):
    """Other organisations' open notices that share most with this one, as suggestions."""
    features = _features(notice)
    asked = {
        "articles": [article.number for article in notice.articles.all()],
        "areas": [term.pk for term in notice.areas],
        "counties": features["lan"],
        "itself": _itself(notice),
        "kinds": features["aktor"],
        "organisation": notice.organisation_id,
        "today": timezone.localdate(),
        "size": size,
    }
    with connection.cursor() as cursor:
        cursor.execute(FITTING_NOTICES, WEIGHTS | asked)
        pks = [pk for (pk,) in cursor.fetchall()]
    found = {other.pk: other for other in Notice.objects.with_all().filter(pk__in=pks)} if pks else {}
    return [Suggestion(found[pk], _reasons(_shared_with_notice(found[pk], notice))) for pk in pks]


def _shared_with_notice(other, notice):
    """{why: what is shared} with a notice that was found."""
    sought, itself = _features(notice)["aktor"], _itself(notice)
    articles = {article.number for article in notice.articles.all()}
    areas = {term.pk for term in notice.areas}
    counties = {county.pk for county in notice.counties.all()}
    return {
        "artikel": [article.number for article in other.articles.all() if article.number in articles],
        "omrade": [term.label for term in other.areas if term.pk in areas],
        "lan": [county.name for county in other.counties.all() if county.pk in counties],
        "kommer_fran": [other.organisation.get_kind_display()] if other.organisation.kind in sought else [],
        "soker": [term.label for term in other.partners if term.key in itself],
    }
