"""Measures the reading of spreadsheets, and the catalogue at 1 000 and 10 000 entries, with --full at 100 000 as well. --keep keeps the databases for next time."""

import argparse
import datetime
import os
import platform
import sys

import django

SIZES = [1_000, 10_000, 100_000]


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--full", action="store_true", help="also 100 000 entries: about 40 minutes and 4 GB of disk")
    parser.add_argument("--only", type=int, choices=SIZES, help="this number of entries; the others keep their numbers")
    parser.add_argument("--by-itself", action="store_true", help="only what the portal does by itself every minute")
    parser.add_argument(
        "--assessments", action="store_true", help="only the assessments, with --full 1 000 000 of them"
    )
    parser.add_argument(
        "--statistics", action="store_true", help="only the statistics, with --full 20 000 000 observations as well"
    )
    parser.add_argument("--surveys", action="store_true", help="only the yearly survey: under two minutes")
    parser.add_argument("--imports", action="store_true", help="only the reading of spreadsheets")
    parser.add_argument("--keep", action="store_true", help="keep the databases and use them again next time")
    arguments = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "barnratt.settings")
    django.setup()

    from django.core.management import call_command

    from benchmarks import (
        assessments_speed,
        by_itself,
        catalogue_speed,
        databases,
        imports_flow,
        imports_speed,
        relevance,
        report,
        statistics_speed,
        surveys_speed,
    )

    # The pages that are measured need the hashed names of the static files.
    call_command("collectstatic", interactive=False, verbosity=0)
    sizes = [arguments.only] if arguments.only else SIZES if arguments.full else SIZES[:2]
    if arguments.by_itself:
        sizes = []
    if SIZES[-1] in sizes:
        tell("100 000 entries and 1 000 000 assessments: about an hour and 7 GB of disk. Ctrl+C stops it.")
    results = report.read()
    only_some = (
        arguments.only or arguments.by_itself or arguments.assessments or arguments.statistics or arguments.surveys
    )
    if not only_some:
        results["imports"] = {"date": today(), "files": imports_speed.run(tell)}
        report.write(results)
    base = databases.create_with_reference_data()
    try:
        if arguments.statistics or not only_some:
            if arguments.full:
                tell("20 000 000 observations: about 30 minutes and 10 GB of disk. Ctrl+C stops it.")
            sizes_of_statistics = [statistics_speed.SHIPPED, *([statistics_speed.FULL] if arguments.full else [])]
            for count in sizes_of_statistics:
                found = results.setdefault("statistics", {})
                found[str(count)] = statistics_speed.run(count, tell=tell)
                report.write(results)
        if arguments.statistics:
            print(report.statistics_table(results))
            return
        if arguments.surveys or not only_some:
            results["surveys"] = surveys_speed.run(tell=tell)
            report.write(results)
        if arguments.surveys:
            print(report.surveys_table(results))
            return
        if not (arguments.only or arguments.by_itself):
            for count in [20_000, 1_000_000] if arguments.full else [20_000]:
                found = results.setdefault("assessments", {})
                found[str(count)] = assessments_speed.run(count, tell=tell)
                report.write(results)
        if arguments.assessments:
            print(report.assessments_table(results))
            return
        if not only_some:
            results["imports_flow"] = {"date": today(), "steps": imports_flow.run(tell)}
            report.write(results)
        if arguments.imports:
            print(report.imports_table(results))
            return
        if sizes:
            with databases.connected_to(base):
                results["relevance"] = relevance.run() | {"date": today()}
        results["by_itself"] = by_itself.run(tell=tell) | {"date": today()}
        report.write(results)
        for size in sizes:
            tell(f"{size} entries")
            results["sizes"][str(size)] = catalogue_speed.run(size, keep=arguments.keep, tell=tell) | {"date": today()}
            results["machine"] = {
                "cores": os.cpu_count(),
                "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
                "python": platform.python_version(),
                "postgresql": databases.server_version(),
            }
            report.write(results)
    finally:
        if not arguments.keep:
            databases.drop(base)
    print(report.tables(results))


def today():
    return datetime.date.today().isoformat()


def tell(text):
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
