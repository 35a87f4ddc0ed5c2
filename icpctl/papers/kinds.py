"""The type of a file by its first bytes, never by its name; and the pixel size of a picture, read from its header."""

import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

MEASURED = ("jpg", "png", "gif", "bmp", "webp", "tiff")
PAPERS = (*MEASURED, "heic", "pdf")
_STARTS = (
    ("jpg", b"\xff\xd8\xff"),
    ("png", b"\x89PNG\r\n\x1a\n"),
    ("gif", b"GIF87a"),
    ("gif", b"GIF89a"),
    ("tiff", b"II*\x00"),
    ("tiff", b"MM\x00*"),
    ("ole", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ("archive", b"7z\xbc\xaf\x27\x1c"),
    ("archive", b"Rar!\x1a\x07"),
    ("archive", b"\x1f\x8b"),
    ("program", b"MZ"),
    ("program", b"\x7fELF"),
)
_HEIC = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")
_PDF_WITHIN = 1024  # readers look for the mark in the first kilobyte
_MARKUP = re.compile(rb"^\s*(?:<\?xml|<!--|<!doctype|<html|<head|<body|<svg|<script)", re.IGNORECASE)
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, slots=True)
class Header:
    """What the header of a picture says: pixels as stored, and the number of scans of a JPEG."""

    width: int | None = None
    height: int | None = None
    scans: int = 0


def kind_of(data: bytes) -> str:
    """jpg, png, gif, bmp, webp, tiff, heic, pdf; else html, docx, zip, ole, archive, program, video, text, empty, unknown."""
    if not data:
        return "empty"
    for kind, start in _STARTS:
        if data.startswith(start):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp":
        return "heic" if data[8:12] in _HEIC else "video"
    if data[:2] == b"BM" and len(data) > 26 and data[6:10] == b"\0\0\0\0":
        return "bmp"
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return "docx" if b"word/" in data[:65536] else "zip"
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return "pdf"
    return _kind_of_text(data[:65536])


def _kind_of_text(start: bytes) -> str:
    start = start.removeprefix(b"\xef\xbb\xbf")
    if not start.strip(b"\0 \t\r\n"):
        return "unknown"
    if _MARKUP.match(start):
        return "html"
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "text"
    return "unknown" if re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", start) else "text"


def header(kind: str, data: bytes) -> Header:
    """The size of a picture from its header; without it where the header is cut off or of a kind that is not read here."""
    read = _HEADERS.get(kind)
    try:
        return read(data) if read else Header()
    except (struct.error, IndexError):
        return Header()


def _png(data: bytes) -> Header:
    return Header(*struct.unpack(">II", data[16:24]))


def _gif(data: bytes) -> Header:
    return Header(*struct.unpack("<HH", data[6:10]))


def _bmp(data: bytes) -> Header:
    if struct.unpack("<I", data[14:18])[0] == 12:
        return Header(*struct.unpack("<HH", data[18:22]))
    width, height = struct.unpack("<ii", data[18:26])
    return Header(abs(width), abs(height))


def _webp(data: bytes) -> Header:
    form = data[12:16]
    if form == b"VP8X":
        return Header(1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little"))
    if form == b"VP8L":
        bits = struct.unpack("<I", data[21:25])[0]
        return Header(1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    width, height = struct.unpack("<HH", data[26:30])
    return Header(width & 0x3FFF, height & 0x3FFF)


def _jpg(data: bytes) -> Header:
    width = height = None
    for marker, at in _segments(data):
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", data[at + 3 : at + 7])
            break
    # In the picture's own data FF is always followed by 00; in thumbnails the mark stands a few times more.
    return Header(width, height, data.count(b"\xff\xda"))


def _segments(data: bytes) -> Iterator[tuple[int, int]]:
    """(marker, place of its length) of the segments of a JPEG before its picture data."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # filling
            at += 1
            continue
        if marker == 0xDA:
            return
        yield marker, at + 2
        at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]


_HEADERS: dict[str, Callable[[bytes], Header]] = {"png": _png, "gif": _gif, "bmp": _bmp, "webp": _webp, "jpg": _jpg}
