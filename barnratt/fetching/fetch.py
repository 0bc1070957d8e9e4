"""Fetching what somebody else's address leads to, when that address was typed by anyone at all.

Only http and https to the open internet. A name is looked up once, every address it has must be public, and the
connection goes to the very address that was checked, so a name that changes its mind in between gains nothing. Each
redirect is checked anew. Time, size and what a compressed body unfolds to are all bounded. Proxies of the environment,
cookies and credentials are never used.
"""

import enum
import ipaddress
import queue
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import httpcore
from django.conf import settings
from django.utils.encoding import iri_to_uri

from barnratt.fetching.addresses import is_public

MOST_REDIRECTS = 5
MOST_ADDRESSES = 4  # of one name, tried in turn
ROOM_FOR_HEADERS = 256 * 1024
REDIRECTS = {301, 302, 303, 307, 308}
DEFAULT_PORTS = {"http": 80, "https": 443}
CONTROL = re.compile(r"[\x00-\x1f\x7f\\]")
HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_])?")
NAMES_NOTHING = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


class Problem(enum.Enum):
    """Why something could not be fetched, with what to tell people."""

    NOT_ALLOWED = "Adressen leder inte till en öppen webbplats på internet."
    ANOTHER_PORT = "Adressen har en port som portalen inte besöker."
    NO_SUCH_NAME = "Webbplatsens namn finns inte."
    UNREACHABLE = "Det gick inte att få kontakt med webbplatsen."
    CERTIFICATE = "Webbplatsens certifikat går inte att lita på."
    TIMEOUT = "Webbplatsen svarade inte i tid."
    TOO_LARGE = "Svaret är större än vad som får hämtas."
    TOO_MANY_REDIRECTS = "Webbplatsen skickar vidare för många gånger."
    BROKEN = "Webbplatsens svar gick inte att läsa."
    NOT_WANTED = "Webbplatsen vill inte att den besöks av program (robots.txt)."


class FetchFailed(Exception):
    """There is no answer. `reason` is a Swedish sentence."""

    def __init__(self, problem):
        super().__init__(problem.value)
        self.problem = problem
        self.reason = problem.value


@dataclass(frozen=True)
class Answer:
    """What the server said, whatever the status. `url` is where the redirects ended; header names are lower case."""

    status: int
    headers: dict
    body: bytes
    url: str
    was_cut: bool = False


def resolve(host, port):
    """The addresses of a name, as the system knows them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(address[0] for *_, address in found))


@cache
def trusted_certificates():
    """Those of the system, and Mozilla's where the system has none."""
    return httpcore.default_ssl_context()


@dataclass(frozen=True)
class Network:
    """The network as `fetch` sees it. Tests have one of their own; everything else uses the open internet."""

    resolve: Callable = resolve
    may_reach: Callable = is_public
    ports: frozenset = frozenset(DEFAULT_PORTS.values())
    certificates: Callable = trusted_certificates


OPEN_INTERNET = Network()


def fetch(
    url,
    *,
    limit_bytes,
    timeout_seconds,
    method="GET",
    accept="*/*",
    may_cut=False,
    if_modified_since="",
    may_follow=None,
    network=OPEN_INTERNET,
):
    """Fetch an address and return the Answer, also when its status is an error. Raises FetchFailed, and nothing else.

    The body may be `limit_bytes` long when unfolded. A longer one fails, or is cut off with `may_cut`; then 0 asks for
    the status alone. All of it, redirects included, takes at most `timeout_seconds`. if_modified_since: what the server
    itself said last (Last-Modified); it answers 304 when that still holds. may_follow: asked about each address that a
    redirect leads to, before it is visited.
    """
    limits = _Limits(time.monotonic() + timeout_seconds, limit_bytes, may_cut)
    headers = {"User-Agent": user_agent(), "Accept": accept, "Accept-Encoding": "gzip", "Connection": "close"}
    if if_modified_since:
        headers["If-Modified-Since"] = if_modified_since
    for _ in range(MOST_REDIRECTS + 1):
        answer = _ask(_read_address(url, network), method, headers, limits, network)
        if answer.status not in REDIRECTS or "location" not in answer.headers:
            return answer
        try:
            url = urljoin(answer.url, answer.headers["location"])
        except ValueError:
            raise FetchFailed(Problem.NOT_ALLOWED) from None
        if may_follow and not may_follow(url):
            raise FetchFailed(Problem.NOT_WANTED)
    raise FetchFailed(Problem.TOO_MANY_REDIRECTS)


def user_agent():
    """Who asks, with an address where those who wonder can read more."""
    return f"Barnrattsportalen (+{iri_to_uri(settings.PORTAL_URL)}/om/)"


class _Target(NamedTuple):
    """An address taken apart once; what is checked is what is used."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def host_header(self):
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self):
        return f"{self.scheme}://{self.host_header}{self.path}"


def _read_address(url, network):
    """The parts of an address. Raises FetchFailed for what is not a plain web address."""
    try:
        if CONTROL.search(url):
            raise ValueError("control character or backslash")
        parts = urlsplit(url)
        if parts.scheme not in DEFAULT_PORTS or "@" in parts.netloc:
            raise ValueError("not a plain web address")
        port = DEFAULT_PORTS[parts.scheme] if parts.port is None else parts.port
        path = iri_to_uri((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        target = _Target(parts.scheme, _read_host(parts.hostname or ""), port, path)
    except ValueError:  # UnicodeError, which names can raise, is one
        raise FetchFailed(Problem.NOT_ALLOWED) from None
    if port not in network.ports:
        raise FetchFailed(Problem.ANOTHER_PORT)
    return target


def _read_host(host):
    if ":" in host:
        if "%" in host:
            raise ValueError("an address on one of the machine's own networks")
        return str(ipaddress.IPv6Address(host))
    host = host.removesuffix(".").encode("idna").decode("ascii").lower()
    if not HOST.fullmatch(host):
        raise ValueError("not a host name")
    return host


@dataclass
class _Limits:
    deadline: float
    bytes: int
    may_cut: bool

    @property
    def wants_no_body(self):
        return self.may_cut and self.bytes == 0

    @property
    def seconds_left(self):
        """Raises FetchFailed when there are none."""
        if (left := self.deadline - time.monotonic()) <= 0:
            raise FetchFailed(Problem.TIMEOUT)
        return left


def _ask(target, method, headers, limits, network):
    """One request and its answer, without following anything."""
    backend = _CheckedBackend(network, limits)
    url = httpcore.URL(
        scheme=target.scheme.encode(), host=target.host.encode(), port=target.port, target=target.path.encode()
    )
    try:
        with (
            httpcore.ConnectionPool(ssl_context=network.certificates(), network_backend=backend) as pool,
            pool.stream(method, url, headers={"Host": target.host_header, **headers}) as response,
        ):
            found = _headers(response)
            is_redirect = response.status in REDIRECTS and "location" in found
            unread = is_redirect or method == "HEAD" or limits.wants_no_body
            body, was_cut = (b"", limits.wants_no_body) if unread else _body(response, found, limits)
    except httpcore.TimeoutException:
        raise FetchFailed(Problem.TIMEOUT) from None
    except httpcore.NetworkError:
        raise FetchFailed(Problem.UNREACHABLE) from None
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol, zlib.error):
        raise FetchFailed(Problem.BROKEN) from None
    return Answer(response.status, found, body, target.url, was_cut)


def _headers(response):
    headers = {}
    for name, value in response.headers:
        name, value = name.decode("latin-1").lower(), _text(value)
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def _text(value):
    """Headers are ASCII by the book; what is not, such as a place to go to, is most often UTF-8."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _body(response, headers, limits):
    """(the body unfolded, whether it was cut). Never holds more than the limit and one piece from the network."""
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "", "gzip", "x-gzip"):
        raise FetchFailed(Problem.BROKEN)
    unfolded = _Unfolded() if "gzip" in encoding else None
    body = bytearray()
    for piece in response.iter_stream():
        room = limits.bytes + 1 - len(body)
        body += unfolded.add(piece, room) if unfolded else piece[:room]
        if len(body) > limits.bytes:
            if limits.may_cut:
                return bytes(body[: limits.bytes]), True
            raise FetchFailed(Problem.TOO_LARGE)
    if unfolded and not unfolded.is_whole:
        raise FetchFailed(Problem.BROKEN)
    return bytes(body), False


@dataclass
class _Unfolded:
    """A gzip body, a piece at a time and never more than there is room for."""

    member: object = field(default_factory=lambda: zlib.decompressobj(wbits=31))

    @property
    def is_whole(self):
        return self.member.eof

    def add(self, piece, room):
        body = b""
        while piece and len(body) < room:
            if self.member.eof:  # a gzip file may hold several, one after another
                self.member = zlib.decompressobj(wbits=31)
            body += self.member.decompress(piece, room - len(body))
            piece = self.member.unused_data
        return body


class _CheckedBackend(httpcore.NetworkBackend):
    """Looks a name up once, checks every address it has, and connects to one of those."""

    def __init__(self, network, limits):
        self.network = network
        self.limits = limits

    def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):
        addresses = self._addresses(host, port)
        if not addresses or not all(map(self.network.may_reach, addresses)):
            raise FetchFailed(Problem.NOT_ALLOWED)
        addresses = addresses[:MOST_ADDRESSES]
        for tried, address in enumerate(addresses, 1):
            share = self.limits.seconds_left / (len(addresses) - tried + 1)
            try:
                stream = httpcore.SyncBackend().connect_tcp(address, port, timeout=share)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if tried == len(addresses):
                    raise
            else:
                return _LimitedStream(stream, self.limits)
        raise AssertionError("unreachable")

    def _addresses(self, host, port):
        """The system's own look-up has no time limit, so it is left behind in its thread when time is out."""
        found = queue.SimpleQueue()

        def look_up():
            try:
                found.put(self.network.resolve(host, port))
            except (OSError, UnicodeError) as error:
                found.put(error)

        threading.Thread(target=look_up, daemon=True).start()
        try:
            answer = found.get(timeout=self.limits.seconds_left)
        except queue.Empty:
            raise FetchFailed(Problem.TIMEOUT) from None
        if isinstance(answer, Exception):
            names_nothing = isinstance(answer, UnicodeError) or answer.errno in NAMES_NOTHING
            raise FetchFailed(Problem.NO_SUCH_NAME if names_nothing else Problem.UNREACHABLE) from None
        return answer


class _LimitedStream(httpcore.NetworkStream):
    """A connection on which nothing waits beyond the deadline, and no more is read than there is room for."""

    def __init__(self, stream, limits):
        self.stream = stream
        self.limits = limits
        self.read_bytes = 0

    def read(self, max_bytes, timeout=None):
        data = self.stream.read(max_bytes, timeout=self.limits.seconds_left)
        self.read_bytes += len(data)
        if self.read_bytes > self.limits.bytes + ROOM_FOR_HEADERS:
            raise FetchFailed(Problem.TOO_LARGE)
        return data

    def write(self, buffer, timeout=None):
        self.stream.write(buffer, timeout=self.limits.seconds_left)

    def start_tls(self, ssl_context, server_hostname=None, timeout=None):
        try:
            stream = self.stream.start_tls(ssl_context, server_hostname, timeout=self.limits.seconds_left)
        except httpcore.ConnectError as error:
            if isinstance(error.__cause__, ssl.SSLCertVerificationError):
                raise FetchFailed(Problem.CERTIFICATE) from None
            raise
        return _LimitedStream(stream, self.limits)

    def close(self):
        self.stream.close()

    def get_extra_info(self, info):
        return self.stream.get_extra_info(info)
