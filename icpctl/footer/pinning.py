"""A transport whose connections go to addresses that were checked before, and end at a fixed time.

The name is not looked up again: a name server that answers differently the second time gains nothing. Host header, server
name and certificate are those of the name.
"""

import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import httpcore
import httpx

Clock = Callable[[], float]


class _Stream(httpcore.NetworkStream):
    """A connection that never waits beyond the end."""

    def __init__(self, inner: httpcore.NetworkStream, left: Callable[[], float]) -> None:
        self._inner, self._left = inner, left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._least(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._least(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, self._least(timeout, httpcore.ConnectTimeout))
        return _Stream(inner, self._left)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)

    def _least(self, timeout: float | None, late: type[Exception]) -> float:
        left = self._left()
        if left <= 0:
            raise late
        return left if timeout is None else min(timeout, left)


class Backend(httpcore.NetworkBackend):
    """Connects to the given addresses of one host, one after the other, and to nothing else."""

    def __init__(
        self,
        host: str,
        addresses: list[str],
        ends: float,
        inner: httpcore.NetworkBackend | None = None,
        clock: Clock = time.monotonic,
    ) -> None:
        self._host, self._addresses = host.strip("[]"), addresses
        self._inner = inner or httpcore.SyncBackend()
        self._left: Clock = lambda: ends - clock()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        if host.strip("[]") != self._host:
            raise httpcore.ConnectError("another host")
        last: Exception = httpcore.ConnectError("no address")
        for address in self._addresses:
            left = self._left()
            if left <= 0:
                raise httpcore.ConnectTimeout("too late")
            try:
                stream = self._inner.connect_tcp(address, port, min(timeout or left, left), local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
            else:
                return _Stream(stream, self._left)
        raise last

    def connect_unix_socket(self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None) -> Any:
        raise httpcore.ConnectError("no sockets of files")

    def sleep(self, seconds: float) -> None:
        self._inner.sleep(seconds)


class _Body(httpx.SyncByteStream):
    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._inner
        except httpcore.TimeoutException as error:
            raise httpx.ReadTimeout(type(error).__name__) from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise httpx.ReadError(type(error).__name__) from error

    def close(self) -> None:
        if hasattr(self._inner, "close"):
            self._inner.close()


class PinnedTransport(httpx.BaseTransport):
    """One host, its checked addresses, certificates of the system's or certifi's store."""

    def __init__(self, host: str, addresses: list[str], ends: float, backend: httpcore.NetworkBackend | None = None) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            max_connections=1,
            retries=0,
            network_backend=backend or Backend(host, addresses, ends),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = httpcore.URL(
            scheme=request.url.raw_scheme, host=request.url.raw_host, port=request.url.port, target=request.url.raw_path
        )
        try:
            answer = self._pool.handle_request(
                httpcore.Request(
                    method=request.method, url=url, headers=request.headers.raw, content=None, extensions=request.extensions
                )
            )
        except httpcore.TimeoutException as error:
            raise httpx.ConnectTimeout(type(error).__name__) from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise httpx.ConnectError(str(error)[:200]) from error
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer.stream), extensions=answer.extensions)

    def close(self) -> None:
        self._pool.close()
