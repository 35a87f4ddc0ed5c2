"""What the operating system says and offers: causes of its errors in words, and one sync for a whole file system."""

import errno
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from icpctl.errors import StoreError

_CAUSES = {
    "disk_full": ("ENOSPC",),
    "disk_quota": ("EDQUOT",),
    "disk_broken": ("EIO",),
    "disk_denied": ("EACCES", "EPERM"),
    "disk_read_only": ("EROFS",),
    "disk_file_limit": ("EFBIG",),
    "disk_long_name": ("ENAMETOOLONG",),
    "disk_missing": ("ENOENT",),
    "disk_not_folder": ("ENOTDIR", "EEXIST"),
    "disk_is_folder": ("EISDIR",),
    "disk_link": ("ELOOP",),
    "disk_busy": ("EBUSY", "ETXTBSY", "EAGAIN"),
    "disk_many_open": ("EMFILE", "ENFILE"),
    "disk_gone": ("ESTALE", "ENETDOWN", "ENETUNREACH", "EHOSTDOWN", "ETIMEDOUT", "ENODEV", "ENXIO"),
}
_KEYS = {getattr(errno, name): key for key, names in _CAUSES.items() for name in names if hasattr(errno, name)}


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Turn an OSError into a StoreError that names the file and the cause in words; the old file is whole."""
    try:
        yield
    except OSError as error:
        code = errno.errorcode.get(error.errno or 0, str(error.errno))
        raise StoreError(_KEYS.get(error.errno or 0, "disk_other"), path=str(path), code=code) from error


def refused(*_: object) -> None:
    """Stands in for a call that this system does not have."""
    raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP))


# By the number the kernel gives them: file systems of local disks whose sync of the whole waits and reports as fsync does.
_TRUSTED = {0xEF53: "ext", 0x58465342: "xfs", 0x9123683E: "btrfs", 0xF2F52010: "f2fs", 0x01021994: "tmpfs"}
_REPORTS = (5, 8)  # before this kernel the call did not tell that writing had failed


@cache
def _library() -> Any:
    """The C library where it has a sync for one file system, else None."""
    if not sys.platform.startswith("linux"):
        return None
    import ctypes

    version = re.match(r"(\d+)\.(\d+)", os.uname().release)
    if version is None or (int(version[1]), int(version[2])) < _REPORTS:
        return None
    library = ctypes.CDLL(None, use_errno=True)
    return library if hasattr(library, "syncfs") and hasattr(library, "fstatfs") else None


def sync_system(fd: int) -> bool:
    """Make all that was written to the file system of an open folder durable at once; True when it is.

    False, and nothing is promised, where there is no such call or it is not to be trusted (network and user-space file
    systems, other systems than Linux): then each file needs its own fsync. `os.sync` is no stand-in: it waits for every disk
    of the machine and reports nothing. Raises OSError for what went wrong since the folder was opened: open it first.
    """
    library = _library()
    if library is None:
        return False
    import ctypes

    about = ctypes.create_string_buffer(512)
    if library.fstatfs(fd, about) or int.from_bytes(about.raw[: ctypes.sizeof(ctypes.c_long)], sys.byteorder) not in _TRUSTED:
        return False
    if library.syncfs(fd):
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return True
