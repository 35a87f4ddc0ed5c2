"""Help pages: complete in both languages, within the screen, and readable without a rule book or a draft."""

import importlib
from collections.abc import Iterator

import pytest
from cli_cases import HAN, too_wide
from running import icpctl

from icpctl import cli, wording
from icpctl.questions import QUESTIONS

SUB_VERBS = [("rules", s) for s in ("list", "show", "search", "stale")]
PAGES = [(), *((v,) for v in cli.verbs()), *SUB_VERBS]


@pytest.mark.parametrize("width", ["80", "110"])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("page", PAGES, ids=lambda p: " ".join(p) or "icpctl")
def test_a_help_page_fits_the_screen(page: tuple[str, ...], lang: str, width: str) -> None:
    done = icpctl(*page, "--help", "--lang", lang, env={"COLUMNS": width})
    assert (done.code, done.err) == (0, "")
    assert too_wide(done.out, int(width)) == []


@pytest.mark.parametrize("width", ["40", "1"])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("page", PAGES, ids=lambda p: " ".join(p) or "icpctl")
def test_a_narrow_screen_does_not_break_a_help_page(page: tuple[str, ...], lang: str, width: str) -> None:
    done = icpctl(*page, "--help", "--lang", lang, env={"COLUMNS": width})
    assert (done.code, done.err) == (0, "")
    assert done.out.strip()


@pytest.mark.parametrize("page", PAGES, ids=lambda p: " ".join(p) or "icpctl")
def test_h_and_help_after_the_language_are_the_same(page: tuple[str, ...]) -> None:
    assert icpctl(*page, "-h").out == icpctl(*page, "--help").out == icpctl("--lang", "zh", *page, "--help").out


@pytest.mark.parametrize("page", PAGES, ids=lambda p: " ".join(p) or "icpctl")
def test_a_help_page_has_every_global_option_and_no_words_of_the_library(page: tuple[str, ...]) -> None:
    out = icpctl(*page, "--help").out
    for flag in (
        "--drafts",
        "--lang",
        "--no-input",
        "--as-of",
        "--json",
        "--reveal",
        "--plain",
        "--quiet",
        "--verbose",
        "-h, --help",
    ):
        assert flag in out, flag
    words = ("Usage:", "Options:", "Show this message", "Commands:", "[required]", "Arguments:", "[default")
    assert [word for word in words if word in out] == []


@pytest.mark.parametrize("verb", ["new", "edit"])
def test_every_question_stands_in_the_help(verb: str) -> None:
    out = icpctl(verb, "--help").out.split()
    words = {w.strip(",") for w in out}
    assert [q.flag for q in QUESTIONS if q.flag not in words] == []
    assert [q.path for q in QUESTIONS if not q.flag] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: " ".join(p) or "icpctl")
def test_english_help_is_english_but_for_examples_of_values(page: tuple[str, ...]) -> None:
    shown = "".join(icpctl(*page, "--help", "--lang", "en").out.split())
    examples = [str(e) for table in wording.area("en", "question").values() for e in _examples(table)]
    for text in (*sorted(examples, key=len, reverse=True), "ICP 备案"):
        shown = shown.replace("".join(text.split()), "")
    assert HAN.findall(shown) == []


def _examples(table: object) -> Iterator[object]:
    if isinstance(table, dict):
        yield table.get("example", "")
        for inner in table.values():
            yield from _examples(inner)


def test_type_help_names_every_fact_with_its_values() -> None:
    out = icpctl("type", "--help").out
    assert "intent" in out
    assert "use-new-provider" in out
    assert "--fact" in out


def test_help_of_a_verb_needs_no_drafts_folder(tmp_path: object) -> None:
    assert icpctl("list", "--help", "--drafts", "/dev/null/nowhere").code == 0


def test_every_verb_has_its_line_and_module() -> None:
    out = icpctl("--help").out
    for verb in cli.verbs():
        assert f"  {verb}" in out
        assert importlib.import_module(f"icpctl.commands.{verb}").__doc__
