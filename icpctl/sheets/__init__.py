"""Spreadsheets in and out: XLSX and CSV as rows of text with their places. Knows nothing of filings.

`opening.open_sheet(source)` gives a `Sheet` whose rows are read one after the other, so that memory does not grow with the file.
A file that cannot be trusted or read is refused with a SheetError that says what it is and what to do.
"""

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct, field

from icpctl.errors import IcpctlError


class SheetError(IcpctlError):
    """A spreadsheet that cannot be read or written. exit_code 3; keys belong to `wording/<lang>/error.toml`, `sheet_...`."""


class Odd(Struct, frozen=True):
    """What a workbook says of a cell beyond its text. A plain text cell has none.

    kind     "number", "date", "bool", "error", or "text" for text that came from a formula
    raw      as the file stores it: "1.1010119900101001E+17", "45000", "#REF!"
    formula  the value is the stored result of a formula; "" in `Row.cells` when nothing was stored
    """

    kind: str
    raw: str
    formula: bool = False


class Row(Struct):
    """One row as it stands in the file.

    number  as a spreadsheet program counts rows, from 1, the heading included; blank rows are not given but counted
    line    the line of the file a CSV row begins in, from 1; the same as `number` in a workbook
    cells   the text of each cell, by column from 0; "" is blank. Trailing blanks may be missing. Dates are ISO text
    odd     by column: cells that are more than text
    hidden  the row is hidden or filtered away
    """

    number: int
    line: int
    cells: list[str]
    odd: dict[int, Odd] = field(default_factory=dict)
    hidden: bool = False


class Sheet(Struct):
    """An opened table.

    file      as the user named it; "-" for standard input
    kind      "csv" or "xlsx"
    sheet     name of the worksheet; "" for CSV
    encoding  "utf-8", "utf-8-sig", "utf-16", "gb18030"; "" for a workbook
    rows      gives the rows from the first that is not blank; may be called again and starts anew
    remarks   what a reader should know of the file as a whole, as (key, values) of `wording/<lang>/sheet.toml` `remark.<key>`:
              hidden columns or sheets, merged cells, further sheets that were not read, formulas, delimiter
    size      bytes of the file (for progress)
    merged    by row number: columns (from 0) of cells that a merged range covers, its first cell left out
    """

    file: str
    kind: str
    sheet: str
    encoding: str
    rows: Callable[[], Iterator[Row]]
    remarks: list[tuple[str, Mapping[str, object]]]
    size: int
    merged: dict[int, tuple[int, ...]] = field(default_factory=dict)


def letter(column: int) -> str:
    """The letters of a column counted from 0: 0 is A, 26 is AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text
