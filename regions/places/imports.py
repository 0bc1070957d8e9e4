"""Places and organisations in spreadsheets: how they are named, and the registers themselves."""

from barnratt.imports.names import Names
from regions.places.models import County, Municipality, Organisation


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
