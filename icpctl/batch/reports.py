"""Reports of a batch: the marks of the error workbook, lists of problems and of fates as files, and the body of the JSON.

All are written from the fates that `outcome.collect` has kept, one after the other, so that memory stays flat.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

import msgspec
from msgspec import Struct, field

from icpctl import disk, streams, wording
from icpctl.batch import Problem
from icpctl.batch.outcome import GOOD, REFUSED, Fate, Kind, Tally, again
from icpctl.errors import UsageError
from icpctl.findings import ERROR, ORDER
from icpctl.sheets import Sheet, csv_out
from icpctl.sheets.marked import CannotCopyError, RowMark, copy_marked
from icpctl.sheets.marked_rows import MOST_ROWS, write_marked
from icpctl.wording import t

MOST_COPIED = 20_000  # rows: a copy needs all of the workbook in memory,
MOST_CELLS = 500_000  # about 700 bytes a cell
ERROR_COLUMNS = (
    "file", "sheet", "row", "line", "column", "heading", "path", "code", "rule", "severity", "value", "message", "fix", "draft",
)  # fmt: skip
FATE_COLUMNS = ("row", "line", "draft", "state", "errors", "warnings", "notes", "codes")
_JSON_MARK = b'{"schema": 1, "icpctl": "batch-errors"'


class Head(Struct):
    """Where the data of a sheet begin: number of the row of headings, and of further rows that hold none; columns in all."""

    row: int
    skip: Collection[int] = ()
    width: int = 0

    @property
    def rows(self) -> set[int]:
        """All rows that hold no data."""
        return {self.row, *self.skip}


class Rejects(Struct):
    """The error workbook: where it is, and what it could not do.

    why    "" for a copy of the client's workbook, else why it is text: key of `batch.report.why`
    lost   what a copy could not keep: keys of `batch.report.lost`
    short  "comments" or "rows" that were left out, and how many
    """

    path: Path
    why: str = ""
    lost: list[str] = field(default_factory=list)
    short: dict[str, int] = field(default_factory=dict)
    only_bad: bool = False


# --- the error workbook ---


def verdict_headings() -> set[str]:
    """The headings of the column of verdicts in every language."""
    return {str(wording.area(lang, "batch")["report"]["verdict_heading"]) for lang in wording.LANGUAGES}


def write_rejects(
    sheet: Sheet,
    head: Head,
    spool: IO[bytes],
    tally: Tally,
    path: Path,
    source: Callable[[], bytes] | None,
    *,
    severities: Collection[str] = (ERROR,),
    dry_run: bool = False,
) -> Rejects:
    """Write the error workbook to `path`, or beside it when another file is there (`name-2`).

    source      gives the bytes of the client's workbook, None when it cannot be had again
    severities  of the problems that are marked
    Raises StoreError when the folder cannot be written.
    """
    known, heading = verdict_headings(), t("batch.report.verdict_heading")
    rows = tally.rows + len(head.rows)
    why = (
        "csv"
        if sheet.kind == "csv"
        else "big"
        if rows > MOST_COPIED or rows * head.width > MOST_CELLS
        else "stdin"
        if source is None
        else ""
    )

    def told() -> Iterator[RowMark]:
        return marks(again(spool), head, severities, dry_run=dry_run)

    if not why and source is not None:
        try:
            done = copy_marked(source(), sheet.sheet, told(), heading, known, head.row)
        except CannotCopyError:
            why = "copy"
        else:
            return Rejects(_put(path, [done.data]), lost=done.lost)
    only_bad = rows > MOST_ROWS
    with streams.new_file(path.parent) as (out, temporary), disk.temporary_folder(path.parent) as scratch:
        short = write_marked(
            out,
            sheet.rows(),
            told(),
            title=sheet.sheet,
            heading=heading,
            known=known,
            head=head.rows,
            scratch=scratch,
            only_bad=only_bad,
        )
    return Rejects(streams.beside(temporary, path), why, [], short, only_bad)


def _put(path: Path, parts: Iterable[bytes]) -> Path:
    with streams.new_file(path.parent) as (out, temporary):
        for part in parts:
            out.write(part)
    return streams.beside(temporary, path)


def marks(fates: Iterable[Fate], head: Head, severities: Collection[str], *, dry_run: bool) -> Iterator[RowMark]:
    """The marks of every row, in the order of the rows; those of the headings first."""
    whole: list[Problem] = []
    headed = False
    for fate in fates:
        if not fate.rows:
            whole += fate.problems
            continue
        if not headed:
            headed = True
            yield _row(Fate("", (head.row,), (head.row,), GOOD, tuple(whole)), head.row, "", severities)
        yield from _fate(fate, severities, bad_headings=any(p.severity == ERROR for p in whole), dry_run=dry_run)
    if not headed and whole:
        yield _row(Fate("", (head.row,), (head.row,), GOOD, tuple(whole)), head.row, "", severities)


def _fate(fate: Fate, severities: Collection[str], *, bad_headings: bool, dry_run: bool) -> Iterator[RowMark]:
    bad = sorted({p.row for p in fate.problems if p.severity == ERROR})
    for row in fate.rows:
        mine = [p for p in fate.problems if _of_row(p, row, fate)]
        if fate.state != REFUSED:
            key = f"dry_{fate.state}" if dry_run and fate.state in ("created", "updated") else fate.state
            verdict = t(f"batch.report.verdict.{key}", **({"name": fate.name} if key != "good" else {}))
        elif any(p.severity == ERROR for p in mine):
            errors = [p for p in mine if p.severity == ERROR]
            verdict = t("batch.report.verdict.refused", count=len(errors), places=_places(errors))
        elif bad:
            verdict = t("batch.report.verdict.refused_beside", rows=t("screen.and").join(map(str, bad)))
        else:
            verdict = t("batch.report.verdict.refused_headings") if bad_headings else t("batch.report.state.refused")
        mild = [p for p in mine if p.severity != ERROR and p.severity in severities]
        if mild:
            verdict = t("batch.report.verdict.milder", verdict=verdict, count=len(mild), places=_places(mild))
        yield _row(fate, row, verdict, severities)


def _of_row(problem: Problem, row: int, fate: Fate) -> bool:
    """A problem of no row of its group belongs to the first."""
    return problem.row == row or (row == fate.rows[0] and problem.row not in fate.rows)


def _row(fate: Fate, row: int, verdict: str, severities: Collection[str]) -> RowMark:
    mine = [p for p in fate.problems if p.severity in severities and _of_row(p, row, fate)]
    cells: dict[int, list[Problem]] = {}
    for problem in mine:
        cells.setdefault(column_number(problem.column), []).append(problem)
    note = "\n".join(map(comment, cells.pop(-1, [])))
    marked = {at: (_worst(found), "\n".join(map(comment, found))) for at, found in sorted(cells.items())}
    return RowMark(row, verdict, ERROR if fate.state == REFUSED else _worst(mine), note, marked)


def _worst(found: Iterable[Problem]) -> str:
    return min((p.severity for p in found), key=ORDER.__getitem__, default="")


def column_number(letters: str) -> int:
    """The column from 0 of its letters; -1 for none."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def comment(problem: Problem) -> str:
    """What a comment says of a problem."""
    severity = t(f"batch.report.severity.{problem.severity}")
    text = t("batch.report.verdict.comment", id=problem.code, severity=severity, message=problem.message)
    return f"{text}\n{t('batch.report.verdict.comment_fix', fix=problem.fix)}" if problem.fix else text


def _places(problems: Iterable[Problem]) -> str:
    found = [t("batch.report.verdict.column", column=p.column, id=p.code) if p.column else p.code for p in problems]
    return t("screen.and").join(dict.fromkeys(found))


# --- files for scripts and spreadsheets ---


def check_list(option: str, path: Path, kinds: Collection[str], source: str) -> Path:
    """A place for a list, before anything is done: the kind of file fits, the folder is there, nothing else is overwritten.

    Raises UsageError.
    """
    if path.suffix.lower() not in kinds:
        raise UsageError("batch_list_kind", option=option, path=path, kinds=" | ".join(sorted(kinds)))
    if not path.parent.is_dir():
        raise UsageError("batch_no_folder", option=option, path=path.parent)
    if source != "-" and path.exists() and Path(source).exists() and path.samefile(source):
        raise UsageError("batch_same_file", option=option, path=path)
    return path


def check_ours(option: str, path: Path) -> None:
    """Refuse to write over a file that is not a list of ours. Raises UsageError."""
    begins = (csv_out.table([ERROR_COLUMNS]), csv_out.table([FATE_COLUMNS]), _JSON_MARK)
    if not path.exists():
        return
    try:
        with path.open("rb") as file:
            data = file.read(max(map(len, begins)))
    except OSError:
        data = b"?"
    if data and not data.startswith(begins):
        raise UsageError("batch_foreign_file", option=option, path=path)


def write_errors(path: Path, spool: IO[bytes], severities: Collection[str]) -> Path:
    """All problems as .json or .csv; an earlier list of ours is written over."""
    found = (p for fate in again(spool) for p in fate.problems if p.severity in severities)
    return _list(path, _json_parts(found) if path.suffix.lower() == ".json" else _csv_parts(found))


def write_fates(path: Path, spool: IO[bytes]) -> Path:
    """The fate of every row as .csv."""
    return _list(path, _fate_parts(again(spool)))


def _list(path: Path, parts: Iterator[bytes]) -> Path:
    with streams.new_file(path.parent) as (out, temporary):
        for part in parts:
            out.write(part)
    return streams.take_place(temporary, path)


def _json_parts(found: Iterable[Problem]) -> Iterator[bytes]:
    yield _JSON_MARK + b', "errors": ['
    for number, problem in enumerate(found):
        yield (b",\n" if number else b"\n") + msgspec.json.encode(problem.as_json())
    yield b"\n]}\n"


def _csv_parts(found: Iterable[Problem]) -> Iterator[bytes]:
    yield csv_out.table([ERROR_COLUMNS])
    for problem in found:
        yield csv_out.line([getattr(problem, name) for name in ERROR_COLUMNS])


def _fate_parts(fates: Iterable[Fate]) -> Iterator[bytes]:
    yield csv_out.table([FATE_COLUMNS])
    for fate in fates:
        for row, line in zip(fate.rows, fate.lines, strict=True):
            mine = [p for p in fate.problems if _of_row(p, row, fate)]
            counts = [sum(p.severity == s for p in mine) for s in ORDER]
            yield csv_out.line([row, line, fate.name, fate.state, *counts, " ".join(dict.fromkeys(p.code for p in mine))])


# --- JSON ---


def sums(tally: Tally, severities: Collection[str]) -> dict[str, Any]:
    """The numbers of the JSON; `rows == ok + failed` and `rows == good + saved + unchanged + failed`."""
    return {
        "rows": tally.rows,
        "ok": tally.fine,
        "failed": tally.refused,
        "good": tally.good,
        "saved": tally.saved,
        "created": tally.created,
        "updated": tally.updated,
        "unchanged": tally.unchanged,
        "refused": tally.refused,
        "draft_counts": dict(tally.drafts),
        "summary": {severity: tally.problems[severity] for severity in severities},
    }


def kind_json(kind: Kind) -> dict[str, Any]:
    """Problems of one kind as JSON."""
    places = [{"sheet": p.sheet, "row": p.row, "column": p.column} for p in kind.places]
    body = {name: getattr(kind, name) for name in ("code", "rule", "severity", "message", "fix", "count")}
    return {**body, "places": places}


def draft_names(spool: IO[bytes]) -> Iterator[str]:
    """The names of the drafts that were not refused, in the order of the sheet."""
    return (fate.name for fate in again(spool) if fate.rows and fate.state != REFUSED and fate.name)


def errors(spool: IO[bytes], severities: Collection[str]) -> Iterator[dict[str, Any]]:
    """The problems of these severities as JSON, in the order of the sheet."""
    return (p.as_json() for fate in again(spool) for p in fate.problems if p.severity in severities)
