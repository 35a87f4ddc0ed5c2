"""The wizard on a real terminal: the main path at 40 columns and in English, and kill -9."""

import os
import re
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pexpect
import pyte
import pytest
from running import DAY, ROOT, command, icpctl
from seat import ENTER, Seat

from icpctl import run, values
from icpctl.case import Case
from icpctl.draft import Draft
from icpctl.needs import missing

sys.path.insert(0, str(ROOT / "tests" / "cli"))
from cli_cases import HAN, columns, saved
from test_cli_terminal import drafts_there, environment_of_terminal, terminal, to_the_end, wait_for, wait_for_prompt

__all__ = ["terminal"]

KNOWN = ("new", "shop", "--type", "first-filing", "--nature", "enterprise", "--province", "jiangsu", "--as-of", DAY)


def test_kill_9_at_a_question_costs_nothing(terminal: Any, drafts: Path) -> None:
    child = terminal(*KNOWN)
    wait_for(child, "接入商")
    child.send("qingyun\r")
    wait_for_prompt(child, "备案城市")
    child.send("nj\r")
    wait_for_prompt(child, "备案区县")
    os.kill(child.pid, signal.SIGKILL)
    with suppress(OSError):
        child.close(force=True)
    found = drafts_there(drafts)[0]
    assert (found["filing"]["provider"], found["subject"]["city"]) == ("qingcloud", "南京市")
    child = terminal("edit", "shop", "--as-of", DAY)
    wait_for_prompt(child, "备案区县")
    child.sendintr()
    code, text = to_the_end(child)
    assert code == 130
    assert "icpctl edit shop" in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_forty_columns_hold_every_line(lang: str, terminal: Any) -> None:
    child = terminal(*KNOWN, "--lang", lang, width=40)
    seen = ""
    for keys, words in (
        ("", "青云" if lang == "zh" else "QingCloud"),
        ("qingcloud\r", "江苏" if lang == "zh" else "南京市"),
        ("nanjing\r", "3201"),
    ):
        child.send(keys)
        with suppress(Exception):
            wait_for(child, words)
        seen += (child.before if isinstance(child.before, str) else "") + (child.after if isinstance(child.after, str) else "")
    child.sendintr()
    code, text = to_the_end(child)
    assert code == 130
    screen = pyte.Screen(40, 400)
    pyte.Stream(screen).feed(seen + text)
    assert all(columns(row.rstrip()) <= 40 for row in screen.display)
    assert "Traceback" not in text


def test_a_finished_draft_opens_its_review_page(terminal: Any, drafts: Path) -> None:
    saved("x")
    child = terminal("edit", "x", "--as-of", DAY)
    wait_for(child, "要改哪一项")
    child.send("网站名称\r")
    wait_for_prompt(child, "网站名称")
    child.send("示例科技新官网\r")
    wait_for(child, "要改哪一项")
    child.send("\x1b")
    wait_for(child, "还要做什么")
    child.send("\r")
    code, text = to_the_end(child)
    assert code in (0, 1)
    assert drafts_there(drafts)[0]["site"][0]["name"] == "示例科技新官网"
    assert "320102198503071230" not in text


def test_a_section_that_is_answered_opens_for_review_and_an_unknown_one_is_refused(terminal: Any) -> None:
    saved("x")
    child = terminal("edit", "x", "--section", "site.name", "--as-of", DAY)
    wait_for(child, "要改哪一项")
    child.send("\x1b")
    assert to_the_end(child)[0] in (0, 1)
    code, text = to_the_end(terminal("edit", "x", "--section", "nonsense", "--as-of", DAY))
    assert code == 2
    assert "service_people" in text


def test_english_needs_no_chinese_to_be_read(terminal: Any) -> None:
    child = terminal("new", "--lang", "en", "--plain", "--as-of", DAY)
    text = ""
    for words, answer in (("do this time", "1"), ("quick app", "1"), ("mainland China\\?", "y")):
        child.expect(words)
        text += child.before + child.after
        child.sendline(answer)
    child.expect("MIIT\\?")
    text += child.before
    child.sendintr()
    to_the_end(child)
    assert not HAN.search(re.sub("“[^”]*”|（[^）]*）", "", text)), HAN.findall(text)


def test_without_a_terminal_every_missing_flag_is_named() -> None:
    done = icpctl("new", "--type", "first-filing", "--nature", "enterprise")
    assert done.code == 2
    assert "--site-name" in done.err


# --- consoles of all kinds ---

PLACED = (*KNOWN, "--provider", "qingcloud")
FIRM = "南京示例科技有限公司"


def test_a_terminal_that_is_resized_during_a_question_shows_it_anew(drafts: Path) -> None:
    one = Seat(*PLACED)
    try:
        one.until(lambda: one.prompt().startswith("备案城市"))
        for width in (40, 120, 80):
            one.child.setwinsize(24, width)
            one.screen.resize(24, width)
            one.press("nanj" if width == 40 else "")
            one.until(lambda: any(row.startswith("> 南京市") for row in one.rows()))
        one.press(ENTER)
        one.until(lambda: one.prompt().startswith("备案区县"))
        one.child.setwinsize(24, 40)
        one.screen.resize(24, 40)
        one.press("玄武区" + ENTER)
        one.until(lambda: one.prompt().startswith("主办单位名称"))
        one.press("\x03")
        assert one.to_the_end() == 130
    finally:
        one.leave()
    found = drafts_there(drafts)[0]["subject"]
    assert (found["city"], found["district"]) == ("南京市", "玄武区")


def test_a_paste_of_many_lines_answers_one_question_and_nothing_is_run_by_it(drafts: Path) -> None:
    one = Seat(*PLACED, "--city", "南京市", "--district", "玄武区")
    try:
        one.until(lambda: one.prompt().startswith("主办单位名称"))
        one.press(f"\x1b[200~{FIRM}\x07\x1b]0;title\x07\r\nbusiness-license\r\n\x03\x1b[201~")
        one.until(FIRM)
        one.press(ENTER)
        one.until("没有用上")
        one.until(lambda: one.prompt().startswith("主办单位名称"))  # what was pasted is no name: it is asked again
        one.press(f"\x1b[200~{FIRM}\r\nbusiness-license\r\n91320100MA10000175\x1b[201~" + ENTER)
        one.until("另外 2 行没有用上")
        one.until(lambda: one.prompt().startswith("主办单位证件类型"))
        one.press("\x03")
        assert one.to_the_end() == 130
    finally:
        one.leave()
    assert drafts_there(drafts)[0]["subject"]["name"] == FIRM


@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
@pytest.mark.parametrize("plain", [True, False], ids=["plain", "cursor"])
def test_a_console_of_another_encoding_asks_and_saves(encoding: str, plain: bool, drafts: Path) -> None:
    name, *words = command(*PLACED, *(["--plain"] if plain else []))
    env = environment_of_terminal(PYTHONIOENCODING=f"{encoding}:strict")
    child = pexpect.spawn(name, words, env=env, encoding=encoding, codec_errors="replace", dimensions=(50, 80), timeout=20)
    try:
        child.expect("320100")
        child.expect("\x1b\\[\\?25h") if not plain else None
        child.send("320100\r")
        child.expect("备案区县" if encoding == "gbk" else "2/7")
        child.expect("\x1b\\[\\?25h") if not plain else None
        child.send("玄武区\r" if encoding == "gbk" else "320102\r")
        child.expect("主办单位名称" if encoding == "gbk" else "2/7")
        child.sendintr()
        code, text = to_the_end(child)
    finally:
        with suppress(OSError):
            child.close(force=True)
    assert code == 130, text
    assert "Traceback" not in text
    found = drafts_there(drafts)[0]["subject"]
    assert found["city"] == "南京市"
    assert found["district"] in ("玄武区", "320102")


@pytest.mark.parametrize("env", [{"TERM": "dumb"}, {"NO_COLOR": "1"}], ids=["dumb", "no colour"])
def test_no_colour_and_a_dumb_terminal_ask_the_same_questions(env: dict[str, str], terminal: Any, drafts: Path) -> None:
    child = terminal(*PLACED, **env)
    child.expect("备案城市")
    child.send("nanjing\r")
    child.expect("备案区县")
    child.send("玄武区\r")
    child.expect("主办单位名称")
    child.sendintr()
    code, text = to_the_end(child)
    assert code == 130
    assert not re.search("\x1b\\[[0-9;]*3[0-7]m", text), "no colour"
    assert drafts_there(drafts)[0]["subject"]["district"] == "玄武区"


def test_full_width_letters_and_digits_are_understood_at_every_kind_of_prompt(terminal: Any, drafts: Path) -> None:
    child = terminal(*PLACED)
    for words, keys in (("备案城市", "ｎａｎｊｉｎｇ"), ("备案区县", "玄武区"), ("主办单位名称", FIRM)):
        wait_for_prompt(child, words)
        child.send(keys + "\r")
    wait_for(child, "主办单位证件类型")
    child.send("\r")
    wait_for_prompt(child, "主办单位证件号码")
    child.send("９１３２０１００ＭＡ１００００１７５\r")
    wait_for(child, "证件住所")
    child.sendintr()
    assert to_the_end(child)[0] == 130
    assert drafts_there(drafts)[0]["subject"]["cert_number"] == "91320100MA10000175"


def test_without_a_terminal_all_missing_flags_are_named_at_once(drafts: Path) -> None:
    given = ("--type", "first-filing", "--nature", "individual", "--provider", "aliyun")
    done = icpctl("new", *given, "--as-of", DAY)
    assert done.code == 2
    draft = Draft()
    values.assign(
        draft,
        {"filing.type": "first-filing", "subject.nature": "individual", "filing.provider": "aliyun"},
        run.book(),
        run.day(),
    )
    wanted = [question.flag for _, question in missing(Case(draft, run.book(), run.day()))]
    assert len(wanted) > 15
    assert [line.split()[0] for line in done.err.splitlines() if line.startswith("  --")] == wanted
    assert not drafts.exists() or drafts_there(drafts) == []


def test_an_id_number_given_before_the_nature_is_not_taken_for_a_company_s() -> None:
    done = icpctl("new", "x", "--allow-gaps", "--subject-cert-number", "320102198503071230", "--as-of", DAY)
    assert done.code in (0, 1), done.err
    assert "统一社会信用代码" not in done.err
