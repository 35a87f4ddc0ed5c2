"""Every test has a home of its own and no network."""

import itertools
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import running

# Whatever a developer has set must not change a test; what these say is tested with values of the tests' own.
_FOREIGN = (
    "CI", "COLUMNS", "FORCE_COLOR", "ICPCTL_LANG", "LANG", "LC_ALL", "LC_MESSAGES", "LINES", "NO_COLOR", "PYTHONIOENCODING",
    "PYTHONUTF8", "TTY_COMPATIBLE", "TTY_INTERACTIVE",
)  # fmt: skip
_count = itertools.count(1)


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of all homes of this worker."""
    return tmp_path_factory.mktemp("homes")


@pytest.fixture(autouse=True)
def home(homes: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home that no other test knows, no colour, 80 columns, Chinese, and sockets that refuse to connect.

    Only the cache folder is shared: what lies in it can be made again, and making it again would cost each test time.
    """
    place = homes / str(next(_count))
    place.mkdir(mode=0o700)
    for name in _FOREIGN:
        monkeypatch.delenv(name, raising=False)
    for name, value in {
        "HOME": place, "USERPROFILE": place, "XDG_DATA_HOME": place / "data", "XDG_CONFIG_HOME": place / "settings",
        "XDG_CACHE_HOME": homes / "cache", "ICPCTL_DRAFTS": place / "drafts", "ICPCTL_CONFIG": place / "config",
        "TERM": "dumb", "COLUMNS": "80", "LINES": "24", "PYTHONDONTWRITEBYTECODE": "1",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, str(value))
    _close_network(monkeypatch)
    from icpctl import run, wording

    wording.set_language("zh")
    run.reset()
    umask = os.umask(0o022)
    yield place
    os.umask(umask)
    wording.set_language("zh")
    run.reset()


def _close_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **_: object) -> None:
        raise AssertionError(f"a test reached for the network: {args[-1:]}")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        monkeypatch.setattr(socket, name, refuse)


@pytest.fixture
def drafts(home: Path) -> Path:
    """The drafts folder of this test; it does not exist yet."""
    return home / "drafts"


@pytest.fixture
def icpctl() -> object:
    """`running.icpctl` as a fixture."""
    return running.icpctl


@pytest.fixture
def icpctl_process() -> object:
    """`running.icpctl_process` as a fixture."""
    return running.icpctl_process
