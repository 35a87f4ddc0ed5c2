"""The promise of `batch import` at its full size: python tests/bench/accept_batch.py [--rows 10000] [--bad 300] [--kills 10]

A sheet of good rows and rows with one fault each is imported by the real program: once and again; then into a new folder,
where the process is killed (SIGKILL) at random moments before it may end; CSV and XLSX. Prints what was found, and ends with 1
when anything is not exactly as it must be. Not a test: the moments differ from run to run (`--seed` repeats the numbers drawn).
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from measure import ICPCTL, ROOT, environment, home

sys.path[:0] = [str(ROOT / "tests" / "batch"), str(ROOT)]

DAY = "2026-11-22"


class Trial:
    """The runs over one sheet, and what was wrong in them."""

    def __init__(self, folder: Path, kind: str, chosen: argparse.Namespace) -> None:
        import accepting
        import sheets_made

        self.wanted = accepting.due(chosen.rows, chosen.bad)
        write = sheets_made.csv_file if kind == "csv" else sheets_made.xlsx_file
        self.sheet = write(folder / f"clients.{kind}", self.wanted.table)
        self.env = environment(folder)
        self.drafts, self.rejects = folder / "drafts", folder / f"clients.{kind}.errors.xlsx"
        self.chosen, self.kind, self.wrong = chosen, kind, list[str]()

    def command(self, verb: str) -> list[str]:
        jobs = ["--jobs", str(self.chosen.jobs)]
        return [*ICPCTL, "batch", verb, str(self.sheet), "--as-of", DAY, "--json", *jobs, "--rejects", str(self.rejects)]

    def run(self, verb: str, name: str, **sums: int) -> Any:
        """One run to its end; its sums and errors are looked at."""
        from accepting import wrong_errors

        start = time.perf_counter()
        done = subprocess.run(self.command(verb), capture_output=True, env=self.env)
        seconds = time.perf_counter() - start
        if done.returncode != (4 if self.chosen.bad else 0):
            self.wrong.append(f"{name}: exit {done.returncode}: {done.stderr.decode()[-500:]}")
            return {}
        found = json.loads(done.stdout)
        self.wrong += [f"{name}: {one}" for one in wrong_errors(found, self.wanted)]
        said = {key: found[key] for key in ("rows", "good", "created", "updated", "unchanged", "refused")}
        if sum(said.values()) - said["rows"] != said["rows"] or said["rows"] != self.chosen.rows:
            self.wrong.append(f"{name}: the sums do not fit: {said}")
        self.wrong += [f"{name}: {said[key]} {key}, not {count}" for key, count in sums.items() if said[key] != count]
        told = ", ".join(f"{count} {key}" for key, count in said.items() if count)
        print(f"{self.kind}: {name}: {told}; {len(found['errors'])} errors; {seconds:.1f} s", flush=True)
        return found

    def look(self, name: str, *, some: bool = False) -> int:
        """The drafts must be those of their rows, all of them unless `some`; how many there are."""
        from accepting import left_behind, wrong_drafts

        self.wrong += [f"{name}: {one}" for one in wrong_drafts(self.drafts, self.wanted, some=some)]
        if not some:
            self.wrong += [f"{name}: left behind: {one}" for one in left_behind(self.drafts)]
        return self.there()

    def there(self) -> int:
        """How many drafts there are."""
        return sum(1 for _ in self.drafts.glob("*.toml"))

    def look_at_workbook(self) -> None:
        from accepting import cells_of, marked

        if marked(self.rejects) != {(row, column) for row, column, _, _ in self.wanted.errors}:
            self.wrong.append("the error workbook marks other cells than the bad ones")
        if cells_of(self.rejects) != self.wanted.table:
            self.wrong.append("the error workbook has other cells than the sheet")
        self.rejects.unlink()

    def killed(self, drawn: random.Random) -> list[str]:
        """Kill the import again and again, each time further on its way; how far it was each time."""
        told: list[str] = []
        before = 0
        for share in sorted(drawn.uniform(0, 0.98) for _ in range(self.chosen.kills)):
            process = subprocess.Popen(
                self.command("import"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=self.env, start_new_session=True
            )
            start = time.perf_counter()
            while process.poll() is None and self.there() < share * len(self.wanted.drafts):
                time.sleep(0.02)
            time.sleep(drawn.uniform(0, 0.5))
            if process.poll() is not None:
                self.wrong.append(f"kill {len(told) + 1}: the import had ended by itself")
            else:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            there = self.look(f"kill {len(told) + 1}", some=True)
            told.append(f"{time.perf_counter() - start:.1f} s: {there}")
            if there < before:
                self.wrong.append(f"kill {len(told)}: {before} drafts became {there}")
            before = there
        return told


def main() -> int:
    """Print what was found; 1 when something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--bad", type=int, default=300)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--only", nargs="+", default=["csv", "xlsx"], choices=["csv", "xlsx"])
    chosen = parser.parse_args()
    good, wrong = chosen.rows - chosen.bad, list[str]()
    print(f"seed {chosen.seed}, {chosen.jobs} process(es)")
    for kind in chosen.only:
        with home() as folder:
            trial = Trial(folder, kind, chosen)
            print(f"{kind}: {chosen.rows} rows, {len(trial.wanted.errors)} bad cells of {trial.wanted.kinds} kinds")
            trial.run("check", "check", good=good, refused=chosen.bad)
            trial.look_at_workbook()
            trial.run("import", "first import", created=good, refused=chosen.bad)
            trial.look("first import")
            trial.look_at_workbook()
            trial.run("import", "the same again", unchanged=good, refused=chosen.bad)
            shutil.rmtree(trial.drafts)
            told = trial.killed(random.Random(chosen.seed))
            print(f"{kind}: killed {len(told)} times, after (seconds: drafts there): {', '.join(told)}")
            there = trial.look("after the kills", some=True)
            trial.run("import", "on to the end", unchanged=there, created=good - there, refused=chosen.bad)
            trial.look("on to the end")
            trial.look_at_workbook()
            trial.run("import", "the same again", unchanged=good, refused=chosen.bad)
            wrong += [f"{kind}: {one}" for one in trial.wrong]
    print("\n".join(["WRONG:", *wrong[:50]]) if wrong else "exactly as it must be")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
