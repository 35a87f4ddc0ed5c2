"""Parts of a table on an engine that is there already: `findings_of` on two Dask workers gives what one process gives."""

import datetime as dt
import importlib.util
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import rows
import running

from icpctl.batch.engine import findings_of

DAY = dt.date.fromisoformat(running.DAY)
COUNT, BAD, PARTS = 120, 60, 6
needs_dask = pytest.mark.skipif(importlib.util.find_spec("dask") is None, reason="dask is not installed")


def table() -> list[dict[str, str]]:
    """Rows with all headings, good and bad in turn."""
    pairs = zip(rows.good(COUNT - BAD), (row for row, _ in rows.bad(BAD)), strict=True)
    drawn = [row for pair in pairs for row in pair]
    heads = rows.headings(drawn)
    return [{head: row.get(head, "") for head in heads} for row in drawn]


def part(numbered: Iterator[tuple[int, Mapping[str, Any]]], **more: Any) -> list[dict[str, Any]]:
    """The findings of one part, with the numbers its rows have in the whole table."""
    given = list(numbered)
    return list(findings_of([row for _, row in given], DAY, first_row=given[0][0], **more)) if given else []


def bag(given: list[dict[str, str]]) -> Any:
    import dask.bag

    return dask.bag.from_sequence(list(enumerate(given, 2)), npartitions=PARTS)


@needs_dask
def test_two_workers_give_what_one_process_gives() -> None:
    given = table()
    whole = list(findings_of(given, DAY))
    assert len(whole) == BAD
    assert bag(given).map_partitions(part).compute(scheduler="processes", num_workers=2) == whole


@needs_dask
def test_the_example_of_its_page_works_as_it_stands() -> None:
    import dask.bag

    bag_of_rows = dask.bag.from_sequence(table(), npartitions=PARTS)
    found = bag_of_rows.map_partitions(findings_of, as_of=DAY).compute(scheduler="processes", num_workers=2)
    codes = sorted((one["code"], one["rule"], one["column"]) for one in found)
    assert codes == sorted((one["code"], one["rule"], one["column"]) for one in findings_of(table(), DAY))


@needs_dask
def test_the_parts_of_an_engine_are_what_the_command_says(tmp_path: Path) -> None:
    import sheets_made

    given = table()
    file = sheets_made.csv_file(tmp_path / "table.csv", sheets_made.cells(given))
    said = running.icpctl("batch", "check", file, "--as-of", DAY, "--json").json()["errors"]
    found = bag(given).map_partitions(part, file=str(file)).compute(scheduler="sync")
    assert found == said


def test_the_language_the_defaults_and_the_severity_are_those_that_are_asked_for() -> None:
    given = table()[:8]
    for row in given:
        row["filing.provider"] = ""
    assert {one["rule"] for one in findings_of(given, DAY)} >= {"field:access.provider"}
    less = list(findings_of(given, DAY, defaults={"filing.provider": "aliyun"}, language="en", least="note"))
    assert "field:access.provider" not in {one["rule"] for one in less}
    assert {one["severity"] for one in less} > {"error"}
    assert all(one["message"].isascii() or one["code"] != "GAP001" for one in less)
    assert list(findings_of([], DAY)) == []


def test_numbers_and_dates_of_a_table_are_judged_as_cells_of_a_workbook() -> None:
    (row,) = rows.good(1, seed=3)
    changed: dict[str, Any] = {**row, "principal.cert_number": 330106199205290000, "subject.services_filed": 1}
    changed |= {"principal.cert_valid_to": dt.date(2039, 8, 15), "site.remark": row["site.remark"], "site.home_url": None}
    (found,) = findings_of([changed], DAY)
    assert (found["path"], found["code"][:4]) == ("principal.cert_number", "CELL")
