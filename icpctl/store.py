"""Drafts on disk: the only writer of drafts. One TOML file for each draft, locked, atomic, durable, private.

A caller loads, changes the draft, and saves it together with what it loaded; when somebody else saved in between, the
save is refused and nothing is lost. An unreadable draft is reported and never overwritten. After a save, load again
before the next one. No lock is held between calls, so a question to the user blocks nobody.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from msgspec.structs import replace

from icpctl import disk, draft_file, history
from icpctl.attachments import digest, free_document, read_again, read_given, spare
from icpctl.disk import disk_errors
from icpctl.draft import Draft
from icpctl.errors import StoreError
from icpctl.history import Trashed, backups, orphans, remove, restore, trashed, undo
from icpctl.locks import locked
from icpctl.places import (
    backup_folder,
    cache_folder,
    check_name,
    check_new_name,
    config_folder,
    draft_path,
    drafts_folder,
    exists,
    files_folder,
    free_name,
    name_from_domain,
    names,
    require,
    strange_files,
)

__all__ = [
    "Loaded", "Trashed", "backups", "cache_folder", "check_name", "check_new_name", "clean_stray", "config_folder",
    "copy", "digest", "disk_errors", "draft_path", "drafts_folder", "exists", "files_folder", "first_warning",
    "free_document", "free_name", "load", "load_file", "name_from_domain", "names", "orphans", "prepare", "read_again",
    "read_given", "remove", "rename", "restore", "save", "secure", "spare", "stamped", "strange_files", "stray",
    "trashed", "undo",
]  # fmt: skip

LARGEST_DOCUMENT = 64 * 1024 * 1024  # bytes; only a guard while copying, attaching has its own limit
_IGNORE_ALL = b"# icpctl: drafts hold personal data\n*\n"
_WARNED = ".warned"
_cleaned: set[Path] = set()  # drafts folders that this process has rid of temporary files

# Parts of paths that sync programs make: the whole part, or its beginning.
_SYNC_PARTS = frozenset((
    "box", "box sync", "dropbox", "icloud drive", "iclouddrive", "mobile documents", "mega", "megasync", "nextcloud",
    "owncloud", "pcloud", "pclouddrive", "seafile", "syncthing", "cloudstorage", "my drive", "我的云端硬盘",
    "nutstore", "坚果云", "我的坚果云", "百度网盘", "百度云", "百度云同步盘", "baidunetdisk", "baidusyncdisk",
    "baiduyun", "阿里云盘", "aliyundrive", "wps云盘", "wpsdrive", "wps cloud files", "微云", "腾讯微云", "weiyun",
    "360云盘", "天翼云盘", "夸克网盘",
))  # fmt: skip
_SYNC_STARTS = ("onedrive", "dropbox ", "dropbox-", "google drive", "googledrive", "nutstore", "com~apple~clouddocs")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A draft as it was read: from where, the sha256 of its bytes, the bytes, was an older schema upgraded."""

    draft: Draft = field(repr=False)
    path: Path
    digest: str
    upgraded: bool
    data: bytes = field(repr=False, default=b"")


def load(folder: Path, name: str) -> Loaded:
    """The draft of this name. Raises StoreError naming what is wrong and where; the file is never touched.

    The name of the file counts: a draft that was copied by hand is called by its file, and the next save writes that.
    """
    loaded = load_file(require(folder, name))
    loaded.draft.name = name
    return loaded


def load_file(path: Path) -> Loaded:
    """A draft from any file; its name need not be that of the file. Raises StoreError like `load`."""
    with disk_errors(path):
        data = disk.read(path, draft_file.MAX_BYTES)
    draft, upgraded = draft_file.decode(data, str(path))
    return Loaded(draft, path, _digest(data), upgraded, data)


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def save(folder: Path, draft: Draft, before: Loaded | None, now: datetime, attached: Mapping[str, bytes] | None = None) -> Path:
    """Save a draft under its name; the path of its file. `now` has a time zone. The given draft is not changed.

    before   what was loaded before the change; None for a new draft, which must not exist yet
    attached new documents, by the name of their file in the draft; they are durable before the draft points to them
    A change of nothing but the time of the save writes nothing. Otherwise the bytes on disk become a backup first.
    Raises StoreError; then the draft on disk is whole: `draft_exists`, `lost_update` (with the paths that somebody else
    changed), `draft_locked`, or a cause from the disk.
    """
    path = draft_path(folder, draft.name)
    prepare(folder)
    with locked(folder, draft.name), disk_errors(path):
        current = _current(path)
        _refuse_lost_update(path, draft.name, before, current)
        if current is None:
            history.clear_leftovers(folder, draft.name, now)
            old = None
        else:
            old, _ = draft_file.decode(current, str(path))
        fresh = stamped(draft, old, now)
        for name, data in (attached or {}).items():
            place = disk.inner_folder(folder, f"{draft.name}.files", "files")
            disk.write_private(place / Path(name).name, data)
        if old is not None and not draft_file.differing(fresh, old):
            return path
        _write(folder, fresh, current, before, now)
    return path


def _write(folder: Path, draft: Draft, current: bytes | None, before: Loaded | None, now: datetime) -> None:
    path = draft_path(folder, draft.name)
    data = draft_file.encode(draft, str(path), current or b"")
    if current is not None:
        history.keep_backup(folder, draft.name, current, now)

    def check() -> None:  # once more at the last moment: on a network drive the lock may be void
        _refuse_lost_update(path, draft.name, before, _current(path))

    disk.write_private(path, data, check)
    history.age_out(folder, draft.name)


def prepare(folder: Path) -> None:
    """See to it that the drafts folder is there and ours; what dead processes left in it goes once per run."""
    disk.check_owner(folder)
    disk.make_folder(folder)
    if folder not in _cleaned:
        clean_stray(folder)
        _cleaned.add(folder)


def _current(path: Path) -> bytes | None:
    try:
        return disk.read(path, draft_file.MAX_BYTES)
    except FileNotFoundError:
        return None


def _refuse_lost_update(path: Path, name: str, before: Loaded | None, current: bytes | None) -> None:
    if before is None:
        if current is not None:
            raise StoreError("draft_exists", name=name, path=str(path))
        return
    if current is None:
        raise StoreError("draft_gone", name=name, path=str(path))
    if _digest(current) == before.digest:
        return
    try:
        there, _ = draft_file.decode(current, str(path))
        loaded, _ = draft_file.decode(before.data, str(path))
    except StoreError as error:
        raise StoreError("lost_update_unreadable", name=name, path=str(path)) from error
    paths = draft_file.differing(there, loaded)
    raise StoreError("lost_update" if paths else "lost_update_layout", name=name, path=str(path), paths=", ".join(paths))


def stamped(draft: Draft, old: Draft | None, now: datetime) -> Draft:
    """The draft with the times of its beginning and of this save; `old` is what it replaces."""
    now = now.replace(microsecond=0)
    created = draft.filing.created_at or (old.filing.created_at if old else None) or now
    return replace(draft, filing=replace(draft.filing, created_at=created, updated_at=now))


def copy(folder: Path, old: str, new: str, now: datetime) -> Path:
    """Start a draft from another one: its answers and documents, not its events and times; the path of the new file."""
    target = draft_path(folder, new)
    loaded = load(folder, old)
    with locked(folder, old, new), disk_errors(target):
        _refuse_lost_update(target, new, None, _current(target))
        history.clear_leftovers(folder, new, now)
        _copy_documents(folder, old, new, {d.file for d in loaded.draft.document})
        draft = replace(loaded.draft, name=new, event=[], filing=replace(loaded.draft.filing, created_at=None))
        _write(folder, stamped(draft, None, now), None, None, now)
    return target


def rename(folder: Path, old: str, new: str, now: datetime) -> Path:
    """Give a draft another name; its documents and backups go with it; the path of the new file.

    The documents are there under both names until the old draft is gone, so a crash leaves a spare copy, never a draft
    that points to nothing.
    """
    source, target = require(folder, old), draft_path(folder, new)
    with locked(folder, old, new), disk_errors(target):
        loaded = load(folder, old)
        _refuse_lost_update(target, new, None, _current(target))
        history.clear_leftovers(folder, new, now)
        _copy_documents(folder, old, new)
        renamed = stamped(replace(loaded.draft, name=new), loaded.draft, now)
        disk.write_private(target, draft_file.encode(renamed, str(target), loaded.data))
        saved = backup_folder(folder, old)
        if saved.is_dir():
            disk.move(saved, backup_folder(folder, new))
        disk.remove_file(source)
        disk.remove_folder(files_folder(folder, old))
    return target


def _copy_documents(folder: Path, old: str, new: str, only: set[str | None] | None = None) -> None:
    """All documents, as the backups need them; or `only` those that a draft without backups still points to."""
    documents = files_folder(folder, old)
    if os.path.lexists(documents):
        disk.copy_folder(documents, files_folder(folder, new), LARGEST_DOCUMENT, only)


def secure(folder: Path) -> list[str]:
    """Take the rights of others away from the drafts folder and all in it; the paths that were open to others.

    Raises StoreError when the folder is a file, somebody else's, or reached through somebody else's link.
    """
    disk.check_owner(folder)
    return disk.narrow(folder)


def stray(folder: Path) -> list[Path]:
    """Temporary files in the drafts folder that dead processes left behind."""
    return disk.strays(folder)


def clean_stray(folder: Path) -> list[Path]:
    """Delete them, as the first save of a run does; those that went."""
    return [path for path in disk.strays(folder) if disk.discard(path)]


def first_warning(folder: Path) -> str | None:
    """The key of a warning about where the drafts folder lies (git work tree, synced folder), each once.

    Its words are in error.toml and want {path}. In a git work tree a `.gitignore` that keeps everything out is
    written, unless there is one. None when there is nothing to say, or the folder does not exist yet.
    """
    if not folder.is_dir():
        return None
    marker = folder / _WARNED
    with disk_errors(marker):
        said = disk.read(marker, 1000).split() if os.path.lexists(marker) else []
        for key in _warnings(folder.resolve()):
            if key.encode() in said:
                continue
            if key == "folder_in_git" and not os.path.lexists(folder / ".gitignore"):
                disk.write_private(folder / ".gitignore", _IGNORE_ALL)
            disk.write_private(marker, b"\n".join((*said, key.encode())))
            return key
    return None


def _warnings(folder: Path) -> list[str]:
    parts = [part.casefold() for part in folder.parts]
    found = []
    if any(os.path.lexists(parent / ".git") for parent in (folder, *folder.parents)):
        found.append("folder_in_git")
    if any(part in _SYNC_PARTS or part.startswith(_SYNC_STARTS) for part in parts):
        found.append("folder_in_sync")
    return found
