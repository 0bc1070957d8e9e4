"""100 000 initiatives and all the statistics, from a file to the database and out again, beside django-import-export."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import xlsxwriter

from benchmarks import databases
from regions.places.models import Municipality, Organisation

ROWS = 100_000
PLAIN_ROWS = 2_000  # django-import-export with its defaults is measured on so many of the same rows
HEADER = [
    "Titel", "Kort sammanfattning", "Organisation", "Kommuner", "Slag", "Status", "Artiklar", "Startår", "Slutår",
    "Vad som gjordes", "Kontaktfunktion", "Länkar",
]  # fmt: skip

# Each step is a process of its own, as it is in the portal: its seconds, and the most memory that it had.
START = r"""
import json, os, re, sys, time
import django; django.setup()
from django.db import connection
from barnratt.imports import actions, work, workbooks
from barnratt.imports.kinds import kinds
from barnratt.imports.models import Import
path, start, told = sys.argv[1], time.monotonic(), {}
"""
END = r"""
told |= {"seconds": round(time.monotonic() - start, 1)}
# Not ru_maxrss: that is what the parent had before this program was begun, if it had more.
told["peak"] = round(int(re.search(r"VmHWM:\s+(\d+)", open("/proc/self/status").read())[1]) / 1024)
print(json.dumps(told))
"""
PREVIEW = """
source = actions.upload(open(path, "rb").read(), os.path.basename(path), kind=kinds()[sys.argv[2]], by=None)
source = actions.choose_columns(source, [field for _, _, field in source.columns], by=None)
work.perform(source.pk)
source.refresh_from_db()
told = {"counts": source.counts, "problem": source.problem}
"""
CONFIRM = """
source = actions.confirm(Import.objects.order_by("-pk").first(), only_right=False, by=None)
work.perform(source.pk)
source.refresh_from_db()
told = {"state": source.state, "problem": source.problem}
"""
UNDO = """
source = actions.undo(Import.objects.order_by("-pk").first(), by=None)
work.perform(source.pk)
source.refresh_from_db()
told = {"state": source.state, "problem": source.problem[:200]}
"""
INDEX = """
from initiatives import index
told = {"entries": index.catch_up()}
"""
EXPORT = """
made, name = workbooks.everything(kinds()["initiatives"])
told = {"bytes": made.seek(0, 2)}
"""
LIST = """
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.test import RequestFactory
from barnratt.core.tables import as_xlsx
from initiatives import documents, queries
from initiatives.selection import read_selection
selection = read_selection(QueryDict(""))
table = documents.catalogue_table(
    RequestFactory(SERVER_NAME="localhost").get("/initiativ/"), selection, queries.all_of(selection, user=AnonymousUser())
)
made = as_xlsx(table._replace(columns=table.columns[:12]))
told = {"bytes": sum(map(len, made.streaming_content))}
"""
# What one gets from the library's own documentation: widgets that look each name up, and all its defaults.
PLAIN = """
import tablib
from django.db import transaction
from import_export import fields, resources, widgets
from barnratt.convention.models import Article
from initiatives.models import Initiative, Kind
from regions.places.models import Municipality, Organisation
class Plain(resources.ModelResource):
    title = fields.Field("title", "Titel")
    summary = fields.Field("summary", "Kort sammanfattning")
    organisation = fields.Field("organisation", "Organisation", widgets.ForeignKeyWidget(Organisation, "name"))
    municipalities = fields.Field("municipalities", "Kommuner", widgets.ManyToManyWidget(Municipality, ";", "short_name"))
    kind = fields.Field("kind", "Slag", widgets.ForeignKeyWidget(Kind, "label"))
    status = fields.Field("status", "Status")
    start_year = fields.Field("start_year", "Startår", widgets.IntegerWidget())
    end_year = fields.Field("end_year", "Slutår", widgets.IntegerWidget())
    what_was_done = fields.Field("what_was_done", "Vad som gjordes")
    contact_role = fields.Field("contact_role", "Kontaktfunktion")
    slug = fields.Field("slug", "slug")
    class Meta:
        model = Initiative
        import_id_fields = ["slug"]
        fields = ["title", "summary", "organisation", "municipalities", "kind", "status", "start_year", "end_year",
                  "what_was_done", "contact_role", "slug"]
data = tablib.Dataset().load(open(path, encoding="utf-8").read(), format="csv", delimiter=";")
data = tablib.Dataset(*data[:int(sys.argv[2])], headers=data.headers)
data.append_col(lambda row: "plain-" + row[0].split()[1], header="slug")
start = time.monotonic()
with transaction.atomic():
    result = Plain().import_data(data, dry_run=False)
    told = {"rows": result.total_rows, "errors": result.has_errors()}
    transaction.set_rollback(True)
"""


def run(tell):
    """Returns {step: numbers}."""
    name = f"{databases.PREFIX}_imports"
    databases.drop(name)
    databases.create(name, databases.PREFIX)
    try:
        with tempfile.TemporaryDirectory() as folder:
            with databases.connected_to(name):
                tell("making spreadsheets")
                workbook, text = _initiatives(Path(folder))
            return _steps(name, workbook, text, tell)
    finally:
        databases.drop(name)


def _steps(name, workbook, text, tell):
    def step(label, code, *arguments):
        tell(label)
        return _measured(name, code, *arguments)

    found = {"preview": step("previewing 100 000 initiatives", PREVIEW, workbook, "initiatives")}
    found["confirm"] = step("writing them", CONFIRM, workbook)
    found["index"] = step("indexing them", INDEX, workbook)
    found["export"] = step("exporting them", EXPORT, workbook)
    found["list"] = step("the catalogue's list of them", LIST, workbook)
    found["undo"] = step("undoing it", UNDO, workbook)
    found["plain"] = step("django-import-export", PLAIN, text, str(PLAIN_ROWS))
    statistics = Path(__file__).parents[1] / "data" / "statistics"
    if statistics.exists():
        found["observations_preview"] = step(
            "all observations, preview", PREVIEW, statistics / "observations.csv.gz", "observations"
        )
        found["observations_confirm"] = step("all observations", CONFIRM, statistics / "observations.csv.gz")
    return found


def _measured(name, code, *arguments):
    environment = {**os.environ, "DATABASE_URL": databases.url_of(name), "DJANGO_SETTINGS_MODULE": "barnratt.settings"}
    command = [sys.executable, "-c", START + code + END, *map(str, arguments)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return json.loads(done.stdout.splitlines()[-1])


def _initiatives(folder):
    """The same 100 000 rows as a workbook and as a text file."""
    organisations = list(Organisation.objects.order_by("pk").values_list("name", flat=True))
    places = list(Municipality.objects.current().order_by("pk").values_list("short_name", flat=True))
    rows = [_row(number, organisations, places) for number in range(ROWS)]
    with xlsxwriter.Workbook(folder / "initiativ.xlsx", {"strings_to_urls": False}) as book:
        sheet = book.add_worksheet("Initiativ")
        for number, row in enumerate([HEADER, *rows]):
            sheet.write_row(number, 0, row)
    lines = [";".join(f'"{cell}"' for cell in row) for row in [HEADER, *rows]]
    (folder / "initiativ.csv").write_text("\n".join(lines), encoding="utf-8")
    return folder / "initiativ.xlsx", folder / "initiativ.csv"


def _row(number, organisations, places):
    return [
        f"Initiativ {number} för barns delaktighet i {places[number % len(places)]}",
        f"En kort sammanfattning av vad initiativ {number} gör för barnen, och varför det behövs.",
        organisations[number % len(organisations)],
        places[number % len(places)],
        "utbildning",
        "pågår",
        "12; 3; 31",
        2000 + number % 20,
        2020 + number % 5,
        f"Vi började med att fråga barnen i {places[number % len(places)]} vad som var viktigt för dem.",
        "Barnrättsstrategen",
        f"https://exempel.example/initiativ/{number}",
    ]
