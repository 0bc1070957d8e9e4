"""The open data, described once, for the page /api/ and the OpenAPI document. A test holds the answers to it."""

from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.decorators import login_not_required

from barnratt.core.open_data import MOST as MOST_A_MINUTE
from barnratt.core.open_data import open_data
from barnratt.core.templatetags.swedish import number as in_swedish
from regions.statistics.models import Indicator, Observation
from regions.statistics.open_data import MOST

VERSION = "1.0"
INTRODUCTION = (
    "Öppna data från Barnrättsportalen: statistik om barn och katalogen över initiativ. Ingen nyckel behövs. "
    f"Från en adress går {MOST_A_MINUTE} frågor i minuten bra. Svaren är JSON i UTF-8 och får läsas av sidor på andra "
    "webbplatser. Skicka tillbaka ETag i If-None-Match, så blir svaret kort (304) när inget har ändrats."
)
CREDIT = (
    "Ange källan som den står i credit vid varje datamängd, till exempel ”Källa: Kolada”, tillsammans med dagen då "
    "uppgifterna hämtades."
)


def text(description, **more):
    return {"type": "string", "description": description, **more}


def whole(description, **more):
    return {"type": "integer", "description": description, **more}


def number(description):
    return {"type": ["number", "null"], "description": description}


def yes_or_no(description):
    return {"type": "boolean", "description": description}


def text_or_null(description, **more):
    return {"type": ["string", "null"], "description": description, **more}


def a_list(items, description):
    return {"type": "array", "items": items, "description": description}


def an_object(properties, description=""):
    """All of its properties are always there, and no others."""
    told = {"description": description} if description else {}
    return {
        "type": "object", "properties": properties, "required": list(properties), "additionalProperties": False, **told
    }  # fmt: skip


INDICATOR = an_object({
    "key": text("nyckeltalets nyckel, den som observationer efterfrågas med"),
    "title": text("källans namn på nyckeltalet"),
    "label": text("portalens korta namn"),
    "unit": text("enhet"),
    "definition": text("källans definition"),
    "direction": text("portalens bedömning av vad som är bättre", enum=Indicator.Direction.values),
    "age_group": text("ålder, eller total"),
    "divided_by_sex": yes_or_no("om källan har värden för flickor och pojkar"),
    "theme": text_or_null("barnrättskommitténs tema"),
    "articles": a_list(whole("artikel"), "artiklar i barnkonventionen som nyckeltalet rör, enligt portalens bedömning"),
    "is_count": yes_or_no("om det är ett antal, som får summeras; andelar och medel får inte det"),
    "source": text("källa"),
    "has_ended": yes_or_no("om källan har slutat redovisa det"),
    "replaced_by": text_or_null("nyckeln till det nyckeltal som har ersatt det"),
})  # fmt: skip
AREA = an_object({
    "code": text("00 är riket, två siffror ett län, fyra en kommun"),
    "name": text("namn"),
    "level": text("nivå", enum=["country", "county", "municipality"]),
    "county": text_or_null("kommunens län"),
})  # fmt: skip
OBSERVATION = an_object({
    "indicator": text("nyckeltal"),
    "area": text("områdeskod"),
    "area_name": text("områdets namn"),
    "year": whole("år"),
    "sex": text("T är alla, K flickor och kvinnor, M pojkar och män", enum=Observation.Sex.values),
    "age_group": text("ålder, eller total"),
    "birth_region": text("födelseregion", enum=Observation.BirthRegion.values),
    "value": number("värdet, eller null när det inte finns; null är aldrig noll"),
    "status": text(
        "vad värdet är, eller varför det saknas: missing (uppgift saknas), not_applicable (ej tillämpligt) och "
        "suppressed (sekretess) är tre olika skäl",
        enum=Observation.Status.values,
    ),
    "count": number("antalet bakom en andel, där källan har det"),
    "denominator": number("antalet som andelen gäller, där källan har det"),
    "low": number("osäkerhetsintervallets undre gräns, där källan har det"),
    "high": number("osäkerhetsintervallets övre gräns, där källan har det"),
    "dataset": text("nyckeln till datamängden"),
})  # fmt: skip
DATASET = an_object({
    "key": text("datamängdens nyckel"),
    "title": text("namn"),
    "credit": text("så ska källan anges"),
    "retrieved": text("när uppgifterna hämtades: dag, månad eller år"),
    "licence": text("villkor"),
    "constructed": yes_or_no("om uppgifterna är påhittade för att visa hur portalen fungerar"),
})  # fmt: skip
STATUSES = an_object({status.value: text("på svenska") for status in Observation.Status}, "varje status på svenska")
INITIATIVE = an_object({
    "slug": text("kort namn, det sista i adressen"),
    "title": text("titel"),
    "url": text("adressen till initiativets sida", format="uri"),
    "summary": text("sammanfattning"),
    "organisation": text("den som har gjort det"),
    "county": text_or_null("län"),
    "county_codes": a_list(text("länskod"), "länens koder"),
    "municipality": text_or_null("kommun"),
    "municipality_codes": a_list(text("kommunkod"), "kommunernas koder"),
    "scope": text("omfattning"),
    "kind": text("slag"),
    "status": text("hur långt arbetet har kommit"),
    "years": text_or_null("år"),
    "articles": a_list(whole("artikel"), "artiklar i barnkonventionen"),
    "review": text("hur uppgifterna är granskade"),
    "evidence": text_or_null("hur resultatet är känt"),
    "confirmed": text_or_null("när uppgifterna senast bekräftades", format="date"),
    "needs_confirmation": yes_or_no("om uppgifterna behöver bekräftas"),
    "published": text("när det publicerades i portalen", format="date"),
    "source": text("källa"),
    "source_year": text_or_null("källans år"),
    "constructed": yes_or_no("om exemplet är påhittat"),
})  # fmt: skip
OPTION = an_object({
    "value": text("värdet i adressen"),
    "label": text("vad det heter"),
    "count": whole("antal initiativ"),
    "selected": yes_or_no("om det är valt"),
})  # fmt: skip
FACETS = {
    "type": "object",
    "description": "filter med antal, efter adressens namn",
    "additionalProperties": a_list(OPTION, "filtrets val"),
}
ERROR = an_object({"error": text("vad som är fel, på svenska")})
SCHEMAS = {
    "Nyckeltal": INDICATOR, "Område": AREA, "Observation": OBSERVATION, "Datamängd": DATASET, "Initiativ": INITIATIVE,
    "Fel": ERROR,
}  # fmt: skip


class Parameter(NamedTuple):
    name: str
    description: str
    schema: dict
    is_required: bool = False
    is_repeated: bool = False


class Endpoint(NamedTuple):
    """examples: (what it asks for, the query)."""

    path: str
    name: str
    title: str
    description: str
    parameters: list
    answer: dict
    examples: list


def _named(name):
    return {"$ref": f"#/components/schemas/{name}"}


ENDPOINTS = [
    Endpoint(
        "/api/nyckeltal/",
        "nyckeltal",
        "Nyckeltal",
        "Allt som mäts, med definition, enhet och källa.",
        [],
        an_object({"indicators": a_list(_named("Nyckeltal"), "nyckeltalen, efter tema")}),
        [("Alla nyckeltal", "")],
    ),
    Endpoint(
        "/api/omraden/",
        "omraden",
        "Områden",
        "Riket, länen och dagens kommuner med sina koder.",
        [],
        an_object({"areas": a_list(_named("Område"), "riket först, sedan länen och kommunerna")}),
        [("Alla områden", "")],
    ),
    Endpoint(
        "/api/observationer/",
        "observationer",
        "Observationer",
        f"Värden för nyckeltal i områden. En fråga får rymma högst {in_swedish(MOST)} värden: nyckeltal gånger "
        "områden, år, kön och födelseregioner. Bara det som en källa har sagt något om finns med; ett år utan rad är "
        "okänt, inte noll.",
        [
            Parameter("nyckeltal", "nyckeltalets nyckel", {"type": "string"}, True, True),
            Parameter(
                "omrade", "områdets kod, eller lan för alla län och kommuner för alla kommuner", {"type": "string"},
                True, True,
            ),
            Parameter("fran", "första året; annars det första som finns", {"type": "integer"}),
            Parameter("till", "sista året; annars det sista som finns", {"type": "integer"}),
            Parameter(
                "kon", "T, K eller M; annars alla tre", {"type": "string", "enum": Observation.Sex.values}, False, True
            ),
            Parameter(
                "fodelseregion", "total, sweden eller abroad; annars total",
                {"type": "string", "enum": Observation.BirthRegion.values}, False, True,
            ),
        ],
        an_object({
            "observations": a_list(_named("Observation"), "värdena"),
            "datasets": a_list(_named("Datamängd"), "vad värdena kommer ur"),
            "statuses": STATUSES,
        }),
        [
            ("Låg ekonomisk standard i riket och Dalarnas län", "nyckeltal=N66077&omrade=00&omrade=20&kon=T"),
            ("Behörighet till yrkesprogram i alla län från 2020", "nyckeltal=N15428&omrade=lan&fran=2020"),
        ],
    ),
    Endpoint(
        "/initiativ/",
        "initiativ",
        "Initiativ",
        "Katalogen, en sida i taget. Samma adress som för människor, med format=json.",
        [
            Parameter("format", "json", {"type": "string", "enum": ["json"]}, True),
            Parameter("q", "sökord", {"type": "string"}),
            Parameter("lan", "länskod", {"type": "string"}, False, True),
            Parameter("kommun", "kommunkod", {"type": "string"}, False, True),
            Parameter("artikel", "artikel i barnkonventionen", {"type": "integer"}, False, True),
            Parameter("sida", "sida, från 1", {"type": "integer"}),
        ],
        an_object({
            "total": whole("antal initiativ i urvalet"),
            "page": whole("sidan"),
            "pages": whole("antal sidor"),
            "notes": a_list(text("anmärkning"), "vad i adressen som inte gick att förstå"),
            "results": a_list(_named("Initiativ"), "sidans initiativ"),
            "facets": FACETS,
        }),
        [("Initiativ från Dalarnas län", "format=json&lan=20"), ("Initiativ om artikel 12", "format=json&artikel=12")],
    ),
]  # fmt: skip


def openapi():
    """The OpenAPI 3.1 document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Barnrättsportalens öppna data",
            "version": VERSION,
            "description": f"{INTRODUCTION} {CREDIT}",
        },
        "servers": [{"url": settings.PORTAL_URL}],
        "paths": {endpoint.path: {"get": _operation(endpoint)} for endpoint in ENDPOINTS},
        "components": {"schemas": SCHEMAS},
    }


def _operation(endpoint):
    return {
        "operationId": endpoint.name,
        "summary": endpoint.title,
        "description": endpoint.description,
        "parameters": [_parameter(one) for one in endpoint.parameters],
        "responses": {
            "200": _response("svaret", endpoint.answer),
            "400": _response("frågan går inte att förstå", _named("Fel")),
            "429": _response("för många frågor", _named("Fel")),
        },
    }


def _parameter(one):
    schema = {"type": "array", "items": one.schema} if one.is_repeated else one.schema
    told = {"style": "form", "explode": True} if one.is_repeated else {}
    return {
        "name": one.name, "in": "query", "required": one.is_required, "description": one.description, "schema": schema,
        **told,
    }  # fmt: skip


def _response(description, schema):
    return {"description": description, "content": {"application/json": {"schema": schema}}}


@login_not_required
@open_data(None)
def openapi_file(request):
    return openapi()
