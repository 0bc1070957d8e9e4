"""Many people who write in questionnaires at once: an open loop, where a save is sent when its time has come, whatever
the others do."""

import json
import threading
import time
from html import unescape
from http.client import HTTPConnection
from typing import NamedTuple
from urllib.parse import urlencode

from benchmarks.timing import percentile

WRITERS, EACH = 50, 2.0  # people, and seconds between the saves of one of them
SECRET = "0123456789abcdefghijklmnopqrstuv"  # what a browser's cookie and its form have in common


class Writer(NamedTuple):
    """path: the page of the step. key: the question. cookie: of the session."""

    path: str
    key: str
    cookie: str


def save_at_once(site, writers, value_of, *, seconds):
    """
    {"p50", "p95", "requests", "failed"}; milliseconds from when a save should have been sent to its answer.

    value_of: takes the number of the turn and gives what is written then.
    """
    waits, failed, lock, start = [], [], threading.Lock(), time.perf_counter() + 6  # all have read the page by then

    def write(number, writer):
        said = _base(site, writer)
        for turn in range(int(seconds / EACH)):
            due = start + turn * EACH + number * EACH / len(writers)
            time.sleep(max(0, due - time.perf_counter()))
            value = value_of(turn)
            is_saved = _save(site, writer, value, said)
            wait = (time.perf_counter() - due) * 1000
            with lock:
                (waits if is_saved else failed).append(wait)
            said = value if is_saved else said

    threads = [threading.Thread(target=write, args=one) for one in enumerate(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    p50, p95 = (round(percentile(waits, share), 1) for share in (0.5, 0.95))
    return {"p50": p50, "p95": p95, "requests": len(waits), "failed": len(failed)}


def _base(site, writer):
    page = site.get(writer.path, cookie=writer.cookie).decode()
    return json.loads(unescape(page.split('name="bas" value="', 1)[1].split('"', 1)[0]))[writer.key]


def _save(site, writer, value, base):
    key = writer.key
    fields = {"csrfmiddlewaretoken": SECRET, "falt": key, "bas": json.dumps({key: base}), key: value}
    connection = HTTPConnection("localhost", site.port, timeout=60)
    headers = {"Cookie": f"{writer.cookie}; csrftoken={SECRET}", "Accept": "application/json",
               "Content-Type": "application/x-www-form-urlencoded"}  # fmt: skip
    try:
        connection.request("POST", f"{writer.path}spara/", urlencode(fields), headers)
        answer = connection.getresponse()
        text = answer.read()
    finally:
        connection.close()
    return answer.status == 200 and key in json.loads(text)["saved"]
