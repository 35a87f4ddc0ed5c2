"""The error workbook: what is marked, what is left alone, and that nothing in it is ever computed."""

import csv
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation
from sheets_made import TITLE, data_of, workbook

from icpctl import disk, streams
from icpctl.sheets import Row, csv_out
from icpctl.sheets.marked import AUTHOR, BEGINS, COLOURS, CannotCopyError, RowMark, copy_marked
from icpctl.sheets.marked_rows import write_marked

HEADING = "icpctl 检查结果"
PAYLOADS = (
    "=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "＋1", "－1", "＠A1", "'=1", "''=1", '=HYPERLINK("http://x","y")',
)  # fmt: skip
TABLE = [["甲", "乙", "丙"], ["1", "二", "x"], ["=1+1", "y", "z"], ["合", "", ""]]


def client() -> Any:
    """A workbook with what clients have in theirs."""
    book = workbook(TABLE)
    page = book[TITLE]
    page["A1"].font = Font(bold=True, size=14)
    page["A5"] = "=SUM(A1:A2)"
    page["B3"].comment = Comment("客户自己的批注", "客户")
    page.merge_cells("A4:B4")
    page.column_dimensions["B"].width = 33
    page.row_dimensions[2].height = 40
    page.freeze_panes = "A2"
    page["C2"].number_format = "@"
    choice = DataValidation(type="list", formula1='"x,y"')
    page.add_data_validation(choice)
    choice.add("C2:C9")
    other = book.create_sheet("别的")
    other["A1"], other["A2"] = 3, "=A1*2"
    return book


def copied(source: bytes, *marks: RowMark) -> Any:
    done = copy_marked(source, TITLE, marks, HEADING, {HEADING}, 1)
    return openpyxl.load_workbook(io.BytesIO(done.data)), done


def written(*marks: RowMark, table: list[list[str]] | None = None, **more: Any) -> bytes:
    rows = [Row(n, n, list(cells)) for n, cells in enumerate(table or TABLE, 1)]
    out = io.BytesIO()
    with disk.scratch_folder() as scratch:
        write_marked(out, rows, marks, title=TITLE, heading=HEADING, known={HEADING}, head={1}, scratch=scratch, **more)
    return out.getvalue()


def fill(cell: Any) -> str:
    return str(cell.fill.fgColor.rgb) if cell.has_style and cell.fill.fill_type else ""


BAD = RowMark(2, "未导入", "error", "整行的话", {1: ("error", "CELL001 坏了\n改法"), 2: ("warning", "小心")})


def test_bad_cells_are_coloured_and_commented_and_each_row_has_a_verdict() -> None:
    page = copied(data_of(client()), BAD, RowMark(3, "已存"))[0][TITLE]
    assert page["D1"].value == HEADING
    assert (page["D2"].value, page["D3"].value) == ("未导入", "已存")
    assert (fill(page["B2"]), fill(page["C2"]), fill(page["D2"])) == (COLOURS["error"], COLOURS["warning"], COLOURS["error"])
    assert page["B2"].comment.text == BEGINS + "CELL001 坏了\n改法"
    assert page["B2"].comment.author == AUTHOR
    assert page["D2"].comment.text == BEGINS + "整行的话"
    assert fill(page["A2"]) == ""


def test_all_else_is_as_it_was() -> None:
    before = client()
    book, done = copied(data_of(before), BAD)
    assert done.lost == []
    assert book.sheetnames == before.sheetnames
    for name in book.sheetnames:
        for row in before[name].iter_rows():
            for cell in row:
                after = book[name][cell.coordinate]
                if cell.coordinate not in ("D1", "D2"):
                    assert (after.value, after.data_type, after.number_format) == (cell.value, cell.data_type, cell.number_format)
    page = book[TITLE]
    assert (page["A1"].font.b, page["A1"].font.sz) == (True, 14)
    assert page.column_dimensions["B"].width == 33
    assert page.row_dimensions[2].height == 40
    assert page.freeze_panes == "A2"
    assert str(page.merged_cells) == "A4:B4"
    assert [str(v.sqref) for v in page.data_validations.dataValidation] == ["C2:C9"]
    assert page["B3"].comment.text == "客户自己的批注"


def test_a_column_with_content_but_no_heading_is_left_alone() -> None:
    taken = workbook([*TABLE, ["", "", "", "客户写的"]])
    page = copied(data_of(taken), BAD)[0][TITLE]
    assert (page["D5"].value, page["E1"].value) == ("客户写的", HEADING)


def test_a_comment_of_the_client_is_kept_before_ours_and_stays_when_ours_goes() -> None:
    mark = RowMark(3, "未导入", "error", "", {1: ("error", "坏")})
    book, first = copied(data_of(client()), mark)
    assert book[TITLE]["B3"].comment.text == "客户自己的批注\n" + BEGINS + "坏"
    book, _ = copied(first.data, RowMark(3, "已存"))
    assert book[TITLE]["B3"].comment.text == "客户自己的批注"
    assert fill(book[TITLE]["B3"]) == ""


def test_the_marks_of_an_earlier_round_go_and_the_column_of_verdicts_stays_one() -> None:
    _, first = copied(data_of(client()), BAD, RowMark(3, "已存"))
    page = copied(first.data, RowMark(2, "没有变化"))[0][TITLE]
    assert [c.value for c in page[1]][3:] == [HEADING]
    assert (page["D2"].value, page["D3"].value) == ("没有变化", None)
    assert [page[at].comment for at in ("B2", "C2", "D2")] == [None, None, None]
    assert (fill(page["B2"]), fill(page["C2"]), fill(page["D2"])) == ("", "", COLOURS[""])


def test_a_bad_cell_inside_a_merged_one_is_marked_where_it_can_be_seen() -> None:
    page = copied(data_of(client()), RowMark(4, "未导入", "error", "", {1: ("error", "合并了")}))[0][TITLE]
    assert page["A4"].comment.text == BEGINS + "合并了"


@pytest.mark.parametrize("make", [lambda source: copied(source, BAD)[1].data, lambda _: written(BAD)], ids=["copy", "rows"])
def test_the_same_input_gives_the_same_bytes(make: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    source = data_of(client())
    first = make(source)
    monkeypatch.setattr(time, "time", lambda: 2e9)
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {info.date_time[0] for info in archive.infolist()} == {1980}
    assert make(source) == first


def test_what_the_library_cannot_keep_is_named() -> None:
    source = io.BytesIO(data_of(client()))
    with zipfile.ZipFile(source, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
        archive.writestr("xl/drawings/drawing9.xml", b"<xdr:wsDr><xdr:sp macro=''/></xdr:wsDr>")
        archive.writestr("xl/media/image1.png", b"x")
        archive.writestr("xl/threadedComments/threadedComment1.xml", b"<x/>")
    assert copied(source.getvalue(), BAD)[1].lost == ["pictures", "macros", "threads", "shapes"]


@pytest.mark.parametrize("data", [b"", b"PK", b"not a workbook"])
def test_what_cannot_be_read_is_said(data: bytes) -> None:
    with pytest.raises(CannotCopyError):
        copy_marked(data, TITLE, [BAD], HEADING, {HEADING}, 1)


def test_a_copy_writes_nothing_into_the_shared_folder_for_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tempfile

    source = data_of(client())
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    assert copy_marked(source, TITLE, [BAD], HEADING, {HEADING}, 1).data


def formulas(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [
            f
            for n in archive.namelist()
            if n.startswith("xl/worksheets/")
            for f in re.findall(r"<f[ >]", archive.read(n).decode())
        ]


@pytest.mark.parametrize("text", PAYLOADS)
def test_no_text_becomes_a_formula(text: str) -> None:
    table = [["甲", "乙", "丙"], [text, text, "x"]]
    mark = RowMark(2, text, "error", text, {0: ("error", text), 5: ("note", text)})
    book, done = copied(data_of(workbook(table)), mark)
    assert formulas(done.data) == []
    assert book[TITLE]["A2"].value == text
    data = written(mark, table=table)
    assert formulas(data) == []
    page = openpyxl.load_workbook(io.BytesIO(data))[TITLE]
    assert (page["A2"].value, page["A2"].data_type) == (text.replace("\t", "\t"), "s")


def test_a_big_sheet_is_written_as_text_with_the_same_marks() -> None:
    page = openpyxl.load_workbook(io.BytesIO(written(BAD, RowMark(3, "已存"))))[TITLE]
    assert [c.value for c in page[1]] == ["甲", "乙", "丙", HEADING]
    assert [c.value for c in page[2]] == ["1", "二", "x", "未导入"]
    assert {c.data_type for row in page.iter_rows(max_row=3) for c in row} == {"s"}
    assert {c.number_format for row in page.iter_rows(max_row=3) for c in row} == {"@"}
    assert (fill(page["B2"]), fill(page["C2"]), fill(page["D2"])) == (COLOURS["error"], COLOURS["warning"], COLOURS["error"])
    assert page["B2"].comment.text == BEGINS + "CELL001 坏了\n改法"
    assert page["B2"].comment.author == AUTHOR


def test_of_very_many_rows_only_the_bad_ones_are_written() -> None:
    page = openpyxl.load_workbook(io.BytesIO(written(RowMark(2, "已存"), RowMark(3, "坏", "error"), only_bad=True)))[TITLE]
    assert [[c.value for c in row] for row in page.iter_rows()] == [["甲", "乙", "丙", HEADING], ["=1+1", "y", "z", "坏"]]


@given(st.text())
def test_a_cell_of_our_csv_is_no_formula_and_comes_back_as_it_was(text: str) -> None:
    cell = csv_out.guarded(text)
    assert not cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))
    assert csv_out.unguarded(cell) == text


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=4), max_size=4))
def test_a_table_is_quoted_throughout_and_reads_back(table: list[list[str]]) -> None:
    data = csv_out.table(table)
    assert data.startswith(csv_out.BOM)
    back = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    assert [[csv_out.unguarded(c) for c in row] for row in back] == table


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o277])
def test_a_file_written_piece_by_piece_is_private_from_its_first_byte(tmp_path: Path, umask: int) -> None:
    import os

    modes = []
    before = os.umask(umask)
    try:
        with streams.new_file(tmp_path) as (out, temporary):
            modes.append(temporary.stat().st_mode & 0o777)
            out.write(b"abc")
        path = streams.beside(temporary, tmp_path / "x.errors.xlsx")
    finally:
        os.umask(before)
    assert modes == [0o600]
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def put(folder: Path, data: bytes) -> Path:
    with streams.new_file(folder) as (out, temporary):
        out.write(data)
    return streams.beside(temporary, folder / "x.errors.xlsx")


def test_a_different_file_is_never_written_over_and_the_same_one_is_not_written_twice(tmp_path: Path) -> None:
    assert [put(tmp_path, data).name for data in (b"1", b"2", b"1", b"2", b"3")] == [
        "x.errors.xlsx", "x.errors-2.xlsx", "x.errors.xlsx", "x.errors-2.xlsx", "x.errors-3.xlsx",
    ]  # fmt: skip
    assert sorted(p.read_bytes() for p in tmp_path.iterdir()) == [b"1", b"2", b"3"]


def test_a_failing_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    from icpctl.errors import StoreError

    def full(*_: Any) -> int:
        raise OSError(errno.ENOSPC, "full")

    for name in ("write", "fsync", "replace"):
        with monkeypatch.context() as patch:
            patch.setattr(disk.ops, name, full)
            with pytest.raises(StoreError):
                put(tmp_path, b"x" * 3_000_000)
        left = [p for p in tmp_path.iterdir() if p.stat().st_size]
        assert left == [], name
