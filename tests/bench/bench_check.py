"""`check` over many drafts, against reading the same files with tomllib alone: python tests/bench/bench_check.py

Memory is flat when a tenth of the drafts needs about the same.
"""

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
    chosen = options("`check` over many drafts against tomllib alone.")
    counts, runs = ((10, 20), 1) if chosen.quick else ((1000, 10_000), max(1, chosen.runs // 5))
    rows = []
    with home() as folder:
        env = environment(folder)
        for count in counts:
            drafts = folder / "drafts"
            make(drafts, count, env)
            reading = [sys.executable, "-c", READ, str(drafts)]
            for name, arguments in (("check", ["check"]), ("check --json", ["check", "--json"])):
                found = paired(lambda _, a=arguments: [*ICPCTL, *a], env, runs, reference=reading)
                shown = [f"{found.wall:.1f}", f"{found.cpu:.1f}", f"{count / found.seconds:.0f}", f"{found.peak:.0f}"]
                rows.append([f"{name} of {count} drafts", *shown, str(found.codes)])
    table(["command", "x tomllib", "x tomllib, processor", "drafts/s here (aim 700)", "peak MiB", "exit"], rows)


if __name__ == "__main__":
    main()
