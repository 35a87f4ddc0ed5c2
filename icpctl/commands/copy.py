"""`icpctl copy`: start a draft from another one."""

from typing import Annotated

import typer

from icpctl import run, screen
from icpctl.commands import common
from icpctl.run import options
from icpctl.wording import t


def command(
    name: Annotated[str, typer.Argument(help=t("cli.option.name_of"), autocompletion=common.complete_names)],
    new: Annotated[str, typer.Argument(help=t("cli.option.new_name"))],
) -> None:
    """Copy a draft with its documents; the journey starts anew."""
    from icpctl import store

    path = store.copy(run.folder(), store.check_name(name), store.check_new_name(new), run.now())
    if options.json:
        screen.json({"schema": 1, "name": new, "path": str(path)})
    else:
        screen.line(t("screen.done.copied", name=name, new=new, path=path))
