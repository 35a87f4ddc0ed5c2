"""The list of drafts, with a disposable cache: deleted, it only costs time; it holds no personal data.

Judging a thousand drafts takes a second or two, so what `list` shows of a draft is kept, keyed by the file's path, time
and size, by the day, and by the rule book. The cache lies in the user's cache folder, 0600. The worst finding is that of
the draft by itself: what other drafts use would change with their files, so only `check` compares drafts.
"""

import contextlib
import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icpctl import __version__, store
from icpctl.errors import IcpctlError, StoreError
from icpctl.rules import DATA, Book
from icpctl.wording import language

if TYPE_CHECKING:
    from icpctl.case import Case
    from icpctl.journey import Deadline

COLUMNS = ("name", "type", "provider", "province", "state", "next_due", "worst")
MORE = ("state_name", "provider_state", "round", "next_step")
"""What JSON and the board say beside them: the state in words, the provider's own word for it, the round, what is due."""
_KEPT = (*COLUMNS[1:], *MORE)


def rows(folder: Path, book: Book, day: dt.date) -> tuple[list[dict[str, Any]], list[tuple[str, StoreError]]]:
    """(rows, unreadable): one row of COLUMNS and MORE for each draft of the folder, in the order of the names."""
    cache_path = store.cache_folder() / f"list-{hashlib.sha256(str(folder.absolute()).encode()).hexdigest()[:16]}.json"
    stamp = f"{__version__} {day} {language()} {stamp_of(book)}"
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
            row = dict(zip(("name", *_KEPT), [name, *entry[2:]], strict=True)) if entry and hit else _row(folder, name, book, day)
        except StoreError as error:
            unreadable.append((name, error))
            continue
        fresh[name] = [*key, *(row[c] for c in _KEPT)]
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
    here, due = journey.state_of(case), _due(case)
    return {
        "name": name,
        "type": case.type,
        "provider": draft.filing.provider,
        "province": draft.subject.province,
        "state": here.id,
        "next_due": due.due.isoformat() if due and due.due else None,
        "worst": findings[0].severity if findings else None,
        "state_name": here.name,
        "provider_state": here.provider_name or None,
        "round": here.round,
        "next_step": due.name if due else None,
    }


def _due(case: "Case") -> "Deadline | None":
    """The soonest term of the applicant: not how long others take, nor what runs out much later."""
    from icpctl import journey
    from icpctl.journey.deadlines import APPLICANT, EXPIRY, start_of
    from icpctl.journey.due import SOON

    today = start_of(case.day)
    for one in journey.deadlines(case, today):
        far = one.kind == EXPIRY and one.due is not None and one.due - today > SOON
        if one.due is not None and one.binds == APPLICANT and not one.optional and not far:
            return one
    return None


def stamp_of(book: Book) -> str:
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
    return drafts if all(isinstance(v, list) and len(v) == len(_KEPT) + 2 for v in drafts.values()) else {}


def _write_cache(path: Path, stamp: str, drafts: dict[str, list[Any]]) -> None:
    from icpctl import disk

    # A cache that cannot be written costs time and nothing else.
    with contextlib.suppress(OSError, IcpctlError):
        disk.make_folder(path.parent)
        disk.write_private(path, json.dumps({"stamp": stamp, "drafts": drafts}).encode())
