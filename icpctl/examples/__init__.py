"""Embedded invented cases: answers files with a title, found by listing the folder."""

import tomllib
from importlib.resources import files
from typing import Any

from icpctl.errors import UsageError
from icpctl.wording import pick


def names() -> list[str]:
    """The ids of the examples, the first to try first."""
    found = sorted(p.name.removesuffix(".toml") for p in files(__name__).iterdir() if p.name.endswith(".toml"))
    return sorted(found, key=lambda n: n != FIRST)


FIRST = "qingcloud-new-access"


def titles() -> list[tuple[str, str]]:
    """(id, title in the user's language) of every example."""
    return [(name, pick(_read(name), "title")) for name in names()]


def load(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """({path: raw}, facts) of an example. Raises UsageError naming all examples for an unknown one."""
    from icpctl.answers.files import flatten
    from icpctl.facts import read_facts
    from icpctl.rules import Book

    if name not in names():
        raise UsageError("unknown_example", name=name[:60], known=", ".join(names()))
    data = {k: v for k, v in _read(name).items() if not k.startswith("title_")}
    answers, facts = flatten(data, name)
    return answers, read_facts(facts, Book())


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))
