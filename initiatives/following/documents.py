"""Collections, the answers about use and what is missing, as tables."""

from django.utils import timezone

from barnratt.core.tables import Column, Table, address_column
from initiatives.following.models import UseCount

NO_LONGER_SHOWN = "Initiativet är inte längre publicerat"
SOURCE = "Barnrättsportalen, svar på initiativens sidor"
WHOLE = "Hela landet"
ABOUT_COLLECTIONS = "Antal samlingar är hur många samlingar som har med initiativet den dag då uppgifterna hämtas."
# What the numbers of use are, beside every table of them.
ABOUT_USE = [
    "Talen är antal svar på frågan ”Hade du nytta av initiativet?” på initiativens sidor. Svaren är inte personer: "
    "samma person kan svara flera gånger, och de flesta som läser svarar inte.",
    "Inget om den som svarar sparas, bara hur många svar som kommit varje månad. Är svaren få kan den som vet vilka "
    "som använder ett initiativ ändå gissa vem som har svarat. "
    "Sprid därför inte enstaka svar om ett enskilt initiativ.",
    "Få svar säger lite. Räkna inte andelar på färre än tio svar.",
    "Ett initiativ som hör till flera län räknas i vart och ett av dem, och det som gäller hela landet räknas inte i "
    "något län. Summera därför inte länen.",
    "Hur många gånger ett initiativ har visats räknas inte, eftersom portalen inte mäter vad någon läser.",
]


def collection_table(request, collection, held):
    """The entries of a collection, with its owner's notes. held: (item, entry or None where it is no longer shown)."""

    def told(value_of):
        return lambda row: value_of(row[2]) if row[2] else ""

    columns = [
        Column("Ordning", lambda row: row[0], "position", 10),
        Column("Titel", lambda row: row[2].title if row[2] else NO_LONGER_SHOWN, "title", 45),
        Column("Organisation", told(lambda initiative: initiative.organisation.name), "organisation", 36),
        Column("Plats", told(lambda initiative: initiative.place), "place"),
        Column("Slag", told(lambda initiative: initiative.kind.label), "kind"),
        Column("Anteckning", lambda row: row[1].note, "note", 60),
        Column("Sparat", lambda row: timezone.localdate(row[1].added_at), "saved", 12),
        Column("Konstruerat exempel", told(lambda initiative: initiative.constructed), "constructed", 12),
        Column("Adress", told(lambda one: request.build_absolute_uri(one.get_absolute_url())), "url", 40),
    ]
    rows = [(number, item, initiative) for number, (item, initiative) in enumerate(held, 1)]
    return Table("samling", collection.title, columns, rows)


def collections_table(request, collections):
    """The collections that a person sees: own ones, and those that are open to the own organisations."""
    columns = [
        Column("Samling", lambda collection: collection.title, "title", 45),
        Column("Av", lambda collection: str(collection.owner), "owner", 30),
        Column("Initiativ", lambda collection: collection.number, "initiatives", 10),
        Column("Vem kan se den", lambda collection: collection.get_access_display(), "access", 30),
        Column("Ändrad", lambda collection: timezone.localdate(collection.changed_at), "changed", 12),
        address_column(request),
    ]
    return Table("samlingar", "Samlingar", columns, collections)


def watch_table(request, shown):
    """What a person watches."""
    columns = [
        Column("Sökning", lambda one: one.name, "search", 60),
        Column("Brev", lambda one: one.watch.get_rhythm_display(), "rhythm", 20),
        Column("Började", lambda one: timezone.localdate(one.watch.created_at), "began", 12),
        Column("Adress", lambda one: request.build_absolute_uri(one.address), "url", 40),
    ]
    return Table("bevakningar", "Bevakningar", columns, shown)


def use_table(request, report, *, year, county):
    """The answers about use. A number never goes without its time and its place, so they are in every line."""

    def told(value_of):
        return lambda row: value_of(row.initiative) if row.initiative else ""

    today, place = timezone.localdate(), county.name if county else WHOLE
    columns = [
        Column("Initiativ", lambda row: row.initiative.title if row.initiative else NO_LONGER_SHOWN, "title", 45),
        Column("Organisation", told(lambda one: one.organisation.name if one.organisation else ""), "organisation", 45),
        *_answer_columns(),
        Column("Antal samlingar", lambda row: row.collections, "collections", 16),
        Column("Konstruerat exempel", told(lambda one: one.constructed), "constructed", 16),
        Column("Adress", told(lambda one: request.build_absolute_uri(one.get_absolute_url())), "url", 40),
        Column("År", lambda row: year, "year", 8),
        Column("Län", lambda row: place, "county", 16),
        Column("Hämtat", lambda row: today, "retrieved", 12),
    ]
    name = f"nytta-{year}-{county.code if county else 'hela-landet'}"
    return Table(name, "Svar", columns, report.rows, about_use(report, year=year, county=county)[1:])


def county_use_table(rows):
    """The answers of every year, by county: one row for each, also where there are none."""
    today = timezone.localdate()
    columns = [
        Column("År", lambda row: row.year, "year", 8),
        Column("Länskod", lambda row: row.county.code if row.county else "00", "county_code", 10),
        Column("Län", lambda row: row.county.name if row.county else WHOLE, "county", 24),
        *_answer_columns(),
        Column("Svar om konstruerade exempel", lambda row: row.constructed, "constructed", 16),
        Column("Initiativ med svar", lambda row: row.entries, "entries", 16),
        Column("Publicerade initiativ när uppgifterna hämtades", lambda row: row.published, "published", 18),
        Column("Hämtat", lambda row: today, "retrieved", 12),
    ]
    return Table("nytta-per-lan-och-ar", "Svar per län och år", columns, rows, about_county_use())


def _answer_columns():
    def answers(answer):
        return lambda row: row.answers.get(answer.value, 0)

    def purposes(purpose):
        return lambda row: row.purposes.get(purpose.value, 0)

    return [
        *(Column(f"Nytta: {each.label}", answers(each), f"use_{each.value}", 16) for each in UseCount.Answer),
        Column("Svar sammanlagt", lambda row: sum(row.answers.values()), "total", 16),
        *(
            Column(f"Till vad: {each.label}", purposes(each), f"for_{each.value or 'inte_angivet'}", 16)
            for each in UseCount.Purpose
        ),
    ]


def need_table(request, needs, *, county):
    """What is missing. Needs that ask for the same thing are one row."""
    columns = [
        Column("Vad som saknas", lambda group: group["words"], "words", 60),
        Column("Anmälningar", lambda group: group["number"], "number", 14),
        Column("Nya", lambda group: group["new"], "new", 10),
        Column("Senast", lambda group: timezone.localdate(group["latest"]), "latest", 12),
        Column("Län", lambda group: group["counties"], "counties", 30),
        Column("Adress", lambda group: request.build_absolute_uri(f"/behov/{group['pk']}/"), "url", 40),
    ]
    told = [
        ("Län", county.name if county else "alla som du ser"),
        ("Att tänka på", "Anmälningar är inte personer: samma person kan anmäla flera gånger."),
    ]
    return Table("det-som-saknas", "Det som saknas", columns, needs.iterator(), told)


def about_use(report, *, year, county):
    """(label, text): when the numbers were fetched, of what they are and what they do not say."""
    return [
        retrieved(),
        ("År", str(year)),
        ("Län", county.name if county else WHOLE),
        ("Antal svar", str(report.total)),
        ("Initiativ med svar", str(len(report.rows))),
        ("Publicerade initiativ när uppgifterna hämtades", str(report.published)),
        ("Källa", SOURCE),
        *(("Att tänka på", text) for text in [*ABOUT_USE, ABOUT_COLLECTIONS]),
    ]


def retrieved():
    return "Hämtat", timezone.localtime().strftime("%Y-%m-%d %H:%M")


def about_county_use():
    return [("Källa", SOURCE), *(("Att tänka på", text) for text in ABOUT_USE)]
