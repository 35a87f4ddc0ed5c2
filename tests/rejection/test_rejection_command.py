"""`icpctl reject`: its arguments, its JSON, what it records in a draft, and what it refuses."""

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest
from running import Result, icpctl

from icpctl import schemas
from icpctl.draft import from_dict
from icpctl.rejection.recording import MOST_NOTE, to_review

TEXT = "1、联系地址没写到房间号；2、身份证照片太糊"
SECRET = "13912345678"


@pytest.fixture
def draft(home: Path) -> Path:
    """A draft called x, submitted this morning."""
    assert icpctl("new", "x", "--example", "qingcloud-new-access").code == 0
    assert icpctl("mark", "x", "provider-submitted").code == 0
    return home / "drafts" / "x.toml"


def events(path: Path) -> list[dict[str, object]]:
    return list(tomllib.loads(path.read_text(encoding="utf-8"))["event"])


def valid(result: Result) -> dict[str, object]:
    body = result.json()
    jsonschema.validate(body, schemas.schema("reject"))
    return dict(body)


def test_a_text_gives_causes_with_fixes_places_and_the_checks_that_find_it() -> None:
    shown = icpctl("reject", TEXT)
    assert (shown.code, shown.err) == (0, "")
    for words in ("通信地址不详细", "证件图片不清晰", "第 1 条意见", "subject.address", "SUB005", "来源："):
        assert words in shown.out
    assert "房间号" not in shown.out


def test_the_json_is_as_the_contract_has_it() -> None:
    body = valid(icpctl("reject", TEXT, "--json"))
    first = body["matches"][0]  # type: ignore[index]
    assert set(first) >= {"id", "title", "score", "cause", "fix", "at", "documents", "sources"}
    assert first["id"] == "address-not-detailed"
    assert first["at"] == ["subject.address"]
    assert first["documents"] == []
    assert "draft" not in body


def test_standard_input_and_files_are_read(tmp_path: Path) -> None:
    file = tmp_path / "message.txt"
    file.write_text(TEXT, encoding="utf-8")
    wanted = icpctl("reject", TEXT, "--json").out
    assert icpctl("reject", "-", "--json", input=TEXT).out == wanted
    assert icpctl("reject", "-", "--json", input=TEXT.encode("gb18030")).out == wanted
    assert icpctl("reject", f"@{file}", "--json").out == wanted


def test_english_words_are_used_for_an_english_user() -> None:
    shown = icpctl("--lang", "en", "reject", "The photo of the ID card is blurred")
    assert "Document images unclear" in shown.out or "not clear" in shown.out or "unclear" in shown.out.lower()
    assert "Whom to ask" not in shown.out


def test_nothing_plausible_says_so_and_whom_to_ask(draft: Path) -> None:
    body = valid(icpctl("reject", "今天天气不错", "--json"))
    assert body["matches"] == []
    assert len(body["ask"]) > 3  # type: ignore[arg-type]
    shown = icpctl("reject", "今天天气不错")
    assert shown.code == 0
    assert "没有找到像样的原因" in shown.out
    own = valid(icpctl("reject", "x", "今天天气不错", "--json", "--dry-run"))
    assert [one["provider"] for one in own["ask"]] == ["qingcloud"]  # type: ignore[attr-defined]


def test_a_draft_records_the_round_with_the_message_in_the_draft_alone(draft: Path) -> None:
    shown = icpctl("reject", "x", f"手机 {SECRET} 已用于其他主体，请更换")
    assert shown.code == 0
    assert "已把这次驳回记入 x" in shown.out
    assert SECRET not in shown.all
    assert events(draft)[-1]["event"] == "rejected"
    assert SECRET in str(events(draft)[-1]["note"])
    assert draft.stat().st_mode & 0o777 == 0o600
    for words in (["show", "x"], ["show", "x", "--json"], ["list"], ["next", "x"], ["reject", "x"], ["reject", "x", "--json"]):
        assert SECRET not in icpctl(*words).all


def test_the_draft_alone_looks_at_the_message_recorded_before(draft: Path) -> None:
    assert icpctl("reject", "x").code == 2
    icpctl("mark", "x", "rejected", "--reason", TEXT)
    body = valid(icpctl("reject", "x", "--json"))
    assert body["recorded"] is False
    assert {m["id"] for m in body["matches"]} >= {"address-not-detailed", "doc-unclear"}  # type: ignore[attr-defined]


def test_the_same_round_is_recorded_once_and_a_new_message_is_added_to_it(draft: Path) -> None:
    icpctl("reject", "x", TEXT)
    before = draft.read_bytes()
    assert valid(icpctl("reject", "x", TEXT, "--json"))["recorded"] is False
    assert draft.read_bytes() == before
    icpctl("reject", "x", "身份证过期了")
    found = events(draft)
    assert [e["event"] for e in found] == ["provider-submitted", "rejected"]
    assert found[-1]["note"] == f"{TEXT}\n身份证过期了"


def test_apply_marks_what_to_look_at_again_and_undo_takes_it_back(draft: Path) -> None:
    answers = tomllib.loads(draft.read_text(encoding="utf-8"))["subject"]
    body = valid(icpctl("reject", "x", TEXT, "--apply", "--json"))
    assert body["review"]["at"] == ["subject.address"]  # type: ignore[index]
    assert "business-license" in body["review"]["documents"]  # type: ignore[index]
    saved = tomllib.loads(draft.read_text(encoding="utf-8"))
    assert saved["subject"] == answers
    left = to_review(from_dict(saved, "x"))
    assert left is not None
    assert left.paths == ("subject.address",)
    shown = icpctl("show", "x").out
    assert "icpctl edit x --set subject.address=" in shown
    assert icpctl("undo", "x").code == 0
    assert [e["event"] for e in events(draft)] == ["provider-submitted"]


def test_apply_after_the_fact_and_submitting_again_ends_the_review(draft: Path) -> None:
    icpctl("reject", "x", TEXT)
    assert valid(icpctl("reject", "x", "--apply", "--json"))["recorded"] is True
    assert to_review(from_dict(tomllib.loads(draft.read_text(encoding="utf-8")), "x")) is not None
    assert icpctl("mark", "x", "provider-submitted").code == 0
    assert to_review(from_dict(tomllib.loads(draft.read_text(encoding="utf-8")), "x")) is None
    icpctl("reject", "x", "身份证过期了")
    assert [e["event"] for e in events(draft)] == ["provider-submitted", "rejected", "provider-submitted", "rejected"]


def test_a_dry_run_and_a_filing_that_is_approved_record_nothing(draft: Path) -> None:
    before = draft.read_bytes()
    assert valid(icpctl("reject", "x", TEXT, "--apply", "--dry-run", "--json"))["recorded"] is False
    assert draft.read_bytes() == before
    assert icpctl("mark", "x", "approved", "--force").code == 0
    before = draft.read_bytes()
    shown = icpctl("reject", "x", TEXT)
    assert shown.code == 0
    assert "没有记录这次驳回" in shown.err
    assert draft.read_bytes() == before


def test_the_paths_are_those_of_the_sites_that_the_message_names(draft: Path) -> None:
    icpctl("edit", "x", "--set", "site[1].name=另一个网站", "--set", "site[1].domains=second-example.com")
    text = "网站名称 {} 与主体无关联，请修改"
    both = valid(icpctl("reject", "x", text.format(""), "--json", "--dry-run"))
    one = valid(icpctl("reject", "x", text.format("另一个网站"), "--json", "--dry-run"))
    assert both["matches"][0]["at"] == ["site[0].name", "site[1].name"]  # type: ignore[index]
    assert one["matches"][0]["at"] == ["site[1].name"]  # type: ignore[index]


@pytest.mark.parametrize("text", ["", "   ", "\n\t ", "\u200b\ufeff", "\x1b[31m\x1b[0m"])
def test_a_message_of_nothing_is_refused(text: str) -> None:
    shown = icpctl("reject", "-", input=text)
    assert (shown.code, shown.out) == (2, "")
    assert "驳回意见是空的" in shown.err
    assert icpctl("reject", text).code == 2


def test_what_is_no_message_is_refused(draft: Path) -> None:
    assert icpctl("reject").code == 2
    assert icpctl("reject", "nobody", TEXT).code == 3
    assert icpctl("reject", TEXT, "--apply").code == 2
    assert "编码" in icpctl("reject", "-", input=b"\xff\xff\xff").err
    assert "如果 nobody 是草稿名" in icpctl("reject", "nobody").err


def test_a_message_of_a_megabyte_is_read_in_part_and_says_so(draft: Path) -> None:
    text = "身份证照片模糊，请重拍。\n" * 60_000
    shown = icpctl("reject", "x", "-", input=text)
    assert shown.code == 0
    assert "只读了前 20000 个字符" in shown.err
    assert "证件图片不清晰" in shown.out
    assert len(str(events(draft)[-1]["note"])) <= MOST_NOTE
    assert json.loads(icpctl("reject", "-", "--json", input=text).out)["cut"] is True


def test_escape_sequences_reach_neither_terminal_nor_draft(draft: Path) -> None:
    shown = icpctl("reject", "x", "\x1b]0;evil\x07身份证\x1b[31m照片\x1b[0m模糊\u202e")
    assert "证件图片不清晰" in shown.out
    assert "\x1b" not in shown.all
    assert events(draft)[-1]["note"] == "身份证照片模糊"
