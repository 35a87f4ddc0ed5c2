"""The form for one client: only what is needed, why, who sees it, the papers, and the notice with its nine facts."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from running import icpctl

from icpctl import documents, wording
from icpctl.case import Case
from icpctl.intake import form, form_markdown, form_xlsx
from icpctl.intake.applying import Given, applying, base
from icpctl.rules import Book

BOOK, DAY = Book(), dt.date(2026, 11, 22)
GIVEN = Given("first-filing", "enterprise", "jiangsu", "aliyun")


def made(given: Given = GIVEN, **more: object) -> form.Form:
    return form.make(BOOK, DAY, given, **{"everything": True, **more})


def test_it_asks_what_applies_and_no_more() -> None:
    paths = [i.key for i in made().items()]
    asked = [c.question.path.replace("[]", "[0]") for c in applying(BOOK, GIVEN) if c.question.path != "filing.note"]
    assert paths == [*asked, "consent.personal", "consent.sensitive"]
    assert "app[0].name" not in paths and "subject.licence" not in paths


def test_what_is_given_is_settled_and_the_rest_is_blank() -> None:
    answers = {i.key: i.answer for i in made().items() if i.answer}
    assert answers == {
        "filing.type": "首次备案", "filing.provider": "阿里云", "subject.nature": "企业", "subject.province": "江苏",
    }  # fmt: skip


def test_each_question_says_why_and_who_sees_it() -> None:
    for item in made().items():
        assert item.label and item.need and item.help and item.why and item.who, item.key
    items = {i.key: i for i in made().items()}
    assert items["principal.mobile"].who == "我们（代办方）、接入商阿里云、通信管理局"
    assert "“首次备案”的表单要填" in items["principal.mobile"].why
    assert items["declarations.photos_original"].who == "我们（代办方）"


def test_several_sites_are_asked_one_after_the_other() -> None:
    found = made(Given("first-filing", "enterprise", "jiangsu", "", 3))
    titles = [title for title, _ in found.sections]
    assert [x for x in titles if x.startswith("网站")] == ["网站（第 1 个）", "网站（第 2 个）", "网站（第 3 个）"]
    assert {"site[0].domains", "site[2].domains"} <= {i.key for i in found.items()}


def test_it_lists_the_papers_of_the_rules_with_reason_and_form() -> None:
    found = made()
    needed = documents.needed(Case(base(GIVEN), BOOK, DAY))
    assert [p.name for p in found.papers] == [n.name for n in needed]
    assert all(p.because and p.form for p in found.papers)


def test_the_notice_has_the_nine_facts_and_blanks_for_what_is_not_given() -> None:
    notice = dict(made(agency="示例  代办\n公司").notice)
    assert list(notice) == [
        "处理者名称", "联系方式", "处理目的", "处理方式", "个人信息种类", "保存期限", "您的权利和行使方式", "处理敏感个人信息的必要性",
        "对个人权益的影响",
    ]  # fmt: skip
    assert notice["处理者名称"] == "示例 代办 公司" and "＿＿" in notice["联系方式"] and "＿＿" in notice["保存期限"]
    assert "主体负责人证件号码" in notice["个人信息种类"] and "阿里云" in notice["处理方式"]
    # The kinds are those that this form asks for.
    assert "网站负责人" not in dict(made(Given("change-subject", "enterprise", "jiangsu")).notice)["个人信息种类"]


def test_consent_to_sensitive_data_is_a_tick_of_its_own() -> None:
    title, items = made().sections[-1]
    assert title == "个人信息与同意"
    assert [(i.key, i.answer, i.choices) for i in items] == [(k, "", ("同意", "不同意")) for k in form.CONSENTS]


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_both_forms_hold_all_of_it(language: str) -> None:
    wording.set_language(language)
    found = made(agency="Example & <Agency> | Co")
    text = form_markdown.write(found)
    book: Any = openpyxl.load_workbook(io.BytesIO(form_xlsx.write(found)))
    told = "\n".join(str(c.value) for s in book.worksheets for row in s.iter_rows() for c in row if c.value)
    for item in found.items():
        assert item.key in text and item.key in told
        assert item.label in told
    for paper in found.papers:
        assert form_markdown.safe(paper.name) in text and paper.name in told
    assert "Example & \\<Agency> \\| Co" in text and "Example & <Agency> | Co" in told
    assert form_markdown.write(found) == text
    assert form_xlsx.write(found) == form_xlsx.write(found)


def test_a_table_of_markdown_has_as_many_cells_in_each_row() -> None:
    from icpctl.intake.reading import _cells

    width = None
    for line in form_markdown.write(made(agency="a | b \\ c")).splitlines():
        cells = _cells(line)
        width = None if cells is None else (width or len(cells))
        assert cells is None or len(cells) == width or not cells[-1], line


# --- the command ---

ASK = ("intake", "--type", "首次备案", "--nature", "企业", "--province", "江苏", "--provider", "aliyun")


def test_it_is_written_to_a_file_or_to_standard_output(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    done = icpctl(*ASK, "-o", path)
    assert done.code == 0 and "已写好资料表" in done.out and "处理者名称" in done.err
    assert path.stat().st_mode & 0o777 == 0o600
    again = icpctl(*ASK, "-o", path)
    assert again.code == 2 and "没有覆盖" in again.err
    assert icpctl(*ASK, "-o", path, "--force", "--agency-name", "甲", "--agency-contact", "乙").code == 0
    shown = icpctl(*ASK)
    assert shown.code == 0 and shown.out.startswith("# ICP 备案资料表")
    assert icpctl(*ASK, "-o", tmp_path / "f.md").code == 0
    assert (tmp_path / "f.md").read_text("utf-8") == shown.out


def test_json_tells_the_whole_form(tmp_path: Path) -> None:
    body = icpctl(*ASK, "-o", tmp_path / "f.md", "--json").json()
    assert body["given"] == {
        "filing.type": "first-filing", "filing.provider": "aliyun", "subject.nature": "enterprise", "subject.province": "jiangsu",
    }  # fmt: skip
    assert len(body["notice"]) == 9 and body["path"].endswith("f.md") and body["documents"]
    assert icpctl(*ASK, "--json").json()["questions"] == body["questions"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("intake",), "--type --nature --province"),
        (("intake", "--type", "首次备案", "--nature", "企业", "--province", "火星"), "--province"),
        ((*ASK, "-o", "x.docx"), ".xlsx | .md"),
        ((*ASK, "--sites", "0"), "--sites"),
        (("intake", "raed", "x"), "read"),
    ],
)
def test_a_wrong_command_line_says_what_is_wrong(words: tuple[str, ...], said: str) -> None:
    done = icpctl(*words)
    assert done.code == 2 and said in done.err and done.out == ""


def test_outputs_have_their_schemas(tmp_path: Path) -> None:
    from jsonschema import Draft202012Validator

    from icpctl import schemas

    filled = tmp_path / "f.md"
    filled.write_text(icpctl(*ASK).out, encoding="utf-8")
    said = {
        "intake": icpctl(*ASK, "--json"),
        "intake-read": icpctl("intake", "read", filled, "x", "--allow-gaps", "--json"),
        "batch-template": icpctl("batch", "template", "-o", tmp_path / "t.csv", "--json"),
    }
    for name, done in said.items():
        Draft202012Validator(schemas.schema(name)).validate(done.json())


def test_control_characters_of_the_sender_reach_no_file() -> None:
    assert dict(made(agency="甲\x1b[31m\u202e乙\x00").notice)["处理者名称"] == "甲[31m乙"


def test_a_form_in_one_language_is_read_in_the_other(tmp_path: Path, drafts: Path) -> None:
    from icpctl import store

    for kind in ("md", "xlsx"):
        path = tmp_path / f"f.{kind}"
        assert icpctl(*ASK, "--lang", "en", "-o", path).code == 0
        done = icpctl("intake", "read", path, kind, "--allow-gaps", "--lang", "zh")
        assert done.code in (0, 1) and "认不出" not in done.err, done.all
        draft = store.load(drafts, kind).draft
        assert (draft.filing.type, draft.subject.nature, draft.subject.province, draft.filing.provider) == (
            "first-filing", "enterprise", "jiangsu", "aliyun",
        )  # fmt: skip


def test_a_client_is_asked_for_what_is_needed_and_no_more() -> None:
    short, long = made(everything=False), made()
    asked, all_ = {i.key for i in short.items()}, {i.key for i in long.items()}
    assert asked < all_
    assert not any(key.startswith("declarations.") for key in asked)
    assert {"subject.name", "site[0].domains", "principal.emergency_phone", "consent.sensitive"} <= asked
    assert asked.isdisjoint({"subject.seal", "site[0].remark", "site[0].home_url", "principal.instant_message"})


def test_the_examples_are_of_the_nature_that_is_given() -> None:
    person = {i.key: i for i in made(Given("first-filing", "individual", "zhejiang", "")).items()}
    assert "公司" not in person["subject.name"].example
    assert len(person["subject.cert_number"].example) == 18 and person["subject.cert_number"].example.startswith("33")


def test_the_proofs_of_residence_are_those_that_some_province_accepts() -> None:
    person = {i.key: i for i in made(Given("first-filing", "individual", "zhejiang", "")).items()}
    assert "居住证" in person["subject.residence_proof"].choices
    assert "营业执照(或单位证件)" not in person["subject.residence_proof"].choices
