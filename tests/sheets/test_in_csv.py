"""CSV as rows: encodings decided over the whole file, delimiters, row numbers and lines, and texts that come back equal."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sheetfiles import put, workbook

from icpctl.sheets import Odd, Row, Sheet, SheetError
from icpctl.sheets.csv_out import table, unguarded
from icpctl.sheets.encodings import Text, decide, place
from icpctl.sheets.opening import open_sheet
from icpctl.sheets.source import CHUNK, of_path

TEXT = "名称,域名,备注\n示例科技,example.com,“好”\n"
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def cells(sheet: Sheet) -> list[list[str]]:
    return [row.cells for row in sheet.rows()]


@pytest.mark.parametrize(
    ("codec", "mark", "said"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8-sig"),
        ("utf-16-le", b"\xff\xfe", "utf-16"),
        ("utf-16-be", b"\xfe\xff", "utf-16"),
        ("gbk", b"", "gb18030"),
        ("gb18030", b"", "gb18030"),
        ("gb18030", b"\x84\x31\x95\x33", "gb18030"),
    ],
)
def test_the_encoding_is_decided_by_the_content(tmp_path: Path, codec: str, mark: bytes, said: str) -> None:
    sheet = open_sheet(put(tmp_path, "a.xlsx", mark + TEXT.encode("gb18030" if codec == "gb18030" else codec, "strict")))
    assert (sheet.kind, sheet.encoding, sheet.sheet, sheet.remarks) == ("csv", said, "", [])
    assert list(sheet.rows()) == [Row(1, 1, ["名称", "域名", "备注"]), Row(2, 2, ["示例科技", "example.com", "“好”"])]
    assert cells(sheet) == cells(sheet)


def test_an_encoding_that_is_named_wins(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", "名稱\n臺北\n".encode("big5"))
    sheet = open_sheet(path, encoding="Big5")
    assert (sheet.encoding, cells(sheet)) == ("big5", [["名稱"], ["臺北"]])
    wide = put(tmp_path, "b.csv", TEXT.encode("utf-16-le"))
    assert cells(open_sheet(wide, encoding="utf-16-le")) == cells(open_sheet(put(tmp_path, "c.csv", TEXT)))
    gbk = put(tmp_path, "d.csv", TEXT.encode("gbk"))
    assert open_sheet(gbk, encoding="cp936").encoding == "gbk"
    assert open_sheet(put(tmp_path, "e.csv", b"\xef\xbb\xbf" + TEXT.encode()), encoding="utf-8").encoding == "utf-8-sig"


def test_a_mixed_file_can_be_forced_by_name(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", "名称,备注\n".encode("gbk") + "示例公司,\n".encode())
    with pytest.raises(SheetError, match="sheet_mixed"):
        open_sheet(path)
    assert len(cells(open_sheet(path, encoding="gb18030"))) == 2


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("shift", [-2, -1, 0, 1])
def test_a_place_at_the_border_of_two_pieces(tmp_path: Path, end: str, shift: int) -> None:
    before = "x" * (CHUNK - len(end) * 2 - 1 + shift) + end + "ab" + end
    path = put(tmp_path, "a.csv", before.encode() + "中".encode() + b"\xff")
    assert place(of_path(path, "a"), "utf-8", 0, len(before) + 3) == (3, 2)
    with pytest.raises(SheetError) as caught:
        open_sheet(path)
    assert (caught.value.key, caught.value.values["line"], caught.value.values["column"]) == ("sheet_encoding", 3, 2)


def test_characters_over_the_border_of_two_pieces(tmp_path: Path) -> None:
    for codec in ("utf-8", "gb18030", "utf-16"):
        for shift in range(4):
            text = "a" * shift + ("中文𠮷" * 20 + "\n") * 15_000
            data = text.encode(codec)
            sheet = open_sheet(put(tmp_path, "a.csv", data))
            assert {row.cells[0][shift if row.number == 1 else 0 :] for row in sheet.rows()} == {"中文𠮷" * 20}, codec


@pytest.mark.parametrize(
    ("delimiter", "remark"),
    [(",", []), (";", [("delimiter", {"delimiter": ";"})]), ("\t", [("delimiter_tab", {"delimiter": "\t"})])],
)
def test_the_heading_line_decides_the_delimiter(tmp_path: Path, delimiter: str, remark: list[object]) -> None:
    head = delimiter.join(("名称", '"备注,；;\t(可,空)"', "域名", "手机", "邮箱", "省份"))
    sheet = open_sheet(put(tmp_path, "a.txt", f"\n{head}\na,b;c\td\n"))
    assert sheet.remarks == remark
    assert cells(sheet)[0] == ["名称", "备注,；;\t(可,空)", "域名", "手机", "邮箱", "省份"]
    assert cells(sheet)[1] == "a,b;c\td".split(delimiter)


def test_a_delimiter_that_is_named_wins(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", "a|b,c|d\n1|2|3\n")
    assert cells(open_sheet(path, delimiter="|")) == [["a", "b,c", "d"], ["1", "2", "3"]]
    assert cells(open_sheet(put(tmp_path, "b.csv", "a\tb,c\n"), delimiter="tab")) == [["a", "b,c"]]
    excel = open_sheet(put(tmp_path, "c.csv", "sep=;\r\na,b;c\r\n"))
    assert list(excel.rows()) == [Row(1, 2, ["a,b", "c"])]


def test_rows_with_line_breaks_inside_keep_their_numbers(tmp_path: Path) -> None:
    text = '\n名称,备注\n\n甲,"一\n二\r\n三"\n  ,\n乙,"""引""号"\r丙,\n'
    assert list(open_sheet(put(tmp_path, "a.csv", text)).rows()) == [
        Row(2, 2, ["名称", "备注"]),
        Row(4, 4, ["甲", "一\n二\r\n三"]),
        Row(6, 8, ["乙", '"引"号']),
        Row(7, 9, ["丙", ""]),
    ]


def test_a_long_remark_with_lines_is_no_open_quote(tmp_path: Path) -> None:
    text = 'a,b,c,d,e\n1,2,"网站介绍：一,二\n三,四",4,5\n1,2,"x\ny"\n'
    assert cells(open_sheet(put(tmp_path, "a.csv", text)))[1:] == [
        ["1", "2", "网站介绍：一,二\n三,四", "4", "5"],
        ["1", "2", "x\ny"],
    ]


def test_the_apostrophe_of_our_own_csv_is_taken_off_again(tmp_path: Path) -> None:
    texts = ["=1+1", "+86 25 00000000", "-5", "@x", "'=x", "''@", "'s", "'", "＝1", "\tx", "a'=b", "x"]
    assert cells(open_sheet(put(tmp_path, "a.csv", table([["列"] * 12, texts]))))[1] == texts


def test_the_apostrophe_at_the_border_of_two_pieces(tmp_path: Path) -> None:
    for shift in range(4):
        data = (b"ab" * 500 + b"\n") * ((CHUNK - 10) // 1001)
        data += b"c" * (CHUNK - len(data) - 3 + shift) + b"\n'=x\n"
        assert cells(open_sheet(put(tmp_path, "a.csv", data)))[-1] == ["=x"]


def test_a_replacement_character_is_pointed_out(tmp_path: Path) -> None:
    sheet = open_sheet(put(tmp_path, "a.csv", "名称\n甲\n乙\ufffd\n"))
    assert sheet.remarks == [("replaced", {"line": 3})]


def test_many_trailing_delimiters_are_no_columns(tmp_path: Path) -> None:
    sheet = open_sheet(put(tmp_path, "a.csv", "a,b" + "," * 16_000 + "\n"))
    assert [len(c) for c in cells(sheet)] == [200]


def test_standard_input_may_be_read_twice_and_at_once() -> None:
    for data in (TEXT.encode("utf-16"), workbook()):
        sheet = open_sheet("-", stdin=io.BytesIO(data))
        assert sheet.file == "-"
        assert sheet.size == len(data)
        one, two = sheet.rows(), sheet.rows()
        assert [r.cells for pair in zip(one, two, strict=True) for r in pair][::2] == cells(sheet)


def test_the_decision_is_data(tmp_path: Path) -> None:
    assert decide(of_path(put(tmp_path, "a.csv", TEXT), "a")) == Text("utf-8", "utf-8", 0, False, 0)
    assert Row(1, 1, []).odd == {}
    assert Odd("number", "1") != Odd("number", "1", True)


CODECS = ["utf-8", "utf-8-sig", "utf-16", "gb18030"]
CHARACTERS = st.characters(codec="utf-8", exclude_characters="\0\ufeff\ufffd", exclude_categories=("Cs",))
TABLES = st.lists(st.lists(st.text(CHARACTERS, max_size=12), min_size=2, max_size=4), min_size=1, max_size=6)


@QUICK
@given(rows=TABLES, codec=st.sampled_from(CODECS), delimiter=st.sampled_from(",;\t"), end=st.sampled_from(["\n", "\r\n"]))
def test_what_csv_writes_in_any_encoding_comes_back_equal(
    tmp_path: Path, rows: list[list[str]], codec: str, delimiter: str, end: str
) -> None:
    heading = ["名称", "域名", "手机", "邮箱", "备注", "地址", "省份", "城市", "区县", "单位", "x" * 3, "y", "z"]
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerows([heading, *rows])
    sheet = open_sheet(put(tmp_path, "a.csv", out.getvalue().encode(codec)), encoding="gb18030" if codec == "gb18030" else None)
    wanted = [row for row in rows if any(cell.strip() for cell in row)]
    assert cells(sheet)[1:] == [[unguarded(cell) for cell in row] for row in wanted]


@QUICK
@given(rows=TABLES)
def test_what_our_own_csv_writes_comes_back_equal(tmp_path: Path, rows: list[list[str]]) -> None:
    sheet = open_sheet(put(tmp_path, "a.csv", table([["一", "二", "三", "四", "五", *"abcdefgh"], *rows])))
    assert cells(sheet)[1:] == [row for row in rows if any(cell.strip() for cell in row)]


@QUICK
@given(data=st.binary(max_size=300))
def test_any_bytes_are_rows_or_a_sheet_error(tmp_path: Path, data: bytes) -> None:
    try:
        for row in open_sheet(put(tmp_path, "a.csv", data)).rows():
            assert any(cell.strip() for cell in row.cells)
    except SheetError as error:
        assert error.text()
        assert error.hint()


@QUICK
@given(text=st.text(CHARACTERS, min_size=1, max_size=200), codec=st.sampled_from(["utf-8", "gb18030"]))
def test_an_accepted_text_equals_its_source(tmp_path: Path, text: str, codec: str) -> None:
    path = put(tmp_path, "a.csv", text.encode(codec))
    try:
        sheet = open_sheet(path)
        found = "".join("".join(row.cells) for row in sheet.rows())
    except SheetError:
        return
    source = path.read_bytes().decode(sheet.encoding)
    kept = iter(source)
    assert all(char in kept for char in found)  # nothing that the file does not hold, and in its order
