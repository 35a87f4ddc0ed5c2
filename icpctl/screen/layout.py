"""Text measured in columns of the screen: Chinese takes two, combining marks none."""

import re
import unicodedata

# Chinese may break after any character but not before closing punctuation; Latin words, numbers and options stay whole.
_PIECES = re.compile(r"\s+|[“（《]*(?:[\x21-\x7e]+|.)[，。；：、！？）”》]*", re.DOTALL)


def columns(text: str) -> int:
    """How many columns a text takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text)


def wrap(text: str, width: int) -> list[str]:
    """A paragraph as lines of at most `width` columns; only a longer single word is cut."""
    if columns(text) <= width:
        return [text.rstrip()]
    lines, line, used = [], "", 0
    for piece in _PIECES.findall(text):
        rest = piece
        if columns(rest.rstrip()) > width:  # a path, a key: no line of its own would help it
            while used + columns(rest) > width:
                head = cut(rest, width - used)
                lines.append(line + head)
                rest, line, used = rest[len(head) :], "", 0
        elif line and used + columns(rest.rstrip()) > width:
            lines.append(line.rstrip())
            line, used = "", 0
        if not line and rest.isspace():
            continue
        line, used = line + rest, used + columns(rest)
    return [*lines, line.rstrip()] if line.strip() else lines or [""]


def cut(text: str, width: int) -> str:
    """The longest beginning of a text that fits; at least one character."""
    used = 0
    for number, char in enumerate(text):
        used += columns(char)
        if used > width:
            return text[: max(1, number)]
    return text


def pad(text: str, width: int) -> str:
    """The text filled with spaces, or cut with two dots, to exactly this many columns."""
    size = columns(text)
    if size > width:
        text = cut(text, width - 2) + ".."
        size = columns(text)
    return text + " " * (width - size)
