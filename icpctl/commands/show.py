"""`icpctl show`: one draft, masked."""

from typing import Annotated

import typer

from icpctl import run, screen
from icpctl.commands import common
from icpctl.run import options
from icpctl.wording import t


def command(
    name: Annotated[str, typer.Argument(help=t("cli.option.name_of"), autocompletion=common.complete_names)],
    section: Annotated[str | None, typer.Option("--section", help=t("cli.option.section"), metavar="S")] = None,
    timeline: Annotated[bool, typer.Option("--timeline", help=t("cli.option.timeline"))] = False,
) -> None:
    """Show the answers of a draft and where its filing stands; personal data is masked unless --reveal."""
    from icpctl import masking

    loaded = common.load(name)
    if options.json:
        screen.json(masking.as_tables(loaded.draft, options.reveal))
        return
    from icpctl import journey
    from icpctl.screen import journeys, report, waiting

    case, now = common.case_of(loaded.draft), run.now()
    items = journey.due_now(journey.next_items(case, now), now)
    if timeline:
        report.head(case, loaded.path, dry_run=False)
        journeys.standing(case, journey.state_of(case), options.reveal)
        journeys.timeline(case, items, now, options.reveal)
        return
    report.answers(case, loaded.path, options.reveal, section)
    if section is None:
        screen.heading(t("screen.state.title"))
        journeys.standing(case, journey.state_of(case), options.reveal)
        if any(event.review for event in loaded.draft.event):
            from icpctl.screen import rejections

            rejections.reviewed(loaded.draft)
        waiting.section(case)
        if loaded.draft.event:
            journeys.timeline(case, items, now, options.reveal)
