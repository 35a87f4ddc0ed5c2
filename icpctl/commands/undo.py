"""`icpctl undo`: take the last change back."""

from typing import TYPE_CHECKING, Annotated

import typer

from icpctl import run, screen
from icpctl.commands import common
from icpctl.run import options
from icpctl.wording import t

if TYPE_CHECKING:
    from icpctl.draft import Draft


def command(name: Annotated[str, typer.Argument(help=t("cli.option.name_of"), autocompletion=common.complete_names)]) -> None:
    """Bring the state before the last save back; a second undo goes one step further."""
    from icpctl import store
    from icpctl.commands.edit import changes
    from icpctl.errors import StoreError

    folder = run.folder()
    try:
        before = store.load(folder, store.check_name(name)).draft
    except StoreError:
        before = None  # undo also repairs a draft that cannot be read
    path = store.undo(folder, name, run.now())
    after = store.load(folder, name).draft
    changed = [*changes(before, after), *_events(before, after)] if before else []
    if options.json:
        screen.json({"schema": 1, "name": name, "path": str(path), "changed": changed})
    else:
        screen.line(t("screen.done.undone", name=name, path=path))
        for place in changed:
            screen.line(place, indent=2)


def _events(before: "Draft", after: "Draft") -> list[str]:
    """The events that were taken back, or are there again: "event[3] approved"."""
    kept = 0
    while kept < min(len(before.event), len(after.event)) and before.event[kept] == after.event[kept]:
        kept += 1
    gone = before.event[kept:] or after.event[kept:]
    return [f"event[{kept + n}] {e.event}" for n, e in enumerate(gone)]
