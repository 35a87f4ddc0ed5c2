"""What reading the rules for one draft costs inside the process: python tests/bench/bench_rules.py

The unit is the parsing of the largest province's file by tomllib.
"""

import datetime as dt
import statistics
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from measure import ROOT, environment, home, options, table
from sample_drafts import make

sys.path.insert(0, str(ROOT))

from icpctl import checks, rulecache, store
from icpctl.rules import DATA, Book

Parse = Callable[[str], dict[str, Any]]


def main() -> None:
    """Print the table."""
    chosen = options("Reading the rules for one draft, against parsing one province's file.")
    runs = 1 if chosen.quick else chosen.runs
    province = max((DATA / "provinces").glob("*.toml"), key=lambda p: p.stat().st_size).read_text(encoding="utf-8")
    with home() as folder, tempfile.TemporaryDirectory() as cache:
        make(folder / "drafts", 1, environment(folder))
        draft = store.load(folder / "drafts", "d00000").draft
        kept = partial(rulecache._parse, Path(cache), True)
        rows = []
        for name, parse in (("tomllib", tomllib.loads), ("kept parsed", kept)):
            _reading(parse, draft)  # fills the cache, compiles the patterns
            pairs = [(_reading(parse, draft), _once(tomllib.loads, province)) for _ in range(runs)]
            ratio = statistics.median(one / unit for (one, _), unit in pairs)
            median = statistics.median(one for (one, _), _ in pairs)
            rows.append([name, str(pairs[0][0][1]), f"{ratio:.1f}", f"{median * 1000:.1f}", "<= 40"])
        table(["read by", "files", "x one province", "ms here", "aim, ms"], rows)


def _reading(parse: Parse, draft: Any) -> tuple[float, int]:
    """(seconds, files) of the parsing that judging a draft with a new rule book asks for."""
    spent: list[float] = []

    def timed(text: str) -> dict[str, Any]:
        start = time.perf_counter()
        data = parse(text)
        spent.append(time.perf_counter() - start)
        return data

    checks.run(draft, Book(None, timed), dt.date(2026, 11, 22))
    return sum(spent), len(spent)


def _once(parse: Parse, text: str) -> float:
    start = time.perf_counter()
    parse(text)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
