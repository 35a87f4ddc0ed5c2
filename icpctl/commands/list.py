"""`icpctl list`: all drafts with state, next deadline and worst finding."""

from typing import Annotated

import typer

from icpctl import run, screen
from icpctl.commands import common
from icpctl.run import options
from icpctl.wording import t


def command(
    filter_: Annotated[list[str] | None, typer.Option("--filter", help=t("cli.option.filter"), metavar="KEY=VALUE")] = None,
) -> None:
    """List the drafts of the folder; unreadable ones are named and change nothing."""
    from icpctl import listing

    wanted = _filters(filter_ or [])
    found, unreadable = listing.rows(run.folder(), run.book(), run.day())
    shown = [r for r in found if all(str(r[k] or "") == v for k, v in wanted.items())]
    if options.json:
        body: dict[str, object] = {"schema": 1, "drafts": shown}
        if unreadable:
            body["unreadable"] = [
                {"path": str(run.folder() / f"{name}.toml"), "error": error.text()} for name, error in unreadable
            ]
        common.show_json(body)
    elif shown:
        head = [t(f"screen.list.{c}") for c in listing.COLUMNS]
        screen.table(head, [[_cell(c, r[c]) for c in listing.COLUMNS] for r in shown], [str(r["worst"] or "") for r in shown])
    elif not unreadable:
        screen.talk(t("screen.no_drafts", folder=run.folder()))
    for name, error in unreadable:
        screen.complain(f"{name}: " + error.text())
    if unreadable:
        raise typer.Exit(3)


def _cell(column: str, value: object) -> str:
    if column == "worst":
        return t(f"screen.worst.{value or 'clear'}")
    if column == "state":
        return t("screen.state.draft") if value == "draft" else str(value)
    return str(value or "-")


def _filters(words: list[str]) -> dict[str, str]:
    from icpctl import listing
    from icpctl.errors import UsageError

    out = {}
    for word in words:
        key, found, value = word.partition("=")
        if not found or key not in listing.COLUMNS:
            raise UsageError("bad_option", option="--filter", reason=", ".join(f"{c}=..." for c in listing.COLUMNS))
        out[key] = value
    return out
