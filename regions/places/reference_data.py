import datetime

from barnratt.core.reference_data import read_rows, upsert
from regions.places.models import County, Municipality, MunicipalityYear, Organisation


def load():
    """Counties, municipalities and organisations. Running it again corrects, and removes nothing."""
    upsert(County, map(_county, read_rows("places/counties.csv")), key=["code"])
    valid_from = {row["code"]: _date(row["valid_from"]) for row in read_rows("places/municipality_validity.csv")}
    upsert(
        Municipality, [_municipality(row, valid_from) for row in read_rows("places/municipalities.csv")], key=["code"]
    )
    upsert(Municipality, map(_former_municipality, read_rows("places/former_municipalities.csv")), key=["code"])
    years = [year for row in read_rows("places/municipalities.csv") for year in _years(row)]
    upsert(MunicipalityYear, years, key=["municipality_id", "year"])
    Municipality.objects.bring_up_to_date()
    rows = read_rows("organisations.csv")
    names = {}
    for row in read_rows("organisation_names.csv"):
        names.setdefault((row["organisation_key"], row["kind"] == "former"), []).append(row["name"])
    upsert(Organisation, [_organisation(row, names) for row in rows], key=["key"])
    by_key = Organisation.objects.in_bulk(field_name="key")
    for row in rows:
        organisation, parent = by_key[row["key"]], by_key.get(row["parent_key"])
        if organisation.parent_id != (parent and parent.pk):
            organisation.parent = parent
            organisation.save(update_fields=["parent"])


def _date(text):
    return datetime.date.fromisoformat(text) if text else None


def _county(row):
    return {
        "code": row["code"],
        "name": row["name"],
        "short_name": row["short_name"],
        "slug": row["slug"],
        "letter_code": row["letter_code"],
        "residence_city": row["residence_city"],
        "is_metropolitan": row["is_metropolitan"] == "1",
        "iso_code": row["iso_3166_2"],
        "nuts3_code": row["nuts3"],
        "kolada_region_id": row["kolada_region_id"],
        "kolada_group_id": row["kolada_group_id"],
        "population": int(row["population"]),
        "population_0_19": int(row["population_0_19"]),
        "population_year": int(row["population_year"]),
    }


def _municipality(row, valid_from):
    return {
        "code": row["code"],
        "name": row["name"],
        "short_name": row["short_name"],
        "display_name": row["display_name"],
        "county_id": row["county_code"],
        "org_number": row["org_number"],
        "valid_from": valid_from.get(row["code"]),
    }


def _years(row):
    """The shipped inhabitants, and SKR's two latest divisions into groups."""
    code, year = row["code"], int(row["population_year"])
    groups = {2017: row["kommungrupp_2017"], 2023: row["kommungrupp"]}
    populations = {year: (int(row["population"]), int(row["population_0_19"]))}
    for year in sorted(groups | populations):
        population, population_0_19 = populations.get(year, (None, None))
        if groups.get(year) or population is not None:
            yield {
                "municipality_id": code,
                "year": year,
                "population": population,
                "population_0_19": population_0_19,
                "group_code": groups.get(year, ""),
            }


def _former_municipality(row):
    return {
        "code": row["code"],
        "name": row["name"],
        "short_name": row["short_name"],
        "display_name": row["name"],
        "county_id": row["county_code"],
        "valid_from": _date(row["valid_from"]),
        "valid_to": _date(row["valid_to"]),
        "successor_id": row["successor_code"],
    }


def _organisation(row, names):
    return {
        "key": row["key"],
        "kind": row["kind"],
        "name": row["name"],
        "short_name": row["short_name"],
        "is_authority": row["is_authority"] == "1",
        "county_id": row["county_code"] or None,
        "municipality_id": row["municipality_code"] or None,
        "org_number": row["org_number"],
        "also_called": names.get((row["key"], False), []),
        "formerly_called": names.get((row["key"], True), []),
    }
