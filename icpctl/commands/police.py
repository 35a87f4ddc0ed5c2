"""`icpctl police`: the sheet for the public-security filing that follows the approval."""

from typing import Annotated

import typer

from icpctl import screen
from icpctl.commands import common
from icpctl.run import options
from icpctl.wording import t

FORMATS = ("text", "markdown", "json")


def command(
    name: Annotated[str, typer.Argument(help=t("cli.option.name_of"), autocompletion=common.complete_names)],
    format_: Annotated[str, typer.Option("--format", help=t("cli.police.format"), metavar="text|markdown|json")] = "text",
) -> None:
    """Fill in the form of the public-security filing from a draft; what is not known stays open."""
    from icpctl.errors import UsageError
    from icpctl.journey.public_security import sheet
    from icpctl.screen import police, report

    if format_ not in FORMATS:
        raise UsageError("bad_option", option="--format", reason=" | ".join(FORMATS))
    case = common.case_of(common.load(name).draft)
    found = sheet(case)
    if options.json or format_ == "json":
        common.show_json(police.as_json(case, found, reveal=options.reveal))
    elif format_ == "markdown":
        screen.raw(police.as_markdown(case, found, reveal=options.reveal))
    else:
        police.text(case, found, reveal=options.reveal)
        report.own_rules(case.book)
