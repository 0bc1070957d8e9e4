"""People who write in a questionnaire while the server is killed (kill -9), answers are cut off and sessions end.

A real server and the tests' own database: what the portal has said is saved has to be there afterwards.
"""

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from html.parser import HTMLParser
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connections
from django.test import Client

from tests import databases

SECRET = "0123456789abcdefghijklmnopqrstuv"  # what the browser's cookie and the form's field have in common


class Server:
    """gunicorn as `make run` starts it, which can be killed with all its processes and started again."""

    def __init__(self, database):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.environment = databases.environment_for(database) | {"DATABASE_POOL_SIZE": "0"}
        self.process = None

    def start(self):
        command = [sys.executable, "-m", "gunicorn", "barnratt.wsgi", "--bind", f"127.0.0.1:{self.port}"]
        self.process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=self.environment, start_new_session=True, stderr=subprocess.DEVNULL
        )

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Form(HTMLParser):
    """What the step's page has in its text fields and in `bas`."""

    def __init__(self, text):
        super().__init__()
        self.values, self.inside = {}, None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "textarea":
            self.inside = found["name"]
            self.values[self.inside] = ""
        elif tag == "input" and found.get("name") == "bas":
            self.values["bas"] = found["value"]

    def handle_data(self, data):
        if self.inside:
            self.values[self.inside] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.inside = None


class Editor(threading.Thread):
    """Somebody who writes a number in an own field of a step again and again, and now and then a line in a common one.

    page: the address of the step. common: the field that several write in, if there is one. said: the last number that
    the portal has said is saved. unsure: those sent after it, without an answer. lines: what the portal has said is in
    the common field.
    """

    def __init__(self, server, page, user, own, seed, *, edits, common=""):
        super().__init__()
        self.server, self.page, self.user, self.own = server, page, user, own
        self.wanted, self.common = edits, common
        self.random, self.cookie = random.Random(seed), ""
        self.said, self.unsure, self.lines, self.edits, self.cut, self.signed_in, self.fault = 0, [], [], 0, 0, 0, None
        self.may_end = threading.Event()

    def run(self):
        try:
            base = ""
            while self.edits < self.wanted:
                number = self.edits + 1
                if number == self.wanted:
                    self.may_end.wait()
                if self.common and self.random.random() < 0.1:
                    self.write_line(f"{self.own}-{number}")
                elif self.save(self.own, f"nummer {number}", base):
                    base, self.said, self.unsure = f"nummer {number}", number, []
                else:
                    # Not told that it is saved: perhaps it is. What stands there is what one goes on from.
                    self.unsure.append(number)
                    base = self.value(self.own)
                    continue
                self.edits = number
        except BaseException as error:  # shown by the test, which waits in another thread
            self.fault = error
        finally:
            connections.close_all()

    def write_line(self, line):
        """Add a line to what both write in, on top of whatever is there, until the portal says that it is."""
        while True:
            before = self.value(self.common)
            if line in before.split("\n"):
                break  # saved, though the answer never came
            if self.save(self.common, f"{before}\n{line}".strip(), before):
                break
        self.lines.append(line)

    def save(self, address, value, base):
        """Whether the portal says that it is saved."""
        fields = {"csrfmiddlewaretoken": SECRET, "falt": address, "bas": json.dumps({address: base}), address: value}
        answer = self.ask("POST", f"{self.page}spara/", urlencode(fields), cut=self.random.random() < 0.08)
        return answer is not None and address in json.loads(answer)["saved"]

    def value(self, address):
        """What stands in a field now."""
        while (answer := self.ask("GET", self.page)) is None:
            pass
        return json.loads(Form(answer).values["bas"])[address].replace("\r\n", "\n")

    def ask(self, method, path, body=None, *, cut=False):
        """The answer, or None when there is none to trust: cut off, no server, no session."""
        asking = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        headers = {"Cookie": f"session={self.cookie}; csrftoken={SECRET}", "Accept": "application/json"}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            asking.request(method, path, body, headers)
            if cut:
                time.sleep(self.random.random() / 50)
                asking.sock.close()
                self.cut += 1
                return None
            answer = asking.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
            return None
        finally:
            asking.close()
        if answer.status == 200 and (method == "GET" or answer.getheader("Content-Type") == "application/json"):
            return text
        assert answer.status in (200, 302, 401, 403), (answer.status, text[:500])
        self.sign_in()
        return None

    def sign_in(self):
        client = Client()
        client.force_login(self.user)
        self.cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.signed_in += 1


def write_while_killed(server, editors, *, edits, kills, pause, seed):
    """Let editors write while the server is killed so many times, and sessions end. Raises what an editor raised.

    Nobody makes the last edit before the last kill, so everybody meets a new server and an ended session.
    """
    killings, killed = random.Random(seed), 0
    for editor in editors:
        editor.sign_in()
    server.start()
    try:
        for editor in editors:
            editor.start()
        while any(editor.is_alive() for editor in editors):
            done = sum(editor.edits for editor in editors)
            if killed < kills and done > edits * len(editors) * (killed + 1) / (kills + 2):
                time.sleep(killings.uniform(*pause) / 10)
                server.kill()
                killed += 1
                if killed % 2:
                    Session.objects.all().delete()
                server.start()
            if killed == kills or any(editor.fault for editor in editors):
                for editor in editors:
                    editor.may_end.set()
            time.sleep(0.02)
    finally:
        server.kill()
        for editor in editors:
            editor.join(30)
    for editor in editors:
        if editor.fault:
            raise editor.fault
    assert killed == kills
    assert any(editor.cut for editor in editors)
    assert all(editor.signed_in > 1 for editor in editors)
