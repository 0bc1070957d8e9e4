import pytest
from hypothesis import given
from hypothesis import strategies as st

from barnratt.imports.matching import Field, Match, guess_kind, header_key, match, rank_kinds

INITIATIVES = [
    Field("title", "Titel", ("Namn", "Rubrik", "Initiativ"), required=True),
    Field("summary", "Sammanfattning", ("Beskrivning", "Kort beskrivning"), required=True),
    Field("organisation", "Ansvarig organisation", ("Organisation", "Huvudman"), required=True),
    Field("municipality", "Kommun", ("Kommunkod", "Ort")),
    Field("county", "Län", ("Länskod",)),
    Field("articles", "Artiklar", ("Artikel", "Barnkonventionens artiklar")),
    Field("start_year", "Startår", ("År", "Början")),
    Field("url", "Webbadress", ("Länk", "URL", "Hemsida")),
]
REGISTER = [
    Field("municipality", "Kommun", ("Kommunkod", "Kommunnamn", "Kod"), required=True),
    Field("population", "Folkmängd", ("Antal invånare", "Invånare"), required=True),
    Field("group", "Kommungrupp", ("SKR-grupp", "Kommungruppsindelning")),
    Field("year", "År", ("Årtal",)),
]
OBSERVATIONS = [
    Field("indicator", "Nyckeltal", ("Indikator", "KPI", "indicator_id"), required=True),
    Field("area", "Område", ("Kommun", "Region", "area_code"), required=True),
    Field("year", "År", ("Period",), required=True),
    Field("value", "Värde", ("Value",), required=True),
    Field("sex", "Kön"),
]
KINDS = {"initiatives": INITIATIVES, "register": REGISTER, "observations": OBSERVATIONS}


def fields(headers, of=INITIATIVES, **options):
    return [found.field for found in match(of, headers, **options)]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Titel", "title"),
        ("TITEL", "title"),
        (" titel: ", "title"),
        ("Rubrik", "title"),
        ("title", "title"),
        ("Titell", "title"),
        ("Ansvarig organisation", "organisation"),
        ("Organisation, ansvarig", "organisation"),
        ("Ansvarig\u00a0organisation (namn)", "organisation"),
        ("Barnkonventionens  artiklar", "articles"),
        ("Web-adress", "url"),
        ("Webadress", "url"),
        ("start_year", "start_year"),
        ("Start år", "start_year"),
        ("Kommuner", "municipality"),
        ("La\u0308n", "county"),
        ("Artiklar 2024", "articles"),
        ("Kontaktperson", None),
        ("Kommunens kontaktperson", None),
        ("Anmärkning", None),
        ("År i drift", None),
        ("Lön", None),
        ("2021 Flickor", None),
        ("", None),
        ("%", None),
    ],
)
def test_a_column_is_matched_by_its_name_or_not_at_all(header, field):
    assert fields([header]) == [field]


def test_a_field_goes_to_one_column_at_most():
    assert fields(["Titel", "Rubrik", "Kommun", "Kommun"]) == ["title", None, "municipality", None]


def test_the_label_is_preferred_to_an_alias():
    assert fields(["Rubrik", "Titel"]) == [None, "title"]


def test_columns_that_are_as_near_are_left_to_the_person():
    assert fields(["Folkmängd 2021", "Folkmängd 2022"], of=REGISTER) == [None, None]
    assert fields(["Sammanfattningen", "Sammanfattninga"]) == [None, None]


def test_a_name_that_two_fields_have_is_left_to_the_person_until_one_is_taken():
    two = [Field("a", "Start", ("Datum",)), Field("b", "Slut", ("Datum",))]
    assert fields(["Datum"], of=two) == [None]
    assert fields(["Start", "Datum"], of=two) == ["a", "b"]


def test_what_a_person_corrected_wins():
    corrections = {header_key("Vår ort!"): "municipality", header_key("Kommun"): None, header_key("Titel"): "summary"}
    found = match(INITIATIVES, ["Vår  Ort", "Kommun", "Titel", "Namn"], corrections)
    assert found[0] == Match("municipality", 100, corrected=True)
    assert found[1] == Match(None, 100, corrected=True)
    assert [one.field for one in found[2:]] == ["summary", "title"]


def test_a_correction_to_a_field_that_is_gone_is_forgotten():
    assert fields(["Kommun"], corrections={"kommun": "borttaget"}) == ["municipality"]


headers = st.lists(
    st.one_of(
        st.sampled_from([alias for field in INITIATIVES for alias in (field.label, *field.aliases)]),
        st.text(max_size=15),
    ),
    max_size=8,
)


@given(headers)
def test_matching_is_the_same_every_time_and_never_gives_a_field_twice(headers):
    found = match(INITIATIVES, headers)
    assert found == match(INITIATIVES, headers)
    assert len(found) == len(headers)
    taken = [one.field for one in found if one.field]
    assert len(taken) == len(set(taken))


@given(st.permutations([field.label for field in INITIATIVES]))
def test_the_order_of_the_columns_does_not_matter(headers):
    by_label = {field.label: field.name for field in INITIATIVES}
    assert fields(headers) == [by_label[header] for header in headers]


def test_the_kind_is_guessed_from_the_columns():
    assert guess_kind(KINDS, ["Rubrik", "Beskrivning", "Huvudman", "Ort", "Anteckning"]) == "initiatives"
    assert guess_kind(KINDS, ["Kommunkod", "Kommunnamn", "Folkmängd", "Kommungrupp"]) == "register"
    assert guess_kind(KINDS, ["indicator_id", "area_code", "year", "sex", "value"]) == "observations"


def test_no_kind_is_guessed_when_it_might_as_well_be_another():
    assert guess_kind(KINDS, ["Kommun", "År"]) is None
    assert guess_kind(KINDS, ["A", "B"]) is None
    assert guess_kind(KINDS, []) is None
    assert guess_kind({"one": REGISTER, "same": REGISTER}, ["Kommun", "Folkmängd"]) is None


def test_a_guess_says_which_columns_are_missing():
    best, *others = rank_kinds(KINDS, ["Titel", "Sammanfattning"])
    assert (best.kind, best.missing) == ("initiatives", ("organisation",))
    assert all(best.score > other.score for other in others)
