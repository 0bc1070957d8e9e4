"""
The pages, tables and documents of the statistics: python -m benchmarks.statistics_speed [observations]. If nothing is
said, the 572 578 that are shipped; otherwise so many made-up ones, 20 000 000 in `make bench-full`.

The made-up ones fill the 40 indicators of the page for every area and sex in ten years that a page shows and fifteen
before, and as many other indicators as it takes: what a page reads is then more than in life, and lies among very much
that it does not read.
"""

import datetime
import json
import os
import subprocess
import sys
import time

import django

SHIPPED = 572_578
FULL = 20_000_000
YEARS = range(1995, 2020)  # a page shows the ten latest of them
# p95, milliseconds
COUNTY_PROMISE, CACHED_PROMISE, MUNICIPALITY_PROMISE, OWN_TABLE_PROMISE = 150, 30, 100, 300
LOAD_PROMISE, COUNTY_PDFS_PROMISE, SHEETS_PROMISE = 30, 60, 300  # seconds
EVERY_SHEET = 5  # of the municipalities' sheets one in five is made, and the seconds are times five
OF_ONE_INDICATOR = 312 * len(YEARS) * 3


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "barnratt.settings")
    django.setup()
    if sys.argv[1:2] == ["make"]:
        make_documents(sys.argv[2], sys.argv[3:])
        return

    from benchmarks import databases, report

    size = int(sys.argv[1]) if len(sys.argv) > 1 else SHIPPED
    base = databases.create_with_reference_data()
    try:
        print(report.statistics_table({"statistics": {str(size): run(size, tell=tell)}}))
    finally:
        databases.drop(base)


def tell(text):
    print(text, file=sys.stderr, flush=True)


def run(size, *, tell):
    """Measure in a database of its own with so many observations. Returns what report.py writes."""
    from django.core.management import call_command
    from django.db import connection

    from benchmarks import databases, web
    from regions.statistics.models import Observation

    name = f"{databases.PREFIX}_statistics"
    load = os.getloadavg()[0]
    databases.drop(name)
    databases.create(name, databases.PREFIX)
    try:
        with databases.connected_to(name):
            tell(f"statistics: {size} observations")
            began = time.perf_counter()
            if size == SHIPPED:
                call_command("load_reference_data", stdout=open(os.devnull, "w"))  # noqa: SIM115
            else:
                generate(size)
            result = {
                "made_seconds": round(time.perf_counter() - began, 1),
                "observations": Observation.objects.count(),
            }
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE statistics_observation")
            result["bytes"] = databases.size_in_bytes()
            with web.portal(databases.url_of(name)) as site:
                result |= _pages(site, tell)
            if size == SHIPPED:
                result |= _documents(databases.url_of(name), tell)
        return result | {
            "date": datetime.date.today().isoformat(),
            "load": [round(load, 1), round(os.getloadavg()[0], 1)],
        }
    finally:
        databases.drop(name)


def generate(size):
    """About so many made-up observations by COPY, in the order that they are read."""
    from barnratt.core.copying import copy_in
    from regions.statistics.chosen import chosen
    from regions.statistics.models import Dataset, Indicator, Observation
    from regions.statistics.own_table import area_names

    Dataset.objects.create(
        key="matning", title="Mätningens", source="påhittat", retrieved="2026", constructed=True, position=1000
    )
    ages = {key: one.age_group or "total" for key, one in chosen().items()}
    others = max(0, round((size - len(ages) * OF_ONE_INDICATOR) / OF_ONE_INDICATOR))
    made = [
        Indicator(key=f"MATNING{number:05}", title=f"Mätning {number}", unit="%", source="påhittat")
        for number in range(others)
    ]
    Indicator.objects.bulk_create(made)
    ages |= {one.key: "total" for one in made}
    areas = sorted(area_names())
    copy_in(
        Observation,
        [
            "dataset_id",
            "indicator_id",
            "area",
            "year",
            "sex",
            "age_group",
            "birth_region",
            "value",
            "status",
            "is_current",
        ],
        rows(ages, areas),
    )


def rows(ages, areas):
    """What generate() copies in: every area, year and sex of the indicators, one in fifty with secrecy. ages: {key: age}."""
    for place, (key, age) in enumerate(sorted(ages.items())):
        for number, area in enumerate(areas):
            for year in YEARS:
                for turn, sex in enumerate("KMT"):
                    drawn = (place * 7919 + number * 104_729 + year * 1_299_709 + turn * 15_485_863) % 1000
                    is_secret = drawn % 50 == 0 and len(area) == 4
                    value = None if is_secret else 10 + drawn / 100 + (year - YEARS[0]) / 4
                    yield (
                        "matning",
                        key,
                        area,
                        year,
                        sex,
                        age,
                        "total",
                        value,
                        "suppressed" if is_secret else "value",
                        True,
                    )


def _pages(site, tell):
    from benchmarks.timing import measure
    from regions.places.models import County, Municipality

    counties = [county.get_absolute_url() for county in County.objects.order_by("code")]
    municipalities = [one.get_absolute_url() for one in Municipality.objects.current().order_by("code")[::12]]
    tell("statistics: pages of counties and municipalities, nothing kept")
    result = {
        "county": measure(site.get, counties, before=_change_numbers),
        "municipality": measure(site.get, municipalities, before=_change_numbers),
        "country": measure(site.get, ["/lagesbild/"] * 20, before=_change_numbers),
    }
    tell("statistics: the same, kept")
    for path in counties * 6:  # until each process has them all
        site.get(path)
    result["county_kept"] = measure(site.get, counties)
    tell("statistics: the reader's own table of 5 000 cells")
    result["own_table"] = measure(site.get, [_own_table()] * 10)
    return result


def _change_numbers():
    """So that no process has a lägesbild that is of the present edition."""
    from regions.statistics.models import Dataset

    Dataset.objects.filter(pk=Dataset.objects.order_by("pk").values("pk")[:1]).update(licence="")


def _own_table():
    from urllib.parse import urlencode

    from regions.places.models import Municipality
    from regions.statistics.chosen import chosen

    codes = list(Municipality.objects.current().order_by("code").values_list("code", flat=True)[:50])
    chosen_keys = sorted(chosen())[:10]
    query = {"nyckeltal": chosen_keys, "omrade": codes, "fran": YEARS[-10], "till": YEARS[-1]}
    return f"/statistik/?{urlencode(query, doseq=True)}"


def _documents(url, tell):
    """Seconds for the documents, by as many processes as there are processors, no chart drawn ahead."""
    from regions.places.models import County, Municipality

    tell("statistics: the counties' PDFs")
    codes = ["00", *County.objects.order_by("code").values_list("code", flat=True)]
    result = {"county_pdfs": _in_processes(url, "lagesbild", codes)}
    tell("statistics: the municipalities' sheets")
    codes = list(Municipality.objects.current().order_by("code").values_list("code", flat=True))[::EVERY_SHEET]
    one_in_five = _in_processes(url, "kommunblad", codes)
    result["sheets"] = {name: round(value * EVERY_SHEET, 1) for name, value in one_in_five.items()}
    return result


def _in_processes(url, what, codes):
    number = min(2, os.cpu_count() or 1)
    command = [sys.executable, "-m", "benchmarks.statistics_speed", "make", what]
    began = time.perf_counter()
    running = [
        subprocess.Popen(
            [*command, *codes[part::number]], env=os.environ | {"DATABASE_URL": url}, stdout=subprocess.PIPE
        )
        for part in range(number)
    ]
    told = [json.loads(process.communicate()[0]) for process in running]
    if any(process.returncode for process in running):
        raise RuntimeError(f"{what} could not be made")
    return {"seconds": round(time.perf_counter() - began, 1), "processor_seconds": round(sum(told), 1)}


def make_documents(what, codes):
    """Make the documents of some areas, and print the processor seconds that it took."""
    from barnratt.documents.pdf import pdf
    from regions.places.models import Municipality
    from regions.statistics import kommunblad, papers
    from regions.statistics.document_views import of_municipality
    from regions.statistics.lagesbild import lagesbild, setting_of

    for code in codes:
        if what == "lagesbild":
            pdf(papers.lagesbild_document(lagesbild(setting_of(code)), {}))
        else:
            municipality = Municipality.objects.select_related("county").get(code=code)
            alike, picture = of_municipality(municipality, {})
            kommunblad.pdf(kommunblad.sheet_of(municipality, picture, alike))
    print(json.dumps(time.process_time()))


if __name__ == "__main__":
    main()
