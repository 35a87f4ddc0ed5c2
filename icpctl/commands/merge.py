"""`icpctl merge`: what git calls to merge two copies of a draft; named in `.gitattributes` and one line of configuration."""

from pathlib import Path
from typing import Annotated

import typer

from icpctl import screen
from icpctl.wording import t


def command(
    base: Annotated[Path, typer.Argument(help=t("merge.base"), metavar="BASE")],
    ours: Annotated[Path, typer.Argument(help=t("merge.ours"), metavar="OURS")],
    theirs: Annotated[Path, typer.Argument(help=t("merge.theirs"), metavar="THEIRS")],
    name: Annotated[str | None, typer.Argument(help=t("merge.name"), metavar="[NAME]", show_default=False)] = None,
) -> None:
    """Merge by field into OURS; exit 0 when nothing is left to decide, 1 when a field was changed by both."""
    from icpctl import disk, draft_file, merging
    from icpctl.errors import StoreError

    where = name or str(ours)
    with disk.disk_errors(ours):
        base_data, our_data, their_data = (disk.read(path, draft_file.MAX_BYTES, follow=True) for path in (base, ours, theirs))
    try:
        merged = merging.merge(base_data, our_data, their_data, where)
    except StoreError as error:
        # Higher codes would make git give up the whole merge: this file is a conflict, the others go on.
        screen.talk(t("merge.unreadable", name=where, reason=error.text()), style="warning")
        raise typer.Exit(1) from None
    disk.write_private(ours, merged.data)
    if merged.conflicts:
        screen.talk(t("merge.conflict", name=where, paths=", ".join(merged.conflicts)), style="warning")
    raise typer.Exit(1 if merged.conflicts else 0)
