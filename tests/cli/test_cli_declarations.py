"""Declarations: asked at the end of the questions, each may stay open, and flags say the same."""

import tomllib
from pathlib import Path
from typing import Any

from cli_cases import saved
from running import DAY, icpctl
from test_cli_terminal import terminal, to_the_end, wait_for, wait_for_prompt

__all__ = ["terminal"]


def declared(drafts: Path, name: str = "x") -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((drafts / f"{name}.toml").read_text(encoding="utf-8")).get("declarations", {})
    return found


def codes(*args: str) -> set[str]:
    return {f["code"] for d in icpctl("check", *args, "--as-of", DAY, "--json").json()["drafts"] for f in d["findings"]}


def test_the_questions_end_with_what_a_draft_cannot_show(terminal: Any, drafts: Path) -> None:
    saved("x", "qingcloud-new-access")
    child = terminal("edit", "x", "--section", "declarations", "--as-of", DAY, "--plain")
    wait_for(child, "哪些已经做到")
    child.send("phones_reachable；sms_ready nothing\n")
    wait_for(child, "清单里没有：nothing")
    wait_for(child, "哪些已经做到")
    child.send("phones_reachable；sms_ready\n")
    wait_for(child, "哪些确定没有做到")
    child.send("titles_match\n")
    wait_for(child, "签发或变更日")
    child.send("20240501\n")
    code, text = to_the_end(child)
    assert code == 0, text
    assert declared(drafts) == {"phones_reachable": True, "sms_ready": True, "titles_match": False}
    assert "DEC002" in text
    assert tomllib.loads((drafts / "x.toml").read_text(encoding="utf-8"))["subject"]["cert_issued_on"].isoformat() == "2024-05-01"


def test_all_of_them_may_stay_open(terminal: Any, drafts: Path) -> None:
    saved("x", "qingcloud-new-access")
    before = (drafts / "x.toml").read_bytes()
    child = terminal("edit", "x", "--section", "declarations", "--as-of", DAY)
    for question in ("哪些已经做到", "哪些确定没有做到"):
        wait_for(child, question)
        wait_for(child, "verification_ready")  # the last row of a list that scrolls: it is drawn
        child.send("\r")
    wait_for_prompt(child, "签发或变更日")
    child.send("\r")
    assert to_the_end(child)[0] == 0
    assert (drafts / "x.toml").read_bytes() == before


def test_ctrl_c_there_keeps_everything(terminal: Any, drafts: Path) -> None:
    saved("x", "qingcloud-new-access")
    before = declared(drafts)
    child = terminal("edit", "x", "--section", "declarations", "--as-of", DAY)
    wait_for(child, "哪些已经做到")
    wait_for(child, "verification_ready")
    child.sendintr()
    assert to_the_end(child)[0] == 130
    assert declared(drafts) == before


def test_flags_declare_and_take_back(drafts: Path) -> None:
    saved("x", "qingcloud-new-access")
    assert "DEC001" in codes("x")
    done = icpctl("edit", "x", "--no-phones-reachable", "--sms-ready", "--as-of", DAY)
    assert done.code == 1, "declared not to hold, and well attested"
    assert declared(drafts) == {"phones_reachable": False, "sms_ready": True}
    assert "DEC002" in codes("x")
    assert icpctl("edit", "x", "--unset", "declarations.phones_reachable", "--as-of", DAY).code == 0
    assert declared(drafts) == {"sms_ready": True}
    assert "DEC002" not in codes("x")


def test_a_script_is_never_stopped_by_a_declaration() -> None:
    done = icpctl("new", "x", "--example", "qingcloud-new-access", "--no-input", "--as-of", DAY)
    assert done.code == 0
    for flag in icpctl("new", "--type", "first-filing", "--nature", "enterprise", "--no-input", "--json").json()["error"][
        "missing"
    ]:
        assert not flag["path"].startswith("declarations")


def test_show_has_them_by_name() -> None:
    saved("x", "qingcloud-new-access")
    icpctl("edit", "x", "--no-dns-closed", "--account-realname", "--as-of", DAY)
    shown = icpctl("show", "x").out
    assert "自己声明的事" in shown
    assert "账号实名就是主办单位" in shown
