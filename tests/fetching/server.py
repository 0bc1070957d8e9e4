"""A web server on this machine that says what a test tells it to, byte by byte, and a network where only it exists."""

import contextlib
import socket
import threading

from barnratt.fetching.fetch import Network

HOME = "127.0.0.1"


class Server:
    """`answers` are {path: bytes or function(connection)}; `requests` are what was asked, as text."""

    def __init__(self, answers, tls=None):
        self.answers = answers
        self.requests = []
        self.tls = tls
        self.door = socket.create_server((HOME, 0))
        self.port = self.door.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                connection, _ = self.door.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=[connection], daemon=True).start()

    def _answer(self, connection):
        with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            stack.callback(connection.close)
            if self.tls:
                connection = stack.enter_context(self.tls.wrap_socket(connection, server_side=True))
            request = b""
            while b"\r\n\r\n" not in request:
                request += connection.recv(4096)
            self.requests.append(request.decode())
            answer = self.answers.get(request.split()[1].decode(), b"HTTP/1.1 404 Not Found\r\n\r\n")
            if callable(answer):
                answer(connection)
            else:
                connection.sendall(answer)

    def url(self, path="/", host="sida.example", scheme="http"):
        return f"{scheme}://{host}:{self.port}{path}"

    def close(self):
        with contextlib.suppress(OSError):
            self.door.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits at it
        self.door.close()

    def network(self, **others):
        """A network in which every name is this machine, and this server's port is an ordinary one."""
        ours = {"resolve": lambda host, port: [HOME], "may_reach": lambda address: address == HOME}
        return Network(**ours | {"ports": frozenset([self.port])} | others)


def page(body=b"hej", status="200 OK", **headers):
    """A whole answer, as bytes. Header names have _ for -."""
    headers = {"Content-Length": len(body)} | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body


def redirect(to):
    return page(b"", "302 Found", Location=to)
