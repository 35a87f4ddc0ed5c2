"""The drafts that one is compared with: those of its folder, or those given together.

A folder of many drafts has an index, so that a change of one draft does not make all others be read again. It lies in the
user's cache folder, 0600, and holds only digests; the key that made them lies in the drafts folder, because all mobile
numbers can be tried in an hour and digests without a key would hide none (docs/decisions/0012). Deleted or damaged, the
index only costs time. A draft that cannot be read is left out here; it is reported where it is asked for.
"""

import contextlib
import datetime as dt
import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from msgspec import Struct

from icpctl import __version__, disk, store
from icpctl.case import Case
from icpctl.elsewhere import Elsewhere, Entry, Pool
from icpctl.errors import IcpctlError
from icpctl.listing import stamp_of
from icpctl.normalise import in_own_spelling
from icpctl.rules import Book

MANY = 30  # drafts that are read as fast as an index of them is kept
KEY_FILE = ".compare-key"
_KEY_BYTES = 32


class Neighbours(Struct, frozen=True):
    """Drafts that are compared with one another, and the place of each by its path."""

    pool: Pool
    places: dict[str, int]

    def of(self, case: Case, path: Path) -> Elsewhere:
        """The others as the draft at this path sees them."""
        return self.pool.beside(case, self.places.get(os.path.realpath(path)))


def gather(
    book: Book, day: dt.date, folder: Path | None, files: Iterable[Path] = (), without: Path | None = None, *, keep: bool = True
) -> Neighbours | None:
    """All drafts of a folder, and these files; None when they are fewer than two (with `without`: than one).

    without   the file of a draft that is compared as it will be, not as it is on disk
    keep      False: the index of the folder is read, not written
    """
    names = _names(folder)
    paths = {os.path.realpath(path) for path in files}
    root = os.path.realpath(folder) if folder else ""
    left_out = os.path.realpath(without) if without else ""
    in_folder = {f"{root}{os.sep}{name}.toml": name for name in names}
    if len(paths | in_folder.keys() - {left_out}) < (1 if without else 2):
        return None
    index = _Index(folder, book, keep) if folder and len(names) > MANY else None
    pool = Pool(index.key if index else None)
    places: dict[str, int] = {}
    for path in sorted(paths | in_folder.keys()):
        with contextlib.suppress(IcpctlError, OSError):
            name = in_folder.get(path, "")
            status = os.lstat(path)
            stamp = [status.st_mtime_ns, status.st_size]
            entry = index.entry(name, stamp) if index else None
            if path == left_out:
                continue
            if entry is None:
                draft = in_own_spelling(store.load_file(Path(path)).draft, book)
                entry = pool.entry(Case(draft, book, day))
                name = name or draft.name or Path(path).stem
                if index and path in in_folder:
                    index.remember(name, stamp, entry)
            places[path] = pool.add(name, entry)
    if index:
        index.save()
    return Neighbours(pool, places)


def _names(folder: Path | None) -> list[str]:
    """The drafts of a folder; one that cannot be listed is named by whoever reads a draft of it."""
    with contextlib.suppress(IcpctlError):
        return store.names(folder) if folder else []
    return []


class _Index:
    """What a folder's drafts use, as it was found before; keyed by name, time and size of each file."""

    def __init__(self, folder: Path, book: Book, keep: bool) -> None:
        self._keep = keep
        name = hashlib.sha256(str(folder.absolute()).encode()).hexdigest()[:16]
        self._path = store.cache_folder() / f"compare-{name}.json"
        self._stamp = f"{__version__} {stamp_of(book)}"
        self.key = self._read_key(folder / KEY_FILE)
        self._known = self._read()
        self._fresh: dict[str, list[Any]] = {}

    def entry(self, name: str, stamp: list[int]) -> Entry | None:
        """What the draft of this name uses, when its file has not changed since."""
        row = self._known.get(name)
        if row is None or row[:2] != stamp:
            return None
        self._fresh[name] = row
        return Entry(row[2], row[3], tuple(row[4:]))

    def remember(self, name: str, stamp: list[int], entry: Entry) -> None:
        """Keep what a draft uses for the next time."""
        self._fresh[name] = [*stamp, entry.number, entry.title, *entry.uses]

    def save(self) -> None:
        """Write the index when something has changed; what cannot be written costs time and nothing else."""
        if not self._keep or self._fresh == self._known:
            return
        body = json.dumps({"stamp": self._stamp, "drafts": self._fresh}, separators=(",", ":")).encode()
        with contextlib.suppress(OSError, IcpctlError):
            disk.make_folder(self._path.parent)
            disk.write_private(self._path, self._seal(body) + b"\n" + body)

    def _read(self) -> dict[str, list[Any]]:
        """The index when it was made with our key and by this rule book; anything else is as if it were not there."""
        with contextlib.suppress(OSError, ValueError, RecursionError):
            seal, _, body = self._path.read_bytes().partition(b"\n")
            if seal == self._seal(body):
                data = json.loads(body)
                if data["stamp"] == self._stamp:
                    drafts: dict[str, list[Any]] = data["drafts"]
                    return drafts
        return {}

    def _read_key(self, path: Path) -> bytes:
        """The key of this drafts folder. One that cannot be kept serves this run only, and the index with it."""
        with contextlib.suppress(OSError, IcpctlError):
            if os.path.lexists(path):
                key = disk.read(path, _KEY_BYTES)
                if len(key) == _KEY_BYTES:
                    return key
        key = os.urandom(_KEY_BYTES)
        try:
            if self._keep:
                disk.write_private(path, key)
        except (OSError, IcpctlError):
            self._keep = False
        return key

    def _seal(self, body: bytes) -> bytes:
        return hashlib.blake2b(body, key=self.key, digest_size=32).hexdigest().encode()
