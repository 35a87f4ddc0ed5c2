"""One lock for each draft, held only while it is written; a process that dies holds nothing."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from os import getpid
from pathlib import Path

from icpctl import disk
from icpctl.errors import StoreError

WAIT = 5.0  # seconds until a save gives up on a draft that another process holds


@contextmanager
def locked(folder: Path, *names: str) -> Iterator[None]:
    """Hold the locks of these drafts (`<folder>/.locks/<name>.lock`).

    Raises StoreError after WAIT seconds, with the id of the process that holds the draft where it is known.
    """
    locks = disk.inner_folder(folder, ".locks")
    with ExitStack() as held:
        for name in sorted(set(names)):  # one order for all, or two renames could wait for each other
            holder = locks / f"{name}.pid"
            if not _acquire(held, locks / f"{name}.lock"):
                pid = _read_pid(holder)
                key = "draft_locked_by" if pid else "draft_locked"
                raise StoreError(key, name=name, pid=pid, seconds=round(WAIT))
            disk.note(holder, str(getpid()))
        yield


def _acquire(held: ExitStack, path: Path) -> bool:
    from filelock import FileLock, Timeout  # costly: wanted by writers only

    with disk.disk_errors(path):
        lock = FileLock(str(path), timeout=WAIT, mode=0o600)
        try:
            lock.acquire(poll_interval=0.02)
        except Timeout:
            return False
        held.callback(lock.release)
    return True


def _read_pid(path: Path) -> int:
    """The id of the process that noted itself as holder and lives, else 0."""
    try:
        text = disk.read(path, 20)
    except (OSError, StoreError):
        return 0
    pid = int(text) if re.fullmatch(rb"[0-9]{1,10}", text) else 0
    return pid if pid and disk.alive(pid) else 0
