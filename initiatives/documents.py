"""The catalogue in other forms than a page: JSON, a table, Atom and JSON-LD."""

import json

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed

from barnratt.core.tables import Column, Table
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


def catalogue_table(request, selection, initiatives):
    """The entries of a selection, all that is told of each."""
    chosen = "; ".join(f"{chip.facet}: {chip.label}" for chip in selection.chips)
    columns = [
        Column("Titel", lambda initiative: initiative.title, width=45),
        *(Column(label, value_of, width=60 if label == "Sammanfattning" else 24) for label, value_of in FIELDS),
        Column("Publicerat i portalen", lambda initiative: timezone.localdate(initiative.published_at)),
        Column("Konstruerat exempel", lambda initiative: initiative.constructed),
        Column("Adress", lambda initiative: request.build_absolute_uri(initiative.get_absolute_url()), width=40),
    ]
    told = [
        ("Sökord", selection.text or "inga"),
        ("Filter", chosen or "inga"),
        ("Adress", request.build_absolute_uri(reverse("initiatives:catalogue") + selection.url())),
        ("Att tänka på", LISTED_IS_NOT_RECOMMENDED),
    ]
    return Table("initiativ", "Initiativ", columns, initiatives, told)


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
