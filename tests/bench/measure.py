"""Whole processes measured in pairs: each run of a command is followed by one of a reference, and the ratios count.

The speed of a machine drifts by half within minutes, that of two neighbouring runs hardly does. Two ratios are given:
of the time on the clock, and of the processor time, which other work on the machine disturbs less.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PASS = [sys.executable, "-c", "pass"]
ICPCTL = [sys.executable, "-m", "icpctl"]
# Without byte code every start is two to four times as long; nobody who installed the program has it so.
UNWANTED = ("PYTHONDONTWRITEBYTECODE", "ICPCTL_LANG", "COVERAGE_PROCESS_START")


@dataclass(frozen=True, slots=True)
class Once:
    """One process: seconds on the clock, seconds of processor, peak memory in MiB, exit code."""

    wall: float
    cpu: float
    peak: float
    code: int


@dataclass(frozen=True, slots=True)
class Ratio:
    """A command against its reference: medians of the ratios and of the seconds, peak memory in MiB, exit codes."""

    wall: float
    cpu: float
    seconds: float
    peak: float
    codes: tuple[int, ...]


def environment(home: Path) -> dict[str, str]:
    """The environment of a measured process: its own drafts, configuration and cache, byte code allowed."""
    kept = {k: v for k, v in os.environ.items() if k not in UNWANTED}
    own = {"ICPCTL_DRAFTS": home / "drafts", "ICPCTL_CONFIG": home / "config", "XDG_CACHE_HOME": home / "cache"}
    return {**kept, "PYTHONPATH": str(ROOT), "LC_ALL": "zh_CN.UTF-8", **{k: str(v) for k, v in own.items()}}


def once(command: list[str], env: dict[str, str]) -> Once:
    """Run a process with its input and output on the null device."""
    null = os.open(os.devnull, os.O_RDWR)
    try:
        start = time.perf_counter()
        actions = [(os.POSIX_SPAWN_DUP2, null, n) for n in (0, 1, 2)]
        pid = os.posix_spawn(command[0], command, env, file_actions=actions)
        _, status, used = os.wait4(pid, 0)
        wall = time.perf_counter() - start
    finally:
        os.close(null)
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024  # ru_maxrss: bytes there, KiB elsewhere
    return Once(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / unit, os.waitstatus_to_exitcode(status))


def paired(
    command: Callable[[int], list[str]],
    env: dict[str, str],
    runs: int,
    *,
    reference: list[str] | None = None,
    before: Callable[[], None] = lambda: None,
) -> Ratio:
    """`command(n)` of each run against the reference (`python -c pass` unless told).

    `before` is called ahead of each run. One pair is thrown away first, unless there is to be one run only.
    """
    reference = reference or PASS
    pairs = []
    for number in range(runs + (runs > 1)):
        before()
        pairs.append((once(command(number), env), once(reference, env)))
    pairs = pairs[-runs:]
    return Ratio(
        wall=statistics.median(one.wall / other.wall for one, other in pairs),
        cpu=statistics.median(one.cpu / other.cpu for one, other in pairs),
        seconds=statistics.median(one.wall for one, _ in pairs),
        peak=max(one.peak for one, _ in pairs),
        codes=tuple(sorted({one.code for one, _ in pairs})),
    )


@contextmanager
def home() -> Iterator[Path]:
    """A temporary folder for drafts, configuration and cache."""
    with tempfile.TemporaryDirectory(prefix="icpctl-bench-") as name:
        yield Path(name)


def options(description: str) -> argparse.Namespace:
    """`--quick` (one run over few drafts, to see that the benchmark works) and `--runs N`."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--quick", action="store_true", help="one run over few drafts: shows that it works, no more")
    parser.add_argument("--runs", type=int, default=15, metavar="N")
    return parser.parse_args()


def table(head: list[str], rows: list[list[str]]) -> None:
    """A table as Markdown."""
    for cells in (head, ["---"] * len(head), *rows):
        print("| " + " | ".join(cells) + " |", flush=True)
