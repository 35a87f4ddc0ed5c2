"""What an import must come to: a sheet of good rows and faulty ones in any order, the drafts and the errors that are due.

For `test_acceptance.py` (small) and `tests/bench/accept_batch.py` (10,000 rows, the real program killed from outside).
"""

import datetime as dt
import random
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import rows
import sheets_made

from icpctl.sheets import letter

SELF_MADE = {"schema", "name", "filing.created_at", "filing.updated_at"}
BAD_FILL = "FFC7CD"


class Due(NamedTuple):
    """A sheet and what must come of it.

    table   the heading and the rows, as cells
    drafts  by name: the row it is made from
    errors  (row, letters of the column, code, rule) of every bad cell; kinds: how many kinds of fault
    """

    table: list[list[str]]
    drafts: dict[str, dict[str, str]]
    errors: set[tuple[int, str, str, str]]
    kinds: int


def due(count: int, bad: int, seed: int = 6) -> Due:
    """A sheet of `count` rows, `bad` of them with one fault each, mixed."""
    drawn: list[tuple[dict[str, str], rows.Fault | None]] = [(row, None) for row in rows.good(count - bad)]
    drawn += rows.bad(bad)
    random.Random(seed).shuffle(drawn)
    table = sheets_made.cells([row for row, _ in drawn])
    place = {path: letter(column) for column, path in enumerate(table[0])}
    faults = [(number, fault) for number, (_, fault) in enumerate(drawn, 2) if fault is not None]
    return Due(
        table,
        {row["site.domains"].replace(".", "-"): row for row, fault in drawn if fault is None},
        {(number, place[fault.column], fault.code, fault.rule) for number, fault in faults},
        len({fault.name for _, fault in faults}),
    )


def told(result: Any) -> list[tuple[int, str, str, str]]:
    """The errors in the JSON of `batch check` or `import`, as `Due.errors` has them."""
    return [(one["row"], one["column"], one["code"], one["rule"]) for one in result["errors"]]


def wrong_errors(result: Any, wanted: Due) -> list[str]:
    """Errors that are missing, too many or told twice; none when it is right."""
    found = told(result)
    twice = [f"told twice: {one}" for one in set(found) if found.count(one) > 1]
    missing = [f"not told: {one}" for one in sorted(wanted.errors - set(found))]
    return [*twice, *missing, *(f"wrongly told: {one}" for one in sorted(set(found) - wanted.errors))]


def wrong_drafts(folder: Path, wanted: Due, *, some: bool = False) -> list[str]:
    """Drafts that are missing (unless `some` are enough), too many, or not what their row says; none when it is right."""
    there = {path.stem for path in folder.glob("*.toml")}
    out = [f"nobody asked for {name}" for name in sorted(there - set(wanted.drafts))]
    if not some:
        out += [f"missing: {name}" for name in sorted(set(wanted.drafts) - there)]
    for name in sorted(there & set(wanted.drafts)):
        given = tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
        answers = dict(_leaves(given))
        row = {rows.placed(path): text for path, text in wanted.drafts[name].items()}
        if given["name"] != name or answers.keys() - SELF_MADE != row.keys():
            out.append(f"{name}: other answers: {sorted(answers.keys() - SELF_MADE ^ row.keys())}")
        out += [f"{name}: {path}" for path, text in row.items() if answers.get(path) != text]
    return out


def left_behind(folder: Path) -> list[str]:
    """What a finished import may not leave in the drafts folder: temporary files and folders."""
    return sorted(path.name for path in folder.iterdir() if ".tmp" in path.name or path.name.startswith(".icpctl"))


def marked(path: Path) -> set[tuple[int, str]]:
    """(row, letters of the column) of the cells with a comment in an error workbook; each must be coloured, no other one."""
    page: Any = openpyxl.load_workbook(path).worksheets[0]
    verdicts = page.max_column
    out = set()
    for row in page.iter_rows():
        for cell in row:
            coloured = cell.fill.fill_type is not None and cell.fill.fgColor.rgb.endswith(BAD_FILL)
            if cell.column != verdicts:
                assert coloured == bool(cell.comment), cell.coordinate
            if cell.comment:
                out.add((cell.row, cell.column_letter))
    return out


def cells_of(path: Path) -> list[list[str]]:
    """The cells of an error workbook without its column of verdicts."""
    page: Any = openpyxl.load_workbook(path).worksheets[0]
    return [[value or "" for value in row[:-1]] for row in page.iter_rows(values_only=True)]


def _leaves(table: dict[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Every answer of a draft file by its path, as a cell would say it."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{before}{key}.")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for number, one in enumerate(value):
                yield from _leaves(one, f"{before}{key}[{number}].")
        else:
            yield before + key, _text(value)


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, dt.date) else str(value)
