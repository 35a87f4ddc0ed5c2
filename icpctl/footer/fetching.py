"""Reading one page over the network: the only network call of the program besides those that the page of the manual names.

http and https on their own ports; every address of the host is looked up and checked before the connection, and the
connection goes to a checked address and nowhere else; redirects are followed by hand and each is checked anew; time, size and
number of redirects are capped; the certificate is checked; no cookies, no proxies, nothing of the user is sent.
"""

import contextlib
import re
import ssl
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from icpctl import __version__
from icpctl.errors import IcpctlError, UsageError
from icpctl.footer.addresses import ascii_host, is_public
from icpctl.footer.targets import WEB, target

if TYPE_CHECKING:
    import httpx

PORTS = {"http": 80, "https": 443}
CONNECT, WHOLE = 5.0, 15.0
MOST_BYTES = 2 * 1024 * 1024
MOST_REDIRECTS = 5
LONGEST_URL = 2000
_REDIRECTS = (301, 302, 303, 307, 308)
_TYPES = ("text/", "application/xhtml", "application/xml", "application/octet-stream")

Resolve = Callable[[str, int], list[str]]
Clock = Callable[[], float]
Transport = Callable[[str, list[str], float], "httpx.BaseTransport"]
"""(host, checked addresses, time at which everything ends) -> what makes the request."""


class FetchError(IcpctlError):
    """A page that cannot or must not be read; exit code 3."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came: bytes after unpacking, content type, the address it ended at, and the hosts on the way."""

    body: bytes
    content_type: str
    url: str
    hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A checked web address."""

    scheme: str
    host: str
    rest: str

    @property
    def url(self) -> str:
        """The address without its fragment."""
        return f"{self.scheme}://{self.host}{self.rest or '/'}"


def fetch(
    url: str, *, resolve: Resolve | None = None, transport: Transport | None = None, clock: Clock = time.monotonic
) -> Fetched:
    """One page. Raises UsageError for an address that is none, FetchError for all that keeps it from being read."""
    ends = clock() + WHOLE
    here = place(url)
    hosts: list[str] = []
    for _ in range(MOST_REDIRECTS + 1):
        hosts.append(here.host)
        addresses = checked(here, resolve or _resolve)
        answer = _once_more(here, addresses, transport or pinned, ends, clock)
        if isinstance(answer, Fetched):
            return Fetched(answer.body, answer.content_type, here.url, tuple(hosts))
        here = _next(here, answer)
    raise FetchError("page_redirects", url=url, most=MOST_REDIRECTS)


def place(url: str) -> Place:
    """A web address taken apart. Raises UsageError for other schemes and ports, for names and passwords in it, and for none."""
    text = url.strip()
    if len(text) > LONGEST_URL:
        raise UsageError("page_url", url=text[:60] + "...")
    where = target(text)
    authority = re.split(r"[/?#]", text.replace("\\", "/").partition(":")[2].lstrip("/"), maxsplit=1)[0]
    if where.scheme not in WEB or "@" in authority:
        raise UsageError("page_url", url=text[:80])
    host, port = (
        ascii_host(where.host),
        authority.rpartition("]")[2].rpartition(":")[2] if ":" in authority.rpartition("]")[2] else "",
    )
    if not host:
        raise UsageError("page_url", url=text[:80])
    if port and (not port.isascii() or not port.isdigit() or int(port) != PORTS[where.scheme]):
        raise UsageError("page_port", url=text[:80])
    rest = where.rest.partition("#")[0]
    return Place(where.scheme, host, rest if rest.startswith("/") else f"/{rest}")


def checked(here: Place, resolve: Resolve) -> list[str]:
    """The addresses of a host, when all of them are public. Raises FetchError."""
    try:
        found = resolve(here.host.strip("[]"), PORTS[here.scheme])
    except OSError as error:
        raise FetchError("page_unknown_host", host=here.host) from error
    if not found:
        raise FetchError("page_unknown_host", host=here.host)
    if not all(is_public(a) for a in found):
        raise FetchError("page_private", host=here.host)
    return found


def addresses_of(here: Place) -> list[str]:
    """The checked addresses of a place, looked up now."""
    return checked(here, _resolve)


def _resolve(host: str, port: int) -> list[str]:
    """The addresses of a name. The system may look for long; after the time for a connection nobody waits any more."""
    import socket
    import threading

    found: list[str] = []

    def look() -> None:
        with contextlib.suppress(OSError, UnicodeError):
            found.extend(str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))

    worker = threading.Thread(target=look, daemon=True)
    worker.start()
    worker.join(CONNECT)
    return list(dict.fromkeys(found))


def _next(here: Place, location: str) -> Place:
    """Where a redirect leads. Raises FetchError for what is no web address."""
    text = location.strip()
    if text.startswith("//"):
        text = f"{here.scheme}:{text}"
    elif not target(text).scheme:
        base = here.rest.partition("?")[0]
        text = f"{here.scheme}://{here.host}{text if text.startswith('/') else base.rpartition('/')[0] + '/' + text}"
    try:
        return place(text)
    except UsageError as error:
        raise FetchError("page_redirect_to", url=location.strip()[:80]) from error


def _once_more(here: Place, addresses: list[str], make: Transport, ends: float, clock: Clock) -> "Fetched | str":
    """The page or where it redirects to; a connection that fails is tried once more."""
    try:
        return _ask(here, addresses, make, ends, clock)
    except FetchError as error:
        if error.key != "page_unreachable" or clock() >= ends:
            raise
    return _ask(here, addresses, make, ends, clock)


def _ask(here: Place, addresses: list[str], make: Transport, ends: float, clock: Clock) -> "Fetched | str":
    httpx = _library()
    headers = {
        "User-Agent": f"icpctl/{__version__} (footer check)",
        "Accept": "text/html",
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }
    left = max(0.1, min(ends - clock(), CONNECT))
    times = dict.fromkeys(("connect", "read", "write", "pool"), left)
    try:
        # A transport of its own for each request and no client around it: no cookies, no proxies, no redirects of its own.
        request = httpx.Request("GET", here.url, headers=headers, extensions={"timeout": times})
        with make(here.host, addresses, ends) as transport, contextlib.closing(transport.handle_request(request)) as answer:
            return _answered(here, answer, ends, clock)
    except httpx.TimeoutException as error:
        raise FetchError("page_timeout", url=here.url, seconds=int(WHOLE)) from error
    except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, OSError, ValueError) as error:
        reason = _certificate(error)
        if reason:
            raise FetchError("page_certificate", host=here.host, reason=reason) from error
        if clock() >= ends:
            raise FetchError("page_timeout", url=here.url, seconds=int(WHOLE)) from error
        raise FetchError("page_unreachable", url=here.url, reason=type(error).__name__) from error


def _answered(here: Place, answer: "httpx.Response", ends: float, clock: Clock) -> "Fetched | str":
    if answer.status_code in _REDIRECTS and answer.headers.get("location"):
        return str(answer.headers["location"])
    if answer.status_code != 200:
        raise FetchError("page_status", url=here.url, status=answer.status_code)
    kind = answer.headers.get("content-type", "")
    if kind and not kind.lower().strip().startswith(_TYPES):
        raise FetchError("page_type", url=here.url, type=kind[:60])
    packed = answer.headers.get("content-encoding", "")
    return Fetched(_read(here, answer.iter_raw(), packed, ends, clock), kind, here.url, ())


def _library() -> Any:
    try:
        import httpx
    except ImportError as error:
        raise FetchError("web_missing", library="httpx") from error
    return httpx


def _certificate(error: BaseException | None) -> str:
    """Why a certificate was refused, "" for other faults; the cause lies somewhere in the chain."""
    for _ in range(8):
        if error is None:
            return ""
        if isinstance(error, ssl.SSLCertVerificationError) and error.verify_message:
            return str(error.verify_message)
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            return str(error).rpartition("certificate verify failed: ")[2].partition(" (_ssl")[0][:100]
        error = error.__cause__ or error.__context__
    return ""


def _read(here: Place, chunks: Iterable[bytes], packed: str, ends: float, clock: Clock) -> bytes:
    """The body, unpacked piece by piece, so that a small answer cannot become a large one."""
    out = bytearray()
    for piece in _unpacked(here, chunks, packed):
        out += piece
        if len(out) > MOST_BYTES:
            raise FetchError("page_too_big", path=here.url, size=f"{MOST_BYTES // 1024 // 1024} MiB")
        if clock() >= ends:
            raise FetchError("page_timeout", url=here.url, seconds=int(WHOLE))
    return bytes(out)


def _unpacked(here: Place, chunks: Iterable[bytes], packed: str) -> Iterator[bytes]:
    way = packed.strip().lower()
    if way in ("", "identity"):
        yield from chunks
        return
    if way not in ("gzip", "x-gzip", "deflate"):
        raise FetchError("page_packed", url=here.url, way=way[:20])
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 32 if way != "deflate" else zlib.MAX_WBITS)
    try:
        for chunk in chunks:
            rest = chunk
            while rest and not unpack.eof:
                yield unpack.decompress(rest, 65536)
                rest = unpack.unconsumed_tail
    except zlib.error as error:
        raise FetchError("page_packed", url=here.url, way=way) from error


def pinned(host: str, addresses: list[str], ends: float) -> "httpx.BaseTransport":
    """A transport that connects to checked addresses only and gives up at a time, whatever the server does."""
    from icpctl.footer.pinning import PinnedTransport

    return PinnedTransport(host, addresses, ends)
