"""The whole list of papers of eight ordinary cases, in both languages, word for word.

After a wanted change write the files anew with UPDATE_GOLDEN=1 and read the difference.
"""

import datetime as dt
import json
import os
import tomllib
from pathlib import Path

import pytest

from icpctl.case import Case
from icpctl.documents import to_json
from icpctl.draft import from_dict
from icpctl.rules import Book
from icpctl.wording import set_language

GOLDEN = Path(__file__).parents[1] / "golden"
SEEDS = sorted(p.stem for p in (GOLDEN / "seeds").glob("*.toml"))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", SEEDS)
def test_the_list_of_a_seed_case_is_as_agreed(name: str, language: str):
    text = (GOLDEN / "seeds" / f"{name}.toml").read_text(encoding="utf-8")
    case = Case(from_dict(tomllib.loads(text), name), Book(), dt.date(2026, 11, 22))
    set_language(language)
    try:
        made = json.dumps(to_json(case), ensure_ascii=False, indent=1) + "\n"
    finally:
        set_language("zh")
    path = GOLDEN / "documents" / f"{name}.{language}.json"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(made, encoding="utf-8")
    assert made == path.read_text(encoding="utf-8")
