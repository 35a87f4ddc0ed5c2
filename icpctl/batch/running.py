"""The one way from a sheet to judged drafts; `batch check` and `batch import` differ in what they do with them."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import Struct

from icpctl.batch import across
from icpctl.batch.columns import Headings, read_headings
from icpctl.batch.grouping import groups
from icpctl.batch.jobs import Settings, judged
from icpctl.batch.judging import FACTS, Judged, table_of
from icpctl.draft import Draft
from icpctl.facts import read_facts
from icpctl.findings import NOTE
from icpctl.rules import Book
from icpctl.sheets import Sheet
from icpctl.values import assign

LOOKING, JUDGING = "reading", "checking"
"""The two passes, as `on_progress` is told of them; keys of the words `batch.progress`."""

OnProgress = Callable[[str, int, int | None], object]
"""Is told (pass, rows done, rows in all or None while nobody knows)."""


class Options(Struct, frozen=True):
    """How a sheet is judged.

    day         for which everything is judged
    defaults    {path: raw} for all drafts, facts as `filing.facts.<fact>`; a cell wins over them
    folder      of the drafts that the rows are compared with; None: with one another alone
    compare     False: no row is compared with anything (one pass, and no look at the folder)
    keep        the index of the folder may be written
    allow_gaps  answers that are missing only warn
    least       the least severity that is told
    jobs        processes
    to_update   names of drafts that rows only update, see `jobs.Settings`
    """

    day: dt.date
    defaults: Mapping[str, Any] = {}
    folder: Path | None = None
    compare: bool = True
    keep: bool = True
    allow_gaps: bool = False
    least: str = NOTE
    jobs: int = 1
    to_update: frozenset[str] = frozenset()


def run(
    sheet: Sheet, options: Options, book: Book, on_progress: OnProgress | None = None, headings: Headings | None = None
) -> Iterator[Judged]:
    """Every draft of a sheet, judged, in the order of the rows.

    The first one has no rows when there is something to say of the sheet as a whole; when that is an error nothing follows.
    Raises UsageError when a default is malformed alone, SheetError when the sheet cannot be read to its end.
    """
    check_defaults(options.defaults, book, options.day)
    headings = headings or read_headings(sheet, book)
    if headings.problems:
        yield Judged("", [], [], None, headings.problems)
    if not headings.usable:
        return
    compared, rows = across.Compared(), None
    if options.compare:
        reading = _Told(on_progress, LOOKING)
        groups_of = partial(groups, headings=headings, book=book)
        compared = across.compare(
            sheet, headings, groups_of, book, options.day, options.defaults, options.folder, keep=options.keep, on_row=reading.add
        )
        rows = reading.done
    judging = _Told(on_progress, JUDGING, rows)
    table = table_of(sheet.file, sheet.sheet, headings.columns)
    settings = Settings(options.day, table, options.defaults, options.allow_gaps, options.least, compared, options.to_update)
    rows_of = groups(sheet, headings, book, compared.first_row())
    with closing(judged(rows_of, options.jobs, settings, book)) as found:
        for one in found:
            judging.add(len(one.rows))
            yield one


class _Told:
    """Counts rows for whoever wants to know."""

    def __init__(self, tell: OnProgress | None, phase: str, rows: int | None = None) -> None:
        self.done, self._tell, self._phase, self._rows = 0, tell, phase, rows

    def add(self, rows: int = 1) -> None:
        self.done += rows
        if self._tell is not None:
            self._tell(self._phase, self.done, self._rows)


def check_defaults(defaults: Mapping[str, Any], book: Book, day: dt.date) -> None:
    """Raises UsageError for the first default that is malformed alone or that nobody asks."""
    facts = {path.removeprefix(FACTS): raw for path, raw in defaults.items() if path.startswith(FACTS)}
    read_facts(facts, book)
    assign(Draft(), {path: raw for path, raw in defaults.items() if not path.startswith(FACTS)}, book, day)
