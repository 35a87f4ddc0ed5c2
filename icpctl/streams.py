"""Files written piece by piece, as private and as whole as those that `disk` writes at once.

For what is too big for memory: workbooks and lists of a million rows. Every call to the system goes through `disk.ops`.
"""

import filecmp
import io
import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from icpctl import disk


class _Pieces(io.RawIOBase):
    """A file that is open for writing, by its descriptor."""

    def __init__(self, fd: int) -> None:
        super().__init__()
        self._fd = fd

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return os.lseek(self._fd, offset, whence)

    def write(self, data: Any) -> int:
        return int(disk.ops.write(self._fd, data))


@contextmanager
def new_file(folder: Path) -> Iterator[tuple[IO[bytes], Path]]:
    """A new file (0600) without a name of its own yet, and its temporary path; all bytes are on the disk when the
    block ends; then `take_place` or `beside` gives it its name. It is gone when the block ends badly.

    Raises StoreError with folder and cause.
    """
    with disk.disk_errors(folder):
        fd, temporary = disk._new_temporary(folder)  # noqa: SLF001 - the other half of disk, which is full
        stream = io.BufferedWriter(_Pieces(fd), 1 << 20)
        try:
            if not disk.WINDOWS:
                disk.ops.chmod(temporary, 0o600)  # an unusual umask may have taken more away than the others' rights
            try:
                yield stream, temporary
                stream.flush()
                disk.ops.fsync(fd)
            finally:
                with suppress(OSError, ValueError):
                    stream.detach()
                disk.ops.close(fd)
        except BaseException:
            disk.discard(temporary)
            raise
        finally:
            disk._mine.discard(temporary)  # noqa: SLF001


def take_place(temporary: Path, path: Path) -> Path:
    """The finished file takes this place, whatever was there; durable when this returns."""
    with disk.disk_errors(path):
        try:
            disk.move(temporary, path)
        except BaseException:
            disk.discard(temporary)
            raise
    return path


def beside(temporary: Path, path: Path) -> Path:
    """The finished file takes this place when it is free or holds the same bytes already, else `name-2`, `name-3` ...

    Gives the place it got. No file is overwritten, not even by two processes at once.
    """
    with disk.disk_errors(path):
        for number in itertools.count(1):
            place = path if number == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
            try:
                disk.ops.close(disk.ops.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            except FileExistsError:
                if place.is_file() and filecmp.cmp(temporary, place, shallow=False):
                    disk.discard(temporary)
                    return place
            except BaseException:
                disk.discard(temporary)
                raise
            else:
                return take_place(temporary, place)
    raise AssertionError
