"""The rule book's packaged files as they were parsed before: reading TOML is most of what a short command does.

A parsed file lies in the user's cache folder under the digest of its text, so that it can never be out of date, and
0600; its first line is the digest of what follows, so that damage is never read. Deleted, it only costs time; it holds
rules and no personal data. The user's own rule files are always read anew.
"""

import hashlib
import json
import tomllib
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from icpctl import disk, places
from icpctl.errors import IcpctlError


def parser(*, keep: bool) -> Callable[[str], dict[str, Any]]:
    """Reads a TOML text like `tomllib.loads`, from the cache folder of this run when it is there; else `keep` puts it there.

    A folder that is somebody else's is left alone: rules are not taken from strangers.
    """
    with suppress(OSError, IcpctlError):
        folder = places.cache_folder() / "rules"
        disk.check_owner(folder)
        return partial(_parse, folder, keep)
    return tomllib.loads


def _parse(folder: Path, keep: bool, text: str) -> dict[str, Any]:
    path = folder / f"{hashlib.sha256(text.encode()).hexdigest()}.json"
    with suppress(OSError, ValueError, RecursionError):
        seal, _, body = path.read_bytes().partition(b"\n")
        if seal == _seal(body):
            known: dict[str, Any] = json.loads(body)
            return known
    data = tomllib.loads(text)
    if not keep:
        return data
    # What cannot be kept costs time and nothing else; a file with dates (TypeError) has no equal form in JSON.
    with suppress(OSError, IcpctlError, TypeError):
        body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
        disk.make_folder(folder)
        disk.write_private(path, _seal(body) + b"\n" + body)
    return data


def _seal(body: bytes) -> bytes:
    return hashlib.sha256(body).hexdigest().encode()
