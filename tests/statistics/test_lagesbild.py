"""The pages say what the sources say: held against tests/statistics/raw.csv, a piece of the shipped file, read here."""

import json
import re
from decimal import Decimal
from itertools import product

import pytest
from django.utils.html import escape

from barnratt.core.templatetags.swedish import number
from regions.places import peers
from regions.places.models import Municipality
from regions.statistics import charts, drawing, sentences
from regions.statistics.chosen import chosen
from regions.statistics.lagesbild import findings_of, lagesbild, setting_of
from regions.statistics.models import Dataset, Drawing, Indicator, Observation
from regions.statistics.standing_out import looks_good, standing_out
from tests.factories import CountyFactory, MunicipalityFactory
from tests.statistics.raw import RAW, STATUSES, add_figures

LIKE = "2021 2026 2031 2425"


def raw(indicator, area, year, sex="T", birth="total"):
    """What the file says, or None."""
    key = (indicator, area, str(year), sex, birth)
    names = ("indicator_id", "area_code", "year", "sex", "birth_region")
    found = [row for row in RAW if tuple(row[name] for name in names) == key and row["age_group"] != "25-29"]
    assert len(found) < 2
    return found[0] if found else None


@pytest.fixture
def figures(loaded):
    add_figures()


def finding(code, key, others=LIKE):
    return findings_of(setting_of(code, others), indicators=[Indicator.objects.get(pk=key)])[0]


@pytest.mark.parametrize("code", ["00", "20", "2023", "2425"])
def test_every_value_of_a_place_is_the_sources(figures, code):
    known = 0
    for one in lagesbild(setting_of(code, LIKE)).findings:
        for (area, sex, birth), series in one.found.series.items():
            for year, reading in series.items():
                row = raw(one.key, area, year, sex, birth)
                assert (reading.value, reading.status) == (
                    Decimal(row["value"]) if row["value"] else None,
                    STATUSES[row["status"]],
                )
                known += reading.has_value
        for area, reading in one.found.spread.items():
            row = raw(one.key, area, one.found.spread_year)
            assert reading.value == (Decimal(row["value"]) if row and row["value"] else None)
    assert known > 30


def test_the_table_shows_each_number_of_the_file(figures, client):
    text = client.get("/lan/dalarna/").text
    rows = re.search(r'id="N66077-ar".*?</table>', text, re.DOTALL)[0]
    for year in range(2011, 2023):
        own, country = raw("N66077", "20", year)["value"], raw("N66077", "00", year)["value"]
        cells = "".join(f'<td class="number">{number(Decimal(value))}\u00a0%</td>' for value in (own, country))
        assert f'<tr><th scope="row">{year}</th>{cells}</tr>' in rows


def cell(page, indicator, year):
    """What a page says of its own place in a year."""
    table = re.search(rf'id="{indicator}-ar".*?</table>', page, re.DOTALL)[0]
    return re.search(rf'<th scope="row">{year}</th><td class="number">(.*?)</td>', table)[1]


def test_secrecy_absence_and_zero_are_three_things(figures, client):
    text = client.get("/kommuner/2425/").text
    assert raw("N15428", "2425", 2019)["status"] == "Privacy"
    assert cell(text, "N15428", 2019) == "sekretess"
    assert raw("U00915", "2425", 2021)["value"] == "0"
    assert cell(text, "U00915", 2021) == "0,0 barn per 100 000 invånare".replace(" ", " ")
    assert raw("N09890", "2425", 2019)["status"] == "Missing"
    assert cell(client.get("/kommuner/2425/").text, "N09890", 2019) == "uppgift saknas"


def test_a_year_with_secrecy_breaks_the_line_of_a_chart(figures):
    drawn = finding("2425", "N15428").charts[charts.TREND]
    rows = drawn.spec["layer"][0]["data"]["values"]
    years = {row["år"]: row["värde"] for row in rows if row["namn"] == "Dorotea"}
    assert years[2019] is None
    assert 0 not in years.values()
    assert "Utan värde för Dorotea: 2019 (sekretess)." in drawn.caption
    assert drawn.gaps in drawn.description


def test_a_place_without_a_value_has_no_dot_and_the_chart_says_why(figures):
    Observation.objects.filter(indicator="N15428", area="2425", year=2019).update(value=None, status="suppressed")
    Observation.objects.filter(indicator="N15428", area="2425", year__gt=2019).delete()
    strip = finding("2023", "N15428").charts[charts.SPREAD]
    assert "Dorotea (ingen uppgift i källan)" in strip.caption
    many = " ".join(Municipality.objects.filter(county="24").exclude(pk="2425").values_list("pk", flat=True)[:9])
    strip = finding("2023", "N15428", f"2021 2026 {many}").charts[charts.SPREAD]
    assert "Utan värde och prick: 9 platser (ingen uppgift i källan)." in strip.caption


def test_a_county_without_a_value_of_its_own_is_given_none(figures, client):
    one = finding("20", "U33401")
    assert not one.has_own
    assert "låg mellan" in one.heading
    assert one.sentences == [sentences.NO_OWN]
    year = str(one.found.spread_year)
    rows = [row for row in RAW if row["indicator_id"] == "U33401" and row["year"] == year and row["sex"] == "T"]
    values = [Decimal(row["value"]) for row in rows if len(row["area_code"]) == 4 and row["area_code"] < "2100"]
    assert len(values) > 1
    assert number(sum(values) / len(values), 1) not in client.get("/lan/dalarna/").text
    assert not any(name == "Dalarnas län" for name, _ in one.columns)


def test_the_gap_by_birth_region_is_shown_where_there_is_one(figures, client):
    one = finding("20", "MUCF_NEET")
    births = ("sweden", "abroad")
    born_here, born_abroad = (Decimal(raw("MUCF_NEET", "20", 2022, "T", birth)["value"]) for birth in births)
    assert one.birth_gap.size == born_abroad - born_here
    assert one.birth_gap_size == f"{number(born_abroad - born_here, 1)} procentenheter"
    dalarna = client.get("/lan/dalarna/").text
    assert "Barn födda i Sverige och utomlands: statistik saknas" not in dalarna
    assert f"statistik finns bara för {one.wording.label}. För alla andra nyckeltal saknas den i Dalarnas" in dalarna
    assert "Barn födda i Sverige och utomlands: statistik saknas" in client.get("/lan/vasterbotten/").text


def test_the_gap_between_girls_and_boys_is_in_percentage_points(figures):
    one = finding("20", "N15428")
    girls, boys = (Decimal(raw("N15428", "20", one.gap.year, sex)["value"]) for sex in "KM")
    assert one.gap.size == girls - boys
    assert one.gap_size == f"{number(girls - boys, 1)} procentenheter"


def test_themes_without_statistics_are_said_so(figures, client):
    text = client.get("/lan/dalarna/").text
    assert "Medborgerliga rättigheter och friheter: statistik saknas i Dalarnas län." in text
    assert "<b>Statistik saknas i Dalarnas län</b> för" in text
    assert "Statistik saknas i Dalarnas län för " in text


@pytest.mark.parametrize("address", ["/lan/dalarna/", "/kommuner/2023/", "/lagesbild/"])
def test_each_figure_has_its_source_and_direction(figures, client, address):
    text = client.get(address).text
    articles = re.findall(r'<article class="finding.*?</article>', text, re.DOTALL)
    assert articles
    for article in articles:
        assert "Källa: " in article
        assert "hämtad 20" in article
        assert "bättre" in article
        assert "<table" in article


def test_a_place_without_any_statistics_has_no_empty_chart(loaded, client):
    text = client.get("/lan/dalarna/").text
    assert "/diagram/" not in text
    assert 'class="finding' not in text
    assert "Våld mot barn: statistik saknas i Dalarnas län." in text


def test_what_is_worth_talking_about_leads_to_initiatives_and_to_an_assessment(figures, client):
    text = client.get("/lan/dalarna/").text
    article = re.search(r'<article class="finding[^>]*id="N66077".*?</article>', text, re.DOTALL)[0]
    assert "/initiativ/?artikel=26&amp;artikel=27" in article
    assert "/provningar/ny/" in article
    assert "Vad andra har gjort" in text


def test_what_stands_out_is_told_first_on_the_page_and_leads_to_its_row(figures, client):
    out = standing_out(lagesbild(setting_of("20")))
    told, _, rows = client.get("/lan/dalarna/").text.partition('id="lagesbild"')
    for one in [*out.worse, *out.better]:
        assert f'<a href="#{one.key}">{escape(one.heading)}</a>' in told
        assert f'id="{one.key}"' in rows


def test_what_stands_out_comes_first_and_is_certain(figures):
    picture = lagesbild(setting_of("20"))
    out = standing_out(picture)
    assert out.worse
    assert {one.key for one in out.worse} <= {one.key for one in picture.worth_talking_about}
    assert len(out.worse) + out.more_worse == len(picture.worth_talking_about)
    assert not {one.key for one in out.better} & {one.key for one in out.worse}
    assert all(one.trend.kind in ("up", "down") for one in out.better)
    sizes = [abs(gap.finding.gap.size) for gap in out.gaps]
    assert sizes == sorted(sizes, reverse=True)
    assert all(gap.finding.has_sure_gap for gap in out.gaps)


def test_fewer_reports_of_violence_are_not_said_to_look_good(figures):
    """They may be fewer because fewer tell."""
    Observation.objects.bulk_create(
        Observation(dataset_id="did2024", indicator_id="N07403", area="20", year=year, value=2030 - year)
        for year in range(2012, 2022)
    )
    picture = lagesbild(setting_of("20"))
    fewer = next(one for one in picture.findings if one.key == "N07403")
    assert fewer.points_to_better
    assert fewer.key not in {one.key for one in looks_good(picture)}


@pytest.mark.parametrize("code", ["00", "20", "2023"])
def test_every_finding_of_a_theme_is_in_one_of_its_rows(figures, code):
    for theme in lagesbild(setting_of(code, LIKE)).themes:
        rows = [*theme.telling, *theme.steady, *theme.only_within]
        assert sorted(one.key for one in rows) == sorted(one.key for one in theme.findings)


def test_the_page_begins_with_what_stands_out_and_every_finding_is_a_folded_row(figures, client):
    text = client.get("/lan/dalarna/").text
    assert text.index("Det här sticker ut") < text.index('<h2 id="lagesbild"')
    rows = text.count('<article class="finding"')
    assert rows == text.count('<article class="finding" id="') > 5
    assert "<details open" not in text


@pytest.mark.parametrize("address", ["/lan/dalarna/", "/kommuner/2023/", "/lagesbild/"])
def test_the_same_findings_are_shown_by_recommendation(figures, client, address):
    Indicator.objects.get(pk="N66077").recommendations.add("vald")
    by_theme, by_recommendation = (client.get(address, query).text for query in ({}, {"ordning": "rekommendation"}))
    rows = re.compile(r'<article class="finding" id="(\w+)"')
    assert set(rows.findall(by_recommendation)) >= set(rows.findall(by_theme))
    assert "CRC/C/SWE/CO/6-7, punkt 26" in by_recommendation
    section = by_recommendation[by_recommendation.index('id="tema-vald"') :]
    assert "N66077" in section[: section.index("</section>")]
    assert "Asyl och migration: statistik saknas" in by_recommendation


def test_shipped_ties_are_between_what_there_is(loaded):
    assert Indicator.objects.get(pk="N07541").recommendations.get().pk == "vald"
    ties = Indicator.recommendations.through.objects
    assert set(ties.values_list("recommendation", flat=True)) == {"vald", "utbildning"}
    assert ties.count() == 11


def test_a_weak_area_leads_to_an_assessment_that_is_named_after_it(figures, client):
    one = finding("20", "N66077")
    assert one.case_query.startswith("rubrik=")
    assert one.case_query.endswith("&nyckeltal=N66077&plats=20")
    assert one.case_query.replace("&", "&amp;") in client.get("/lan/dalarna/").text


# Charts


def test_a_chart_is_an_svg_with_a_title_and_a_description_in_swedish_and_nothing_in_english(figures, client):
    for kind, chart in finding("20", "N15428").charts.items():
        response = client.get(chart.url)
        text = response.text
        assert response["Content-Type"] == "image/svg+xml"
        assert "immutable" in response["Cache-Control"]
        assert f'<title id="t">{chart.title}</title>' in text, kind
        assert '<desc id="d">' in text
        assert "aria-roledescription" not in text
        assert "graphics-" not in text
        assert "<script" not in text
        assert re.search(rf'<svg [^>]*width="{chart.width}" height="{chart.height}"', text)


def test_a_chart_whose_numbers_have_changed_leads_to_the_one_of_now(figures, client):
    before = finding("20", "N66077").charts[charts.TREND].url
    Observation.objects.filter(indicator="N66077", area="20", year=2022).update(value=99)
    response = client.get(before)
    assert response.status_code == 302
    assert response["Location"] == finding("20", "N66077").charts[charts.TREND].url != before


@pytest.mark.parametrize(
    "path",
    [
        "/diagram/torta/N66077/20/x.svg",
        "/diagram/kon/N66077/20/x.svg",
        "/diagram/kon/finns-inte/20/x.svg",
        "/diagram/kon/N66077/99/x.svg",
        "/diagram/kon/N66077/9999/x.svg",
    ],
)
def test_a_chart_that_there_is_not_is_not_found(figures, client, path):
    assert client.get(path).status_code == 404


def test_charts_of_counties_are_drawn_ahead_and_those_that_no_longer_are_shown_are_forgotten(
    figures, client, monkeypatch
):
    Drawing.objects.create(key="gammal", svg="<svg/>")
    monkeypatch.setattr(charts.Chart, "svg", lambda chart: f"<svg>{chart.title}</svg>")
    assert drawing.draw_due() == Drawing.objects.count() > 10
    chart = finding("20", "N66077").charts[charts.TREND]
    assert client.get(chart.url).text == f"<svg>{chart.title}</svg>"
    assert drawing.draw_due() == 0
    assert not Drawing.objects.filter(pk="gammal").exists()
    Observation.objects.filter(indicator="N66077", area="20", year=2022).update(value=99)
    assert drawing.draw_due() > 0
    assert not Drawing.objects.filter(pk=chart.key).exists()


def test_drawing_ahead_stops_in_time_and_goes_on_the_next_time(figures, monkeypatch):
    monkeypatch.setattr(charts.Chart, "svg", lambda chart: "<svg/>")
    monkeypatch.setattr(drawing, "AT_A_TIME", -1)
    assert [drawing.draw_due(), drawing.draw_due(), Drawing.objects.count()] == [1, 1, 2]


# The map


def test_the_map_and_the_table_say_the_same(figures, client):
    text = client.get("/statistik/N66077/", {"ar": 2020}).text
    value = f"{number(Decimal(raw('N66077', '20', 2020)['value']))}\u00a0%"
    assert f'aria-label="Dalarna: {value}"' in text
    assert f'Dalarna</a></th><td class="number">{value}</td>' in text
    assert text.count("ingen uppgift i källan</td>") == 19  # the file here has two counties
    assert 'fill="url(#saknas)"' in text


def test_a_municipality_with_secrecy_has_a_pattern_and_the_word(figures, client):
    text = client.get("/statistik/N15428/", {"niva": "kommun", "ar": 2019}).text
    assert 'aria-label="Dorotea: sekretess"' in text
    assert 'fill="url(#sekretess)"' in text


@pytest.mark.parametrize("query", ["ar=1066", "ar=x", "niva=planet", "ar=²"])
def test_nonsense_in_the_address_of_the_map_is_passed_over(figures, client, query):
    assert client.get(f"/statistik/N66077/?{query}").status_code == 200


def test_a_map_says_where_its_values_come_from_and_when_they_were_fetched(figures, client):
    assert re.search(r"Källa: Kolada, hämtad 2024-\d\d", client.get("/statistik/N66077/", {"ar": 2020}).text)


def test_what_has_values_for_each_sex_alone_is_not_said_to_have_none(loaded, client):
    newborn = {"indicator_id": "SCB_POP_1YR", "dataset_id": "scbh2021", "area": "2023", "year": 2019, "age_group": "0"}
    Observation.objects.create(**newborn, sex="K", value=40)
    text = client.get("/statistik/SCB_POP_1YR/").text
    assert "bara värden för delar" in text
    assert "Statistik saknas" not in text


def test_an_indicator_without_values_says_so(loaded, client):
    assert "Statistik saknas" in client.get("/statistik/N66077/").text


# Files


def test_the_figures_of_a_page_are_in_its_file_with_their_source_and_status(figures, client):
    answer = json.loads(client.get("/kommuner/2425/", {"format": "json"}).getvalue())
    key = ("N15428", "2425", "totalt")
    rows = [row for row in answer["rows"] if (row["indicator"], row["area"], row["sex"]) == key]
    hidden = next(row for row in rows if row["year"] == 2019)
    assert (hidden["value"], hidden["status"]) == (None, "sekretess")
    assert hidden["source"].startswith("Källa: Kolada, hämtad")
    known = [row for row in RAW if (row["indicator_id"], row["area_code"], row["sex"]) == ("N15428", "2425", "T")]
    assert len(rows) == sum(int(row["year"]) >= 2010 for row in known)


OWN = "/statistik/?nyckeltal=N15428&omrade=2425&omrade=00&kon=T&fran=2018&till=2020"


def test_a_table_of_ones_own_shows_what_its_address_asks_for(figures, client):
    text = client.get(OWN).text
    row = re.search(r"<td>Dorotea</td>.*?</tr>", text)[0]
    assert row.count("<td") == 5
    assert "sekretess" in row
    assert f"{number(Decimal(raw('N15428', '2425', 2018)['value']), 1)}\u00a0%" in row
    assert "Källa: Kolada" in text


def test_a_table_of_ones_own_is_a_file_too(figures, client):
    answer = json.loads(client.get(OWN + "&format=json").getvalue())
    assert {(row["area"], row["year"]) for row in answer["rows"]} == set(product(["00", "2425"], [2018, 2019, 2020]))


def test_a_table_that_is_too_large_is_not_made_and_says_so(figures, client):
    areas = "&".join(f"omrade={code}" for code in Municipality.objects.values_list("pk", flat=True))
    text = client.get(f"/statistik/?nyckeltal=N15428&nyckeltal=N66077&fran=2000&till=2020&{areas}").text
    assert "Tabellen blir för stor" in text
    assert "<tbody>" not in text


@pytest.mark.parametrize("query", ["", "nyckeltal=X&omrade=00", "nyckeltal=N66077&omrade=99", "fran=x&till=²", "kon=Q"])
def test_nonsense_in_the_address_of_a_table_is_passed_over(figures, client, query):
    assert "Alla nyckeltal på karta" in client.get(f"/statistik/?{query}").text


# Municipalities that are alike


def test_those_like_a_municipality_are_in_the_order_of_their_names_and_follow_the_weights(loaded):
    own = Municipality.objects.get(short_name="Malung-Sälen")
    usual = [peer.place for peer in peers.alike(own, peers.DEFAULT)]
    assert {place.group_code for place in usual} == {own.group_code}
    names = [place.short_name for place in usual]
    assert names == sorted(names)
    assert own not in usual
    by_people = [peer.place for peer in peers.alike(own, {"grupp": 0, "folkmangd": 1, "alder": 0})]
    furthest = max(abs(place.population - own.population) for place in by_people)
    others = Municipality.objects.current().exclude(pk__in=[own.pk, *[place.pk for place in by_people]])
    assert all(abs(other.population - own.population) >= furthest * 0.9 for other in others)


def test_weights_that_say_nothing_or_nonsense_are_the_usual_ones():
    assert peers.read_weights({}) == peers.DEFAULT
    assert peers.read_weights({"grupp": "9", "alder": "x"}) == peers.DEFAULT
    assert peers.read_weights({"grupp": "0", "folkmangd": "0", "alder": "0"}) == peers.DEFAULT
    assert peers.read_weights({"grupp": "0"})["grupp"] == 0


def test_the_address_says_whom_a_municipality_is_held_against(figures, client):
    text = client.get("/kommuner/2023/?grupp=0&folkmangd=3&alder=0").text
    assert '<option value="0" selected>räknas inte</option>' in text


# Cost


def observations(indicators, areas, years):
    told = {"title": "Prov", "source": "Prov", "retrieved": "2024"}
    dataset, _ = Dataset.objects.get_or_create(key="prov", defaults=told)
    for key in indicators:
        Indicator.objects.get_or_create(key=key, defaults={"title": key, "unit": "%", "source": "Prov"})
        age = chosen()[key].age_group if key in chosen() else "total"
        Observation.objects.bulk_create(
            Observation(dataset=dataset, indicator_id=key, area=area, year=year, age_group=age, value=year % 7)
            for area in areas
            for year in years
        )


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 3])
def test_a_county_page_asks_as_often_for_more_indicators_years_and_municipalities(
    client, size, django_assert_num_queries
):
    county = CountyFactory()
    places = [MunicipalityFactory(code=f"149{n}", county=county).code for n in range(size + 1)]
    observations(list(chosen())[:size], ["00", county.code, *places], range(2022 - 4 * size, 2022))
    observations(["UTANFÖR"], ["00", county.code, *places], range(1990, 1990 + 10 * size))
    with django_assert_num_queries(15):
        client.get(county.get_absolute_url())


def test_constructed_figures_are_marked(loaded, client):
    observations(["N66077"], ["00", "20"], range(2012, 2022))
    assert "Konstruerade data" not in client.get("/lan/dalarna/").text
    Dataset.objects.filter(key="prov").update(constructed=True)
    assert "Konstruerade data" in client.get("/lan/dalarna/").text
