"""Files on disk: atomic, durable, private. The one module of the package that opens files for writing.

A write goes: temporary file in the same folder (exclusive, 0600), all bytes, fsync, rename over the target, fsync of
the folder. So a crash at any point leaves the old or the new file whole, and a return means that the bytes are on the
disk. Every call to the system that changes something goes through `ops`, so that tests can let each of them fail or be
the last one.
"""

import errno
import itertools
import os
import re
import stat
import sys
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import IO, Any

from icpctl import system
from icpctl.errors import StoreError

try:
    import fcntl as _fcntl
except ImportError:  # pragma: no cover  (Windows)
    _fcntl = None  # type: ignore[assignment]

WINDOWS = sys.platform == "win32"
REPLACE_WAITS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.7, 1.0)  # Windows: a scanner holds new files for milliseconds
ANCIENT = 24 * 3600  # a temporary file this old is nobody's: its process id has been given to another program
_TEMPORARY = re.compile(r"\.icpctl-(\d{1,10})-\d+\.tmp")
_BINARY: int = getattr(os, "O_BINARY", 0)
_NO_FOLLOW: int = getattr(os, "O_NOFOLLOW", 0)
_READ: int = os.O_RDONLY | _BINARY | _NO_FOLLOW | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
_READ_ANY: int = (_READ & ~_NO_FOLLOW) | getattr(os, "O_NOCTTY", 0)
_WRITE: int = os.O_WRONLY | os.O_CREAT | _BINARY | _NO_FOLLOW | getattr(os, "O_CLOEXEC", 0)
_count = itertools.count(1)
_mine: set[Path] = set()  # temporary files that this process is writing now


def full_sync(fd: int) -> None:
    """fsync that also empties the drive's own cache where the system offers it (macOS)."""
    wanted = getattr(_fcntl, "F_FULLFSYNC", None)
    if wanted is not None:
        with suppress(OSError):  # some file systems (network drives) know only fsync
            _fcntl.fcntl(fd, wanted)
            return
    os.fsync(fd)


ops: Any = SimpleNamespace(
    open=os.open, read=os.read, write=os.write, close=os.close, fsync=full_sync, replace=os.replace, mkdir=os.mkdir,
    rmdir=os.rmdir, unlink=os.unlink, chmod=os.chmod, link=getattr(os, "link", system.refused), sync_system=system.sync_system,
    sleep=time.sleep,
)  # fmt: skip
disk_errors = system.disk_errors


def alive(pid: int) -> bool:
    """True when a process of this id runs on this machine (or may run: when in doubt, it does)."""
    if WINDOWS:
        return _alive_on_windows(pid)
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


def _alive_on_windows(pid: int) -> bool:  # pragma: no cover  (os.kill(pid, 0) would end the process there)
    import ctypes

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined]
    handle = kernel.OpenProcess(0x1000, False, pid)  # PROCESS_QUERY_LIMITED_INFORMATION
    if not handle:
        return bool(kernel.GetLastError() == 5)  # access denied: it exists
    code = ctypes.c_ulong()
    kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return code.value == 259  # STILL_ACTIVE


def read(path: Path, limit: int, *, follow: bool = False) -> bytes:
    """All bytes of a regular file of at most `limit` bytes; the size is looked at before anything is read.

    A link is refused unless `follow`: then it may lead to a regular file, as a file outside the drafts folder may.
    Raises StoreError for a folder, link, pipe or device (`not_a_file`), a bigger file (`file_too_big`), and OSError.
    """
    _refuse_other_kinds(path, (path.stat() if follow else path.lstat()).st_mode)
    fd = ops.open(path, _READ_ANY if follow else _READ)
    try:
        found = os.fstat(fd)
        _refuse_other_kinds(path, found.st_mode)
        size, parts = found.st_size, []
        left = limit + 1
        while size <= limit and left > 0 and (part := ops.read(fd, min(left, 1 << 20))):
            parts.append(part)
            left -= len(part)
    finally:
        ops.close(fd)
    if size > limit or left <= 0:
        raise StoreError("file_too_big", path=str(path), size=max(size, limit + 1), limit=limit)
    return b"".join(parts)


def _refuse_other_kinds(path: Path, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise StoreError("not_a_file_folder", path=str(path))
    if stat.S_ISLNK(mode):
        raise StoreError("not_a_file_link", path=str(path))
    if not stat.S_ISREG(mode):
        raise StoreError("not_a_file", path=str(path))


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder (0700) for what another program needs for a moment; it is gone afterwards. Never for a draft's data."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="icpctl-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def scratch_file() -> IO[bytes]:
    """A file without a name for what another program prints; it is gone when it is closed."""
    import tempfile

    return tempfile.TemporaryFile()


def write_private(path: Path, data: bytes, check: Callable[[], None] | None = None) -> None:
    """Write a file atomically, durably and for the user's eyes only (0600); the folder must exist.

    `check` runs as the last thing before the new file takes the place of the old one; what it raises stops the write.
    Raises StoreError with file and cause; then the old file is whole and no temporary file stays behind.
    """
    with disk_errors(path):
        fd, temporary = _new_temporary(path.parent)
        try:
            try:
                if not WINDOWS and stat.S_IMODE(os.fstat(fd).st_mode) != 0o600:
                    ops.chmod(temporary, 0o600)  # an unusual umask took away more than the others' rights
                _write_all(fd, data)
                ops.fsync(fd)
            finally:
                ops.close(fd)
            if check is not None:
                check()
            _replace(temporary, path)
        except BaseException:
            discard(temporary)
            raise
        finally:
            _mine.discard(temporary)
        sync_folder(path.parent)


def write_new(path: Path, data: bytes) -> None:
    """Write a file (0600) that is not there yet. Neither atomic nor durable: only for a temporary folder."""
    fd = ops.open(path, _WRITE | os.O_EXCL, 0o600)
    try:
        if not WINDOWS and stat.S_IMODE(os.fstat(fd).st_mode) != 0o600:
            ops.chmod(path, 0o600)
        _write_all(fd, data)
    finally:
        ops.close(fd)


@contextmanager
def temporary_folder(folder: Path) -> Iterator[Path]:
    """A private folder (0700) inside another; it goes afterwards, and like a temporary file when this process dies."""
    while os.path.lexists(temporary := folder / f".icpctl-{os.getpid()}-{next(_count)}.tmp"):
        continue  # left by a dead process that had the same id
    _mine.add(temporary)
    try:
        ops.mkdir(temporary, 0o700)
        if not WINDOWS and stat.S_IMODE(temporary.stat().st_mode) != 0o700:
            ops.chmod(temporary, 0o700)
        yield temporary
    finally:
        _mine.discard(temporary)  # first: when it cannot be removed now, a later run may
        discard(temporary)


def _new_temporary(folder: Path) -> tuple[int, Path]:
    while True:
        temporary = folder / f".icpctl-{os.getpid()}-{next(_count)}.tmp"
        _mine.add(temporary)
        try:
            return ops.open(temporary, _WRITE | os.O_EXCL, 0o600), temporary
        except FileExistsError:  # left by a dead process that had the same id
            _mine.discard(temporary)
        except BaseException:
            _mine.discard(temporary)
            raise


def _write_all(fd: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        done = ops.write(fd, view)
        if done <= 0:
            raise OSError(errno.EIO, "nothing written")
        view = view[done:]


def _replace(old: Path, new: Path) -> None:
    for wait in REPLACE_WAITS if WINDOWS else ():
        try:
            ops.replace(old, new)
        except PermissionError:
            ops.sleep(wait)
        else:
            return
    ops.replace(old, new)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable. Windows offers no such call and does it by its journal."""
    if WINDOWS:
        return
    fd = ops.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0))
    try:
        ops.fsync(fd)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network drives refuse the call for folders
            raise
    finally:
        ops.close(fd)


def make_folder(path: Path) -> None:
    """Make a private folder (0700, durable) with its missing parents; nothing happens when it is there.

    Raises StoreError when the place is taken by something else, or cannot be written.
    """
    with disk_errors(path):
        if path.is_dir():
            return
        if not path.parent.exists():
            make_folder(path.parent)
        try:
            ops.mkdir(path, 0o700)
        except FileExistsError:
            if path.is_dir():  # another process was quicker
                return
            raise
        if not WINDOWS and stat.S_IMODE(path.stat().st_mode) != 0o700:
            ops.chmod(path, 0o700)
        sync_folder(path.parent)


def inner_folder(folder: Path, *parts: str) -> Path:
    """A folder inside the drafts folder, made when missing; a link in its place would lead out and is refused."""
    for part in parts:
        folder = folder / part
        if folder.is_symlink():
            raise StoreError("not_a_file_link", path=str(folder))
        make_folder(folder)
    return folder


def check_owner(folder: Path) -> None:
    """Refuse a drafts folder that is a file, somebody else's, or somebody else's link. Missing is fine."""
    with disk_errors(folder):
        try:
            here, target = folder.lstat(), folder.stat()
        except FileNotFoundError:
            return
        if not stat.S_ISDIR(target.st_mode):
            raise StoreError("folder_is_file", path=str(folder))
        if WINDOWS:
            return
        me = os.geteuid()
        if here.st_uid != me and stat.S_ISLNK(here.st_mode):
            raise StoreError("folder_foreign_link", path=str(folder))
        if target.st_uid != me:
            raise StoreError("folder_foreign", path=str(folder))


def wide(folder: Path) -> list[Path]:
    """The folder and what lies in it that others may read or write. POSIX only; changes nothing."""
    if WINDOWS or not folder.is_dir():
        return []
    found = []
    with disk_errors(folder):
        inside = (Path(top) / name for top, folders, names in os.walk(folder) for name in (*folders, *names))
        for path in itertools.chain((folder,), inside):
            with suppress(FileNotFoundError):  # a temporary file of another process
                mode = (path.stat() if path == folder else path.lstat()).st_mode
                if stat.S_IMODE(mode) & 0o077 and not stat.S_ISLNK(mode):
                    found.append(path)
    return found


def narrow(folder: Path) -> list[str]:
    """Take the rights of others away from a folder and all in it; the paths that were open to others. POSIX only."""
    found = wide(folder)
    with disk_errors(folder):
        for path in found:
            with suppress(PermissionError, FileNotFoundError):  # somebody else's file: reported, not ours to change
                ops.chmod(path, stat.S_IMODE(path.stat().st_mode) & 0o700)
    return [str(path) for path in found]


def move(old: Path, new: Path) -> None:
    """Rename a file or folder, durably; `new` must be free. The new place is durable before the old one is left."""
    _replace(old, new)
    sync_folder(new.parent)
    if old.parent != new.parent:
        sync_folder(old.parent)


def remove_file(path: Path) -> None:
    """Delete a file, durably; gone already is fine."""
    with suppress(FileNotFoundError):
        ops.unlink(path)
    sync_folder(path.parent)


def discard(path: Path) -> bool:
    """Delete a file or a temporary folder that nobody needs; False, and no error, when that cannot be done now."""
    try:
        (remove_folder if is_temporary(path) and path.is_dir() and not path.is_symlink() else ops.unlink)(path)
    except OSError:
        return False
    return True


def remove_folder(folder: Path) -> None:
    """Delete a folder and all in it; links in it are deleted, not followed. Gone already is fine."""
    if not os.path.lexists(folder):
        return
    for top, folders, names in os.walk(folder, topdown=False):
        for name in names:
            ops.unlink(Path(top) / name)
        for name in folders:
            path = Path(top) / name
            (ops.unlink if path.is_symlink() else ops.rmdir)(path)
    ops.rmdir(folder)
    sync_folder(folder.parent)


def copy_folder(old: Path, new: Path, limit: int, only: Collection[str | None] | None = None, within: str = "") -> None:
    """Copy a folder of regular files of at most `limit` bytes each; `new` is private and durable when this returns.

    only   names relative to the folder ("files/x.jpg"): nothing else is copied; `within` is the place reached so far
    """
    if old.is_symlink():
        raise StoreError("not_a_file_link", path=str(old))
    make_folder(new)
    with disk_errors(old):
        for entry in sorted(os.scandir(old), key=lambda e: e.name):
            source, target = old / entry.name, new / entry.name
            if is_temporary(source):
                continue
            if entry.is_dir(follow_symlinks=False):
                copy_folder(source, target, limit, only, f"{within}{entry.name}/")
            elif only is None or within + entry.name in only:
                write_private(target, read(source, limit))


def is_temporary(path: Path) -> bool:
    """True for a file that a write of this program made, or left behind."""
    return _TEMPORARY.fullmatch(path.name) is not None


def strays(folder: Path) -> list[Path]:
    """Temporary files and folders of dead processes anywhere in a folder; those of living processes are not among them."""
    inside = (Path(top) / name for top, folders, names in os.walk(folder) for name in (*folders, *names))
    return sorted(path for path in inside if _is_stray(path))


def _is_stray(path: Path) -> bool:
    found = _TEMPORARY.fullmatch(path.name)
    if not found:
        return False
    pid = int(found[1])
    if pid == os.getpid():
        return path not in _mine
    if not alive(pid):
        return True
    try:
        return time.time() - path.lstat().st_mtime > ANCIENT
    except OSError:
        return False


def note(path: Path, text: str) -> None:
    """Write a few letters to a private file, neither atomic nor durable, and never a reason to fail."""
    with suppress(OSError):
        fd = ops.open(path, _WRITE | os.O_TRUNC, 0o600)
        try:
            ops.write(fd, text.encode())
        finally:
            ops.close(fd)
