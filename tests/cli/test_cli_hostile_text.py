"""Text that a terminal, a markup language or a file name could obey: refused or shown as what it is, everywhere."""

import json
import re
from pathlib import Path

import pytest
from cli_cases import saved
from running import Result, icpctl

from icpctl import screen
from icpctl.draft import from_dict
from icpctl.questions import QUESTIONS, place

ESCAPES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]")
EVIL = {
    "escape": "\x1b[2J\x1b]0;owned\x07",
    "bidi": "abc\u202egnp.exe",
    "isolate": "a\u2066b\u2069c",
    "c1": "a\x9b31mb",
    "back": "abc\b\b\bxyz",
    "return": "good\rbad",
    "tag": "a\U000e0041b",
    "lines": "one\u2028two",
}
MARKUP = [
    "[/]",
    "[bold",
    "[red]x[/red]",
    "[link=http://x]y[/link]",
    "trailing\\",
    "{name}",
    "%s %d",
    "{0}",
    "${HOME}",
    ":smile:",
    "<b>",
    "`x`",
]


def harmless(done: Result) -> None:
    assert not ESCAPES.search(done.all), repr(ESCAPES.search(done.all))
    assert "Traceback" not in done.all
    assert "自己出了错" not in done.all


@pytest.mark.parametrize("text", EVIL.values(), ids=EVIL)
def test_a_value_with_characters_that_are_obeyed_is_refused(text: str) -> None:
    saved()
    for path in (
        "site[0].remark",
        "subject.name",
        "principal.name",
        "site[0].name",
        "filing.note",
        "subject.city",
        "filing.provider",
        "site[0].domains",
    ):
        done = icpctl("edit", "shop", "--set", f"{path}={text}")
        harmless(done)
        if text != EVIL["return"]:  # a line end inside a free text is a line end
            assert done.code == 2, (path, done.all)
    harmless(icpctl("edit", "shop", "--set", f"{text}=x"))
    harmless(icpctl("edit", "shop", "--set", text))
    harmless(icpctl("edit", "shop", "--fact", f"{text}=x"))
    harmless(icpctl("edit", "shop", "--fact", f"intent={text}"))
    harmless(icpctl("edit", "shop", "--from", text))
    harmless(icpctl("show", text))
    harmless(icpctl("show", f"{text}.toml"))
    harmless(icpctl(text))
    harmless(icpctl("new", "--example", text))
    harmless(icpctl("rules", "search", text))
    harmless(icpctl("rules", "show", text, text))
    harmless(icpctl("rules", text))
    harmless(icpctl("explain", text))
    harmless(icpctl("schema", text))
    harmless(icpctl("list", "--filter", text))
    harmless(icpctl("list", f"--{text}"))
    harmless(icpctl("list", "--as-of", text))
    harmless(icpctl("list", "--lang", text))
    harmless(icpctl("list", "--drafts", f"nowhere/{text}"))
    harmless(icpctl("check", "--format", text))
    harmless(icpctl("next", "--within", text))
    harmless(icpctl("edit", "shop", "--set", f"{text}=x", "--json"))


@pytest.mark.parametrize("text", MARKUP)
def test_markup_is_stored_and_shown_as_it_is(text: str) -> None:
    saved()
    assert icpctl(
        "edit", "shop", "--set", f"site[0].remark={text}", "--note", text, "--set", f"site[0].resource={text}"
    ).code in (0, 1)
    shown = icpctl("show", "shop", "--json", "--reveal").json()
    assert shown["site"][0]["remark"] == shown["filing"]["note"] == shown["site"][0]["resource"] == text
    human = icpctl("show", "shop")
    assert human.out.count(text) >= 3
    for verb in ("check", "docs", "next", "list", "type"):
        harmless(icpctl(verb, *(["shop"] if verb != "list" else [])))
    for args in (
        ("show", text),
        ("explain", text),
        ("rules", "search", text),
        ("new", "--example", text),
        ("edit", "shop", "--set", f"{text}=x"),
        ("edit", "shop", "--province", text),
    ):
        done = icpctl(*args)
        harmless(done)
        assert done.code in (0, 2, 3)


def hostile_draft(text: str) -> str:
    """A hand-made draft file with the text in every place that takes text."""
    draft: dict[str, object] = {"schema": 1, "name": "evil"}
    for question in QUESTIONS:
        if question.kind in ("bool", "count"):
            continue
        here: object = draft
        *tables, key = place(question.path).split(".")
        for table in tables:
            name, bracket, _ = table.partition("[")
            assert isinstance(here, dict)
            here = here.setdefault(name, [{}] if bracket else {})
            here = here[0] if bracket else here
        assert isinstance(here, dict)
        here[key] = {text: text} if question.kind == "numbers" else [text] if question.many else text
    draft["event"] = [{"event": text, "at": "2026-11-20T10:00:00+08:00", "note": text}]
    draft["document"] = [{"id": text, "file": f"files/{text}", "sha256": text, "valid_to": text}]
    facts = {"intent": text, "service_kind": text, "changed_parts": [text], "province": text}
    draft["filing"] |= {"facts": facts}  # type: ignore[operator]
    from_dict(draft, "evil")
    return json.dumps(draft)


@pytest.mark.parametrize("text", [*EVIL.values(), *MARKUP], ids=[*EVIL, *MARKUP])
def test_a_hand_made_draft_with_hostile_text_everywhere(text: str, drafts: Path) -> None:
    import tomli_w

    saved()
    tables = json.loads(hostile_draft(text))
    from datetime import datetime

    tables["event"][0]["at"] = datetime.fromisoformat(tables["event"][0]["at"])
    (drafts / "evil.toml").write_text(tomli_w.dumps(tables), encoding="utf-8")
    for lang in ("zh", "en"):
        for args in (
            ("show", "evil"), ("show", "evil", "--reveal"), ("show", "evil", "--json"), ("show", "evil", "--json", "--reveal"), ("check", "evil"),
            ("check", "evil", "--json"), ("check", "evil", "--format", "sarif"), ("check", "evil", "--format", "github"), ("docs", "evil"),
            ("docs", "evil", "--json"), ("next", "evil"), ("next", "--json"), ("list",), ("list", "--json"), ("type", "evil"), ("doctor",),
            ("edit", "evil", "--site-name", "示例", "--dry-run"),
        ):  # fmt: skip
            done = icpctl(*args, "--lang", lang)
            harmless(done)
            assert done.code in (0, 1, 2), (args, done.all)


def test_file_names_are_shown_safely(home: Path, drafts: Path) -> None:
    saved()
    for text in EVIL.values():
        if "/" not in text:
            (drafts / f"{text}.toml").write_text("x")
            (home / text).write_text("[subject\n")
            harmless(icpctl("new", "x", "--from", home / text))
            harmless(icpctl("show", drafts / f"{text}.toml"))
            harmless(icpctl("check", drafts / f"{text}.toml"))
            harmless(icpctl("check", drafts / f"{text}.toml", "--json"))
    harmless(icpctl("doctor"))
    harmless(icpctl("list"))
    harmless(icpctl("doctor", "--json"))


def test_clean_leaves_ordinary_text_alone() -> None:
    text = "南京示例·科技（上海）“引号”——…①㈠ é ü 𠮷 \n\t"
    assert screen.clean(text) == text
    assert screen.clean("a\x1b[0m") == "a\\u001b[0m"
    assert screen.clean("\ud800") == "\\ud800"
    assert len(screen.clean("x" * 10**6)) < 30_000
