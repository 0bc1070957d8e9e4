"""The catalogue in other forms than a page: JSON, CSV, Excel, Atom and JSON-LD."""

import csv
import io
import itertools
import json

import xlsxwriter
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed

from initiatives.queries import FIELDS

LISTED_IS_NOT_RECOMMENDED = "Att ett initiativ finns med är ingen rekommendation."


def catalogue_json(request, selection, hits, cards):
    """The page of hits and all facets; the names are those of the address."""
    return JsonResponse(
        {
            "total": hits.total,
            "page": selection.page,
            "pages": hits.pages,
            "notes": selection.notes,
            "results": [_record(request, card) for card in cards],
            "facets": {
                name: [
                    {"value": option.value, "label": option.label, "count": option.count, "selected": option.selected}
                    for option in options
                ]
                for name, options in hits.facets.items()
                if name != "situation"
            },
        },
        json_dumps_params={"ensure_ascii": False},
    )


def _record(request, card):
    return {
        "slug": card.slug,
        "title": card.title,
        "url": request.build_absolute_uri(card.get_absolute_url()),
        "summary": card.summary,
        "organisation": card.organisation,
        "county": ", ".join(county.name for county in card.counties) or None,
        "county_codes": [county.code for county in card.counties],
        "municipality": ", ".join(municipality.name for municipality in card.municipalities) or None,
        "municipality_codes": [municipality.code for municipality in card.municipalities],
        "scope": card.scope,
        "kind": card.kind,
        "status": card.status,
        "years": card.years or None,
        "articles": [article.number for article in card.articles],
        "review": card.review_label,
        "evidence": card.evidence or None,
        "confirmed": card.confirmed_date,
        "needs_confirmation": card.needs_confirmation,
        "published": card.published_at.date(),
        "source": card.source_title,
        "source_year": card.source_year or None,
        "constructed": card.constructed,
    }


def harmless_cell(value):
    """A text that a spreadsheet program will not run as a formula when the file is opened (CSV injection)."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    return value


def catalogue_csv(request, initiatives):
    """Semicolons and a byte order mark, which is what Excel in Swedish opens right."""

    def lines():
        buffer = io.StringIO()
        writer = csv.writer(buffer, delimiter=";")
        yield "\ufeff"
        for row in itertools.chain([_header()], (_row(request, initiative) for initiative in initiatives)):
            writer.writerow([harmless_cell(value) for value in row])
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_file_name("csv")}"'
    return response


def catalogue_xlsx(request, selection, initiatives):
    """A workbook with the entries on one sheet and, on the other, what was selected and when."""
    buffer = io.BytesIO()
    # Texts are written as texts: nothing in them becomes a formula, a number or a link.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = xlsxwriter.Workbook(buffer, options)
    bold = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    sheet = workbook.add_worksheet("Initiativ")
    sheet.freeze_panes(1, 1)
    labels = _header()
    sheet.write_row(0, 0, labels, bold)
    sheet.set_column(0, 0, 45, wrapped)
    sheet.set_column(1, 1, 60, wrapped)
    sheet.set_column(2, len(labels) - 1, 24, wrapped)
    number = 0
    for number, initiative in enumerate(initiatives, 1):
        sheet.write_row(number, 0, _row(request, initiative))
    sheet.autofilter(0, 0, max(number, 1), len(labels) - 1)
    about = workbook.add_worksheet("Om urvalet")
    about.set_column(0, 0, 24, bold)
    about.set_column(1, 1, 90, wrapped)
    chosen = "; ".join(f"{chip.facet}: {chip.label}" for chip in selection.chips)
    for row, (label, value) in enumerate(
        [
            ("Hämtat", timezone.localtime().strftime("%Y-%m-%d %H:%M")),
            ("Sökord", selection.text or "inga"),
            ("Filter", chosen or "inga"),
            ("Antal initiativ", str(number)),
            ("Adress", request.build_absolute_uri(reverse("initiatives:catalogue") + selection.url())),
            ("Att tänka på", LISTED_IS_NOT_RECOMMENDED),
        ]
    ):
        about.write_string(row, 0, label, bold)
        about.write_string(row, 1, value, wrapped)
    workbook.close()
    response = HttpResponse(
        buffer.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    response["Content-Disposition"] = f'attachment; filename="{_file_name("xlsx")}"'
    return response


def catalogue_atom(request, selection, cards):
    """The newest entries of the selection as a feed."""
    page = request.build_absolute_uri(reverse("initiatives:catalogue") + selection.url())
    chosen = ", ".join([f"”{selection.text}”"] * bool(selection.text) + [chip.label for chip in selection.chips])
    feed = Atom1Feed(
        title=f"Barnrättsportalen: nya initiativ – {chosen}" if chosen else "Barnrättsportalen: nya initiativ",
        link=page,
        description="De senast publicerade initiativen i urvalet.",
        language="sv",
        feed_url=request.build_absolute_uri(),
    )
    for card in cards:
        address = request.build_absolute_uri(card.get_absolute_url())
        feed.add_item(
            title=card.title,
            link=address,
            description=card.summary,
            unique_id=address,
            pubdate=card.published_at,
            updateddate=card.changed_at,
            author_name=card.organisation,
            categories=[card.kind],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def json_ld(request, initiative):
    """The entry as schema.org data, safe to stand inside a script element."""
    data = {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "name": initiative.title,
        "abstract": initiative.summary,
        "inLanguage": "sv",
        "url": request.build_absolute_uri(initiative.get_absolute_url()),
        "genre": initiative.kind.label if initiative.kind else "",
        "creator": {"@type": "Organization", "name": initiative.organisation.name},
        "spatialCoverage": initiative.place,
        "temporalCoverage": initiative.years,
        "about": [str(link.article) for link in initiative.article_links.all()],
        "datePublished": timezone.localdate(initiative.published_at).isoformat() if initiative.published_at else "",
        "isBasedOn": initiative.source_title + (f" ({initiative.source_year})" if initiative.source_year else ""),
    }
    text = json.dumps({name: value for name, value in data.items() if value}, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _header():
    return ["Titel", *(label for label, _ in FIELDS), "Publicerat i portalen", "Konstruerat exempel", "Adress"]


def _row(request, initiative):
    return [
        initiative.title,
        *(value_of(initiative) for _, value_of in FIELDS),
        timezone.localdate(initiative.published_at).isoformat(),
        "ja" if initiative.constructed else "nej",
        request.build_absolute_uri(initiative.get_absolute_url()),
    ]


def _file_name(ending):
    return f"initiativ-{timezone.localdate().isoformat()}.{ending}"
