"""What a draft was: backups of its last saves, undo, the trash folder and the way back.

    .backups/<name>/<time>-<number>.toml          bytes that a save replaced, the last 10
    .backups/<name>/undone/<time>-<number>.toml   bytes that an undo replaced, the last 10
    .trash/<name>~<time>-<number>/                draft.toml, files/, backups/ of a removed draft

The number orders them, so that a clock that jumps does not matter.
"""

import os
import re
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from icpctl import disk, draft_file
from icpctl.errors import StoreError
from icpctl.locks import locked
from icpctl.places import backup_folder, check_name, draft_path, exists, files_folder, is_document, require

KEPT = 10
TRASH = ".trash"
_STAMPED = re.compile(r"(?:^|~)[0-9]{8}T[0-9]{6}Z-([0-9]{6,12})(?:\.toml)?$")


class Trashed(Struct, frozen=True):
    """A removed draft: its name, when it was removed (UTC, like 20261122T090000Z), and the folder that keeps it."""

    name: str
    removed_at: str
    path: Path


def backups(folder: Path, name: str) -> list[Path]:
    """The kept bytes of the last saves of a draft, newest first."""
    return _numbered(backup_folder(folder, name))


def keep_backup(folder: Path, name: str, data: bytes, now: datetime) -> None:
    """Keep the bytes that a save is about to replace, durably; not twice when the save before was cut off."""
    newest = backups(folder, name)[:1]
    if not newest or not _holds(newest[0], data):
        _keep(disk.inner_folder(folder, ".backups", name), data, now)


def _holds(path: Path, data: bytes) -> bool:
    try:
        return _bytes_of(path) == data
    except (OSError, StoreError):
        return False


def age_out(folder: Path, name: str) -> None:
    """Delete all but the last 10, and documents that only these pointed to; never a reason for a save to fail."""
    for place in (backup_folder(folder, name), backup_folder(folder, name) / "undone"):
        for path in _numbered(place)[KEPT:]:
            gone = _documents(path)
            if disk.discard(path) and gone:
                _discard_documents(folder, name, gone)


def _documents(path: Path) -> set[str]:
    """The files that a draft or a backup points to; none when it cannot be read."""
    try:
        data = _bytes_of(path)
        found = draft_file.decode(data, str(path))[0].document if b"[[document]]" in data else []
    except (OSError, StoreError):
        return set()
    return {d.file for d in found if d.file}


def _discard_documents(folder: Path, name: str, gone: set[str]) -> None:
    """Scans of id cards that no state of the draft can come back to are not kept."""
    saved = backup_folder(folder, name)
    states = [draft_path(folder, name), *_numbered(saved), *_numbered(saved / "undone")]
    with suppress(OSError, StoreError):
        for state in states:
            gone = gone - {d.file for d in draft_file.decode(_bytes_of(state), str(state))[0].document}
        for file in gone:
            if is_document(file):
                disk.discard(files_folder(folder, name) / file)


def undo(folder: Path, name: str, now: datetime) -> Path:
    """Put the bytes of the newest backup back as the draft; the path of the draft.

    The backup is used up, so that a second undo goes a second step back; the state that was undone stays in `undone/`
    (the last 10). A damaged draft is put right in the same way. After a rename the draft keeps its new name.
    Raises StoreError when there is no draft or nothing to go back to.
    """
    path = require(folder, name)
    with locked(folder, name), disk.disk_errors(path):
        current = _bytes_of(path)
        used = []
        for backup in backups(folder, name):
            used.append(backup)
            data = _under_name(_bytes_of(backup), name, backup)
            if data != current:  # equal when a save or an undo was cut off
                break
        else:
            raise StoreError("nothing_to_undo", name=name)
        _keep(disk.inner_folder(folder, ".backups", name, "undone"), current, now)
        disk.write_private(path, data)
        for backup in used:
            disk.remove_file(backup)
        age_out(folder, name)
    return path


def _under_name(data: bytes, name: str, path: Path) -> bytes:
    """The bytes, or when they were saved before a rename, the same draft under its new name."""
    found, _ = draft_file.decode(data, str(path))
    return data if found.name == name else draft_file.encode(msgspec.structs.replace(found, name=name), str(path), data)


def remove(folder: Path, name: str, now: datetime) -> Path:
    """Move a draft with its documents and backups, damaged or not, to the trash folder; the folder it lies in there."""
    path = require(folder, name)
    with locked(folder, name), disk.disk_errors(path):
        entry = _new_entry(folder, name, now)
        disk.move(path, entry / "draft.toml")
        _move_parts(folder, name, entry)
    return entry


def restore(folder: Path, name: str) -> Path:
    """Bring the draft of this name that was removed last back, with its documents and backups; the path of the draft.

    Raises StoreError when there is none, or when a draft of this name exists.
    """
    path = draft_path(folder, name)
    disk.check_owner(folder)
    _newest_trashed(folder, name)  # before the lock, which makes a folder
    with locked(folder, name), disk.disk_errors(path):
        entry = _newest_trashed(folder, name)
        if exists(folder, name):
            raise StoreError("draft_exists", name=name, path=str(path))
        for part, home in _parts(folder, name):
            if os.path.lexists(entry / part) and not os.path.lexists(home):
                disk.make_folder(home.parent)
                disk.move(entry / part, home)
        disk.move(entry / "draft.toml", path)  # last: a draft never points to documents that are not there
        with suppress(OSError):
            disk.ops.rmdir(entry)
    return path


def _newest_trashed(folder: Path, name: str) -> Path:
    for found in trashed(folder):
        if found.name == name:
            return found.path
    raise StoreError("not_in_trash", name=name)


def trashed(folder: Path) -> list[Trashed]:
    """The removed drafts that can be restored, the one removed last first."""
    found = []
    for path in _numbered(folder / TRASH):
        name, _, at = path.name.rpartition("~")
        if os.path.lexists(path / "draft.toml"):
            found.append(Trashed(name, at.partition("-")[0], path))
    return found


def orphans(folder: Path) -> list[Path]:
    """Documents and backups without a draft, as a crash can leave them behind."""
    homes = [p for p in sorted(folder.glob("*.files")) if not os.path.lexists(p.with_suffix(".toml"))]
    saved = [p for p in sorted(folder.glob(".backups/*")) if not os.path.lexists(folder / f"{p.name}.toml")]
    return homes + saved


def clear_leftovers(folder: Path, name: str, now: datetime) -> None:
    """Before a new draft takes a name: documents and backups that a cut-off removal left go to the trash, not to it."""
    left = [(part, home) for part, home in _parts(folder, check_name(name)) if os.path.lexists(home)]
    if not left:
        return
    missing = {part for part, _ in left}
    entries = (t.path for t in trashed(folder) if t.name == name)
    entry = next((p for p in entries if not any(os.path.lexists(p / part) for part in missing)), None)
    _move_parts(folder, name, entry or _new_entry(folder, name, now))


def _parts(folder: Path, name: str) -> tuple[tuple[str, Path], ...]:
    return ("files", files_folder(folder, name)), ("backups", backup_folder(folder, name))


def _move_parts(folder: Path, name: str, entry: Path) -> None:
    for part, home in _parts(folder, name):
        if os.path.lexists(home):
            disk.move(home, entry / part)


def _new_entry(folder: Path, name: str, now: datetime) -> Path:
    trash = disk.inner_folder(folder, TRASH)
    entry = trash / f"{name}~{_stamp(now, _numbered(trash))}"
    disk.make_folder(entry)
    return entry


def _keep(place: Path, data: bytes, now: datetime) -> None:
    disk.write_private(place / f"{_stamp(now, _numbered(place))}.toml", data)


def _bytes_of(path: Path) -> bytes:
    return disk.read(path, 2 * draft_file.MAX_BYTES)


def _stamp(now: datetime, others: list[Path]) -> str:
    return f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{max(map(_number, others), default=0) + 1:06d}"


def _number(path: Path) -> int:
    found = _STAMPED.search(path.name)
    return int(found[1]) if found else 0


def _numbered(place: Path) -> list[Path]:
    """What _stamp named in a folder, newest first; nothing when the folder is missing."""
    try:
        inside = list(place.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sorted((p for p in inside if _number(p)), key=_number, reverse=True)
