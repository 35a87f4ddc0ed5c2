"""From a real sheet to drafts and again: what was saved reads as equal, whatever kinds of values the columns hold."""

import csv
from pathlib import Path

import pytest
import rows as sample

from icpctl import run, store
from icpctl.batch.columns import read_headings
from icpctl.batch.grouping import groups
from icpctl.batch.importing import How, import_all
from icpctl.batch.judging import judge
from icpctl.batch.outcome import Tally, count
from icpctl.draft import Draft
from icpctl.sheets.opening import open_sheet


def write(path: Path, table: list[dict[str, str]]) -> Path:
    headings = list(dict.fromkeys(key for row in table for key in row))
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, headings, restval="")
        writer.writeheader()
        writer.writerows(table)
    return path


def go(path: Path, folder: Path, how: How = How()) -> Tally:  # noqa: B008
    book, tally = run.book(), Tally()
    sheet = open_sheet(path)
    headings = read_headings(sheet, book)
    assert headings.usable, headings.problems
    judged = (judge(group, {}, book, sample.DAY) for group in groups(sheet, headings, book))
    for fate in import_all(judged, folder, run.now(), how, book, sheet):
        count(tally, fate)
    return tally


@pytest.fixture
def table() -> list[dict[str, str]]:
    return sample.good(24)


def test_a_sheet_twice_changes_nothing(tmp_path: Path, table: list[dict[str, str]]) -> None:
    path, folder = write(tmp_path / "clients.csv", table), tmp_path / "drafts"
    first = go(path, folder)
    assert (first.rows, first.created, first.refused) == (24, 24, 0)
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    for how in (How(), How(update=True), How(on_conflict="replace"), How(on_conflict="keep"), How(dry_run=True)):
        again = go(path, folder, how)
        assert (again.rows, again.unchanged) == (24, 24), how
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before


def test_a_mended_sheet_changes_only_what_was_mended(tmp_path: Path, table: list[dict[str, str]]) -> None:
    path, folder = write(tmp_path / "clients.csv", table), tmp_path / "drafts"
    go(path, folder)
    drafts = {name: store.load(folder, name).draft for name in store.names(folder)}
    table[3]["site.name"] = table[3]["site.name"] + "新"
    write(path, table)
    refused = go(path, folder)
    assert (refused.unchanged, refused.refused, refused.saved) == (23, 1, 0)
    updated = go(path, folder, How(update=True))
    assert (updated.unchanged, updated.updated) == (23, 1)
    after = {name: store.load(folder, name).draft for name in store.names(folder)}
    changed: list[Draft] = [after[name] for name in after if after[name] != drafts[name]]
    assert [one.site[0].name for one in changed] == [table[3]["site.name"]]
    assert go(path, folder).unchanged == 24
