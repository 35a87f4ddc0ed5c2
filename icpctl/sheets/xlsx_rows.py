"""Rows of a worksheet, read one after the other: formulas, dates, hidden rows and errors told apart in one pass.

A reader of our own, because those at hand tell either values or formulas or hidden rows, none all of them while streaming.
"""

import datetime as dt
import re
import zipfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any
from xml.parsers import expat

from icpctl.sheets import Odd, Row, SheetError, letter
from icpctl.sheets.source import Source
from icpctl.sheets.xlsx_book import MOST_CELL, MOST_COLUMNS, MOST_ROWS, Tab, Workbook, column_of, unescaped
from icpctl.sheets.xlsx_guard import DAMAGED, local, parser_of, pieces

_LAST_DAY = 2_958_465  # 9999-12-31
_DAY = 86_400
_LETTERS = re.compile(r"[A-Za-z]{1,3}")


@contextmanager
def opened(source: Source) -> Iterator[Any]:
    """The zip file; damage becomes a SheetError."""
    try:
        with source.reader() as file, zipfile.ZipFile(file) as archive:
            yield archive
    except DAMAGED as error:
        source.check_unchanged()
        raise source.error("sheet_zip_damaged") from error


def number_text(raw: str) -> str:
    """A number as a person sees it when it is whole and below 1e15, else as the file has it."""
    if raw.isdigit() and raw.isascii() and raw[0] != "0":
        return raw
    try:
        value = float(raw)
    except ValueError:
        return raw
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 and "_" not in raw else raw


def date_text(raw: str, kind: int, date1904: bool) -> str:
    """The ISO text of a day's number: date, date and time, or time of day (`kind` 2). As stored when there is no such day."""
    try:
        serial = float(raw)
        days, seconds = divmod(round(serial * _DAY), _DAY)
    except (ValueError, OverflowError):
        return raw
    time = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if kind == 2 and days == 0:
        return time
    if date1904:
        first = dt.date(1904, 1, 1)
        days += 1
    else:
        first = dt.date(1900, 1, 1) if days < 60 else dt.date(1899, 12, 31)  # 1900-02-29, number 60, never was
        if days == 60:
            return raw
    if not 1 <= days <= _LAST_DAY:
        return raw
    try:
        day = first + dt.timedelta(days=days - 1)
    except OverflowError:
        return raw
    return f"{day.isoformat()}T{time}" if seconds else day.isoformat()


def sheet_rows(source: Source, book: Workbook, tab: Tab) -> Generator[Row, None, None]:
    """The rows that are not blank. Raises SheetError with the place: too many rows or columns, a cell too long, damage."""
    with opened(source) as archive:
        reader = _Reader(source, book, tab)
        for data in pieces(source, archive, tab.part):
            try:
                reader.feed(data)
            except expat.ExpatError as error:
                source.check_unchanged()
                raise source.error("sheet_xlsx_xml", part=tab.part[:60]) from error
            yield from reader.ready
            reader.ready.clear()
    source.check_unchanged()


class _Reader:
    """What a parser of one worksheet has read so far; finished rows lie in `ready`."""

    __slots__ = (
        "attributes", "book", "cells", "column", "columns", "ends", "filled", "formats", "formula", "hidden", "in_data", "number",
        "odd", "parser", "parts", "phonetic", "raw", "ready", "said", "shared", "source", "starts", "tab", "too_long",
    )  # fmt: skip

    def __init__(self, source: Source, book: Workbook, tab: Tab) -> None:
        self.source, self.book, self.tab = source, book, tab
        self.formats = {str(i): kind for i, kind in enumerate(book.formats) if kind}
        self.columns = _Columns()
        self.shared, self.too_long = book.shared, book.too_long
        self.attributes: dict[str, str] = {}  # of the cell
        self.raw: str | None = None  # None: nothing is stored
        both = {"v": self._text, "t": self._text}
        self.starts = _Handlers(both, c=self._c, f=self._f, row=self._row, rPh=self._rph, sheetData=self._data)
        end = {"c": self._c_end, "v": self._v_end, "t": self._t_end, "row": self._row_end}
        self.ends = _Handlers(end, rPh=self._rph_end, sheetData=self._data_end)
        self.ready: list[Row] = []
        self.parts: list[str] = []  # pieces of the text that is being read
        self.said: list[str] = []  # texts of an inline string
        self.cells: list[str] = []
        self.odd: dict[int, Odd] = {}
        self.number = 0
        self.column = -1
        self.hidden = self.filled = self.formula = self.phonetic = self.in_data = False
        self.parser = parser_of(self._start(), self._end(), self.parts.append)

    def _start(self) -> Any:
        starts = self.starts

        def start(name: str, attributes: dict[str, str]) -> None:
            handler = starts[name]
            if handler is not None:
                handler(attributes)

        return start

    def _end(self) -> Any:
        ends = self.ends

        def end(name: str) -> None:
            handler = ends[name]
            if handler is not None:
                handler()

        return end

    def feed(self, data: bytes) -> None:
        """Read on. What is kept of one text is at most a piece longer than a cell may be."""
        self.parser.Parse(data, False)
        if len(self.parts) > 1 and sum(map(len, self.parts)) > 8 * MOST_CELL:
            if self.in_data:
                raise self._error("sheet_cell_long", limit=MOST_CELL)
            self.parts.clear()

    def _data(self, _attributes: dict[str, str]) -> None:
        self.in_data = True

    def _data_end(self) -> None:
        self.in_data = False
        self.parser.StartElementHandler = self.parser.EndElementHandler = self.parser.CharacterDataHandler = None

    def _row(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        number = self.number + 1 if place is None else int(place) if place.isdecimal() and len(place) < 9 else 0
        if number <= self.number or not self.in_data:
            raise self._error("sheet_xlsx_cell")
        self.number, self.column, self.cells, self.odd, self.filled = number, -1, [], {}, False
        self.hidden = attributes.get("hidden") in ("1", "true")

    def _row_end(self) -> None:
        if self.filled:
            if self.number > MOST_ROWS:
                raise self._error("sheet_rows", limit=MOST_ROWS)
            self.ready.append(Row(self.number, self.number, self.cells, self.odd, self.hidden))

    def _c(self, attributes: dict[str, str]) -> None:
        self.attributes = attributes

    def _f(self, _attributes: dict[str, str]) -> None:
        self.formula = True

    def _rph(self, _attributes: dict[str, str]) -> None:
        self.phonetic = True

    def _rph_end(self) -> None:
        self.phonetic = False

    def _text(self, _attributes: dict[str, str]) -> None:
        self.parts.clear()

    def _v_end(self) -> None:
        parts = self.parts
        self.raw = parts[0] if len(parts) == 1 else "".join(parts)

    def _t_end(self) -> None:
        if not self.phonetic:
            self.said.append("".join(self.parts))
            if len(self.said) > MOST_CELL:
                raise self._error("sheet_cell_long", limit=MOST_CELL)

    def _c_end(self) -> None:
        attributes, raw, said = self.attributes, self.raw, self.said
        place = attributes.get("r")
        column = self.column + 1 if place is None else self.columns[place.rstrip("0123456789")]
        if column <= self.column:  # out of order, or twice: no program writes that
            raise self._error("sheet_xlsx_cell")
        self.column = column
        if raw is None and not said and not self.formula:
            return
        kind = attributes.get("t", "n")
        extra: Odd | None = None
        if self.formula or kind not in ("s", "inlineStr"):
            text, extra = self._value(kind, attributes.get("s", "0"))
            self.formula = False
        elif kind == "s":
            text = self._shared(raw) if raw is not None else ""
        else:
            text = unescaped(said[0] if len(said) == 1 else "".join(said))
        self.raw = None
        if said:
            said.clear()
        if text or extra is not None:
            self._keep(column, text, extra)

    def _keep(self, column: int, text: str, extra: Odd | None) -> None:
        if len(text) > MOST_CELL:
            raise self._error("sheet_cell_long", limit=MOST_CELL)
        if column >= MOST_COLUMNS:
            if extra is None and not text.strip():
                return
            raise self._error("sheet_columns", limit=MOST_COLUMNS)
        cells = self.cells
        if column != len(cells):
            cells.extend([""] * (column - len(cells)))
        cells.append(text)
        if extra is not None:
            self.odd[column] = extra
            self.filled = True
        elif not self.filled:
            self.filled = text.strip() != ""

    def _shared(self, raw: str) -> str:
        try:
            index = int(raw)
            text = self.shared(index)
        except (ValueError, IndexError):
            raise self._error("sheet_xlsx_cell") from None
        if index in self.too_long:
            raise self._error("sheet_cell_long", limit=MOST_CELL)
        return text

    def _value(self, kind: str, style: str) -> tuple[str, Odd | None]:
        """The text of a cell and what is odd about it; a formula that gave no text is blank, one without a result is odd."""
        raw, formula = self.raw, self.formula
        if kind in ("inlineStr", "str", "s"):
            text = self._shared(raw) if kind == "s" and raw is not None else unescaped("".join(self.said) or raw or "")
            if formula and not text and not (kind == "str" and raw is not None):
                return "", Odd("number", "", True)
            return text, Odd("text", text, True) if formula and text else None
        if not raw:
            return "", Odd("number", "", True) if formula else None
        if kind == "n":
            shows = self.formats.get(style, 0)
            if shows:
                return date_text(raw, shows, self.book.date1904), Odd("date", raw, formula)
            return number_text(raw), Odd("number", raw, formula)
        if kind == "b":
            return "TRUE" if raw in ("1", "true") else "FALSE", Odd("bool", raw, formula)
        if kind == "e":
            return raw, Odd("error", raw, formula)
        if kind == "d":
            return raw.removesuffix("Z").removesuffix(".000").removesuffix("T00:00:00"), Odd("date", raw, formula)
        raise self._error("sheet_xlsx_cell")

    def _error(self, key: str, **values: object) -> SheetError:
        return self.source.error(key, place=f"{self.tab.name}!{letter(max(self.column, 0))}{self.number}", **values)


class _Handlers(dict[str, Any]):
    """Handlers by the names the file uses: a prefix is taken off when a name is met the first time."""

    def __missing__(self, name: str) -> Any:
        found = self[name] = self.get(local(name)) if ":" in name else None
        return found


class _Columns(dict[str, int]):
    """Columns from 0 by their letters; -1 for what are no letters of a column."""

    def __missing__(self, letters: str) -> int:
        found = self[letters] = column_of(letters) if _LETTERS.fullmatch(letters) else -1
        return found
