from django.conf import settings
from django.db import IntegrityError, transaction

from assessments.yearbook import queries
from assessments.yearbook.models import Release
from barnratt.audit.actions import record
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken


@transaction.atomic
def release(authority, year, *, by):
    """Hand over an authority's yearbook of a year that has ended, once and for all, without what is kept back."""
    if not queries.is_closed(year):
        raise RuleBroken(f"Barnbokslutet för {year} kan lämnas ut när året är slut.")
    numbers = queries.counted(authority, year)
    if not numbers.total:
        raise RuleBroken(f"Ni började inga prövningar {year}, så det finns inget att lämna ut.")
    if numbers.constructed and not settings.DEMO:
        raise RuleBroken("Bland prövningarna finns påhittade exempel. Ett bokslut med dem kan inte lämnas ut.")
    kept = queries.as_json(queries.released_numbers(numbers))
    try:
        with transaction.atomic():
            made = Release.objects.create(
                authority=authority, year=year, numbers=kept, constructed=bool(numbers.constructed),
                by=by, by_name=str(by),
            )  # fmt: skip
    except IntegrityError as error:
        raise RuleBroken(f"Barnbokslutet för {year} är redan utlämnat.") from error
    record(AuditEvent.Type.YEARBOOK_RELEASED, made, by=by, after={"authority": authority.key, "year": year})
    return made
