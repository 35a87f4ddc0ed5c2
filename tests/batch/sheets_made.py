"""Sheets for the tests of reports and commands: workbooks and CSV files of invented rows."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import rows

TITLE = "备案"


def cells(data: Sequence[dict[str, str]]) -> list[list[str]]:
    """Headings by key, then the rows."""
    head = rows.headings(list(data))
    return [head, *([row.get(key, "") for key in head] for row in data)]


def mixed(good: int, bad: int) -> list[dict[str, str]]:
    """Good rows, then rows with one fault each."""
    return [*rows.good(good), *(row for row, _ in rows.bad(bad))]


def mended(row: dict[str, str]) -> dict[str, str]:
    """The good row that a faulty one was made from."""
    return next(r for r in rows.good(2000, seed=2) if r["site.domains"] == row["site.domains"])


def csv_file(path: Path, table: Iterable[Sequence[str]], encoding: str = "utf-8-sig") -> Path:
    """A CSV file."""
    out = io.StringIO()
    csv.writer(out).writerows(table)
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def workbook(table: Iterable[Sequence[str]]) -> Any:
    """A workbook whose cells are all texts."""
    book = openpyxl.Workbook()
    page: Any = book.active
    page.title = TITLE
    for number, line in enumerate(table, 1):
        for column, text in enumerate(line, 1):
            if text:
                cell = page.cell(number, column, text)
                cell.data_type = "s"
    return book


def xlsx_file(path: Path, table: Iterable[Sequence[str]]) -> Path:
    """A workbook on disk."""
    workbook(table).save(path)
    return path


def data_of(book: Any) -> bytes:
    """The bytes of a workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
