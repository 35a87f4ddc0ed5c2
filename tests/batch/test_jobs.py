"""Several processes tell what one tells, byte for byte, and are gone when nobody listens any more."""

import json
import multiprocessing
import os
import signal
from typing import Any

import msgspec
import pytest
import rows

from icpctl.batch import jobs
from icpctl.batch.columns import read_headings
from icpctl.batch.grouping import groups
from icpctl.batch.running import JUDGING, LOOKING, Options, run
from icpctl.rules import Book
from icpctl.wording import set_language

BOOK = Book()
MIXED = [
    *rows.good(40),
    *(row for row, _ in rows.bad(60)),
    {**rows.good(41)[40], "principal.mobile": rows.good(1)[0]["principal.mobile"]},
]


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "CHUNK", 7)


def everything(count: int, **options: Any) -> bytes:
    """All that is told and made, as bytes."""
    found = run(rows.table(MIXED), Options(rows.DAY, jobs=count, **options), BOOK)
    return b"\n".join(msgspec.json.encode(one) for one in found)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_number_of_processes_changes_nothing(language: str) -> None:
    set_language(language)
    one = everything(1)
    assert json.loads(one.split(b"\n")[0])["name"]
    assert everything(3) == one


def test_workers_end_when_nobody_listens() -> None:
    found = run(rows.table(MIXED), Options(rows.DAY, jobs=2, compare=False), BOOK)
    for _ in range(20):
        next(found)
    assert multiprocessing.active_children()
    found.close()  # type: ignore[attr-defined]
    assert multiprocessing.active_children() == []


def test_what_a_dead_worker_had_is_judged_all_the_same() -> None:
    sheet = rows.table(MIXED)
    headings = read_headings(sheet, BOOK)
    wanted = [one.problems for one in jobs.judged(groups(sheet, headings, BOOK), 1, jobs.Settings(rows.DAY), BOOK)]
    found = jobs.judged(groups(sheet, headings, BOOK), 2, jobs.Settings(rows.DAY), BOOK)
    got = [next(found).problems for _ in range(10)]
    for child in multiprocessing.active_children():
        os.kill(child.pid or 0, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    got += [one.problems for one in found]
    assert got == wanted


def test_rows_are_read_only_a_little_ahead() -> None:
    sheet = rows.table(MIXED * 4, [f"draft-{n}" for n in range(len(MIXED) * 4)])
    headings = read_headings(sheet, BOOK)
    read = []
    source = (read.append(group.rows[0]) or group for group in groups(sheet, headings, BOOK))  # type: ignore[func-returns-value]
    found = jobs.judged(source, 2, jobs.Settings(rows.DAY), BOOK)
    for _ in range(8):
        next(found)
    assert len(read) <= 7 * (2 + jobs.AHEAD * 2)
    found.close()


def test_progress_is_told_row_by_row_in_both_passes() -> None:
    told: list[tuple[str, int, int | None]] = []
    table = rows.good(5)
    for _ in run(rows.table(table), Options(rows.DAY), BOOK, lambda *so_far: told.append(so_far)):
        pass
    assert told == [(LOOKING, n, None) for n in range(1, 6)] + [(JUDGING, n, 5) for n in range(1, 6)]


def test_a_sheet_that_cannot_be_read_says_so_once_and_gives_no_rows() -> None:
    (one,) = run(rows.table([{"没有这样的列": "1", "也没有这样的": "2"}]), Options(rows.DAY), BOOK)
    assert (one.rows, one.draft, one.refused) == ([], None, True)
    assert {p.code[:3] for p in one.problems} == {"TAB"}
