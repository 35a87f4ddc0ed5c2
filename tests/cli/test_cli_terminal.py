"""The program as a process: encodings, pipes, colour, a real terminal, signals."""

import os
import re
import signal
import time
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pexpect
import pyte
import pytest
from cli_cases import BOX, EXAMPLES, columns, saved
from running import DAY, ROOT, command, environment, icpctl, icpctl_process

from icpctl.rules import DATA

PACKAGE = ROOT / "icpctl"


def words_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("place", [PACKAGE / "wording", DATA, PACKAGE / "checks", PACKAGE / "examples"], ids=lambda p: p.name)
def test_every_word_of_the_program_can_be_shown_on_a_gbk_console(place: Path) -> None:
    # The examples of checks hold what people may type, such as emoji; the screen replaces what a console lacks.
    files = [p for p in place.rglob("*.toml") if p.name != "examples.toml"]
    foreign = {(p.relative_to(PACKAGE).as_posix(), c) for p in files for c in words_of(p) if not _in_gbk(c)}
    assert foreign == set()


def _in_gbk(char: str) -> bool:
    try:
        char.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


@pytest.mark.parametrize("example", EXAMPLES)
def test_what_is_printed_of_an_example_is_gbk_and_has_no_boxes_or_escapes(example: str) -> None:
    saved("x", example)
    for args in (
        ("new", "--example", example, "--dry-run"),
        ("show", "x"),
        ("check", "x"),
        ("docs", "x"),
        ("next", "x"),
        ("type", "x"),
        ("list",),
    ):
        for lang in ("zh", "en"):
            done = icpctl(*args, "--lang", lang, "--as-of", DAY)
            done.all.encode("gbk")
            assert "\x1b" not in done.all
            assert not BOX.search(done.all)


@pytest.mark.parametrize("encoding", ["gbk:strict", "ascii:strict", "latin-1", "cp1252", "big5", "utf-16"])
def test_no_encoding_of_the_console_stops_the_program(encoding: str) -> None:
    name = encoding.partition(":")[0]
    env = {"PYTHONIOENCODING": encoding}
    done = icpctl_process("new", "x", "--example", "qingcloud-new-access", "--as-of", DAY, env=env, encoding=name)
    assert done.code == 0, done.err
    assert "x.toml" in done.out
    if name == "gbk":
        assert "新增接入" in done.out
        assert "\\u" not in done.out


def test_rare_characters_and_json_on_a_narrow_console() -> None:
    icpctl(
        "new",
        "x",
        "--allow-gaps",
        "--subject-name",
        "𠮷野示例有限公司",
        "--nature",
        "enterprise",
        "--site-remark",
        "naïve ☃ text",
    )
    for encoding in ("gbk:strict", "ascii:strict"):
        env = {"PYTHONIOENCODING": encoding}
        name = encoding.partition(":")[0]
        shown = icpctl_process("show", "x", env=env, encoding=name)
        assert shown.code == 0
        assert "\\U00020bb7" in shown.out
        data = icpctl_process("show", "x", "--json", env=env, encoding=name)
        assert data.json()["subject"]["name"] == "𠮷野示例有限公司"
        assert data.json()["site"][0]["remark"] == "naïve ☃ text"
        assert icpctl_process("check", "x", "--format", "sarif", env=env, encoding=name).json()["version"] == "2.1.0"


def test_the_reader_may_go_away() -> None:
    import subprocess

    script = f"{' '.join(command('rules', 'list', 'province-rule'))} | head -1"
    done = subprocess.run(["sh", "-c", script], capture_output=True, env=environment(), timeout=60)
    assert done.returncode == 0
    assert done.stderr == b""
    assert len(done.stdout.splitlines()) == 1


def test_a_full_disk_behind_standard_output_is_no_traceback() -> None:
    import subprocess

    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command("rules", "list"), stdout=full, stderr=subprocess.PIPE, env=environment(), timeout=60)
    assert done.returncode not in (0, 1)
    assert b"Traceback" not in done.stderr


# --- a real terminal ---


def environment_of_terminal(**more: str) -> dict[str, str]:
    env = environment(**{"TERM": "xterm-256color", "LANG": "C.UTF-8", "PROMPT_TOOLKIT_NO_CPR": "1", **more})
    for name in ("COLUMNS", "LINES"):
        env.pop(name)
    return env


@pytest.fixture
def terminal() -> Iterator[Any]:
    """Starts the program on a terminal; what still runs at the end is ended."""
    started: list[pexpect.spawn[str]] = []

    def start(*args: object, width: int = 80, **env: str) -> "pexpect.spawn[str]":
        words = command(*args)
        child = pexpect.spawn(
            words[0], words[1:], env=environment_of_terminal(**env), encoding="utf-8", dimensions=(50, width), timeout=20, echo=False
        )  # fmt: skip
        started.append(child)
        return child

    yield start
    for child in started:
        with suppress(OSError):
            child.close(force=True)


def to_the_end(child: "pexpect.spawn[str]") -> tuple[int, str]:
    child.expect(pexpect.EOF)
    text = child.before or ""
    child.close()
    return (child.exitstatus if child.exitstatus is not None else -(child.signalstatus or 0)), text


@pytest.mark.parametrize("width", [80, 40])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_terminal_shows_colour_and_no_line_is_too_wide(width: int, lang: str, terminal: Any) -> None:
    code, text = to_the_end(terminal("new", "--example", "qingcloud-new-access", "--as-of", DAY, "--lang", lang, width=width))
    assert code == 0
    assert "\x1b[1m" in text
    plain = re.sub("\x1b\\[[0-9;]*m", "", text)
    assert "\x1b" not in plain
    lines = plain.replace("\r\n", "\n").split("\n")
    assert [line for line in lines if columns(line) > width] == []
    # A terminal that shows it needs no more rows than there are lines: nothing was wrapped by the terminal itself.
    screen = pyte.Screen(width, len(lines) + 5)
    pyte.Stream(screen).feed(text)
    assert [row.rstrip() for row in screen.display[: len(lines)]] == [line.rstrip() for line in lines]


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"CI": "true"}], ids=str)
def test_no_colour_when_it_is_not_wanted(env: dict[str, str], terminal: Any) -> None:
    for args in (("new", "--example", "cancel-access", "--no-input"), ("list",), ("show", "nobody")):
        assert "\x1b" not in to_the_end(terminal(*args, **env))[1]
    assert "\x1b" not in to_the_end(terminal("new", "--example", "cancel-access", "--plain"))[1]


def test_a_pipe_has_no_colour() -> None:
    done = icpctl_process("new", "--example", "qingcloud-new-access", env={"TERM": "xterm-256color", "FORCE_COLOR": "1"})
    assert "\x1b" not in done.all
    assert not BOX.search(done.all)


def test_a_list_on_a_terminal_is_cut_to_fit_and_in_a_pipe_whole(terminal: Any) -> None:
    name = "a-rather-long-name-of-a-draft-that-does-not-fit-the-screen"
    icpctl("new", name, "--example", "qingcloud-new-access")
    _, text = to_the_end(terminal("list", width=60, NO_COLOR="1"))
    assert [line for line in text.split("\r\n") if columns(line) > 60] == []
    assert name in icpctl("list").out


def wait_for(child: "pexpect.spawn[str]", words: str) -> None:
    """Until these words were asked; colours and cursor moves may stand between them."""
    child.expect("(?:\x1b\\[[0-9;?]*[a-zA-Z])*".join(map(re.escape, words)))


def drafts_there(drafts: Path) -> list[dict[str, Any]]:
    return [tomllib.loads(p.read_text(encoding="utf-8")) for p in sorted(drafts.glob("*.toml"))]


def wait_for_prompt(child: "pexpect.spawn[str]", label: str) -> None:
    """The label stands in the help line already; the prompt is there when the cursor is shown again."""
    wait_for(child, label)
    child.expect_exact("\x1b[?25h")


def start_asking(terminal: Any) -> "pexpect.spawn[str]":
    """`new NAME` on a terminal, up to the second of its questions."""
    child = terminal("new", "shop", "--type", "first-filing", "--nature", "enterprise", "--province", "jiangsu")
    wait_for(child, "接入商")
    child.send("qingcloud\r")
    wait_for_prompt(child, "备案城市")
    return child


def test_questions_ctrl_c_and_edit_goes_on(terminal: Any, drafts: Path) -> None:
    child = start_asking(terminal)
    child.send("南京市\r")
    wait_for_prompt(child, "备案区县")
    child.sendintr()
    code, text = to_the_end(child)
    assert code == 130
    assert "icpctl edit shop" in text
    assert "Traceback" not in text
    found = drafts_there(drafts)[0]
    assert found["name"] == "shop"
    assert found["filing"]["provider"] == "qingcloud"
    assert found["subject"]["city"] == "南京市"
    child = terminal("edit", "shop")
    wait_for(child, "备案区县")
    child.send("玄武区\r")
    wait_for(child, "主办单位名称")
    child.send("\x04")
    code, _ = to_the_end(child)
    assert code == 130
    assert drafts_there(drafts)[0]["subject"]["district"] == "玄武区"


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)])
def test_a_signal_ends_the_questions_and_the_draft_is_saved(number: int, code: int, terminal: Any, drafts: Path) -> None:
    child = start_asking(terminal)
    os.kill(child.pid, number)
    ended, text = to_the_end(child)
    assert ended == code, text
    assert "Traceback" not in text
    assert drafts_there(drafts)[0]["filing"]["provider"] == "qingcloud"


def test_a_closed_terminal_leaves_the_draft(terminal: Any, drafts: Path) -> None:
    child = start_asking(terminal)
    pid = child.pid
    os.close(child.child_fd)
    child.closed = True
    for _ in range(200):
        done, _ = os.waitpid(pid, os.WNOHANG)
        if done:
            break
        time.sleep(0.05)
    assert done, "still running"
    assert drafts_there(drafts)[0]["filing"]["provider"] == "qingcloud"


def test_stopping_before_the_first_answer_leaves_nothing(terminal: Any, drafts: Path) -> None:
    child = terminal("new")
    wait_for(child, "这次想办什么事")
    child.sendintr()
    code, _ = to_the_end(child)
    assert code == 130
    assert not drafts.exists() or drafts_there(drafts) == []


def test_facts_are_asked_until_they_decide(terminal: Any, drafts: Path) -> None:
    child = terminal("new")
    wait_for(child, "这次想办什么事")
    child.send("\r")  # Enter alone takes no row of a list in which nothing is suggested
    wait_for(child, "先选一行")
    child.send("\x1b[B\r")
    for question in ("网站、App、小程序还是快应用",):
        wait_for(child, question)
        child.send("\x1b[B\r")
    wait_for(child, "内地")
    child.send("n")
    wait_for(child, "不需要 ICP 备案")
    wait_for(child, "回去改前面的回答")  # a stop can be taken back: the person says that it is meant
    child.send("\r")
    code, _text = to_the_end(child)
    assert code == 1
    assert drafts_there(drafts)[0]["filing"]["facts"]["server_in_mainland"] is False


def test_a_bad_answer_is_asked_again(terminal: Any, drafts: Path) -> None:
    child = terminal(
        "new",
        "shop",
        "--type",
        "first-filing",
        "--nature",
        "enterprise",
        "--province",
        "jiangsu",
        "--provider",
        "qingcloud",
        "--city",
        "南京市",
        "--district",
        "玄武区",
    )
    wait_for(child, "主办单位名称")
    child.send("\r")
    wait_for(child, "必须回答")
    child.send("南京示例科技有限公司\r")
    wait_for(child, "主办单位证件类型")
    child.send("\r")
    wait_for(child, "证件号码")
    child.send("91320100MA10000176\r")
    wait_for(child, "校验")
    child.send("91320100MA10000175\r")
    wait_for(child, "证件住所")
    child.sendintr()
    assert to_the_end(child)[0] == 130
    assert drafts_there(drafts)[0]["subject"]["cert_number"] == "91320100MA10000175"


def test_no_question_where_a_script_runs(terminal: Any) -> None:
    for args, env in ((("new", "--no-input"), {}), (("new", "--json"), {}), (("new",), {"CI": "1"})):
        code, text = to_the_end(terminal(*args, **env))
        assert code == 2
        assert "--site-name" in text


def test_remove_asks_first(terminal: Any, drafts: Path) -> None:
    saved()
    child = terminal("remove", "shop")
    wait_for(child, "回收处")
    child.send("n")
    assert to_the_end(child)[0] == 0
    assert (drafts / "shop.toml").exists()
    child = terminal("remove", "shop")
    wait_for(child, "回收处")
    child.send("y")
    assert to_the_end(child)[0] == 0
    assert not (drafts / "shop.toml").exists()


@pytest.mark.parametrize("env", [{"TERM": "dumb"}, {"NO_COLOR": "1"}], ids=str)
def test_questions_line_by_line(env: dict[str, str], terminal: Any, drafts: Path) -> None:
    child = terminal(
        "new", "shop", "--plain", "--nature", "enterprise", "--province", "jiangsu", "--provider", "qingcloud", **env
    )
    for question, answer in (
        ("这次想办什么事", "不知道"),
        ("这次想办什么事", "注销一个网站或应用"),
        ("网站备案号", "苏ICP备2023000001号-1"),
        # Enter alone takes what is offered: nothing more is answered at the end of a section and at the end of all.
        ("还要做什么", ""),
    ):
        wait_for(child, question)
        child.send(f"{answer}\n")
    code, text = to_the_end(child)
    assert code in (0, 1)
    assert "\x1b" not in text
    assert drafts_there(drafts)[0]["site"][0]["licence"] == "苏ICP备2023000001号-1"
    assert drafts_there(drafts)[0]["filing"]["type"] == "cancel-site"
