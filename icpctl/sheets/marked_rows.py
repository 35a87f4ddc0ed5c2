"""The error workbook of a CSV file or of a big sheet: written as a stream, every cell as text, marked like the copy.

Memory does not grow with the rows. Nothing is a formula, a number or a link, so that a spreadsheet program neither computes
nor reshapes what the client typed.
"""

import errno
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from icpctl.sheets import Row
from icpctl.sheets.marked import AUTHOR, BEGINS, COLOURS, VERDICT_WIDTH, RowMark, shown, verdict_column

WIDTH = 18
MOST_ROWS = 200_000  # that our reading takes back
MOST_COMMENTS = 20_000  # the library keeps them in memory
LONGEST_CELL = 32_767
_FORMULA_LIKE = tuple("=+-@\t\r\n＝＋－＠")


def write_marked(
    out: IO[bytes],
    rows: Iterable[Row],
    marks: Iterable[RowMark],
    *,
    title: str,
    heading: str,
    known: Collection[str],
    head: Collection[int],
    scratch: Path,
    only_bad: bool = False,
) -> dict[str, int]:
    """Write the workbook to `out`; the same input gives the same bytes.

    rows, marks  both in the order of row numbers
    heading      of the column of verdicts; `known`: the headings it may have had in an earlier round
    head         numbers of the rows that hold no data: headings, keys
    scratch      a private folder for what the library writes on its way
    only_bad     rows without errors are left out (and row numbers change)

    Gives what could not be done: "comments" cells are coloured without one, "rows" are left out for want of room.
    """
    import xlsxwriter

    patient = _Patient(out)
    book = xlsxwriter.Workbook(
        patient,
        {
            "constant_memory": True,
            "tmpdir": str(scratch),
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    try:
        book.set_properties({"author": AUTHOR, "created": datetime(1980, 1, 1)})  # noqa: DTZ001 - a workbook knows no zones
        short = _fill(book, title, _paired(rows, iter(marks)), heading, known, head, only_bad=only_bad)
    finally:
        try:
            book.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            raise (error.args[0] if error.args and isinstance(error.args[0], OSError) else error) from None
    if patient.error is not None:
        raise patient.error
    return short


class _Patient:
    """A file for a library that can not leave a zip half written without a trace on standard error.

    `error` is the first one that the file gave (the disk is full); from then on what comes is taken and goes nowhere.
    """

    def __init__(self, out: IO[bytes]) -> None:
        self._out, self._at = out, 0
        self.error: OSError | None = None

    def write(self, data: bytes) -> int:
        self._do(lambda: self._out.write(data))
        self._at += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        self._do(lambda: self._out.seek(offset, whence))
        self._at = offset + (self._at if whence else 0)
        return self._at

    def tell(self) -> int:
        return self._at

    def flush(self) -> None:
        self._do(self._out.flush)

    def _do(self, call: Callable[[], object]) -> None:
        if self.error is None:
            try:
                call()
            except OSError as error:
                self.error = error
            except ValueError as error:  # closed: a zip that was given up
                self.error = OSError(errno.EBADF, str(error))


def _paired(rows: Iterable[Row], marks: Iterator[RowMark]) -> Iterator[tuple[Row, RowMark | None]]:
    mark = next(marks, None)
    for row in rows:
        while mark is not None and mark.row < row.number:
            mark = next(marks, None)
        yield row, mark if mark is not None and mark.row == row.number else None


def _fill(
    book: Any,
    title: str,
    paired: Iterator[tuple[Row, RowMark | None]],
    heading: str,
    known: Collection[str],
    head: Collection[int],
    *,
    only_bad: bool,
) -> dict[str, int]:
    page = book.add_worksheet(_sheet_name(title))
    page.set_default_row(18)
    looks = _looks(book)
    last, comments, column = -1, 0, 0
    short = {"comments": 0, "rows": 0}
    for row, mark in paired:
        heads = row.number in head
        if only_bad and not heads and (mark is None or mark.severity != "error"):
            continue
        at = last + 1 if only_bad else row.number - 1
        if at >= MOST_ROWS:
            short["rows"] += 1
            continue
        if last < 0:
            column = verdict_column(row.cells, known)
            page.set_column(0, column - 1 if column else 0, WIDTH, looks["text"])
            page.set_column(column, column, VERDICT_WIDTH, looks["text"])
            page.freeze_panes(at + 1, 0)
        last = at
        cells = mark.cells if mark else {}
        for number in range(max(len(row.cells), max(cells, default=-1) + 1, column + 1)):
            severity, note = cells.get(number, (None, ""))
            text = row.cells[number] if number < len(row.cells) else ""
            if number == column:
                text, severity, note = _verdict(row, mark, heading, heads=heads, first=row.number == min(head, default=0))
            look = looks["head"] if heads and severity is None else looks["text"] if severity is None else looks[severity]
            if text:
                quoted = looks["text=" if severity is None else f"{severity}="] if text.startswith(_FORMULA_LIKE) else look
                page.write_string(at, number, text[:LONGEST_CELL], quoted)
            elif severity is not None:
                page.write_blank(at, number, None, look)
            if note:
                comments += 1
                if comments > MOST_COMMENTS:
                    short["comments"] += 1
                else:
                    page.write_comment(at, number, BEGINS + shown(note), {"author": AUTHOR, "x_scale": 2.5, "y_scale": 1.5})
    return {kind: many for kind, many in short.items() if many}


def _verdict(row: Row, mark: RowMark | None, heading: str, *, heads: bool, first: bool) -> tuple[str, str | None, str]:
    """(text, severity, comment) of the last cell of a row."""
    if heads:
        note = mark.note if mark else ""
        return (heading if first else "", None, note)
    if mark is None or not mark.verdict:
        return "", None, ""
    return shown(mark.verdict), mark.severity, mark.note


def _looks(book: Any) -> dict[str, Any]:
    """Cell formats by severity; with "=" for texts that would become formulas when they are edited."""
    out = {}
    for name, colour in {"text": "", "head": "", **COLOURS}.items():
        look: dict[str, Any] = {"num_format": "@"}
        if colour:
            look["bg_color"] = "#" + colour[2:]
        if name == "head":
            look["bold"] = True
        out[name] = book.add_format(look)
        out[name + "="] = book.add_format({**look, "quote_prefix": True})
    return out


def _sheet_name(title: str) -> str:
    """A name that a worksheet may have."""
    name = "".join("_" if c in "[]:*?/\\" or not c.isprintable() else c for c in title).strip().strip("'")[:31]
    return name if name and name.lower() != "history" else "Sheet1"
