"""Two people's changes of one draft put together field by field: what git is given as the merge of two copies. Pure: no disk.

Fields that only one of them changed are taken from him, wherever they stand in the file; the time of the last save is the
newer one; events and documents of both are kept. A field that both changed in different ways is nobody's to decide: its lines
are marked as git marks a conflict, and only those.
"""

from difflib import SequenceMatcher
from typing import Any

from msgspec import Struct

from icpctl import draft as drafts
from icpctl import draft_file
from icpctl.comments import TOKEN, carry
from icpctl.draft import Draft
from icpctl.errors import StoreError

_Tree = dict[str, Any]
_NOTHING: Any = None  # an answer that is not there
_KEYS = {"document": ("id", "file"), "event": ("event", "at", "note")}
# Who a site or App is: when all of this is new, it is another one, and its fields are not mixed with those of the old one.
_IDENTITY = {"site": ("name", "domains"), "app": ("name", "package_id", "domains")}


class Merged(Struct, frozen=True):
    """The bytes of the merged draft, and the paths both changed; where there are any, the bytes hold marks and are no draft."""

    data: bytes
    conflicts: tuple[str, ...] = ()


def merge(base: bytes, ours: bytes, theirs: bytes, where: str) -> Merged:
    """The merge of two files that began as `base` (empty: both are new). Raises StoreError for a file that cannot be read."""
    old = draft_file.decode(base, where)[0] if base.strip() else Draft()
    one, two = (drafts.to_dict(draft_file.decode(data, where)[0]) for data in (ours, theirs))
    conflicts: list[str] = []
    left, right = _tables(drafts.to_dict(old), one, two, "", conflicts)
    first = _bytes(left, where, base, ours, theirs)
    if not conflicts:
        return Merged(first)
    return Merged(_marked(first, _bytes(right, where, base, ours, theirs)), tuple(conflicts))


def _tables(base: _Tree, ours: _Tree, theirs: _Tree, at: str, conflicts: list[str]) -> tuple[_Tree, _Tree]:
    """The merged table as either side has it; both are equal but for the conflicts."""
    left: _Tree = {}
    right: _Tree = {}
    for key in dict.fromkeys((*base, *ours, *theirs)):
        path = f"{at}.{key}" if at else key
        one, two = _values(base.get(key), ours.get(key), theirs.get(key), path, conflicts)
        for side, value in ((left, one), (right, two)):
            if value is not _NOTHING:
                side[key] = value
    return left, right


def _values(base: Any, ours: Any, theirs: Any, path: str, conflicts: list[str]) -> tuple[Any, Any]:
    if ours == theirs or theirs == base:
        return ours, ours
    if ours == base:
        return theirs, theirs
    if path in ("filing.updated_at", "filing.created_at") and ours and theirs:
        taken = max(ours, theirs) if path.endswith("updated_at") else min(ours, theirs)
        return taken, taken
    kinds = [value for value in (base, ours, theirs) if value is not _NOTHING]
    if all(isinstance(value, dict) for value in kinds):
        return _tables(base or {}, ours or {}, theirs or {}, path, conflicts)
    if path in _KEYS:
        return _records(base or [], ours or [], theirs or [], path, conflicts)
    if path in _IDENTITY:
        return _services(base or [], ours or [], theirs or [], path, conflicts)
    conflicts.append(path)
    return ours, theirs


def _records(base: list[_Tree], ours: list[_Tree], theirs: list[_Tree], path: str, conflicts: list[str]) -> tuple[Any, Any]:
    """Events and documents: each by itself, those of both sides kept, events in the order of their times."""

    def by_key(records: list[_Tree]) -> dict[Any, _Tree]:
        out: dict[Any, _Tree] = {}
        for record in records:
            key = tuple(record.get(name) for name in _KEYS[path])
            out[(key, sum(k[0] == key for k in out))] = record
        return out

    old, one, two = by_key(base), by_key(ours), by_key(theirs)
    left: list[_Tree] = []
    right: list[_Tree] = []
    keys = dict.fromkeys((*old, *one, *two))
    order = sorted(keys, key=lambda k: (one.get(k) or two.get(k) or old[k])["at"]) if path == "event" else list(keys)
    for key in order:
        a, b = _values(old.get(key), one.get(key), two.get(key), f"{path}[{len(left)}]", conflicts)
        left += [a] if a else []
        right += [b] if b else []
    return left or _NOTHING, right or _NOTHING


def _services(base: list[_Tree], ours: list[_Tree], theirs: list[_Tree], path: str, conflicts: list[str]) -> tuple[Any, Any]:
    """Sites or Apps, by their number. One that was taken out or put in the place of another is not mixed with changes of it."""
    shorter = min(len(ours), len(theirs)) < len(base)
    both_added = min(len(ours), len(theirs)) > len(base)
    moved = any(_is_another(path, old, new) for side in (ours, theirs) for old, new in zip(base, side, strict=False))
    if shorter or moved or (both_added and ours[len(base) :] != theirs[len(base) :]):
        conflicts.append(path)
        return ours, theirs
    left: list[_Tree] = []
    right: list[_Tree] = []
    for number in range(max(len(ours), len(theirs))):
        old, one, two = (side[number] if number < len(side) else _NOTHING for side in (base, ours, theirs))
        a, b = _values(old, one, two, f"{path}[{number}]", conflicts)
        left.append(a)
        right.append(b)
    return left, right


def _is_another(path: str, old: _Tree, new: _Tree) -> bool:
    known = [key for key in _IDENTITY[path] if old.get(key)]
    return bool(known) and all(old.get(key) != new.get(key) for key in known)


def _bytes(tables: _Tree, where: str, base: bytes, ours: bytes, theirs: bytes) -> bytes:
    """The text of the merged tables in the order of a draft, with the comments of both."""
    draft = drafts.from_dict(tables, where)
    data = draft_file.encode(draft, where, ours)
    known = {mark for text in (base, ours) for mark in _comments(text.decode())}
    if not set(_comments(theirs.decode())) - known:
        return data
    only_theirs = TOKEN.sub(lambda m: "" if m[0].startswith("#") and m[0].rstrip() in known else m[0], theirs.decode())
    carried = carry(only_theirs, data.decode()).encode()
    try:
        return carried if draft_file.decode(carried, where)[0] == draft else data
    except StoreError:
        return data


def _comments(text: str) -> list[str]:
    return [m[0].rstrip() for m in TOKEN.finditer(text) if m[0].startswith("#")]


def _marked(ours: bytes, theirs: bytes) -> bytes:
    """One text of two, with the lines that differ between marks as git writes them."""
    one, two = (data.decode().splitlines(keepends=True) for data in (ours, theirs))
    out: list[str] = []
    for kind, a, b, c, d in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if kind == "equal":
            out += one[a:b]
        else:
            out += ["<<<<<<< ours\n", *one[a:b], "=======\n", *two[c:d], ">>>>>>> theirs\n"]
    return "".join(out).encode()
