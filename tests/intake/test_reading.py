"""The answered form: whatever a client does to it, good answers become a draft and every bad one is named with its row."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from running import icpctl

from icpctl import store
from icpctl.batch import template_cells
from icpctl.draft import answered
from icpctl.intake import form, form_markdown, form_xlsx, reading
from icpctl.intake.applying import Given, applying
from icpctl.questions import place
from icpctl.rules import Book

BOOK, DAY = Book(), dt.date(2026, 11, 22)
GIVEN = Given("first-filing", "enterprise", "jiangsu", "aliyun")
KEY, ANSWER = 7, 2
MADE = form.make(BOOK, DAY, GIVEN, everything=True)


def texts(given_: Given = GIVEN) -> dict[str, str]:
    """What a client would answer: the invented example, by path."""
    out = {}
    for site in range(given_.sites):
        at = template_cells.setting(BOOK, given_.type, given_.nature, given_.province, given_.provider, site)
        for one in applying(BOOK, given_):
            text = template_cells.example(BOOK, one.question, at)
            if text and one.question.path not in ("filing.note", "filing.type"):
                out[place(one.question.path, site if one.question.section == "site" else 0)] = text
    return out


def workbook(path: Path, answers: dict[str, str], change: Callable[[Any], None] | None = None) -> Path:
    path.write_bytes(form_xlsx.write(MADE))
    book: Any = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for row in sheet.iter_rows():
        key = row[KEY - 1].value if len(row) >= KEY else None
        if key in answers:
            row[ANSWER - 1].value = answers[key]
    if change:
        change(sheet)
    book.save(path)
    return path


def markdown(
    path: Path, answers: dict[str, str], made: form.Form = MADE, change: Callable[[list[str]], list[str]] | None = None
) -> Path:
    lines = form_markdown.write(made).split("\n")
    for number, line in enumerate(lines):
        cells = line.split(" | ")
        key = cells[-1].removesuffix(" |").replace("\\", "")
        if len(cells) == len(form.COLUMNS) and key in answers:
            cells[1] = answers[key]
            lines[number] = " | ".join(cells)
    path.write_text("\n".join(change(lines) if change else lines), encoding="utf-8")
    return path


def draft_of(drafts: Path, name: str) -> dict[str, object]:
    found = store.load(drafts, name).draft
    return {p: v for p, v in answered(found) if p not in ("filing.created_at", "filing.updated_at")}


@pytest.fixture
def expected(drafts: Path, tmp_path: Path) -> dict[str, object]:
    """The draft that the same answers give by --set."""
    words = [w for path, text in {**texts(), "filing.type": "首次备案"}.items() for w in ("--set", f"{path}={text}")]
    assert icpctl("new", "by-flags", *words, "--no-input").code == 0
    return draft_of(drafts, "by-flags")


CONSENT = {"consent.personal": "同意", "consent.sensitive": "同意"}


@pytest.mark.parametrize("kind", ["xlsx", "md"])
def test_a_form_becomes_the_draft_that_flags_would_give(
    tmp_path: Path, drafts: Path, expected: dict[str, object], kind: str
) -> None:
    path = tmp_path / f"f.{kind}"
    (workbook if kind == "xlsx" else markdown)(path, {**texts(), **CONSENT})
    done = icpctl("intake", "read", path, "by-form", "--as-of", DAY)
    assert done.code == 0, done.all
    assert draft_of(drafts, "by-form") == expected
    assert "同意按其处理我提供的个人信息：同意" in done.err
    for private in ("13900000001", "林示例"):
        assert private not in done.all


def test_without_a_name_it_is_called_after_the_domain(tmp_path: Path, drafts: Path) -> None:
    assert icpctl("intake", "read", markdown(tmp_path / "f.md", texts())).code == 0
    assert [p.name for p in drafts.glob("*.toml")] == ["example-com.toml"]


def test_rows_and_columns_in_another_order_deleted_and_noted(tmp_path: Path, drafts: Path, expected: dict[str, object]) -> None:
    answers = texts()

    def change(sheet: Any) -> None:
        rows = [[c.value for c in row] for row in sheet.iter_rows()]
        head = next(i for i, row in enumerate(rows) if row[1] == "回答")
        asked = [row for row in rows[head + 1 :] if row[6] in {*answers, "filing.type"}]  # blank rows and titles deleted
        table = [rows[head], *reversed(asked)]
        order = [6, 3, 1, 0]
        sheet.delete_rows(1, sheet.max_row)
        sheet.append(["备注：有问题请打电话"])
        for row in table:
            sheet.append([row[i] for i in order])
        sheet.append(["请尽快办理"])

    done = icpctl("intake", "read", workbook(tmp_path / "f.xlsx", answers, change), "noted")
    assert done.code == 0, done.all
    assert draft_of(drafts, "noted") == expected
    assert "认不出" in done.err


def test_keys_or_headings_that_are_gone(tmp_path: Path, drafts: Path, expected: dict[str, object]) -> None:
    def keys(sheet: Any) -> None:
        sheet.delete_cols(KEY)

    def headings(sheet: Any) -> None:
        sheet.delete_rows(next(row[0].row for row in sheet.iter_rows() if row[1].value == "回答"))

    for name, change in (("keys", keys), ("headings", headings)):
        assert icpctl("intake", "read", workbook(tmp_path / f"{name}.xlsx", texts(), change), name).code == 0
        assert draft_of(drafts, name) == expected

    def without_heads(lines: list[str]) -> list[str]:
        return [line for line in lines if not line.startswith(("| 问题", "| ---", "## "))]

    assert icpctl("intake", "read", markdown(tmp_path / "h.md", texts(), change=without_heads), "h").code == 0
    assert draft_of(drafts, "h") == expected


def test_bars_full_width_text_and_breaks_in_an_answer(tmp_path: Path, drafts: Path) -> None:
    answers = {
        **texts(),
        "site[0].remark": "介绍产品 | 资质 | 联系方式，不做在线交易",
        "subject.remark": "甲 \\| 乙",
        "site[0].languages": "中文简体<br>英语",
        "subject.cert_number": texts()["subject.cert_number"].lower(),
        "principal.mobile": "１３９００００ ０００１",
    }
    done = icpctl("intake", "read", markdown(tmp_path / "f.md", answers), "bars")
    assert done.code == 0, done.all
    found = draft_of(drafts, "bars")
    assert found["site[0].remark"] == "介绍产品 | 资质 | 联系方式，不做在线交易"
    assert found["subject.remark"] == "甲 | 乙"
    assert found["principal.mobile"] == "13900000001"
    assert found["site[0].languages"] == ["zh-hans", "en"]
    assert found["subject.cert_number"] == texts()["subject.cert_number"]


def test_every_bad_answer_is_named_at_once_with_its_row_and_nothing_is_saved(tmp_path: Path, drafts: Path) -> None:
    answers = {**texts(), "principal.cert_number": "320102197001010031", "principal.mobile": "123", "site[0].ips": "10.0.0.1"}
    path = markdown(tmp_path / "f.md", answers)
    lines = path.read_text("utf-8").split("\n")
    rows = {p: i for i, line in enumerate(lines, 1) for p in answers if line.replace("\\", "").endswith(f"| {p} |")}
    done = icpctl("intake", "read", path, "bad", "--json")
    assert done.code == 2 and not list(drafts.glob("*.toml"))
    body = done.json()["error"]
    assert body["code"] == "intake_bad_answers"
    assert {(b["row"], b["path"]) for b in body["answers"]} == {
        (rows[p], p) for p in ("principal.cert_number", "principal.mobile", "site[0].ips")
    }
    assert "320102197001010031" not in done.all
    shown = icpctl("intake", "read", path, "bad")
    assert shown.code == 2 and all(f"第 {rows[p]} 行" in shown.err for p in ("principal.mobile", "site[0].ips"))
    # Mended on the command line, it is saved.
    mended = [w for p in ("principal.cert_number", "principal.mobile", "site[0].ips") for w in ("--set", f"{p}={texts()[p]}")]
    assert icpctl("intake", "read", path, "mended", *mended).code == 0


def test_numbers_that_the_spreadsheet_damaged_are_refused(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        for row in sheet.iter_rows():
            if row[KEY - 1].value == "principal.cert_number":
                row[1].value, row[1].number_format = 320102197001010000, "0"
            if row[KEY - 1].value == "site[0].name":
                row[1].value = "=A1"

    done = icpctl("intake", "read", workbook(tmp_path / "f.xlsx", texts(), change), "--json")
    assert done.code == 2
    assert {b["path"] for b in done.json()["error"]["answers"]} == {"principal.cert_number", "site[0].name"}


def test_what_is_missing_is_named_and_may_be_left_open(tmp_path: Path, drafts: Path) -> None:
    path = markdown(tmp_path / "f.md", {k: v for k, v in texts().items() if k != "site[0].domains"})
    done = icpctl("intake", "read", path, "gap", "--json")
    assert done.code == 2 and [m["path"] for m in done.json()["error"]["missing"]] == ["site[0].domains"]
    assert not drafts.exists() or not list(drafts.glob("*.toml"))
    assert icpctl("intake", "read", path, "gap", "--allow-gaps").code in (0, 1)
    assert (drafts / "gap.toml").exists()
    assert icpctl("intake", "read", path, "gap", "--allow-gaps").code == 3  # never written over


def test_dry_run_saves_nothing(tmp_path: Path, drafts: Path) -> None:
    assert icpctl("intake", "read", markdown(tmp_path / "f.md", texts()), "--dry-run").code == 0
    assert not drafts.exists() or not list(drafts.glob("*.toml"))


def test_two_answers_to_one_question_are_refused_unless_they_are_the_same(tmp_path: Path) -> None:
    def twice(other: str) -> Callable[[list[str]], list[str]]:
        def change(lines: list[str]) -> list[str]:
            place_ = next(i for i, line in enumerate(lines) if line.endswith("| site[0].name |"))
            return [*lines[: place_ + 1], lines[place_].replace("示例科技官网 |", f"{other} |", 1), *lines[place_ + 1 :]]

        return change

    good = icpctl("intake", "read", markdown(tmp_path / "a.md", texts(), change=twice("示例科技官网")), "a")
    assert good.code == 0, good.all
    bad = icpctl("intake", "read", markdown(tmp_path / "b.md", texts(), change=twice("示例别的官网")), "b", "--json")
    assert [b["path"] for b in bad.json()["error"]["answers"]] == ["site[0].name"]


def test_several_sites_and_one_left_blank(tmp_path: Path, drafts: Path) -> None:
    many = Given("first-filing", "enterprise", "jiangsu", "aliyun", 3)
    made = form.make(BOOK, DAY, many, everything=True)
    shared = {
        k: v
        for k, v in texts().items()
        if k.startswith("site[0]") and k.rpartition(".")[2] not in ("name", "domains", "home_url")
    }
    answers = {**texts(many), **{k.replace("site[0]", "site[2]"): v for k, v in shared.items()}}
    answers["site[0].ips"], answers["site[2].ips"] = "119.29.29.29", "119.29.29.30"
    answers = {k: v for k, v in answers.items() if not k.startswith("site[1]")}
    done = icpctl("intake", "read", markdown(tmp_path / "f.md", answers, made), "sites", "--allow-gaps")
    assert done.code in (0, 1), done.all
    found = store.load(drafts, "sites").draft
    assert [s.domains for s in found.site] == [["example.com"], ["example-3.com"]]


@pytest.mark.parametrize(
    ("mark", "given_"),
    [("同意", True), ("[x]", True), ("√", True), ("ＹＥＳ", True), ("不同意", False), ("稍后", False), ("", None), ("[ ]", None)],
)
def test_ticks_are_read_in_their_spellings(tmp_path: Path, mark: str, given_: bool | None) -> None:
    path = markdown(tmp_path / "f.md", {**texts(), "consent.sensitive": mark})
    body = icpctl("intake", "read", path, "--dry-run", "--json").json()
    assert body["consents"] == {"consent.personal": None, "consent.sensitive": given_}


def test_standard_input_takes_markdown(tmp_path: Path) -> None:
    text = markdown(tmp_path / "f.md", texts()).read_bytes()
    assert icpctl("intake", "read", "-", "piped", "--dry-run", input=text).code == 0


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.md", b"", 2),
        ("a.md", "# 别的文件\n\n| 问题 | 回答 |\n| --- | --- |\n| 天气 | 晴 |\n".encode(), 2),
        ("a.md", b"\xff\xfe\x00broken", 2),
        ("a.md", b"| \xd0\xd5\xc3\xfb | x |\n", 2),
        ("a.xlsx", b"PK\x03\x04 not a workbook", 3),
        ("a.xlsx", b"<html><table></table></html>", 3),
        ("a.xlsx", b"", 3),
    ],
)
def test_what_is_no_form_is_refused_in_words(tmp_path: Path, name: str, data: bytes, code: int) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    done = icpctl("intake", "read", path)
    assert done.code == code and done.err and "Traceback" not in done.all


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert icpctl("intake", "read", tmp_path / "no.xlsx").code == 3
    assert icpctl("intake", "read", tmp_path).code in (2, 3)


ANSWERS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40).map(lambda x: " ".join(x.split()))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANSWERS)
def test_an_answer_written_by_our_own_hand_is_read_as_it_was(text: str) -> None:
    line = f"| 主体备注 | {form_markdown.safe(text)} | | | | | subject.remark |"
    cells = reading._cells(line)
    assert cells is not None and cells[1] == text and cells[-1] == "subject.remark"


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_no_text_makes_it_fail(text: str) -> None:
    head = "| 问题 | 回答 | 键（请勿改） |\n| --- | --- | --- |\n"
    for whole in (text, head + text, head + f"| a | {text} | subject.remark |\n"):
        found = reading.read_markdown(whole, "f.md", BOOK)
        assert set(found.answers) <= {"subject.remark"} or whole == text
        assert all(one.reason for one in found.bad)
