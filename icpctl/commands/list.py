"""`icpctl list`: all drafts with state, next deadline and worst finding."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

import typer

from icpctl import run, screen
from icpctl.commands import common
from icpctl.run import options
from icpctl.wording import t

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def command(
    filter_: Annotated[list[str] | None, typer.Option("--filter", help=t("cli.option.filter"), metavar="KEY=VALUE")] = None,
    board: Annotated[bool, typer.Option("--board", help=t("cli.option.board"))] = False,
) -> None:
    """List the drafts of the folder; unreadable ones are named and change nothing."""
    from icpctl import listing

    wanted = _filters(filter_ or [])
    found, unreadable = listing.rows(run.folder(), run.book(), run.day())
    shown = [r for r in found if all(v in _meant(k, r) for k, v in wanted.items())]
    if options.json:
        body: dict[str, object] = {"schema": 1, "drafts": shown}
        if board:
            body["board"] = [
                {"state": state, "drafts": [r["name"] for r in shown if r["state"] == state]} for state in _order(shown)
            ]
        if unreadable:
            body["unreadable"] = [
                {"path": str(run.folder() / f"{name}.toml"), "error": error.text()} for name, error in unreadable
            ]
        common.show_json(body)
    elif shown and board:
        from icpctl.screen import journeys

        journeys.board(shown, _order(shown), run.now())
    elif shown:
        head = [t(f"screen.list.{c}") for c in listing.COLUMNS]
        screen.table(head, [[_cell(c, r) for c in listing.COLUMNS] for r in shown], [str(r["worst"] or "") for r in shown])
    elif not unreadable:
        screen.talk(t("screen.no_drafts", folder=run.folder()))
    for name, error in unreadable:
        screen.complain(f"{name}: " + error.text())
    if unreadable:
        raise typer.Exit(3)


def _order(rows: "Sequence[Mapping[str, Any]]") -> list[str]:
    """The states that occur, in the order of the way: drafts first, what was rejected last."""
    there = {str(r["state"]) for r in rows}
    return [s for s in ("draft", *(r.id for r in run.book().all("event"))) if s in there]


def _meant(key: str, row: "Mapping[str, Any]") -> tuple[str, ...]:
    """What a filter may say: the id, and of a state its name too."""
    names = (str(row["state_name"]), str(row["provider_state"] or "")) if key == "state" else ()
    return (str(row[key] or ""), *names)


def _cell(column: str, row: "Mapping[str, Any]") -> str:
    value = row[column]
    if column == "worst":
        return t(f"screen.worst.{value or 'clear'}")
    if column == "state":
        return str(row["state_name"])
    if column == "next_due" and value:
        from icpctl.journey.left import moment

        return moment(dt.datetime.fromisoformat(str(value)))
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
