"""The list of drafts, with a disposable cache: deleted, it only costs time; it holds no personal data.

Judging a thousand drafts takes a second or two, so what `list` shows of a draft is kept, keyed by the file's path, time
and size, by the day, and by the rule book. The cache lies in the user's cache folder, 0600.
"""

import contextlib
import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import Any

from icpctl import __version__, store
from icpctl.errors import IcpctlError, StoreError
from icpctl.rules import DATA, Book

COLUMNS = ("name", "type", "provider", "province", "state", "next_due", "worst")


def rows(folder: Path, book: Book, day: dt.date) -> tuple[list[dict[str, Any]], list[tuple[str, StoreError]]]:
    """(rows, unreadable): one row of COLUMNS for each draft of the folder, in the order of the names."""
    cache_path = store.cache_folder() / f"list-{hashlib.sha256(str(folder.absolute()).encode()).hexdigest()[:16]}.json"
    stamp = f"{__version__} {day} {_stamp(book)}"
    known = _read_cache(cache_path, stamp)
    fresh: dict[str, list[Any]] = {}
    out, unreadable = [], []
    for name in store.names(folder):
        path = folder / f"{name}.toml"
        try:
            with store.disk_errors(path):
                status = path.lstat()
            key = [status.st_mtime_ns, status.st_size]
            entry = known.get(name)
            hit = entry is not None and entry[:2] == key
            row = dict(zip(COLUMNS, [name, *entry[2:]], strict=True)) if entry and hit else _row(folder, name, book, day)
        except StoreError as error:
            unreadable.append((name, error))
            continue
        fresh[name] = [*key, *(row[c] for c in COLUMNS[1:])]
        out.append(row)
    if fresh != known:
        _write_cache(cache_path, stamp, fresh)
    return out, unreadable


def _row(folder: Path, name: str, book: Book, day: dt.date) -> dict[str, Any]:
    from icpctl import checks, journey
    from icpctl.case import Case
    from icpctl.normalise import in_own_spelling

    draft = in_own_spelling(store.load(folder, name).draft, book)
    case = Case(draft, book, day)
    findings = checks.judge(case)
    # The soonest comes first; before the first event nothing is due.
    first = next(iter(journey.next_items(case)), None) if draft.event else None
    return {
        "name": name,
        "type": case.type,
        "provider": draft.filing.provider,
        "province": draft.subject.province,
        "state": draft.event[-1].event if draft.event else "draft",
        "next_due": first.due.isoformat() if first and first.due else None,
        "worst": findings[0].severity if findings else None,
    }


def _stamp(book: Book) -> str:
    """Changes with every file of the rule book, packaged or own."""
    digest = hashlib.sha256()
    for root in (DATA, book.folder):
        if root is None:
            continue
        for path in sorted(root.rglob("*.toml")):
            status = path.stat()
            digest.update(f"{path.name} {status.st_mtime_ns} {status.st_size}\n".encode())
    return digest.hexdigest()[:16]


def _read_cache(path: Path, stamp: str) -> dict[str, list[Any]]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(data, dict) or data.get("stamp") != stamp:
        return {}
    drafts = data.get("drafts")
    if not isinstance(drafts, dict):
        return {}
    return drafts if all(isinstance(v, list) and len(v) == len(COLUMNS) + 1 for v in drafts.values()) else {}


def _write_cache(path: Path, stamp: str, drafts: dict[str, list[Any]]) -> None:
    from icpctl import disk

    # A cache that cannot be written costs time and nothing else.
    with contextlib.suppress(OSError, IcpctlError):
        disk.make_folder(path.parent)
        disk.write_private(path, json.dumps({"stamp": stamp, "drafts": drafts}).encode())
