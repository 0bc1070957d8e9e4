"""The figures of a page as a table, each with its unit, its status, its source and when it was fetched."""

from barnratt.core.tables import Column, Table
from regions.statistics.measured import datasets
from regions.statistics.models import Observation

TOLD = [
    (
        "Tecken",
        "Tom cell med status uppgift saknas, ej tillämpligt eller sekretess: tre olika skäl. Ingen av dem är noll.",
    ),
    ("Källa", "Källan står vid varje värde. Värden ur Kolada är oförändrade: Källa: Kolada."),
]


def lagesbild_table(lagesbild):
    """Every figure of a lägesbild, a row each."""
    place = lagesbild.setting.place
    return figures_table(lagesbild, lagesbild.findings, f"lagesbild-{place.code}", f"Lägesbild {place.name}")


def figures_table(lagesbild, findings, name, title):
    """Every figure of some of a lägesbild's findings, a row each. name: the file's."""
    known = datasets()
    names = {lagesbild.setting.place.code: lagesbild.setting.place.name} | lagesbild.setting.within
    names |= {other.code: other.name for other in lagesbild.setting.beside}
    rows = [
        (finding, area, year, sex, birth, figure)
        for finding in findings
        for area, year, sex, birth, figure in _figures(finding.found)
    ]
    columns = [
        Column("Nyckeltal", lambda row: row[0].key, "indicator", 14),
        Column("Vad som mäts", lambda row: row[0].indicator.title, "title", 50),
        Column("Enhet", lambda row: row[0].indicator.unit, "unit", 16),
        Column("Riktning", lambda row: row[0].indicator.get_direction_display(), "direction", 24),
        Column("Områdeskod", lambda row: row[1], "area", 12),
        Column("Område", lambda row: names[row[1]], "area_name", 24),
        Column("År", lambda row: row[2], "year", 8),
        Column("Kön", lambda row: Observation.Sex(row[3]).label, "sex", 18),
        Column("Födelseregion", lambda row: Observation.BirthRegion(row[4]).label, "birth_region", 18),
        *_columns_of_figure(lambda row: row[5], known),
    ]
    told = [*TOLD, *_explained(findings, known)]
    if lagesbild.constructed:
        told = [("Påhittade siffror", "En del av siffrorna är påhittade för att visa hur portalen fungerar."), *told]
    return Table(name, title, columns, rows, told)


def _explained(findings, known):
    """What the statuses mean, what the figures come from and when it was fetched, and what the indicators measure."""
    yield "Status", f"{', '.join(status.label for status in Observation.Status)}."
    for key in sorted({key for finding in findings for key in finding.found.datasets}):
        one = known[key]
        yield "Källa", f"{one.title}. {one.credit}, hämtad {one.retrieved}. {one.licence}".strip()
    for finding in findings:
        yield finding.key, f"{finding.indicator.title} ({finding.indicator.unit}). {finding.indicator.description}"


def atlas_table(indicator, atlas):
    """An indicator for all places of a level in one year."""
    known = datasets()
    columns = [
        Column("Områdeskod", lambda area: area.place.pk, "area", 12),
        Column("Område", lambda area: area.place.short_name, "area_name", 26),
        Column("År", lambda area: atlas.year, "year", 8),
        *_columns_of_figure(lambda area: area.reading, known),
    ]
    told = [("Nyckeltal", f"{indicator.title} ({indicator.key})"), ("Enhet", indicator.unit), *TOLD]
    return Table(f"{indicator.key}-{atlas.level}-{atlas.year}", indicator.title, columns, atlas.areas, told)


def own_table(rows):
    """The table that a reader has put together, a row for each figure."""
    known = datasets()
    cells = [(row, reading) for row in rows for reading in row.readings]
    columns = [
        Column("Nyckeltal", lambda cell: cell[0].measured.indicator.key, "indicator", 14),
        Column("Vad som mäts", lambda cell: cell[0].measured.indicator.title, "title", 50),
        Column("Enhet", lambda cell: cell[0].measured.indicator.unit, "unit", 16),
        Column("Områdeskod", lambda cell: cell[0].area, "area", 12),
        Column("Område", lambda cell: cell[0].area_name, "area_name", 24),
        Column("År", lambda cell: cell[1].year, "year", 8),
        Column("Kön", lambda cell: cell[0].label, "sex", 18),
        Column("Födelseregion", lambda cell: cell[0].birth_label, "birth_region", 18),
        Column("Ålder", lambda cell: cell[0].age_group, "age_group", 12),
        *_columns_of_figure(lambda cell: cell[1], known),
    ]
    return Table("statistik", "Statistik", columns, cells, TOLD)


def _columns_of_figure(read, known):
    def source(row):
        dataset = known.get(read(row).dataset)
        return f"{dataset.credit}, hämtad {dataset.retrieved}" if dataset else ""

    def constructed(row):
        dataset = known.get(read(row).dataset)
        return bool(dataset and dataset.constructed)

    some_are = any(dataset.constructed for dataset in known.values())
    return [
        Column("Värde", lambda row: read(row).value, "value", 12),
        Column("Status", lambda row: read(row).reason or Observation.Status(read(row).status).label, "status", 18),
        Column("Antal", lambda row: read(row).count, "count", 12),
        Column("Av", lambda row: read(row).denominator, "denominator", 12),
        Column("Källa", source, "source", 34),
        *([Column("Påhittad siffra", constructed, "constructed", 14)] if some_are else []),
    ]


def _figures(found):
    for (area, sex, birth), series in found.series.items():
        for year, figure in sorted(series.items()):
            yield area, year, sex, birth, figure
    for area, figure in found.spread.items():
        if (area, "T", "total") not in found.series:
            yield area, found.spread_year, "T", "total", figure
