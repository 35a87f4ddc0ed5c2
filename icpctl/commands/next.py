"""`icpctl next`: what to do now."""

import datetime as dt
import re
from typing import Annotated, Any

import typer

from icpctl import run, screen
from icpctl.commands import common
from icpctl.run import options
from icpctl.wording import t

_WITHIN = re.compile(r"^(\d{1,4})([dh])$", re.ASCII)


def command(
    names: Annotated[
        list[str] | None, typer.Argument(help=t("cli.option.names"), show_default=False, autocompletion=common.complete_names)
    ] = None,
    within: Annotated[str | None, typer.Option("--within", help=t("cli.option.within"), metavar="3d")] = None,
) -> None:
    """With names: all remaining steps of these drafts. Without: the next step of every draft."""
    from icpctl import journey, store
    from icpctl.errors import StoreError

    limit = _limit(within)
    items: list[dict[str, Any]] = []
    unreadable: list[tuple[str, str]] = []
    for word in names or store.names(run.folder()):
        try:
            draft = common.load(word).draft
        except StoreError as error:
            if names:
                raise
            unreadable.append((word, error.text()))
            continue
        found = [i.as_json() for i in journey.next_items(common.case_of(draft))]
        items += found if names else found[:1]
    if limit is not None:
        items = [i for i in items if i["due"] is not None and dt.datetime.fromisoformat(str(i["due"])) <= limit]
    items.sort(key=lambda i: (i["due"] is None, str(i["due"])))
    if options.json:
        common.show_json({"schema": 1, "as_of": run.day().isoformat(), "items": items})
    else:
        from icpctl.screen import report

        if names:
            for word in names:
                _all_steps(word, items)
        else:
            report.next_steps(items)
        report.own_rules(run.book())
    for word, error_text in unreadable:
        screen.complain(f"{word}: {error_text}")
    if unreadable:
        raise typer.Exit(3)
    raise typer.Exit(1 if any(i["overdue"] for i in items) else 0)


def _limit(within: str | None) -> dt.datetime | None:
    if within is None:
        return None
    found = _WITHIN.match(within)
    if not found:
        from icpctl.errors import UsageError

        raise UsageError("bad_option", option="--within", reason="3d, 24h")
    amount = int(found[1])
    return run.now() + (dt.timedelta(days=amount) if found[2] == "d" else dt.timedelta(hours=amount))


def _all_steps(word: str, items: list[dict[str, Any]]) -> None:
    """The whole way of one draft that is still to go, with everything that is known of each step."""
    from icpctl import journey
    from icpctl.screen import report

    draft = common.load(word).draft
    left = {i["step"]: i for i in items if i["draft"] == draft.name}
    screen.line(draft.name, style="heading")
    report.plan(journey.plan(common.case_of(draft)), full=True, left=left)
