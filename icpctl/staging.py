"""Many new files put in place together: each whole or not there, none overwritten, with few waits for the disk.

The order is that of a single write: all bytes, made durable, then the name. The name is given by a hard link, because the
system refuses it when the name is taken, which a rename does not.
"""

import errno
import os
from collections.abc import Sequence
from pathlib import Path

from icpctl import disk

# What a file system without hard links answers (FAT, some network and phone drives); nothing was done then.
_ANSWERS = ("EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EXDEV", "EINVAL")
_NO_LINKS = frozenset(getattr(errno, name) for name in _ANSWERS if hasattr(errno, name))


def place_together(folder: Path, files: Sequence[tuple[str, bytes]]) -> list[OSError | None]:
    """Put new files (name, bytes) into a folder that exists, 0600; what stopped each, in their order.

    None: it is there and durable. FileExistsError: the name is taken, by whom ever, and was left alone. `is_without_links`:
    this file system cannot do it, each file must be written by itself. Else: an error that ended the work; files before it
    are there. Raises OSError when none can be counted on; some may be there nevertheless.
    """
    found: list[OSError | None] = []
    with disk.temporary_folder(folder) as staging:
        _write_all(staging, files)
        end: OSError | None = None
        for name, _ in files:
            one = end
            if end is None:
                try:
                    disk.ops.link(staging / name, folder / name)
                except OSError as error:
                    one = error
                    end = None if isinstance(error, FileExistsError) else error
            found.append(one)
        disk.sync_folder(folder)
    return found


def is_without_links(error: OSError) -> bool:
    """True for the answer of a file system that knows no hard links."""
    return error.errno in _NO_LINKS


def _write_all(staging: Path, files: Sequence[tuple[str, bytes]]) -> None:
    """All bytes, and on the disk: by one sync where the system offers one that can be trusted, else file by file."""
    if _written_and_synced(staging, files):
        return
    for name, _ in files:
        fd = disk.ops.open(staging / name, os.O_RDWR | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0))
        try:
            disk.ops.fsync(fd)
        finally:
            disk.ops.close(fd)


def _written_and_synced(staging: Path, files: Sequence[tuple[str, bytes]]) -> bool:
    if disk.WINDOWS:  # folders cannot be opened there
        for name, data in files:
            disk.write_new(staging / name, data)
        return False
    fd = disk.ops.open(staging, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0))
    try:  # opened first: the sync tells what failed since then
        for name, data in files:
            disk.write_new(staging / name, data)
        return bool(disk.ops.sync_system(fd))
    finally:
        disk.ops.close(fd)
