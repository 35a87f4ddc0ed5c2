"""`icpctl calendar`: the deadlines as an iCalendar file with alarms."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from icpctl import run, screen
from icpctl.commands import common
from icpctl.run import options
from icpctl.wording import t

if TYPE_CHECKING:
    from icpctl.draft import Draft
    from icpctl.exports.ics import Entry

STDOUT = "-"


def command(
    names: Annotated[
        list[str] | None, typer.Argument(help=t("cli.option.names"), show_default=False, autocompletion=common.complete_names)
    ] = None,
    *,
    output: Annotated[str, typer.Option("--output", "-o", help=t("cli.calendar.output"), metavar="FILE.ics")],
    force: Annotated[bool, typer.Option("--force", help=t("cli.calendar.force"))] = False,
) -> None:
    """Write the deadlines of the named drafts, or of all, to a calendar file. Written again, it updates its events."""
    from icpctl import disk
    from icpctl.exports import ics

    path = None if output == STDOUT else _path(output)
    previous = _previous(path, force=force) if path else b""
    entries: list[Entry] = []
    unreadable: list[tuple[str, str]] = []
    exported: list[str] = []
    waiting = 0
    for draft in common.each(names, unreadable):
        found, later = _entries(draft)
        entries += found
        waiting += later
        exported.append(draft.name)
    done = ics.write(entries, run.now(), previous, exported if names else None, [w for w, _ in unreadable])
    if path:
        disk.write_private(path, done.data)
    _tell(done, path, waiting)
    common.tell_unreadable(unreadable)


def _entries(draft: "Draft") -> "tuple[list[Entry], int]":
    """(the entries of a draft, how many deadlines have no time yet)."""
    from icpctl.exports import ics
    from icpctl.journey.deadlines import deadlines
    from icpctl.questions import label, of_path
    from icpctl.screen import report

    found = deadlines(common.case_of(draft), run.now())
    # What a path of the draft is called says what ends without naming a person or a domain.
    paths = {d.id: d.id.partition(":")[2] for d in found}
    labels = {id_: label(path) + _number(path) for id_, path in paths.items() if path and of_path(path)}
    sources = {
        d.id: t("calendar.source", title=d.sources[0].title, as_of=report.as_of(d.sources[0].as_of)) for d in found if d.sources
    }
    entries = ics.entries(found, draft.name, draft.filing.updated_at, labels, sources)
    return entries, sum(d.due is None for d in found)


def _number(path: str) -> str:
    """Which one of several sites or Apps a path is about, from the second on."""
    index = path.partition("[")[2].partition("]")[0]
    return f" {int(index) + 1}" if index.isdigit() and index != "0" else ""


def _path(output: str) -> Path:
    from icpctl.answers.files import as_path
    from icpctl.errors import UsageError

    path = as_path(output)
    if path.suffix.lower() == ".toml":
        raise UsageError("calendar_is_draft", path=output)
    return path.resolve()  # the file that a link leads to is updated, the link stays


def _previous(path: Path, *, force: bool) -> bytes:
    """The calendar that is written over. Raises UsageError for a file that is not one of ours, unless it is forced."""
    from icpctl import disk
    from icpctl.errors import UsageError
    from icpctl.exports import ics

    if not path.exists():
        return b""
    with disk.disk_errors(path):
        data = disk.read(path, ics.LARGEST)
    if ics.is_ours(data) and not (force and not ics.readable(data)):
        return data
    if data and not force:
        raise UsageError("calendar_foreign", path=str(path))
    return b""


def _tell(done: Any, path: Path | None, waiting: int) -> None:
    if options.json:
        counts = {key: done.count(key) for key in ("new", "kept", "updated", "cancelled")}
        body = {"schema": 1, "as_of": run.day().isoformat(), "path": str(path) if path else None, "counts": counts}
        common.show_json({**body, "without_time": waiting, "events": list(done.events)})
        return
    if path is None:
        screen.exact(done.data)
    else:
        counted = {key: done.count(key) for key in ("new", "updated", "cancelled")}
        screen.line(t("calendar.written", path=path, events=len(done.events), **counted))
    if not done.events:
        screen.talk(t("calendar.nothing"))
    if waiting:
        screen.talk(t("calendar.no_time", count=waiting))
