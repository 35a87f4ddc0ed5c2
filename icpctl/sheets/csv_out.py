"""CSV that a spreadsheet program shows as what it is: no cell becomes a formula, no character is lost.

Cells that a spreadsheet program would take for a formula get a leading apostrophe, which our own reading takes off again
(`unguarded`); all cells are quoted; UTF-8 with a byte order mark, because Excel reads it as GBK otherwise; lines end in CRLF.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence

BOM = b"\xef\xbb\xbf"
_ODD = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_GUARDED = re.compile(r"''*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def guarded(text: str) -> str:
    """The text with an apostrophe before it when a spreadsheet program could take it for a formula.

    A text that already looks guarded gets one more, so that `unguarded(guarded(text)) == text` for every text.
    """
    return "'" + text if _ODD.match(text) else text


def unguarded(text: str) -> str:
    """The text without the apostrophe that `guarded` puts before it."""
    return text[1:] if _GUARDED.match(text) else text


def line(cells: Sequence[object]) -> bytes:
    """One row as bytes."""
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow([guarded(str(cell)) for cell in cells])
    return out.getvalue().encode("utf-8", "backslashreplace")


def table(rows: Iterable[Sequence[object]]) -> bytes:
    """A whole table, its headings being the first row."""
    return BOM + b"".join(map(line, rows))
