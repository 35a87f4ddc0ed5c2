"""The encoding of a text table, decided strictly over the whole file in pieces; no character is ever replaced.

UTF-8 is tried first, then GB18030 (which holds GBK and GB2312); UTF-16 needs its mark. A file in two encodings is refused with
the line where the second begins, also when GB18030 could read it all as wrong characters.
"""

import codecs
import io
import re
from typing import Any

from msgspec import Struct

from icpctl.sheets.source import CHUNK, Source

MOST_LINE = 8 << 20
"""Characters without a line end; 200 cells of 32,767 are fewer."""
_MARKS = (
    ("utf-8-sig", "utf-8", b"\xef\xbb\xbf"),
    ("utf-16", "utf-16-le", b"\xff\xfe"),
    ("utf-16", "utf-16-be", b"\xfe\xff"),
    ("gb18030", "gb18030", b"\x84\x31\x95\x33"),
)
_GIVEN = {"utf-8": "utf-8", "utf-8-sig": "utf-8", "utf-16": "utf-16", "utf-16-le": "utf-16-le", "utf-16-be": "utf-16-be",
          "gb18030": "gb18030", "gbk": "gb18030", "gb2312": "gb18030", "big5": "big5"}  # fmt: skip
_GUARDED = re.compile(r"''*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
# Two Chinese characters of UTF-8 in a row: GBK text hardly ever holds these bytes, and not in a line that is UTF-8 as a whole.
_CHINESE = re.compile(rb"(?:[\xe4-\xe9][\x80-\xbf]{2}){2}")


class Text(Struct, frozen=True):
    """How to read a text file.

    encoding  as the user may see it: "utf-8", "utf-8-sig", "utf-16", "gb18030", or the one that was asked for
    codec     as Python calls it
    skip      bytes of a mark at the beginning
    guarded   a cell may begin with the apostrophe that our own CSV puts before =, + and the like
    damaged   the first line with U+FFFD, which another program has put where it could not read; 0 for none
    """

    encoding: str
    codec: str
    skip: int
    guarded: bool
    damaged: int


class _Scan(Struct):
    bad: int = -1  # the first byte that the codec refuses
    reached: int = 0
    guarded: bool = False
    damaged: int = -1  # about where the first U+FFFD stands


def decide(source: Source, wanted: str | None = None) -> Text:
    """The encoding of the whole file. Raises SheetError: NUL, no or two encodings, a line without end, with line and column."""
    with source.reader() as file:
        head = file.read(2048)
    if head.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        raise source.error("sheet_utf32")
    marked = next(((name, codec, len(mark)) for name, codec, mark in _MARKS if head.startswith(mark)), None)
    if wanted is not None:
        return _as_told(source, wanted, head, marked)
    if marked is not None:
        scan = _scan(source, marked[1], marked[2])
        if scan.bad >= 0:
            raise _refused(source, marked[0], marked[1], marked[2], scan.bad)
        return _text(source, *marked, scan)
    if head.count(0) * 4 > len(head):
        raise source.error(
            "sheet_utf16_no_mark", encoding="utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be"
        )
    utf8 = _scan(source, "utf-8", 0)
    if utf8.bad < 0:
        return _text(source, "utf-8", "utf-8", 0, utf8)
    gb = _scan(source, "gb18030", 0)
    if gb.bad >= 0:
        name, bad = ("utf-8", utf8.bad) if utf8.bad >= gb.bad else ("gb18030", gb.bad)
        raise _refused(source, name, name, 0, bad)
    other = _chinese_line_of_utf8(source)
    if other:
        line, column = place(source, "utf-8", 0, utf8.bad)
        raise source.error("sheet_mixed", line=line, column=column, other=other)
    return _text(source, "gb18030", "gb18030", 0, gb)


def _as_told(source: Source, wanted: str, head: bytes, marked: tuple[str, str, int] | None) -> Text:
    name = wanted.strip().lower().replace("_", "-")
    name = {"utf8": "utf-8", "utf16": "utf-16", "utf-8-bom": "utf-8-sig", "cp936": "gbk", "gb-18030": "gb18030"}.get(name, name)
    if name not in _GIVEN:
        raise source.error("sheet_encoding_unknown", encoding=wanted[:40], known=", ".join(_GIVEN))
    codec, skip = _GIVEN[name], 0
    if marked is not None and marked[1].startswith(codec):
        codec, skip = marked[1], marked[2]
        name = marked[0] if name == "utf-8" else name
    elif codec == "utf-16":
        codec = "utf-16-be" if head[:1] == b"\0" else "utf-16-le"
    scan = _scan(source, codec, skip)
    if scan.bad >= 0:
        raise _refused(source, name, codec, skip, scan.bad)
    return _text(source, name, codec, skip, scan)


def _text(source: Source, encoding: str, codec: str, skip: int, scan: _Scan) -> Text:
    damaged = place(source, codec, skip, scan.damaged, "\ufffd")[0] if scan.damaged >= 0 else 0
    return Text(encoding, codec, skip, scan.guarded, damaged)


def _refused(source: Source, encoding: str, codec: str, skip: int, bad: int) -> Exception:
    line, column = place(source, codec, skip, bad)
    return source.error("sheet_encoding", encoding=encoding.upper().removesuffix("-SIG"), line=line, column=column)


def _scan(source: Source, codec: str, skip: int) -> _Scan:
    """Decode the whole file once; what is wrong with it as a table of text is raised, a byte that does not fit is told."""
    decoder: Any = codecs.getincrementaldecoder(codec)("strict")
    scan, at, open_line, end, size = _Scan(), skip, 0, "", source.size
    for chunk in source.chunks(skip):
        pending = len(decoder.getstate()[0])
        try:
            text = decoder.decode(chunk, at + len(chunk) >= size)
        except UnicodeDecodeError as error:
            scan.bad = at - pending + error.start
            return scan
        if "\0" in text:
            line, column = place(source, codec, skip, at - pending, "\0")
            raise source.error("sheet_nul", line=line, column=column)
        if scan.damaged < 0 and "\ufffd" in text:
            scan.damaged = at - pending
        if not scan.guarded:
            scan.guarded = _GUARDED.search(end + text) is not None
            end = text[len(text.rstrip("'")) :][-64:]
        last = max(text.rfind("\n"), text.rfind("\r"))
        open_line = len(text) - last - 1 if last >= 0 else open_line + len(text)
        if open_line > MOST_LINE:
            line, _ = place(source, codec, skip, at)
            raise source.error("sheet_line_long", line=line, limit=MOST_LINE)
        at += len(chunk)
    return scan


def place(source: Source, codec: str, skip: int, offset: int, wanted: str = "") -> tuple[int, int]:
    """(line, column) from 1 of a byte, or of the first `wanted` character at or after it; what lies before is readable."""
    decoder: Any = codecs.getincrementaldecoder(codec)("strict")
    lines = io.IncrementalNewlineDecoder(None, translate=True)
    line, column, at = 1, 1, skip
    for chunk in source.chunks(skip):
        text = decoder.decode(chunk if wanted else chunk[: max(0, offset - at)])
        at += len(chunk)
        found = text.find(wanted) if wanted and at > offset else -1
        plain: str = lines.decode(text[:found] if found >= 0 else text, final=found >= 0 or (not wanted and at >= offset))
        line += plain.count("\n")
        last = plain.rfind("\n")
        column = len(plain) - last if last >= 0 else column + len(plain)
        if found >= 0 or (not wanted and at >= offset):
            break
    return line, column


def _chinese_line_of_utf8(source: Source) -> int:
    """The first line that holds Chinese and is UTF-8 as a whole; 0 for none. Asked of a file that is not UTF-8 as a whole."""
    offset = 0
    with source.reader() as file:
        while raw := file.readline(CHUNK):
            if _CHINESE.search(raw):
                try:
                    raw.decode("utf-8")
                except UnicodeDecodeError:
                    pass
                else:
                    return place(source, "gb18030", 0, offset)[0]
            offset += len(raw)
    return 0
