"""The whole way of eight ordinary cases, in both languages, word for word.

After a wanted change write the files anew with UPDATE_GOLDEN=1 and read the difference.
"""

import datetime as dt
import json
import os
import tomllib
from pathlib import Path

import pytest

from icpctl.case import Case
from icpctl.draft import from_dict
from icpctl.journey import next_items, plan
from icpctl.rules import Book
from icpctl.wording import set_language

GOLDEN = Path(__file__).parents[1] / "golden"
SEEDS = sorted(p.stem for p in (GOLDEN / "seeds").glob("*.toml"))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", SEEDS)
def test_the_way_of_a_seed_case_is_as_agreed(name: str, language: str):
    text = (GOLDEN / "seeds" / f"{name}.toml").read_text(encoding="utf-8")
    case = Case(from_dict(tomllib.loads(text), name), Book(), dt.date(2026, 11, 22))
    set_language(language)
    try:
        way = {"plan": plan(case).as_json(), "next": [i.as_json() for i in next_items(case)]}
    finally:
        set_language("zh")
    made = json.dumps(way, ensure_ascii=False, indent=1) + "\n"
    path = GOLDEN / "journey" / f"{name}.{language}.json"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(made, encoding="utf-8")
    assert made == path.read_text(encoding="utf-8")
