"""`icpctl restore`: a draft back from the trash."""

from typing import Annotated

import typer

from icpctl import run, screen
from icpctl.run import options
from icpctl.wording import t


def command(name: Annotated[str, typer.Argument(help=t("cli.option.name_of"))]) -> None:
    """Bring the newest removed draft of this name back."""
    from icpctl import store

    path = store.restore(run.folder(), store.check_name(name))
    if options.json:
        screen.json({"schema": 1, "name": name, "path": str(path)})
    else:
        screen.line(t("screen.done.restored", name=name, path=path))
