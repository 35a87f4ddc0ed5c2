"""Reading a page over the network: what is refused, what is capped, what is sent. No test connects to anything."""

import gzip
import itertools
import ssl
import zlib
from collections.abc import Callable, Iterator

import httpcore
import httpx
import pytest

from icpctl.errors import IcpctlError, UsageError
from icpctl.footer import fetching
from icpctl.footer.addresses import is_public
from icpctl.footer.fetching import Fetched, FetchError, fetch
from icpctl.footer.pinning import Backend, PinnedTransport

PUBLIC = "93.184.216.34"
Answer = Callable[[httpx.Request], httpx.Response]


def get(answer: Answer, url: str = "http://example.com/", names: dict[str, list[str]] | None = None, **more: object) -> Fetched:
    def resolve(host: str, port: int) -> list[str]:
        return (names or {}).get(host, [PUBLIC])

    return fetch(url, resolve=resolve, transport=lambda *_: httpx.MockTransport(answer), **more)


def html(body: bytes = b"<p>x", **headers: str) -> httpx.Response:
    return httpx.Response(200, headers={"content-type": "text/html", **headers}, stream=Pieces([body]))


class Pieces(httpx.SyncByteStream):
    def __init__(self, pieces: Iterator[bytes] | list[bytes]) -> None:
        self.pieces, self.given = pieces, 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.pieces:
            self.given += len(piece)
            yield piece


def test_a_page_and_what_was_asked_for() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return html(**{"set-cookie": "a=b; Path=/"}) if len(seen) > 1 else redirect("/home")

    came = get(answer, "https://Example.COM:443/a?b=c#d")
    assert (came.body, came.content_type, came.url) == (b"<p>x", "text/html", "https://example.com/home")
    assert [str(r.url) for r in seen] == ["https://example.com/a?b=c", "https://example.com/home"]
    for request in seen:
        assert request.method == "GET"
        assert set(request.headers) == {"host", "connection", "user-agent", "accept", "accept-encoding"}
        assert request.headers["user-agent"].startswith("icpctl/")


def redirect(to: str, **headers: str) -> httpx.Response:
    return httpx.Response(302, headers={"location": to, **headers})


def test_no_cookie_goes_from_one_request_to_the_next() -> None:
    seen: list[str | None] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("cookie"))
        return redirect(f"/{len(seen)}", **{"set-cookie": "a=b; Path=/"}) if len(seen) < 4 else html()

    get(answer)
    assert seen == [None] * 4


def test_nothing_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://proxy.example.net:3128")
    assert get(lambda _: html()).body == b"<p>x"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/",
        "file:///etc/passwd",
        "gopher://example.com/",
        "http://",
        "http://user@example.com/",
        "http://user:word@example.com/",
        "http:///user@example.com/",
        "http:\\\\user@example.com/",
        "http://exa mple.com/%",
        "http://[::1/",
        "http://" + "a" * 3000,
        "http://-a.com/",
        "javascript:alert(1)",
    ],
)
def test_addresses_that_are_none(url: str) -> None:
    with pytest.raises(IcpctlError) as refused:
        get(lambda _: html(), url, {"example.commple.com": ["127.0.0.1"], "exa": ["127.0.0.1"]})
    assert refused.value.exit_code in (2, 3)


def test_the_host_is_the_one_that_browsers_see() -> None:
    for url in ("http://example.com\\@127.0.0.1/", "http:///example.com/", "http:/\\example.com/", "\thttp://exam\nple.com/ "):
        assert get(lambda r: html(str(r.url.host).encode()), url).body == b"example.com"


@pytest.mark.parametrize("port", ["8080", "22", "0", "65536", "443", "80 ", "８０"])
def test_only_the_ports_of_the_web(port: str) -> None:
    if port.strip() == "80":
        return
    with pytest.raises(UsageError):
        get(lambda _: html(), f"http://example.com:{port}/")


PRIVATE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0",  # noqa: S104
    "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.0.1",
    "192.0.2.1", "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0",
    "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "2002:7f00:1::", "64:ff9b::7f00:1", "2001:db8::1",
    "2001::1", "::7f00:1", "localhost", "", "example.com",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_of_inner_networks_are_not_public(address: str) -> None:
    assert not is_public(address)
    with pytest.raises(FetchError) as refused:
        get(lambda _: html(), names={"example.com": [PUBLIC, address]})
    assert refused.value.key == "page_private"


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


def test_an_unknown_host() -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise OSError

    with pytest.raises(FetchError) as refused:
        fetch("http://example.com/", resolve=resolve)
    assert refused.value.key == "page_unknown_host"
    with pytest.raises(FetchError):
        get(lambda _: html(), names={"example.com": []})


@pytest.mark.parametrize(
    ("to", "key"),
    [
        ("http://inner.example.net/", "page_private"),
        ("//inner.example.net/", "page_private"),
        ("https://inner.example.net:443/", "page_private"),
        ("http://example.com:8080/", "page_redirect_to"),
        ("ftp://example.com/", "page_redirect_to"),
        ("file:///etc/passwd", "page_redirect_to"),
        ("javascript:x", "page_redirect_to"),
        ("http://user@example.com/", "page_redirect_to"),
    ],
)
def test_each_redirect_is_checked_anew(to: str, key: str) -> None:
    with pytest.raises(FetchError) as refused:
        get(lambda r: html() if r.url.host != "example.com" else redirect(to), names={"inner.example.net": ["10.0.0.7"]})
    assert refused.value.key == key


def test_a_redirect_loop_ends() -> None:
    count = itertools.count()
    with pytest.raises(FetchError) as refused:
        get(lambda _: redirect(f"/{next(count)}"))
    assert refused.value.key == "page_redirects"
    assert next(count) == fetching.MOST_REDIRECTS + 1


def test_relative_redirects_lead_where_browsers_go() -> None:
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return {1: redirect("b/c"), 2: redirect("?d"), 3: redirect("/e")}.get(len(asked)) or html()

    get(answer, "http://example.com/a/x")
    assert asked[1] == "http://example.com/a/b/c"
    assert asked[3] == "http://example.com/e"


def test_an_endless_body_ends() -> None:
    body = Pieces(b"x" * 65536 for _ in itertools.count())
    with pytest.raises(FetchError) as refused:
        get(lambda _: httpx.Response(200, stream=body))
    assert refused.value.key == "page_too_big"
    assert body.given <= fetching.MOST_BYTES + 2 * 65536


@pytest.mark.parametrize("way", ["gzip", "deflate", "x-gzip"])
def test_a_small_answer_cannot_become_a_large_one(way: str) -> None:
    packed = zlib.compress(bytes(50_000_000)) if way == "deflate" else gzip.compress(bytes(50_000_000))
    with pytest.raises(FetchError) as refused:
        get(lambda _: html(packed, **{"content-encoding": way}))
    assert refused.value.key == "page_too_big"


def test_packed_pages_are_unpacked() -> None:
    text = "<p>苏ICP备2023000001号-1".encode() * 50
    assert get(lambda _: html(gzip.compress(text), **{"content-encoding": "gzip"})).body == text
    assert get(lambda _: html(zlib.compress(text), **{"content-encoding": "deflate"})).body == text


@pytest.mark.parametrize("way", ["br", "zstd", "gzip, gzip", "compress"])
def test_other_packings_are_refused(way: str) -> None:
    with pytest.raises(FetchError) as refused:
        get(lambda _: html(b"x", **{"content-encoding": way}))
    assert refused.value.key == "page_packed"


def test_broken_packing_is_refused() -> None:
    with pytest.raises(FetchError) as refused:
        get(lambda _: html(b"no gzip", **{"content-encoding": "gzip"}))
    assert refused.value.key == "page_packed"


def test_a_body_that_drips_ends_at_its_time() -> None:
    now = itertools.count()
    body = Pieces(b"x" for _ in itertools.count())
    with pytest.raises(FetchError) as refused:
        get(lambda _: httpx.Response(200, stream=body), clock=lambda: float(next(now)))
    assert refused.value.key == "page_timeout"
    assert body.given < 30


@pytest.mark.parametrize("status", [201, 204, 304, 400, 403, 404, 500, 503])
def test_an_answer_that_is_no_page(status: int) -> None:
    with pytest.raises(FetchError) as refused:
        get(lambda _: httpx.Response(status))
    assert refused.value.key == "page_status"
    assert str(status) in refused.value.text()


@pytest.mark.parametrize("kind", ["image/png", "application/pdf", "application/json"])
def test_what_is_not_a_page(kind: str) -> None:
    with pytest.raises(FetchError) as refused:
        get(lambda _: httpx.Response(200, headers={"content-type": kind}, content=b"x"))
    assert refused.value.key == "page_type"


def test_one_retry_and_no_more() -> None:
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(1)
        if len(asked) == 1:
            raise httpx.ConnectError("refused")
        return html()

    assert get(answer).body == b"<p>x"

    def never(request: httpx.Request) -> httpx.Response:
        asked.append(1)
        raise httpx.ConnectError("refused")

    asked.clear()
    with pytest.raises(FetchError) as refused:
        get(never)
    assert (refused.value.key, len(asked)) == ("page_unreachable", 2)


def test_a_wrong_certificate_is_named_and_not_tried_again() -> None:
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(1)
        fault = ssl.SSLCertVerificationError(1, "x")
        fault.verify_message = "certificate has expired"
        raise httpx.ConnectError("x") from fault

    with pytest.raises(FetchError) as refused:
        get(answer, "https://example.com/")
    assert refused.value.key == "page_certificate"
    assert "certificate has expired" in refused.value.text()
    assert asked == [1]


def test_a_timeout() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("x")

    with pytest.raises(FetchError) as refused:
        get(answer)
    assert refused.value.key == "page_timeout"


# --- the connection itself ---


class Recorded(httpcore.NetworkBackend):
    """Answers each connection with given bytes and remembers where it went."""

    def __init__(self, answer: list[bytes], fails: int = 0) -> None:
        self.went: list[tuple[str, int]] = []
        self.names: list[str | None] = []
        self.answer, self.fails = answer, fails

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: object = None, socket_options: object = None
    ) -> httpcore.NetworkStream:
        self.went.append((host, port))
        if len(self.went) <= self.fails:
            raise httpcore.ConnectError("refused")
        return Named(list(self.answer), self.names)


class Named(httpcore.MockStream):
    def __init__(self, answer: list[bytes], names: list[str | None]) -> None:
        super().__init__(answer)
        self.names = names

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        assert ssl_context.verify_mode is ssl.CERT_REQUIRED
        assert ssl_context.check_hostname
        self.names.append(server_hostname)
        return self


OK = [b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi"]


def over(inner: Recorded, url: str = "https://example.com/", left: float = 10, addresses: tuple[str, ...] = (PUBLIC,)) -> Fetched:
    def make(host: str, found: list[str], ends: float) -> httpx.BaseTransport:
        return PinnedTransport(host, found, ends, Backend(host, found, left, inner, clock=lambda: 0.0))

    return fetch(url, resolve=lambda *_: list(addresses), transport=make)


def test_the_connection_goes_to_the_checked_address_under_the_name() -> None:
    inner = Recorded(OK)
    assert over(inner).body == b"hi"
    assert inner.went == [(PUBLIC, 443)]
    assert inner.names == ["example.com"]


def test_the_second_address_is_tried() -> None:
    inner = Recorded(OK, fails=1)
    assert over(inner, addresses=(PUBLIC, "8.8.8.8")).body == b"hi"
    assert inner.went == [(PUBLIC, 443), ("8.8.8.8", 443)]


def test_no_other_host_is_connected_to() -> None:
    backend = Backend("example.com", [PUBLIC], 10, Recorded(OK), clock=lambda: 0.0)
    with pytest.raises(httpcore.ConnectError):
        backend.connect_tcp("inner.example.net", 80)
    with pytest.raises(httpcore.ConnectError):
        backend.connect_unix_socket("/run/docker.sock")


def test_headers_that_drip_end_at_their_time() -> None:
    now = itertools.count()
    drips = Recorded([b"HTTP/1.1 200 OK\r\n", *[b"x"] * 500])
    backend = Backend("example.com", [PUBLIC], 20, drips, clock=lambda: float(next(now)))
    with (
        pytest.raises(httpx.TimeoutException),
        httpx.Client(transport=PinnedTransport("example.com", [PUBLIC], 20, backend)) as client,
    ):
        client.get("http://example.com/")
    assert next(now) < 40


@pytest.mark.parametrize("answer", [[b"\x00garbage\r\n\r\n"], [b""], [b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhi", b""]])
def test_garbage_is_a_page_that_cannot_be_reached(answer: list[bytes]) -> None:
    with pytest.raises(FetchError) as refused:
        over(Recorded(answer), "http://example.com/")
    assert refused.value.key == "page_unreachable"
