"""Reading `tests/cases/<CODE>.toml`: the passing and failing examples of every check.

A file has `code` and tables `[[case]]`: name, base (a file of `tests/cases/base/`, optional), day (default 2026-11-22),
draft (tables laid over the base: tables of a list by their place, "" and [] take a value away) and finds (all findings
of that code, each with at, severity and maybe rule). A case without finds must pass. `others` are the other drafts of the same folder, each with base and
draft.
"""

import datetime as dt
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from icpctl.case import Case
from icpctl.draft import Draft, from_dict
from icpctl.elsewhere import Pool
from icpctl.rules import Book

CASES = Path(__file__).parent.parent / "cases"
DAY = dt.date(2026, 11, 22)


def files() -> list[Path]:
    """Every case file."""
    return sorted(CASES.glob("*.toml"))


def read(path: Path) -> list[dict[str, Any]]:
    """The cases of a file, each with its code."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return [{**case, "code": data["code"]} for case in data["case"]]


def all_cases() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every case with its name for the test report."""
    for path in files():
        for case in read(path):
            yield f"{path.stem}: {case['name']}", case


def draft_of(case: dict[str, Any]) -> Draft:
    """The draft of a case: its own tables over the base."""
    base: dict[str, Any] = {}
    if "base" in case:
        base = tomllib.loads((CASES / "base" / f"{case['base']}.toml").read_text(encoding="utf-8"))
    return from_dict(lay_over(base, case.get("draft", {})), str(case["name"]))


def seen_by(case: dict[str, Any], book: Book) -> Case:
    """The draft of a case for its day, beside the others where the case has any."""
    alone = Case(draft_of(case), book, case.get("day", DAY))
    if not case.get("others"):
        return alone
    pool = Pool()
    for number, other in enumerate(case["others"]):
        draft = draft_of({"name": f"other-{number}", **other})
        pool.add(f"other-{number}", pool.entry(Case(draft, book, alone.day)))
    return Case(alone.draft, book, alone.day, pool.beside(alone))


def lay_over(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Nested tables over others."""
    out = dict(base)
    for key, value in own.items():
        have = out.get(key)
        if value in ("", []):
            out.pop(key, None)
        elif isinstance(value, dict):
            out[key] = lay_over(have if isinstance(have, dict) else {}, value)
        elif _tables(value):
            out[key] = _lists(have if _tables(have) else [], value)
        else:
            out[key] = value
    return out


def _tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)


def _lists(base: Any, own: list[dict[str, Any]]) -> list[dict[str, Any]]:
    laid = [lay_over(base[i] if i < len(base) else {}, table) for i, table in enumerate(own)]
    return laid + list(base[len(own) :])
