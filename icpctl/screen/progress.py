"""How far a long work is: a bar with rate and remaining time on a terminal, quiet lines elsewhere. Standard error only."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from icpctl import screen
from icpctl.run import options
from icpctl.wording import t

EVERY = 10_000  # rows between two lines off a terminal


class Meter:
    """What the work reports to; does nothing by itself. `done` rows of `total` (None: not known yet)."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.total: int | None = None
        self.done = 0

    def at(self, done: int, total: int | None, label: str = "") -> None:
        """So many rows are done now."""
        self.done, self.total, self.label = done, total, label or self.label


class _Lines(Meter):
    def at(self, done: int, total: int | None, label: str = "") -> None:
        if label and label != self.label:
            self.done = 0
        if done // EVERY > self.done // EVERY:
            screen.talk(f"{label or self.label}: {t('batch.progress.line', done=done // EVERY * EVERY)}", style="dim")
        super().at(done, total, label)


class _Bar(Meter):
    def __init__(self, label: str, progress: Any) -> None:
        super().__init__(label)
        self._progress = progress
        self._task = progress.add_task(label, total=None, rows="", rate="", left="")

    def at(self, done: int, total: int | None, label: str = "") -> None:
        if label and label != self.label:
            self._progress.reset(self._task, total=total)
        super().at(done, total, label)
        task = self._progress.tasks[0]
        rate, left = task.speed, task.time_remaining
        self._progress.update(
            self._task,
            completed=done,
            total=total,
            description=self.label,
            rows=t("batch.progress.rows_of", done=f"{done:,}", total=f"{total:,}")
            if total
            else t("batch.progress.rows", done=f"{done:,}"),
            rate=t("batch.progress.rate", rate=f"{rate:,.0f}") if rate else "",
            left=t("batch.progress.left", time=_clock(left)) if total and left is not None else "",
        )


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def on_terminal() -> bool:
    """Can standard error show something that moves?"""
    quiet = options.quiet or options.plain or os.environ.get("TERM") == "dumb" or os.environ.get("CI")
    return sys.stderr.isatty() and not quiet


@contextmanager
def meter(label: str) -> Iterator[Meter]:
    """A meter for the work inside the block; the bar is gone from the terminal afterwards, however the block ends."""
    if not on_terminal():
        yield _Lines(label) if options.verbose else Meter(label)
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    console = Console(file=sys.stderr, highlight=False, markup=False, emoji=False, width=screen.width(), legacy_windows=False)
    columns = [
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=None),
        *(TextColumn("{task.fields[" + name + "]}", markup=False) for name in ("rows", "rate", "left")),
    ]
    progress = Progress(*columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False, expand=True)
    progress.start()
    try:
        yield _Bar(label, progress)
    finally:
        with suppress(OSError):  # the terminal may have gone away
            progress.stop()
