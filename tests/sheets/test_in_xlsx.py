"""Workbooks as rows: what Excel says of a cell beyond its text, and two other readers that must say the same."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sheetfiles import MAIN, STRICT, XML, parts, put, sheet_xml, workbook, zipped

from icpctl import wording
from icpctl.sheets import Odd, Row, Sheet, SheetError
from icpctl.sheets.opening import open_sheet
from icpctl.sheets.xlsx_book import _PLAIN_SHARED, date_kind, unescaped
from icpctl.sheets.xlsx_rows import date_text, number_text

QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def one(tmp_path: Path, cell: str, **more: Any) -> tuple[str, Odd | None]:
    """The text and the oddity of a cell in B1, beside a text in A1."""
    row = f'<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c>{cell}</row>'
    found = next(open_sheet(put(tmp_path, "a.xlsx", workbook(sheet_xml(row), **more))).rows())
    return ("".join(found.cells[1:]), found.odd.get(1))


STYLES = (
    '<numFmts count="3"><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"/><numFmt numFmtId="165" formatCode="0.00E+00"/><numFmt numFmtId="166" formatCode="000000"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="21"/><xf numFmtId="22"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="31"/></cellXfs>'
)


@pytest.mark.parametrize(
    ("cell", "text", "odd"),
    [
        ('<c r="B1"><v>13800138000</v></c>', "13800138000", Odd("number", "13800138000")),
        ('<c r="B1"><v>13800138000.0</v></c>', "13800138000", Odd("number", "13800138000.0")),
        ('<c r="B1"><v>1.3800138E10</v></c>', "13800138000", Odd("number", "1.3800138E10")),
        ('<c r="B1"><v>1.1010119900101001E+17</v></c>', "1.1010119900101001E+17", Odd("number", "1.1010119900101001E+17")),
        ('<c r="B1"><v>110101199001010000</v></c>', "110101199001010000", Odd("number", "110101199001010000")),
        ('<c r="B1"><v>0.1</v></c>', "0.1", Odd("number", "0.1")),
        ('<c r="B1"><v>-0</v></c>', "0", Odd("number", "-0")),
        ('<c r="B1"><v>007</v></c>', "7", Odd("number", "007")),
        ('<c r="B1"><v>1_0</v></c>', "1_0", Odd("number", "1_0")),
        ('<c r="B1"><v>nan</v></c>', "nan", Odd("number", "nan")),
        ('<c r="B1" s="5"><v>12345</v></c>', "12345", Odd("number", "12345")),
        ('<c r="B1" s="6"><v>12345</v></c>', "12345", Odd("number", "12345")),
        ('<c r="B1" s="99"><v>12345</v></c>', "12345", Odd("number", "12345")),
        ('<c r="B1" s="1"><v>45000</v></c>', "2023-03-15", Odd("date", "45000")),
        ('<c r="B1" s="2"><v>45000</v></c>', "2023-03-15", Odd("date", "45000")),
        ('<c r="B1" s="7"><v>45000</v></c>', "2023-03-15", Odd("date", "45000")),
        ('<c r="B1" s="4"><v>45000.5</v></c>', "2023-03-15T12:00:00", Odd("date", "45000.5")),
        ('<c r="B1" s="4"><v>44999.999999</v></c>', "2023-03-15", Odd("date", "44999.999999")),
        ('<c r="B1" s="3"><v>0.75</v></c>', "18:00:00", Odd("date", "0.75")),
        ('<c r="B1" s="1"><v>1</v></c>', "1900-01-01", Odd("date", "1")),
        ('<c r="B1" s="1"><v>60</v></c>', "60", Odd("date", "60")),
        ('<c r="B1" s="1"><v>61</v></c>', "1900-03-01", Odd("date", "61")),
        ('<c r="B1" s="1"><v>-1</v></c>', "-1", Odd("date", "-1")),
        ('<c r="B1" s="1"><v>1e308</v></c>', "1e308", Odd("date", "1e308")),
        ('<c r="B1" s="1"><v>2958466</v></c>', "2958466", Odd("date", "2958466")),
        ('<c r="B1" t="d"><v>2023-03-15T00:00:00.000Z</v></c>', "2023-03-15", Odd("date", "2023-03-15T00:00:00.000Z")),
        ('<c r="B1" t="b"><v>1</v></c>', "TRUE", Odd("bool", "1")),
        ('<c r="B1" t="b"><v>0</v></c>', "FALSE", Odd("bool", "0")),
        ('<c r="B1" t="e"><v>#REF!</v></c>', "#REF!", Odd("error", "#REF!")),
        ('<c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!", Odd("error", "#DIV/0!", True)),
        ('<c r="B1"><f>A2*1</f><v>5</v></c>', "5", Odd("number", "5", True)),
        ('<c r="B1" s="1"><f>TODAY()</f><v>45000</v></c>', "2023-03-15", Odd("date", "45000", True)),
        ('<c r="B1" t="str"><f>A1&amp;"y"</f><v>xy</v></c>', "xy", Odd("text", "xy", True)),
        ('<c r="B1" t="s"><f>A1</f><v>0</v></c>', "共享", Odd("text", "共享", True)),
        ('<c r="B1" t="str"><f>""</f><v></v></c>', "", None),
        ('<c r="B1"><f>A9</f></c>', "", Odd("number", "", True)),
        ('<c r="B1"><f t="shared" si="0"/><v/></c>', "", Odd("number", "", True)),
        ('<c r="B1" t="s"><v>0</v></c>', "共享", None),
        ('<c r="B1" t="s"><v>1</v></c>', "红字黑", None),
        ('<c r="B1" t="s"><v>2</v></c>', "東京", None),
        ('<c r="B1" t="s"><v>3</v></c>', " 空格 ", None),
        ('<c r="B1" t="inlineStr"><is><r><t>一</t></r><r><t>二</t></r><rPh sb="0" eb="1"><t>yi</t></rPh></is></c>', "一二", None),
        ('<c r="B1" t="inlineStr"><is><t>a_x000D_b_x005F_x000D_c_xD83D__xDE00_d_xD83D_e&#10;</t></is></c>', "a\rb_x000D_c😀d_xD83D_e\n", None),
        ('<c r="B1" t="inlineStr"><is><t>&lt;b&gt; &amp; ]]&gt;</t></is></c>', "<b> & ]]>", None),
        ('<c r="B1" s="1"/>', "", None),
        ('<c r="B1" t="s"/>', "", None),
        ('<c t="str"><v>no place</v></c>', "no place", None),
    ],
)  # fmt: skip
def test_what_a_cell_says(tmp_path: Path, cell: str, text: str, odd: Odd | None) -> None:
    shared = '<si><t>共享</t></si><si><r><t>红字</t></r><r><t>黑</t></r></si><si><t>東京</t><rPh sb="0" eb="2"><t>とうきょう</t></rPh></si><si><t xml:space="preserve"> 空格 </t></si>'
    assert one(tmp_path, cell, styles=STYLES, shared=shared) == (text, odd)


def test_days_of_the_1904_system(tmp_path: Path) -> None:
    assert one(tmp_path, '<c r="B1" s="1"><v>43538</v></c>', styles=STYLES, props='<workbookPr date1904="1"/>') == (
        "2023-03-15",
        Odd("date", "43538"),
    )
    assert date_text("0", 1, True) == "1904-01-01"


@pytest.mark.parametrize("serial", [1, 59, 61, 366, 36526, 45000, 2958465])
def test_days_are_those_of_openpyxl(serial: int) -> None:
    wanted = openpyxl.utils.datetime.from_excel(serial).date()  # type: ignore[union-attr]
    # openpyxl counts the day that never was before it too
    assert date_text(str(serial), 1, False) == (
        wanted.isoformat() if serial > 60 else (dt.date(1899, 12, 31) + dt.timedelta(serial)).isoformat()
    )


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("General", 0), ("0.00", 0), ("0.00E+00", 0), ("@", 0), ('"day" 0', 0), ("[Red]0", 0), ("\\d0", 0), ("_d0", 0), ("[$-804]0", 0), ("[h]:mm", 2),
        ("yyyy-mm-dd", 1), ("m/d/yy h:mm", 1), ("h:mm:ss AM/PM", 2), ("mm:ss.0", 2), ('[$-804]yyyy"年"m"月"', 1), ("mmm", 1), ("[DBNum1][$-804]m月d日", 1), ("#,##0;[Red]-#,##0", 0),
        ("G/通用格式", 0),
    ],
)  # fmt: skip
def test_which_formats_show_a_date(code: str, kind: int) -> None:
    assert date_kind(code) == kind


def test_rows_keep_their_numbers_and_blank_ones_are_not_given(tmp_path: Path) -> None:
    rows = (
        '<row r="3"><c r="B3" t="str"><v>标题</v></c></row><row r="4"><c r="A4" s="1"/><c r="C4" t="str"><v>  </v></c></row>'
        '<row r="7" hidden="1"><c r="A7"><v>1</v></c><c r="GR7" t="str"><v>末</v></c><c r="ZZ7" s="1"/></row><row><c><v>2</v></c></row>'
    )
    sheet = open_sheet(put(tmp_path, "a.csv", workbook(sheet_xml(rows))))
    assert (sheet.kind, sheet.sheet, sheet.encoding) == ("xlsx", "表1", "")
    assert list(sheet.rows()) == [
        Row(3, 3, ["", "标题"]),
        Row(7, 7, ["1", *[""] * 198, "末"], {0: Odd("number", "1")}, hidden=True),
        Row(8, 8, ["2"], {0: Odd("number", "2")}),
    ]
    assert list(sheet.rows()) == list(sheet.rows())
    assert sheet.remarks == [("hidden_rows", {"count": 1})]


def test_what_stands_around_the_rows(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1" t="str"><v>x</v></c></row><row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2"><f t="shared" si="0"/><v>3</v></c></row>'
    before = '<cols><col min="1" max="1" width="9"/><col min="3" max="5" hidden="1"/></cols>'
    after = '<autoFilter ref="A1:C9"/><mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="$B$2:B4"/><mergeCell ref="E3:F3"/><mergeCell ref="G9"/></mergeCells><pageMargins/>'
    found = parts(
        sheet_xml(rows, before=before, after=after),
        sheet_xml(),
        sheet_xml(),
        sheet_xml(""),
        names=("客户", "说明", "参数", "空"),
        states=("visible", "visible", "veryHidden", "visible"),
    )
    found["xl/_rels/workbook.xml.rels"] = str(found["xl/_rels/workbook.xml.rels"]).replace(
        "</Relationships>",
        '<Relationship Id="m" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/></Relationships>',
    )
    sheet = open_sheet(put(tmp_path, "a.xlsm", zipped(found)))
    assert sheet.merged == {1: (1, 2), 3: (1, 5), 4: (1,)}
    assert sheet.remarks == [
        ("other_sheets", {"names": "说明"}),
        ("hidden_sheets", {"names": "参数"}),
        ("hidden_columns", {"columns": "C, D, E"}),
        ("filter", {"range": "A1:C9"}),
        ("merged", {"count": 4}),
        ("formulas", {"count": 2}),
        ("macros", {}),
    ]
    for language in ("zh", "en"):
        wording.set_language(language)
        try:
            for key, values in [
                *sheet.remarks,
                ("sheet_is_hidden", {"sheet": "x"}),
                ("replaced", {"line": 1}),
                ("delimiter", {"delimiter": ";"}),
                ("delimiter_tab", {}),
                ("hidden_rows", {"count": 1}),
            ]:
                assert "{" not in wording.t(f"sheet.remark.{key}", **values)
        finally:
            wording.set_language("zh")


def test_the_first_visible_sheet_with_data_is_read_unless_one_is_named(tmp_path: Path) -> None:
    sheets = [
        sheet_xml(f'<row><c t="str"><v>{name}</v></c></row>' if name != "空" else "") for name in ("藏", "空", "甲", "Data")
    ]
    path = put(
        tmp_path,
        "a.xlsx",
        workbook(*sheets, names=("藏", "空", "甲", "Data"), states=("hidden", "visible", "visible", "visible")),
    )
    assert [r.cells for r in open_sheet(path).rows()] == [["甲"]]
    assert open_sheet(path, sheet=" data ").sheet == "Data"
    hidden = open_sheet(path, sheet="藏")
    assert [r.cells for r in hidden.rows()] == [["藏"]]
    assert hidden.remarks[0] == ("sheet_is_hidden", {"sheet": "藏"})
    with pytest.raises(SheetError) as caught:
        open_sheet(path, sheet="乙")
    assert caught.value.values["names"] == "藏, 空, 甲, Data"


def test_strict_prefixed_and_wide_workbooks(tmp_path: Path) -> None:
    plain = list(open_sheet(put(tmp_path, "a.xlsx", workbook())).rows())
    strict = {
        k: v.replace(MAIN, STRICT).replace("schemas.openxmlformats.org/officeDocument/2006", "purl.oclc.org/ooxml/officeDocument")
        for k, v in parts().items()
        if isinstance(v, str)
    }
    assert list(open_sheet(put(tmp_path, "b.xlsx", zipped(strict))).rows()) == plain
    body = '<x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>网站名称</x:t></x:is></x:c></x:row><x:row r="2"><x:c r="A2"><x:v>1</x:v></x:c></x:row>'
    prefixed = f'{XML}<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{body}</x:sheetData><x:mergeCells><x:mergeCell ref="A1:B1"/></x:mergeCells></x:worksheet>'
    sheet = open_sheet(put(tmp_path, "c.xlsx", workbook(prefixed)))
    assert (list(sheet.rows()), sheet.merged) == (plain, {1: (1,)})
    wide = sheet_xml(after='<mergeCells><mergeCell ref="A1:B1"/></mergeCells>').replace("UTF-8", "UTF-16").encode("utf-16")
    sheet = open_sheet(put(tmp_path, "d.xlsx", workbook(wide)))
    assert (list(sheet.rows()), sheet.merged) == (plain, {1: (1,)})


def test_parts_may_lie_anywhere_and_drawings_be_ill_made(tmp_path: Path) -> None:
    found = parts()
    found["data/tab.xml"] = found.pop("xl/worksheets/sheet1.xml")
    found["xl/_rels/workbook.xml.rels"] = str(found["xl/_rels/workbook.xml.rels"]).replace(
        "worksheets/sheet1.xml", "../Data/./tab.xml"
    )
    found["xl/drawings/vmlDrawing1.vml"] = "<xml><br></xml>"
    found["xl/media/image1.png"] = b"\x89PNG<"
    assert len(list(open_sheet(put(tmp_path, "a.xlsx", zipped(found))).rows())) == 2


def test_many_shared_strings_are_the_same_as_few(tmp_path: Path) -> None:
    count = _PLAIN_SHARED + 500
    shared = "".join(f"<si><t>值{i}</t></si>" for i in range(count))
    rows = "".join(f'<row><c t="s"><v>{i}</v></c></row>' for i in range(count))
    found = [row.cells[0] for row in open_sheet(put(tmp_path, "a.xlsx", workbook(sheet_xml(rows), shared=shared))).rows()]
    assert found == [f"值{i}" for i in range(count)]


def test_escapes_are_taken_off_once() -> None:
    assert unescaped("_x0041_") == "A"
    assert unescaped("_x005F_x0041_") == "_x0041_"
    assert unescaped("a_x41_b") == "a_x41_b"
    assert [number_text(n) for n in ("1e15", "1E14", "x", "")] == ["1e15", "100000000000000", "x", ""]


VALUES = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=20).filter(
        lambda t: not t.startswith(("=", "{")) and "_x" not in t
    ),
    st.integers(-(10**14), 10**14),
    st.floats(-1e9, 1e9, allow_nan=False).map(lambda x: round(x, 4)),
    st.booleans(),
    st.dates(dt.date(1900, 3, 1), dt.date(2100, 1, 1)),
    st.datetimes(dt.datetime(1901, 1, 1), dt.datetime(2100, 1, 1)).map(lambda d: d.replace(microsecond=0)),  # noqa: DTZ001
)


def written(rows: list[list[Any]], constant: bool) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"constant_memory": constant, "strings_to_numbers": False, "strings_to_urls": False, "in_memory": not constant}
    )
    sheet = book.add_worksheet("数据")
    day, time = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "yyyy/m/d h:mm:ss"})
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if isinstance(value, dt.date):
                sheet.write_datetime(r, c, value, time if isinstance(value, dt.datetime) else day)  # type: ignore[arg-type]
            elif isinstance(value, bool):
                sheet.write_boolean(r, c, value)
            elif isinstance(value, (int, float)):
                sheet.write_number(r, c, value)
            else:
                sheet.write_string(r, c, value)
    book.close()
    return out.getvalue()


def as_text(value: Any) -> str:
    """What another reader gives, as our text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def same(ours: str, theirs: Any) -> bool:
    if isinstance(theirs, float) and not theirs.is_integer():
        return float(ours) == theirs
    return ours == as_text(theirs).replace("\r\n", "\n")


@QUICK
@given(rows=st.lists(st.lists(VALUES, min_size=1, max_size=6), min_size=1, max_size=8), constant=st.booleans())
def test_openpyxl_and_calamine_read_the_same(tmp_path: Path, rows: list[list[Any]], constant: bool) -> None:
    data = written([["标题"], *rows], constant)
    sheet: Sheet = open_sheet(put(tmp_path, "a.xlsx", data))
    ours = {(row.number, c): text for row in sheet.rows() for c, text in enumerate(row.cells) if text.strip()}
    book = openpyxl.load_workbook(io.BytesIO(data))
    pyxl = {
        (cell.row, cell.column - 1): cell.value
        for line in book["数据"].iter_rows()
        for cell in line
        if as_text(cell.value).strip()
    }
    cala = python_calamine.load_workbook(io.BytesIO(data)).get_sheet_by_name("数据").to_python(skip_empty_area=False)
    grid = {(r, c): v for r, line in enumerate(cala, 1) for c, v in enumerate(line) if as_text(v).strip()}
    assert set(ours) == set(pyxl) == set(grid)
    assert [(at, ours[at], pyxl[at]) for at in ours if not same(ours[at], pyxl[at])] == []
    assert [(at, ours[at], grid[at]) for at in ours if not same(ours[at], grid[at])] == []


@QUICK
@given(data=st.data())
def test_a_workbook_with_wrong_bytes_is_read_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    good = bytearray(workbook(sheet_xml(), shared="<si><t>x</t></si>", styles=STYLES))
    for _ in range(data.draw(st.integers(1, 4))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    try:
        list(open_sheet(put(tmp_path, "a.xlsx", bytes(good))).rows())
    except SheetError as error:
        assert error.text()


@QUICK
@given(data=st.data())
def test_a_sheet_with_wrong_letters_is_read_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    after = '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'
    text = sheet_xml(
        '<row r="1" hidden="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><f>1</f><v>45000</v></c></row>', after=after
    )
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text) - 1))
        text = (
            text[:at]
            + data.draw(st.sampled_from(["", "9", "-", "x", "<", '"', "/", "é", "<c/>", "<!--", "&#1;"]))
            + text[at + 1 :]
        )
    try:
        list(open_sheet(put(tmp_path, "a.xlsx", workbook(text, shared="<si><t>x</t></si>", styles=STYLES))).rows())
    except SheetError as error:
        assert error.text()
