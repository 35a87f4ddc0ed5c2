"""What the tests of the command line share: draft text, looking at a folder, widths of lines."""

import re
import stat
import unicodedata
from pathlib import Path

from running import DAY, Result, icpctl

from icpctl import examples

EXAMPLES = examples.names()
WHOLE = ("--example", "qingcloud-new-access", "--as-of", DAY)
HAN = re.compile("[\u2e80-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]")
BOX = re.compile("[\u2500-\u259f]")


def saved(name: str = "shop", example: str = "qingcloud-new-access") -> Result:
    """Save an example as a draft of this name."""
    done = icpctl("new", name, "--example", example, "--as-of", DAY)
    assert done.code in (0, 1), done.all
    return done


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file and folder below a folder, links not followed."""
    found = {}
    for path in sorted(folder.rglob("*")):
        mode = path.lstat().st_mode
        name = path.relative_to(folder).as_posix()
        found[name] = path.read_bytes() if stat.S_ISREG(mode) else oct(mode).encode()
    return found


def columns(text: str) -> int:
    """Columns of a line on a screen, counted on its own for the tests: wide and full-width take two, marks none."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(unicodedata.combining(c) > 0 or unicodedata.category(c) == "Mn" for c in text)


def too_wide(text: str, most: int) -> list[str]:
    """The lines that run over."""
    return [line for line in text.splitlines() if columns(line) > most]


def refused(done: Result, code: int, *words: str) -> None:
    """One clear refusal: exit code, nothing on standard output, a message with these words, a hint, no traceback."""
    assert done.code == code, done.all
    assert done.out == ""
    assert "Traceback" not in done.err
    assert len(done.err.strip().splitlines()) >= 2, f"no hint: {done.err}"
    flat = done.err.replace("\n", "").replace(" ", "")
    for word in words:
        assert word.replace(" ", "") in flat, (word, done.err)
