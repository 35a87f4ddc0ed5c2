"""What the reference pages are made of: the head of a page, a table, a piece of code."""

from collections.abc import Iterable

from icpctl.wording import t


def page(name: str) -> str:
    """Title and introduction of a page, from the words `reference.<name>`."""
    return f"# {t(f'reference.{name}.title')}\n\n{t(f'reference.{name}.about')}\n\n"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    head = list(head)
    lines = [
        head,
        ["---"] * len(head),
        *([cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows),
    ]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def code(text: str) -> str:
    """A text in code letters; nothing for an empty one."""
    return f"`{text}`" if text else ""
