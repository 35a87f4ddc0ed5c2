"""What README shows is what the program prints, and its command lines are the ones that are run."""

import shlex
from pathlib import Path

import pytest
from readme_blocks import README, ROOT, blocks, session
from running import icpctl

SESSIONS = blocks(README, "console session")


def missing(run: tuple[str, ...], lines: list[str], start: int) -> int:
    """Where the output goes on after these lines, looking from `start`; -1 when they are not there one after another."""
    for at in range(start, len(lines) - len(run) + 1):
        if tuple(lines[at : at + len(run)]) == run:
            return at + len(run)
    return -1


@pytest.mark.parametrize("block", SESSIONS, ids=["zh", "en"])
def test_the_recorded_session_is_what_the_program_prints(block: str) -> None:
    shown = session(block)
    assert len(shown) >= 3
    for one in shown:
        program, *args = shlex.split(one.command)
        assert program == "icpctl"
        result = icpctl(*args)
        lines = [line.rstrip() for line in result.all.splitlines()]
        at = 0
        for run in one.runs:
            found = missing(run, lines, at)
            assert found >= 0, f"$ {one.command}\nno longer prints, after line {at}:\n" + "\n".join(run)
            at = found


def test_both_languages_give_the_same_command_lines() -> None:
    for info, languages in (("sh", 2), ("powershell", 2)):
        found = blocks(README, info)
        half = len(found) // languages
        assert found[:half] == found[half:]
        assert half >= 2


def test_ci_runs_the_test_command_of_the_readme() -> None:
    command = readme_tests()
    assert f'readme_tests="{command}"' in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_windows_forms_do_the_same() -> None:
    tries, tests = (" ; ".join(block.strip().split("; ")) for block in blocks(README, "powershell")[:2])
    for unix, windows in ((blocks(README, "sh")[0], tries), (readme_tests(), tests)):
        said = unix.strip().replace("python3 -m venv", "py -3 -m venv").replace(".venv/bin/", ".venv\\Scripts\\")
        assert said.replace(" && ", " ; ") == windows


def readme_tests() -> str:
    """The command line that README gives for the tests."""
    (found,) = {b.strip() for b in blocks(README, "sh") if b.strip().endswith("-m pytest")}
    return found


def test_the_example_of_the_first_command_needs_nothing(home: Path) -> None:
    first = blocks(README, "sh")[0].strip().split(" && ")
    _, *args = shlex.split(first[2])
    assert icpctl(*args).code == 0
    assert list((home / "drafts" / "examples").glob("*.toml"))
    _, *args = shlex.split(first[3])
    assert icpctl(*args).code == 0
