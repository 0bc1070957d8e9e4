"""A made-up catalogue of any size that behaves as a real one would: for measuring, never for showing.

Words follow Zipf's law: first the words of our own texts by how often they stand there, then compounds of the field and
forms from the dictionary. Every entry has a subject, a handful of words that it returns to. Facets are as skewed as in
life: counties by population, four articles before all others, most entries neither reviewed nor evaluated.

The same number and seed give the same catalogue. Every entry is marked as constructed.
"""

import csv
import datetime
import random
import re
from collections import Counter
from itertools import accumulate

from django.conf import settings
from django.db import connection
from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

from barnratt.convention.models import Article
from barnratt.search.lemmas import stop_words, units
from initiatives.models import ArticleLink, Initiative, Kind, Link, Partnership, Tagging, Term
from regions.places.models import County, Municipality, Organisation

SEED = 12
CHUNK = 1000
COMPOUNDS = 12_000
DICTIONARY_FORMS = 30_000
WORD = re.compile(r"[a-zåäöé]+(?:-[a-zåäöé]+)*")
NOW = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)

# The share of an entry's running text that each field gets.
BODY = {
    "background": 0.2,
    "what_was_done": 0.35,
    "participation_how": 0.08,
    "resources_time": 0.03,
    "resources_competence": 0.04,
    "results": 0.12,
    "results_basis": 0.04,
    "lessons": 0.05,
    "advice": 0.05,
    "preconditions": 0.04,
}
JOINERS = ("för", "med", "i", "och", "om", "till", "på", "genom")
ARTICLES = {12: 30, 3: 25, 4: 14, 2: 10, 19: 6, 28: 5, 29: 5, 31: 5, 24: 4, 23: 3, 6: 3, 13: 2, 17: 2, 27: 2, 34: 1}
# How many terms of each vocabulary an entry has: 0, 1, 2 or 3.
TERMS = {
    "steg": (5, 75, 20, 0),
    "faktor": (30, 40, 20, 10),
    "omrade": (5, 70, 20, 5),
    "med": (35, 35, 20, 10),
    "av": (10, 60, 20, 10),
    "alder": (40, 30, 20, 10),
    "situation": (75, 20, 5, 0),
}


def generate(number, *, seed=SEED):
    """Fill the catalogue up with `number` published entries, many at a time and past the actions; no index is made."""
    maker = _Maker(random.Random(seed))
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM initiatives_initiative")
        first = cursor.fetchone()[0] + 1
        for start in range(first, first + number, CHUNK):
            tables = {}
            for pk in range(start, min(start + CHUNK, first + number)):
                maker.add_entry(pk, tables)
            for model, rows in tables.items():
                columns = [model._meta.get_field(name).column for name in rows[0]]
                statement = f"COPY {model._meta.db_table} ({', '.join(columns)}) FROM STDIN"
                with cursor.copy(statement) as copy:
                    for row in rows:
                        copy.write_row(list(row.values()))
        cursor.execute("SELECT setval(pg_get_serial_sequence('initiatives_initiative', 'id'), %s)", [first + number])
        cursor.execute("VACUUM ANALYZE")


def words_of_our_texts():
    """Counter of the words in the titles, summaries and labels that the portal ships."""
    found = Counter()
    for name in ("initiatives/initiatives.csv", "convention/articles.csv", "vocabularies.csv", "questions.csv"):
        with (settings.DATA_DIR / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                columns = ("title", "summary", "title_sv", "summary_sv", "label", "description", "question")
                for column in columns:
                    found.update(WORD.findall(row.get(column, "").lower()))
    return found


class Words:
    """The vocabulary in order of frequency, with Zipf's weights."""

    def __init__(self, chance):
        ours = [word for word, _ in words_of_our_texts().most_common()]
        dictionary = [
            word
            for word in DefaultDictionaryFactory().get_dictionary("sv")
            if 4 <= len(word) <= 16 and WORD.fullmatch(word)
        ]
        rest = [*_compounds(chance), *chance.sample(sorted(dictionary), DICTIONARY_FORMS)]
        chance.shuffle(rest)
        self.all = list(dict.fromkeys(ours + rest))
        self.weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(self.all))))
        function_words = stop_words()["stop"] | stop_words()["question"]
        self.telling = [word for word in self.all if len(word) > 3 and word not in function_words]
        self.telling_weights = list(accumulate(1 / (rank + 8) for rank in range(len(self.telling))))


def _compounds(chance):
    """Words such as barnkonsekvensanalys and skolmiljödialogen, the short parts more often than the long."""
    parts = sorted(units())
    endings = ("", "", "en", "er", "erna", "s")
    made = set()
    while len(made) < COMPOUNDS:
        fronts = chance.choices(parts, k=chance.choices((1, 2), (80, 20))[0])
        forms = [units()[front][0] for front in fronts]
        made.add("".join(forms) + chance.choice(parts) + chance.choice(endings))
    return sorted(made)


class _Maker:
    def __init__(self, chance):
        self.chance = chance
        self.words = Words(chance)
        self.kinds = _skewed(Kind.objects.order_by("position", "pk").values_list("pk", flat=True))
        municipalities = list(Municipality.objects.current().order_by("pk"))
        self.municipalities = municipalities, [place.population for place in municipalities]
        counties = list(County.objects.order_by("pk"))
        self.counties = counties, [county.population for county in counties]
        organisations = list(Organisation.objects.order_by("key"))
        self.by_municipality, self.by_county, self.others = {}, {}, []
        for organisation in organisations:
            if organisation.kind == Organisation.Kind.MUNICIPALITY and organisation.municipality_id:
                self.by_municipality[organisation.municipality_id] = organisation.pk
            elif organisation.county_id:
                self.by_county.setdefault(organisation.county_id, []).append(organisation.pk)
            else:
                self.others.append(organisation.pk)
        numbers = sorted(Article.objects.values_list("pk", flat=True))
        self.articles = numbers, [ARTICLES.get(number, 0.4) for number in numbers]
        self.terms = {
            vocabulary: _skewed(
                Term.objects.filter(vocabulary=vocabulary).order_by("position", "pk").values_list("pk", flat=True)
            )
            for vocabulary in TERMS
        }

    def add_entry(self, pk, tables):
        """Put the rows of one entry into `tables`, {model: [row as a dictionary]}."""
        self.tables, self.pk = tables, pk
        chance = self.chance
        places, counties, organisation, scope = self._where()
        subject = self._telling(10)
        review, evidence = self._trust()
        start_year, end_year, status = self._when()
        published_at = NOW - datetime.timedelta(seconds=chance.randrange(3 * 365 * 24 * 3600))
        self._row(
            Initiative,
            id=pk,
            slug=f"konstruerat-{pk}",
            state=Initiative.State.PUBLISHED,
            published_at=published_at,
            constructed=True,
            title=self._title(subject),
            summary=_cut(self._text(chance.randint(30, 48), subject), 400),
            organisation=organisation,
            organisation_name_then="",
            scope=scope,
            kind=self._one(self.kinds),
            status=status,
            start_year=start_year,
            end_year=end_year,
            **self._body(subject),
            participation=chance.choices(Initiative.Participation.values, (25, 45, 25, 5))[0],
            cost_class=chance.choices(["", *Initiative.CostClass.values], (40, 15, 25, 15, 5))[0],
            evidence=evidence,
            contact_role="barnrättsstrateg",
            contact_email="",
            source_title="Konstruerat för mätningar",
            source_year=str(start_year),
            review_label=review,
            needs_confirmation=False,
            revision=1,
            confirmed_date=published_at.date() if chance.random() < 0.4 else None,
            created_at=published_at,
            changed_at=published_at,
        )
        for place in places:
            self._row(Initiative.municipalities.through, initiative=pk, municipality=place)
        for county in counties:
            self._row(Initiative.counties.through, initiative=pk, county=county)
        for partner in self._some((50, 30, 15, 5), self._partner):
            if partner != organisation:
                self._row(Partnership, initiative=pk, organisation=partner, name_then="")
        for number in self._some((2, 40, 33, 25), lambda: self._one(self.articles)):
            self._row(ArticleLink, initiative=pk, article=number, by_editors=False, reason="")
        for vocabulary, how_many in TERMS.items():
            for term in self._some(how_many, lambda vocabulary=vocabulary: self._one(self.terms[vocabulary])):
                self._row(Tagging, initiative=pk, term=term, by_editors=False, reason="")
        materials = _skewed(Link.Material.values)
        for material in self._some((50, 35, 15, 0), lambda: self._one(materials)):
            url = f"https://example.org/{pk}/{material}"
            self._row(Link, initiative=pk, url=url, title=self._title(subject), material=material)

    def _row(self, model, **values):
        self.tables.setdefault(model, []).append(values)

    def _one(self, options):
        return self.chance.choices(*options)[0]

    def _some(self, how_many, one):
        """Zero to three different things, in order; `how_many` are the weights of 0, 1, 2 and 3."""
        number = self.chance.choices(range(4), how_many)[0]
        return sorted({one() for _ in range(number)})

    def _where(self):
        """(municipalities, counties, organisation, scope)"""
        chance = self.chance
        scope = chance.choices(Initiative.Scope.values, (78, 12, 10))[0]
        if scope == Initiative.Scope.MUNICIPALITY:
            number = chance.choices((1, 2, 3, 4), (92, 5, 2, 1))[0]
            places = {place.pk: place for place in (self._one(self.municipalities) for _ in range(number))}
            first = next(iter(places))
            organisation = self.by_municipality[first] if chance.random() < 0.92 else chance.choice(self.others)
            return sorted(places), sorted({place.county_id for place in places.values()}), organisation, scope
        if scope == Initiative.Scope.COUNTY:
            county = self._one(self.counties).pk
            return [], [county], chance.choice(self.by_county.get(county) or self.others), scope
        return [], [], chance.choice(self.others), scope

    def _partner(self):
        if self.chance.random() < 0.5:
            return self.chance.choice(self.others)
        return self.by_municipality[self._one(self.municipalities).pk]

    def _trust(self):
        """(review label, evidence); the deepest review demands a result that is known."""
        review = self.chance.choices(Initiative.ReviewLabel.values, (80, 15, 5))[0]
        levels = ["", *Initiative.Evidence.values]
        weights = (0, 0, 60, 30, 10) if review == Initiative.ReviewLabel.IN_DEPTH else (45, 30, 15, 8, 2)
        return review, self.chance.choices(levels, weights)[0]

    def _when(self):
        """(start year, end year, status)"""
        start = 2026 - min(int(self.chance.expovariate(1 / 5)), 30)
        end = start + self.chance.randint(0, 4) if self.chance.random() < 0.5 else None
        if start < 2010:
            return start, end, Initiative.Status.HISTORICAL
        status = self.chance.choices(Initiative.Status.values, (5, 25, 20, 35, 13, 2))[0]
        return start, end, status

    def _telling(self, number):
        return self.chance.choices(self.words.telling, cum_weights=self.words.telling_weights, k=number)

    def _title(self, subject):
        """Four to nine words, every other one about the subject."""
        words = []
        for place in range(self.chance.randint(4, 9)):
            words.append(self.chance.choice(JOINERS) if place % 2 else subject[place // 2 % len(subject)])
        if words[-1] in JOINERS:
            words[-1] = subject[-1]
        return _cut(" ".join(words).capitalize(), 160)

    def _text(self, number, subject):
        """So many words in sentences; about every sixth is about the subject."""
        words = self.chance.choices(self.words.all, cum_weights=self.words.weights, k=number)
        for place in range(self.chance.randrange(6), number, 6):
            words[place] = self.chance.choice(subject)
        return " ".join(" ".join(words[i : i + 12]).capitalize() + "." for i in range(0, number, 12))

    def _body(self, subject):
        number = self.chance.randint(250, 300)
        limits = {"resources_time": 200, "resources_competence": 300}
        return {
            name: _cut(self._text(max(5, int(number * share)), subject), limits.get(name, 10_000))
            for name, share in BODY.items()
        }


def _skewed(values):
    """Values with weights: the first most common, the last a tenth or less of it."""
    values = list(values)
    return values, [1 / (place + 1.5) for place in range(len(values))]


def _cut(text, length):
    """At most so many characters, cut between words."""
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0]
