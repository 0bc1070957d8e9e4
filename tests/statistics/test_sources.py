"""What the services answer. The samples are real; the values that they should give are read from them by eye."""

import json
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regions.statistics.sources import cubes, jsonstat, kolada, px
from regions.statistics.sources.said import Refused, Value

SAMPLES = Path(__file__).parent / "samples"
AGES = {"N15428": "åk 9", "N17461": "gymnasiet", "N11051": "1-5", "N09805": "0-18"}
INDICATOR = {"EliminatedValue": "IN", "BE0101F1": "IN", "BE0101N1": "BEF"}


def sample(name):
    return (SAMPLES / name).read_bytes()


def from_kolada(name, **changed):
    return kolada.values(kolada.read(sample(name)), age_groups=AGES | changed)


def kolada_answer(**cell):
    entry = {"kpi": "N15428", "municipality": "2180", "period": "2023"}
    entry |= {name: cell.pop(name) for name in ("municipality", "period", "kpi", "ou") if name in cell}
    return {"values": [entry | {"values": [{"gender": "T", "count": 1, "status": "", "value": 1} | cell]}]}


def only(document):
    (one,) = kolada.values(document, age_groups=AGES).values
    return one


def test_kolada_version_2():
    said = from_kolada("kolada_v2_data.json")
    assert len(said.values) == 12
    assert not said.left_out
    value = Decimal("79.31156849")
    assert Value("N15428", "1280", 2018, "T", "åk 9", "total", value, "value") in said.values


def test_kolada_version_3_with_what_is_missing_suppressed_and_not_applicable():
    said = from_kolada("kolada_v3_data.json")
    assert len(said.values) == 21
    found = {one[:4]: (one.value, one.status) for one in said.values}
    assert found["N17461", "1904", 2016, "K"] == (None, "suppressed")
    assert found["N17461", "1904", 2016, "M"] == (None, "suppressed")
    assert found["N17461", "1904", 2016, "T"] == (Decimal("41.666667"), "value")
    assert found["N17461", "1904", 2023, "M"] == (Decimal("70.0"), "value")
    assert found["N11051", "0360", 2022, "T"] == (None, "not_applicable")
    assert found["N09805", "0188", 2021, "T"] == (None, "missing")


def test_the_total_is_found_wherever_it_stands():
    document = kolada.read(sample("kolada_v2_data.json"))
    for entry in document["values"]:
        entry["values"].reverse()
    said = kolada.values(document, age_groups=AGES)
    assert sorted(said.values) == sorted(from_kolada("kolada_v2_data.json").values)


@pytest.mark.parametrize(("code", "area"), [("0000", "00"), ("0020", "20"), ("0114", "0114"), ("2584", "2584")])
def test_kolada_keeps_a_county_under_its_region(code, area):
    assert only(kolada_answer(municipality=code)).area == area


def test_an_unweighted_mean_of_a_group_never_becomes_a_countys_value():
    said = kolada.values(kolada_answer(municipality="G35887"), age_groups=AGES)
    assert (said.values, dict(said.left_out)) == ([], {kolada.GROUP: 1})


@pytest.mark.parametrize("deleted", [{"isdeleted": True}, {"is_deleted": 1}])
def test_a_value_that_was_withdrawn_is_missing_from_then_on(deleted):
    assert (only(kolada_answer(value=None, **deleted))[-2:]) == (None, "missing")


def test_an_unknown_reason_is_told_and_is_no_value():
    said = kolada.values(kolada_answer(value=None, status="Delayed"), age_groups=AGES)
    assert (said.values[0].value, said.values[0].status) == (None, "missing")
    assert "Delayed" in next(iter(said.left_out))


def test_zero_is_a_value_and_more_than_a_hundred_per_cent_too():
    assert only(kolada_answer(value=0))[-2:] == (0, "value")
    assert only(kolada_answer(value=Decimal("117.7778"))).value == Decimal("117.7778")


def test_women_may_be_called_f_as_in_the_documentation():
    assert only(kolada_answer(gender="F")).sex == "K"


def test_what_the_portal_does_not_measure_and_schools_are_left_out_and_told():
    said = kolada.values(kolada_answer(kpi="N1"), age_groups=AGES)
    assert "N1" in next(iter(said.left_out))
    document = kolada_answer(municipality="V15E1", ou="V15E1")
    assert dict(kolada.values(document, age_groups=AGES).left_out) == {kolada.UNIT: 1}


@pytest.mark.parametrize(
    "cell",
    [{"gender": "X"}, {"value": "12"}, {"value": 1, "status": "Privacy"}, {"value": 10**20}, {"period": "2023-24"}],
)
def test_an_answer_that_says_two_things_or_nothing_is_refused_whole(cell):
    with pytest.raises(Refused):
        only(kolada_answer(**cell))


def test_the_next_page_has_two_names():
    assert kolada.next_page({"next_url": "https://a"}) == kolada.next_page({"next_page": "https://a"}) == "https://a"
    assert [kolada.next_page(last) for last in ({}, {"next_url": None}, {"next_page": ""})] == [None] * 3


def test_key_figures_have_their_definition():
    found = kolada.key_figures(kolada.read(sample("kolada_v3_kpi.json")))
    assert all(title for title, _ in found.values())
    assert len(found) == len(json.loads(sample("kolada_v3_kpi.json"))["values"])


# Cubes


def test_a_px_file_with_every_sign():
    """`..` is kept back and `.` cannot occur."""
    said = cubes.values(px.read(sample("scb_BE0101F1_datasymbols.px")), indicators=INDICATOR)
    found = {one[1:5]: (one.value, one.status) for one in said.values}
    assert len(found) == 24
    assert found["00", 2003, "M", "20"] == (456, "value")
    assert found["00", 2003, "K", "20"] == (None, "not_applicable")
    assert found["00", 2003, "K", "21"] == (None, "suppressed")
    assert found["00", 2003, "K", "22"] == (None, "missing")
    assert found["0115", 2003, "K", "22"] == (23, "value")
    assert found["0114", 2003, "M", "20"] == (14, "value")


def test_a_px_file_in_several_languages_and_with_two_contents():
    cube = px.read(sample("scb_BE0101F1_multilang.px"))
    assert (cube.title, cube.source) == (
        "Flyttningar efter region, ålder, tid, typ och kön",
        "Statistiska centralbyrån (SCB)",
    )
    labels = [[category.label for category in dimension.categories] for dimension in cube.dimensions]
    assert labels[0][:2] == ["00 Riket", "01 Stockholms län"]
    assert labels[-1] == ["män", "kvinnor"]
    said = cubes.values(cube, indicators={"BE0101F1": "IN", "BE0101F2": "UT"})
    found = {one[:5]: one.value for one in said.values}
    assert len(found) == 48
    assert found["IN", "00", 2003, "K", "20"] == 938
    assert found["UT", "00", 2003, "M", "20"] == 223
    assert found["UT", "0115", 2003, "K", "22"] == 35
    assert px.read(sample("scb_BE0101F1_multilang.px"), language="en").title.startswith("Migration")


def test_the_same_table_as_json_stat_and_as_px_says_the_same():
    from_px = cubes.values(px.read(sample("scb_BE0101F1_datasymbols.px")), indicators=INDICATOR)
    from_json = cubes.values(jsonstat.read(sample("jsonstat2_with_status.json")), indicators=INDICATOR)
    with_value = [{one for one in said.values if one.value is not None} for said in (from_px, from_json)]
    assert with_value[0] == {one._replace(indicator="IN") for one in with_value[1]}
    assert len(from_json.values) == 24
    assert all(one.value is None for one in from_json.values if one not in with_value[1])


def test_the_same_table_as_json_and_as_json_stat_1_says_the_same():
    tables = [jsonstat.read(sample(name)) for name in ("scb_pxweb_v1_data.json", "scb_pxweb_v1_jsonstat.json")]
    found = [
        cubes.values(cube, indicators=INDICATOR, choose={"Civilstand": "SK"}, area="00", age_groups={"BEF": "alla"})
        for cube in tables
    ]
    assert found[0].values == found[1].values
    assert len(found[0].values) == 6
    assert Value("BEF", "00", 2017, "K", "alla", "total", Decimal(553226), "value") in found[0].values


def test_a_table_with_a_dimension_that_the_portal_has_not_must_be_narrowed():
    cube = jsonstat.read(sample("scb_pxweb_v1_jsonstat.json"))
    with pytest.raises(Refused, match="marital status"):
        cubes.values(cube, indicators=INDICATOR, area="00")
    with pytest.raises(Refused, match="inget värde XX"):
        cubes.values(cube, indicators=INDICATOR, area="00", choose={"Civilstand": "XX"})
    with pytest.raises(Refused, match="ingen variabel som heter Farg"):
        cubes.values(cube, indicators=INDICATOR, area="00", choose={"Civilstand": "SK", "Farg": "1"})


def test_a_table_without_places_needs_one_and_is_not_taken_for_the_country():
    cube = jsonstat.read(sample("scb_pxweb_v1_jsonstat.json"))
    with pytest.raises(Refused, match="vilket område"):
        cubes.values(cube, indicators=INDICATOR, choose={"Civilstand": "SK"})


def test_a_sex_that_is_chosen_is_still_that_sex():
    cube = jsonstat.read(sample("scb_pxweb_v1_jsonstat.json"))
    said = cubes.values(cube, indicators=INDICATOR, area="00", choose={"Civilstand": "OG", "Kon": "2"})
    assert {one.sex for one in said.values} == {"K"}
    assert len(said.values) == 3


def test_years_that_are_only_labels_and_notes_on_values():
    cube = jsonstat.read(sample("pxwebapi_v2_jsonstat2_official_test.json"))
    chosen = {"marital status": "SK", "$$SORT": "1"}
    said = cubes.values(cube, indicators={"EliminatedValue": "P"}, choose=chosen)
    found = {one[1:4]: one.value for one in said.values}
    assert found["01", 2004, "M"] == Decimal("42.23")
    assert found["04", 2005, "K"] == Decimal("54.92")
    assert len(found) == 12


def tiny(**changed):
    return {
        "class": "dataset",
        "id": ["Region", "Tid"],
        "size": [1, 2],
        "role": {"time": ["Tid"]},
        "dimension": {
            "Region": {"label": "region", "category": {"label": {"2180": "Gävle"}}},
            "Tid": {"label": "år", "category": {"index": {"2022": 1, "2021": 0}}},
        },
        "value": [1, 2],
    } | changed


def from_tiny(**changed):
    cube = jsonstat.read(json.dumps(tiny(**changed)).encode())
    return [(one.year, one.value, one.status) for one in cubes.values(cube, indicators={"X": "X"}).values]


def test_the_index_says_the_order_and_values_may_be_sparse():
    assert from_tiny() == [(2021, 1, "value"), (2022, 2, "value")]
    assert from_tiny(value={"1": 2.5}) == [(2021, None, "missing"), (2022, Decimal("2.5"), "value")]


def test_a_sign_beside_a_value_is_a_note_and_not_a_reason():
    assert from_tiny(status={"0": "*"}) == from_tiny()
    assert from_tiny(status=["p", "r"]) == [(2021, 1, "preliminary"), (2022, 2, "revised")]


def test_a_dash_is_zero_in_scbs_tables_and_dots_are_not():
    assert from_tiny(value=[None, None], status=["-", ".."]) == [(2021, 0, "value"), (2022, None, "suppressed")]


@pytest.mark.parametrize(
    "changed",
    [
        {"value": [1]},
        {"value": ["1", 2]},
        {"value": [1, True]},
        {"size": [1, 3]},
        {"id": ["Region"]},
        {"value": {"7": 1}},
        {"value": [10**20, 1]},
    ],
)
def test_a_cube_that_does_not_add_up_is_refused(changed):
    with pytest.raises(Refused):
        from_tiny(**changed)


def test_a_px_file_with_only_the_rows_that_have_values_is_refused():
    """The rows that are not there would be zero, and a reader of all cells would put the values in the wrong places."""
    with pytest.raises(Refused, match="KEYS"):
        px.read(b'STUB="a";HEADING="b";VALUES("a")="1";VALUES("b")="2020";KEYS("a")=CODES;DATA="1",7;')


def test_a_line_break_in_a_px_title_is_a_space():
    text = b'TITLE="Barn#i Gavle";STUB="a";HEADING="b";VALUES("a")="1";VALUES("b")="2020";DATA=7;'
    assert px.read(text).title == "Barn i Gavle"


def test_a_px_file_in_utf_8_with_a_span_of_years_and_a_text_in_pieces():
    text = (
        'CODEPAGE="utf-8";\nTITLE="Barn; i "\n"Gävle=1";\nSTUB="region";\nHEADING="år";\n'
        'VALUES("region")="Gävle";\nCODES("region")="2180";\nTIMEVAL("år")=TLIST(A1,"2020"-"2022");\n'
        'NOTE="DATA=7";\nDATA=\n1.5 "-" "..";'
    )
    cube = px.read(text.encode())
    assert cube.title == "Barn; i Gävle=1"
    said = cubes.values(cube, indicators={"PX": "X"})
    assert [(one.year, one.value, one.status) for one in said.values] == [
        (2020, Decimal("1.5"), "value"),
        (2021, 0, "value"),
        (2022, None, "suppressed"),
    ]


@pytest.mark.parametrize("content", [b"", b"DATA=1;", b'STUB="a";DATA=1 2;', b"\xff\xfe", sample("kolada_v3_kpi.json")])
def test_what_is_no_px_file_is_refused(content):
    with pytest.raises(Refused):
        px.read(content)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from([*tiny(), "values", "kpi", "gender", "index", "label", "category"]), inner)
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_json_is_read_or_refused(document):
    content = json.dumps(document).encode()
    for read in (
        lambda: cubes.values(jsonstat.read(content), indicators={"X": "X"}),
        lambda: kolada.values(kolada.read(content), age_groups=AGES),
    ):
        with suppress(Refused):
            read()


@given(st.sampled_from(sorted(tiny())), JSON)
def test_any_part_of_a_cube_may_be_wrong(part, wrong):
    with suppress(Refused):
        from_tiny(**{part: wrong})


@given(st.binary(max_size=60), st.integers(0, 1700))
def test_any_damage_to_a_px_file_is_read_or_refused(damage, place):
    whole = sample("scb_BE0101F1_datasymbols.px")
    with suppress(Refused):
        cubes.values(px.read(whole[:place] + damage + whole[place + len(damage) :]), indicators=INDICATOR)
