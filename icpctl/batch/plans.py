"""How the cells of one choice of columns get into a draft: worked out once, because all rows of a table are alike.

Most cells need no parser: a text of usual shape (`fields.usual`) stands for itself.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from msgspec import Struct

from icpctl.draft import App, Draft, Site, steps
from icpctl.fields.usual import look_at
from icpctl.questions import BY_PATH, general, of_path
from icpctl.values import SEPARATORS

TABLE = re.compile(r"(site|app)\[(\d+)\]")
_PLACE = {path: number for number, path in enumerate(BY_PATH)}
REPEATED = frozenset({"choice", "bool", "count", "region"})
"""Kinds whose reading depends on nothing but the text, and of which rows have few different ones."""

_ALONE = "site.", "app."  # these mean the first one, and it may not be there

Look = Callable[[str], object]


class Step(NamedTuple):
    """One cell: its draft path, its table (number in `Plan.tables`; -1: only `draft.put` knows) and key, how it is read.

    look      true for a text that reading gives back as it is; in a list when `many`
    repeated  path of the question when reading depends on nothing but the text, and rows have few different texts; else ""
    """

    path: str
    table: int
    key: str
    look: Look | None
    many: bool
    repeated: str


class Plan(Struct, frozen=True):
    """The cells in the order they are read, and the tables of the draft they belong to."""

    steps: tuple[Step, ...]
    sites: int
    apps: int
    tables: tuple[tuple[tuple[str, int | None], ...], ...]

    def tables_of(self, draft: Draft) -> list[Any]:
        """The tables, each in its place; sites and Apps that are not there are made."""
        make_tables(draft, self.sites, self.apps)
        out = []
        for way in self.tables:
            here: Any = draft
            for name, index in way:
                here = getattr(here, name) if index is None else getattr(here, name)[index]
            out.append(here)
        return out


def make_tables(draft: Draft, sites: int, apps: int) -> None:
    """At least so many sites and Apps."""
    while len(draft.site) < sites:
        draft.site.append(Site())
    while len(draft.app) < apps:
        draft.app.append(App())


def counted(paths: Iterable[str]) -> tuple[int, int]:
    """How many sites and Apps the paths speak of."""
    most = {"site": 0, "app": 0}
    for path in paths:
        if table := TABLE.match(path):
            most[table[1]] = max(most[table[1]], int(table[2]) + 1)
    return most["site"], most["app"]


@lru_cache(maxsize=1024)
def plan_of(paths: tuple[str, ...]) -> Plan:
    """The plan for some cells. Certificate numbers come after the types they depend on."""
    order = sorted(paths, key=lambda path: (path.endswith("cert_number"), _PLACE.get(general(path), len(_PLACE)), path))
    tables: dict[tuple[tuple[str, int | None], ...], int] = {}
    return Plan(tuple(_step(path, tables) for path in order), *counted(paths), tuple(tables))


def _step(path: str, tables: dict[tuple[tuple[str, int | None], ...], int]) -> Step:
    question = of_path(path)
    if question is None or path.startswith(_ALONE):
        return Step(path, -1, "", None, many=False, repeated="")
    *way, (key, _) = steps(path)
    table = tables.setdefault(tuple(way), len(tables))
    if question.kind in REPEATED:
        return Step(path, table, key, None, question.many, question.path)
    look = look_at(question.kind)
    return Step(path, table, key, _single(look) if look and question.many else look, question.many, repeated="")


def _single(look: Look) -> Look:
    """A look at a list: true for one item alone."""
    return lambda text: look(text) and not SEPARATORS.search(text)
