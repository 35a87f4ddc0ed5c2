"""The text of a draft file: bytes -> Draft with every damage named by its place, Draft -> bytes that read back equal.

Pure: no disk. A file that cannot be read is never taken for an empty one; the error says where it is wrong.
"""

import re
import tomllib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from icpctl import draft as drafts
from icpctl import plain_toml
from icpctl.comments import TOKEN, carry
from icpctl.draft import Draft
from icpctl.errors import StoreError

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 40  # a draft needs four; tomllib would answer thousands with RecursionError
MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")

# schema number -> the step that makes the next number of it (nested tables in, nested tables out)
STEPS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}

_TYPES = {"str": "string", "int": "integer", "bool": "boolean", "object": "table", "datetime": "date-time"}
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")
_TWICE = re.compile(r"Cannot (overwrite|declare|mutate|redefine|define)|[Dd]uplicate|twice|already")


def decode(data: bytes, where: str) -> tuple[Draft, bool]:
    """The draft in these bytes of the file `where`, and whether an older schema was upgraded on the way.

    Raises StoreError: what is wrong, with line and column or the path of the value.
    """
    try:
        tables = _parse(_text(data, where), where)
        tables, upgraded = upgrade(tables, where)
        return drafts.from_dict(tables, where), upgraded
    except RecursionError:
        raise StoreError("draft_deep", path=where, limit=MAX_DEPTH) from None
    except StoreError as error:
        raise (_in_words(error) if error.key == "draft_shape" else error) from None


def _in_words(error: StoreError) -> StoreError:
    """The refusal of a shape with a key of its own for each kind, so that it can be said in any language."""
    where, place, reason = (error.values[key] for key in ("path", "place", "reason"))
    if found := re.search(r"Expected `([^`]*)`, got `([^`]*)`", reason):
        expected, got = (" / ".join(_TYPES.get(t, t) for t in g.split(" | ") if t != "null") for g in found.groups())
        return StoreError("draft_type", path=where, place=place, expected=expected, found=got)
    if found := re.search(r"(unknown|missing required) field `(.*)`", reason, re.DOTALL):
        inner = found[2][:60] if place == "-" else f"{place}.{found[2][:60]}"
        return StoreError(f"draft_key_{found[1].partition(' ')[0]}", path=where, place=inner)
    return error


def _text(data: bytes, where: str) -> str:
    if len(data) > MAX_BYTES:
        raise StoreError("file_too_big", path=where, size=len(data), limit=MAX_BYTES)
    if not data.strip():
        raise StoreError("draft_empty", path=where)
    if data.startswith(MARKS):
        raise StoreError("draft_mark", path=where)
    if (at := data.find(b"\0")) >= 0:
        raise StoreError("draft_nul", path=where, line=_line(data, at))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        at = error.start
        byte = at - data.rfind(b"\n", 0, at)
        raise StoreError("draft_encoding", path=where, line=_line(data, at), byte=byte, offset=at + 1) from None


def _line(data: bytes, at: int) -> int:
    return data.count(b"\n", 0, at) + 1


def _parse(text: str, where: str) -> dict[str, Any]:
    plain = plain_toml.loads(text)
    if plain is not None:
        return plain
    if _depth(text) > MAX_DEPTH:
        raise StoreError("draft_deep", path=where, limit=MAX_DEPTH)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _PLACE.search(str(error))
        line, column = (int(found[1]), int(found[2])) if found else (text.count("\n") + 1, 1)
        key = "draft_twice" if _TWICE.search(str(error)) else "draft_syntax"
        raise StoreError(key, path=where, line=line, column=column) from None
    except ValueError:  # an integer of more than 4,300 digits
        raise StoreError("draft_number", path=where) from None


def _depth(text: str) -> int:
    """The deepest nesting of brackets, or the longest dotted key, outside strings and comments."""
    deepest = depth = dots = 0
    for found in TOKEN.finditer(text):
        mark = found[0]
        if mark in "[{":
            depth += 1
            dots = 0
        elif mark in "]}":
            depth -= 1
        elif mark == ".":
            dots += 1
        elif mark in "=,\n":
            dots = 0
        deepest = max(deepest, depth, dots)
    return deepest


def upgrade(tables: dict[str, Any], where: str) -> tuple[dict[str, Any], bool]:
    """Tables of the newest schema, and whether they were of an older one. A newer or odd number raises StoreError."""
    newest = drafts.SCHEMA
    if "schema" not in tables:
        raise StoreError("schema_missing", path=where, newest=newest)
    found = tables["schema"]
    if type(found) is not int or (found < newest and found not in STEPS):
        raise StoreError("schema_odd", path=where, newest=newest)
    if found > newest:
        shown = str(found) if found < 10**9 else f"{10**9}+"
        raise StoreError("schema_newer", path=where, found=shown, newest=newest)
    for number in range(found, newest):
        tables = {**STEPS[number](tables), "schema": number + 1}
    return tables, found < newest


def encode(draft: Draft, where: str, old: bytes = b"") -> bytes:
    """The bytes of a draft, proved to read back as the same draft; comments of the `old` bytes are kept.

    Raises StoreError when a value cannot be written as it is (a lone surrogate, an endless number), or it gets too big.
    """
    import tomli_w

    tables = drafts.to_dict(draft)
    try:
        text = tomli_w.dumps(_written(tables))
        data = text.encode("utf-8")
        plain = plain_toml.loads(text)
        same = (tomllib.loads(text) if plain is None else plain) == tables == drafts.to_dict(decode(data, where)[0])
    except (ValueError, RecursionError):
        same = False
    if not same:
        raise StoreError("draft_unwritable", path=where)
    return _with_comments(old, text, tables) if b"#" in old else data


class _Moment(datetime):
    """A time that is written with the T of RFC 3339, as people and other programs expect it."""

    def __str__(self) -> str:
        return self.isoformat()


def _written(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _written(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_written(inner) for inner in value]
    return _Moment.fromisoformat(value.isoformat()) if isinstance(value, datetime) else value


def _with_comments(old: bytes, text: str, tables: dict[str, Any]) -> bytes:
    try:
        carried = carry(old.decode("utf-8"), text)
        if tomllib.loads(carried) == tables and len(data := carried.encode("utf-8")) <= MAX_BYTES:
            return data
    except ValueError:  # the old bytes were damaged; they are in the backup
        pass
    return text.encode("utf-8")


def differing(one: Draft, other: Draft) -> list[str]:
    """The paths whose values differ between two drafts, not the values; the time of the last save does not count."""
    left, right = _leaves(one), _leaves(other)
    paths = [path for path in left | right if left.get(path) != right.get(path)]
    return [path for path in paths if path != "filing.updated_at"]


def _leaves(draft: Draft) -> dict[str, Any]:
    leaves: dict[str, Any] = {}

    def walk(value: Any, path: str) -> None:
        if isinstance(value, dict) and not path.endswith("pre_approval_numbers"):
            for key, inner in value.items():
                walk(inner, f"{path}.{key}" if path else key)
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for index, inner in enumerate(value):
                leaves[f"{path}[{index}]"] = {}  # so that an added empty table is a difference
                walk(inner, f"{path}[{index}]")
        else:
            leaves[path] = value

    walk(drafts.to_dict(draft), "")
    return leaves
