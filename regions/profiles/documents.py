"""Counties and municipalities as tables."""

from barnratt.core.tables import Column, Table, address_column

POPULATION = [
    Column("Invånare", lambda place: place.population, "population", 12),
    Column("Invånare 0–19 år", lambda place: place.population_0_19, "population_0_19", 16),
    Column("Invånarna gäller 31 december", lambda place: place.population_year, "population_year", 16),
]
TOLD = [
    ("Källa", "Kommuner och län: SCB:s register. Kommungrupp: SKR. Invånare: Kolada (SCB)."),
    ("Initiativ", "Antal publicerade initiativ i katalogen den dag då listan hämtades."),
]


def county_table(request, counties):
    """The counties, each with its number of published entries (annotated as `number`)."""
    columns = [
        Column("Länskod", lambda county: county.code, "code", 10),
        Column("Län", lambda county: county.name, "name", 30),
        Column("Residensstad", lambda county: county.residence_city, "residence_city", 20),
        *POPULATION,
        Column("Initiativ", lambda county: county.number, "initiatives", 10),
        address_column(request),
    ]
    return Table("lan", "Län", columns, counties, TOLD)


def municipality_table(request, municipalities, *, text):
    """The municipalities that the list shows, each with its number of published entries."""
    columns = [
        Column("Kommunkod", lambda place: place.code, "code", 12),
        Column("Kommun", lambda place: place.display_name, "name", 30),
        Column("Länskod", lambda place: place.county_id, "county_code", 10),
        Column("Län", lambda place: place.county.name, "county", 26),
        Column("Kommungrupp, kod", lambda place: place.group_code, "group_code", 12),
        Column("Kommungrupp (SKR)", lambda place: place.group_name, "group", 36),
        Column("Kommungruppens indelning", lambda place: place.group_year, "group_year", 16),
        *POPULATION,
        Column("Initiativ", lambda place: place.number, "initiatives", 10),
        address_column(request),
    ]
    return Table("kommuner", "Kommuner", columns, municipalities, [("Sökord", text or "inga"), *TOLD])
