"""Reading TOML of the plain shape in which drafts are written, about four times as fast as `tomllib`.

Plain are: comments and blank lines, `[table]` and `[[table]]` with bare names, each table once, and one key in a line with
a string without escapes, a number, true or false, a date, a time with its zone, or a list of such strings. For everything
else the answer is None and `tomllib` must read it, so nothing is ever read differently, and no mistake is missed.
"""

import re
from datetime import date, datetime
from typing import Any

MOST_PARTS = 4  # of a table's name; a draft has two
_STRING = r'"([^"\\\x00-\x1f\x7f]*)"'
_NAME = r"[A-Za-z0-9_-]+"
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_LINE = re.compile(
    rf"(?P<key>{_NAME}) = (?:{_STRING}"
    r"|(?P<bool>true|false)"
    r"|(?P<int>0|-?[1-9][0-9]{0,17})"
    rf"|(?P<time>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T{_CLOCK}:[0-5][0-9](?:Z|[+-]{_CLOCK}))"
    r"|(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    rf'|\[(?P<one_line>(?:{_STRING}(?:, (?="))?)*)\]'
    r"|(?P<list>\[))"
    rf"|\[(?P<table>{_NAME}(?:\.{_NAME})*)\]"
    rf"|\[\[(?P<tables>{_NAME}(?:\.{_NAME})*)\]\]"
    r"|(?P<nothing>(?:#[^\x00-\x08\x0a-\x1f\x7f]*)?)",
    re.ASCII,
)
_ITEM = re.compile(rf"    {_STRING},", re.ASCII)
_ITEMS = re.compile(_STRING)


def loads(text: str) -> dict[str, Any] | None:
    """The same as `tomllib.loads(text)`, or None when the text is not plain."""
    top: dict[str, Any] = {}
    here = top
    items: list[str] | None = None
    for line in text.split("\n"):
        if items is not None:
            found = _ITEM.fullmatch(line)
            if found:
                items.append(found[1])
            elif line == "]":
                items = None
            else:
                return None
            continue
        found = _LINE.fullmatch(line)
        if found is None:
            return None
        key = found["key"]
        if key is None:
            if found["nothing"] is None:
                into = _table(top, found)
                if into is None:
                    return None
                here = into
            continue
        if key in here:
            return None
        try:
            here[key] = value = _value(found)
        except ValueError:  # the 30th of February
            return None
        if found["list"]:
            items = value
    return None if items is not None else top


def _value(found: re.Match[str]) -> Any:
    if found[2] is not None:
        return found[2]
    if found["bool"]:
        return found["bool"] == "true"
    if found["int"]:
        return int(found["int"])
    if found["time"]:
        return datetime.fromisoformat(found["time"])
    if found["date"]:
        return date.fromisoformat(found["date"])
    return _ITEMS.findall(found["one_line"] or "")


def _table(top: dict[str, Any], found: re.Match[str]) -> dict[str, Any] | None:
    """The new table of a header; None when it is not plain: there already, or inside something that is no table."""
    *parents, last = (found["table"] or found["tables"]).split(".")
    if len(parents) >= MOST_PARTS:
        return None
    here: Any = top
    for name in parents:
        here = here.setdefault(name, {})
        if isinstance(here, list):
            here = here[-1] if here else None
        if not isinstance(here, dict):
            return None
    fresh: dict[str, Any] = {}
    if found["table"]:
        return fresh if here.setdefault(last, fresh) is fresh else None
    tables = here.get(last)
    if tables is None:
        here[last] = [fresh]
    elif isinstance(tables, list) and tables and isinstance(tables[0], dict):
        tables.append(fresh)
    else:
        return None
    return fresh
