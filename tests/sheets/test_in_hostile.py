"""Files that must be refused: each with its own message in both languages, naming the file, the place and what to do."""

import io
import os
import re
import struct
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sheetfiles import OLE, ONE, XML, parts, put, sheet_xml, workbook, zipped

from icpctl import wording
from icpctl.sheets import SheetError
from icpctl.sheets.opening import open_sheet

HEAD = "名称,域名,手机,邮箱,备注\n"
WIDE = "Workbook".encode("utf-16-le")


def without(name: str) -> bytes:
    return zipped({k: v for k, v in parts().items() if k != name})


def with_part(name: str, data: bytes | str) -> bytes:
    return zipped(parts() | {name: data})


def row(cells: str, number: int = 1) -> bytes:
    return workbook(sheet_xml(f'<row r="{number}">{cells}</row>'))


def broken(data: bytes, at: bytes, by: bytes) -> bytes:
    assert at in data
    return data.replace(at, by)


def encrypted_zip() -> bytes:
    data = bytearray(workbook())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 1)
    return bytes(data)


def wrong_crc() -> bytes:
    data = zipped(parts(), zipfile.ZIP_STORED)
    return broken(data, "网站名称".encode(), "网站名亲".encode())


def twice() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in (parts() | {"XL/Workbook.xml": "<a/>"}).items():
            archive.writestr(name, data)
    return out.getvalue()


def lying_size() -> bytes:
    """The directory says that a part is short."""
    data = bytearray(workbook(sheet_xml(ONE + "<!--" + "x" * 5000 + "-->")))
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 100)
    return bytes(data)


def utf16(text: str) -> bytes:
    return text.replace("UTF-8", "UTF-16").encode("utf-16")


DTD = '<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
LAUGHS = f"{XML}{DTD}<worksheet><sheetData><row><c t='str'><v>&b;</v></c></row></sheetData></worksheet>"
OUTSIDE = f"{XML}<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><worksheet><sheetData><row><c t='str'><v>&e;</v></c></row></sheetData></worksheet>"
NETWORK = f"{XML}<!DOCTYPE x SYSTEM 'http://192.0.2.1/x.dtd'><worksheet/>"

Case = tuple[str, Callable[[], bytes], str, dict[str, Any]]
CASES: tuple[Case, ...] = (
    # what the file is, whatever its name says
    ("empty.csv", lambda: b"", "sheet_empty", {}),
    ("blank.csv", lambda: b"\n \n,,,\n", "sheet_blank", {}),
    ("blank-bom.csv", lambda: b"\xef\xbb\xbf", "sheet_blank", {}),
    ("page.xls", "<html><body><table><tr><td>名称</td></tr></table></body></html>".encode, "sheet_is_html", {}),
    ("page-doctype.xlsx", lambda: b"\xef\xbb\xbf  <!-- x -->\n<!DOCTYPE html><html></html>", "sheet_is_html", {}),
    ("page-wide.xls", lambda: "<table><tr><td>名称</td></tr></table>".encode("utf-16"), "sheet_is_html", {}),
    ("xhtml.xls", lambda: b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>", "sheet_is_html", {}),
    ("page.mht.xls", lambda: b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n", "sheet_is_mhtml", {}),
    ("xml2003.xls", lambda: b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "sheet_is_xml2003", {}),
    ("other.xml", lambda: b'<?xml version="1.0"?><a/>', "sheet_is_xml", {}),
    ("answers.csv", lambda: b'{"subject": {"name": "x"}}', "sheet_is_json", {}),
    ("old.xls", lambda: OLE + WIDE + bytes(500), "sheet_is_xls", {}),
    ("ancient.xls", lambda: b"\x09\x04\x06\x00\x00\x00\x10\x00", "sheet_is_xls", {}),
    ("secret.xlsx", lambda: OLE + bytes(1 << 20) + "EncryptedPackage".encode("utf-16-le") + bytes(500), "sheet_is_encrypted", {}),
    ("letter.doc", lambda: OLE + "WordDocument".encode("utf-16-le"), "sheet_is_document", {}),
    ("letter.docx", lambda: zipped({"[Content_Types].xml": "<a/>", "word/document.xml": "<a/>"}), "sheet_is_document", {}),
    ("letter.rtf", lambda: b"{\\rtf1 x}", "sheet_is_document", {}),
    ("binary.xlsb", lambda: zipped({"[Content_Types].xml": "<a/>", "xl/workbook.bin": b"\0"}), "sheet_is_xlsb", {}),
    ("table.ods", lambda: zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}), "sheet_is_ods", {}),
    ("table.numbers", lambda: zipped({"Index/Document.iwa": b"x"}), "sheet_is_numbers", {}),
    ("sheets.zip", lambda: zipped({"客户.xlsx": workbook()}), "sheet_is_zip_of_sheets", {"name": "客户.xlsx"}),
    ("other.zip", lambda: zipped({"a.txt": "x"}), "sheet_is_zip", {}),
    ("empty.zip", lambda: zipped({}), "sheet_is_zip", {}),
    ("paper.pdf", lambda: b"%PDF-1.7\n", "sheet_is_pdf", {}),
    ("shot.png", lambda: b"\x89PNG\r\n\x1a\n" + bytes(20), "sheet_is_picture", {}),
    ("shot.jpg", lambda: b"\xff\xd8\xff\xe0" + bytes(20), "sheet_is_picture", {}),
    ("shot.bmp", lambda: b"BM" + bytes(60), "sheet_is_picture", {}),
    ("packed.csv.gz", lambda: b"\x1f\x8b\x08" + bytes(20), "sheet_is_archive", {}),
    ("program.csv", lambda: b"\x7fELF\x02\x01\x01" + bytes(50), "sheet_is_program", {}),
    ("noise.csv", lambda: bytes(range(1, 32)) * 50, "sheet_is_program", {}),
    # encodings
    ("utf32.csv", lambda: "名称,域名\n".encode("utf-32"), "sheet_utf32", {}),
    ("utf16-no-mark.csv", lambda: "name,domain\nx,example.com\n".encode("utf-16-le"), "sheet_utf16_no_mark", {"encoding": "utf-16-le"}),
    ("utf16-odd.csv", lambda: "名称,域名\n示例,example.com\n".encode("utf-16") + b"\x4e", "sheet_encoding", {"encoding": "UTF-16", "line": 3, "column": 1}),
    ("utf16-half.csv", lambda: b"\xff\xfe" + "名称\n".encode("utf-16-le") + b"\x00\xd8a\x00", "sheet_encoding", {"line": 2, "column": 1}),
    ("latin.csv", lambda: "名称,城市\n".encode() + b"a,M\xfc\n", "sheet_encoding", {"encoding": "UTF-8", "line": 2, "column": 4}),
    ("bom-then-gbk.csv", lambda: b"\xef\xbb\xbf" + "名称\n".encode() + "中文".encode("gbk"), "sheet_encoding", {"line": 2, "column": 1}),
    ("mixed.csv", lambda: HEAD.encode("gbk") + "示例公司,\n".encode() + "示例\n".encode("gbk"), "sheet_mixed", {"line": 1, "column": 1, "other": 2}),
    ("nul.csv", lambda: HEAD.encode() + b"a,b\0c,d,e,f\n", "sheet_nul", {"line": 2, "column": 4}),
    ("nul-late.csv", lambda: HEAD.encode() + b"a,b,c,d,e\r\n" * 200_000 + b"\0", "sheet_nul", {"line": 200_002, "column": 1}),
    ("no-line-end.csv", lambda: b"x" * (9 << 20), "sheet_line_long", {"line": 1}),
    # CSV
    ("quote-open.csv", (HEAD + 'a,b,c,"d,e\n' + "a,b,c,d,e\n" * 3).encode, "sheet_csv_quote", {"line": 2, "column": "D"}),
    ("quote-open-late.csv", (HEAD + "a,b,c,d,e\n" * 20_000 + 'a,"b,c,d,e\n' + "a,b,c,d,e\n" * 50_000).encode, "sheet_csv_quote", {"line": 20_002, "column": "B"}),
    ("quote-closed-late.csv", (HEAD + 'a,"b,c,d,e\n' + "a,b,c,d,e\n" * 3 + 'a,"b",c,d,e\n').encode, "sheet_csv_quote", {"line": 2, "column": "B"}),
    ("quote-swallows.csv", (HEAD + 'a,"b,c,d,e\na,b",c,d,e\n').encode, "sheet_csv_quote", {"line": 2, "column": "B"}),
    ("quote-swallows-first.csv", (HEAD + 'a,"x\ny",c,d,e\n' + 'a,b,c,"d,e\na,b,c,d",e\n').encode, "sheet_csv_quote", {"line": 4, "column": "D"}),
    ("quote-after.csv", (HEAD + 'a,"b"x,c,d,e\n').encode, "sheet_csv_after_quote", {"line": 2, "column": "B"}),
    ("field-long.csv", (HEAD + "a\n" * 5 + "a,b," + "x" * 131_073).encode, "sheet_csv_field", {"line": 7, "column": "C"}),
    ("field-long-quoted.csv", (HEAD + '"' + "x" * 131_073 + '",b\n').encode, "sheet_csv_field", {"line": 2, "column": "A"}),
    ("columns.csv", (HEAD + "," * 200 + "x\n").encode, "sheet_csv_columns", {"line": 2, "column": "GS"}),
    ("bars.csv", "名称|域名|手机\n".encode, "sheet_delimiter_strange", {"delimiter": "|"}),
    # zip
    ("cut.xlsx", lambda: workbook()[:-200], "sheet_zip_damaged", {}),
    ("head.xlsx", lambda: workbook()[:40], "sheet_zip_damaged", {}),
    ("crc.xlsx", wrong_crc, "sheet_zip_damaged", {}),
    ("lying-size.xlsx", lying_size, "sheet_zip_damaged", {}),
    ("password.xlsx", encrypted_zip, "sheet_is_encrypted", {}),
    ("bzip.xlsx", lambda: zipped(parts(), zipfile.ZIP_BZIP2), "sheet_zip_damaged", {}),
    ("many.xlsx", lambda: zipped(parts() | {f"x/{i}.xml": "<a/>" for i in range(2000)}), "sheet_xlsx_parts", {"limit": 2000}),
    ("climbing.xlsx", lambda: with_part("../../etc/x.xml", "<a/>"), "sheet_xlsx_names", {"part": "../../etc/x.xml"}),
    ("absolute.xlsx", lambda: with_part("/etc/x.xml", "<a/>"), "sheet_xlsx_names", {}),
    ("drive.xlsx", lambda: with_part("C:/x.xml", "<a/>"), "sheet_xlsx_names", {}),
    ("twice.xlsx", twice, "sheet_xlsx_twice", {"part": "XL/Workbook.xml"}),
    # parts
    ("no-workbook.xlsx", lambda: without("xl/workbook.xml"), "sheet_xlsx_part", {"part": "xl/workbook.xml"}),
    ("no-types-rels.xlsx", lambda: without("_rels/.rels"), "sheet_xlsx_part", {"part": "_rels/.rels"}),
    ("no-sheet.xlsx", lambda: without("xl/worksheets/sheet1.xml"), "sheet_xlsx_part", {"part": "xl/worksheets/sheet1.xml"}),
    ("no-sheets.xlsx", lambda: zipped(parts() | {"xl/workbook.xml": "<workbook/>"}), "sheet_xlsx_no_sheets", {}),
    ("no-xml.xlsx", lambda: workbook("not xml"), "sheet_xlsx_xml", {"part": "xl/worksheets/sheet1.xml"}),
    ("cut-xml.xlsx", lambda: workbook(sheet_xml()[:-30]), "sheet_xlsx_xml", {}),
    ("codec.xlsx", lambda: workbook('<?xml version="1.0" encoding="iso-8859-1"?><worksheet><sheetData/></worksheet>'), "sheet_xlsx_xml", {}),
    ("utf7.xlsx", lambda: workbook('<?xml version="1.0" encoding="UTF-7"?>+ADw-worksheet/+AD4-'), "sheet_xlsx_xml", {}),
    ("long-tag.xlsx", lambda: with_part("x.xml", b"<a>" + os.urandom(1 << 20).hex().encode() + b"<b c='" + os.urandom(1 << 20).hex().encode() + b"'/></a>"), "sheet_xlsx_xml", {}),
    ("laughs.xlsx", lambda: workbook(LAUGHS), "sheet_xlsx_entity", {"part": "xl/worksheets/sheet1.xml"}),
    ("laughs-wide.xlsx", lambda: workbook(utf16(LAUGHS)), "sheet_xlsx_entity", {}),
    ("outside.xlsx", lambda: workbook(OUTSIDE), "sheet_xlsx_entity", {}),
    ("network.xlsx", lambda: workbook(NETWORK), "sheet_xlsx_entity", {}),
    ("entity-elsewhere.xlsx", lambda: with_part("docProps/odd.dat", DTD + "<a/>"), "sheet_xlsx_entity", {"part": "docProps/odd.dat"}),
    ("quadratic.xlsx", lambda: with_part("xl/styles2.xml", f"<!DOCTYPE a [<!ENTITY a '{'x' * 50000}'>]><a>{'&a;' * 5000}</a>"), "sheet_xlsx_entity", {}),
    # cells
    ("corner.xlsx", lambda: row('<c r="XFD1048576"><v>1</v></c>', 1_048_576), "sheet_columns", {"place": "表1!XFD1048576"}),
    ("deep.xlsx", lambda: row('<c r="A200001"><v>1</v></c>', 200_001), "sheet_rows", {"place": "表1!A200001"}),
    ("wide.xlsx", lambda: row('<c r="GS1"><v>1</v></c>'), "sheet_columns", {"place": "表1!GS1", "limit": 200}),
    ("long-cell.xlsx", lambda: row(f'<c r="B1" t="inlineStr"><is><t>{"x" * 32_768}</t></is></c>'), "sheet_cell_long", {"place": "表1!B1"}),
    ("long-shared.xlsx", lambda: workbook(sheet_xml('<row><c t="s"><v>0</v></c></row>'), shared=f"<si><t>{'x' * 32_768}</t></si>"), "sheet_cell_long", {"place": "表1!A1"}),
    ("no-shared.xlsx", lambda: row('<c r="C1" t="s"><v>7</v></c>'), "sheet_xlsx_cell", {"place": "表1!C1"}),
    ("minus-shared.xlsx", lambda: workbook(sheet_xml('<row><c t="s"><v>-1</v></c></row>'), shared="<si><t>x</t></si>"), "sheet_xlsx_cell", {}),
    ("cell-twice.xlsx", lambda: row('<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>'), "sheet_xlsx_cell", {}),
    ("row-twice.xlsx", lambda: workbook(sheet_xml(ONE + ONE)), "sheet_xlsx_cell", {}),
    ("row-none.xlsx", lambda: workbook(sheet_xml('<row r="-1"><c><v>1</v></c></row>')), "sheet_xlsx_cell", {}),
    ("type.xlsx", lambda: row('<c r="A1" t="magic"><v>1</v></c>'), "sheet_xlsx_cell", {}),
    ("merged.xlsx", lambda: workbook(sheet_xml(after="<mergeCells>" + '<mergeCell ref="A1:B200000"/>' * 20 + "</mergeCells>")), "sheet_xlsx_merged", {}),
    ("merged-odd.xlsx", lambda: workbook(sheet_xml(after='<mergeCells><mergeCell ref="x"/></mergeCells>')), "sheet_xlsx_xml", {}),
    ("blank.xlsx", lambda: workbook(sheet_xml("")), "sheet_xlsx_blank", {"names": "表1"}),
    ("hidden-only.xlsx", lambda: workbook(sheet_xml(), states=("hidden",)), "sheet_xlsx_blank", {"names": "表1"}),
)  # fmt: skip


def drain(path: Path | str, **options: Any) -> int:
    return sum(1 for _ in open_sheet(path, **options).rows())


@pytest.mark.parametrize(("name", "made", "key", "values"), CASES, ids=[c[0] for c in CASES])
def test_a_hostile_file_is_refused_with_its_own_message(
    tmp_path: Path, name: str, made: Callable[[], bytes], key: str, values: dict[str, Any]
) -> None:
    path = put(tmp_path, name, made())
    with pytest.raises(SheetError) as caught:
        drain(path)
    assert (caught.value.key, {k: caught.value.values.get(k) for k in values}) == (key, values)
    for language in ("zh", "en"):
        wording.set_language(language)
        try:
            said, hint = caught.value.text(), caught.value.hint()
        finally:
            wording.set_language("zh")
        assert str(path) in said
        assert len(hint) > 5
        assert not re.search(r"[{}]", said.replace(str(path), "") + hint)


def test_the_same_bytes_from_standard_input_are_refused_alike(tmp_path: Path) -> None:
    for name, made, key, _ in CASES:
        if name in ("long-tag.xlsx", "no-line-end.csv", "nul-late.csv"):
            continue
        with pytest.raises(SheetError) as caught:
            sum(1 for _ in open_sheet("-", stdin=io.BytesIO(made())).rows())
        assert (name, caught.value.key, caught.value.values["file"]) == (name, key, "-")


def test_places_that_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, key in (
        (tmp_path, "sheet_folder"),
        (tmp_path / "pipe", "sheet_device"),
        (Path("/dev/null"), "sheet_device"),
        (tmp_path / "none.csv", "sheet_missing"),
        (tmp_path / "a\0b", "sheet_missing"),
    ):
        with pytest.raises(SheetError) as caught:
            drain(path)
        assert caught.value.key == key


def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", HEAD)
    path.chmod(0)
    if os.geteuid() == 0:
        assert drain(path) == 1  # root reads everything
        return
    with pytest.raises(SheetError, match="sheet_denied"):
        drain(path)


@pytest.mark.parametrize(
    "made",
    [
        (HEAD + "a,b,c,d,e\n" * 60_000).encode,
        lambda: workbook(sheet_xml("".join(f"<row><c><v>{i}</v></c></row>" for i in range(30_000)))),
    ],
    ids=("csv", "xlsx"),
)
@pytest.mark.parametrize("how", ["grows", "shrinks", "is replaced", "vanishes"])
def test_a_file_that_changes_while_it_is_read(tmp_path: Path, made: Callable[[], bytes], how: str) -> None:
    path = put(tmp_path, "a", made())
    rows = open_sheet(path).rows()
    next(rows)
    data = path.read_bytes()
    if how == "grows":
        path.write_bytes(data + b"x,y\n")
    elif how == "shrinks":
        os.truncate(path, 100)
    elif how == "is replaced":
        other = put(tmp_path, "b", data)
        os.utime(other, ns=(1, 1))
        other.rename(path)
    else:
        path.unlink()
    with pytest.raises(SheetError) as caught:
        for _ in rows:
            pass
    assert caught.value.key == ("sheet_missing" if how == "vanishes" else "sheet_changed")


def test_a_file_that_changed_between_two_readings(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", HEAD + "a,b,c,d,e\n")
    sheet = open_sheet(path)
    assert len(list(sheet.rows())) == 2
    path.write_text(HEAD + "a,b,c,d,f\ng\n")
    with pytest.raises(SheetError, match="sheet_changed"):
        list(sheet.rows())


def test_options_that_do_not_fit(tmp_path: Path) -> None:
    table, book = put(tmp_path, "a.csv", HEAD), put(tmp_path, "a.xlsx", workbook())
    for options, path, key in (
        ({"encoding": "klingon"}, table, "sheet_encoding_unknown"),
        ({"encoding": "gbk"}, put(tmp_path, "b.csv", b"a\xff"), "sheet_encoding"),
        ({"delimiter": "||"}, table, "sheet_delimiter"),
        ({"delimiter": '"'}, table, "sheet_delimiter"),
        ({"sheet": "x"}, table, "sheet_csv_has_no_sheets"),
        ({"sheet": "x"}, book, "sheet_unknown"),
        (
            {"sheet": "空"},
            put(tmp_path, "c.xlsx", workbook(sheet_xml(), sheet_xml(""), names=("表", "空"))),
            "sheet_xlsx_blank_one",
        ),
    ):
        with pytest.raises(SheetError) as caught:
            drain(path, **options)
        assert caught.value.key == key


def test_a_terminal_is_no_sheet() -> None:
    class Terminal(io.BytesIO):
        def isatty(self) -> bool:
            return True

    with pytest.raises(SheetError, match="sheet_stdin_terminal"):
        open_sheet("-", stdin=Terminal())


def test_every_refusal_has_its_words_and_is_raised() -> None:
    root = Path(wording.__file__).parent
    code = "".join(p.read_text("utf-8") for p in (root.parent / "sheets").glob("*.py"))
    used = set(re.findall(r'"(sheet_[a-z0-9_]+)"', code)) - {"sheet_is_hidden"}
    for language in ("zh", "en"):
        words = tomllib.loads((root / language / "error.toml").read_text("utf-8"))
        assert {key for key in used if key not in words or f"{key}_hint" not in words} == set()
        said = {key for key in words if key.startswith("sheet_") and not key.endswith("_hint")}
        assert said - used == set()
