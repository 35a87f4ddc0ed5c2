"""The wizard on a real terminal: the main path at 40 columns and in English, and kill -9."""

import os
import re
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyte
import pytest
from running import DAY, ROOT, icpctl

sys.path.insert(0, str(ROOT / "tests" / "cli"))
from cli_cases import HAN, columns, saved
from test_cli_terminal import drafts_there, terminal, to_the_end, wait_for, wait_for_prompt

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
