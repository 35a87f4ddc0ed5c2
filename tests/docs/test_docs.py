"""The documentation: links lead somewhere, commands exist, examples in it work, every verb and check is described."""

import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest
from readme_blocks import ROOT, blocks, command_lines, pages
from running import DAY, icpctl

from icpctl import checks, cli
from icpctl.explaining import other_codes
from icpctl.wording import LANGUAGES

PAGES = pages()
NAMES = [p.relative_to(ROOT).as_posix() for p in PAGES]
GUIDES = [ROOT / "docs" / "guide.md", ROOT / "docs" / "en" / "guide.md"]
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def anchors(path: Path) -> set[str]:
    """The places of a page that a link may name, as code platforms make them from the headings."""
    found = set()
    for heading in _HEADING.findall(path.read_text(encoding="utf-8")):
        kept = re.sub(r"[^\w\- ]", "", re.sub(r"[`*]", "", heading).lower())
        found.add(kept.strip().replace(" ", "-"))
    return found


@pytest.mark.parametrize("path", PAGES, ids=NAMES)
def test_every_link_leads_to_a_file_and_a_heading(path: Path) -> None:
    for link in _LINK.findall(path.read_text(encoding="utf-8")):
        if link.startswith("http"):
            continue
        name, _, place = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        assert target.exists(), link
        assert target.is_relative_to(ROOT), link
        if place:
            assert place in anchors(target), link


def test_every_page_is_in_the_contents() -> None:
    contents = ROOT / "docs" / "README.md"
    named = {(contents.parent / link.partition("#")[0]).resolve() for link in _LINK.findall(contents.read_text(encoding="utf-8"))}
    listed = {p for p in PAGES if p.parent.name != "decisions" and p != contents}
    assert listed <= named


def test_decisions_are_numbered_without_gaps() -> None:
    found = sorted(p.name[:4] for p in (ROOT / "docs" / "decisions").glob("*.md"))
    assert found == [f"{n:04}" for n in range(1, len(found) + 1)]


def options_of(words: list[str]) -> set[str]:
    """The options that a command line may use; fails when its verb or sub-verb does not exist."""
    root: Any = cli.build()
    context = root.make_context("icpctl", [], resilient_parsing=True)
    known = {o for p in root.params for o in (*p.opts, *p.secondary_opts)}
    plain = [w for w in words if not w.startswith("-")]
    verb = next((w for w in plain if w in cli.verbs()), None)
    assert verb or all(w.startswith("-") for w in words), f"no verb in: {' '.join(words)}"
    if verb is None:
        return known
    command = root.get_command(context, verb)
    subs = getattr(command, "commands", {})
    if subs:
        sub = next(iter(plain[plain.index(verb) + 1 :]), "")
        if verb == "docs" and sub not in subs:  # `docs NAME` lists
            command = subs["list"]
        elif sub in subs or not command.invoke_without_command:  # `intake --type T` is a command of its own
            command = subs[sub]
    return known | {o for p in command.params for o in (*p.opts, *p.secondary_opts)}


@pytest.mark.parametrize("path", PAGES, ids=NAMES)
def test_every_command_shown_exists_with_its_options(path: Path) -> None:
    for line in command_lines(path):
        words = shlex.split(line, comments=True)[1:]
        flags = {w.partition("=")[0] for w in words if w.startswith("--")}
        assert flags <= options_of(words) | {"--help"}, line


@pytest.mark.parametrize("path", GUIDES, ids=LANGUAGES)
def test_the_answers_of_the_guide_make_a_draft_without_errors(path: Path, tmp_path: Path) -> None:
    (answers,) = blocks(path, "toml answers")
    file = tmp_path / "answers.toml"
    file.write_text(answers, encoding="utf-8")
    result = icpctl("new", "my-site", "--from", file, "--no-input", "--as-of", DAY)
    assert result.code == 0, result.all
    for line in command_lines(path):
        if line.startswith(("icpctl edit my-site --", "icpctl undo my-site")) and "@" not in line.replace("@example", ""):
            assert icpctl(*shlex.split(line)[1:], "--as-of", DAY).code == 0, line


@pytest.mark.parametrize("path", GUIDES, ids=LANGUAGES)
def test_the_own_rule_of_the_guide_is_used_and_named(path: Path, home: Path) -> None:
    (rule,) = blocks(path, "toml own-rule")
    file = home / "config" / "rules" / "provinces" / "jiangsu.toml"
    file.parent.mkdir(parents=True)
    file.write_text(rule, encoding="utf-8")
    shown = icpctl("rules", "show", "province-rule", tomllib.loads(rule)["rule"][0]["id"], "--json").json()["rule"]
    assert shown["origin"] == str(file)
    assert shown["as_of"] == "2026-11-20"
    assert "2026" in shown["title"]
    assert icpctl("doctor").code == 0


@pytest.mark.parametrize("path", GUIDES, ids=LANGUAGES)
def test_the_guide_uses_every_example_and_every_verb(path: Path) -> None:
    from icpctl import examples

    text = path.read_text(encoding="utf-8")
    assert all(f"--example {name}" in text for name in examples.names())
    used = {word for line in command_lines(path) for word in shlex.split(line)}
    assert set(cli.verbs()) <= used


def test_every_check_and_every_verb_has_its_section_in_the_reference() -> None:
    for folder in (ROOT / "docs" / "reference", ROOT / "docs" / "reference" / "en"):
        codes = _HEADING.findall((folder / "checks.md").read_text(encoding="utf-8"))
        assert {one.code for one in (*checks.all_checks(), *other_codes.codes())} == {c.split()[0] for c in codes[1:]}
        commands = set(_HEADING.findall((folder / "commands.md").read_text(encoding="utf-8")))
        assert {f"icpctl {verb}" for verb in cli.verbs()} <= commands


def test_both_guides_have_the_same_sections() -> None:
    zh, en = ([line.split()[0] for line in p.read_text(encoding="utf-8").splitlines() if re.match(r"#+ ", line)] for p in GUIDES)
    assert zh == en
    assert len(command_lines(GUIDES[0])) == len(command_lines(GUIDES[1]))
