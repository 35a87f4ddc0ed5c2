"""`findings_of` on an engine: parts of a table in other processes, the same findings as in this one."""

import pickle
from functools import partial
from typing import Any

import pytest
import rows

from icpctl.batch.engine import findings_of
from icpctl.batch.running import Options, run
from icpctl.rules import Book
from icpctl.wording import language

TABLE = [*rows.good(20), *(row for row, _ in rows.bad(30))]
HEADS = rows.headings(TABLE)
FULL = [{head: row.get(head, "") for head in HEADS} for row in TABLE]


def here(least: str = "error") -> list[dict[str, Any]]:
    """What `batch check` tells of the same rows, each compared with nothing."""
    found = run(rows.table(TABLE), Options(rows.DAY, compare=False, least=least), Book())
    return [problem.as_json() for one in found for problem in one.problems]


@pytest.mark.parametrize("least", ["error", "note"])
def test_it_finds_what_the_program_finds(least: str) -> None:
    found = findings_of(FULL, rows.DAY, file="clients.csv", least=least)
    assert found == here(least)
    assert len([one for one in found if one["severity"] == "error"]) == 30


def test_parts_on_two_workers_of_dask_find_the_same() -> None:
    bag = pytest.importorskip("dask.bag")
    parts = [FULL[:25], FULL[25:]]
    whole = bag.from_delayed([_part(part) for part in parts])
    found = whole.map_partitions(findings_of, rows.DAY, file="clients.csv").compute(scheduler="processes", num_workers=2)
    wanted = [findings_of(part, rows.DAY, file="clients.csv") for part in parts]
    assert list(found) == [one for part in wanted for one in part]
    assert [one["path"] for one in found] == [one["path"] for one in here()]


def _part(part: list[dict[str, str]]) -> Any:
    from dask import delayed

    return delayed(part)


def test_it_can_be_pickled_and_leaves_the_language_as_it_was() -> None:
    work = pickle.loads(pickle.dumps(partial(findings_of, as_of=rows.DAY, language="en")))  # noqa: S301
    (one,) = work([{**FULL[0], "principal.mobile": "1"}])
    assert "mobile" in one["message"]
    assert language() == "zh"


def test_values_that_are_no_text_are_judged_like_cells_of_a_workbook() -> None:
    number = float(FULL[1]["subject.cert_number"][:17] + "0")
    rough: dict[str, Any] = {**FULL[1], "subject.cert_number": number, "subject.remark": float("nan"), "filing.note": None}
    found = findings_of([rough], rows.DAY)
    assert [(one["path"], one["code"][:4]) for one in found] == [("subject.cert_number", "CELL")]


def test_no_rows_no_findings() -> None:
    assert findings_of([], rows.DAY) == []
