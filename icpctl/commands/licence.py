"""`icpctl licence`: what a licence number is, its usual spelling, and what is wrong with it."""

from typing import Annotated

import typer

from icpctl import run
from icpctl.commands import common
from icpctl.run import options
from icpctl.wording import t


def command(text: Annotated[list[str], typer.Argument(help=t("cli.option.licence_text"), metavar="TEXT...")]) -> None:
    """One result for each argument, in their order; exit 1 when one is not valid."""
    from icpctl import licences

    book, day = run.book(), run.day()
    found = [licences.read(one, book, day) for one in text]
    if options.json:
        common.show_json({"schema": 1, "results": [one.as_json() for one in found]})
    else:
        from icpctl.screen import footers, report

        for one in found:
            footers.licence(one, book)
        report.own_rules(book)
    raise typer.Exit(0 if all(one.valid for one in found) else 1)
