"""Starting the programs that are measured, asking them for pages, and what they take of the machine."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from django.conf import settings

from benchmarks.timing import timed


class Site:
    """A web server on this machine. Every request has a connection of its own, as visitors have."""

    def __init__(self, pid, port):
        self.pid = pid
        self.port = port

    def get(self, path, *, may_fail=False, cookie=""):
        connection = HTTPConnection("localhost", self.port, timeout=120)
        try:
            connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
            response = connection.getresponse()
            body = response.read()
        finally:
            connection.close()
        if response.status != 200 and not may_fail:
            raise RuntimeError(f"{path} gave {response.status}")
        return body

    def at_once(self, paths, clients):
        """(milliseconds of each request, seconds in all) with so many clients that each wait for their answer."""
        start = time.perf_counter()
        with ThreadPoolExecutor(clients) as pool:
            times = [milliseconds for milliseconds, _ in pool.map(lambda path: timed(self.get, path), paths)]
        return times, time.perf_counter() - start

    @property
    def processes(self):
        """The server's own process and its workers. Empty where there is no /proc."""
        family = [self.pid]
        for stat in sorted(Path("/proc").glob("[0-9]*/stat")):
            try:
                parent = int(stat.read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            if parent == self.pid:
                family.append(int(stat.parent.name))
        return family if Path("/proc").exists() else []

    def memory(self):
        """Megabytes: the largest worker with what it shares, and all processes with what is shared counted once."""
        workers = [_kilobytes(pid, "status", "VmRSS") for pid in self.processes[1:]]
        together = [_kilobytes(pid, "smaps_rollup", "Pss") for pid in self.processes]
        return {"worker": round(max(workers, default=0) / 1024), "together": round(sum(together) / 1024)}

    def processor_seconds(self):
        """What the server's processes have used of the processors so far. Not what PostgreSQL has used."""
        total = 0
        for pid in self.processes:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
        return total / os.sysconf("SC_CLK_TCK")


def _kilobytes(pid, file, name):
    for line in Path(f"/proc/{pid}/{file}").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    return 0


@contextmanager
def portal(database_url):
    """The portal as `make run` serves it, on the database at this address."""
    with _served(
        ["-m", "gunicorn", "barnratt.wsgi", "--bind", "localhost:{port}"], "/initiativ/", DATABASE_URL=database_url
    ) as site:
        yield site


@contextmanager
def datasette(file):
    """Datasette with its own default settings."""
    with _served(["-m", "datasette", "serve", str(file), "--host", "localhost", "--port", "{port}"], "/") as site:
        yield site


@contextmanager
def _served(command, first_page, **environ):
    port = _free_port()
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [sys.executable, *(part.format(port=port) for part in command)],
            cwd=settings.BASE_DIR,
            env=os.environ | environ,
            stdout=log,
            stderr=log,
        )
        try:
            site = Site(process.pid, port)
            _wait_until_ready(site, first_page, process)
            yield site
            if process.poll() is not None:
                raise RuntimeError("The server ended before it was asked to.")
        except (OSError, RuntimeError) as error:
            log.seek(0)
            raise RuntimeError(f"{error}\n{log.read().decode(errors='replace')[-2000:]}") from error
        finally:
            process.terminate()
            process.wait()


def _wait_until_ready(site, page, process):
    deadline = time.monotonic() + 60
    while True:
        try:
            site.get(page)
        except OSError:
            if process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.1)
                continue
            raise RuntimeError("The server did not start.") from None
        return


def _free_port():
    with socket.socket() as free:
        free.bind(("localhost", 0))
        return free.getsockname()[1]
