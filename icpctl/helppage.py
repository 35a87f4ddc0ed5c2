"""Help pages: our words and our layout for Typer's commands, measured in columns of the screen.

Typer wraps by characters; Chinese takes two columns each, so its lines would run over the edge.
"""

from typing import Any

from typer.core import TyperCommand, TyperGroup

from icpctl.errors import UsageError
from icpctl.screen.layout import columns, wrap
from icpctl.wording import t

GAP = 2
LONGEST_TERM = 34  # columns; a longer term gets a line of its own
OWN_WORDS = ("install_completion", "show_completion", "version")


def write_list(formatter: Any, rows: list[tuple[str, str]]) -> None:
    """Terms and their texts in two columns."""
    left = min(LONGEST_TERM, max((columns(a) for a, _ in rows), default=0)) + GAP
    pad = " " * formatter.current_indent
    room = max(20, formatter.width - formatter.current_indent - left)
    for term, text in rows:
        lines = wrap(text, room)
        if columns(term) + GAP > left:
            for piece in wrap(term, formatter.width - formatter.current_indent):
                formatter.write(f"{pad}{piece}\n")
        else:
            formatter.write(f"{pad}{term}{' ' * (left - columns(term))}{lines.pop(0)}\n")
        for line in lines:
            formatter.write(f"{pad}{' ' * left}{line}\n")


class Page:
    """The layout of a help page; mixed into Typer's command classes."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """The usage line in our words."""
        pieces = " ".join(self.collect_usage_pieces(ctx))  # type: ignore[attr-defined]
        formatter.write_usage(ctx.command_path, pieces, t("cli.usage") + " ")

    def format_help_text(self, ctx: Any, formatter: Any) -> None:
        """What the command is for."""
        _write_text(formatter, self.help)  # type: ignore[attr-defined]

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """The last words."""
        _write_text(formatter, self.epilog)  # type: ignore[attr-defined]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Verbs where there are any, then the options grouped by section, global ones last."""
        if isinstance(self, TyperGroup):
            self.format_commands(ctx, formatter)
        groups: dict[str, list[tuple[str, str]]] = {}
        for param in self.get_params(ctx):  # type: ignore[attr-defined]
            record = param.get_help_record(ctx)
            if record is not None:
                title, text = _placed(param)
                groups.setdefault(title, []).append((record[0], text))
        more = getattr(self, "help_rows", None)
        if more is not None:
            title, rows = more()
            groups[title] = rows
        for title in sorted(groups, key=lambda g: (g == t("cli.global_options"), list(groups).index(g))):
            formatter.write("\n" + title + "\n")
            formatter.indent()
            write_list(formatter, groups[title])
            formatter.dedent()

    def get_help_option(self, ctx: Any) -> Any:
        """The help option in our words."""
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = t("cli.help_option")
            option.rich_help_panel = t("cli.global_options")
        return option


def _placed(param: Any) -> tuple[str, str]:
    """The title of the group an option or argument stands in, and its text; Typer's own text has English marks in it."""
    text = param.help or ""
    if isinstance(param.default, (int, str)) and not isinstance(param.default, bool):
        text += t("cli.default", value=param.default)
    if param.param_type_name == "argument":
        return t("cli.arguments"), text
    if param.name in OWN_WORDS:
        return t("cli.options"), t(f"cli.{param.name}")
    return str(getattr(param, "rich_help_panel", None) or t("cli.options")), text


def _write_text(formatter: Any, text: str | None) -> None:
    for paragraph in (text or "").strip().split("\n\n"):
        if paragraph:
            formatter.write("\n")
        for line in paragraph.split("\n"):
            for piece in wrap(line, formatter.width - 2) if line else []:
                formatter.write(f"  {piece}\n")


def refuse_unknown(args: list[str], known: list[str]) -> None:
    """Our own words for a verb or sub-verb that does not exist, with the nearest ones."""
    if args and not args[0].startswith("-") and args[0] not in known:
        import difflib

        from icpctl.values import printable

        near = difflib.get_close_matches(args[0], known, n=3)
        raise UsageError("no_such_command_near" if near else "no_such_command", name=printable(args[0], 40), near=", ".join(near))


class Verb(Page, TyperCommand):
    """A verb."""


class SubVerbs(Page, TyperGroup):
    """A verb with sub-verbs."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Like Typer's, with our own words for a sub-verb that does not exist."""
        refuse_unknown(args, list(self.commands))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The sub-verbs."""
        rows = [(name, str(self.commands[name].help or "")) for name in self.commands]
        formatter.write("\n" + t("cli.sub_verbs") + "\n")
        formatter.indent()
        write_list(formatter, rows)
        formatter.dedent()
