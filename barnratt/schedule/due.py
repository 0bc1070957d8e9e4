"""What the portal does by itself. Each task asks the database what is due, so that a night's stop costs nothing."""

import logging
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)

LOCK = 0x62617272  # any number of our own


def run_due(*, tell=lambda task, done: None):
    """Run every task of settings.DUE_TASKS once, in their order.

    A task is a function without arguments that returns how many things it did. One that fails does not stop the
    others. `tell(name, done)` is called after each. Returns the names of those that failed; None when another run is
    at work already.
    """
    with _alone() as alone:
        if not alone:
            return None
        failed = []
        for name in settings.DUE_TASKS:
            try:
                done = import_string(name)()
            except Exception:
                logger.exception("%s gick inte att köra.", name)
                failed.append(name)
            else:
                tell(name, done)
        return failed


@contextmanager
def _alone():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        alone = cursor.fetchone()[0]
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
