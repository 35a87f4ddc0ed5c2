"""The rule book: dated, sourced facts of the filing world, read per file on need.

`Book(folder)` gives rules by kind and id. A kind is a table of one file, or a folder with one file per thing
(`rules/kinds.py`). A user's own files in `<config folder>/rules/`, laid out like `rules/data/`, are merged over the
packaged ones; whatever they touch carries `origin` = that file. Reading never needs pydantic: the packaged files are
validated by the tests, the user's own by `rules/models` when they are read. An own file that cannot be used is one of
the `problems` of the book, and the packaged rules stand.
"""

import tomllib
from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct

from icpctl.errors import RuleError
from icpctl.rules.kinds import KINDS
from icpctl.wording import pick, pick_list

if TYPE_CHECKING:
    from icpctl.rules.own import Problem

DATA = Path(__file__).parent / "data"
PACKAGED = "packaged"
T = TypeVar("T")


class Source(Struct, frozen=True):
    """Where a fact was read: title, locator (page or repository path, may be empty), and the date it is true of."""

    title: str
    locator: str
    as_of: str


class Rule(Struct, frozen=True):
    """One fact of the rule book."""

    kind: str
    id: str
    data: Mapping[str, Any]
    scope: str  # the file in sources/ that its source ids belong to
    origin: str = PACKAGED

    def __getitem__(self, key: str) -> Any:
        return self.data[key]

    def get(self, key: str, default: Any = None) -> Any:
        """A value of the rule, or the default."""
        return self.data.get(key, default)

    def word(self, stem: str, default: str = "") -> str:
        """A text of the rule in the user's language."""
        return pick(self.data, stem, default)

    def words(self, stem: str) -> list[str]:
        """A list of texts of the rule in the user's language."""
        return pick_list(self.data, stem)

    @property
    def status(self) -> str:
        """current, disputed, superseded or historic; a rule without the word counts as current."""
        return str(self.data.get("status", "current"))

    @property
    def confidence(self) -> str:
        """high, medium or low."""
        return str(self.data.get("confidence", "medium"))

    @property
    def as_of(self) -> str:
        """The date the sources speak of, as they give it."""
        return str(self.data.get("as_of", ""))

    @property
    def judges(self) -> bool:
        """False for superseded and historic rules: they are shown on request and never judge."""
        return self.status not in ("superseded", "historic")

    def severity(self, wanted: str) -> str:
        """The severity this rule may give at most.

        Facts say must/error, warn, info/advice. A disputed or low-confidence rule gives a warning at most.
        """
        level = {"must": "error", "error": "error", "warn": "warning", "warning": "warning"}.get(wanted, "note")
        if level == "error" and (self.status == "disputed" or self.confidence == "low"):
            return "warning"
        return level


class Book:
    """The rule book of one run. `folder` is the user's own rules folder, or None; `parse` reads the packaged files."""

    def __init__(self, folder: Path | None = None, parse: Callable[[str], dict[str, Any]] = tomllib.loads) -> None:
        self._parse = parse
        self.folder = folder if folder and folder.is_dir() else None
        self._files: dict[str, dict[str, Any]] = {}
        self._index: dict[str, dict[str, Rule]] = {}
        self._kept: dict[Hashable, Any] = {}

    def kept(self, key: Hashable, make: Callable[[], T]) -> T:
        """What follows from the rule book alone is worked out once: `make` is called for the first asker of `key`."""
        if key not in self._kept:
            self._kept[key] = make()
        found: T = self._kept[key]
        return found

    @cached_property
    def _own(self) -> "tuple[dict[str, dict[str, Any]], tuple[Problem, ...]]":
        """The user's own files: name -> tables merged over the packaged ones, and what is wrong with the others."""
        if self.folder is None:
            return {}, ()
        from icpctl.rules import own

        merged, problems = {}, []
        for file in own.files(self.folder):
            found = own.read(self.folder, file, self._packaged)
            if isinstance(found, own.Problem):
                problems.append(found)
            else:
                merged[file.removesuffix(".toml")] = found
        return merged, tuple(problems)

    @property
    def own_files(self) -> tuple[str, ...]:
        """The user's own files that are merged in, relative to his rules folder."""
        return tuple(f"{name}.toml" for name in self._own[0])

    @property
    def problems(self) -> "tuple[Problem, ...]":
        """What is wrong with those of the user's own files that are not used; the packaged rules stand in their place."""
        return self._own[1]

    def problem_of(self, rule: Rule) -> "Problem | None":
        """Why the user's own file with this rule is not used; None where there is none or it is merged in."""
        if not self.problems:
            return None
        return next((p for p in self.problems if p.name == f"{self.home(rule)}.toml"), None)

    def home(self, rule: Rule) -> str:
        """The file of a rule ("provinces/jiangsu")."""
        spec = KINDS[rule.kind]
        if spec.folder and not spec.table:
            return f"{spec.folder}/{rule.id}"
        return self.kept(("homes", rule.kind), lambda: self._homes(rule.kind))[rule.id] if spec.folder else spec.file

    def _homes(self, kind: str) -> dict[str, str]:
        spec = KINDS[kind]
        files = [f"{spec.folder}/{name}" for name in self.names(spec.folder)]
        return {str(entry["id"]): file for file in files for entry in self.file(file).get(spec.table, [])}

    def _packaged(self, name: str) -> dict[str, Any]:
        path = DATA / f"{name}.toml"
        return self._parse(path.read_text(encoding="utf-8")) if path.is_file() else {}

    def file(self, name: str) -> dict[str, Any]:
        """One data file ("domains", "provinces/jiangsu") as nested tables, with the user's own merged over it.

        Raises RuleError when neither exists.
        """
        if name not in self._files:
            data = self._own[0].get(name) or self._packaged(name)
            if not data and not (DATA / f"{name}.toml").is_file():
                raise RuleError("rule_file_missing", name=name)
            self._files[name] = data
        return self._files[name]

    def names(self, folder: str) -> list[str]:
        """The file names (ids) in a folder of the rule book, sorted."""
        return list(self.kept(("names", folder), lambda: self._names(folder)))

    def _names(self, folder: str) -> dict[str, None]:
        found = {p.stem for p in (DATA / folder).glob("*.toml")}
        found |= {name.removeprefix(folder + "/") for name in self._own[0] if name.rpartition("/")[0] == folder}
        return dict.fromkeys(sorted(found))

    def all(self, kind: str) -> list[Rule]:
        """All rules of a kind, in the order of the files."""
        return list(self._kind(kind).values())

    def one(self, kind: str, id_: str) -> Rule | None:
        """The rule with this id, or None. A kind with one file per thing reads that file only."""
        spec = KINDS[kind]
        if spec.folder and not spec.table:
            return self.kept((kind, id_), lambda: self._of_file(kind, spec.folder, id_))
        return self._kind(kind).get(id_)

    def _of_file(self, kind: str, folder: str, id_: str) -> Rule | None:
        return _as_rule(kind, self.file(f"{folder}/{id_}"), None) if id_ in self.names(folder) else None

    def of_province(self, province: str) -> list[Rule]:
        """The rules of one province, then the national ones; unknown provinces give the national ones only."""
        return list(self.kept(("of-province", province), lambda: self._of_province(province)))

    def _of_province(self, province: str) -> list[Rule]:
        found: list[Rule] = []
        if province in self.names("provinces"):
            data = self.file(f"provinces/{province}")
            found += [_as_rule("province-rule", r, data) for r in data.get("rule", [])]
        return found + self.all("national-rule")

    def sources(self, rule: Rule) -> tuple[Source, ...]:
        """The sources of a rule, resolved."""
        return self.resolve(rule.scope, rule.get("sources", []))

    def resolve(self, scope: str, ids: list[str]) -> tuple[Source, ...]:
        """Source ids of one scope as Sources. An unknown id (a user's own words) is given back as a title."""
        return self.kept(("sources of", scope, *ids), lambda: self._resolve(scope, ids)) if ids else ()

    def _resolve(self, scope: str, ids: list[str]) -> tuple[Source, ...]:
        known = self.kept(("sources", scope), lambda: self._source_table(scope))
        return tuple(known.get(id_) or Source(str(id_), "", "") for id_ in ids)

    def _source_table(self, scope: str) -> dict[str, Source]:
        if scope not in self.names("sources"):
            return {}
        return {
            s["id"]: Source(str(s["title"]), str(s.get("locator", "")), str(s.get("as_of", "")))
            for s in self.file(f"sources/{scope}").get("source", [])
        }

    def _kind(self, kind: str) -> dict[str, Rule]:
        if kind not in self._index:
            self._index[kind] = {r.id: r for r in self._read_kind(kind)}
        return self._index[kind]

    def _read_kind(self, kind: str) -> Iterator[Rule]:
        spec = KINDS[kind]
        files = [f"{spec.folder}/{n}" for n in self.names(spec.folder)] if spec.folder else [spec.file]
        for name in files:
            data = self.file(name)
            entries = data.get(spec.table, []) if spec.table else [data]
            for entry in entries:
                yield _as_rule(kind, entry, data)


def _as_rule(kind: str, entry: Mapping[str, Any], file: Mapping[str, Any] | None) -> Rule:
    scope = str(entry.get("sources_in") or (file or {}).get("sources_in", ""))
    return Rule(kind, str(entry["id"]), entry, scope, str(entry.get("origin", PACKAGED)))
