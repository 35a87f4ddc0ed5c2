"""The user's own rule files: reading them, and saying what is wrong with one that cannot be used.

A file that cannot be used never stops anything: it is named with place and reason, and the packaged rules are used.
`merge` lays a good one over the packaged file.
"""

import difflib
import re
import stat
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from icpctl.errors import RuleError
from icpctl.wording import t

MOST_BYTES = 4_000_000
# Tables of values that checks read by name; everything else has a model (rules/models).
_VALUES = ("params", "check")
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)|at end of document")
_TYPES: dict[type, str] = {str: "text", int: "number", bool: "true_or_false", list: "list", dict: "table"}


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one of the user's own files is not used. `name` is relative to his rules folder, `place` a key, `line` from 1."""

    name: str
    path: str
    place: str
    line: int | None
    reason: str
    error: RuleError

    def text(self) -> str:
        """File, place and reason in the user's language."""
        return self.error.text()

    def hint(self) -> str:
        """What to do now."""
        return self.error.hint()

    def as_json(self) -> dict[str, Any]:
        """As JSON: `own_rules_problems`."""
        return {
            "path": self.path,
            "place": self.place,
            "line": self.line,
            "reason": self.reason,
            "message": self.text(),
            "fix": self.hint(),
        }


def files(folder: Path) -> list[str]:
    """Everything below the rules folder that is called a TOML file, relative to it; hidden files are passed over."""
    found = [p.relative_to(folder) for p in folder.rglob("*.toml")]
    return sorted(p.as_posix() for p in found if not any(part.startswith(".") for part in p.parts))


def read(folder: Path, file: str, packaged: Callable[[str], dict[str, Any]]) -> dict[str, Any] | Problem:
    """A file merged over the packaged one, or why it cannot be used. `packaged` gives the packaged tables, {} for none."""
    path, name = folder / file, file.removesuffix(".toml")
    try:
        own = _tables(path)
        _refuse_invalid(path, name, own, packaged, partial=True)
        data = merge(packaged(name), own, str(path))
        _refuse_invalid(path, name, data, packaged, partial=False)  # a new entry must be complete
    except RuleError as error:
        line = error.values.get("line")
        return Problem(file, str(path), str(error.values.get("place", "")), line, str(error.values.get("reason", "")), error)
    return data


def _tables(path: Path) -> dict[str, Any]:
    where = str(path)
    try:
        kind = path.stat()
        # Looked at before it is opened: a pipe would wait for ever, a device never end.
        if not stat.S_ISREG(kind.st_mode):
            raise RuleError("rule_file_unreadable", path=where, reason=t("rulefile.no_file"))
        if kind.st_size > MOST_BYTES:
            raise RuleError("rule_file_unreadable", path=where, reason=t("rulefile.too_big", limit=MOST_BYTES // 1_000_000))
        text = path.read_bytes().decode("utf-8")
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _PLACE.search(str(error))
        line = int(found[1]) if found and found[1] else text.count("\n") + 1
        reason = _PLACE.sub("", str(error)).strip(" ()")
        raise RuleError("rule_file_line", path=where, line=line, reason=reason) from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise RuleError("rule_file_line", path=where, line=line, reason=t("rulefile.no_utf8")) from error
    except RecursionError as error:
        raise RuleError("rule_file_damaged", path=where, reason=t("rulefile.too_deep")) from error
    except ValueError as error:  # an integer of more than 4,300 digits
        raise RuleError("rule_file_damaged", path=where, reason=t("rulefile.number")) from error
    except OSError as error:
        raise RuleError("rule_file_unreadable", path=where, reason=error.strerror or str(error)) from error


def _refuse_invalid(
    path: Path, name: str, data: Mapping[str, Any], packaged: Callable[[str], dict[str, Any]], *, partial: bool
) -> None:
    from icpctl.rules.models import FOLDERS, validate_file

    problem = validate_file(name, data, partial=partial)
    if problem is None and partial:
        problem = next(_nonsense(name, data, packaged), None)
    if problem is None:
        return
    place, reason = problem
    folder = name.rpartition("/")[0]
    if not partial and folder in FOLDERS and not packaged(name):
        known = [p.stem for p in _siblings(folder)]
        near = difflib.get_close_matches(name.rpartition("/")[2], known, n=3, cutoff=0.5)
        reason = t("rulefile.new_file", near=" ".join(near) or "-", reason=reason)
    raise RuleError("rule_file_invalid", path=str(path), place=place, reason=reason)


def _siblings(folder: str) -> list[Path]:
    from icpctl.rules import DATA

    return sorted((DATA / folder).glob("*.toml"))


def _nonsense(name: str, data: Mapping[str, Any], packaged: Callable[[str], dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """What the models let pass and no check could use: negative numbers, broken patterns, values nobody reads."""
    known: dict[str, set[type]] | None = None
    for place, parent, key, value in _leaves(data, ""):
        if type(value) is int and value < 0:
            yield place, t("rulefile.negative")
        if key.startswith("regex") and not key.endswith(("_note", "_note_en")) and isinstance(value, str):
            try:
                re.compile(value)
            except re.error as error:
                yield place, t("rulefile.pattern", reason=str(error))
        if parent in _VALUES:
            known = _known_values(name, packaged) if known is None else known
            if key not in known:
                near = difflib.get_close_matches(key, list(known), n=3, cutoff=0.5)
                yield place, t("rulefile.unknown_value", near=" ".join(near) or "-")
            elif type(value) not in known[key]:
                wanted = next((_TYPES[kind] for kind in _TYPES if kind in known[key]), "wrong_value")
                yield place, t(f"rulefile.{wanted}")


def _leaves(data: Any, place: str, parent: str = "", key: str = "") -> Iterator[tuple[str, str, str, Any]]:
    """(place, name of the table around it, key, value) of everything below; entries are named by their id."""
    yield place, parent, key, data
    if isinstance(data, Mapping):
        for inner, value in data.items():
            yield from _leaves(value, f"{place}.{inner}".lstrip("."), key, str(inner))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            named = value.get("id", number) if isinstance(value, Mapping) else number
            # An element counts as the list's own value, never as one of the table around it.
            yield from _leaves(value, f"{place}[{named}]", "", key)


def _known_values(name: str, packaged: Callable[[str], dict[str, Any]]) -> dict[str, set[type]]:
    """The values that packaged rules of the same kind hold, with their types."""
    folder = name.rpartition("/")[0]
    names = [f"{folder}/{p.stem}" for p in _siblings(folder)] if folder else [name]
    if folder == "provinces" or name == "national":  # they share their values
        names = [*(f"provinces/{p.stem}" for p in _siblings("provinces")), "national"]
    known: dict[str, set[type]] = {}
    for each in names:
        for _, parent, key, value in _leaves(packaged(each), ""):
            if parent in _VALUES:
                known.setdefault(key, set()).add(type(value))
    return known


def merge(base: dict[str, Any], own: Mapping[str, Any], origin: str) -> dict[str, Any]:
    """The user's own file over the packaged one: entries of a table are matched by id, keys are replaced one by one."""
    out = dict(base)
    for key, value in own.items():
        have = out.get(key, [])
        if key == "origin":
            continue
        if _by_id(value) and _by_id(have):
            out[key] = _merge_entries(have, value, origin)
        else:
            out[key] = _laid_over(have, value)
            out["origin"] = origin
    return out


def _laid_over(base: Any, own: Any) -> Any:
    if isinstance(base, dict) and isinstance(own, dict):
        return {**base, **{k: _laid_over(base.get(k), v) for k, v in own.items()}}
    return own


def _by_id(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(v, dict) and "id" in v for v in value)


def _merge_entries(base: list[dict[str, Any]], own: list[dict[str, Any]], origin: str) -> list[dict[str, Any]]:
    """Entries by id; where an id repeats (a certificate type with several codes), the code tells them apart."""
    out = list(base)
    for entry in own:
        same = [i for i, e in enumerate(out) if e["id"] == entry["id"]]
        if len(same) > 1 and "code" in entry:
            same = [i for i in same if out[i].get("code") == entry["code"]]
        for i in same:
            out[i] = {**out[i], **entry, "origin": origin}
        if not same:
            out.append({**entry, "origin": origin})
    return out
