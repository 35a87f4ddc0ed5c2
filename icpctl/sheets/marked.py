"""The error workbook: a copy of the client's workbook with the bad cells coloured and commented, and a verdict for each row.

Only the cells that are marked and one column at the end are touched. What the library cannot carry over (drawn shapes,
macros ...) is named in `Copied.lost`, never dropped in silence. Marks of an earlier round are taken off first.
"""

import io
import re
import warnings
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from msgspec import Struct, field

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

AUTHOR = "icpctl"
BEGINS = "[icpctl] "  # of our part of a comment
COLOURS = {"error": "FFFFC7CD", "warning": "FFFFEB9D", "note": "FFDDEBF8", "": "FFE2EFDB"}  # a shade off Excel's own
VERDICT_WIDTH = 48
LONGEST = 2_000  # characters of a comment
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\uffff\ud800-\udfff]"
)
_DAY = (1980, 1, 1, 0, 0, 0)
_PARTS = {
    "pictures": r"xl/media/.",
    "charts": r"xl/(charts/chart|chartsheets/)[^/]*\.xml",
    "controls": r"xl/(ctrlProps|activeX)/[^/]+\.xml",
    "macros": r"xl/vbaProject\.bin",
    "threads": r"xl/threadedComments/.",
    "slicers": r"xl/(slicers|timelines)/.",
    "embedded": r"xl/(embeddings|diagrams)/.",
    "signatures": r"_xmlsignatures/.",
}
_INSIDE = {
    "shapes": (r"xl/drawings/[^/]+\.xml", rb"<(?:\w+:)?(?:sp|cxnSp|grpSp)[ >]"),
    "lists": (r"xl/worksheets/[^/]+\.xml", rb"<x14:dataValidation "),
    "formats": (r"xl/worksheets/[^/]+\.xml", rb"<x14:cfRule "),
    "sparklines": (r"xl/worksheets/[^/]+\.xml", rb"<x14:sparkline>"),
}


class RowMark(Struct):
    """What is to be seen of one row.

    row       its number, from 1
    verdict   the text of the last column; "" writes none
    severity  of the row: "error", "warning", "note", or "" when nothing is to be mended
    note      comment of the verdict, for what no one cell is to blame for
    cells     by column from 0: (severity, comment)
    """

    row: int
    verdict: str = ""
    severity: str = ""
    note: str = ""
    cells: dict[int, tuple[str, str]] = field(default_factory=dict)


class Copied(Struct):
    """A finished workbook, and the kinds of things it has lost: keys of `wording/<lang>/batch.toml` `report.lost`."""

    data: bytes
    lost: list[str]


class CannotCopyError(Exception):
    """The library cannot read or write this workbook; write its rows as text instead."""


def shown(text: str) -> str:
    """Text for a cell or a comment: control, invisible and bidi characters in visible form, cut to a length that shows."""
    text = _UNSAFE.sub(lambda m: f"\\u{ord(m[0]):04x}", text)
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


def copy_marked(
    source: bytes, sheet: str, marks: Iterable[RowMark], heading: str, known: Collection[str], heading_row: int
) -> Copied:
    """A copy of the workbook with the marks in one of its sheets. The same input gives the same bytes.

    source       the workbook, which `opening` has let pass (sizes, entities)
    heading      of the column of verdicts, which comes after the last heading
    known        headings such a column may have had in an earlier round: then that column is written anew
    heading_row  number of the row of headings

    Raises CannotCopyError.
    """
    from openpyxl import load_workbook

    from icpctl.sheets import xlsx_guard
    from icpctl.sheets.source import Source

    try:
        xlsx_guard.check(Source("", None, io.BytesIO(source), len(source), ()))  # the file may have changed since it was opened
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what they say, `_lost` says in our words
            book = load_workbook(io.BytesIO(source), rich_text=True)
            page = book[sheet]
            _unmark(page)
            values = [cell.value for cell in page[heading_row]]
            column = verdict_column(values, known)
            if column < len(values) and _written(values[column]) in known:
                _clear(page, column)
            while _taken(page, column):
                column += 1
            _head(page, heading_row, column, heading)
            for mark in marks:
                _mark(page, mark, column)
            data = _saved(book)
    except Exception as error:
        raise CannotCopyError(type(error).__name__) from error
    return Copied(data, _lost(source, data))


def verdict_column(headings: Iterable[Any], known: Collection[str]) -> int:
    """The column (from 0) of verdicts: the one of an earlier round, else the first after the last heading."""
    last = -1
    for number, value in enumerate(headings):
        if _written(value) in known:
            return number
        if _written(value):
            last = number
    return last + 1


def _written(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _clear(page: "Worksheet", column: int) -> None:
    """Empty the column of verdicts of an earlier round."""
    for (_, number), cell in list(page._cells.items()):  # noqa: SLF001 - only cells that there are
        if number == column + 1 and type(cell).__name__ != "MergedCell":
            cell.value = None
            _plain(cell)


def _taken(page: "Worksheet", column: int) -> bool:
    cells = page._cells.items()  # noqa: SLF001
    return any(number == column + 1 and _written(cell.value) for (_, number), cell in cells)


def _head(page: "Worksheet", row: int, column: int, heading: str) -> None:
    from openpyxl.utils import get_column_letter

    cell: Any = page.cell(row, column + 1)
    _text(cell, heading)
    before: Any = page.cell(row, column) if column else cell
    if before.has_style:
        cell._style = before._style.__copy__()  # noqa: SLF001 - looks like the heading beside it
    page.column_dimensions[get_column_letter(column + 1)].width = VERDICT_WIDTH


def _mark(page: "Worksheet", mark: RowMark, column: int) -> None:
    for at, (severity, text) in mark.cells.items():
        cell = _first_of_merged(page, mark.row, at + 1)
        _colour(cell, severity)
        _comment(cell, text)
    if mark.verdict or mark.note:
        cell = _first_of_merged(page, mark.row, column + 1)
        if mark.verdict:
            _text(cell, mark.verdict)
        _colour(cell, mark.severity)
        if mark.note:
            _comment(cell, mark.note)


def _first_of_merged(page: "Worksheet", row: int, column: int) -> Any:
    """The cell, or the one cell of a merged range that can be written."""
    cell = page.cell(row, column)
    if type(cell).__name__ != "MergedCell":
        return cell
    for merged in page.merged_cells.ranges:
        if cell.coordinate in merged:
            return page.cell(merged.min_row, merged.min_col)
    raise CannotCopyError("merged")


def _text(cell: Any, text: str) -> None:
    """A text that stays a text, whatever it begins with."""
    cell.value = shown(text)
    cell.data_type = "s"


def _colour(cell: Any, severity: str) -> None:
    from openpyxl.styles import PatternFill

    cell.fill = PatternFill("solid", fgColor=COLOURS[severity])


def _plain(cell: Any) -> None:
    from openpyxl.styles import PatternFill

    if cell.has_style and cell.fill.fgColor.rgb in COLOURS.values():
        cell.fill = PatternFill()


def _comment(cell: Any, text: str) -> None:
    from openpyxl.comments import Comment

    old = cell.comment
    body, author = BEGINS + shown(text), AUTHOR
    if old is not None and old.text:
        body, author = f"{old.text}\n{body}", old.author or AUTHOR
    cell.comment = Comment(body, author, width=360, height=20 + 18 * min(14, 1 + body.count("\n") + len(body) // 28))


def _unmark(page: "Worksheet") -> None:
    """Take our comments and colours of an earlier round off; a comment of the client's stays."""
    from openpyxl.comments import Comment

    for cell in list(page._cells.values()):  # noqa: SLF001 - only cells that there are
        comment = getattr(cell, "comment", None)
        if comment is None or BEGINS not in comment.text:
            continue
        kept = comment.text.partition(BEGINS)[0].rstrip("\n")
        cell.comment = Comment(kept, comment.author, width=comment.width, height=comment.height) if kept else None
        _plain(cell)


class _Archive(ZipFile):
    """A zip file without the time of its making."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        info = ZipInfo(str(getattr(zinfo_or_arcname, "filename", zinfo_or_arcname)), _DAY)
        info.compress_type = ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        super().writestr(info, data)


def _saved(book: Any) -> bytes:
    from openpyxl.worksheet._writer import WorksheetWriter
    from openpyxl.writer.excel import ExcelWriter

    out = io.BytesIO()
    archive = _Archive(out, "w", ZIP_DEFLATED, allowZip64=True)

    class Writer(ExcelWriter):
        """The library's, with no personal data in the shared folder for temporary files."""

        def write_worksheet(self, ws: Any) -> None:
            from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing

            ws._drawing = SpreadsheetDrawing()  # noqa: SLF001
            ws._drawing.charts, ws._drawing.images = ws._charts, ws._images  # noqa: SLF001
            writer: Any = WorksheetWriter(ws, io.BytesIO())
            writer.write()
            ws._rels = writer._rels  # noqa: SLF001
            archive.writestr(ws.path[1:], writer.read())
            self.manifest.append(ws)

    with archive:
        Writer(book, archive).save()
    return out.getvalue()


def _lost(before: bytes, after: bytes) -> list[str]:
    had, has = _things(before), _things(after)
    return [kind for kind in had if had[kind] > has[kind]]


def _things(data: bytes) -> dict[str, int]:
    """How many there are of each kind of thing that the library may lose."""
    with ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        out = {kind: sum(bool(re.match(pattern, n)) for n in names) for kind, pattern in _PARTS.items()}
        for kind, (place, pattern) in _INSIDE.items():
            out[kind] = sum(len(re.findall(pattern, archive.read(n))) for n in names if re.fullmatch(place, n))
    return out
