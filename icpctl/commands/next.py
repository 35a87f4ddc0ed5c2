"""`icpctl next`: what to do now."""

import datetime as dt
import re
from typing import TYPE_CHECKING, Annotated

import typer

from icpctl import run, screen
from icpctl.commands import common
from icpctl.run import options
from icpctl.wording import t

if TYPE_CHECKING:
    from icpctl.journey import Item

_WITHIN = re.compile(r"^(\d{1,4})([dh])$", re.ASCII)


def command(
    names: Annotated[
        list[str] | None, typer.Argument(help=t("cli.option.names"), show_default=False, autocompletion=common.complete_names)
    ] = None,
    within: Annotated[str | None, typer.Option("--within", help=t("cli.option.within"), metavar="3d")] = None,
) -> None:
    """With names: all that remains of these drafts. Without: what is due over all drafts. Exit code 1: something is overdue."""
    from icpctl import journey

    now = run.now()
    limit = _limit(within, now)
    items: list[Item] = []
    unreadable: list[tuple[str, str]] = []
    for draft in common.each(names, unreadable):
        found = journey.next_items(common.case_of(draft), now)
        items += found if names else journey.due_now(found, now)
    if limit is not None:
        items = [i for i in items if i.due is not None and i.due <= limit]
    items.sort(key=lambda i: (not i.overdue, i.due is None, i.due.timestamp() if i.due else 0.0))
    if options.json:
        common.show_json({"schema": 1, "as_of": run.day().isoformat(), "items": [i.as_json() for i in items]})
    else:
        from icpctl.screen import journeys, report

        if names and limit is None:
            for word in names:
                _all_steps(word, items)
        else:
            journeys.todo(items)
        report.own_rules(run.book())
    common.tell_unreadable(unreadable)
    raise typer.Exit(1 if any(i.overdue for i in items) else 0)


def _limit(within: str | None, now: dt.datetime) -> dt.datetime | None:
    if within is None:
        return None
    found = _WITHIN.match(within.strip().lower())
    if not found:
        from icpctl.errors import UsageError

        raise UsageError("bad_option", option="--within", reason="3d, 24h")
    amount = int(found[1])
    return now + (dt.timedelta(days=amount) if found[2] == "d" else dt.timedelta(hours=amount))


def _all_steps(word: str, items: "list[Item]") -> None:
    """All that is still to go of one draft, with everything that is known of each step."""
    from icpctl import journey
    from icpctl.screen import journeys, report, waiting

    case = common.case_of(common.load(word).draft)
    screen.line(case.draft.name, style="heading")
    journeys.standing(case, journey.state_of(case), options.reveal)
    screen.heading(t("screen.plan.title"))
    journeys.way(journey.plan(case), [i for i in items if i.draft == case.draft.name])
    waiting.section(case)
    report.own_problems(case.book)
