"""What an XLSX file must be before anything reads it: small when unpacked, whole, and without DTD or entities.

Bytes are counted while they are unpacked, because what the directory of a zip file says of sizes may be a lie. Every XML part
is read once by a parser that builds nothing.
"""

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any
from xml.parsers import expat

from icpctl.sheets import SheetError
from icpctl.sheets.source import Source

MIB = 1 << 20
MOST_UNPACKED, MOST_RATIO, MOST_PARTS = 200 * MIB, 200, 2000
MOST_DIRECTORY = MIB
_RATIO_FROM = 2 * MIB  # a small part may well be packed a thousand times: nobody is hurt by it
_MOST_TOKEN = MIB  # a tag or a comment; the parser keeps it whole
_PIECE = 1 << 17
_END, _END64, _LOCATOR64 = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_ENCODINGS = ("utf-8", "utf-16", "us-ascii", "ascii", "utf8", "utf-16le", "utf-16be")
DAMAGED = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, struct.error, RuntimeError)


def check_directory(source: Source) -> None:
    """The number of parts and the size of the directory, before it is read. Raises SheetError."""
    with source.reader(max(0, source.size - 65_557 - 76)) as file:
        tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < 22:
        raise source.error("sheet_zip_damaged")
    parts, size = struct.unpack("<HI", tail[at + 10 : at + 16])
    if parts == 0xFFFF or size == 0xFFFFFFFF:
        at = tail.rfind(_END64, 0, at)
        if at < 0 or len(tail) - at < 56:
            raise source.error("sheet_zip_damaged")
        parts, size = struct.unpack("<QQ", tail[at + 32 : at + 48])
    if parts > MOST_PARTS or size > MOST_DIRECTORY:
        raise source.error("sheet_xlsx_parts", limit=MOST_PARTS)


def check(source: Source) -> None:
    """Unpack every part once, counting, and look at the XML. Raises SheetError: bomb, DTD, entity, damaged, names that trick."""
    check_directory(source)
    try:
        with source.reader() as file, zipfile.ZipFile(file) as archive:
            infos = archive.infolist()
            _check_names(source, infos)
            total = 0
            _check_declared(source, infos)
            for info in infos:
                total = _check_part(source, archive, info, total)
    except DAMAGED as error:
        source.check_unchanged()
        raise source.error("sheet_zip_damaged") from error


def _check_names(source: Source, infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MOST_PARTS:
        raise source.error("sheet_xlsx_parts", limit=MOST_PARTS)
    seen = set()
    for info in infos:
        name = info.orig_filename
        pieces = name.split("/")
        if name.startswith("/") or "\\" in name or ":" in name or "\0" in name or ".." in pieces or "." in pieces or not name:
            raise source.error("sheet_xlsx_names", part=ascii(name)[1:-1][:60])
        if name.lower() in seen:
            raise source.error("sheet_xlsx_twice", part=ascii(name)[1:-1][:60])
        seen.add(name.lower())
        if info.flag_bits & 1:
            raise source.error("sheet_is_encrypted")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise source.error("sheet_zip_damaged")


def _check_declared(source: Source, infos: list[zipfile.ZipInfo]) -> None:
    """Sizes of the directory are not believed when they are small; when they say themselves that it is too much, they are."""
    if sum(info.file_size for info in infos) > MOST_UNPACKED:
        raise source.error("sheet_xlsx_unpacked", limit=MOST_UNPACKED // MIB)
    for info in infos:
        if info.file_size > _RATIO_FROM and info.file_size > MOST_RATIO * info.compress_size:
            raise source.error("sheet_xlsx_ratio", part=info.filename[:60], limit=MOST_RATIO)


def _check_part(source: Source, archive: zipfile.ZipFile, info: zipfile.ZipInfo, total: int) -> int:
    size, xml = 0, None
    with archive.open(info) as part:
        first = True
        while data := part.read(_PIECE):
            size += len(data)
            total += len(data)
            if total > MOST_UNPACKED:
                raise source.error("sheet_xlsx_unpacked", limit=MOST_UNPACKED // MIB)
            # Neither the size in the directory nor the packed one is believed: no part is longer than the file.
            if size > _RATIO_FROM and size > MOST_RATIO * min(info.compress_size, source.size):
                raise source.error("sheet_xlsx_ratio", part=info.filename[:60], limit=MOST_RATIO)
            if first:
                first = False
                if _looks_like_xml(data, info.filename):
                    xml = _watch(source, info.filename)
            if xml is not None:
                xml(data, False)
        if xml is not None:
            xml(b"", True)
    if total > _RATIO_FROM * 8 and total > MOST_RATIO * source.size:
        raise source.error("sheet_xlsx_ratio", part=info.filename[:60], limit=MOST_RATIO)
    return total


def _looks_like_xml(data: bytes, name: str) -> bool:
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n\xff\xfe\0")
    return start.startswith(b"<") or name.lower().endswith((".xml", ".rels"))


def _watch(source: Source, name: str) -> Callable[[bytes, bool], None]:
    """A reader of one XML part that raises at a DTD, an entity, a token without end, and XML that is none."""
    parser = expat.ParserCreate()
    fed = 0
    loose = name.lower().endswith((".vml", ".svg", ".html", ".htm"))  # seldom well made: only their beginning is looked at

    def refuse(*_: Any) -> None:
        raise source.error("sheet_xlsx_entity", part=name[:60])

    def declared(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in _ENCODINGS:
            raise source.error("sheet_xlsx_xml", part=name[:60])

    def rooted(*_: Any) -> None:
        parser.StartElementHandler = None

    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = parser.UnparsedEntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse  # type: ignore[assignment]
    parser.XmlDeclHandler = declared
    parser.StartElementHandler = rooted

    def feed(data: bytes, last: bool) -> None:
        nonlocal fed
        if loose and parser.StartElementHandler is None:
            return
        try:
            parser.Parse(data, last)
        except expat.ExpatError as error:
            if loose and parser.StartElementHandler is None:
                return
            raise source.error("sheet_xlsx_xml", part=name[:60]) from error
        fed += len(data)
        if not last and fed - parser.CurrentByteIndex > _MOST_TOKEN:
            raise source.error("sheet_xlsx_xml", part=name[:60])

    return feed


def pieces(source: Source, archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The bytes of one part in pieces. Raises SheetError when it is missing or damaged."""
    found = next((info for info in archive.infolist() if info.filename.lower() == name.lower()), None)
    if found is None:
        raise source.error("sheet_xlsx_part", part=name[:60])
    try:
        with archive.open(found) as part:
            while data := part.read(_PIECE):
                yield data
    except DAMAGED as error:
        source.check_unchanged()
        raise source.error("sheet_zip_damaged") from error


def parse(source: Source, data: Iterator[bytes], name: str, start: Any = None, end: Any = None, text: Any = None) -> None:
    """Read one XML part with these handlers; names and attributes come without namespace prefix (see `local`)."""
    parser = parser_of(start, end, text)
    try:
        for piece in data:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise source.error("sheet_xlsx_xml", part=name[:60]) from error


def parser_of(start: Any, end: Any, text: Any) -> Any:
    """A parser that refuses a DTD; the guard has refused it before."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = 1 << 16
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text

    def refuse(*_: Any) -> None:
        raise SheetError("sheet_xlsx_entity", file="", part="")

    parser.StartDoctypeDeclHandler = refuse
    return parser


def local(name: str) -> str:
    """A name without its prefix: "x:row" is "row"."""
    return name.rpartition(":")[2]
