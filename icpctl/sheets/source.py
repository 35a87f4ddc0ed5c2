"""The bytes of a spreadsheet: a regular file, or standard input kept in a private file without a name.

What is read is the file as it was when it was opened: up to the size it had then, and an error when it has changed meanwhile.
"""

import io
import os
import stat
import sys
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO

from msgspec import Struct

from icpctl import disk
from icpctl.sheets import SheetError

CHUNK = 1 << 20
_READ: int = sum((getattr(os, name, 0) for name in ("O_BINARY", "O_CLOEXEC", "O_NONBLOCK", "O_NOCTTY")), os.O_RDONLY)


class Source(Struct, weakref=True):
    """Where bytes come from.

    file     as the user named it; "-" is standard input
    path     None when the bytes are held in `kept`
    size     bytes when it was opened
    mark     device, inode, size and time of change when it was opened
    """

    file: str
    path: Path | None
    kept: IO[bytes] | None
    size: int
    mark: tuple[int, ...]

    def error(self, key: str, **values: object) -> SheetError:
        """A SheetError that names the file."""
        return SheetError(key, file=self.file, **values)

    def check_unchanged(self) -> None:
        """Raises SheetError `sheet_changed` when the file is not what it was when it was opened."""
        if self.path is not None:
            with _system_errors(self.file):
                now = _mark(self.path.stat())
            if now != self.mark:
                raise self.error("sheet_changed")

    def reader(self, start: int = 0) -> io.BufferedReader:
        """A new reader from a byte on to the size the file had; several may be open at once. Close it."""
        self.check_unchanged()
        return io.BufferedReader(_Part(self, start), 1 << 17)

    def chunks(self, start: int = 0) -> Iterator[bytes]:
        """The bytes in pieces of at most 1 MiB."""
        with self.reader(start) as file:
            while chunk := file.read(CHUNK):
                yield chunk


class _Part(io.RawIOBase):
    """A file from `start` to the size it had when it was opened, with a place of its own."""

    def __init__(self, source: Source, start: int) -> None:
        super().__init__()
        self._source, self._at = source, start
        self._fd = -1
        if source.path is not None:
            with _system_errors(source.file):
                self._fd = disk.ops.open(source.path, _READ)
                if _mark(os.fstat(self._fd)) != source.mark:
                    os.close(self._fd)
                    self._fd = -1
                    raise source.error("sheet_changed")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = max(0, offset + (0, self._at, self._source.size)[whence])
        return self._at

    def readinto(self, buffer: Any) -> int:
        wanted = min(len(buffer), self._source.size - self._at)
        if wanted <= 0:
            return 0
        with _system_errors(self._source.file):
            if self._source.kept is not None:
                self._source.kept.seek(self._at)
                data = self._source.kept.read(wanted)
            else:
                os.lseek(self._fd, self._at, os.SEEK_SET)
                data = os.read(self._fd, wanted)
        if not data:  # shorter than it was
            raise self._source.error("sheet_changed")
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def close(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1
        super().close()


def _mark(found: os.stat_result) -> tuple[int, ...]:
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


@contextmanager
def _system_errors(file: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise SheetError("sheet_missing", file=file) from error
    except PermissionError as error:
        raise SheetError("sheet_denied", file=file) from error
    except OSError as error:
        raise SheetError("sheet_disk", file=file, reason=os.strerror(error.errno) if error.errno else str(error)) from error


def of_path(path: Path, name: str) -> Source:
    """A file on disk. Raises SheetError for a folder, pipe or device, an empty or missing file, or one that cannot be read."""
    with _system_errors(name):
        try:
            found = path.stat()
        except ValueError as error:  # a NUL in the name
            raise SheetError("sheet_missing", file=name) from error
        if stat.S_ISDIR(found.st_mode):
            raise SheetError("sheet_folder", file=name)
        if not stat.S_ISREG(found.st_mode):
            raise SheetError("sheet_device", file=name)
        if not found.st_size:
            raise SheetError("sheet_empty", file=name)
    return Source(name, path, None, found.st_size, _mark(found))


def of_stream(stream: BinaryIO | None = None) -> Source:
    """Standard input, kept in a private file because it is read more than once. Raises SheetError when nothing comes."""
    stream = stream or sys.stdin.buffer
    if stream.isatty():
        raise SheetError("sheet_stdin_terminal", file="-")
    kept = disk.scratch_file()
    source = Source("-", None, kept, 0, ())
    weakref.finalize(source, kept.close)
    with _system_errors("-"):
        while chunk := stream.read(CHUNK):
            kept.write(chunk)
            source.size += len(chunk)
        kept.flush()
    if not source.size:
        raise SheetError("sheet_empty", file="-")
    return source
