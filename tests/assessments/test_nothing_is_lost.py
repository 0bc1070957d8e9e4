"""
Every save that the portal has said is done is there afterwards.

Two people write in the same step of one assessment while the server is killed (kill -9) at any moment, answers are cut
off on their way, and sessions end. A real server and the tests' own database. `make soak` makes a thousand edits each.
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

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, connections
from django.test import Client

from barnratt.accounts.models import Role
from barnratt.questionnaires.models import Response
from tests import databases
from tests.assessments.factories import board, make_assessment
from tests.factories import MembershipFactory
from tests.soak import SOAK

EDITS, KILLS, PAUSE = (1000, 60, (1, 8)) if SOAK else (25, 1, (0.2, 1))
COMMON, OWN = "vilka_barn", ("arende", "motivering")
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
    """Somebody who writes a number in an own field again and again, and now and then a line in the common one.

    said: the last number that the portal has said is saved. unsure: those sent after it, without an answer. lines: what
    the portal has said is in the common field.
    """

    def __init__(self, server, assessment, user, own, seed):
        super().__init__()
        self.server, self.user, self.own = server, user, own
        self.page = f"/provningar/{assessment.pk}/steg/avstamning/"
        self.random, self.cookie = random.Random(seed), ""
        self.said, self.unsure, self.lines, self.edits, self.cut, self.signed_in, self.fault = 0, [], [], 0, 0, 0, None

    def run(self):
        try:
            base = ""
            while self.edits < EDITS:
                number = self.edits + 1
                if self.random.random() < 0.1:
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
            before = self.value(COMMON)
            if line in before.split("\n"):
                break  # saved, though the answer never came
            if self.save(COMMON, f"{before}\n{line}".strip(), before):
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


@pytest.mark.django_db(transaction=True)
def test_every_save_that_was_said_to_be_done_is_there_afterwards():
    authority = board()
    made = make_assessment(authority)
    Response.objects.filter(pk=made.response_id).update(answers=made.response.answers | {"barn_berors": "direkt"})
    server, killings = Server(connection.settings_dict["NAME"]), random.Random(7)
    people = [MembershipFactory(organisation=authority, role=Role.MEMBER).user for _ in OWN]
    editors = [Editor(server, made, *each) for each in zip(people, OWN, range(len(OWN)), strict=True)]
    for editor in editors:
        editor.sign_in()
    server.start()
    killed = 0
    try:
        for editor in editors:
            editor.start()
        while any(editor.is_alive() for editor in editors):
            least = min(editor.edits for editor in editors)
            if killed < KILLS and least > EDITS * (killed + 1) / (KILLS + 2):
                time.sleep(killings.uniform(*PAUSE) / 10)
                server.kill()
                killed += 1
                if killed % 2:
                    Session.objects.all().delete()
                server.start()
            time.sleep(0.02)
    finally:
        server.kill()
        for editor in editors:
            editor.join(30)
    for editor in editors:
        if editor.fault:
            raise editor.fault
    assert killed == KILLS
    assert any(editor.cut for editor in editors)
    assert any(editor.signed_in > 1 for editor in editors)
    answers = Response.objects.get(pk=made.response_id).answers
    for editor in editors:
        assert answers[editor.own] in {f"nummer {number}" for number in (editor.said, *editor.unsure)}
        assert set(editor.lines) <= set(answers[COMMON].split("\n"))
    lines = answers[COMMON].split("\n")
    assert len(lines) == len(set(lines)) == sum(len(editor.lines) for editor in editors)
