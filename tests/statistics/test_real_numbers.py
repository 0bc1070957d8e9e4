"""What the shipped statistics say, and the traps that lie in them. Values are read from the file with zgrep."""

from decimal import Decimal

import pytest
from django.db import connection

from regions.statistics import queries
from regions.statistics.models import Indicator, Observation
from regions.statistics.queries import NOT_THERE, UNTOLD

# The source says other things of the municipalities than of the country this year, and girls and boys do not add up.
ODD = ("N01954", 2007)


def value(indicator, area, year, *, sex="T", **where):
    return Observation.objects.current().get(indicator=indicator, area=area, year=year, sex=sex, **where).value


@pytest.mark.parametrize(
    ("indicator", "area", "year", "sex", "expected"),
    [
        ("N66077", "00", 2022, "T", "17"),
        ("N66077", "20", 2022, "T", "20"),
        ("N66077", "2023", 2022, "T", "14"),
        ("N15428", "00", 2011, "T", "87.7"),
        ("N15428", "2023", 2024, "T", "89.6226"),
        ("N17461", "20", 2022, "K", "75.8691"),
        ("N17461", "20", 2022, "M", "70.2101"),
        ("N31807", "2023", 2000, "T", "5.232"),
        ("U00915", "2180", 2021, "T", "7.7567"),
        ("N01951", "00", 2006, "T", "9113257"),
        ("N11821", "0360", 2022, "T", "91.0082"),
    ],
)
def test_a_value_is_the_one_of_the_file(statistics, indicator, area, year, sex, expected):
    assert value(indicator, area, year, sex=sex) == Decimal(expected)


def test_a_total_can_be_there_when_girls_and_boys_are_suppressed(statistics):
    found = queries.readings(["N17461"], ["1904"], years=(2016, 2016))
    assert [(one.sex, one.value, one.reason) for one in found] == [
        ("K", None, "sekretess"),
        ("M", None, "sekretess"),
        ("T", Decimal("41.6667"), ""),
    ]


def test_three_kinds_of_nothing_and_a_true_zero_are_four_things(statistics):
    """And a fifth: the source of ddf2024 leaves out what has no value, and why."""

    def told(indicator, area, year):
        (one,) = queries.of_year(Indicator.objects.get(key=indicator), year, [area]).values()
        return one.value, one.status

    assert told("N09805", "0188", 2021) == (None, "missing")
    assert told("N09890", "0117", 2023) == (None, "suppressed")
    assert told("U00915", "2023", 2022) == (0, "value")
    assert told("U33401", "0114", 1999) == (None, UNTOLD)
    not_applicable = Observation.objects.filter(status="not_applicable", sex="T").first()
    assert told(not_applicable.indicator_id, not_applicable.area, not_applicable.year) == (None, "not_applicable")


def test_shares_above_a_hundred_are_kept(statistics):
    """Children are enrolled in another municipality than their own."""
    above = Observation.objects.filter(indicator__unit="%", value__gt=100)
    assert set(above.values_list("indicator", flat=True)) == {"N11821"}
    assert above.count() == 125


def test_what_the_source_rounds_is_rounded_and_the_rest_is_not(statistics):
    values = Observation.objects.filter(indicator="N66077").values_list("value", flat=True)
    assert all(one == one.to_integral_value() for one in values)
    assert value("N17461", "1904", 2023) == Decimal("63.1579")


def test_knivsta_begins_in_2003(statistics):
    found = queries.of_year(Indicator.objects.get(key="N15428"), 2002, ["0330", "0380"])
    assert (found["0330"].status, found["0380"].status) == (NOT_THERE, "value")
    assert value("N15428", "0330", 2003) == Decimal("93.5644")
    # The inhabitants of 31 December are counted by the division of the day after.
    assert value("N01951", "0330", 2002) == 12_586


@pytest.mark.parametrize(("year", "county"), [(2005, "19"), (2006, "03"), (2022, "03")])
def test_heby_counts_for_the_county_it_lay_in(statistics, year, county):
    """Its rows have today's code for the earlier years too, and the counties have their own numbers of the time."""
    inhabitants = Indicator.objects.get(key="N01951")
    assert "0331" in queries.municipalities_of(county, year)
    for code in ("03", "19"):
        assert queries.county_sum(inhabitants, code, year).value == value("N01951", code, year)


def test_counts_add_up_from_municipality_to_county_to_the_country(statistics):
    """Every count, year and sex that there is, in one statement, with Heby in Västmanland to 2005."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH parts AS (
              SELECT o.indicator_id, o.year, o.sex, o.value,
                CASE WHEN o.area = '0331' AND o.year <= 2005 THEN '19' ELSE m.county_id END AS county
              FROM statistics_observation o JOIN places_municipality m ON m.code = o.area
              JOIN statistics_indicator i ON i.key = o.indicator_id AND i.is_count
            ), wholes AS (
              SELECT indicator_id, year, sex, county AS area, sum(value) AS value FROM parts GROUP BY 1, 2, 3, 4
              UNION ALL
              SELECT indicator_id, year, sex, '00', sum(value) FROM parts GROUP BY 1, 2, 3
              UNION ALL
              SELECT o.indicator_id, o.year, o.sex, '00', sum(o.value)
              FROM statistics_observation o JOIN places_county c ON c.code = o.area
              JOIN statistics_indicator i ON i.key = o.indicator_id AND i.is_count GROUP BY 1, 2, 3
            )
            SELECT indicator_id, year, sex, area, told.value - wholes.value
            FROM wholes JOIN statistics_observation told USING (indicator_id, year, sex, area)
            """
        )
        found = cursor.fetchall()
    assert len(found) == 9_581
    wrong = {(indicator, year) for indicator, year, *_, difference in found if difference}
    # Of these the source leaves out municipalities, so that what is there is less than the whole.
    incomplete = {(key, year) for key, year in wrong if key in ("N18803", "N02002")}
    assert wrong - incomplete == {ODD}


def test_a_sum_is_not_made_when_a_part_has_no_value(statistics):
    pupils = Indicator.objects.get(key="N18803")
    assert queries.county_sum(pupils, "20", 2022) == (390, 15, {})
    assert queries.county_sum(pupils, "17", 2022) == (None, 16, {UNTOLD: 2})


def test_girls_and_boys_make_the_total_of_every_count_but_the_sources_own_slip(statistics):
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT t.indicator_id, t.year, count(*) FROM statistics_observation t
            JOIN statistics_observation k ON k.sex = 'K' AND (k.indicator_id, k.year, k.area, k.age_group)
              = (t.indicator_id, t.year, t.area, t.age_group)
            JOIN statistics_observation m ON m.sex = 'M' AND (m.indicator_id, m.year, m.area, m.age_group)
              = (t.indicator_id, t.year, t.area, t.age_group)
            JOIN statistics_indicator i ON i.key = t.indicator_id AND i.is_count
            WHERE t.sex = 'T' AND t.value <> k.value + m.value GROUP BY 1, 2
            """
        )
        assert {row[:2] for row in cursor.fetchall()} == {ODD}


def test_what_has_no_total_is_added_up_of_girls_and_boys(statistics):
    newborn = Indicator.objects.get(key="SCB_POP_1YR")
    girls, boys = (queries.of_year(newborn, 2019, ["0114"], sex=sex, age_group="0")["0114"] for sex in "KM")
    assert queries.both_sexes(girls, boys).value == 266 + 271
    assert queries.of_year(newborn, 2019, ["0114"], age_group="0")["0114"].status == UNTOLD


def test_birth_region_is_only_read_when_asked_for(statistics):
    usual = queries.readings(["MUCF_NEET"], ["20"], sexes="K")
    assert [(one.age_group, one.value) for one in usual] == [("16-24", Decimal("5.5")), ("25-29", Decimal("11.2"))]
    split = queries.readings(["MUCF_NEET"], ["20"], sexes="K", birth_regions=("sweden", "abroad"))
    assert [one.value for one in split] == [Decimal("9.4"), Decimal("4.6"), Decimal("19.3"), Decimal("9.2")]


def test_a_rate_has_no_county_sum_and_its_mean_is_an_unweighted_one(statistics):
    poverty = Indicator.objects.get(key="N02904")
    with pytest.raises(ValueError, match="is no count"):
        queries.county_sum(poverty, "21", 2020)
    mean = queries.unweighted_mean(poverty, "21", 2020)
    codes = ["2101", "2104", "2121", "2132", "2161", "2180", "2181", "2182", "2183", "2184"]
    assert (mean.of, mean.without) == (10, {})
    assert mean.value == sum(value("N02904", code, 2020) for code in codes) / 10
    # The county has no value of its own, and gets none.
    assert queries.readings(["N02904"], ["21"]) == []


def test_the_latest_year_is_the_last_with_a_value(statistics):
    by_level = {"lan": queries.county_codes(), "kommun": queries.municipality_codes()}
    graduated = Indicator.objects.get(key="N17461")
    assert [queries.latest_year(graduated, codes) for codes in by_level.values()] == [2022, 2024]
    assert queries.latest_year(Indicator.objects.get(key="N02904"), by_level["lan"]) is None
