"""Collections and the answers about use as CSV and Excel."""

import csv
import io

import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone

from initiatives.documents import harmless_cell
from initiatives.following.models import UseCount

NO_LONGER_SHOWN = "Initiativet är inte längre publicerat"
# What the numbers of use are, beside every table of them.
ABOUT_USE = [
    "Talen är antal svar på frågan ”Hade du nytta av initiativet?” på initiativens sidor. Svaren är inte personer: "
    "samma person kan svara flera gånger, och de flesta som läser svarar inte.",
    "Inget om den som svarar sparas, bara hur många svar som kommit varje månad. Därför går svaren inte att knyta till "
    "någon, hur få de än är.",
    "Ett initiativ som hör till flera län räknas i vart och ett av dem. Summera därför inte länen.",
    "Antal samlingar är hur många sparade samlingar som har med initiativet den dag då uppgifterna hämtas.",
    "Hur många gånger ett initiativ har visats räknas inte, eftersom portalen inte mäter vad någon läser.",
]


def _csv(lines, name):
    """Semicolons and a byte order mark, which is what Excel in Swedish opens right."""
    buffer = io.StringIO()
    buffer.write("\ufeff")
    csv.writer(buffer, delimiter=";").writerows([harmless_cell(value) for value in line] for line in lines)
    response = HttpResponse(buffer.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def collection_csv(request, collection, held):
    header = ["Ordning", "Titel", "Organisation", "Plats", "Slag", "Anteckning", "Sparat", "Adress"]
    lines = [_held_line(request, number, item, initiative) for number, (item, initiative) in enumerate(held, 1)]
    return _csv([header, *lines], f"samling-{timezone.localdate().isoformat()}.csv")


def _held_line(request, number, item, initiative):
    saved = timezone.localdate(item.added_at).isoformat()
    if initiative is None:
        return [number, NO_LONGER_SHOWN, "", "", "", item.note, saved, ""]
    address = request.build_absolute_uri(initiative.get_absolute_url())
    told = [initiative.title, initiative.organisation.name, initiative.place, initiative.kind.label]
    return [number, *told, item.note, saved, address]


USE_HEADER = [
    "Initiativ",
    "Organisation",
    *(f"Nytta: {answer.label}" for answer in UseCount.Answer),
    "Svar sammanlagt",
    *(f"Till vad: {purpose.label}" for purpose in UseCount.Purpose),
    "Antal samlingar",
    "Konstruerat exempel",
    "Adress",
    "År",
    "Län",
    "Hämtat",
]


def _use_lines(request, report, *, year, county):
    # A number never goes without its time and its place, so they are in every line.
    bound = [year, county.name if county else "hela landet", timezone.localdate().isoformat()]
    for row in report.rows:
        initiative = row.initiative
        yield [
            initiative.title if initiative else NO_LONGER_SHOWN,
            initiative.organisation.name if initiative and initiative.organisation else "",
            *(row.answers.get(answer.value, 0) for answer in UseCount.Answer),
            row.total,
            *(row.purposes.get(purpose.value, 0) for purpose in UseCount.Purpose),
            row.collections,
            "ja" if initiative and initiative.constructed else "nej",
            request.build_absolute_uri(initiative.get_absolute_url()) if initiative else "",
            *bound,
        ]


def use_csv(request, report, *, year, county):
    lines = _use_lines(request, report, year=year, county=county)
    return _csv([USE_HEADER, *lines], _use_file_name(year, county, "csv"))


def use_xlsx(request, report, *, year, county):
    """The answers on one sheet, and on the other what they are, of what and from when."""
    buffer = io.BytesIO()
    # Texts are written as texts: nothing in them becomes a formula, a number or a link.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = xlsxwriter.Workbook(buffer, options)
    bold = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    sheet = workbook.add_worksheet("Svar")
    sheet.freeze_panes(1, 1)
    sheet.write_row(0, 0, USE_HEADER, bold)
    sheet.set_column(0, 1, 45, wrapped)
    sheet.set_column(2, len(USE_HEADER) - 1, 16, wrapped)
    for number, line in enumerate(_use_lines(request, report, year=year, county=county), 1):
        sheet.write_row(number, 0, line)
    about = workbook.add_worksheet("Om uppgifterna")
    about.set_column(0, 0, 24, bold)
    about.set_column(1, 1, 90, wrapped)
    for number, (label, value) in enumerate(about_use(report, year=year, county=county)):
        about.write_string(number, 0, label, bold)
        about.write_string(number, 1, value, wrapped)
    workbook.close()
    response = HttpResponse(
        buffer.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    response["Content-Disposition"] = f'attachment; filename="{_use_file_name(year, county, "xlsx")}"'
    return response


def about_use(report, *, year, county):
    """(label, text): when the numbers were fetched, of what they are and what they do not say."""
    return [
        ("Hämtat", timezone.localtime().strftime("%Y-%m-%d %H:%M")),
        ("År", str(year)),
        ("Län", county.name if county else "hela landet"),
        ("Antal svar", str(report.total)),
        ("Initiativ med svar", str(len(report.rows))),
        ("Publicerade initiativ när uppgifterna hämtades", str(report.published)),
        ("Källa", "Barnrättsportalen, svar på initiativens sidor"),
        *(("Att tänka på", text) for text in ABOUT_USE),
    ]


def _use_file_name(year, county, ending):
    return f"nytta-{year}-{county.code if county else 'hela-landet'}-{timezone.localdate().isoformat()}.{ending}"
