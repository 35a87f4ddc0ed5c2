"""Saving many drafts at once: as safe as one save each, in a fraction of the time.

New drafts are written into a private temporary folder inside the drafts folder, made durable together, and then put in
place by a hard link, which the system refuses when the name is taken: two who do this at once never overwrite each other.
Existing drafts go the way of every save, with backup, lock and comparison. A process that dies leaves each draft whole or
not begun, and a temporary folder that the next run removes.
"""

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from icpctl import disk, draft_file, places, staging, store
from icpctl.draft import Draft
from icpctl.errors import StoreError


class Saved(Struct, frozen=True):
    """What became of one draft: `error` is None when it is on the disk to stay, else why it may not be."""

    name: str
    path: Path
    error: StoreError | None = None


def save_all(folder: Path, drafts: Iterable[tuple[Draft, store.Loaded | None]], now: datetime) -> list[Saved]:
    """Save drafts with what each was loaded as (None: a new one); one result for each, in their order. Raises nothing of its own.

    A few hundred at a time are best: all bytes of a call are in memory. An error of one draft (`draft_exists`,
    `lost_update`, `draft_locked`, a value that cannot be written) leaves the others alone; after one of the disk (see
    `ends_all`) the drafts that are not yet saved have it too, and nothing more is written.
    """
    given = list(drafts)
    results: dict[int, Saved] = {}
    new: list[tuple[int, Draft, bytes]] = []
    taken: set[str] = set()
    try:
        store.prepare(folder)
    except StoreError as error:
        return [Saved(draft.name, folder / f"{draft.name}.toml", error) for draft, _ in given]
    ordinary: list[int] = []
    for number, (draft, before) in enumerate(given):
        path = store.draft_path(folder, draft.name)
        if before is not None or draft.name in taken or _is_beside_something(folder, draft.name):
            ordinary.append(number)
            continue
        taken.add(draft.name)
        fresh = store.stamped(draft, None, now)
        try:
            new.append((number, fresh, draft_file.encode(fresh, str(path))))
        except StoreError as error:
            results[number] = Saved(draft.name, path, error)
    stop, again = _place(folder, new, results)
    for number in sorted([*ordinary, *again]):
        draft, before = given[number]
        done = _save_one(folder, draft, before, now, stop)
        results[number] = done
        if stop is None and done.error is not None and ends_all(done.error):
            stop = done.error
    return [results[number] for number in range(len(given))]


def _place(folder: Path, new: list[tuple[int, Draft, bytes]], results: dict[int, Saved]) -> tuple[StoreError | None, list[int]]:
    """(what ends all, the numbers that must be saved one by one): all others get their result."""
    if not new:
        return None, []
    ways = [(number, draft.name, store.draft_path(folder, draft.name)) for number, draft, _ in new]
    try:
        found = staging.place_together(folder, [(path.name, data) for (_, _, path), (_, _, data) in zip(ways, new, strict=True)])
    except OSError as cause:
        for number, name, path in ways:
            results[number] = Saved(name, path, _in_words(cause, path))
        return results[ways[0][0]].error, []
    stop: StoreError | None = None
    again = []
    for (number, name, path), refused in zip(ways, found, strict=True):
        if refused is not None and (isinstance(refused, FileExistsError) or staging.is_without_links(refused)):
            again.append(number)  # refused there in the usual words, unless the other one is gone again
            continue
        told = None if refused is None else _in_words(refused, path)
        stop = stop or told
        results[number] = Saved(name, path, told)
    return stop, again


def _in_words(error: OSError, path: Path) -> StoreError:
    try:
        with disk.disk_errors(path):
            raise error
    except StoreError as found:
        return found


def ends_all(error: StoreError) -> bool:
    """True for an error of the disk or the folder, which the next draft would meet as well."""
    return error.key.startswith(("disk_", "folder_"))


def _is_beside_something(folder: Path, name: str) -> bool:
    """True when a draft of the name is there, or what a cut-off removal left of one: the ordinary way knows what to do."""
    kept = (store.draft_path(folder, name), store.files_folder(folder, name), places.backup_folder(folder, name))
    return any(os.path.lexists(place) for place in kept)


def _save_one(folder: Path, draft: Draft, before: store.Loaded | None, now: datetime, stop: StoreError | None) -> Saved:
    path = store.draft_path(folder, draft.name)
    if stop is None:
        try:
            store.save(folder, draft, before, now)
        except StoreError as error:
            stop = error
    return Saved(draft.name, path, stop)
