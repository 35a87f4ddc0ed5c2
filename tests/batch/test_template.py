"""The template: only what applies, safe for ids, sound as a workbook, and read back as it was."""

import csv
import io
import re
import zipfile
from pathlib import Path
from typing import Any
from xml.dom import minidom

import openpyxl
import pytest
import python_calamine
from running import icpctl

from icpctl import store, wording
from icpctl.batch import template, template_cells
from icpctl.batch.cells import read_row
from icpctl.batch.columns import read_headings
from icpctl.errors import UsageError
from icpctl.intake.applying import OPTIONAL, REQUIRED, SOMETIMES, Given, applying
from icpctl.questions import of_path
from icpctl.rules import Book
from icpctl.sheets import xlsx_out
from icpctl.sheets.opening import open_sheet

BOOK = Book()
CASES = [
    Given(),
    Given("first-filing", "enterprise", "jiangsu", "aliyun", 3),
    Given("first-filing", "individual", "beijing"),
    Given("new-access", "government", "xinjiang", "qingcloud"),
    Given("app-filing", "enterprise", "guangdong", "huawei"),
    Given("mini-program-filing", "", "", "wechat"),
    Given("cancel-site"),
    Given("change-subject", "foundation"),
]


def workbook(given: Given) -> Any:
    return openpyxl.load_workbook(io.BytesIO(template.make(BOOK, "xlsx", given)))


def keys(given: Given) -> list[str]:
    return [c.value for c in workbook(given).worksheets[0][2]]


def needs(given: Given) -> dict[str, str]:
    return {c.question.path: c.need for c in applying(BOOK, given)}


# --- which columns ---


def test_only_the_columns_that_apply() -> None:
    one, other = keys(Given("first-filing", "enterprise")), keys(Given("first-filing", "individual"))
    assert one[:3] == ["name", "filing.type", "filing.provider"]
    assert "legal_person.name" in one and "legal_person.name" not in other
    assert "subject.licence" not in one and "app.name" not in one and "mini_program.comment" not in one
    assert {"app.package_id", "app.public_key"} <= set(keys(Given("app-filing")))
    assert "site.name" not in keys(Given("app-filing"))
    assert keys(Given("cancel-site")) == ["name", "filing.type", "filing.note", "site.licence"]


def test_columns_stand_in_the_order_of_the_questionnaire() -> None:
    from icpctl.questions import BY_PATH

    order = list(BY_PATH)
    for given in CASES:
        paths = [c.question.path for c in applying(BOOK, given)]
        assert paths == sorted(paths, key=order.index)


def test_what_depends_on_a_later_answer_is_only_when() -> None:
    found = needs(Given("first-filing", "enterprise"))
    assert found["legal_person.name"] == found["site[].principal.mobile"] == found["site[].domain_holder_name"] == SOMETIMES
    assert found["subject.name"] == found["principal.is_legal_person"] == found["site[].domain_holder"] == REQUIRED
    assert found["site[].remark"] == found["principal.cert_type"] == OPTIONAL
    assert needs(Given("app-filing", "enterprise"))["subject.licence"] == SOMETIMES
    assert needs(Given("new-access", "enterprise"))["subject.licence"] == REQUIRED
    # An individual is his own principal: his name is given once.
    assert needs(Given("first-filing", "individual"))["principal.name"] == OPTIONAL


def test_with_an_open_type_the_table_serves_every_filing_of_a_site() -> None:
    found = {c.question.path: c for c in applying(BOOK, Given())}
    for type_ in ("first-filing", "new-access", "change-site", "new-site-same-provider"):
        assert set(needs(Given(type_))) <= set(found)
    assert (found["subject.name"].need, found["subject.name"].when) == (SOMETIMES, "type")
    assert found["site[].name"].need == REQUIRED


def test_needed_columns_are_marked_and_coloured() -> None:
    sheet = workbook(CASES[1]).worksheets[0]
    looks = {c.value: c.fill.fgColor.rgb for c in sheet[1]}
    assert looks["主办单位名称*"] == "FFF8CBAD"
    assert looks["法定代表人姓名"] == "FFFFE699"
    assert looks["行业"] == "FFDDEBF7"
    starred = {h for h in looks if h.endswith("*")}
    assert starred == {template_cells.heading(c.question) + "*" for c in applying(BOOK, CASES[1]) if c.need == REQUIRED}


# --- a sound workbook ---


@pytest.mark.parametrize("given", CASES, ids=str)
def test_the_same_call_gives_the_same_bytes(given: Given) -> None:
    for kind in template.KINDS:
        assert template.make(Book(), kind, given) == template.make(BOOK, kind, given)


@pytest.mark.parametrize("language", wording.LANGUAGES)
@pytest.mark.parametrize("given", CASES, ids=str)
def test_nothing_in_it_makes_a_spreadsheet_program_repair_it(given: Given, language: str) -> None:
    """What is known to raise the repair dialog: names, lists, prompts and notes that are too long, parts that do not parse."""
    wording.set_language(language)
    data = template.make(BOOK, "xlsx", given)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        parts = {n: archive.read(n).decode("utf-8") for n in archive.namelist() if not n.endswith(".bin")}
    assert len(set(parts)) == len(parts)
    for text in parts.values():
        minidom.parseString(text.encode("utf-8"))  # noqa: S318 - our own; well-formed by another reader than the one that wrote it
        assert "<!DOCTYPE" not in text and "<!ENTITY" not in text
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", text)
    sheets = [text for name, text in parts.items() if name.startswith("xl/worksheets/sheet")]
    assert not any("<f>" in text or "<f " in text for text in sheets)
    assert "externalLink" not in "".join(parts)
    # Every cell with content is a text: t="s" points into the table of texts.
    for text in sheets:
        assert set(re.findall(r'<c r="[A-Z]+\d+"(?: s="\d+")?(?: t="(\w+)")?>', text)) <= {"s"}
    book: Any = openpyxl.load_workbook(io.BytesIO(data))
    names = book.sheetnames
    assert len({n.lower() for n in names}) == len(names) and all(0 < len(n) <= 31 for n in names)
    assert not any(set("[]:*?/\\") & set(n) for n in names)
    lists = {}
    for name, defined in book.defined_names.items():
        assert re.fullmatch(r"list_[a-z_]+", name)
        ((sheet, place),) = defined.destinations
        cells = [c.value for row in book[sheet][place.replace("$", "")] for c in (row if isinstance(row, tuple) else (row,))]
        assert cells and all(isinstance(c, str) and c for c in cells) and len(set(cells)) == len(cells)
        lists[name] = cells
    used = set()
    for sheet in book.worksheets:
        for rule in sheet.data_validations.dataValidation:
            assert len(rule.promptTitle or "") <= 32 and len(rule.prompt or "") <= 255
            assert len(rule.errorTitle or "") <= 32 and len(rule.error or "") <= 255
            if rule.type == "list":
                used.add(rule.formula1)
                assert len(rule.formula1) <= 255
        notes = [c.comment.text for row in sheet.iter_rows() for c in row if c.comment]
        assert all(len(note) <= 32_767 for note in notes)
        assert all(len(str(c.value or "")) <= 32_767 for row in sheet.iter_rows() for c in row)
    assert used <= set(lists)


@pytest.mark.parametrize("given", CASES, ids=str)
def test_choices_of_the_lists_are_read_as_what_they_mean(given: Given) -> None:
    from icpctl.values import read_value

    book = workbook(given)
    sheet = book.worksheets[0]
    for rule in sheet.data_validations.dataValidation:
        if rule.type != "list":
            continue
        column = str(rule.sqref).partition(":")[0].rstrip("0123456789")
        question = of_path(sheet[f"{column}2"].value)
        assert question is not None and not question.many
        ((where, place),) = book.defined_names[rule.formula1].destinations
        words = [c.value for (c,) in book[where][place.replace("$", "")]] if ":" in place and place.count("$") == 4 else []
        read = [read_value(BOOK, question, word, {}).value for word in words]
        assert None not in read and len(set(read)) == len(read)


def test_text_stays_text_in_more_rows_than_anybody_fills() -> None:
    sheet = workbook(CASES[1]).worksheets[0]
    widths = list(sheet.column_dimensions.values())
    assert {d.number_format for d in widths} == {"@"}
    # The format is the column's own: it holds for every row there is.
    assert sum(d.max - d.min + 1 for d in widths) == sheet.max_column
    assert all(str(r.sqref).endswith("10002") for r in sheet.data_validations.dataValidation)
    assert sheet.freeze_panes == "B3"


def test_several_values_have_help_instead_of_a_list() -> None:
    sheet = workbook(CASES[1]).worksheets[0]
    place = next(c.column_letter for c in sheet[2] if c.value == "site.content_types")
    (rule,) = [r for r in sheet.data_validations.dataValidation if str(r.sqref).startswith(f"{place}3:")]
    assert rule.type is None and "；" in rule.prompt and "单位门户网站" in sheet[f"{place}1"].comment.text


def test_notes_say_need_help_and_example() -> None:
    sheet = workbook(CASES[1]).worksheets[0]
    note = next(c.comment.text for c in sheet[1] if c.value == "网站名称*")
    assert note == ("网站名称（必填）\n要与主办单位或实际内容有关，不能是域名、纯数字或纯英文\n例：示例科技官网\n键：site.name")
    wording.set_language("en")
    note = next(c.comment.text for c in workbook(CASES[1]).worksheets[0][1] if c.value == "网站名称*")
    assert note.startswith("网站名称（必填）") and "Site name (needed)" in note


def test_the_page_that_explains_has_every_column_with_its_reason_and_source() -> None:
    book = workbook(CASES[1])
    assert book.sheetnames == ["备案数据", "说明", "选项"]
    rows = [[c or "" for c in row] for row in book["说明"].iter_rows(values_only=True)]
    told = {row[1]: row for row in rows if row[1]}
    assert [k for k in told if k != "键"] == keys(CASES[1])
    name = told["subject.name"]
    assert "“首次备案”的表单要填" in name[5] and "截至" in name[6]
    text = "\n".join(row[0] for row in rows)
    for word in ("怎么填", "程序怎么处理这份表", "个人信息", "example-row", "batch import"):
        assert word in text
    wording.set_language("en")
    assert workbook(CASES[1]).sheetnames == ["备案数据", "说明", "Guide", "选项"]


def test_two_other_readers_see_the_same_cells() -> None:
    for given in CASES:
        data = template.make(BOOK, "xlsx", given)
        one = [
            [c or "" for c in row] for row in openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(values_only=True)
        ]
        other = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
        table = list(csv.reader(io.StringIO(template.make(BOOK, "csv", given).decode("utf-8-sig"))))
        assert one == other == table


def test_csv_has_a_mark_of_its_encoding_and_quotes_everything() -> None:
    data = template.make(BOOK, "csv", CASES[1])
    assert data.startswith(b'\xef\xbb\xbf"') and data.endswith(b'"\r\n')


def test_names_that_no_workbook_may_hold_are_refused() -> None:
    for name in ("", "x" * 32, "a/b", "a[b", "'a"):
        with pytest.raises(ValueError):
            xlsx_out.workbook([xlsx_out.Page(name, (), ())])
    with pytest.raises(ValueError):
        xlsx_out.workbook([xlsx_out.Page("a", (), ()), xlsx_out.Page("A", (), ())])
    for name in ("A1", "R1C1", "1x", "a b"):
        with pytest.raises(ValueError):
            xlsx_out.workbook([xlsx_out.Lists("a", {name: ("x", ("y",))})])


def test_forbidden_characters_and_long_texts_do_not_reach_a_cell() -> None:
    data = xlsx_out.workbook([xlsx_out.Page("a", (10,), ((("=1+1\x00\x1b\ud800" + "x" * 40_000, "text"),),))])
    value = openpyxl.load_workbook(io.BytesIO(data))["a"]["A1"]
    assert value.data_type == "s" and value.value.startswith("=1+1\ufffd\ufffd\ufffd") and len(value.value) == 32_767


# --- writing ---


def test_write_takes_ids_names_and_codes_and_never_writes_over_a_table(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    done = template.write(BOOK, str(path), type_="首次备案", nature="企业", province="苏", provider="阿里云", sites=2)
    assert done.given == Given("first-filing", "enterprise", "jiangsu", "aliyun", 2)
    assert path.stat().st_mode & 0o777 == 0o600
    before = path.read_bytes()
    with pytest.raises(UsageError, match="output_exists"):
        template.write(BOOK, str(path))
    assert path.read_bytes() == before
    template.write(BOOK, str(path), force=True)
    assert path.read_bytes() != before
    assert done.as_json()["columns"][0] == {"key": "filing.type", "heading": "备案类型", "need": "required", "when": ""}


@pytest.mark.parametrize(("name", "more"), [("x.xls", {}), ("x", {}), ("x.csv", {"sites": 0}), ("x.csv", {"nature": "公司集团"})])
def test_what_cannot_be_made_is_refused_and_nothing_written(tmp_path: Path, name: str, more: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        template.write(BOOK, str(tmp_path / name), **more)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


# --- and back ---


@pytest.mark.parametrize("kind", template.KINDS)
@pytest.mark.parametrize("given", CASES, ids=str)
def test_the_template_is_read_back_and_its_example_is_no_filing(tmp_path: Path, given: Given, kind: str) -> None:
    path = tmp_path / f"t.{kind}"
    path.write_bytes(template.make(BOOK, kind, given))
    sheet = open_sheet(path)
    rows = list(sheet.rows())
    found = read_headings(sheet, BOOK)
    assert [c.path for c in sorted(found.columns, key=lambda c: c.index)][1:] == [c.question.path for c in applying(BOOK, given)]
    assert {r.number for r in rows[1:]} == set(found.skip)
    assert [p for p in found.problems if p.severity == "error"] == []


def fill(path: Path, given: Given, texts: dict[str, str]) -> None:
    """A row for the client below the example, typed into the workbook."""
    book: Any = openpyxl.load_workbook(io.BytesIO(template.make(BOOK, "xlsx", given)))
    sheet = book.worksheets[0]
    row = sheet.max_row + 1
    for cell in sheet[2]:
        if texts.get(cell.value):
            there = sheet.cell(row, cell.column, texts[cell.value])
            there.number_format, there.data_type = "@", "s"
    book.save(path)


@pytest.mark.parametrize("given", CASES, ids=str)
def test_a_filled_row_comes_back_as_it_was_typed(tmp_path: Path, given: Given) -> None:
    at = template_cells.setting(BOOK, given.type, given.nature, given.province, given.provider)
    texts = {template_cells.key(c.question): template_cells.example(BOOK, c.question, at) for c in applying(BOOK, given)}
    path = tmp_path / "t.xlsx"
    fill(path, given, {**texts, "name": "client-one"})
    sheet = open_sheet(path)
    found = read_headings(sheet, BOOK)
    (row,) = [r for r in sheet.rows() if r.number > found.row and r.number not in found.skip]
    answers, problems = read_row(found, row, sheet, BOOK)
    assert problems == []
    back = {re.sub(r"\[0\]", "", a.path): a.text for a in answers}
    assert back == {**{k: v for k, v in texts.items() if v}, "name": "client-one"}


# --- by the command line ---

FOR = ("--type", "首次备案", "--nature", "企业", "--province", "江苏", "--provider", "aliyun")


@pytest.mark.parametrize("kind", template.KINDS)
def test_an_empty_template_has_no_filing_in_it(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"t.{kind}"
    done = icpctl("batch", "template", "-o", path, *FOR, "--sites", 3)
    assert done.code == 0 and "85 列" in done.out and "batch check" in done.err
    body = icpctl("batch", "check", path, "--json").json()
    assert (body["rows"], body["failed"], body["errors"]) == (0, 0, [])


def test_good_rows_are_imported_with_every_value_and_nothing_marked(tmp_path: Path, drafts: Path) -> None:
    given = Given("first-filing", "enterprise", "jiangsu", "aliyun")
    path = tmp_path / "t.xlsx"
    at = template_cells.setting(BOOK, given.type, given.nature, given.province, given.provider)
    texts = {template_cells.key(c.question): template_cells.example(BOOK, c.question, at) for c in applying(BOOK, given)}
    fill(path, given, {**texts, "name": "client-one"})
    body = icpctl("batch", "import", path, "--json", "--severity", "warning", "--as-of", "2026-11-22").json()
    assert (body["rows"], body["ok"], body["failed"], body["errors"]) == (1, 1, 0, [])
    words = [w for key, text in texts.items() if text for w in ("--set", f"{key}={text}")]
    assert icpctl("new", "by-flags", *words).code == 0
    one, other = (store.load(drafts, name).draft for name in ("client-one", "by-flags"))
    for draft in (one, other):
        draft.name, draft.filing.created_at, draft.filing.updated_at = "", None, None
    assert one == other
    again = icpctl("batch", "import", path, "--json").json()
    assert (again["rows"], again["failed"]) == (1, 0)


def test_json_and_refusals_of_the_command(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    body = icpctl("batch", "template", "-o", path, *FOR, "--json").json()
    assert body["kind"] == "csv" and body["filing.type"] == "first-filing" and len(body["columns"]) == 85
    again = icpctl("batch", "template", "-o", path)
    assert again.code == 2 and "没有覆盖" in again.err
    assert icpctl("batch", "template").code == 2
    assert icpctl("batch", "template", "-o", tmp_path / "x.ods").code == 2
    assert icpctl("batch", "template", "-o", tmp_path / "no" / "x.csv").code == 3
