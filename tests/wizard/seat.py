"""A person at a real terminal: the program in a pseudo-terminal, and a screen that shows what the person sees.

Nothing sleeps: what is waited for is on the screen. A prompt is finished when the cursor is shown again; it hides while
prompt_toolkit draws.
"""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pexpect
import pyte
from running import ROOT, command, environment

GOLDEN = ROOT / "tests" / "golden" / "wizard"
PATIENCE = 20  # seconds in which nothing at all comes from the program
DOWN, ENTER, ESC = "\x1b[B", "\r", "\x1b"


class Seat:
    """`screen` is what is seen; `asked` the questions that were answered by `answer_all`."""

    def __init__(self, *args: object, width: int = 80, height: int = 24, **env: str) -> None:
        set_ = environment(TERM="xterm-256color", LANG="C.UTF-8", PROMPT_TOOLKIT_NO_CPR="1", **env)
        for name in ("COLUMNS", "LINES"):
            set_.pop(name)
        words = command(*args)
        self.child: Any = pexpect.spawn(
            words[0], words[1:], env=set_, encoding="utf-8", dimensions=(height, width), timeout=PATIENCE, echo=False
        )
        self.screen = pyte.HistoryScreen(width, height, history=5000)
        self.stream = pyte.Stream(self.screen)
        self.keys = 0
        self.asked: list[str] = []
        self.over = False

    # --- what is seen ---

    def rows(self) -> list[str]:
        """The rows of the screen, without the blanks behind them."""
        return [row.rstrip() for row in self.screen.display]

    def all_rows(self) -> list[str]:
        """What has scrolled off as well."""
        past = ["".join(line[x].data for x in range(self.screen.columns)).rstrip() for line in self.screen.history.top]
        return past + self.rows()

    def prompt(self) -> str:
        """The last question on the screen, in one line, once it is drawn; "" while it is not."""
        if self.screen.cursor.hidden:
            return ""
        rows = self.rows()
        first = next((n for n in range(len(rows) - 1, -1, -1) if rows[n].startswith("? ")), None)
        if first is None:
            return ""
        lines = [rows[first][2:]]
        for row in rows[first + 1 :]:
            if not row.startswith("  ") or not row.strip():
                break
            lines.append(row.strip())
        return " ".join(lines)

    # --- what is done ---

    def press(self, keys: str) -> None:
        """Type."""
        self.keys += len(keys)
        self.child.send(keys)

    def until(self, seen: str | Callable[[], Any]) -> None:
        """Read until these words stand on the screen (Chinese may be broken over two lines) or something holds."""
        while True:
            if not self.screen.cursor.hidden and (seen() if callable(seen) else flat(seen) in flat("".join(self.rows()))):
                return
            assert not self.over, f"ended before {seen!r}:\n" + "\n".join(self.all_rows())
            self._read()

    def to_the_end(self) -> int:
        """The exit code."""
        while not self.over:
            self._read()
        self.child.close()
        return int(self.child.exitstatus if self.child.exitstatus is not None else -self.child.signalstatus)

    def answer(self, question: str, keys: str) -> None:
        """Wait for a question and type."""
        self.until(lambda: flat(self.prompt()).startswith(flat(question)))
        self.press(keys)

    def answer_all(self, answers: Mapping[str, str], *, last: str) -> None:
        """Answer whatever is asked, by the beginning of its words, until the question `last` stands there."""
        known = sorted((bare(words) for words in [*answers, last]), key=len, reverse=True)
        keys = {bare(words): pressed for words, pressed in answers.items()}

        def meant() -> str:
            here = bare(self.prompt())
            return next((words for words in known if here.startswith(words)), "") if here else ""

        while True:
            # What is asked once does not come again: until the next question is drawn, an earlier one may be the last to be seen.
            self.until(lambda: meant() not in ("", *self.asked))
            here = meant()
            if here == bare(last):
                return
            self.asked.append(here)
            self.press(keys[here])

    def _read(self) -> None:
        try:
            self.stream.feed(self.child.read_nonblocking(65536, PATIENCE))
        except pexpect.EOF:
            self.over = True
        except pexpect.TIMEOUT:
            raise AssertionError("nothing more comes; the screen:\n" + "\n".join(self.all_rows()[-60:])) from None

    def leave(self) -> None:
        """End what still runs."""
        self.child.close(force=True)


def flat(text: str) -> str:
    """Without blanks: where a line was broken does not matter."""
    return re.sub(r"\s", "", text)


def bare(text: str) -> str:
    """Without blanks and numbers: how many there are of something does not matter."""
    return re.sub(r"[\s\d]", "", text)


def golden(name: str, rows: Sequence[str], drafts: Path) -> None:
    """The rows are those of the golden file; with UPDATE_GOLDEN=1 the file is written."""
    kept = list(rows)
    while kept and not kept[-1]:
        kept.pop()
    text = "\n".join(kept) + "\n"
    for path in (*drafts.glob("*.toml"), drafts):  # a long folder is broken over lines
        broken = r"(?:\n *)?".join(map(re.escape, str(path)))
        text = re.sub(broken, lambda _, path=path: str(path).replace(str(drafts), "DRAFTS"), text)
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == text, f"{name}: run UPDATE_GOLDEN=1 pytest tests/wizard/test_wizard_screens.py"
