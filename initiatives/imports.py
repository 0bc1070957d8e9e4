"""Initiatives from spreadsheets."""

import re
from collections import Counter
from urllib.parse import urlsplit

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.text import slugify

from barnratt.audit.actions import record_many
from barnratt.audit.models import AuditEvent
from barnratt.convention.models import Article
from barnratt.core.copying import copy_in, create_many
from barnratt.imports import kinds, values
from barnratt.imports.kinds import TAKEN_AWAY, Column, Kind, at_most, named, several
from barnratt.imports.names import Names, choices
from barnratt.imports.values import Fault
from initiatives import index
from initiatives import models as catalogue
from initiatives.actions import RESERVED_SLUGS
from initiatives.models import EARLIEST_YEAR, ArticleLink, Initiative, Link, Partnership, Tagging, Term
from regions.places.imports import county_names, county_of, municipality_names, organisation_names

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
OWN_PARTS = {
    "initiatives.ArticleLink",
    "initiatives.Tagging",
    "initiatives.Partnership",
    "initiatives.Link",
    "initiatives.SearchEntry",
    "initiatives.ToIndex",
}
SEPARATORS = ";,\n"
SEVERAL = "Flera skiljs åt med semikolon."
ARTICLE = re.compile(r"^art(ikel|\.)?\s*", re.IGNORECASE)
CHOICES = ["scope", "status", "participation", "cost_class", "evidence"]
# The columns that are ties to other things, and where those are kept.
TIED_COLUMNS = {"municipalities": "municipality", "counties": "county"}
TIED = {
    "partners": Partnership,
    "municipalities": Initiative.municipalities.through,
    "counties": Initiative.counties.through,
    "articles": ArticleLink,
    "links": Link,
    **{vocabulary.value: Tagging for vocabulary in Term.Vocabulary},
}

# What else a tie holds, and what it is when nobody has said: of a link None, since it is then called by its site.
TOLD = {
    ArticleLink: {"by_editors": False, "reason": ""},
    Tagging: {"by_editors": False, "reason": ""},
    Partnership: {"name_then": ""},
    Link: {"title": None, "material": Link.Material.PAGE},
}
TIES_OF = {ArticleLink: "article_links", Tagging: "taggings", Partnership: "partnerships", Link: "links"}


def _slug(kind, cell):
    found = values.line(cell)
    if found is None:
        return None
    found = found.rstrip("/").rsplit("/", 1)[-1]
    if not SLUG.fullmatch(found) or len(found) > 90 or found in RESERVED_SLUGS:
        raise Fault(
            f"{values.quoted(cell)} kan inte vara en adress. Lämna cellen tom, så får initiativet en av sin titel."
        )
    return found


def _year(kind, cell):
    found = values.year(cell)
    if found is not None and found < EARLIEST_YEAR:
        raise Fault(f"Skriv ett år från {EARLIEST_YEAR}, då barnkonventionen antogs.")
    return found


def _label(field):
    label = Initiative._meta.get_field(field).verbose_name
    return label[:1].upper() + label[1:]


def _choice(field, **options):
    pairs = Initiative._meta.get_field(field).choices
    return Column(
        _label(field),
        named(f"{field}_names"),
        shown=lambda kind, value: dict(pairs)[value],
        choices=lambda kind: [label for _, label in pairs],
        **options,
    )


def _text(field, read=kinds.text, **options):
    longest = Initiative._meta.get_field(field).max_length
    return Column(_label(field), at_most(longest, read) if longest else read, **options)


def _places(label, names, related, **options):
    """Several things that an entry is tied to, by their names."""
    return Column(
        label,
        several(named(names), separators=SEPARATORS),
        stored=related,
        shown=lambda kind, value: "; ".join(map(getattr(kind, names).label, value)),
        **options,
    )


def _vocabulary(vocabulary, **options):
    return Column(
        vocabulary.label[:1].upper() + vocabulary.label[1:],
        several(lambda kind, cell: kind.term_names[vocabulary].find(cell)),
        stored=lambda one: sorted(each.term_id for each in one.taggings.all() if each.term.vocabulary == vocabulary),
        shown=lambda kind, value: "; ".join(map(kind.term_names[vocabulary].label, value)),
        choices=lambda kind: kind.term_names[vocabulary].labels,
        help_text=SEVERAL,
        **options,
    )


class InitiativeKind(Kind):
    key, label, one, many = "initiatives", "Initiativ", "initiativ", "initiativ"
    help_text = (
        "Ett initiativ på varje rad. Det som läses in publiceras i katalogen med märkningen registrerat. "
        "Ett initiativ som redan finns känns igen på sin adress, eller på titel och organisation."
    )
    own_parts = OWN_PARTS

    title = _text(
        "title",
        kinds.line,
        required=True,
        aliases=("initiativ", "namn", "rubrik", "initiativets namn", "namn på initiativet", "benämning", "projekt"),
        example="Barnbokslut i Exempelby",
    )
    summary = _text(
        "summary",
        kinds.line,
        required=True,
        aliases=("sammanfattning", "beskrivning", "kort beskrivning", "kort om initiativet", "kort om det", "vad"),
        example="Kommunen redovisar varje år hur barnens rättigheter har tagits till vara.",
    )
    organisation = Column(
        "Organisation",
        named("organisation_names"),
        stored=lambda one: one.organisation_id,
        shown=lambda kind, value: kind.organisation_names.label(value),
        required=True,
        aliases=("ansvarig organisation", "ansvarig", "huvudman", "vem", "aktör"),
        example="Gävle kommun",
        help_text="Ska finnas i registret över organisationer.",
    )
    partners = Column(
        "Samarbetspartner",
        several(named("organisation_names")),
        stored=lambda one: sorted(each.organisation_id for each in one.partnerships.all()),
        shown=lambda kind, value: "; ".join(map(kind.organisation_names.label, value)),
        aliases=("partner", "tillsammans med", "samverkanspart"),
        help_text=SEVERAL,
    )
    scope = _choice("scope", help_text="Behövs bara när varken kommun eller län är ifyllt.")
    municipalities = _places(
        "Kommuner",
        "municipality_names",
        lambda one: sorted(each.pk for each in one.municipalities.all()),
        aliases=("kommun", "ort", "plats", "var", "kommunkod"),
        example="Gävle",
        help_text=f"Namn eller kod. {SEVERAL}",
    )
    counties = _places(
        "Län",
        "county_names",
        lambda one: sorted(each.pk for each in one.counties.all()),
        aliases=("länskod",),
        help_text=f"Namn eller kod. Kommunernas län läggs till av sig själva. {SEVERAL}",
    )
    kind = Column(
        "Slag",
        named("kind_names"),
        stored=lambda one: one.kind_id,
        shown=lambda kind, value: kind.kind_names.label(value),
        required=True,
        aliases=("typ", "slag av initiativ", "kategori", "typ av initiativ"),
        choices=lambda kind: kind.kind_names.labels,
        example="utbildning",
    )
    status = _choice("status", required=True, aliases=("läge",), example="pågår")
    start_year = Column("Startår", _year, aliases=("från", "start", "år", "från år"), example="2024")
    end_year = Column("Slutår", _year, aliases=("till", "slut", "till år"))
    articles = Column(
        "Artiklar",
        several(lambda kind, cell: kind.article(cell), separators=SEPARATORS),
        stored=lambda one: sorted(each.article_id for each in one.article_links.all()),
        aliases=("artikel", "barnkonventionens artiklar", "artiklar i barnkonventionen", "rättighet"),
        example="3; 12",
        help_text=f"Artiklarnas nummer. {SEVERAL}",
    )
    background = _text("background", aliases=("bakgrund", "varför", "syfte"))
    what_was_done = _text("what_was_done", aliases=("genomförande", "så gjorde vi", "aktiviteter"))
    participation = _choice("participation")
    participation_how = _text("participation_how")
    resources_time = _text("resources_time")
    cost_class = _choice("cost_class")
    resources_competence = _text("resources_competence")
    results = _text("results", aliases=("effekt", "utfall"))
    results_basis = _text("results_basis")
    evidence = _choice("evidence")
    lessons = _text("lessons", aliases=("lärdomar", "lärdom"))
    advice = _text("advice", aliases=("råd", "tips"))
    preconditions = _text("preconditions")
    contact_role = _text("contact_role", kinds.line, aliases=("kontakt", "funktion"))
    contact_email = Column(
        "Funktionsbrevlåda", kinds.email, aliases=("e-post", "epost", "mejl"), example="barnratt@exempelby.example"
    )
    source_title = _text("source_title", kinds.line, aliases=("källans titel",), example="Barnbokslut 2025")
    source_year = _text("source_year", kinds.line)
    links = Column(
        "Länkar",
        several(kinds.web_address, separators="; \n"),
        stored=lambda one: sorted(each.url for each in one.links.all()),
        aliases=("länk", "webbadress", "url", "webbplats", "hemsida"),
        help_text=f"Hela adresser. {SEVERAL}",
        example="https://www.exempelby.example/barnbokslut",
    )
    steg = _vocabulary(Term.Vocabulary.STEP, aliases=("steg",))
    faktor = _vocabulary(Term.Vocabulary.FACTOR, aliases=("framgångsfaktorer",))
    omrade = _vocabulary(Term.Vocabulary.AREA, aliases=("område", "verksamhet", "verksamhetsområden"))
    med = _vocabulary(Term.Vocabulary.PARTNER)
    av = _vocabulary(Term.Vocabulary.DOER)
    alder = _vocabulary(Term.Vocabulary.AGE, aliases=("åldrar", "åldersgrupp"))
    situation = _vocabulary(Term.Vocabulary.SITUATION)
    slug = Column(
        "Adress i portalen",
        _slug,
        aliases=("slug",),
        help_text="Står i filer som har hämtats här. Lämna tomt för nya initiativ.",
    )

    class Meta:
        model = Initiative

    def prepare(self):
        self.organisation_names, self.municipality_names = organisation_names(), municipality_names()
        self.county_names, self.county_of = county_names(), county_of()
        rows = catalogue.Kind.objects.order_by("position").values_list("key", "label")
        self.kind_names = choices(rows, none="inget slag av initiativ")
        for field in CHOICES:
            none = f"inte något av valen för {Initiative._meta.get_field(field).verbose_name}"
            setattr(self, f"{field}_names", choices(Initiative._meta.get_field(field).choices, none=none))
        terms = list(Term.objects.order_by("position", "pk"))
        self.term_names = {
            vocabulary: Names(
                [(term.pk, term.label, [term.key]) for term in terms if term.vocabulary == vocabulary],
                none=f"inte något av valen för {vocabulary.label}",
            )
            for vocabulary in Term.Vocabulary
        }
        self.known_articles = set(Article.objects.values_list("number", flat=True))

    def article(self, cell):
        if isinstance(cell, str):
            cell = ARTICLE.sub("", cell.strip())
        found = values.whole(cell)
        if found is not None and found not in self.known_articles:
            raise Fault(f"Barnkonventionen har ingen artikel {found}.")
        return found

    def queryset(self):
        return Initiative.objects.prefetch_related(
            "partnerships", "municipalities", "counties", "article_links", "links", "taggings__term"
        )

    def identity(self, row):
        if row.get("slug"):
            return ("slug", row["slug"])
        if row.get("title") and row.get("organisation"):
            return (row["title"].lower(), row["organisation"])
        return None

    def find(self, identities):
        slugs = [identity[1] for identity in identities if identity[0] == "slug"]
        titles = [identity for identity in identities if identity[0] != "slug"]
        found = {("slug", one.slug): one for one in self.queryset().filter(slug__in=slugs)} if slugs else {}
        if titles:
            alike = (
                self.queryset()
                .annotate(lower=Lower("title"))
                .filter(
                    lower__in={title for title, _ in titles},
                    organisation__in={organisation for _, organisation in titles},
                )
            )
            found |= {(one.lower, one.organisation_id): one for one in alike.order_by("-pk")}
        return found

    def complete(self, row, instance):
        if row.get("municipalities"):
            counties = {self.county_of[code] for code in row["municipalities"]}
            row["counties"] = sorted(counties.union(row.get("counties") or []))
        if instance is None and not row.get("scope"):
            if row.get("municipalities"):
                row["scope"] = Initiative.Scope.MUNICIPALITY.value
            elif row.get("counties"):
                row["scope"] = Initiative.Scope.COUNTY.value
        if instance is None and not row.get("source_title") and row.get("organisation"):
            row["source_title"] = f"Uppgifter från {self.organisation_names.label(row['organisation'])}"[:200]

    def check(self, row, instance):
        def now(name):
            return row[name] if name in row else getattr(instance, name, None)

        faults = {}
        if instance is not None and self._changes_a_review(row, instance):
            faults["title"] = Fault("Initiativet är granskat. Ändra det på dess egen sida, så prövas ändringen.")
        if not now("scope"):
            faults["municipalities"] = Fault(
                "Skriv en kommun eller ett län, eller i kolumnen Omfattning att det gäller hela landet."
            )
        if now("start_year") and now("end_year") and now("start_year") > now("end_year"):
            faults["end_year"] = Fault("Slutåret ligger före startåret.")
        if now("participation_how") and not now("participation"):
            faults["participation"] = Fault("Säg i vilken grad barn deltog när du berättar hur.")
        return faults

    def is_settled(self, instance):
        return "är granskat" if instance.review_label != Initiative.ReviewLabel.REGISTERED else ""

    def _changes_a_review(self, row, instance):
        """Whether a text that has been reviewed would be another: that goes through a review of its own."""
        return self.is_settled(instance) and any(
            (value or None) != (self.columns[name].get_value(instance) or None) for name, value in row.items()
        )

    def name_of(self, row):
        return row.get("title") or row.get("slug") or ""

    def create(self, rows, *, by):
        now, made = timezone.now(), []
        slugs = _free_slugs([row.get("slug") or row["title"] for row in rows])
        for row, slug in zip(rows, slugs, strict=True):
            made.append(Initiative(slug=slug, state=Initiative.State.PUBLISHED, published_at=now, **_columns(row)))
        create_many(made)
        _tie(list(zip(made, rows, strict=True)))
        index.ask_for(made)
        record_many(
            AuditEvent.Type.INITIATIVE_CREATED, [(one, {}, row) for one, row in zip(made, rows, strict=True)], by=by
        )
        return [one.pk for one in made]

    def taken_away(self, instance, row):
        """Why the editors made a tie that the row leaves out, what a link was called."""
        found = {}
        for name, model in TIED.items():
            if name not in row or model not in TOLD:
                continue
            gone = _beside(self.columns[name].get_value(instance), row[name])
            for tie in getattr(instance, TIES_OF[model]).all():
                if (value := getattr(tie, _tied_to(name))) in gone:
                    found.setdefault(name, {})[str(value)] = {told: getattr(tie, told) for told in TOLD[model]}
        return found

    def change(self, changes, *, by):
        names, events, again = {"revision", "changed_at"}, [], {}
        for instance, row in changes:
            again[instance.pk] = row.pop(TAKEN_AWAY, {})
            events.append((instance, {name: self.columns[name].get_value(instance) for name in row}, row))
            for name, value in _columns(row).items():
                setattr(instance, name, value)
                names.add(name)
            instance.revision += 1
            instance.changed_at = timezone.now()
        instances = [instance for instance, _ in changes]
        Initiative.objects.bulk_update(instances, sorted(names), batch_size=200)
        _untie(self, changes)
        # A tie that stays keeps what else is known of it: why the editors made it, what a link is called.
        _tie(
            [
                (one, {name: _beside(row[name], self.columns[name].get_value(one)) for name in TIED if name in row})
                for one, row in changes
            ],
            again,
        )
        index.ask_for(instances)
        record_many(AuditEvent.Type.INITIATIVE_EDITED, events, by=by)

    def is_untouched(self, instance):
        return instance.revision == 1 and instance.state in (Initiative.State.PUBLISHED, Initiative.State.DRAFT)

    def remove(self, instances, *, by):
        record_many(AuditEvent.Type.INITIATIVE_DELETED, [(one, {"title": one.title}, {}) for one in instances], by=by)
        index.remove(instances)
        super().remove(instances, by=by)


def _columns(row):
    """The part of a row that is the entry's own columns, as the model has them."""
    columns = {}
    for name, value in row.items():
        if name in TIED:
            continue
        if name in ("organisation", "kind"):
            columns[f"{name}_id"] = value
        elif name != "slug":
            columns[name] = value if value is not None or name in ("start_year", "end_year") else ""
    return columns


def _free_slugs(wanted):
    """An address for each title, which nobody has."""
    bases = [slugify(title)[:80].strip("-") or "initiativ" for title in wanted]
    taken = set(RESERVED_SLUGS)
    for base in Initiative.objects.filter(slug__in=set(bases)).values_list("slug", flat=True):
        taken.update(Initiative.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    numbers, found = Counter(), []
    for base in bases:
        slug = base
        while slug in taken or slug in numbers:
            numbers[base] += 1
            slug = f"{base}-{numbers[base] + 1}"
        numbers.setdefault(slug, 0)
        found.append(slug)
    return found


def _untie(kind, changes):
    """Take away the ties that a new list leaves out."""
    for name, model in TIED.items():
        left_out = Q()
        for instance, row in changes:
            if name in row and (gone := _beside(kind.columns[name].get_value(instance), row[name])):
                left_out |= Q(initiative_id=instance.pk, **{f"{_tied_to(name)}__in": gone})
        if left_out:
            model.objects.filter(left_out).delete()


def _beside(values, others):
    """The values that are not among the others."""
    return [value for value in values or [] if value not in (others or [])]


def _tied_to(name):
    """The column of a tie that holds what it leads to."""
    fixed = {"partners": "organisation_id", "articles": "article_id", "links": "url"}
    return fixed.get(name) or (f"{TIED_COLUMNS[name]}_id" if name in TIED_COLUMNS else "term_id")


def _tie(changes, again=None):
    """Make the ties of rows. again: {entry: {column: {value: what else the tie held}}} of those that come back."""
    for name, model in TIED.items():
        told = TOLD.get(model, {})
        ties = (
            (one.pk, value, *_told(model, value, (again or {}).get(one.pk, {}).get(name, {})))
            for one, row in changes
            for value in row.get(name) or ()
        )
        copy_in(model, ("initiative_id", _tied_to(name), *told), ties)


def _told(model, value, again):
    told = TOLD.get(model, {}) | again.get(str(value), {})
    if model is Link and told["title"] is None:
        told["title"] = (urlsplit(value).hostname or value)[:160]
    return told.values()
