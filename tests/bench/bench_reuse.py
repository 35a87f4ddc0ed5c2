"""Comparing drafts with one another: python tests/bench/bench_reuse.py

`check` of one draft in folders of different size, with and without the index of the folder; `check` of all; memory.
"""

import shutil
import sys

from measure import ICPCTL, environment, home, options, paired, table
from sample_drafts import make

READ = """
import pathlib, sys, tomllib
for path in pathlib.Path(sys.argv[1]).glob("*.toml"):
    tomllib.loads(path.read_text(encoding="utf-8"))
"""


def main() -> None:
    """Print the table."""
    chosen = options("Comparing drafts, against `python -c pass` and against tomllib alone.")
    counts, runs = ((10, 40), 1) if chosen.quick else ((10, 1000, 10_000), max(3, chosen.runs // 3))
    rows = []
    with home() as folder:
        env = environment(folder)
        for count in counts:
            drafts = folder / "drafts"
            make(drafts, count, env)
            forget = lambda: [p.unlink() for p in (folder / "cache").rglob("compare-*.json")]  # noqa: E731
            one = [*ICPCTL, "check", "d00000"]
            for name, before in (("no index yet", forget), ("with the index", lambda: None)):
                found = paired(lambda _: one, env, runs, before=before)  # noqa: B023
                rows.append(
                    [f"check of one of {count}, {name}", f"{found.wall:.1f} x pass", "", f"{found.peak:.0f}", str(found.codes)]
                )
            reading = [sys.executable, "-c", READ, str(drafts)]
            for name, before in (("no index yet", forget), ("with the index", lambda: None)):
                found = paired(lambda _: [*ICPCTL, "check"], env, 1 if count > 1000 else runs, reference=reading, before=before)
                rate = f"{count / found.seconds:.0f}"
                rows.append(
                    [f"check of all {count}, {name}", f"{found.wall:.1f} x tomllib", rate, f"{found.peak:.0f}", str(found.codes)]
                )
        shutil.rmtree(folder / "cache", ignore_errors=True)
    table(["command", "ratio", "drafts/s here", "peak MiB", "exit"], rows)


if __name__ == "__main__":
    main()
