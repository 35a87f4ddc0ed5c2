"""Sums, marks and lists that are made from the fates of rows."""

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icpctl import wording
from icpctl.batch import Problem, outcome, reports
from icpctl.batch.outcome import CREATED, GOOD, REFUSED, UNCHANGED, UPDATED, Fate, Tally, collect
from icpctl.batch.reports import Head
from icpctl.errors import UsageError
from icpctl.sheets import csv_out, letter
from icpctl.sheets.marked import RowMark


def problem(row: int, column: str = "F", code: str = "VAL001", severity: str = "error", **more: str) -> Problem:
    values = {
        "file": "a.csv",
        "sheet": "",
        "heading": "手机",
        "path": "principal.mobile",
        "message": f"坏 {code}",
        "fix": "改",
        **more,
    }
    return Problem(row=row, line=row, column=column, code=code, severity=severity, **values)


def fate(state: str, *rows: int, problems: tuple[Problem, ...] = (), name: str = "x") -> Fate:
    return Fate(name, rows, rows, state, problems)


FATES = [
    Fate("", (), (), REFUSED, (problem(1, "B", "TAB004", "warning"), problem(0, "", "TAB010", "note"))),
    fate(CREATED, 2, problems=(problem(2, "G", "SITE100", "warning"),), name="a"),
    fate(REFUSED, 3, 4, problems=(problem(4), problem(4, "H", "CELL001"), problem(3, "A", "NAME1", "note")), name="b"),
    fate(REFUSED, 5, problems=(problem(5, "", "ROW001"),), name="c"),
    fate(UNCHANGED, 6, name="d"),
    fate(UPDATED, 7, name="e"),
]


def kept(fates: list[Fate]) -> tuple[Tally, io.BytesIO]:
    tally, spool = Tally(), io.BytesIO()
    assert list(collect(fates, tally, spool)) == fates
    return tally, spool


def marks(fates: list[Fate], severities: tuple[str, ...] = ("error",), *, dry_run: bool = False) -> list[RowMark]:
    return list(reports.marks(fates, Head(1), severities, dry_run=dry_run))


def test_what_is_kept_for_the_reports_comes_back_as_it_was() -> None:
    _, spool = kept(FATES)
    assert list(outcome.again(spool)) == FATES
    assert list(outcome.again(spool)) == FATES


STATES = st.sampled_from([GOOD, CREATED, UPDATED, UNCHANGED, REFUSED])


@given(st.lists(st.tuples(STATES, st.integers(1, 4))))
def test_the_sum_always_adds_up(found: list[tuple[str, int]]) -> None:
    fates, row = [], 2
    for state, size in found:
        fates.append(fate(state, *range(row, row + size)))
        row += size
    tally, _ = kept(fates)
    numbers = reports.sums(tally, ("error",))
    assert numbers["rows"] == row - 2 == sum(size for _, size in found)
    assert numbers["rows"] == numbers["ok"] + numbers["failed"]
    assert numbers["rows"] == numbers["good"] + numbers["saved"] + numbers["unchanged"] + numbers["refused"]
    assert sum(numbers["draft_counts"].values()) == len(found)
    assert tally.last == (row - 1 if found else 0)


def test_problems_are_counted_by_code_and_rule_the_most_frequent_first() -> None:
    many = [fate(REFUSED, n, problems=(problem(n, rule="b"), problem(n, rule="a" if n % 2 else "b"))) for n in range(2, 12)]
    tally, _ = kept([*FATES, *many])
    kinds = outcome.most_frequent(tally, ("error",))
    assert [(k.code, k.rule, k.count) for k in kinds] == [
        ("VAL001", "b", 15), ("VAL001", "a", 5), ("CELL001", "", 1), ("ROW001", "", 1), ("VAL001", "", 1),
    ]  # fmt: skip
    assert [p.row for p in kinds[0].places] == [2, 2, 3, 4, 4]
    assert tally.problems == {"error": 23, "warning": 2, "note": 2}
    assert {k.severity for k in outcome.most_frequent(tally, ("error", "warning", "note"))} == {"error", "warning", "note"}


def test_a_sheet_whose_headings_have_an_error_has_failed_even_without_rows() -> None:
    assert not outcome.failed(kept([fate(GOOD, 2)])[0])
    assert outcome.failed(kept([Fate("", (), (), REFUSED, (problem(1, "B", "TAB003"),))])[0])


def test_every_row_has_its_verdict() -> None:
    assert [(m.row, m.verdict, m.severity) for m in marks(FATES)] == [
        (1, "", ""),
        (2, "已存：a", ""),
        (3, "未导入：同一份草稿的第 4 行有错误", "error"),
        (4, "未导入，2 个错误：F 列 VAL001、H 列 CELL001", "error"),
        (5, "未导入，1 个错误：ROW001", "error"),
        (6, "没有变化：d", ""),
        (7, "已修改：e", ""),
    ]
    assert [m.verdict for m in marks(FATES, dry_run=True)][1::5] == ["会存：a", "会修改：e"]


def test_cells_are_marked_with_their_severity_and_what_no_cell_is_to_blame_for_is_a_note() -> None:
    found = {m.row: m for m in marks(FATES, ("error", "warning", "note"))}
    assert found[4].cells == {
        5: ("error", "VAL001（错误）坏 VAL001\n改法：改"),
        7: ("error", "CELL001（错误）坏 CELL001\n改法：改"),
    }
    assert found[3].cells == {0: ("note", "NAME1（说明）坏 NAME1\n改法：改")}
    assert found[2].cells == {6: ("warning", "SITE100（提醒）坏 SITE100\n改法：改")}
    assert found[2].verdict == "已存：a；1 个提醒或说明：G 列 SITE100"
    assert found[5].note == "ROW001（错误）坏 ROW001\n改法：改"
    assert found[1].severity == "warning"
    assert list(found[1].cells) == [1]
    assert "TAB010" in found[1].note


def test_rows_under_bad_headings_say_so() -> None:
    head = Fate("", (), (), REFUSED, (problem(1, "B", "TAB003"),))
    found = marks([head, fate(REFUSED, 2, name="")])
    assert [(m.row, m.verdict) for m in found] == [(1, ""), (2, "未导入：表头有错误")]
    assert marks([head])[0].cells[1][0] == "error"


@given(st.integers(0, 20_000))
def test_letters_of_a_column_and_back(number: int) -> None:
    assert reports.column_number(letter(number)) == number


def test_the_headings_of_verdicts_of_both_languages_are_known() -> None:
    assert len(reports.verdict_headings()) == 2
    assert wording.t("batch.report.verdict_heading") in reports.verdict_headings()


def table(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""), strict=True))


def test_all_problems_as_csv_and_json(tmp_path: Path) -> None:
    _, spool = kept(FATES)
    rows = table(reports.write_errors(tmp_path / "e.csv", spool, ("error",)))
    assert tuple(rows[0]) == reports.ERROR_COLUMNS
    assert [(r[2], r[4], r[7]) for r in rows[1:]] == [("4", "F", "VAL001"), ("4", "H", "CELL001"), ("5", "", "ROW001")]
    body = json.loads(reports.write_errors(tmp_path / "e.json", spool, ("error", "warning", "note")).read_bytes())
    assert body["schema"] == 1
    assert [e["code"] for e in body["errors"]] == ["TAB004", "TAB010", "SITE100", "VAL001", "CELL001", "NAME1", "ROW001"]
    assert {p.stat().st_mode & 0o777 for p in tmp_path.iterdir()} == {0o600}


def test_the_fate_of_every_row_as_csv(tmp_path: Path) -> None:
    _, spool = kept(FATES)
    rows = table(reports.write_fates(tmp_path / "r.csv", spool))
    assert tuple(rows[0]) == reports.FATE_COLUMNS
    assert [r[:4] for r in rows[1:]] == [
        ["2", "2", "a", "created"], ["3", "3", "b", "refused"], ["4", "4", "b", "refused"], ["5", "5", "c", "refused"],
        ["6", "6", "d", "unchanged"], ["7", "7", "e", "updated"],
    ]  # fmt: skip
    assert rows[3][4:] == ["2", "0", "0", "VAL001 CELL001"]


def test_foreign_text_in_a_list_is_no_formula(tmp_path: Path) -> None:
    evil = problem(2, heading="=HYPERLINK(1)", value="@x", message="+1", draft="-d")
    _, spool = kept([fate(REFUSED, 2, problems=(evil,))])
    row = table(reports.write_errors(tmp_path / "e.csv", spool, ("error",)))[1]
    assert {c for c in row if c.startswith(tuple("=+-@"))} == set()
    assert "=HYPERLINK(1)" in [csv_out.unguarded(c) for c in row]


def test_a_list_is_written_over_and_nothing_else_is(tmp_path: Path) -> None:
    _, spool = kept(FATES)
    for name in ("e.csv", "e.json"):
        path = reports.write_errors(tmp_path / name, spool, ("error",))
        reports.check_ours("--errors", path)
    path = reports.write_fates(tmp_path / "r.csv", spool)
    reports.check_ours("--report", path)
    (tmp_path / "mine.csv").write_text("name,phone\n", encoding="utf-8")
    with pytest.raises(UsageError):
        reports.check_ours("--errors", tmp_path / "mine.csv")


def test_places_that_cannot_be_are_refused_before_anything_is_done(tmp_path: Path) -> None:
    source = tmp_path / "a.csv"
    source.write_text("x", encoding="utf-8")
    for path, key in (
        (tmp_path / "e.txt", "batch_list_kind"),
        (tmp_path / "none" / "e.csv", "batch_no_folder"),
        (source, "batch_same_file"),
    ):
        with pytest.raises(UsageError) as caught:
            reports.check_list("--errors", path, (".csv",), str(source))
        assert caught.value.key == key
