"""`icpctl schema`: the JSON Schemas of drafts and outputs."""

from typing import Annotated

import typer

from icpctl import screen
from icpctl.wording import t


def command(name: Annotated[str | None, typer.Argument(help=t("cli.option.schema_name"), show_default=False)] = None) -> None:
    """Print one JSON Schema, or the names of all."""
    from icpctl import schemas
    from icpctl.errors import UsageError
    from icpctl.run import options

    if name is None:
        if options.json:
            screen.json({"schema": 1, "schemas": sorted(schemas.NAMES)})
        else:
            for one in sorted(schemas.NAMES):
                screen.line(one)
        return
    if name not in schemas.NAMES:
        raise UsageError("unknown_schema", name=name[:60], known=", ".join(sorted(schemas.NAMES)))
    screen.json(schemas.schema(name))
