"""Doing several things at the same moment, each in a connection of its own. The test has to be transaction=True."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connections


def at_once(*calls):
    """What each call returned or raised, in the order of the calls."""
    start = threading.Barrier(len(calls), timeout=30)

    def run(call):
        try:
            start.wait()
            return call()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
