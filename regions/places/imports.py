"""Places and organisations in spreadsheets: how they are named, and the registers themselves."""

from django.utils import timezone
from django.utils.text import slugify

from barnratt.audit.actions import record_many
from barnratt.audit.models import AuditEvent
from barnratt.core.copying import create_many
from barnratt.imports import kinds, values
from barnratt.imports.kinds import Column, Kind, at_most, named, several
from barnratt.imports.names import Names, choices
from barnratt.imports.values import Fault
from regions.places.models import (
    County,
    Municipality,
    MunicipalityGroup,
    MunicipalityYear,
    Organisation,
    OrganisationContact,
)

# In Swedish law these are authorities of their own; a municipality or region is the legal person behind several.
AUTHORITIES = {Organisation.Kind.LOCAL_BOARD, Organisation.Kind.COUNTY_BOARD, Organisation.Kind.AGENCY}

# What the catalogue finds an organisation's entries by.
FOUND_BY = {"name", "short_name", "also_called", "formerly_called", "kind"}


def municipality_names():
    """Municipalities by name or code. An old code or name leads to the municipality that is there now."""
    places = {place.code: place for place in Municipality.objects.all()}
    names = {}
    for place in places.values():
        current = place
        while current.valid_to and current.successor_id:
            current = places[current.successor_id]
        if current.valid_to is None:
            names.setdefault(current.code, set()).update({place.code, place.name, place.short_name, place.display_name})
    return Names(
        [(code, f"{places[code].short_name} ({code})", found) for code, found in sorted(names.items())],
        none="ingen kommun",
        endings=("kommun", "stad", "region"),
    )


def county_names():
    return Names(
        [(county.code, county.name, [county.code, county.short_name]) for county in County.objects.order_by("code")],
        none="inget län",
        endings=("län",),
    )


def county_of():
    """{municipality code: county code}"""
    return dict(Municipality.objects.values_list("code", "county_id"))


def organisation_names():
    """Organisations by every name they go or have gone by, their key and their number."""
    found = Organisation.objects.order_by("pk")
    return Names(
        [(one.pk, one.name, [*one.names, one.key, *filter(None, [one.org_number])]) for one in found],
        none="ingen organisation i registret",
    )


def _choice(cls):
    return dict(cls.choices)


def _org_number(kind, cell):
    found = values.line(cell)
    if found is None:
        return None
    digits = found.replace("-", "").replace(" ", "").removeprefix("16")
    if len(digits) != 10 or not digits.isdecimal():
        raise Fault(f"{values.quoted(cell)} är inget organisationsnummer. Det har tio siffror, som 212000-2338.")
    return f"{digits[:6]}-{digits[6:]}"


def _key(kind, cell):
    found = values.line(cell)
    if found is not None and slugify(found) != found:
        raise Fault(f"{values.quoted(cell)} är ingen nyckel. Lämna cellen tom för en ny organisation.")
    return found


class OrganisationKind(Kind):
    key, label, one, many = "organisations", "Organisationer", "organisation", "organisationer"
    help_text = "En organisation på varje rad. Den som redan finns känns igen på sin nyckel eller sitt namn."

    name = Column(
        "Namn",
        at_most(150, kinds.line),
        required=True,
        aliases=("organisation", "organisationens namn", "huvudman", "myndighet"),
        example="Exempelföreningen",
    )
    kind = Column(
        "Slag",
        named("kind_names"),
        required=True,
        shown=lambda kind, value: _choice(Organisation.Kind)[value],
        choices=lambda kind: list(_choice(Organisation.Kind).values()),
        aliases=("typ", "organisationstyp", "slag av organisation"),
        example="civilsamhälle",
    )
    short_name = Column("Kort namn", at_most(80, kinds.line), aliases=("förkortning", "kortnamn"))
    parent = Column(
        "Tillhör",
        named("parent_names"),
        stored=lambda one: one.parent_id,
        shown=lambda kind, value: kind.parent_names.label(value),
        aliases=("överordnad", "del av", "juridisk person"),
        help_text="För en nämnd: kommunen eller regionen. Ska finnas i registret redan.",
    )
    county = Column(
        "Län",
        named("county_names"),
        stored=lambda one: one.county_id,
        shown=lambda kind, value: kind.county_names.label(value),
        aliases=("länskod",),
        example="Gävleborgs län",
    )
    municipality = Column(
        "Kommun",
        named("municipality_names"),
        stored=lambda one: one.municipality_id,
        shown=lambda kind, value: kind.municipality_names.label(value),
        aliases=("ort", "kommunkod"),
        example="Gävle",
    )
    org_number = Column(
        "Organisationsnummer", _org_number, aliases=("org.nr", "orgnr", "org nr"), example="212000-2338"
    )
    also_called = Column(
        "Kallas också",
        several(at_most(150, kinds.line), in_order=True),
        aliases=("andra namn",),
        help_text="Skilj åt med semikolon.",
    )
    formerly_called = Column(
        "Hette förr",
        several(at_most(150, kinds.line), in_order=True),
        aliases=("tidigare namn",),
        help_text="Skilj åt med semikolon.",
    )
    register_key = Column(
        "Nyckel", _key, stored=lambda one: one.key, help_text="Står i filer som har hämtats här. Lämna tomt för en ny."
    )

    class Meta:
        model = Organisation

    def prepare(self):
        self.kind_names = choices(Organisation.Kind.choices, none="inget slag av organisation")
        self.parent_names, self.county_names = organisation_names(), county_names()
        self.municipality_names, self.county_of = municipality_names(), county_of()
        self.names_taken = dict(Organisation.objects.values_list("name", "pk"))

    def identity(self, row):
        if row.get("register_key"):
            return ("key", row["register_key"])
        return ("name", row["name"].casefold()) if row.get("name") else None

    def find(self, identities):
        keys = {value for by, value in identities if by == "key"}
        names = {value for by, value in identities if by == "name"}
        found = {("key", one.key): one for one in self.queryset().filter(key__in=keys)}
        if names:
            found |= {("name", one.name.casefold()): one for one in self.queryset() if one.name.casefold() in names}
        return found

    def complete(self, row, instance):
        if row.get("municipality") and not row.get("county"):
            row["county"] = self.county_of[row["municipality"]]

    def check(self, row, instance):
        faults = {}
        kind = row.get("kind") or getattr(instance, "kind", None)
        parent = row["parent"] if "parent" in row else getattr(instance, "parent_id", None)
        if kind == Organisation.Kind.LOCAL_BOARD and not parent:
            faults["parent"] = Fault("En nämnd tillhör en kommun eller region. Skriv vilken.")
        taken = self.names_taken.get(row.get("name"))
        if taken and taken != getattr(instance, "pk", None):
            faults["name"] = Fault("Det finns redan en organisation med det namnet, med en annan nyckel.")
        if row.get("municipality") and row.get("county") != self.county_of[row["municipality"]]:
            faults["county"] = Fault(
                "Kommunen ligger i ett annat län.", self.county_names.label(self.county_of[row["municipality"]])
            )
        return faults

    def name_of(self, row):
        return row.get("name") or row.get("register_key") or ""

    def create(self, rows, *, by):
        taken, made = set(Organisation.objects.values_list("key", flat=True)), []
        for row in rows:
            key = row.pop("register_key", None) or slugify(row["name"])[:70] or "organisation"
            base, number = key, 2
            while key in taken:
                key, number = f"{base}-{number}", number + 1
            taken.add(key)
            made.append(Organisation(key=key, is_authority=row["kind"] in AUTHORITIES, **_columns(row)))
        Organisation.objects.bulk_create(made, batch_size=1000)
        events = [(one, {}, {"name": one.name, "kind": one.kind}) for one in made]
        record_many(AuditEvent.Type.ORGANISATION_CREATED, events, by=by)
        return [one.pk for one in made]

    def change(self, changes, *, by):
        names, events = {"renamed_at"}, []
        for one, row in changes:
            events.append((one, {name: self.columns[name].get_value(one) for name in row}, row))
            for name, value in _columns(row).items():
                setattr(one, name, value)
                names.add(name)
            if FOUND_BY & set(row):
                one.renamed_at = timezone.now()
        Organisation.objects.bulk_update([one for one, _ in changes], sorted(names), batch_size=500)
        record_many(AuditEvent.Type.ORGANISATION_EDITED, events, by=by)

    def remove(self, instances, *, by):
        record_many(AuditEvent.Type.ORGANISATION_DELETED, [(one, {"name": one.name}, {}) for one in instances], by=by)
        super().remove(instances, by=by)


class ContactKind(Kind):
    key, label, one, many = "contacts", "Kontaktvägar", "kontaktväg", "kontaktvägar"
    help_text = "En funktion på varje rad, som ”Barnrättsstrateg”. Skriv aldrig en persons namn eller egna adress."
    identifiers = ("organisation", "role")
    is_keyed = True

    organisation = Column(
        "Organisation",
        named("organisation_names"),
        stored=lambda one: one.organisation_id,
        shown=lambda kind, value: kind.organisation_names.label(value),
        required=True,
        aliases=("huvudman", "myndighet", "organisationens namn"),
        example="Gävle kommun",
    )
    role = Column(
        "Funktion",
        at_most(100, kinds.line),
        required=True,
        aliases=("kontaktfunktion", "kontaktväg", "befattning"),
        example="Barnrättsstrateg",
    )
    email = Column(
        "Funktionsbrevlåda",
        kinds.email,
        aliases=("brevlåda", "funktionsadress", "e-post till funktionen"),
        example="barnratt@gavle.example",
    )
    phone = Column("Telefon", at_most(30, kinds.line), aliases=("telefonnummer", "växel", "tfn"))
    url = Column("Webbadress", kinds.web_address, aliases=("webbplats", "hemsida", "länk", "url"))

    class Meta:
        model = OrganisationContact

    def prepare(self):
        self.organisation_names = organisation_names()

    def find(self, identities):
        organisations, roles = {one for one, _ in identities}, {role for _, role in identities}
        found = self.queryset().filter(organisation__in=organisations, role__in=roles)
        return {(one.organisation_id, one.role): one for one in found}

    def check(self, row, instance):
        def now(name):
            return row[name] if name in row else getattr(instance, name, None)

        if any(now(name) for name in ("email", "phone", "url")):
            return {}
        return {"email": Fault("Skriv en funktionsbrevlåda, ett telefonnummer eller en webbadress.")}

    def name_of(self, row):
        organisation = self.organisation_names.label(row["organisation"]) if row.get("organisation") else ""
        return ", ".join(filter(None, [row.get("role"), organisation]))

    def create(self, rows, *, by):
        made = create_many([OrganisationContact(**_contact_columns(row)) for row in rows])
        self._tell([(one, {}, row) for one, row in zip(made, rows, strict=True)], by)
        return [one.pk for one in made]

    def change(self, changes, *, by):
        self._tell([(one, {name: self.columns[name].get_value(one) for name in row}, row) for one, row in changes], by)
        super().change([(one, _contact_columns(row)) for one, row in changes], by=by)

    def remove(self, instances, *, by):
        self._tell([(one, self.stored(one), {}) for one in instances], by)
        super().remove(instances, by=by)

    def _tell(self, events, by):
        """The log tells it of the organisation: the contact is a part of what is said of that."""
        organisations = Organisation.objects.in_bulk({contact.organisation_id for contact, _, _ in events})
        told = [
            (organisations[contact.organisation_id], {contact.role: before}, {contact.role: after})
            for contact, before, after in events
        ]
        record_many(AuditEvent.Type.ORGANISATION_EDITED, told, by=by)


def _contact_columns(row):
    return {
        "organisation_id" if name == "organisation" else name: value if name == "organisation" else value or ""
        for name, value in row.items()
    }


def _group(kind, cell):
    """A group by its code, its name, or both: "A2", "Landsbygdskommun", "C8 Landsbygdskommun"."""
    written = values.line(cell)
    code = written and written[:2].upper()
    return code if code in MunicipalityGroup.values else kind.group_names.find(cell)


class MunicipalityYearKind(Kind):
    key, label, one, many = "municipality-years", "Folkmängd och kommungrupp", "år", "år"
    help_text = "Ett år för en kommun på varje rad: folkmängden den 31 december, och SKR:s kommungrupp när den är ny."
    identifiers = ("municipality", "year")
    is_keyed = True

    municipality = Column(
        "Kommun",
        named("municipality_names"),
        stored=lambda one: one.municipality_id,
        shown=lambda kind, value: kind.municipality_names.label(value),
        required=True,
        aliases=("kommunkod", "kod", "kommunnamn", "område"),
        example="Gävle",
    )
    year = Column("År", kinds.year, required=True, aliases=("årtal", "mätår", "31 december"), example="2024")
    population = Column(
        "Folkmängd",
        kinds.whole,
        aliases=("invånare", "befolkning", "antal invånare", "folkmängd totalt"),
        example="103 000",
    )
    population_0_19 = Column(
        "Invånare 0–19 år", kinds.whole, aliases=("barn och unga", "0-19 år", "folkmängd 0-19 år"), example="23 000"
    )
    group_code = Column(
        "Kommungrupp",
        _group,
        shown=lambda kind, value: f"{value} {MunicipalityGroup(value).label}",
        choices=lambda kind: [f"{value} {label}" for value, label in MunicipalityGroup.choices],
        aliases=("kommungruppsindelning", "skr-grupp", "skr", "kommungrupp skr"),
        example="B3 Större stad",
    )

    class Meta:
        model = MunicipalityYear

    def prepare(self):
        self.municipality_names = municipality_names()
        self.group_names = choices(MunicipalityGroup.choices, none="ingen kommungrupp")

    def find(self, identities):
        places, years = {place for place, _ in identities}, {year for _, year in identities}
        found = self.queryset().filter(municipality__in=places, year__in=years)
        return {(one.municipality_id, one.year): one for one in found}

    def check(self, row, instance):
        def now(name):
            return row[name] if name in row else getattr(instance, name, None)

        everybody, children, faults = now("population"), now("population_0_19"), {}
        if everybody is None and children is None and not now("group_code"):
            faults["population"] = Fault("Skriv en folkmängd eller en kommungrupp.")
        elif everybody is None and children is not None:
            faults["population"] = Fault("Folkmängden behövs när invånarna 0–19 år anges.")
        elif everybody is not None and children is None:
            faults["population_0_19"] = Fault("Invånarna 0–19 år behövs när folkmängden anges.")
        elif children is not None and children > everybody:
            faults["population_0_19"] = Fault("Invånarna 0–19 år är fler än folkmängden.")
        faults |= {
            name: Fault("Ett antal invånare kan inte vara mindre än noll.")
            for name in ("population", "population_0_19")
            if (now(name) or 0) < 0
        }
        return faults

    def name_of(self, row):
        place = self.municipality_names.label(row["municipality"]) if row.get("municipality") else ""
        return ", ".join(str(told) for told in (place, row.get("year")) if told)

    def create(self, rows, *, by):
        made = create_many([MunicipalityYear(**_year_columns(row)) for row in rows])
        self._bring_up_to_date(made)
        return [one.pk for one in made]

    def change(self, changes, *, by):
        super().change([(one, _year_columns(row)) for one, row in changes], by=by)
        self._bring_up_to_date([one for one, _ in changes])

    def remove(self, instances, *, by):
        super().remove(instances, by=by)
        self._bring_up_to_date(instances)

    def _bring_up_to_date(self, years):
        Municipality.objects.filter(pk__in={one.municipality_id for one in years}).bring_up_to_date()


def _year_columns(row):
    return {
        "municipality_id" if name == "municipality" else name: (value or "") if name == "group_code" else value
        for name, value in row.items()
    }


def _columns(row):
    """The part of a row that the model has, as it has it."""
    columns = {}
    for name, value in row.items():
        if name in ("parent", "county", "municipality"):
            columns[f"{name}_id"] = value
        elif name in ("also_called", "formerly_called"):
            columns[name] = value or []
        elif name != "register_key":
            columns[name] = value or ""
    return columns
