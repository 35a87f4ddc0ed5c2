"""Comments of a hand-edited draft, carried over into the text that is written anew.

A comment belongs to the key or table header it stands above or beside; one whose key is gone goes to the end.
"""

import re
from bisect import bisect_right

# strings (closed or running to the end of their line or text), comments, and the marks that structure TOML
TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*+(?:"{3,5}|\\?\Z)'
    r"|'''(?:[^']|'(?!''))*+(?:'{3,5}|\Z)"
    r'|"(?:[^"\\\n]|\\[^\n])*+"?'
    r"|'[^'\n]*+'?"
    r"|#[^\n]*+"
    r"|[\[\]{}=.,\n]",
    re.DOTALL,
)
_END = ""  # the place of what stands after the last key


def carry(old: str, new: str) -> str:
    """The new text with the comments of the old one; both are valid TOML."""
    lines = [f"{line}\n" for line in new.removesuffix("\n").split("\n")]
    old = old.replace("\r\n", "\n")
    above: dict[str, list[str]] = {}
    beside: dict[str, str] = {}
    kept: list[str] = []
    comments = _comments(old)
    for place, comment, alone in comments:
        if alone:
            above.setdefault(place, []).append(comment)
        else:
            beside[place] = comment
    starts = {place: (first, last) for place, first, last in _places(new)}
    marks: dict[int, list[str]] = {}
    for place in dict.fromkeys(place for place, _, _ in comments):
        texts = above.get(place, [])
        if place not in starts:
            kept += [*texts, *([beside[place]] if place in beside else [])]
            continue
        first, last = starts[place]
        if place in beside and first == last:
            lines[first] = lines[first].removesuffix("\n") + f"  {beside[place]}\n"
        elif place in beside:
            texts = [*texts, beside[place]]
        marks[first] = texts
    out = "".join("".join(f"{text}\n" for text in marks.get(i, ())) + line for i, line in enumerate(lines))
    return out + "".join(f"{text}\n" for text in kept)


def _comments(text: str) -> list[tuple[str, str, bool]]:
    """(place, comment, True when it stands on lines of its own above the place)."""
    spans = _places(text)
    starts = [first for _, first, _ in spans]
    out, line, counted = [], 0, 0
    for found in TOKEN.finditer(text):
        if not found[0].startswith("#"):
            continue
        line += text.count("\n", counted, found.start())
        counted = found.start()
        comment = found[0].rstrip()
        nearest = bisect_right(starts, line) - 1
        place, first, last = spans[nearest] if nearest >= 0 else (_END, -1, -1)
        if line <= last:
            out.append((place, comment, not first == last == line))
        else:
            out.append((spans[nearest + 1][0] if nearest + 1 < len(spans) else _END, comment, True))
    return out


def _places(text: str) -> list[tuple[str, int, int]]:
    """(path, first line, last line) of every table header and key of a valid text, in order; lines count from 0."""
    out: list[tuple[str, int, int]] = []
    table, tables = "", dict[str, int]()
    start, depth, here, line, logical = 0, 0, 0, 0, ""

    for found in [*TOKEN.finditer(text), None]:
        mark, at, end = (found[0], found.start(), found.end()) if found else ("\n", len(text), len(text))
        logical += text[start:at]
        start = end
        depth += (mark in "[{") - (mark in "]}")
        if mark != "\n" or depth:
            logical += "" if mark.startswith("#") else mark
            line += mark.count("\n")
            continue
        statement = logical.strip()
        if statement.startswith("["):
            table = _header(statement, tables)
            out.append((table, here, line))
        elif statement:
            key = _plain(_key(statement))
            out.append((f"{table}.{key}" if table else key, here, line))
        line += 1
        here, logical = line, ""
    return out


def _key(statement: str) -> str:
    """What stands before the first equals sign outside strings."""
    at = next((m.start() for m in TOKEN.finditer(statement) if m[0] == "="), len(statement))
    return statement[:at]


def _header(statement: str, tables: dict[str, int]) -> str:
    """The path of `[a.b]` or `[[a]]`, with the number of the table where it is one of a list."""
    many = statement.startswith("[[")
    path = _plain(statement.strip("[] \t"))
    if many:
        tables[path] = tables.get(path, -1) + 1
    head, dot, rest = path.partition(".")
    return f"{head}[{tables[head]}]{dot}{rest}" if head in tables else path


def _plain(key: str) -> str:
    return re.sub(r"\s|[\"']", "", key)
