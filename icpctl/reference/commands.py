"""The help of every verb."""

from typing import Any

from icpctl import cli
from icpctl.reference.text import page

COLUMNS = 98


def make() -> str:
    """The page in the language that is set."""
    root = cli.build()
    root_context = _context(root, "icpctl", None)
    out = page("commands") + _help("icpctl", root_context)
    for verb in cli.verbs():
        command = root.get_command(root_context, verb)
        context = _context(command, verb, root_context)
        out += _help(f"icpctl {verb}", context)
        for name, sub in getattr(command, "commands", {}).items():
            out += _help(f"icpctl {verb} {name}", _context(sub, name, context))
    return out


def _context(command: Any, name: str, parent: Any) -> Any:
    return command.make_context(
        name, [], parent=parent, resilient_parsing=True, terminal_width=COLUMNS, max_content_width=COLUMNS
    )


def _help(title: str, context: Any) -> str:
    text = "\n".join(line.rstrip() for line in context.get_help().strip().splitlines())
    return f"## {title}\n\n```text\n{text}\n```\n\n"
