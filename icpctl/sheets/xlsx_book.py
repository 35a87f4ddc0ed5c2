"""What a workbook says beside its rows: sheets, number formats, shared strings, and what stands around the rows of a sheet."""

import re
from array import array
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec import Struct, field

from icpctl.sheets import letter
from icpctl.sheets.source import Source
from icpctl.sheets.xlsx_guard import MIB, MOST_UNPACKED, local, parse, pieces

MOST_ROWS, MOST_COLUMNS, MOST_CELL = 200_000, 200, 32_767
MOST_MERGED = 1_000_000  # rows of merged ranges, all together
_MOST_SHARED = 10_000_000
_PLAIN_SHARED = 50_000
_MOST_HEAD, _MOST_TAIL = 4 * MIB, 32 * MIB
# Built-in formats that show a date or time; 27-36 and 50-58 are those of Chinese, Japanese and Korean programs.
_BUILT_IN = {**dict.fromkeys((*range(14, 18), 22, *range(27, 32), 36, *range(50, 55), 57, 58), 1),
             **dict.fromkeys((*range(18, 22), *range(32, 36), *range(45, 48), 55, 56), 2)}  # fmt: skip
_LITERAL = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_ESCAPE = re.compile(r"(?:_x[0-9A-Fa-f]{4}_)+")
_DATA = re.compile(rb"<((?:[\w.-]+:)?)sheetData(?:\s[^>]*?)?(/?)>")
_HIDDEN = re.compile(rb"hidden\s*=\s*[\"'](?:1|true)[\"']")
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_DECLARATION = re.compile(r"\s*<\?xml.*?\?>", re.DOTALL)


class Tab(Struct, frozen=True):
    """A worksheet: its name, the part it lies in, and whether it is hidden."""

    name: str
    part: str
    hidden: bool


class Workbook(Struct):
    """An XLSX file without its rows.

    formats   by style: 0 no date, 1 a date, 2 a time of day
    shared    a shared string by its number; raises IndexError
    too_long  numbers of shared strings over the limit
    """

    tabs: list[Tab]
    date1904: bool
    formats: list[int]
    shared: Callable[[int], str]
    too_long: frozenset[int]
    macros: bool


class Frame(Struct):
    """What stands around the rows of a sheet, and what its bytes say of them."""

    merged: dict[int, tuple[int, ...]] = field(default_factory=dict)
    ranges: int = 0
    hidden_columns: list[str] = field(default_factory=list)
    filter: str = ""
    formulas: int = 0
    hidden_rows: int = 0


def unescaped(text: str) -> str:
    """Text with `_x000D_` and the like as the character that is meant."""
    return _ESCAPE.sub(_character, text) if "_x" in text else text


def _character(found: re.Match[str]) -> str:
    units = bytes.fromhex(found[0].replace("_x", "").replace("_", ""))
    try:
        return units.decode("utf-16-be")
    except UnicodeDecodeError:  # half a character: left as it stands
        return found[0]


def date_kind(code: str) -> int:
    """0: a number format that shows no date; 1: a date; 2: a time of day or a length of time only."""
    plain = _LITERAL.sub("", code.split(";", maxsplit=1)[0]).lower()
    if "general" in plain or not re.search(r"[ymdhs]", plain):
        return 0
    return 2 if re.search(r"[hs]", plain) and not re.search(r"[yd]", plain) else 1


def read_workbook(source: Source, archive: Any) -> Workbook:
    """Sheets, styles and shared strings. Raises SheetError for a part that is missing or no XML."""
    main = next((t for kind, t, _ in _relations(source, archive, "") if kind == "officeDocument"), "")
    if not main:
        raise source.error("sheet_xlsx_part", part="workbook.xml")
    related = list(_relations(source, archive, main))
    by_id = {key: (kind, target) for kind, target, key in related}
    tabs: list[Tab] = []
    epoch: list[str] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if local(name) == "sheet":
            kind, target = by_id.get(next((v for k, v in attributes.items() if k.endswith(":id")), ""), ("", ""))
            if kind == "worksheet":
                tabs.append(Tab(unescaped(attributes.get("name", "")), target, attributes.get("state", "visible") != "visible"))
        elif local(name) == "workbookPr":
            epoch.append(attributes.get("date1904", "0"))

    parse(source, pieces(source, archive, main), main, start)
    if not tabs:
        raise source.error("sheet_xlsx_no_sheets")
    parts = {kind: target for kind, target, _ in related}
    formats = _formats(source, archive, parts["styles"]) if "styles" in parts else []
    shared, too_long = _shared(source, archive, parts["sharedStrings"]) if "sharedStrings" in parts else (_none, frozenset[int]())
    return Workbook(tabs, epoch[:1] in (["1"], ["true"]), formats, shared, too_long, "vbaProject" in parts)


def _none(_index: int) -> str:
    raise IndexError


def _relations(source: Source, archive: Any, part: str) -> Iterator[tuple[str, str, str]]:
    """(kind, target part, id) of what a part refers to; "" is the package itself."""
    folder, _, base = part.rpartition("/")
    rels = f"{folder}/_rels/{base}.rels".removeprefix("/")
    found: list[tuple[str, str, str]] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if local(name) == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            found.append((kind, _joined(folder, attributes.get("Target", "")), attributes.get("Id", "")))

    parse(source, pieces(source, archive, rels), rels, start)
    return iter(found)


def _joined(folder: str, target: str) -> str:
    steps: list[str] = [] if target.startswith("/") else [s for s in folder.split("/") if s]
    for step in target.replace("\\", "/").split("/"):
        if step == "..":
            del steps[-1:]
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps)


def _formats(source: Source, archive: Any, part: str) -> list[int]:
    codes: dict[str, str] = {}
    styles: list[str] = []
    inside: list[str] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        name = local(name)
        if name == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            inside.append(name)
        elif name == "xf" and inside:
            styles.append(attributes.get("numFmtId", "0"))

    def end(name: str) -> None:
        if local(name) == "cellXfs":
            inside.clear()

    parse(source, pieces(source, archive, part), part, start, end)
    known = {key: date_kind(code) for key, code in codes.items()}
    return [known.get(key, _BUILT_IN.get(int(key), 0) if key.isdecimal() else 0) for key in styles]


def _shared(source: Source, archive: Any, part: str) -> tuple[Callable[[int], str], frozenset[int]]:
    keep, get, too_long = _strings(source)
    runs: list[str] = []
    said: list[str] = []
    phonetic: list[str] = []

    names: dict[str, str] = {}  # as the file writes them -> without prefix

    def start(name: str, _attributes: Mapping[str, str]) -> None:
        name = names.get(name) or names.setdefault(name, local(name))
        if name == "t":
            runs.clear()
        elif name == "si":
            said.clear()
        elif name == "rPh":
            phonetic.append(name)

    def end(name: str) -> None:
        name = names[name]
        if name == "t" and not phonetic:
            said.append(runs[0] if len(runs) == 1 else "".join(runs))
        elif name == "rPh":
            phonetic.clear()
        elif name == "si":
            text = said[0] if len(said) == 1 else "".join(said)
            keep(unescaped(text) if "_x" in text else text)

    parse(source, pieces(source, archive, part), part, start, end, runs.append)
    return get, frozenset(too_long)


def _strings(source: Source) -> tuple[Callable[[str], None], Callable[[int], str], set[int]]:
    """(keep, get, too_long). Many strings lie in one piece of memory: as Python texts they would take several times as much."""
    few: list[str] = []
    blob, ends, too_long = bytearray(), array("I", (0,)), set[int]()

    def keep(text: str) -> None:
        index = len(few) + len(ends) - 1
        if len(text) > MOST_CELL:
            too_long.add(index)
            text = ""
        if index < _PLAIN_SHARED:
            few.append(text)
            return
        blob.extend(text.encode())
        ends.append(len(blob))
        if index > _MOST_SHARED:
            raise source.error("sheet_xlsx_unpacked", limit=MOST_UNPACKED // MIB)

    def get(index: int) -> str:
        if index < 0:
            raise IndexError
        if index < _PLAIN_SHARED:
            return few[index]
        index -= _PLAIN_SHARED
        return str(blob[ends[index] : ends[index + 1]], "utf-8")

    return keep, get, too_long


# --- around the rows ---


def read_frame(source: Source, archive: Any, part: str) -> Frame:
    """Merged cells, hidden columns and the filter of a sheet, from what stands before and after its rows; counts of the rest."""
    frame = Frame()
    head, tail, prefix = _around(source, archive, part, frame)
    ranges: list[str] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        name = local(name)
        if name == "mergeCell":
            ranges.append(attributes.get("ref", ""))
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            frame.hidden_columns += _letters(attributes.get("min", ""), attributes.get("max", ""))
        elif name == "autoFilter" and not frame.filter:
            frame.filter = attributes.get("ref", "")[:30]

    parse(source, iter((head, b"</" + prefix + b"sheetData>", tail)), part, start)
    frame.ranges = len(ranges)
    _merge(source, frame, ranges, part)
    return frame


def _letters(first: str, last: str) -> list[str]:
    if not (first.isdecimal() and last.isdecimal()):
        return []
    return [letter(c - 1) for c in range(int(first), min(int(last), MOST_COLUMNS) + 1)]


def _around(source: Source, archive: Any, part: str, frame: Frame) -> tuple[bytes, bytes, bytes]:
    """(before the rows with the tag that opens them, after them, prefix of names)."""
    head, tail, found = b"", b"", None
    for piece in _utf8(pieces(source, archive, part)):
        data = piece
        if found is None:
            head += data
            found = _DATA.search(head)
            if found is None:
                if len(head) > _MOST_HEAD:
                    raise source.error("sheet_xlsx_xml", part=part[:60])
                continue
            prefix, single = found[1], found[2]
            closing = b"</" + prefix + b"sheetData"
            formulas = tuple(b"<" + prefix + b"f" + end for end in (b">", b" ", b"/"))
            closed, last = bool(single), b""
            data, head = head[found.end() :], head[: found.end()]
            head = head[:-2] + b">" if single else head
        if closed:
            tail += data
        else:
            joined = last + data
            frame.formulas += sum(joined.count(f) - last.count(f) for f in formulas)
            frame.hidden_rows += sum(1 for m in _HIDDEN.finditer(joined) if m.end() > len(last))
            rest = joined.partition(closing)[2]
            closed = b">" in rest
            tail, last = rest.partition(b">")[2], joined[-40:]
        if len(tail) > _MOST_TAIL:
            raise source.error("sheet_xlsx_xml", part=part[:60])
    if found is None:
        raise source.error("sheet_xlsx_xml", part=part[:60])
    return head, tail, prefix


def _utf8(data: Iterator[bytes]) -> Iterator[bytes]:
    """UTF-16 as UTF-8, without the declaration; all else unchanged."""
    import codecs

    first = next(data, b"")
    codec = "utf-16" if first[:2] in (b"\xff\xfe", b"\xfe\xff") else {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}.get(first[:2], "")
    if not codec:
        yield first
        yield from data
        return
    decoder = codecs.getincrementaldecoder(codec)()
    yield _DECLARATION.sub("", decoder.decode(first), count=1).encode()
    for piece in data:
        yield decoder.decode(piece).encode("utf-8", "surrogatepass")


def _merge(source: Source, frame: Frame, ranges: list[str], part: str) -> None:
    rows = 0
    for ref in ranges:
        corners = [_CELL.fullmatch(corner) for corner in (ref.split(":") * 2)[:2]]
        if corners[0] is None or corners[1] is None:
            raise source.error("sheet_xlsx_xml", part=part[:60])
        (left, top), (right, bottom) = ((column_of(c[1]), int(c[2])) for c in corners if c)
        right, bottom = min(right, MOST_COLUMNS - 1), min(bottom, MOST_ROWS)
        rows += max(0, bottom - top + 1)
        if rows > MOST_MERGED:
            raise source.error("sheet_xlsx_merged", limit=MOST_MERGED)
        covered = tuple(range(left, right + 1))
        for row in range(top, bottom + 1):
            here = covered[1:] if row == top else covered
            if here:
                before = frame.merged.get(row, ())
                frame.merged[row] = (*before, *here) if before else here


def column_of(letters: str) -> int:
    """The column, from 0, of its letters."""
    column = 0
    for char in letters.upper():
        column = column * 26 + ord(char) - 64
    return column - 1
