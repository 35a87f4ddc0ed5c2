"""The kinds of rules, where they live, how many there are."""

from icpctl.reference.text import code, page, table
from icpctl.rules import Book
from icpctl.rules.kinds import KINDS
from icpctl.wording import t


def make() -> str:
    """The page in the language that is set."""
    book = Book()
    rows = [[code(kind), code(_home(kind)), str(len(book.all(kind)))] for kind in KINDS]
    return page("rules") + table([t(f"reference.rules.{k}") for k in ("kind", "home", "count")], rows)


def _home(kind: str) -> str:
    """Where the rules of a kind live below `rules/`, packaged or the user's own."""
    spec = KINDS[kind]
    place = f"{spec.folder}/<id>.toml" if spec.folder else f"{spec.file}.toml"
    return f"{place} [[{spec.table}]]" if spec.table else place
