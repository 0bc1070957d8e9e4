"""How fast and in how much memory spreadsheets are read, beside the libraries that could have been used as they are."""

import csv
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import xlsxwriter

ROUNDS = 3
PEAK_PROMISE = 250  # MB, of a process that has Django and all of the portal in it
HEADER = [
    "Titel", "Sammanfattning", "Ansvarig organisation", "Kommun", "Län", "Artiklar", "Slag", "Steg", "Ålder", "Startår", "Kostnad",
    "Webbadress",
]  # fmt: skip

# Each reader is a process of its own: it gets the file, and goes through every value.
START = """
import json, os, re, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "barnratt.settings"
import django; django.setup()
path, values, rows = sys.argv[1], 0, 0
"""
END = r"""
    rows += 1
    values += sum(value is not None and value != "" for value in row)
seconds = time.process_time() - start
# Not ru_maxrss: that is what the parent had before this program was begun, if it had more.
peak = int(re.search(r"VmHWM:\s+(\d+)", open("/proc/self/status").read())[1]) / 1024
print(json.dumps({"rows": rows, "values": values, "seconds": seconds, "peak": peak}))
"""
READERS = {
    "portal": """
from barnratt.imports.reading import open_book
start = time.process_time()
for row in (row.values for row in open_book(path, name=path).table()):
""",
    "calamine": """
import python_calamine
start = time.process_time()
for row in list(python_calamine.load_workbook(path).get_sheet_by_index(0).iter_rows())[1:]:
""",
    "openpyxl": """
import openpyxl
start = time.process_time()
for row in openpyxl.load_workbook(path, read_only=True, data_only=True).active.iter_rows(min_row=2, values_only=True):
""",
    "tablib": """
import tablib
start = time.process_time()
for row in tablib.Dataset().load(open(path, encoding="utf-8").read(), format="csv", delimiter=";"):
""",
}


def run(tell):
    """Every file read by every reader that can. Returns {file: {reader: numbers}}."""
    with tempfile.TemporaryDirectory() as folder:
        tell("making spreadsheets")
        files = _files(Path(folder))
        found = {}
        for name, (path, readers) in files.items():
            tell(f"reading {name}")
            found[name] = {reader: _read(reader, path) for reader in readers}
            if len({(each["rows"], each["values"]) for each in found[name].values()}) != 1:
                raise AssertionError(f"The readers of {name} do not agree: {found[name]}")
    return found


def _files(folder):
    """{what it is: (path, who can read it)}."""
    entries = [_entry(number) for number in range(100_000)]
    _write_xlsx(folder / "initiatives.xlsx", [HEADER, *entries])
    _write_csv(folder / "initiatives.csv", [HEADER, *entries])
    numbers = (
        (f"N{number % 70:05}", f"{number % 2500:04}", 2000 + number % 25, number / 7) for number in range(1_000_000)
    )
    _write_csv(folder / "observations.csv", [("Nyckeltal", "Område", "År", "Värde"), *numbers])
    return {
        "100 000 rows × 12 columns, .xlsx": (folder / "initiatives.xlsx", ["portal", "calamine", "openpyxl"]),
        "100 000 rows × 12 columns, .csv": (folder / "initiatives.csv", ["portal", "tablib"]),
        "1 000 000 rows × 4 columns, .csv": (folder / "observations.csv", ["portal", "tablib"]),
    }


def _entry(number):
    return [
        f"Initiativ {number} för barns delaktighet",
        f"En kort sammanfattning av vad initiativ {number} gör för barnen i kommunen, och varför det behövs.",
        f"Organisation {number % 900}",
        f"{number % 290:04}",
        f"{number % 21:02}",
        "12; 3; 31",
        f"slag {number % 9}",
        number % 4 + 1,
        f"{number % 14}–{number % 14 + 4} år",
        2000 + number % 26,
        number * 1.5,
        f"https://exempel.se/initiativ/{number}",
    ]


def _write_xlsx(path, rows):
    with xlsxwriter.Workbook(path, {"strings_to_urls": False}) as book:
        sheet = book.add_worksheet("Initiativ")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)


def _write_csv(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)


def _read(reader, path):
    """The median round by time, and the highest peak."""
    command = [sys.executable, "-c", START + READERS[reader] + END, str(path)]
    rounds = [json.loads(subprocess.run(command, capture_output=True, check=True).stdout) for _ in range(ROUNDS)]
    seconds = statistics.median(each["seconds"] for each in rounds)
    return rounds[0] | {"seconds": round(seconds, 2), "peak": round(max(each["peak"] for each in rounds))}
