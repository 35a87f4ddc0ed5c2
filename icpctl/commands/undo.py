"""`icpctl undo`: take the last change back."""

from typing import Annotated

import typer

from icpctl import run, screen
from icpctl.commands import common
from icpctl.run import options
from icpctl.wording import t


def command(name: Annotated[str, typer.Argument(help=t("cli.option.name_of"), autocompletion=common.complete_names)]) -> None:
    """Bring the state before the last save back; a second undo goes one step further."""
    from icpctl import store
    from icpctl.commands.edit import changes

    folder = run.folder()
    before = store.load(folder, store.check_name(name))
    path = store.undo(folder, name, run.now())
    changed = changes(before.draft, store.load(folder, name).draft)
    if options.json:
        screen.json({"schema": 1, "name": name, "path": str(path), "changed": changed})
    else:
        screen.line(t("screen.done.undone", name=name, path=path))
        for place in changed:
            screen.line(place, indent=2)
