"""Saving what was judged good: new drafts in chunks, existing ones compared with the rows; one fate for each, in order.

A run may end anywhere. What was saved stays, each draft whole; the same file again finds it equal and changes nothing, so the
second run does exactly the rest. Two runs at once end with each draft saved by one of them. A cell that is blank says nothing
and never takes an answer back.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from icpctl import store, store_many
from icpctl.batch import Problem
from icpctl.batch.judging import GAPS, Judged
from icpctl.batch.outcome import CREATED, REFUSED, UNCHANGED, UPDATED, Fate
from icpctl.batch.problems import problem
from icpctl.case import Case
from icpctl.derive import fill
from icpctl.draft import App, Draft, Site, copy, get, put, steps
from icpctl.errors import IcpctlError, StoreError
from icpctl.findings import ERROR
from icpctl.normalise import in_own_spelling
from icpctl.questions import label, of_path
from icpctl.rules import Book
from icpctl.sheets import Sheet

FAIL, KEEP, REPLACE = "fail", "keep", "replace"
CHUNK = 256  # drafts made durable together: more hardly saves time, and a cut costs the judging of one chunk
MOST_PENDING = 4 * CHUNK  # refused rows wait for the chunk before them, so that all fates come in the order of the sheet
MOST_PATHS = 8  # named in a message
TRIES = 5  # how often a draft that others keep changing is compared anew
_ANEW = frozenset({"draft_exists", "lost_update", "lost_update_layout", "lost_update_unreadable", "draft_gone"})


class How(Struct, frozen=True):
    """What happens to a draft that exists and does not have the answers of its rows.

    update       take the answers of the rows, keep all else
    on_conflict  without `update`: "fail" (None too) refuses the rows, "keep" leaves the draft as it is, "replace" puts the
                 answers of the rows in the place of all its answers; events, documents and its beginning stay.
                 With `update`, for answers that the draft has and the rows change: "replace" (None too) takes those of the
                 rows, "keep" only fills what is open, "fail" refuses the rows
    dry_run      nothing is written; the fates are those that a run would end with
    """

    update: bool = False
    on_conflict: str | None = None
    dry_run: bool = False


class _Plan(Struct):
    """What is to be done for one group: `draft` to save with what it was loaded as, or a state that is final already."""

    judged: Judged
    state: str
    draft: Draft | None = None
    before: store.Loaded | None = None
    problems: tuple[Problem, ...] = ()


def import_all(judged: Iterable[Judged], folder: Path, now: datetime, how: How, book: Book, sheet: Sheet) -> Iterator[Fate]:
    """Save the good drafts; the fate of each group, in order: created, updated, unchanged or refused.

    `now` is the time of all saves of the run. An error of one draft refuses its rows (ROW010 to ROW012) and no others. When
    the disk refuses, what was saved is told, what of the chunk was not is refused with the cause, and the StoreError is
    raised. When reading or judging ends with an error, or by a signal, what was judged until then is saved and told first.
    """
    pending: list[_Plan] = []
    names: set[str] = set()
    source = iter(judged)
    end: IcpctlError | None = None
    while end is None:
        try:
            one = next(source, None)
        except IcpctlError as error:
            one, end = None, error
        if one is None or one.name in names or len(names) >= CHUNK or len(pending) >= MOST_PENDING:
            yield from _finish(pending, folder, now, how, book, sheet)
            pending, names = [], set()
        if one is None:
            break
        found = plan(one, folder, now, how, book, sheet)
        pending.append(found)
        if found.draft is not None:
            names.add(one.name)
    if end is not None:
        raise end


def plan(one: Judged, folder: Path, now: datetime, how: How, book: Book, sheet: Sheet) -> _Plan:
    """What an import would do for a judged group; reads the draft that is there, writes nothing."""
    if one.draft is None:
        return _Plan(one, REFUSED, problems=tuple(one.problems))
    path = store.draft_path(folder, one.name)
    if not os.path.lexists(path):
        return _Plan(one, CREATED, one.draft, None, tuple(one.problems))
    try:
        before = store.load(folder, one.name)
    except StoreError as error:
        if error.key.startswith("draft_missing"):  # removed at this moment
            return _Plan(one, CREATED, one.draft, None, tuple(one.problems))
        return _refused(one, sheet, "ROW011", reason=error.text())
    if not _differing(one, before.draft):
        return _Plan(one, UNCHANGED, problems=_of_the_row(one))
    there = in_own_spelling(copy(before.draft), book)  # written by hand, an answer may be the same in other words
    differing = _differing(one, there)
    if not differing:
        return _Plan(one, UNCHANGED, problems=_of_the_row(one))
    answered = [path for path in differing if get(there, path) not in (None, "", [], {})]
    if how.update:
        return _update(one, there, before, differing, answered, now, how, book, sheet)
    if how.on_conflict == KEEP:
        return _Plan(one, UNCHANGED, problems=_of_the_row(one))
    if how.on_conflict == REPLACE:
        return _Plan(one, UPDATED, _replaced(one.draft, before.draft), before, tuple(one.problems))
    return _refused(one, sheet, "ROW010", path=differing[0], paths=_listed(differing))


def _differing(one: Judged, there: Draft) -> list[str]:
    """The paths where the rows say something else than the draft."""
    return [path for path, value in one.given.items() if get(there, path) != value]


def _listed(paths: list[str]) -> str:
    """Paths with what they are called; no values."""
    told = [f"{label(path)} ({path})" if of_path(path) else path for path in paths[:MOST_PATHS]]
    return ", ".join(told) + (f" ... ({len(paths)})" if len(paths) > MOST_PATHS else "")


def _update(
    one: Judged, there: Draft, before: store.Loaded, differing: list[str], answered: list[str], now: datetime, how: How,
    book: Book, sheet: Sheet,
) -> _Plan:  # fmt: skip
    if answered and how.on_conflict == FAIL:
        return _refused(one, sheet, "ROW010", path=answered[0], paths=_listed(answered))
    taken = [path for path in differing if how.on_conflict != KEEP or path not in answered]
    if not taken:
        return _Plan(one, UNCHANGED, problems=_of_the_row(one))
    _set(there, {path: one.given[path] for path in taken})
    fill(Case(there, book, now.date()))
    return _Plan(one, UPDATED, there, before, _of_the_row(one))


def _set(draft: Draft, answers: Mapping[str, Any]) -> None:
    for path, value in answers.items():
        table, index = steps(path)[0]
        while index is not None and table == "site" and len(draft.site) <= index:
            draft.site.append(Site())
        while index is not None and table == "app" and len(draft.app) <= index:
            draft.app.append(App())
        put(draft, path, value)


def _replaced(new: Draft, old: Draft) -> Draft:
    """The new answers with what only the old draft can know: its beginning, its papers, what happened to it."""
    filing = replace(new.filing, created_at=old.filing.created_at)
    return replace(new, filing=filing, document=old.document, event=old.event)


def _of_the_row(one: Judged) -> tuple[Problem, ...]:
    """The problems of the rows without what they leave open: the draft that is there may have it."""
    return tuple(p for p in one.problems if p.code not in GAPS)


def _refused(one: Judged, sheet: Sheet, code: str, path: str = "", **values: Any) -> _Plan:
    row, line = (one.rows[0], one.lines[0]) if one.rows else (0, 0)
    told = problem(sheet, code, ERROR, row=row, line=line, path=path, draft=one.name, name=one.name, **values)
    return _Plan(one, REFUSED, problems=(*_of_the_row(one), told))


def _finish(pending: list[_Plan], folder: Path, now: datetime, how: How, book: Book, sheet: Sheet) -> Iterator[Fate]:
    """Save what is to be saved of a chunk and tell all its fates. Raises the StoreError of the disk after the last."""
    end: StoreError | None = None
    last: dict[int, StoreError] = {}
    for _ in range(0 if how.dry_run else TRIES):
        drafts = {number: (one.draft, one.before) for number, one in enumerate(pending) if one.draft is not None}
        if not drafts or end is not None:
            break
        for number, done in zip(drafts, store_many.save_all(folder, drafts.values(), now), strict=True):
            one = pending[number]
            if done.error is None:
                pending[number] = _Plan(one.judged, one.state, problems=one.problems)
            elif done.error.key in _ANEW:  # somebody else was quicker: look again
                last[number] = done.error
                pending[number] = plan(one.judged, folder, now, how, book, sheet)
            else:
                pending[number] = _refused(one.judged, sheet, "ROW012", reason=done.error.text())
                end = end or (done.error if store_many.ends_all(done.error) else None)
    for number, one in enumerate(pending):
        unsaved = one.draft is not None and not how.dry_run
        told = _refused(one.judged, sheet, "ROW012", reason=last[number].text()) if unsaved else one
        yield Fate(one.judged.name, tuple(one.judged.rows), tuple(one.judged.lines), told.state, told.problems)
    if end is not None:
        raise end
