"""How far it is: a bar on a terminal alone, and an end at any moment that says what was done and how to go on."""

import os
import re
import signal
import subprocess
from pathlib import Path
from typing import Any

import pexpect
import pytest
import rows
from running import DAY, command, environment, icpctl
from sheets_made import cells, csv_file

SUMS = re.compile(r"共 (\d+) 行 = 已存 (\d+) \+ 退回 (\d+) \+ 没有变化 (\d+)")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rows that take a few seconds."""
    return csv_file(tmp_path_factory.mktemp("many") / "many.csv", cells(rows.good(1500)))


def terminal(*args: object, **env: str) -> Any:
    words = command("batch", *args, "--as-of", DAY)
    more = environment(**{"TERM": "xterm", **env})
    return pexpect.spawn(words[0], words[1:], env=more, encoding="utf-8", dimensions=(24, 100), timeout=60)


def ended(child: Any) -> tuple[int, str]:
    child.expect(pexpect.EOF)
    child.close()
    return int(child.exitstatus), child.before


def test_a_terminal_shows_rows_rate_and_time_left_and_ctrl_c_ends_with_the_sum(many: Path, drafts: Path) -> None:
    child = terminal("import", many)
    child.expect(r"导入.*[\d,]+/1,500 行.*行/秒.*剩余 \d+:\d\d")
    child.sendintr()
    code, shown = ended(child)
    assert code == 130
    found = SUMS.search(shown)
    assert found, shown
    total, saved, refused, unchanged = map(int, found.groups())
    assert 0 < total < 1500
    assert total == saved == len(list(drafts.glob("*.toml")))
    assert (refused, unchanged) == (0, 0)
    assert "已停止" in shown
    assert "再运行一次同样的命令" in shown
    assert "Traceback" not in shown
    assert shown.rstrip().endswith("。")  # the bar is gone and the cursor is back
    assert "\x1b[?25h" in shown

    rest = icpctl("batch", "import", many, "--as-of", DAY, "--json").json()
    assert (rest["rows"], rest["saved"], rest["unchanged"], rest["refused"]) == (1500, 1500 - total, total, 0)


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_a_signal_ends_it_cleanly_with_one_json_document(many: Path, drafts: Path, name: str, code: int) -> None:
    import json

    child = subprocess.Popen(
        command("batch", "import", many, "--as-of", DAY, "--json"),
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    waited = 0
    while not list(drafts.glob("*.toml")) and child.poll() is None and waited < 10_000_000:
        waited += 1
    child.send_signal(getattr(signal, name))
    out, err = child.communicate(timeout=60)
    body = json.loads(out)
    assert child.returncode == code, err
    assert body["stopped"] is True
    assert 0 < body["saved"] == len(list(drafts.glob("*.toml"))) == len(body["drafts"])


@pytest.mark.parametrize("args", [("--quiet",), ("--plain",)])
def test_no_bar_when_it_is_not_wanted(tmp_path: Path, args: tuple[str, ...]) -> None:
    child = terminal("check", csv_file(tmp_path / "a.csv", cells(rows.good(300))), *args)
    code, shown = ended(child)
    assert code == 0
    assert "行/秒" not in shown
    assert "\x1b[?25l" not in shown


@pytest.mark.parametrize("env", [{"TERM": "dumb"}, {"CI": "1"}])
def test_no_bar_where_it_could_not_move(tmp_path: Path, env: dict[str, str]) -> None:
    code, shown = ended(terminal("check", csv_file(tmp_path / "a.csv", cells(rows.good(300))), **env))
    assert code == 0
    assert "\x1b" not in shown


def test_a_bar_never_reaches_standard_output(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "a.csv", cells(rows.good(300)))
    out = tmp_path / "out"
    words = " ".join(command("batch", "check", path, "--json", "--as-of", DAY))
    child = pexpect.spawn("/bin/sh", ["-c", f"{words} > {out}"], env=environment(TERM="xterm"), encoding="utf-8", timeout=60)
    code, shown = ended(child)
    assert code == 0
    assert "行" in shown
    assert "\x1b" not in out.read_text(encoding="utf-8")


def test_off_a_terminal_lines_come_seldom_and_only_when_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    from icpctl import run
    from icpctl.screen import progress

    run.options.verbose = True
    with progress.meter("核对") as meter:
        for done in range(0, 45_001, 500):
            meter.at(done, 45_000)
    assert capsys.readouterr().err.splitlines() == [f"核对: 已处理 {n}0000 行" for n in (1, 2, 3, 4)]
    run.options.verbose = False
    with progress.meter("核对") as meter:
        meter.at(100_000, None)
    assert capsys.readouterr() == ("", "")


def test_an_end_before_the_first_row_says_so(tmp_path: Path, drafts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from icpctl.batch import across

    def stopped(*_: Any, **__: Any) -> Any:
        os.kill(os.getpid(), signal.SIGINT)
        return real(*_, **__)

    real = across.compare
    monkeypatch.setattr(across, "compare", stopped)
    done = icpctl("batch", "import", csv_file(tmp_path / "a.csv", cells(rows.good(3))))
    assert done.code == 130
    assert "一行都还没有处理" in done.out
    assert not list(drafts.glob("*.toml"))
