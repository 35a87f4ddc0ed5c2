"""`icpctl remove`: a draft to the trash folder."""

from typing import Annotated

import typer

from icpctl import run, screen
from icpctl.commands import common
from icpctl.run import options
from icpctl.wording import t


def command(
    name: Annotated[str, typer.Argument(help=t("cli.option.name_of"), autocompletion=common.complete_names)],
    yes: Annotated[bool, typer.Option("--yes", "-y", help=t("cli.option.yes"))] = False,
) -> None:
    """Move a draft with its documents and backups to the trash; `restore` brings it back."""
    from icpctl import store
    from icpctl.errors import UsageError

    folder = run.folder()
    store.check_name(name)
    if not store.exists(folder, name):
        store.load(folder, name)  # says that it does not exist, with the nearest names
    if not yes:
        if not run.can_ask():
            raise UsageError("needs_yes", name=name)
        from icpctl.answers import prompts

        if not prompts.confirm(t("screen.ask.remove", name=name)):
            screen.talk(t("screen.done.kept", name=name))
            return
    path = store.remove(folder, name, run.now())
    if options.json:
        screen.json({"schema": 1, "name": name, "path": str(path)})
    else:
        screen.line(t("screen.done.removed", name=name, path=path))
