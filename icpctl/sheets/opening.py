"""Opening a table: what it is, whether it can be trusted, and its rows. The one way in for all that reads spreadsheets."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from icpctl.sheets import Row, Sheet
from icpctl.sheets.kinds import kind_of
from icpctl.sheets.source import Source, of_path, of_stream

if TYPE_CHECKING:
    from icpctl.sheets import xlsx_book

_MOST_LOOKED_AT = 50  # sheets of a workbook that are looked into for data
_MOST_NAMED = 8


def open_sheet(
    source: str | Path,
    *,
    stdin: BinaryIO | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
    delimiter: str | None = None,
) -> Sheet:
    """Open a CSV or XLSX file by its content; "-" is standard input.

    encoding   of a CSV, instead of the one that is decided from the whole file
    sheet      name of the worksheet; else the first visible one with data
    delimiter  of a CSV: one character, or "tab"; else the heading line decides between comma, semicolon and tab
    Raises SheetError (also while the rows are read): what the file is, where it is wrong, what to do now.
    """
    name = str(source)
    here = of_stream(stdin) if name == "-" else of_path(Path(source), name)
    if kind_of(here) == "xlsx":
        return _open_xlsx(here, sheet)
    if sheet is not None:
        raise here.error("sheet_csv_has_no_sheets", sheet=sheet[:40])
    return _open_csv(here, encoding, delimiter)


def _open_csv(source: Source, encoding: str | None, delimiter: str | None) -> Sheet:
    from icpctl.sheets import csv_rows, encodings

    text = encodings.decide(source, encoding)
    chosen, skip = csv_rows.delimiter_of(source, text, delimiter)
    remarks: list[tuple[str, dict[str, object]]] = []
    if chosen != ",":
        remarks.append(("delimiter_tab" if chosen == "\t" else "delimiter", {"delimiter": chosen}))
    if text.damaged:
        remarks.append(("replaced", {"line": text.damaged}))

    def rows() -> Iterator[Row]:
        return csv_rows.csv_rows(source, text, chosen, skip)

    return Sheet(source.file, "csv", "", text.encoding, rows, [*remarks], source.size)


def _open_xlsx(source: Source, wanted: str | None) -> Sheet:
    from icpctl.sheets import xlsx_book, xlsx_guard, xlsx_rows

    xlsx_guard.check(source)
    with xlsx_rows.opened(source) as archive:
        book = xlsx_book.read_workbook(source, archive)
        tab, others = _choose(source, book, wanted)
        frame = xlsx_book.read_frame(source, archive, tab.part)
    remarks: list[tuple[str, dict[str, object]]] = []
    hidden = [t.name for t in book.tabs if t.hidden and t is not tab]
    said: tuple[tuple[str, bool, dict[str, object]], ...] = (
        ("sheet_is_hidden", tab.hidden, {"sheet": tab.name}),
        ("other_sheets", bool(others), {"names": _named(others)}),
        ("hidden_sheets", bool(hidden), {"names": _named(hidden)}),
        ("hidden_columns", bool(frame.hidden_columns), {"columns": _named(frame.hidden_columns)}),
        ("hidden_rows", frame.hidden_rows > 0, {"count": frame.hidden_rows}),
        ("filter", bool(frame.filter), {"range": frame.filter}),
        ("merged", frame.ranges > 0, {"count": frame.ranges}),
        ("formulas", frame.formulas > 0, {"count": frame.formulas}),
        ("macros", book.macros, {}),
    )
    remarks += [(key, values) for key, true, values in said if true]

    def rows() -> Iterator[Row]:
        return xlsx_rows.sheet_rows(source, book, tab)

    return Sheet(source.file, "xlsx", tab.name, "", rows, [*remarks], source.size, frame.merged)


def _named(names: list[str]) -> str:
    """At most eight names, with a sign that there are more."""
    return ", ".join(name[:40] for name in names[:_MOST_NAMED]) + (" …" if len(names) > _MOST_NAMED else "")


def _choose(source: Source, book: "xlsx_book.Workbook", wanted: str | None) -> "tuple[xlsx_book.Tab, list[str]]":
    """The sheet to read, and the names of other visible sheets that hold something."""
    from icpctl.sheets import xlsx_rows

    def filled(tab: "xlsx_book.Tab") -> bool:
        with closing(xlsx_rows.sheet_rows(source, book, tab)) as rows:
            return next(rows, None) is not None

    visible = [tab for tab in book.tabs if not tab.hidden]
    if wanted is not None:
        chosen = next((t for t in book.tabs if t.name == wanted), None)
        chosen = chosen or next((t for t in book.tabs if t.name.strip().casefold() == wanted.strip().casefold()), None)
        if chosen is None:
            raise source.error("sheet_unknown", sheet=wanted[:40], names=_named([t.name for t in book.tabs]))
        if not filled(chosen):
            raise source.error("sheet_xlsx_blank_one", sheet=chosen.name, names=_named([t.name for t in book.tabs]))
    else:
        chosen = next((t for t in visible[:_MOST_LOOKED_AT] if filled(t)), None)
        if chosen is None:
            raise source.error("sheet_xlsx_blank", names=_named([t.name for t in book.tabs]))
    return chosen, [t.name for t in visible[:_MOST_LOOKED_AT] if t is not chosen and filled(t)]
