"""The whole of what `new` says about the five examples, in both languages, word for word.

After a wanted change write the files anew with UPDATE_GOLDEN=1 and read the difference.
"""

import os
import re
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from cli_cases import EXAMPLES, HAN, too_wide
from running import DAY, icpctl

from icpctl.rules import DATA

GOLDEN = Path(__file__).parents[1] / "golden" / "cli"
DRAFTS = "/drafts"
# What stays Chinese in English output: titles of sources and legal bases as they are published, names of things that a
# reader must find on a Chinese page or paper (a quoted literal), and the values that are filed.
QUOTES = ("“”", "《》", '""', "「」")


def shown(example: str, lang: str) -> str:
    """Everything `new --example` prints, with the place of the draft made the same everywhere."""
    done = icpctl("new", "--example", example, "--as-of", DAY, "--lang", lang, "--drafts", DRAFTS, "--dry-run")
    assert done.code in (0, 1), done.all
    return f"{done.out}--- stderr\n{done.err}--- exit {done.code}\n"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("example", EXAMPLES)
def test_what_an_example_says_is_as_agreed(example: str, lang: str) -> None:
    made = shown(example, lang)
    path = GOLDEN / f"new-{example}.{lang}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made, encoding="utf-8")
    assert made == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_saved_run_differs_only_by_the_file(example: str, drafts: Path) -> None:
    done = icpctl("new", "x", "--example", example, "--as-of", DAY, env={"COLUMNS": "400"})
    dry = icpctl("new", "x", "--example", example, "--as-of", DAY, "--dry-run", env={"COLUMNS": "400"})
    lines = [line for line in done.out.splitlines() if line not in dry.out.splitlines()]
    assert len(lines) <= 2
    assert str(drafts / "x.toml") in lines[0]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("columns", [80, 40, 100])
@pytest.mark.parametrize("example", EXAMPLES)
def test_no_line_runs_over_the_screen(example: str, columns: int, lang: str) -> None:
    env = {"COLUMNS": str(columns)}
    done = icpctl("new", "--example", example, "--as-of", DAY, "--lang", lang, "--dry-run", env=env)
    assert too_wide(done.all, columns) == []


@pytest.mark.parametrize("verb", ["show", "docs", "next", "check", "type"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_verb_runs_over_the_screen(verb: str, lang: str) -> None:
    for example in EXAMPLES:
        icpctl("new", example, "--example", example)
        done = icpctl(verb, example, "--lang", lang, "--as-of", DAY)
        assert too_wide(done.all, 80) == []


@cache
def source_titles() -> tuple[str, ...]:
    """Titles of sources, which are what the pages are called; the longest first."""
    found: list[str] = []
    for path in (DATA / "sources").glob("*.toml"):
        found += [str(s["title"]) for s in tomllib.loads(path.read_text(encoding="utf-8"))["source"]]
    return tuple("".join(f.split()) for f in sorted(found, key=len, reverse=True) if HAN.search(f))


def filed_values(example: str) -> list[str]:
    """The texts of an example's answers."""

    def texts(value: Any) -> list[str]:
        if isinstance(value, dict):
            return [t for v in value.values() for t in texts(v)]
        if isinstance(value, list):
            return [t for v in value for t in texts(v)]
        return [value] if isinstance(value, str) else []

    path = files("icpctl.examples").joinpath(f"{example}.toml")
    return texts(tomllib.loads(path.read_text(encoding="utf-8")))


def without_allowed(text: str, example: str) -> str:
    """The text without source titles, filed values and quoted literals, blanks taken out (a title may be wrapped)."""
    flat = "".join(text.split())
    for allowed in (*source_titles(), *sorted(filed_values(example), key=len, reverse=True)):
        if HAN.search(allowed):
            flat = flat.replace("".join(allowed.split()), "")
    for opening, closing in QUOTES:
        while (start := flat.find(opening)) >= 0 and (end := flat.find(closing, start + 1)) >= 0:
            flat = flat[:start] + flat[end + 1 :]
    return re.sub(f"{HAN.pattern}\\*\\*", "", flat)  # a masked name


@pytest.mark.parametrize("example", EXAMPLES)
def test_english_output_is_english(example: str) -> None:
    icpctl("new", "x", "--example", example)
    for args in (
        ("new", "--example", example, "--dry-run"),
        ("check", "x"),
        ("docs", "x"),
        ("next", "x"),
        ("type", "x"),
        ("list",),
    ):
        done = icpctl(*args, "--lang", "en", "--as-of", DAY, env={"COLUMNS": "1000"})
        lines = [line for line in done.all.splitlines() if HAN.search(line)]
        left = [line for line in lines if HAN.search(without_allowed(line, example))]
        assert left == [], args
