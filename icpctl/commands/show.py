"""`icpctl show`: one draft, masked."""

from typing import Annotated

import typer

from icpctl import screen
from icpctl.commands import common
from icpctl.run import options
from icpctl.wording import t


def command(
    name: Annotated[str, typer.Argument(help=t("cli.option.name_of"), autocompletion=common.complete_names)],
    section: Annotated[str | None, typer.Option("--section", help=t("cli.option.section"), metavar="S")] = None,
) -> None:
    """Show the answers of a draft; personal data is masked unless --reveal."""
    from icpctl import masking

    loaded = common.load(name)
    if options.json:
        screen.json(masking.as_tables(loaded.draft, options.reveal))
        return
    from icpctl.screen import report

    report.answers(common.case_of(loaded.draft), loaded.path, options.reveal, section)
