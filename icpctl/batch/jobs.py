"""Groups judged by several processes: the parent reads, workers judge, the results come back in the order of the sheet.

What is told does not depend on the number of processes: each group is judged by the same function with the same settings,
and nothing of one group is left behind for the next. Workers are started afresh (`spawn`), as all systems can. They pass over
Ctrl-C, which the parent gets and answers by ending them.
"""

import datetime as dt
import gc
import os
import signal
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from functools import partial
from itertools import islice
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Any

import msgspec
from msgspec import Struct, field

from icpctl import run, wording
from icpctl.batch import Group
from icpctl.batch.across import Compared
from icpctl.batch.judging import Judged, Table, judge
from icpctl.rules import Book

CHUNK = 50  # groups that go to a worker at a time
AHEAD = 3  # chunks for each worker that are read before the first of them is told


class Settings(Struct, frozen=True):
    """How all groups of a sheet are judged; see `judging.judge`.

    compared    what the pass across the rows found
    to_update   names of drafts that rows only update: what such a row leaves out is in the draft
    """

    day: dt.date
    table: Table = Table()
    defaults: Mapping[str, Any] = {}
    allow_gaps: bool = False
    least: str = "note"
    compared: Compared = field(default_factory=Compared)
    to_update: frozenset[str] = frozenset()


def judged(groups: Iterable[Group], jobs: int, settings: Settings, book: Book) -> Generator[Judged, None, None]:
    """Every group judged, in order. `jobs`: how many processes; 1 judges in this one.

    The groups are read a little ahead of what is told, never all. A worker that dies (out of memory) costs only time: what it
    had is judged here. Closing the iterator ends the workers.
    """
    if jobs <= 1:
        for group in groups:
            yield one(group, settings, book)
        return
    source = iter(groups)
    # A sheet of a few rows is judged before another process has started.
    first = list(islice(source, CHUNK))
    yield from (one(group, settings, book) for group in first)
    chunk = list(islice(source, CHUNK))
    if not chunk:
        return
    start = (settings, wording.language(), run.options.dry_run)
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_start, initargs=start)
    try:
        yield from _in_order(pool, chunk, source, jobs, settings, book)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _in_order(
    pool: ProcessPoolExecutor, chunk: list[Group], source: Iterator[Group], jobs: int, settings: Settings, book: Book
) -> Iterator[Judged]:
    waiting: deque[tuple[list[Group], Future[bytes] | None]] = deque()
    while chunk or waiting:
        while chunk and len(waiting) < AHEAD * jobs:
            waiting.append((chunk, _given(pool, chunk)))
            chunk = list(islice(source, CHUNK))
        groups, future = waiting.popleft()
        try:
            found = _RESULTS.decode(future.result()) if future is not None else None
        except BrokenExecutor:
            found = None
        yield from (one(group, settings, book) for group in groups) if found is None else found


def _given(pool: ProcessPoolExecutor, chunk: list[Group]) -> "Future[bytes] | None":
    try:
        return pool.submit(_judge, msgspec.msgpack.encode(chunk))
    except BrokenExecutor:
        return None


def one(group: Group, settings: Settings, book: Book) -> Judged:
    """One group by the settings of its sheet."""
    return judge(
        group,
        settings.defaults,
        book,
        settings.day,
        settings.compared.elsewhere(group),
        more=settings.compared.orders(group),
        table=settings.table,
        allow_gaps=settings.allow_gaps or group.name in settings.to_update,
        least=settings.least,
    )


# --- in a worker ---

_GROUPS = msgspec.msgpack.Decoder(list[Group])
_RESULTS = msgspec.msgpack.Decoder(list[Judged])
_here: list[partial[Judged]] = []


def _start(settings: Settings, language: str, dry_run: bool) -> None:
    """What a worker needs once: the language and the rule book of the run."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    gc.set_threshold(100_000, 20, 100)
    wording.set_language(language)
    run.options.dry_run = dry_run
    _here[:] = [partial(one, settings=settings, book=run.book())]


def _end_with_parent() -> None:
    """End this process when its parent is gone: one that is killed cannot end its workers, which would wait for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _judge(groups: bytes) -> bytes:
    return msgspec.msgpack.encode([_here[0](group) for group in _GROUPS.decode(groups)])
