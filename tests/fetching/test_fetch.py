import gzip
import socket
import ssl
import time
import zlib

import pytest
import trustme
from hypothesis import example, given
from hypothesis import strategies as st

from barnratt.fetching.fetch import FetchFailed, Network, Problem, fetch
from tests.fetching.server import HOME, Server, page, redirect

LIMITS = {"limit_bytes": 10_000, "timeout_seconds": 5}


@pytest.fixture
def serve():
    servers = []

    def serve(answers, **options):
        servers.append(Server(answers, **options))
        return servers[-1]

    yield serve
    for server in servers:
        server.close()


def problem_of(url, **options):
    with pytest.raises(FetchFailed) as failed:
        fetch(url, **LIMITS | options)
    assert failed.value.reason == failed.value.problem.value
    return failed.value.problem


def test_a_page_is_fetched_and_told_who_asks(serve, settings):
    settings.PORTAL_URL = "https://portal.example"
    server = serve({"/en%20v%C3%A4g?fr%C3%A5ga=1": page("hej å".encode(), Content_Type="text/plain")})
    answer = fetch(server.url("/en väg?fråga=1#del"), network=server.network(), **LIMITS)
    assert (answer.status, answer.body.decode(), answer.headers["content-type"]) == (200, "hej å", "text/plain")
    (request,) = server.requests
    assert request.startswith("GET /en%20v%C3%A4g?fr%C3%A5ga=1 HTTP/1.1\r\n")
    assert f"Host: sida.example:{server.port}\r\n" in request
    assert "User-Agent: Barnrattsportalen (+https://portal.example/om/)\r\n" in request
    assert "Cookie" not in request


def test_what_has_not_changed_is_not_sent_again(serve):
    server = serve({"/": page(b"", "304 Not Modified")})
    when = "Sat, 21 Nov 2026 10:00:00 GMT"
    assert fetch(server.url(), if_modified_since=when, network=server.network(), **LIMITS).status == 304
    assert f"If-Modified-Since: {when}\r\n" in server.requests[0]


def test_an_answer_that_is_an_error_is_an_answer(serve):
    server = serve({"/": page(b"nej", "503 Service Unavailable")})
    assert fetch(server.url(), network=server.network(), **LIMITS).status == 503


def test_a_head_has_no_body(serve):
    server = serve({"/": page(b"")[:-2] + b"X: 1\r\n\r\n"})
    answer = fetch(server.url(), method="HEAD", network=server.network(), **LIMITS)
    assert (answer.status, answer.body) == (200, b"")
    assert server.requests[0].startswith("HEAD ")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "sida.example",
        "//sida.example/",
        "ftp://sida.example/",
        "file:///etc/passwd",
        "gopher://sida.example/",
        "javascript:alert(1)",
        "http:///",
        "http://",
        "http://:80/",
        "http://sida.example:99999/",
        "http://sida.example:http/",
        "http://user@sida.example/",
        "http://user:secret@sida.example/",
        "http://@sida.example/",
        "http://sida.example\\@127.0.0.1/",
        "http://sida.example/\r\nHost: 127.0.0.1",
        "http://si\tda.example/",
        "http://sida .example/",
        "http://sida..example/",
        "http://-/",
        "http://[::1/",
        "http://[fe80::1%25eth0]/",
        "http://[2a00:801::1%25eth0]/",
        f"http://{'a' * 300}.example/",
    ],
)
def test_what_is_not_a_plain_web_address_is_not_even_looked_up(url):
    def nobody_asks(host, port):
        raise AssertionError(host)

    assert problem_of(url, network=Network(resolve=nobody_asks)) == Problem.NOT_ALLOWED


@pytest.mark.parametrize("port", [0, 22, 25, 5432, 8080, 65535])
def test_only_the_ports_of_the_web_are_visited(port):
    def nobody_asks(host, port):
        raise AssertionError(host)

    assert problem_of(f"http://sida.example:{port}/", network=Network(resolve=nobody_asks)) == Problem.ANOTHER_PORT


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "0",
        "2130706433",  # 127.0.0.1 as one number
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "017700000001",
        "１２７.0.0.1",  # digits of another width
        "localhost",
        "localhost.",
        "LOCALHOST",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[fe80::1]",
        "10.0.0.1",
        "169.254.169.254",
        "2852039166",  # 169.254.169.254 as one number
        "0251.0376.0251.0376",
        "192.168.1.1",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
    ],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_addresses_of_this_machine_and_its_neighbours_are_refused_however_they_are_written(scheme, host):
    """With the system's own look-up. tests/conftest.py fails whatever tries to connect."""
    # On some systems the odd spellings are not addresses at all, which does as well.
    assert problem_of(f"{scheme}://{host}/") in (Problem.NOT_ALLOWED, Problem.NO_SUCH_NAME, Problem.UNREACHABLE)


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.1.2.3"],
        ["169.254.169.254"],
        ["::1"],
        ["::ffff:10.0.0.1"],
        ["8.8.8.8", "10.0.0.1"],  # one that is public does not help
        ["2001:4860:4860::8888", "fe80::1%eth0"],
        [],
    ],
)
def test_a_name_with_any_address_behind_a_wall_is_refused(addresses):
    network = Network(resolve=lambda host, port: addresses)
    assert problem_of("https://intranat.example/", network=network) == Problem.NOT_ALLOWED


@pytest.mark.parametrize("to", ["http://169.254.169.254/latest/", "//169.254.169.254/", "http://[::1]/", "file:///etc"])
def test_a_redirect_to_behind_a_wall_is_refused(serve, to):
    server = serve({"/": redirect(to)})
    # Addresses stand for themselves here, and port 80 is open as it is on the real network.
    own = server.network(
        resolve=lambda host, port: [HOME if host == "sida.example" else host], ports={server.port, 80, 443}
    )
    assert problem_of(server.url(), network=own) == Problem.NOT_ALLOWED
    assert len(server.requests) == 1


def test_a_name_that_changes_its_mind_after_the_check_gains_nothing(serve):
    server = serve({"/": page()})
    answers = iter([[HOME], ["10.0.0.1"], ["10.0.0.1"]])
    asked = []

    def rebinding(host, port):
        asked.append(host)
        return next(answers)

    network = server.network(resolve=rebinding)
    assert fetch(server.url(), network=network, **LIMITS).body == b"hej"
    assert asked == ["sida.example"]
    # Asked again, for the next page, it is checked again.
    assert problem_of(server.url(), network=network) == Problem.NOT_ALLOWED
    assert len(server.requests) == 1


def test_each_redirect_is_looked_up_and_checked_anew(serve):
    server = serve({"/": redirect("/nasta"), "/nasta": page()})
    answers = iter([[HOME], ["192.168.0.1"]])
    network = server.network(resolve=lambda host, port: next(answers))
    assert problem_of(server.url(), network=network) == Problem.NOT_ALLOWED
    assert len(server.requests) == 1


def test_redirects_are_followed_and_the_last_address_is_told(serve):
    server = serve({"/": redirect("vidare?a=å"), "/slut": page(b"framme")})
    server.answers["/vidare?a=%C3%A5"] = redirect(f"//annan.example:{server.port}/slut")
    answer = fetch(server.url(), network=server.network(), **LIMITS)
    assert (answer.body, answer.url) == (b"framme", server.url("/slut", host="annan.example"))


def test_a_redirect_without_a_place_is_an_answer(serve):
    server = serve({"/": page(b"", "302 Found")})
    assert fetch(server.url(), network=server.network(), **LIMITS).status == 302


@pytest.mark.parametrize(("hops", "arrives"), [(5, True), (6, False)])
def test_five_redirects_are_enough(serve, hops, arrives):
    server = serve({f"/{n}": redirect(f"/{n + 1}") for n in range(hops)} | {f"/{hops}": page()})
    if arrives:
        assert fetch(server.url("/0"), network=server.network(), **LIMITS).body == b"hej"
    else:
        assert problem_of(server.url("/0"), network=server.network()) == Problem.TOO_MANY_REDIRECTS


def test_a_redirect_to_itself_ends(serve):
    server = serve({"/": redirect("/")})
    assert problem_of(server.url(), network=server.network()) == Problem.TOO_MANY_REDIRECTS
    assert len(server.requests) == 6


def test_a_long_body_fails_or_is_cut(serve):
    server = serve({"/": page(b"a" * 10_001)})
    assert problem_of(server.url(), network=server.network()) == Problem.TOO_LARGE
    answer = fetch(server.url(), network=server.network(), may_cut=True, **LIMITS)
    assert (len(answer.body), answer.was_cut) == (10_000, True)
    assert not fetch(server.url(), network=server.network(), **LIMITS | {"limit_bytes": 10_001}).was_cut


def test_who_wants_the_status_alone_reads_no_body(serve):
    server = serve({"/": page(b"a" * 1000, Content_Encoding="br")})
    answer = fetch(server.url(), network=server.network(), limit_bytes=0, may_cut=True, timeout_seconds=5)
    assert (answer.status, answer.body, answer.was_cut) == (200, b"", True)


def endless(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connection.sendall(b"a" * 65536)


def endless_header(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.sendall(b"X-Lang: " + b"a" * 65536)


def endless_continue(connection):
    while True:
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")


@pytest.mark.parametrize("answer", [endless, endless_header, endless_continue])
def test_an_endless_answer_ends(serve, answer):
    server = serve({"/": answer})
    assert problem_of(server.url(), network=server.network()) in (Problem.TOO_LARGE, Problem.BROKEN)


def one_byte_at_a_time(start):
    def answer(connection):
        connection.sendall(start)
        while True:
            time.sleep(0.05)
            connection.sendall(b"a")

    return answer


def silent(connection):
    time.sleep(10)


SLOW = {
    "nothing": silent,
    "the first line": one_byte_at_a_time(b""),
    "a header": one_byte_at_a_time(b"HTTP/1.1 200 OK\r\nX: "),
    "the body": one_byte_at_a_time(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n"),
}


@pytest.mark.parametrize("what", SLOW)
def test_a_slow_server_is_left_when_time_is_out(serve, what):
    server = serve({"/": SLOW[what]})
    start = time.monotonic()
    assert problem_of(server.url(), network=server.network(), timeout_seconds=0.5) == Problem.TIMEOUT
    assert time.monotonic() - start < 3


def test_redirects_share_the_time(serve):
    def slow(connection):
        time.sleep(0.3)
        connection.sendall(redirect("/"))

    server = serve({"/": slow})
    assert problem_of(server.url(), network=server.network(), timeout_seconds=0.8) == Problem.TIMEOUT


def test_a_slow_name_server_is_left_when_time_is_out():
    network = Network(resolve=lambda host, port: time.sleep(10))
    start = time.monotonic()
    assert problem_of("http://sida.example/", network=network, timeout_seconds=0.3) == Problem.TIMEOUT
    assert time.monotonic() - start < 3


def test_a_body_is_unfolded(serve):
    body = gzip.compress(b"ett ", mtime=0) + gzip.compress(b"och ett till")
    server = serve({"/": page(body, Content_Encoding="gzip")})
    assert fetch(server.url(), network=server.network(), **LIMITS).body == b"ett och ett till"


def test_a_small_body_that_unfolds_to_a_huge_one_is_stopped(serve):
    bomb = zlib.compressobj(9, wbits=31)
    body = b"".join(bomb.compress(b"\0" * 1_000_000) for _ in range(50)) + bomb.flush()
    assert len(body) < 60_000
    server = serve({"/": page(body, Content_Encoding="gzip")})
    assert problem_of(server.url(), network=server.network()) == Problem.TOO_LARGE
    answer = fetch(server.url(), network=server.network(), may_cut=True, **LIMITS)
    assert (len(answer.body), answer.was_cut) == (10_000, True)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"hej\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhej",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nhej",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        page(b"inte packad", Content_Encoding="gzip"),
        page(gzip.compress(b"avklippt", mtime=0)[:-4], Content_Encoding="gzip"),
        page(b"", Content_Encoding="gzip"),
        page(b"hej", Content_Encoding="br"),
    ],
)
def test_an_answer_that_makes_no_sense_is_told(serve, answer):
    server = serve({"/": answer})
    assert problem_of(server.url(), network=server.network()) == Problem.BROKEN


def test_the_next_address_of_a_name_is_tried_when_the_first_is_silent(serve):
    server = serve({"/": page()})
    both = server.network(
        resolve=lambda host, port: ["::1", HOME], may_reach=lambda address: True
    )  # nothing listens on the first
    assert fetch(server.url(), network=both, **LIMITS).body == b"hej"


def test_nobody_home_and_no_such_name(serve):
    server = serve({})
    server.close()
    assert problem_of(server.url(), network=server.network()) == Problem.UNREACHABLE

    def fails(code):
        def resolve(host, port):
            raise socket.gaierror(code, "fel")

        return Network(resolve=resolve)

    assert problem_of("http://finns-inte.example/", network=fails(socket.EAI_NONAME)) == Problem.NO_SUCH_NAME
    assert problem_of("http://sida.example/", network=fails(socket.EAI_AGAIN)) == Problem.UNREACHABLE


def test_proxies_of_the_environment_are_not_used(serve, monkeypatch):
    proxy, server = serve({}), serve({"/": page()})
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, proxy.url(host=HOME))
    assert fetch(server.url(), network=server.network(), **LIMITS).body == b"hej"
    assert proxy.requests == []


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture
def secure(authority, serve):
    """A server with a certificate for the name, and a network that trusts its maker."""

    def secure(name):
        theirs, ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
        authority.issue_cert(name).configure_cert(theirs)
        authority.configure_trust(ours)
        server = serve({"/": page()}, tls=theirs)
        server.names = []
        theirs.sni_callback = lambda socket, name, context: server.names.append(name)
        return server, server.network(certificates=lambda: ours)

    return secure


def test_the_certificate_is_checked_against_the_name_though_the_connection_goes_to_an_address(secure):
    server, network = secure("sida.example")
    assert fetch(server.url(scheme="https"), network=network, **LIMITS).body == b"hej"
    assert server.names == ["sida.example"]
    assert f"Host: sida.example:{server.port}\r\n" in server.requests[0]


def test_a_certificate_for_another_name_is_not_trusted(secure):
    server, network = secure("annan.example")
    assert problem_of(server.url(scheme="https"), network=network) == Problem.CERTIFICATE
    assert server.requests == []


def test_a_certificate_by_somebody_unknown_is_not_trusted(secure):
    server, _ = secure("sida.example")
    assert problem_of(server.url(scheme="https"), network=server.network()) == Problem.CERTIFICATE


def test_a_name_with_swedish_letters_is_asked_for_as_the_network_spells_it(serve):
    server = serve({"/": page()})
    asked = []
    network = server.network(resolve=lambda host, port: asked.append(host) or [HOME])
    fetch(server.url(host="Räksmörgås.example."), network=network, **LIMITS)
    assert asked == ["xn--rksmrgs-5wao1o.example"]
    assert "Host: xn--rksmrgs-5wao1o.example:" in server.requests[0]


@given(st.text(max_size=80) | st.text(max_size=60).map(lambda text: f"http://{text}"))
@example("http://[")
@example("http://\udcff/")
@example("https://a.example/\udcff")
def test_no_text_gives_another_error_than_the_one_that_is_told(text):
    with pytest.raises(FetchFailed):
        fetch(text, network=Network(resolve=lambda host, port: ["10.0.0.1"]), **LIMITS)


@given(st.text(max_size=60))
@example("http://[")
def test_no_redirect_gives_another_error_than_the_one_that_is_told(to):
    server = Server({"/": redirect(to)})
    try:
        answer = fetch(server.url(), network=server.network(), **LIMITS)
    except FetchFailed:
        pass
    else:
        # To a page that the server does not have, or a line break that ended the header.
        assert answer.status in (302, 404)
    finally:
        server.close()
