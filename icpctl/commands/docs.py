"""`icpctl docs`: the papers a filing needs, and why."""

from typing import Annotated

import typer

from icpctl.commands import common
from icpctl.run import options
from icpctl.wording import t


def command(name: Annotated[str, typer.Argument(help=t("cli.option.name_of"), autocompletion=common.complete_names)]) -> None:
    """List the papers with the reason of each."""
    from icpctl import documents

    case = common.case_of(common.load(name).draft)
    papers = documents.needed(case)
    if options.json:
        common.show_json({"schema": 1, "name": case.draft.name, "documents": [p.as_json() for p in papers]})
        return
    from icpctl.screen import report

    report.papers(papers, full=True)
    report.own_rules(case.book)
