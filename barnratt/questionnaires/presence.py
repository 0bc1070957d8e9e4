"""Who is in which field of a response right now. It is told again and again, and means nothing a moment later."""

import datetime
from typing import NamedTuple

from django.contrib.auth import get_user_model
from django.db import connection
from django.utils import timezone

from barnratt.questionnaires.models import Presence

# The page tells every twenty seconds, so one that was lost on the way does no harm.
LASTS = datetime.timedelta(seconds=45)


class Here(NamedTuple):
    address: str
    text: str


def be_here(response, address, *, by):
    """
    Tell that a person is in a field, or with "" in none, and hear who the others are: [Here].

    One statement, since it goes with every save. It is no event of the log, and is forgotten.
    """
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, [response.pk, by.pk, address, now, response.pk, by.pk, now - LASTS])
        return [Here(there, f"{name} skriver här just nu.") for there, name in cursor.fetchall()]


def forget():
    """Take away what means nothing any more. Returns how many."""
    return Presence.objects.filter(seen_at__lt=timezone.now() - LASTS).delete()[0]


STATEMENT = f"""
    WITH mine AS (
        INSERT INTO {Presence._meta.db_table} (response_id, person_id, address, seen_at)
        VALUES (%s, %s, %s, %s)
        ON CONFLICT (response_id, person_id) DO UPDATE SET address = EXCLUDED.address, seen_at = EXCLUDED.seen_at
    )
    SELECT presence.address, person.name
    FROM {Presence._meta.db_table} presence
    JOIN {get_user_model()._meta.db_table} person ON person.id = presence.person_id
    WHERE presence.response_id = %s AND presence.person_id <> %s AND presence.seen_at >= %s AND presence.address <> ''
    ORDER BY presence.address, person.name, person.id
"""  # noqa: S608  (only the names of our own tables)
