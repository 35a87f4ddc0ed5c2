"""The only package that prints: headings, paragraphs, tables, colour, and the JSON switch.

Data goes to standard output, talk to standard error. All text passes `clean` before it reaches a terminal; rich never
reads it as markup. No colour and no box characters off a terminal, and nothing that a GBK console lacks.
"""

import json as jsonlib
import os
import re
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from icpctl.run import options
from icpctl.screen.layout import columns, pad, wrap

if TYPE_CHECKING:
    from rich.console import Console

MIN_COLUMN = 6
MOST_LABEL = 40
STYLES = {"error": "bold red", "warning": "yellow", "note": "cyan", "heading": "bold", "dim": "dim", "good": "green", "": ""}

# C0 but line feed and tab, DEL, C1, soft hyphen, zero-width and bidi controls, line separators, tags, byte order marks.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e01ef\ud800-\udfff]"
)


def clean(text: str, limit: int = 20_000) -> str:
    """Foreign text made safe for a terminal: control, invisible and bidi characters in visible \\uXXXX form, length capped."""
    shown = _UNSAFE.sub(lambda m: f"\\u{ord(m[0]):04x}", text[:limit])
    return shown + "..." if len(text) > limit else shown


def prepare() -> None:
    """Make the standard streams safe: a console that lacks a character shows an escape instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    _console.cache_clear()


def width() -> int:
    """Columns to write in: the terminal's, COLUMNS, else 80; never under 20."""
    # A terminal may change its width while we write, a file cannot, and asking takes as long as writing a line.
    return _width() if sys.stdout.isatty() else _width_of_file(os.environ.get("COLUMNS"))


@cache
def _width_of_file(_columns: str | None) -> int:
    return _width()


def _width() -> int:
    import shutil

    return max(20, shutil.get_terminal_size((80, 24)).columns)


def colour(stream: Any) -> bool:
    """Colour only on a terminal, and not with NO_COLOR, TERM=dumb, CI or --plain."""
    off = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or os.environ.get("CI") or options.plain
    return bool(stream.isatty()) and not off


@cache
def _console(name: str) -> "Console | None":
    """A console for colour, or None where text goes out as it is."""
    stream = sys.stdout if name == "out" else sys.stderr
    if not colour(stream):
        return None
    from rich.console import Console

    return Console(
        file=stream, width=width(), highlight=False, markup=False, emoji=False, force_terminal=True, legacy_windows=False
    )


def _write(name: str, text: str, style: str) -> None:
    """One finished line. rich only colours it: no markup, no highlighting, no wrapping of its own."""
    console = _console(name) if style else None
    if console is None:
        (sys.stdout if name == "out" else sys.stderr).write(text + "\n")
        return
    from rich.text import Text

    console.print(Text(text, style=style), soft_wrap=True)


def _print(name: str, text: str, indent: int = 0, style: str = "", hang: int = 0) -> None:
    for one in _lines(text, width(), indent, hang):
        _write(name, one, STYLES.get(style, ""))


@lru_cache(maxsize=4096)
def _lines(text: str, columns_: int, indent: int, hang: int) -> tuple[str, ...]:
    """A text as finished lines. Drafts that are judged together say much the same."""
    room, lead, out = max(8, columns_ - indent - hang), " " * indent, []
    for paragraph in clean(text).split("\n"):
        for piece in wrap(paragraph, room):
            out.append((lead + piece).rstrip())
            lead = " " * (indent + hang)
    return tuple(out)


def line(text: str = "", indent: int = 0, style: str = "", hang: int = 0) -> None:
    """A paragraph of data on standard output, wrapped; `hang` indents the lines after the first."""
    _print("out", text, indent, style, hang)


def heading(text: str) -> None:
    """A heading on standard output, with a blank line before it."""
    line()
    line(text, style="heading")


def talk(text: str, style: str = "") -> None:
    """Talk on standard error; --quiet silences it."""
    if not options.quiet:
        _print("err", text, 0, style)


def complain(text: str, style: str = "error", indent: int = 0, hang: int = 0) -> None:
    """An error on standard error; never silenced. When the terminal is gone nobody reads it, and the exit code tells."""
    with suppress(OSError):
        _print("err", text, indent, style, hang)


def pairs(rows: Iterable[tuple[str, str]], indent: int = 2) -> None:
    """Label and value in two columns, aligned by display width."""
    kept = [(clean(a), b) for a, b in rows if b]
    gap = min(MOST_LABEL, max((columns(a) for a, _ in kept), default=0) + 2)
    room = max(MIN_COLUMN, width() - indent - gap)
    for label, value in kept:
        pieces = [piece for paragraph in clean(value).split("\n") for piece in wrap(paragraph, room)]
        lead = label + " " * (gap - columns(label))
        if columns(label) + 2 > gap:
            _write("out", " " * indent + label, "")
            lead = " " * gap
        for piece in pieces:
            _write("out", (" " * indent + lead + piece).rstrip(), "")
            lead = " " * gap


def table(head: Sequence[str], rows: Sequence[Sequence[str]], styles: Sequence[str] = ()) -> None:
    """A table without boxes; `styles` gives one style for each row. On a terminal the widest columns are cut to fit."""
    cells = [[clean(c) for c in row] for row in (head, *rows)]
    widths = [max(columns(row[i]) for row in cells) for i in range(len(head))]
    if sys.stdout.isatty():
        while sum(widths) + 2 * (len(widths) - 1) > width() and max(widths) > MIN_COLUMN:
            widths[widths.index(max(widths))] -= 1
    for number, row in enumerate(cells):
        style = "heading" if number == 0 else (styles[number - 1] if number <= len(styles) else "")
        text = "  ".join(pad(cell, w) for cell, w in zip(row, widths, strict=True)).rstrip()
        _write("out", text, STYLES.get(style, ""))


def _plain(value: Any) -> str:
    """Days and times as ISO 8601, anything else as text."""
    return str(value.isoformat()) if hasattr(value, "isoformat") else str(value)


def json(data: Any) -> None:
    """One JSON document on standard output; characters the stream cannot hold are escaped."""
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "")
    text = jsonlib.dumps(data, ensure_ascii=not encoding.startswith("utf"), indent=2, default=_plain)
    raw(text)


def raw(text: str) -> None:
    """Finished text (JSON, a report format) on standard output; unsafe characters as JSON escapes, which mean the same."""
    text = _UNSAFE.sub(lambda m: jsonlib.dumps(m[0])[1:-1], text)
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def exact(data: bytes) -> None:
    """The bytes of a finished file on standard output, as they are: for formats whose line ends and encoding are fixed."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
