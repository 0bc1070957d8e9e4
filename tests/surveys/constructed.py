"""The constructed answers of 2023, read without a database: what many tests here stand on."""

from functools import cache

from barnratt.core.reference_data import read_rows
from barnratt.questionnaires.cleaning import clean
from barnratt.questionnaires.definition import read
from regions.places.models import County
from regions.surveys.counting import totals
from regions.surveys.reading import raw_answer
from regions.surveys.reference_data import content_of


@cache
def definition():
    return read(content_of("enkat_2023"))


@cache
def documents():
    """[(county, {question: answer})]."""
    metropolitan = {row["code"]: row["is_metropolitan"] == "1" for row in read_rows("places/counties.csv")}
    municipalities = {}
    for row in read_rows("places/municipalities.csv"):
        municipalities.setdefault(row["county_code"], {})[row["code"]] = row["short_name"]
    found = []
    for row in read_rows("surveys/constructed_2023.csv"):
        county = County(code=row.pop("county"))
        county.is_metropolitan = metropolitan[county.code]
        questions = definition().by_key
        told = {
            key: clean(questions[key], raw_answer(questions[key], text), municipalities=municipalities[county.code])
            for key, text in row.items()
        }
        found.append((county, {key: value for key, value in told.items() if value is not None}))
    return found


@cache
def all_totals():
    return totals(definition(), documents())
