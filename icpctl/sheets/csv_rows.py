"""Rows of a CSV file, read strictly one after the other, each with its number and the line it begins in."""

import csv
import io
import re
from collections.abc import Iterator

from icpctl.sheets import Row, SheetError, letter
from icpctl.sheets.csv_out import unguarded
from icpctl.sheets.encodings import Text
from icpctl.sheets.source import Source

MOST_COLUMNS, MOST_FIELD = 200, 131_072
DELIMITERS = ",\t;"
_NAMES = {"comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t"}
_STRANGE = "|，；、"
_SEPARATOR = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"?')
_LEAST_WIDTH = 5  # of narrower tables nobody can tell a long remark from swallowed lines


class Swallowed(Exception):
    """A quoted cell holds what looks like whole lines."""


def delimiter_of(source: Source, text: Text, wanted: str | None) -> tuple[str, int]:
    """(delimiter, lines to pass over), told or decided by the heading line. Raises SheetError when the table is blank or odd."""
    told = _NAMES.get((wanted or "").lower(), wanted)
    if told is not None and (len(told) != 1 or told in '"\r\n\0 ' or not (told.isprintable() or told == "\t")):
        raise source.error("sheet_delimiter", delimiter=repr(wanted)[:20])
    with _lines(source, text) as lines:
        first = lines.readline()
        separator = _SEPARATOR.fullmatch(first)
        if separator:
            return told or separator[1], 1
        while first and not first.strip():
            first = lines.readline()
    if not first.strip().strip(DELIMITERS).strip('"') and not _any_text(source, text):
        raise source.error("sheet_blank")
    if told:
        return told, 0
    plain = _QUOTED.sub("", first)
    counts = [plain.count(d) for d in DELIMITERS]
    if not any(counts):
        strange = max(_STRANGE, key=plain.count)
        if plain.count(strange) >= 2:
            raise source.error("sheet_delimiter_strange", delimiter=strange)
    return DELIMITERS[counts.index(max(counts))], 0


def _any_text(source: Source, text: Text) -> bool:
    with _lines(source, text) as lines:
        return any(line.strip(' "\t\r\n,;') for line in lines)


def csv_rows(source: Source, text: Text, delimiter: str, skip_lines: int = 0) -> Iterator[Row]:
    """The rows that are not blank. Raises SheetError with the line: field too long, open quote, too many columns, changed."""
    csv.field_size_limit(MOST_FIELD)
    with _lines(source, text) as lines:
        for _ in range(skip_lines):
            lines.readline()
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        start = line = shift = 1 + skip_lines
        number, width, guarded = 0, 0, text.guarded
        try:
            for record in reader:
                cells, start, line = record, line, reader.line_num + shift
                number += 1
                if not any(map(str.strip, cells)):
                    continue
                if len(cells) > MOST_COLUMNS:
                    _cut(source, cells, start)
                width = width or len(cells)
                if line - start > 1:
                    _look_for_swallowed(cells, width, delimiter)
                if guarded:
                    cells = [unguarded(c) if c[:1] == "'" else c for c in cells]
                yield Row(number, start, cells)
        except (csv.Error, Swallowed) as error:
            source.check_unchanged()
            raise _explained(source, text, delimiter, start if isinstance(error, Swallowed) else line, str(error)) from error
        except UnicodeDecodeError as error:  # it was readable a moment ago
            raise source.error("sheet_changed") from error
    source.check_unchanged()


def _lines(source: Source, text: Text) -> io.TextIOWrapper:
    return io.TextIOWrapper(source.reader(text.skip), encoding=text.codec, errors="strict", newline="")


def _cut(source: Source, cells: list[str], line: int) -> None:
    beyond = next((i for i, cell in enumerate(cells[MOST_COLUMNS:], MOST_COLUMNS) if cell.strip()), None)
    if beyond is not None:
        raise source.error("sheet_csv_columns", line=line, column=letter(beyond), limit=MOST_COLUMNS)
    del cells[MOST_COLUMNS:]


def _look_for_swallowed(cells: list[str], width: int, delimiter: str) -> None:
    """An open quote takes the following lines into its cell until the next quote: then the cell holds a line's delimiters."""
    if width < _LEAST_WIDTH:
        return
    for cell in cells:
        if ("\n" in cell or "\r" in cell) and delimiter in cell and (len(cells) > width or cell.count(delimiter) >= width - 1):
            raise Swallowed


def _explained(source: Source, text: Text, delimiter: str, start: int, message: str) -> SheetError:
    """What is wrong with the record that begins in line `start`, with the line and column where it begins to be wrong."""
    problem, line, column, last = _trace(source, text, delimiter, start)
    if message == "" or (problem in ("open", "after") and last > line):
        return source.error("sheet_csv_quote", line=line, column=letter(column))
    if problem == "after":
        return source.error("sheet_csv_after_quote", line=line, column=letter(column))
    if problem == "long":
        return source.error("sheet_csv_field", line=line, column=letter(column), limit=MOST_FIELD)
    if problem == "open":
        return source.error("sheet_csv_quote", line=line, column=letter(column))
    return source.error("sheet_csv", line=start, reason=message)


def _trace(source: Source, text: Text, delimiter: str, start: int) -> tuple[str, int, int, int]:
    """(problem, line and column of the cell, line where it shows) of one record: "open", "after", "long", "lines" or ""."""
    swallowed = None
    last = start
    for line, column, opened, quoted, state in _steps(source, text, delimiter, start):
        last = line
        several = quoted and line > opened
        if state == "after":
            return "after", opened, column, line
        if state == "long":
            return ("open" if several else "long"), opened, column, line
        if state in ("delimiter", "end") and several and swallowed is None:
            swallowed = ("lines", opened, column, line)
        if state == "end":
            return swallowed or ("", start, 0, line)
        if state == "open":
            return "open", opened, column, line
    return "", start, 0, last


def _steps(source: Source, text: Text, delimiter: str, start: int) -> Iterator[tuple[int, int, int, bool, str]]:
    """One record letter by letter, as the csv module reads it: (line, column, line the cell begins in, quoted, state)."""
    line, column, opened, size, quoted, state = start, 0, start, 0, False, "begin"
    with _lines(source, text) as lines:
        for _ in range(start - 1):
            lines.readline()
        for content in lines:
            for char in content:
                size += 1
                state = _next_state(state, char, delimiter)
                if state == "begin-quoted":
                    opened, quoted, state = line, True, "quoted"
                elif state == "delimiter":
                    yield line, column, opened, quoted, state
                    column, opened, size, quoted, state = column + 1, line, 0, False, "begin"
                elif state in ("after", "end"):
                    yield line, column, opened, quoted, state
                    return
                elif size > MOST_FIELD + quoted:
                    yield line, column, opened, quoted, "long"
                    return
            line += 1
    yield line - 1, column, opened, quoted, "open" if state == "quoted" else "end"


def _next_state(state: str, char: str, delimiter: str) -> str:
    if state == "quoted":
        return "closing" if char == '"' else "quoted"
    if char == '"' and state in ("begin", "closing"):
        return "begin-quoted" if state == "begin" else "quoted"
    if char == delimiter:
        return "delimiter"
    if char in "\r\n":
        return "end"
    return "after" if state == "closing" else "plain"
