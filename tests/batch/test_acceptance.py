"""The promise of an import: exactly the right drafts and exactly the errors that are there, again and again, whatever ends it.

The whole size, with a process killed from outside at any moment, is `tests/bench/accept_batch.py`.
"""

import os
import random
import signal
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import accepting
import pytest
import rows
import sheets_made
from running import DAY, icpctl

from icpctl import disk
from icpctl.batch import importing

ROWS, BAD = 600, 300
KILLS, FEW, FEW_BAD, CHUNK = 10, 240, 70, 32
OPERATIONS = ("mkdir", "open", "write", "close", "fsync", "link", "replace", "unlink", "rmdir")
unix = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork to be killed in the middle")


@pytest.fixture(scope="module")
def wanted() -> accepting.Due:
    return accepting.due(ROWS, BAD)


@pytest.fixture
def sheet(tmp_path: Path, wanted: accepting.Due) -> Path:
    return sheets_made.csv_file(tmp_path / "clients.csv", wanted.table)


def run(verb: str, sheet: Path, *more: object, count: int = ROWS) -> Any:
    result = icpctl("batch", verb, sheet, "--as-of", DAY, "--json", *more)
    assert result.code == 4, result.all
    found = result.json()
    assert found["rows"] == found["good"] + found["saved"] + found["refused"] + found["unchanged"] == count
    assert found["ok"] + found["failed"] == count
    return found


def test_every_good_row_is_a_draft_and_every_bad_cell_an_error_twice_in_a_row(
    sheet: Path, drafts: Path, wanted: accepting.Due
) -> None:
    assert wanted.kinds >= 40
    found = run("check", sheet)
    assert accepting.wrong_errors(found, wanted) == []
    assert (found["good"], found["refused"]) == (ROWS - BAD, BAD)
    assert not drafts.exists()
    found = run("import", sheet)
    assert accepting.wrong_errors(found, wanted) == []
    assert (found["created"], found["refused"], found["unchanged"]) == (ROWS - BAD, BAD, 0)
    assert accepting.wrong_drafts(drafts, wanted) == []
    before = contents(drafts)
    found = run("import", sheet, "--rejects", sheet.with_name("again.xlsx"))
    assert accepting.wrong_errors(found, wanted) == []
    assert (found["saved"], found["refused"], found["unchanged"]) == (0, BAD, ROWS - BAD)
    assert contents(drafts) == before


def test_the_error_workbook_marks_exactly_the_bad_cells_and_keeps_all_others(
    tmp_path: Path, drafts: Path, wanted: accepting.Due
) -> None:
    sheet = sheets_made.xlsx_file(tmp_path / "clients.xlsx", wanted.table)
    found = run("import", sheet)
    assert accepting.wrong_errors(found, wanted) == []
    assert accepting.wrong_drafts(drafts, wanted) == []
    rejects = Path(found["rejects"])
    assert accepting.marked(rejects) == {(row, column) for row, column, _, _ in wanted.errors}
    assert accepting.cells_of(rejects) == wanted.table
    again = run("import", rejects)
    assert accepting.wrong_errors(again, wanted) == []
    assert (again["saved"], again["unchanged"]) == (0, ROWS - BAD)


def test_two_processes_tell_the_same(tmp_path: Path) -> None:
    sheet = sheets_made.csv_file(tmp_path / "clients.csv", accepting.due(FEW, FEW_BAD).table)
    one = icpctl("batch", "check", sheet, "--as-of", DAY, "--json", "--severity", "note")
    two = icpctl("batch", "check", sheet, "--as-of", DAY, "--json", "--severity", "note", "--jobs", "2")
    assert two.out == one.out
    assert two.code == one.code == 4


@unix
def test_an_import_that_is_killed_ten_times_ends_with_each_row_exactly_once(
    tmp_path: Path, drafts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "CHUNK", CHUNK)
    wanted = accepting.due(FEW, FEW_BAD)
    sheet = sheets_made.csv_file(tmp_path / "clients.csv", wanted.table)
    drawn = random.Random(11)
    kept: dict[str, bytes] = {}
    killed = 0
    while killed < KILLS:
        left = len(wanted.drafts) - len(kept)
        assert left, "the kills came too late: nothing was left to do"
        at, after = drawn.randrange(1, 2 * left), drawn.random() < 0.5
        ended = killed_at(at, lambda: icpctl("batch", "import", sheet, "--as-of", DAY), after=after)
        killed += ended == -signal.SIGKILL
        assert ended in (-signal.SIGKILL, 0)
        assert accepting.wrong_drafts(drafts, wanted, some=True) == []
        now = contents(drafts)
        assert kept.items() <= now.items()  # what was saved stays as it is
        kept = now
    assert kept, "the kills came too early: nothing was done"
    found = run("import", sheet, count=FEW)
    assert accepting.wrong_errors(found, wanted) == []
    assert found["unchanged"] == len(kept)
    assert found["created"] == FEW - FEW_BAD - len(kept)
    assert accepting.wrong_drafts(drafts, wanted) == []
    assert accepting.left_behind(drafts) == []
    found = run("import", sheet, count=FEW)
    assert accepting.wrong_errors(found, wanted) == []
    assert (found["saved"], found["refused"], found["unchanged"]) == (0, FEW_BAD, FEW - FEW_BAD)


def contents(drafts: Path) -> dict[str, bytes]:
    """The bytes of all drafts by name."""
    return {path.stem: path.read_bytes() for path in drafts.glob("*.toml")}


def killed_at(number: int, act: Callable[[], object], *, after: bool) -> int:
    """Run in a forked process that is killed before or after its operation `number` on the disk; how it ended."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid == 0:
        left = [number]
        vars(disk.ops).update({name: _counted(getattr(disk.ops, name), left, after=after) for name in OPERATIONS})
        try:
            act()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _counted(real: Callable[..., Any], left: list[int], *, after: bool) -> Callable[..., Any]:
    def call(*args: Any, **more: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            if after:
                real(*args, **more)
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **more)

    return call


def test_a_name_that_comes_again_further_down_is_refused_and_names_the_first_row(tmp_path: Path, drafts: Path) -> None:
    one, two, three = rows.good(3)
    table = [{**one, "name": "client-1"}, {**two, "name": "client-2"}, {**three, "name": "client-1"}]
    sheet = sheets_made.csv_file(tmp_path / "clients.csv", sheets_made.cells(table))
    for verb in ("check", "import"):
        found = icpctl("batch", verb, sheet, "--as-of", DAY, "--json").json()
        assert [(e["row"], e["code"], e["draft"]) for e in found["errors"]] == [(4, "ROW001", "client-1")]
        assert "2" in found["errors"][0]["message"]
        assert found["refused"] == 1
    assert sorted(path.stem for path in drafts.glob("*.toml")) == ["client-1", "client-2"]


def test_what_is_said_of_one_column_is_not_told_of_another(tmp_path: Path) -> None:
    (first, *_, last), table = rows.good(4), []
    for row, path in ((first, "filing.provider"), (last, "subject.province")):
        table.append({**row, path: "某某"})
    sheet = sheets_made.csv_file(tmp_path / "clients.csv", sheets_made.cells(table))
    found = icpctl("batch", "check", sheet, "--as-of", DAY, "--json").json()
    assert [[place["column"] for place in kind["places"]] for kind in found["groups"]] == [["B"], ["E"]]
    text = icpctl("batch", "check", sheet, "--as-of", DAY).out
    assert "接入商" in text
    assert "备案省份" in text


def test_lines_above_the_headings_are_no_rows_even_when_the_headings_are_refused(tmp_path: Path) -> None:
    table = sheets_made.cells(rows.good(3))
    for headings in (table[0], [*table[0][:-1], "证件号码"]):
        sheet = sheets_made.csv_file(tmp_path / "clients.csv", [["客户资料汇总"], [""], headings, *table[1:]])
        assert icpctl("batch", "check", sheet, "--as-of", DAY, "--json").json()["rows"] == 3
