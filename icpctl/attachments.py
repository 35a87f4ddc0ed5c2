"""The files of a draft's documents: read from where the user keeps them, copied in under names of ours, read again.

The name of the user's file and the folder it lies in are nobody's business: they are neither kept nor shown.
"""

import os
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from icpctl import disk
from icpctl.draft import Document, Draft
from icpctl.errors import StoreError
from icpctl.places import files_folder, is_document

_OWN_WORDS = {
    "not_a_file_folder": "paper_folder",
    "not_a_file": "paper_not_regular",
    "file_too_big": "paper_too_big",
}


def digest(data: bytes) -> str:
    """The hash that a draft keeps of a document."""
    return sha256(data).hexdigest()


def read_given(path: Path, limit: int, called: str) -> bytes:
    """The bytes of a file of the user's: a regular file, or a link to one, of at most `limit` bytes.

    A pipe does not hang and a device is not opened. `called` stands for the file in messages. Raises StoreError.
    """
    try:
        with disk.disk_errors(Path(called)):
            return disk.read(path, limit, follow=True)
    except StoreError as error:
        key = _OWN_WORDS.get(error.key)
        if key is None:
            raise
        size = int(error.values.get("size", 0))
        raise StoreError(key, file=called, size=megabytes(size), limit=megabytes(limit)) from error
    except ValueError as error:  # a zero byte in the path
        raise StoreError("disk_missing", path=called) from error


def megabytes(size: int) -> str:
    """A size in MB with one digit behind the point."""
    return f"{size / (1 << 20):.1f}".removesuffix(".0")


def free_document(folder: Path, draft: Draft, id_: str, kind: str) -> str:
    """A name for a new document that no file has, and that no backup can point to: `files/<id>[-n].<kind>`."""
    taken, stem = {d.file for d in draft.document}, re.sub(r"[^a-z0-9]+", "-", id_.lower())[:60]
    place, number = files_folder(folder, draft.name), 1
    while True:
        name = f"files/{stem}{f'-{number}' if number > 1 else ''}.{kind}"
        if name not in taken and not os.path.lexists(place / name):
            return name
        number += 1


def read_again(folder: Path, name: str, document: Document, limit: int) -> bytes | None:
    """The bytes of an attached document; None when it is gone, or no longer a regular file of ours.

    Raises StoreError for what the disk itself refuses.
    """
    home = files_folder(folder, name)
    if not document.file or not is_document(document.file) or home.is_symlink() or (home / "files").is_symlink():
        return None
    path = home / document.file
    with disk.disk_errors(path):
        try:
            return disk.read(path, limit)
        except FileNotFoundError:
            return None
        except StoreError as error:
            if error.key.startswith(("not_a_file", "file_too_big")):
                return None
            raise


def spare(folder: Path, draft: Draft) -> Iterator[Path]:
    """Files beside the draft's documents that the draft does not point to: kept for `undo`, or left by a crash."""
    place = files_folder(folder, draft.name) / "files"
    pointed = {d.file for d in draft.document}
    for path in sorted(place.iterdir()) if place.is_dir() else ():
        if f"files/{path.name}" not in pointed and not disk.is_temporary(path):
            yield path
