"""`icpctl batch check` and `import`: what is told, which files are written, and the whole round with the error workbook."""

import json
import os
import re
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest
import rows
from running import DAY, Result, icpctl
from sheets_made import TITLE, cells, csv_file, mended, mixed, xlsx_file

from icpctl import schemas, store
from icpctl.sheets.marked import BEGINS

GOLDEN = Path(__file__).parent.parent / "golden" / "batch"
DAY_ = ("--as-of", DAY)


def batch(*args: object, **more: Any) -> Result:
    return icpctl("batch", *args, *DAY_, **more)


def data(*args: object, **more: Any) -> Any:
    done = batch(*args, "--json", **more)
    body = done.json()
    jsonschema.validate(body, schemas.schema("batch" if "rows" in body else "error"))
    return body


def markers(found: list[dict[str, str]]) -> set[str]:
    """Personal data of rows that must never be seen."""
    private = ("principal.cert_number", "principal.mobile", "principal.email", "principal.name", "principal.emergency_phone")
    return {row[key] for row in found for key in private if len(row.get(key, "")) > 2 and row[key] != "example.com"} | {
        row["subject.address"] for row in found if len(row["subject.address"]) > 6
    }


@pytest.fixture
def mixed_csv(tmp_path: Path) -> Path:
    return csv_file(tmp_path / "客户.csv", cells(mixed(3, 4)))


@pytest.fixture
def mixed_xlsx(tmp_path: Path) -> Path:
    return xlsx_file(tmp_path / "clients.xlsx", cells(mixed(3, 4)))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("args", [("check",), ("import", "--all")], ids=" ".join)
def test_what_is_told_of_a_small_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str, args: tuple[str, ...]) -> None:
    monkeypatch.chdir(tmp_path)
    found = mixed(2, 2)
    found.append({**rows.good(3)[2], "site.name": "官网", "principal.mobile": ""})
    xlsx_file(Path("clients.xlsx"), cells(found))
    done = batch(args[0], "clients.xlsx", *args[1:], "--lang", lang)
    assert done.code == 4
    text = f"{done.out}----\n{done.err}"
    path = GOLDEN / f"{args[0]}.{lang}.txt"
    if os.environ.get("ICPCTL_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_the_same_problems_are_grouped(tmp_path: Path) -> None:
    found = [{**row, "site.name": "官网"} for row in rows.good(30)]
    done = batch("check", csv_file(tmp_path / "a.csv", cells(found)))
    assert "共 30 行 = 没有错误 0 + 有错误 30" in done.out
    assert done.out.count("SITE001") == 1
    assert "30 处" in done.out
    every = batch("check", tmp_path / "a.csv", "--all")
    assert every.out.count("SITE001") == 30
    few = batch("check", tmp_path / "a.csv", "--all", "--limit", "7")
    assert few.out.count("SITE001") == 7
    assert "23" in few.err


def test_check_writes_nothing(mixed_xlsx: Path, drafts: Path) -> None:
    assert batch("check", mixed_xlsx).code == 4
    assert [p.name for p in mixed_xlsx.parent.iterdir()] == ["clients.xlsx"]
    assert not drafts.exists()
    assert batch("import", mixed_xlsx, "--dry-run").code == 4
    assert [p.name for p in mixed_xlsx.parent.iterdir()] == ["clients.xlsx"]
    assert not drafts.exists()


def test_the_json_of_check_and_import(mixed_csv: Path) -> None:
    body = data("check", mixed_csv)
    assert {k: body[k] for k in ("rows", "ok", "failed", "good", "saved", "unchanged", "rejects")} == {
        "rows": 7, "ok": 3, "failed": 4, "good": 3, "saved": 0, "unchanged": 0, "rejects": None,
    }  # fmt: skip
    assert len(body["drafts"]) == 3
    assert {(e["row"], e["column"], e["code"]) for e in body["errors"]} == {(n, "S", "VAL001") for n in (5, 6, 7, 8)}
    body = data("import", mixed_csv)
    assert (body["rows"], body["ok"], body["failed"], body["saved"]) == (7, 3, 4, 3)
    assert body["drafts"] == store.names(store.drafts_folder())
    assert Path(body["rejects"]).name == "客户.errors.xlsx"
    assert body["rejects_as_text"] is True
    again = data("import", mixed_csv)
    assert (again["saved"], again["unchanged"], again["failed"]) == (0, 3, 4)
    assert again["rejects"].endswith("客户.errors-2.xlsx")  # the verdicts are others now
    assert data("import", mixed_csv)["rejects"] == again["rejects"]


def test_milder_problems_are_told_when_they_are_asked_for(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "a.csv", cells(rows.good(4)))
    assert data("check", path)["errors"] == []
    found = data("check", path, "--severity", "note")
    assert found["failed"] == 0
    assert {e["severity"] for e in found["errors"]} <= {"warning", "note"}
    assert sum(found["summary"].values()) == len(found["errors"])


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_whole_round(tmp_path: Path, drafts: Path, kind: str) -> None:
    found = mixed(5, 12)
    table = cells(found)
    path = (xlsx_file if kind == "xlsx" else csv_file)(tmp_path / f"c.{kind}", table)
    first = data("import", path)
    assert (first["rows"], first["saved"], first["failed"]) == (17, 5, 12)
    before = {p.name: p.read_bytes() for p in drafts.glob("*.toml")}
    assert len(before) == 5

    rejects = Path(first["rejects"])
    book = openpyxl.load_workbook(rejects)
    page: Any = book.worksheets[0]
    head = [str(c.value) for c in page[1]]
    for row in page.iter_rows(min_row=2):
        by = dict(zip(head, row, strict=True))
        marked = [key for key, cell in by.items() if cell.comment is not None]
        if by["icpctl 检查结果"].value.startswith("未导入"):
            right = mended({"site.domains": by["site.domains"].value})
            assert len(marked) == 1
            assert by[marked[0]].comment.text.startswith(BEGINS)
            by[marked[0]].value = right[marked[0]]
        else:
            assert marked == []
    mended_file = tmp_path / "mended.xlsx"
    book.save(mended_file)

    second = data("import", mended_file)
    assert (second["rows"], second["saved"], second["unchanged"], second["failed"]) == (17, 12, 5, 0)
    assert second["rejects"] is None
    assert {p.name: p.read_bytes() for p in drafts.glob("*.toml") if p.name in before} == before
    assert len(list(drafts.glob("*.toml"))) == 17
    third = data("import", mended_file)
    assert (third["unchanged"], third["failed"]) == (17, 0)


def test_the_error_workbook_of_an_error_workbook_has_one_column_of_verdicts(mixed_xlsx: Path) -> None:
    first = Path(data("import", mixed_xlsx)["rejects"])
    second = Path(data("import", first)["rejects"])
    assert (first.name, second.name) == ("clients.errors.xlsx", "clients.errors-2.xlsx")
    page = openpyxl.load_workbook(second)[TITLE]
    head = [c.value for c in page[1]]
    assert head.count("icpctl 检查结果") == 1
    assert head[-1] == "icpctl 检查结果"
    texts = [c.comment.text for row in page.iter_rows() for c in row if c.comment]
    assert [t.count(BEGINS) for t in texts] == [1] * 4


def test_a_workbook_from_standard_input_is_copied_too(mixed_xlsx: Path, drafts: Path) -> None:
    body = data("import", "-", input=mixed_xlsx.read_bytes())
    path = Path(body["rejects"])
    assert path == drafts / ".batch" / "stdin.errors.xlsx"
    assert body["rejects_as_text"] is False
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert icpctl("list").code == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_standard_input_and_its_encoding(encoding: str) -> None:
    import csv
    import io

    out = io.StringIO()
    csv.writer(out).writerows(cells(rows.good(2)))
    body = data("check", "-", input=out.getvalue().encode(encoding))
    assert (body["rows"], body["failed"]) == (2, 0)
    assert body["encoding"] == encoding


def test_files_of_problems_and_fates(mixed_csv: Path, tmp_path: Path) -> None:
    errors, report, rejects = tmp_path / "e.json", tmp_path / "r.csv", tmp_path / "bad.xlsx"
    body = data("check", mixed_csv, "--errors", errors, "--report", report, "--rejects", rejects)
    assert json.loads(errors.read_bytes())["errors"] == body["errors"]
    assert len(report.read_text(encoding="utf-8-sig").splitlines()) == 8
    assert body["rejects"] == str(rejects)
    assert {p.stat().st_mode & 0o777 for p in (errors, report, rejects)} == {0o600}


def test_a_file_that_is_there_is_not_written_over(mixed_csv: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_text("a,b\n", encoding="utf-8")
    for option in ("--errors", "--report"):
        for path in (mine, mixed_csv, tmp_path / "x.txt", tmp_path / "none" / "x.csv"):
            done = batch("check", mixed_csv, option, path)
            assert (done.code, done.out) == (2, "")
    assert mine.read_text(encoding="utf-8") == "a,b\n"
    (tmp_path / "bad.xlsx").write_bytes(b"mended by the client")
    body = data("import", mixed_csv, "--rejects", tmp_path / "bad.xlsx")
    assert body["rejects"].endswith("bad-2.xlsx")
    assert (tmp_path / "bad.xlsx").read_bytes() == b"mended by the client"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_costs_only_the_workbook(mixed_csv: Path) -> None:
    mixed_csv.parent.chmod(0o500)
    try:
        done = batch("import", mixed_csv)
    finally:
        mixed_csv.parent.chmod(0o700)
    assert done.code == 4
    assert "已存 3" in done.out
    assert "--rejects" in done.err


def test_a_workbook_that_cannot_be_written_is_said_and_the_rest_goes_on(mixed_csv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from icpctl import streams
    from icpctl.errors import StoreError

    def refuse(folder: Path) -> Any:
        raise StoreError("disk_read_only", path=str(folder), code="EROFS")

    monkeypatch.setattr(streams, "new_file", refuse)
    done = batch("import", mixed_csv)
    assert done.code == 4
    assert "已存 3 + 退回 4" in done.out
    assert "没能写错误工作簿" in done.err
    body = data("import", mixed_csv)
    assert (body["rejects"], body["error"]["code"]) == (None, "disk_read_only")
    assert batch("import", mixed_csv, "--rejects", mixed_csv.parent / "x.xlsx").code == 3


def test_bad_headings_refuse_every_row_and_save_nothing(tmp_path: Path, drafts: Path) -> None:
    table = cells(rows.good(3))
    table[0][table[0].index("site.name")] = "site.nmae"
    path = xlsx_file(tmp_path / "h.xlsx", table)
    body = data("import", path)
    assert (body["rows"], body["failed"], body["saved"]) == (3, 3, 0)
    assert not list(drafts.glob("*.toml"))
    at = body["errors"][0]
    page = openpyxl.load_workbook(body["rejects"])[TITLE]
    assert page[f"{at['column']}{at['row']}"].comment.text.startswith(BEGINS + at["code"])
    assert page.cell(2, len(table[0]) + 1).value == "未导入：表头有错误"


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("check", "none.csv"), 3),
        (("check", "."), 3),
        (("check",), 2),
        (("import",), 2),
        (("check", "x", "--severity", "all"), 2),
        (("import", "x", "--on-conflict", "maybe"), 2),
        (("check", "x", "--jobs", "0"), 2),
        (("check", "x", "--set", "site.nmae=x"), 2),
        (("check", "x", "--set", "principal.mobile=12"), 2),
        (("check", "x", "--fact", "nothing=1"), 2),
        (("chekc", "x"), 2),
    ],
)
def test_a_wrong_command_line_is_one_clear_message(args: tuple[str, ...], code: int) -> None:
    done = batch(*args)
    assert (done.code, done.out) == (code, "")
    assert "Traceback" not in done.err
    assert data(*args)["error"]["message"]


def test_answers_that_all_rows_share(tmp_path: Path, drafts: Path) -> None:
    found = [{k: v for k, v in row.items() if k != "filing.provider"} for row in rows.good(2)]
    path = csv_file(tmp_path / "a.csv", cells(found))
    assert data("check", path)["failed"] == 2
    assert data("import", path, "--set", "filing.provider=aliyun")["saved"] == 2
    assert all('provider = "aliyun"' in p.read_text(encoding="utf-8") for p in drafts.glob("*.toml"))
    assert data("import", csv_file(tmp_path / "b.csv", cells(rows.good(2))), "--allow-gaps")["failed"] <= 2


def test_existing_drafts_are_changed_only_when_that_is_asked_for(tmp_path: Path) -> None:
    found = rows.good(3)
    path = csv_file(tmp_path / "a.csv", cells(found))
    assert data("import", path)["created"] == 3
    found[0]["site.remark"] = "改过的说明，介绍产品和联系方式"
    csv_file(path, cells(found))
    refused = data("import", path)
    assert (refused["unchanged"], refused["failed"]) == (2, 1)
    assert refused["errors"][0]["code"].startswith("ROW")
    changed = data("import", path, "--update")
    assert (changed["updated"], changed["unchanged"]) == (1, 2)
    assert data("import", path)["unchanged"] == 3


def test_to_change_many_drafts_needs_a_yes(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "a.csv", cells(rows.good(11)))
    assert data("import", path, "--update")["created"] == 11
    found = [{**row, "site.remark": row["site.remark"] + "。"} for row in rows.good(11)]
    csv_file(path, cells(found))
    done = batch("import", path, "--update")
    assert (done.code, done.out) == (2, "")
    assert "11" in done.err
    assert data("import", path, "--update", "--dry-run")["updated"] == 11
    assert data("import", path, "--update", "--yes")["updated"] == 11


def test_two_processes_tell_the_same(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "a.csv", cells(mixed(70, 40)))
    one, two = (batch("check", path, "--jobs", n, "--json") for n in (1, 2))
    assert one.code == two.code == 4
    assert one.out == two.out


def test_quiet_and_verbose(mixed_csv: Path) -> None:
    assert batch("check", mixed_csv, "--quiet").err == ""
    assert "已处理" not in batch("check", mixed_csv, "--verbose").err


def test_no_personal_data_in_any_output_or_list(tmp_path: Path) -> None:
    found = mixed(2, 60)
    path = csv_file(tmp_path / "a.csv", cells(found))
    seen = ""
    for args in (("check",), ("check", "--all"), ("import",), ("import", "--json"), ("check", "--all", "--severity", "note")):
        done = batch(args[0], path, *args[1:], "--errors", tmp_path / "e.csv", "--report", tmp_path / "r.csv")
        seen += done.all + (tmp_path / "e.csv").read_text("utf-8") + (tmp_path / "r.csv").read_text("utf-8")
    flat = re.sub(r"\s", "", seen)
    assert [m for m in markers(found) if re.sub(r"\s", "", m) in flat] == []


@pytest.mark.parametrize("text", ["=1+1", "[/]", "[bold", "\x1b[2J\x1b]0;x\x07", "a\u202eb", "{name}", "%s", "@x", "+1"])
def test_foreign_text_stays_text_everywhere(tmp_path: Path, text: str) -> None:
    table = cells([{**row, "site.name": text, "site.remark": text} for row in rows.good(1)])
    table[0].append(text)
    table[1].append(text)
    path = csv_file(tmp_path / "a.csv", table)
    for args in (("check", "--all", "--severity", "note"), ("import", "--json"), ("import", "--all")):
        done = batch(args[0], path, *args[1:], "--errors", tmp_path / "e.csv")
        assert done.code in (0, 3, 4), done.all
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", done.all)
        assert "自己出了错" not in done.all
    listed = (tmp_path / "e.csv").read_bytes() if (tmp_path / "e.csv").exists() else b""
    assert not re.search(rb'"[=+@-]', listed)


def test_a_sheet_that_breaks_in_the_middle_is_told_with_what_was_done(tmp_path: Path, drafts: Path) -> None:
    path = csv_file(tmp_path / "a.csv", cells(rows.good(600)))
    path.write_bytes(path.read_bytes() + b'"open quote\r\nnever closed')
    done = batch("import", path)
    assert done.code == 3
    assert len(list(drafts.glob("*.toml"))) in (0, 600)
    body = batch("import", path, "--json")
    assert body.code == 3
    assert body.json()["error"]["message"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_help_of_the_sub_verbs(lang: str) -> None:
    page = icpctl("batch", "--help", "--lang", lang)
    assert page.code == 0
    for verb in ("check", "import"):
        done = icpctl("batch", verb, "--help", "--lang", lang)
        assert done.code == 0
        for flag in ("--rejects", "--errors", "--report", "--jobs", "--severity", "--limit", "--all", "--set", "--json"):
            assert flag in done.out
    for flag in ("--update", "--on-conflict", "--yes", "--dry-run"):
        assert flag in icpctl("batch", "import", "--help").out
        assert flag not in icpctl("batch", "check", "--help").out
