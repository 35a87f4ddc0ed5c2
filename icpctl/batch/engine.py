"""Parts of a table on an existing engine (Dask, Spark, Ray ...): a function that takes rows and gives findings.

    import dask.bag
    from icpctl.batch.engine import findings_of

    bag = dask.bag.from_sequence(rows, npartitions=8)          # rows are {heading: value}
    found = bag.map_partitions(findings_of, as_of=date(2026, 11, 22)).compute()

It needs no state of the program: it can be pickled and run in any process where icpctl is installed, and each part is judged
alone. The rows of one draft (same value in the column `name`, one below the other) therefore belong into one part, and what
two parts share (a phone, a domain) is not seen; `batch check` over the whole table sees it.
"""

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import chain, islice
from typing import Any

from icpctl import wording
from icpctl.batch.columns import PEEKED, read_headings
from icpctl.batch.grouping import groups
from icpctl.batch.judging import judge, table_of
from icpctl.findings import ERROR
from icpctl.rules import Book
from icpctl.sheets import Odd, Row, Sheet


def findings_of(
    rows: Iterable[Mapping[str, Any]],
    as_of: dt.date,
    *,
    defaults: Mapping[str, Any] | None = None,
    language: str = "zh",
    least: str = ERROR,
    allow_gaps: bool = False,
    file: str = "",
    first_row: int = 2,
) -> list[dict[str, Any]]:
    """What is wrong with some rows of a table, as the objects of `errors` in the JSON of `batch check`.

    rows        {heading: value}, all with the headings of the first row in its order; None and NaN are blank cells. A value that
                is no text is judged like a number or date cell of a workbook: an id kept as a number is refused
    as_of       the day everything is judged for
    defaults    {path: value} for all rows, e.g. {"filing.provider": "..."}; facts as `filing.facts.<fact>`
    language    of the messages, "zh" or "en"; least: the least severity that is told
    first_row   the number of the first row, so that findings of several parts can be told apart

    Rows are read one after the other, so a part may be larger than memory; what is found is a list, which engines can send on.
    Reads no configuration and no drafts folder.
    """
    before = wording.language()
    wording.set_language(language)
    try:
        return list(_findings(iter(rows), as_of, defaults or {}, least, file, first_row, allow_gaps=allow_gaps))
    finally:
        wording.set_language(before)


def _findings(
    rows: Iterator[Mapping[str, Any]],
    as_of: dt.date,
    defaults: Mapping[str, Any],
    least: str,
    file: str,
    first_row: int,
    *,
    allow_gaps: bool,
) -> Iterator[dict[str, Any]]:
    peeked = list(islice(rows, PEEKED))
    if not peeked:
        return
    names = list(peeked[0])
    heading = Row(first_row - 1, first_row - 1, [str(name) for name in names])
    book = _book()

    def table(of: Iterable[Mapping[str, Any]]) -> Sheet:
        def given() -> Iterator[Row]:
            yield heading
            yield from (_row(number, names, row) for number, row in enumerate(of, first_row))

        return Sheet(file, "xlsx", "", "", given, [], 0)

    headings = read_headings(table(peeked), book)
    for problem in headings.problems:
        if problem.severity == ERROR or least != ERROR:
            yield problem.as_json()
    if not headings.usable:
        return
    place = table_of(file, "", headings.columns)
    for group in groups(table(chain(peeked, rows)), headings, book):
        found = judge(group, defaults, book, as_of, table=place, allow_gaps=allow_gaps, least=least)
        for problem in found.problems:
            yield problem.as_json()


@cache
def _book() -> Book:
    """The packaged rule book, once for each process."""
    return Book()


def _row(number: int, names: list[str], values: Mapping[str, Any]) -> Row:
    row = Row(number, number, [])
    for column, name in enumerate(names):
        value = values.get(name)
        if value is None or (isinstance(value, float) and math.isnan(value)):
            row.cells.append("")
            continue
        text = value.isoformat() if isinstance(value, dt.date) else str(value)
        row.cells.append(text)
        kind = _kind(value)
        if kind:
            row.odd[column] = Odd(kind, text)
    return row


def _kind(value: Any) -> str:
    """As a workbook would call a cell of this type; "" for text."""
    if isinstance(value, str):
        return ""
    if isinstance(value, bool):
        return "bool"
    return "date" if isinstance(value, dt.date) else "number"
