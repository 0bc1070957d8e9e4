"""What an entry says, as one document: {field: [values as they are typed]}, the same shape as a posted form.

Forms, drafts, versions, differences and the joining of two people's changes all work on this document.
"""

import difflib
import re
from typing import NamedTuple

from django.http import QueryDict
from django.utils.text import capfirst
from rapidfuzz import process

from barnratt.convention.models import Article
from barnratt.core.swedish_order import swedish_key
from initiatives.models import ArticleLink, Initiative, Kind, Link, Tagging, Term
from regions.places.models import County, Municipality

# Columns that are written as they are typed.
TEXTS = [
    "title", "summary", "start_year", "end_year", "contact_role", "contact_email", "background", "what_was_done",
    "participation_how", "results", "results_basis", "lessons", "advice", "preconditions", "resources_time",
    "resources_competence",
]  # fmt: skip
CHOICES = ["kind", "status", "scope", "participation", "evidence", "cost_class"]
VOCABULARIES = [vocabulary.value for vocabulary in Term.Vocabulary]
# Several values, of which the order means nothing.
SETS = ["counties", "articles", *VOCABULARIES]
# A line each.
LINES = ["municipalities", "links"]
FIELDS = [
    "title", "summary", "kind", "status", "start_year", "end_year", "scope", "municipalities", "counties",
    "contact_role", "contact_email", "background", "what_was_done", "participation", "participation_how", "articles",
    "results", "evidence", "results_basis", "lessons", "advice", "preconditions", "resources_time", "cost_class",
    "resources_competence", *VOCABULARIES, "links",
]  # fmt: skip
LONG_TEXTS = {"summary", *Initiative.BODY_FIELDS}
LINK_LINE = re.compile(r"(\S+)\s+(.*)", re.DOTALL)
# Words of one text times words of the other that are compared word by word. Two texts as long as a form takes have
# fewer, but what has been typed is kept however long it is.
MOST_COMPARED = 1_000_000


def content_of(initiative):
    """The document of an entry as it stands."""
    content = {}
    for name in TEXTS + CHOICES:
        value = getattr(initiative, "kind_id" if name == "kind" else name)
        content[name] = [] if value in (None, "") else [str(value)]
    content["counties"] = sorted(initiative.counties.values_list("code", flat=True))
    content["articles"] = [str(number) for number in sorted(initiative.articles.values_list("number", flat=True))]
    terms = list(initiative.terms.order_by("position", "pk").values_list("vocabulary", "key"))
    for vocabulary in VOCABULARIES:
        content[vocabulary] = [key for member, key in terms if member == vocabulary]
    names = sorted((place.short_name for place in initiative.municipalities.all()), key=swedish_key)
    content["municipalities"] = ["\n".join(names)] if names else []
    links = [f"{link.url} {link.title}" for link in initiative.links.order_by("pk")]
    content["links"] = ["\n".join(links)] if links else []
    return content


def read_posted(posted, names):
    """The part of a document that a form posted: line breaks as one sign, and nothing for what is empty."""
    part = {}
    for name in names:
        values = [value.replace("\r\n", "\n").replace("\0", "") for value in posted.getlist(name)]
        part[name] = [value for value in values if value.strip()] if any(value.strip() for value in values) else []
    return part


def as_posted(content):
    """A document as the form that would have posted it."""
    posted = QueryDict(mutable=True)
    for name, values in content.items():
        posted.setlist(name, values)
    return posted


def same(name, one, other):
    return sorted(one) == sorted(other) if name in SETS else one == other


def changed_fields(before, after):
    """The names of the fields that differ, in the order of the form."""
    return [name for name in FIELDS if not same(name, before.get(name, []), after.get(name, []))]


class Merge(NamedTuple):
    """`content` has everything that could be joined; the fields in `conflicts` have been changed by both."""

    content: dict
    conflicts: list


def merge(base, mine, theirs, *, names=FIELDS):
    """Join two people's changes of the same document. What only one has changed is kept; sets are joined."""
    content, conflicts = dict(theirs), []
    for name in names:
        old, own, other = (document.get(name, []) for document in (base, mine, theirs))
        if same(name, old, own) or same(name, own, other):
            content[name] = other
        elif same(name, old, other):
            content[name] = own
        elif name in SETS:
            content[name] = sorted((set(own) | set(other)) - (set(old) - set(own)) - (set(old) - set(other)))
        else:
            content[name] = other
            conflicts.append(name)
    return Merge(content, conflicts)


MINE, THEIRS, BOTH = "min", "deras", "bada"


def settle(content, conflicts, mine, choices):
    """Settle each conflict as chosen: mine, theirs, or both one after the other. Theirs when nothing is chosen."""
    settled = dict(content)
    for name in conflicts:
        own, other = mine.get(name, []), content.get(name, [])
        if choices.get(name) == MINE:
            settled[name] = own
        elif choices.get(name) == BOTH and can_have_both(name):
            settled[name] = ["\n\n".join([*other, *own])] if name in LONG_TEXTS else ["\n".join([*other, *own])]
    return settled


def can_have_both(name):
    return name in LONG_TEXTS or name in LINES


# How it is shown


class Choices:
    """The words for the keys that documents hold. One instance a request: it reads the vocabularies once."""

    def __init__(self):
        rows = Term.objects.order_by("vocabulary", "position", "pk").values_list("vocabulary", "key", "label")
        self.of = {vocabulary: [] for vocabulary in VOCABULARIES}
        for vocabulary, key, label in rows:
            self.of[vocabulary].append((key, capfirst(label)))
        self.of["kind"] = [(kind.key, capfirst(kind.label)) for kind in Kind.objects.order_by("position", "pk")]
        articles = Article.objects.filter(part=1).order_by("number")
        self.of["articles"] = [(str(article.number), str(article)) for article in articles]
        counties = sorted(County.objects.all(), key=lambda county: swedish_key(county.short_name))
        self.of["counties"] = [(county.code, county.name) for county in counties]
        for name in ("status", "scope", "participation", "evidence", "cost_class"):
            self.of[name] = [(value, capfirst(label)) for value, label in Initiative._meta.get_field(name).choices]

    def label(self, name, value):
        return dict(self.of[name]).get(value, value)


LABELS = {
    **{name: capfirst(Initiative._meta.get_field(name).verbose_name) for name in TEXTS + CHOICES},
    **{vocabulary.value: capfirst(vocabulary.label) for vocabulary in Term.Vocabulary},
    "counties": "Län",
    "municipalities": "Kommuner",
    "articles": "Artiklar i barnkonventionen",
    "links": "Länkar",
}


def shown(name, values, choices):
    """A field's values as a list of lines to read."""
    if name in choices.of:
        return [choices.label(name, value) for value in values]
    return [line for value in values for line in value.split("\n")] if name in LINES else list(values)


class Part(NamedTuple):
    """A piece of a text: `kind` is "" for what stays, "added" or "removed"."""

    kind: str
    text: str


class Difference(NamedTuple):
    """One field of two documents. Long texts are compared word by word in `parts`."""

    name: str
    label: str
    before: list
    after: list
    parts: list


def differences(before, after, choices):
    """What differs between two documents, field by field."""
    found = []
    for name in changed_fields(before, after):
        old, new = (shown(name, document.get(name, []), choices) for document in (before, after))
        parts = word_parts("".join(old), "".join(new)) if name in LONG_TEXTS and old and new else []
        found.append(Difference(name, LABELS[name], old, new, parts))
    return found


def word_parts(old, new):
    """Two texts as parts that stay, are removed and are added, cut between words."""
    old, new = (re.findall(r"\S+\s*|\s+", text) for text in (old, new))
    if len(old) * len(new) > MOST_COMPARED:
        return [Part("removed", "".join(old)), Part("added", "".join(new))]
    parts = []
    for operation, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if operation == "equal":
            parts.append(Part("", "".join(old[a:b])))
            continue
        if b > a:
            parts.append(Part("removed", "".join(old[a:b])))
        if d > c:
            parts.append(Part("added", "".join(new[c:d])))
    return parts


# How it is read and written


def read_municipalities(text):
    """(municipalities, faults) of names on lines or between commas. A fault is a Swedish sentence with a suggestion."""
    places = list(Municipality.objects.current().select_related("county"))
    by_name = {}
    for place in places:
        for name in (place.short_name, place.display_name, place.name, place.code):
            by_name[name.casefold()] = place
    found, faults = [], []
    for name in filter(None, (name.strip() for name in re.split(r"[\n,;]", text))):
        if place := by_name.get(name.casefold()):
            found.append(place)
            continue
        near = process.extractOne(name, [place.short_name for place in places], score_cutoff=60)
        faults.append(f"”{name}” är ingen kommun. Menade du {near[0]}?" if near else f"”{name}” är ingen kommun.")
    return list(dict.fromkeys(found)), faults


def read_links(text):
    """[(address, title)] of lines "address title". The address alone is its own title."""
    links = []
    for line in filter(None, (line.strip() for line in text.split("\n"))):
        match = LINK_LINE.fullmatch(line)
        links.append((match[1], match[2].strip()) if match else (line, line))
    return links


def write_to(initiative, fields):
    """Let a locked entry say what a valid form says. `fields` are the form's cleaned data by name; others stay.

    What the editors have set (tags with reasons, kinds of links) is kept where the value is kept.
    """
    for name in TEXTS + CHOICES:
        if name in fields:
            setattr(initiative, "kind_id" if name == "kind" else name, fields[name])
    if "municipalities" in fields:
        initiative.municipalities.set(fields["municipalities"])
    if "counties" in fields:
        places = initiative.municipalities.values_list("county_id", flat=True)
        initiative.counties.set({*fields["counties"], *places})
    if "articles" in fields:
        _replace(initiative.article_links, "article_id", [int(number) for number in fields["articles"]], ArticleLink)
    given = [name for name in VOCABULARIES if name in fields]
    if given:
        ids = {(term.vocabulary, term.key): term.pk for term in Term.objects.filter(vocabulary__in=given)}
        wanted = [ids[name, key] for name in given for key in fields[name]]
        _replace(initiative.taggings.filter(term__vocabulary__in=given), "term_id", wanted, Tagging, initiative)
    if "links" in fields:
        material = dict(initiative.links.values_list("url", "material"))
        initiative.links.all().delete()
        Link.objects.bulk_create(
            Link(initiative=initiative, url=url, title=title, material=material.get(url, Link.Material.PAGE))
            for url, title in fields["links"]
        )


def _replace(rows, column, wanted, model, initiative=None):
    """Let the rows have the wanted values: those that are there stay as they are."""
    initiative = initiative or rows.instance
    existing = set(rows.values_list(column, flat=True))
    rows.exclude(**{f"{column}__in": wanted}).delete()
    new = [value for value in wanted if value not in existing]
    model.objects.bulk_create(model(initiative=initiative, **{column: value}) for value in new)
