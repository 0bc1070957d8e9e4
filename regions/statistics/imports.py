"""Statistics from spreadsheets: what is measured, and the values, also where years, sexes or places are columns."""

import re
from decimal import Decimal

from django.db.models import prefetch_related_objects

from barnratt.convention.models import Article, Cluster
from barnratt.core.suppression import THRESHOLD
from barnratt.imports import kinds, values
from barnratt.imports.kinds import Column, Kind, at_most, named, several
from barnratt.imports.names import Names
from barnratt.imports.values import SIGNS, Absent, Fault
from regions.places.models import County, Municipality
from regions.statistics import vintages, withholding
from regions.statistics.models import Dataset, Indicator, Observation

Status = Observation.Status
ABSENT = {
    Absent.MISSING: Status.MISSING.value,
    Absent.NOT_APPLICABLE: Status.NOT_APPLICABLE.value,
    Absent.SUPPRESSED: Status.SUPPRESSED.value,
}
WITHOUT_VALUE = {status.value for status in Observation.WITHOUT_VALUE}
OWN, OWN_TITLE = "egen-inlasning", "Egna uppgifter"
SMALLEST = Decimal("0.0001")
COUNTRY = ("00", "Riket (00)", ["riket", "sverige", "hela landet", "00", "0000"])
SEX_NAMES = {
    "T": ["totalt", "total", "alla", "båda", "samtliga", "båda könen", "T"],
    "K": ["kvinnor", "kvinna", "flickor", "flicka", "tjejer", "K", "F"],
    "M": ["män", "man", "pojkar", "pojke", "killar", "M", "P"],
}
BIRTH_NAMES = {
    "total": ["totalt", "total", "alla", "samtliga"],
    "sweden": ["sverige", "född i sverige", "inrikes född", "inrikes födda", "svensk bakgrund"],
    "abroad": ["utlandet", "född utomlands", "utrikes född", "utrikes födda"],
}
STATUS_NAMES = {
    "missing": ["missing", "saknas", "bortfall"],
    "not_applicable": ["not applicable", "ej aktuellt"],
    "suppressed": ["privacy", "sekretess", "röjandekontroll", "prickad"],
    "preliminary": ["preliminär", "preliminärt"],
    "revised": ["reviderad", "reviderat"],
    "series_break": ["tidsseriebrott", "seriebrott"],
    "low_reliability": ["osäker", "osäkert"],
}
KEY = ("indicator_id", "area", "year", "sex", "age_group", "birth_region", "dataset_id")
COLUMNS = (
    *("area", "year", "sex", "age_group", "birth_region"),
    *("value", "count", "denominator", "low", "high", "status"),
)
FIND = """
    SELECT there.* FROM statistics_observation AS there
    JOIN unnest(%s::text[], %s::text[], %s::int[], %s::text[], %s::text[], %s::text[], %s::text[])
      AS wanted (indicator, area, year, sex, age_group, birth_region, dataset)
      ON there.indicator_id = wanted.indicator AND there.area = wanted.area COLLATE "C" AND there.year = wanted.year
      AND there.sex = wanted.sex AND there.age_group = wanted.age_group
      AND there.birth_region = wanted.birth_region AND there.dataset_id = wanted.dataset
"""
YEAR_HEADER = re.compile(r"(?:år |läsår )?((?:19|20)\d\d)(?:[*)]|\.0)?", re.IGNORECASE)


def _choices(pairs, names, *, none="inget av valen"):
    return Names([(value, str(label), [str(value), *names.get(value, [])]) for value, label in pairs], none=none)


def area_names():
    """Sweden, counties and municipalities, those of earlier years too, each as it was then."""
    counties = [
        (county.code, f"{county.name} ({county.code})", [county.code, county.name]) for county in County.objects.all()
    ]
    places = [
        (
            place.code,
            f"{place.short_name} ({place.code})",
            [place.code, *([place.name, place.short_name, place.display_name] if place.valid_to is None else [])],
        )
        for place in Municipality.objects.order_by("code")
    ]
    return Names([COUNTRY, *counties, *places], none="inget område", endings=("kommun", "stad"))


def _decimal(kind, cell, *, signs=None):
    """A decimal as a text, which JSON keeps exactly; or why there is none."""
    found = values.number(cell, signs=signs)
    if isinstance(found, Absent):
        return ABSENT[found]
    if found is None:
        return None
    if abs(found) >= Decimal(10) ** 14:
        raise Fault(f"{values.quoted(cell)} är ett för stort tal.")
    found = found.quantize(SMALLEST).normalize()
    return f"{found:f}"


def _value(kind, cell):
    if isinstance(cell, values.Percent):
        return _decimal(kind, float(values.percent(cell)))
    if isinstance(cell, str) and cell.strip().endswith("%"):
        cell = cell.strip()[:-1]
    return _decimal(kind, cell, signs=SIGNS)


def _number_stored(name):
    def stored(one):
        value = getattr(as_uploaded(one), name)
        return None if value is None else f"{value.normalize():f}"

    return stored


def as_uploaded(one):
    """What an upload said of an observation, also where the rule of its data set keeps it back."""
    return getattr(one, "withheld", one)


def _shown_number(kind, value):
    return values.shown(Decimal(value)) if value not in WITHOUT_VALUE else Status(value).label


class ObservationKind(Kind):
    key, label, one, many = "observations", "Statistik (värden)", "värde", "värden"
    help_text = (
        "Ett värde på varje rad, eller en tabell med år, kön eller områden som kolumner. "
        "Tecken för saknat värde, ej tillämpligt och sekretess hålls isär och blir aldrig noll."
    )
    exports = False

    indicator = Column(
        "Nyckeltal",
        named("indicator_names"),
        stored=lambda one: one.indicator_id,
        required=True,
        aliases=("indikator", "indicator id", "kpi", "mått", "nyckeltalets id"),
        example="N66077",
    )
    area = Column(
        "Område",
        named("area_names"),
        shown=lambda kind, value: kind.area_names.label(value),
        required=True,
        aliases=("kommun", "län", "region", "area code", "kommunkod", "geografi", "områdeskod"),
        example="Gävle",
        help_text="Riket, ett län eller en kommun, med namn eller kod.",
    )
    year = Column("År", kinds.year, required=True, aliases=("årtal", "year", "period", "mätår"), example="2024")
    sex = Column(
        "Kön",
        named("sex_names"),
        shown=lambda kind, value: Observation.Sex(value).label,
        aliases=("sex", "flickor eller pojkar"),
        example="totalt",
    )
    age_group = Column("Ålder", at_most(40, kinds.line), aliases=("åldersgrupp", "age group"), example="0-19")
    birth_region = Column(
        "Födelseregion",
        named("birth_names"),
        shown=lambda kind, value: Observation.BirthRegion(value).label,
        aliases=("birth region", "född i", "bakgrund"),
        example="alla",
    )
    value = Column(
        "Värde",
        _value,
        stored=_number_stored("value"),
        shown=_shown_number,
        required=True,
        aliases=("value", "andel", "resultat", "utfall"),
        example="12,5",
        help_text="Saknas värdet: skriv - (uppgift saknas), . (ej tillämpligt) eller .. (sekretess).",
    )
    count = Column("Antal", _decimal, stored=_number_stored("count"), aliases=("täljare", "count"))
    denominator = Column("Av", _decimal, stored=_number_stored("denominator"), aliases=("nämnare", "bas"))
    low = Column("Undre gräns", _decimal, stored=_number_stored("low"))
    high = Column("Övre gräns", _decimal, stored=_number_stored("high"))
    status = Column(
        "Status",
        named("status_names"),
        stored=lambda one: as_uploaded(one).status,
        shown=lambda kind, value: Status(value).label,
        aliases=("kommentar",),
    )
    dataset = Column(
        "Datamängd",
        named("dataset_names"),
        stored=lambda one: one.dataset_id,
        shown=lambda kind, value: kind.dataset_names.label(value),
        aliases=("dataset", "källa", "uttag"),
        help_text="Lämnas den tom hamnar värdena i er egen datamängd.",
    )

    class Meta:
        model = Observation

    identifiers = ("indicator", "area", "year", "sex", "age_group", "birth_region", "dataset")
    is_keyed = True
    own_parts = {"statistics.Withheld"}

    def __init__(self):
        super().__init__()
        self.touched = set()

    def prepare(self):
        indicators = Indicator.objects.order_by("pk").values_list("key", "title")
        self.indicator_names = Names([(key, key, [key, title]) for key, title in indicators], none="inget nyckeltal")
        self.area_names = area_names()
        self.sex_names = _choices(Observation.Sex.choices, SEX_NAMES, none="inget kön")
        self.birth_names = _choices(Observation.BirthRegion.choices, BIRTH_NAMES, none="ingen födelseregion")
        self.status_names = _choices(Status.choices, STATUS_NAMES, none="ingen status")
        self.counts = set(Indicator.objects.filter(is_count=True).values_list("key", flat=True))
        self.with_rule = set(Dataset.objects.exclude(smallest_count=None).values_list("key", flat=True))
        datasets = {OWN: OWN_TITLE} | dict(Dataset.objects.order_by("key").values_list("key", "title"))
        self.dataset_names = Names([(key, title, [key]) for key, title in datasets.items()], none="ingen datamängd")

    # Years, sexes and places as columns

    def spread(self, header):
        """Which value a column of a wide table holds, as "value@year=2021", or None when the header says nothing."""
        if match := YEAR_HEADER.fullmatch(header.strip()):
            return f"value@year={match[1]}"
        if not hasattr(self, "sex_names"):
            self.prepare()
        for dimension, names in (("sex", self.sex_names), ("area", self.area_names)):
            if len(header.strip()) > 1 and (found := names.named(header)) is not None:
                return f"value@{dimension}={found}"
        return None

    def spread_label(self, field):
        dimension, value = field.split("@")[1].split("=", 1)
        column = self.columns[dimension]
        return f"Värde, {column.label.lower()} {column.shown(self, value)}"

    def needed(self, row):
        return {"indicator", "area", "year"}  # why there is no value is told by the status

    def fill(self, row):
        for name, usual in (("sex", "T"), ("age_group", "total"), ("birth_region", "total"), ("dataset", OWN)):
            row.setdefault(name, usual)
        if row.get("value") in WITHOUT_VALUE:
            row["status"], row["value"] = row["value"], None
        elif row.get("value") is None and row.get("status") not in WITHOUT_VALUE:
            row["status"] = Status.MISSING.value
            row["value"] = None
        elif row.get("value") is not None:
            row.setdefault("status", Status.VALUE.value)

    def check(self, row, instance):
        faults = {}
        if row.get("value") is not None and row.get("status") in WITHOUT_VALUE:
            label = Status(row["status"]).label
            faults["value"] = Fault(f"Det står ett värde, men statusen säger {label}. Ta bort det som är fel.")
        number = "value" if row.get("indicator") in self.counts else "count"
        if row.get("dataset") in self.with_rule and row.get(number) is not None and not _is_count(row[number]):
            faults[number] = Fault("Ett antal är ett helt tal som inte är mindre än noll.")
        if row.get("low") and row.get("high") and Decimal(row["low"]) > Decimal(row["high"]):
            faults["low"] = Fault("Den undre gränsen är större än den övre.")
        return faults

    def find(self, identities):
        """Each is looked up by its whole key: by indicators and years, ten times as many would be read."""
        found = list(self.model.objects.raw(FIND, list(map(list, zip(*identities, strict=True))))) if identities else []
        prefetch_related_objects(found, "withheld")
        return {tuple(getattr(one, name) for name in KEY): one for one in found}

    def name_of(self, row):
        if not all(row.get(name) for name in ("indicator", "area", "year")):
            return ""
        return f"{row['indicator']}, {self.area_names.label(row['area'])}, {row['year']}"

    def create(self, rows, *, by):
        if any(row["dataset"] == OWN for row in rows):
            Dataset.objects.get_or_create(
                key=OWN,
                defaults={
                    "title": OWN_TITLE,
                    "source": "Inläst i portalen",
                    "retrieved": "löpande",
                    "smallest_count": THRESHOLD,
                },
            )
        vintages.add((row["dataset"], row["indicator"], *(row.get(name) for name in COLUMNS)) for row in rows)
        self.touched.update((row["dataset"], row["indicator"], row["year"]) for row in rows)

    def remove(self, instances, *, by):
        vintages.remove(instances)
        self.touched.update((one.dataset_id, one.indicator_id, one.year) for one in instances)

    def finish(self, *, by):
        """Keep small numbers back, where the data set has a rule for them."""
        judged = withholding.judged({dataset for dataset, *_ in self.touched})
        for dataset, indicator, year in sorted(self.touched):
            if dataset in judged:
                withholding.withhold(dataset, indicator, year)

    def change(self, changes, *, by):
        withholding.give_back([one for one, _ in changes])
        super().change([(one, _columns(row)) for one, row in changes], by=by)
        self.touched.update((one.dataset_id, one.indicator_id, one.year) for one, _ in changes)

    def queryset(self):
        return Observation.objects.select_related("withheld")


def _is_count(text):
    return Decimal(text) >= 0 and Decimal(text) == Decimal(text).to_integral_value()


def _columns(row):
    """A row as the model has it."""
    columns = {f"{name}_id" if name in ("indicator", "dataset") else name: value for name, value in row.items()}
    for name in ("value", "count", "denominator", "low", "high"):
        if columns.get(name) is not None:
            columns[name] = Decimal(columns[name])
    return columns


def _cluster(kind, cell):
    """A theme; what is background to all of them has none."""
    return None if values.line(cell) == "background" else kind.cluster_names.find(cell)


class IndicatorKind(Kind):
    key, label, one, many = "indicators", "Nyckeltal (vad som mäts)", "nyckeltal", "nyckeltal"
    help_text = "Ett nyckeltal på varje rad: vad som mäts, enheten och källan. Värdena läses in för sig."
    identifiers = ("indicator",)
    own_parts = {"statistics.Indicator_articles"}

    indicator = Column(
        "Nyckel",
        at_most(40, kinds.line),
        stored=lambda one: one.key,
        required=True,
        aliases=("id", "nyckeltalets id", "kpi", "kod"),
        example="N66077",
    )
    title = Column(
        "Namn",
        at_most(300, kinds.line),
        required=True,
        aliases=("titel", "nyckeltal", "indikator", "title"),
        example="Invånare 0–19 år med låg ekonomisk standard, andel (%)",
    )
    unit = Column("Enhet", at_most(60, kinds.line), required=True, aliases=("unit", "mått"), example="%")
    source = Column("Källa", at_most(200, kinds.line), required=True, aliases=("source",), example="Kolada (RKA)")
    description = Column("Definition", kinds.text, aliases=("beskrivning", "description"))
    age_group = Column("Ålder", at_most(40, kinds.line), aliases=("åldersgrupp", "age group"), example="0-19")
    divided_by_sex = Column(
        "Finns för flickor och pojkar", kinds.yes_no, aliases=("könsuppdelat", "divided by sex"), example="ja"
    )
    direction = Column(
        "Riktning",
        named("direction_names"),
        shown=lambda kind, value: Indicator.Direction(value).label,
        choices=lambda kind: kind.direction_names.labels,
        aliases=("direction", "tolkning"),
    )
    cluster = Column(
        "Tema",
        _cluster,
        stored=lambda one: one.cluster_id,
        shown=lambda kind, value: kind.cluster_names.label(value),
        choices=lambda kind: kind.cluster_names.labels,
        aliases=("kluster", "crc cluster"),
    )
    articles = Column(
        "Artiklar",
        several(kinds.whole, separators=";, \n"),
        stored=lambda one: sorted(article.pk for article in one.articles.all()),
        aliases=("artikel", "crc articles"),
        example="26; 27",
    )

    class Meta:
        model = Indicator

    def prepare(self):
        self.direction_names = _choices(Indicator.Direction.choices, {}, none="ingen riktning")
        clusters = Cluster.objects.order_by("position").values_list("slug", "name")
        self.cluster_names = Names([(slug, name, [slug]) for slug, name in clusters], none="inget tema")
        self.known_articles = set(Article.objects.values_list("number", flat=True))

    def queryset(self):
        return Indicator.objects.prefetch_related("articles")

    def find(self, identities):
        return {(one.key,): one for one in self.queryset().filter(key__in=[key for (key,) in identities])}

    def check(self, row, instance):
        unknown = set(row.get("articles") or ()) - self.known_articles
        return {"articles": Fault(f"Barnkonventionen har ingen artikel {min(unknown)}.")} if unknown else {}

    def name_of(self, row):
        return row.get("title") or row.get("indicator") or ""

    def create(self, rows, *, by):
        made = [Indicator(**_indicator_columns(row)) for row in rows]
        Indicator.objects.bulk_create(made, batch_size=500)
        for one, row in zip(made, rows, strict=True):
            one.articles.set(row.get("articles") or [])
        return [one.pk for one in made]

    def change(self, changes, *, by):
        for one, row in changes:
            for name, value in _indicator_columns(row).items():
                setattr(one, name, value)
            one.save()
            if "articles" in row:
                one.articles.set(row["articles"] or [])


def _indicator_columns(row):
    names = {"indicator": "key", "cluster": "cluster_id"}
    return {
        names.get(name, name): (value if value is not None or name == "cluster" else "")
        for name, value in row.items()
        if name != "articles"
    }
