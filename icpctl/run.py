"""The options of this run (global options of the command line) and what follows from them: day, folder, rule book."""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icpctl.rules import Book

CHINA = dt.timezone(dt.timedelta(hours=8), "CST")


@dataclass(slots=True)
class Options:
    """Global options; `--json` and the others may stand before or after the verb."""

    drafts: str | None = None
    lang: str | None = None
    no_input: bool = False
    as_of: str | None = None
    json: bool = False
    reveal: bool = False
    plain: bool = False
    quiet: bool = False
    verbose: bool = False
    dry_run: bool = False  # of the verbs that have it: nothing is written, not even a cache


options = Options()


def reset() -> None:
    """Forget the options of an earlier run in this process."""
    for name in Options.__dataclass_fields__:
        setattr(options, name, getattr(Options(), name))
    book.cache_clear()


def now() -> dt.datetime:
    """The clock, in China time, to the second. With --as-of that moment; of a day alone, the present time of day."""
    clock = dt.datetime.now(CHINA).replace(microsecond=0)
    told = _as_of()
    if told is None:
        return clock
    return told if _has_time() else clock.replace(year=told.year, month=told.month, day=told.day)


def day() -> dt.date:
    """The day everything is judged for: --as-of, else today in China."""
    told = _as_of()
    return (told or dt.datetime.now(CHINA)).date()


def latest() -> dt.datetime:
    """The latest moment that is not in the future: now; with --as-of of a day alone, the end of that day."""
    return now() if options.as_of is None or _has_time() else now().replace(hour=23, minute=59, second=59)


def _has_time() -> bool:
    return ":" in (options.as_of or "").replace("：", ":")


def _as_of() -> dt.datetime | None:
    """The moment of --as-of in China time: a day (at its start), or a day and a time."""
    if options.as_of is None:
        return None
    from icpctl.errors import UsageError
    from icpctl.fields import FieldError, parse

    try:
        if _has_time():
            moment: dt.datetime = parse("moment", options.as_of).value
            return moment.astimezone(CHINA).replace(microsecond=0)
        return dt.datetime.combine(dt.date.fromisoformat(parse("date", options.as_of).value), dt.time(), CHINA)
    except FieldError as error:
        raise UsageError("bad_option", option="--as-of", reason=error.text()) from error
    except OverflowError as error:
        raise UsageError("bad_option", option="--as-of", reason=options.as_of) from error


def folder() -> Path:
    """The drafts folder of this run; not created."""
    from icpctl import store

    return store.drafts_folder(options.drafts)


@cache
def book() -> "Book":
    """The rule book of this run, with the user's own files merged in."""
    from icpctl import rulecache, store
    from icpctl.rules import Book

    return Book(store.config_folder() / "rules", rulecache.parser(keep=not options.dry_run))


def can_ask() -> bool:
    """True when a person can be asked: standard input and output are terminals and nothing forbids it."""
    import os
    import sys

    return not options.no_input and not options.json and "CI" not in os.environ and sys.stdin.isatty() and sys.stdout.isatty()
