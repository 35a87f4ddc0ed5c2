"""`icpctl batch check` and `import` at work: reading, judging or saving, and telling what came of it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import typer

from icpctl import run, screen
from icpctl.commands import common
from icpctl.run import options
from icpctl.wording import t

if TYPE_CHECKING:
    from icpctl.batch.columns import Headings
    from icpctl.batch.outcome import Fate, Tally
    from icpctl.batch.reports import Head, Rejects
    from icpctl.batch.running import OnProgress
    from icpctl.batch.running import Options as Settings
    from icpctl.commands.batch import Table, Wanted, Way
    from icpctl.errors import IcpctlError
    from icpctl.screen.progress import Meter
    from icpctl.sheets import Row, Sheet

SEVERITIES = ("error", "warning", "note")
MASS = 10  # drafts: to change more of them asks first
STDIN = "-"
TICK = 64  # rows between two movements of the progress bar


def work(table: "Table", wanted: "Wanted", way: "Way") -> None:
    """Judge or import, then tell: the sums, the problems, the files."""
    from icpctl import disk
    from icpctl.batch import outcome, reports
    from icpctl.batch.columns import read_headings
    from icpctl.errors import IcpctlError, Interrupted
    from icpctl.screen import batches, progress

    headings = read_headings(table.sheet, run.book())
    first = headings.row or next((row.number for row in table.sheet.rows()), 1)
    head = reports.Head(first, headings.skip, headings.width)
    if not options.json:
        batches.about(table.sheet, wanted.file)
    if headings.usable and not _confirmed(table.sheet, headings, wanted, way):
        screen.talk(t("batch.command.kept"))
        return
    if wanted.how == "import":
        common.warn_about_folder(run.folder())
    tally, stopped, broken = outcome.Tally(), None, None
    with _scratch_errors():
        spool = disk.scratch_file()
    try:
        try:
            with _scratch_errors(), progress.meter(t("batch.progress.reading")) as meter, _stoppable() as stop:
                fates = _fates(_watched(table.sheet, stop), headings, head, wanted, way, _telling(meter, wanted))
                for _ in outcome.collect(fates, tally, spool):
                    pass
        except Interrupted as error:
            stopped = error
        except IcpctlError as error:
            if not tally.rows:
                raise
            broken = error
        kept, lost = _whole(spool)
        _tell(_Done(table, head, tally, kept, stopped, broken or lost), wanted)
    finally:
        with suppress(OSError):
            spool.close()


@contextmanager
def _scratch_errors() -> "Iterator[None]":
    """A scratch file that cannot be written (the disk is full) as the error that says so."""
    import os
    import tempfile

    from icpctl import disk
    from icpctl.errors import StoreError

    try:
        yield
    except BrokenPipeError:
        raise
    except FileNotFoundError:  # of all the folders that it has tried, tempfile says no more
        raise StoreError("no_scratch", path=os.environ.get("TMPDIR", "/tmp")) from None  # noqa: S108 - only named
    except OSError as error:
        with disk.disk_errors(Path(tempfile.tempdir or ".")):
            raise error from None


def _whole(spool: IO[bytes]) -> "tuple[IO[bytes], IcpctlError | None]":
    """What was kept for the reports; when its disk is full nothing of it, and why: the sums are told all the same."""
    import io

    from icpctl.errors import IcpctlError

    try:
        with _scratch_errors():
            spool.flush()
    except IcpctlError as error:
        return io.BytesIO(), error
    return spool, None


def _fates(
    sheet: "Sheet", headings: "Headings", head: "Head", wanted: "Wanted", way: "Way", on_progress: "OnProgress"
) -> "Iterator[Fate]":
    """The fates of all rows, one draft after the other."""
    from icpctl.batch import importing, outcome, running

    if not headings.usable:
        yield from outcome.all_refused(sheet, headings.problems, head.skip, head.row)
        return
    judged = running.run(sheet, _settings(wanted, way), run.book(), on_progress, headings)
    if wanted.verb == "import":
        how = importing.How(way.update, way.on_conflict, wanted.dry_run)
        yield from importing.import_all(judged, run.folder(), run.now(), how, run.book(), sheet)
        return
    for one in judged:
        state = outcome.REFUSED if one.refused else outcome.GOOD
        yield outcome.Fate(one.name, tuple(one.rows), tuple(one.lines), state, tuple(one.problems))


def _settings(wanted: "Wanted", way: "Way") -> "Settings":
    from icpctl import store
    from icpctl.batch import running

    return running.Options(
        run.day(),
        way.defaults,
        run.folder(),
        keep=not options.dry_run,
        allow_gaps=way.allow_gaps,
        least=wanted.severity,
        jobs=way.jobs,
        to_update=frozenset(store.names(run.folder())) if way.update else frozenset(),
    )


def _confirmed(sheet: "Sheet", headings: "Headings", wanted: "Wanted", way: "Way") -> bool:
    """May drafts that exist be changed? Asked once, with their number, when they are many."""
    if way.yes or options.dry_run or not (way.update or way.on_conflict == "replace"):
        return True
    from icpctl import store
    from icpctl.batch.grouping import groups
    from icpctl.errors import UsageError

    there = set(store.names(run.folder()))
    count = sum(group.name in there for group in groups(sheet, headings, run.book())) if there else 0
    count = _changing(sheet, headings, wanted, way) if count > MASS else count
    if count <= MASS:
        return True
    if not run.can_ask() or wanted.file == STDIN:
        raise UsageError("batch_needs_yes", count=count)
    from icpctl.answers import prompts

    return prompts.confirm(t("batch.command.ask_change", count=count))


def _changing(sheet: "Sheet", headings: "Headings", wanted: "Wanted", way: "Way") -> int:
    """How many drafts that exist would be changed, by a trial that saves nothing."""
    from icpctl.batch import importing, outcome, running

    judged = running.run(sheet, _settings(wanted, way), run.book(), None, headings)
    how = importing.How(way.update, way.on_conflict, True)
    fates = importing.import_all(judged, run.folder(), run.now(), how, run.book(), sheet)
    return sum(fate.state == outcome.UPDATED for fate in fates)


# --- on the way ---


class _Stop:
    """The signal that asked for an end, 0 for none."""

    number = 0

    def check(self) -> None:
        """Raises Interrupted when an end was asked for."""
        from icpctl.errors import Interrupted

        if self.number:
            raise Interrupted(128 + self.number)


def _telling(meter: "Meter", wanted: "Wanted") -> "OnProgress":
    """What the engine tells of its way, for the meter; seldom enough to cost nothing."""
    labels = {"reading": t("batch.progress.reading"), "checking": t(f"batch.progress.{wanted.verb}ing")}
    before: tuple[str, int] = ("", 0)

    def tell(phase: str, done: int, total: int | None) -> None:
        nonlocal before
        if phase != before[0] or done - before[1] >= TICK or done == total:
            before = phase, done
            meter.at(done, total, labels[phase])

    return tell


@contextmanager
def _stoppable() -> "Iterator[_Stop]":
    """Ctrl-C, SIGTERM and SIGHUP end the work before the next row is read; the second one at once."""
    import signal

    stop = _Stop()

    def ask(number: int, _: Any) -> None:
        if stop.number:
            raise KeyboardInterrupt
        stop.number = number

    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.signal(number, ask) for number in numbers}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _watched(sheet: "Sheet", stop: _Stop) -> "Sheet":
    """The sheet, whose rows end when an end is asked for."""
    from msgspec.structs import replace

    def rows() -> "Iterator[Row]":
        for row in sheet.rows():
            if stop.number:
                stop.check()
            yield row

    return replace(sheet, rows=rows)


# --- afterwards ---


@dataclass
class _Done:
    """What is to be told."""

    table: "Table"
    head: "Head"
    tally: "Tally"
    spool: IO[bytes]
    stopped: "IcpctlError | None"
    broken: "IcpctlError | None"


def _tell(done: _Done, wanted: "Wanted") -> None:
    """The sums, the problems and the files; ends with the exit code."""
    from icpctl.batch import outcome

    files, trouble = _files(done, wanted)
    code = 4 if outcome.failed(done.tally) else 0
    for error in (trouble, done.broken, done.stopped):
        code = error.exit_code if error else code
    if options.json:
        _show_json(done, wanted, files, trouble)
        raise typer.Exit(code)
    _show(done, wanted, files)
    if trouble or done.broken:
        raise trouble or done.broken  # type: ignore[misc]
    raise typer.Exit(code)


def _files(done: _Done, wanted: "Wanted") -> "tuple[dict[str, Any], IcpctlError | None]":
    """The files that are written: {"errors", "report": Path, "rejects": Rejects, "failed": why no error workbook}."""
    from icpctl.batch import reports
    from icpctl.errors import IcpctlError

    out: dict[str, Any] = {}
    try:
        if wanted.errors:
            out["errors"] = reports.write_errors(wanted.errors, done.spool, wanted.severities)
        if wanted.report:
            out["report"] = reports.write_fates(wanted.report, done.spool)
        if wanted.rejects and done.tally.refused:
            out["rejects"] = _rejects(done, wanted, wanted.rejects)
    except IcpctlError as error:
        return out, error
    if not wanted.rejects and done.tally.refused and wanted.how == "import":
        try:
            out["rejects"] = _rejects(done, wanted, _beside(wanted.file))
        except IcpctlError as error:  # a folder that cannot be written must not cost the result
            out["failed"] = error
    return out, None


def _beside(file: str) -> Path:
    """Where the error workbook goes by itself: beside the file, or into the drafts folder for standard input."""
    import re

    from icpctl import disk
    from icpctl.answers.files import as_path

    if file == STDIN:
        return disk.inner_folder(run.folder(), ".batch") / "stdin.errors.xlsx"
    path = as_path(file)
    return path.with_name(re.sub(r"\.errors(-\d+)?$", "", path.stem) + ".errors.xlsx")


def _rejects(done: _Done, wanted: "Wanted", path: Path) -> "Rejects":
    from icpctl.batch import reports

    return reports.write_rejects(
        done.table.sheet,
        done.head,
        done.spool,
        done.tally,
        path,
        done.table.source,
        severities=wanted.severities,
        dry_run=wanted.dry_run,
    )


def _show(done: _Done, wanted: "Wanted", files: dict[str, Any]) -> None:
    from icpctl.batch import outcome
    from icpctl.screen import batches, report

    tally = done.tally
    if done.stopped and not tally.rows:
        screen.line(t("batch.report.stopped_early"), style="warning")
        screen.talk(t("batch.report.go_on"))
        return
    if done.stopped or done.broken:
        screen.line(t(f"batch.report.{'stopped' if done.stopped else 'broken'}", row=tally.last), style="warning")
    batches.sums(tally, wanted.how)
    if wanted.all:
        found = (p for fate in outcome.again(done.spool) for p in fate.problems if p.severity in wanted.severities)
        batches.each(found, sum(tally.problems[s] for s in wanted.severities), wanted.limit)
    else:
        batches.groups(tally, outcome.most_frequent(tally, wanted.severities), wanted.limit)
    if wanted.severity != SEVERITIES[-1]:
        screen.talk(t("batch.report.milder"), style="dim")
    batches.files(files, _again)
    if done.stopped or done.broken:
        screen.talk(t("batch.report.go_on"))
    report.own_rules(run.book())


def _again(path: Path) -> str:
    """The command that takes the mended workbook back."""
    import shlex

    return f"icpctl batch import {shlex.quote(str(path))}"


def _show_json(done: _Done, wanted: "Wanted", files: dict[str, Any], trouble: "IcpctlError | None") -> None:
    from icpctl.batch import outcome, reports
    from icpctl.screen import batches

    sheet, rejects = done.table.sheet, files.get("rejects")
    kinds = outcome.most_frequent(done.tally, wanted.severities)
    body = {
        "schema": 1,
        "as_of": run.day().isoformat(),
        "command": wanted.verb,
        "dry_run": wanted.dry_run,
        "file": sheet.file,
        "kind": sheet.kind,
        "sheet": sheet.sheet,
        "encoding": sheet.encoding,
        "remarks": batches.remarks(sheet),
        **reports.sums(done.tally, wanted.severities),
        "stopped": bool(done.stopped),
        "last_row": done.tally.last,
        "groups": [reports.kind_json(kind) for kind in kinds],
    }
    lists = {"drafts": reports.draft_names(done.spool), "errors": reports.errors(done.spool, wanted.severities)}
    tail: dict[str, Any] = {"rejects": str(rejects.path) if rejects else None}
    if rejects:
        tail["rejects_lost"] = [*batches.lost_words(rejects), *rejects.short]
        tail["rejects_as_text"] = bool(rejects.why)
    for key in ("errors", "report"):
        if key in files:
            tail[f"{key}_file"] = str(files[key])
    error = done.broken or trouble or files.get("failed")
    if error:
        tail["error"] = {"code": error.key, "message": error.text(), "hint": error.hint()}
    if run.book().own_files:
        tail["own_rules"] = list(run.book().own_files)
    batches.show_json(body, lists, tail)
