"""`icpctl sms`: who gets the code of the ministry, what is asked, and what to do when something goes wrong."""

from typing import Annotated

import typer

from icpctl import run
from icpctl.commands import common
from icpctl.run import options
from icpctl.wording import t


def command(
    name: Annotated[str, typer.Argument(help=t("cli.option.name_of"), autocompletion=common.complete_names)],
) -> None:
    """Help with the SMS verification of one draft; numbers are masked unless --reveal."""
    from icpctl.journey.sms import sms
    from icpctl.screen import report
    from icpctl.screen import sms as shown

    case = common.case_of(common.load(name).draft)
    found = sms(case)
    if options.json:
        common.show_json(shown.as_json(case, found, run.now(), reveal=options.reveal))
        return
    shown.show(case, found, run.now(), reveal=options.reveal)
    report.own_rules(case.book)
