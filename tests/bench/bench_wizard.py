"""The wizard: answers and keys for the embedded cases, Enter to the next prompt, start to the first prompt.

python tests/bench/bench_wizard.py. The first table runs in this process through prompt_toolkit's pipe input with all checks
on; the last line is a real process on a pseudo-terminal against `python -c pass`. Nothing fails when an aim is missed.
"""

import contextlib
import io
import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from measure import ICPCTL, PASS, environment, home, once, options, table

sys.path[:0] = [
    str(Path(__file__).resolve().parents[1]),
    str(Path(__file__).resolve().parents[1] / "wizard"),
    str(Path(__file__).resolve().parents[2]),
]
FIRST_PROMPT = "这次想办什么事"


def main() -> None:
    """Print the tables."""
    chosen = options("The wizard: keys, answers, and how long it lets one wait.")
    os.environ["TERM"] = "xterm"
    rows: list[list[str]] = []
    from icpctl import examples

    with home() as folder:
        os.environ |= {
            "ICPCTL_DRAFTS": str(folder / "d"),
            "ICPCTL_CONFIG": str(folder / "c"),
            "XDG_CACHE_HOME": str(folder / "k"),
        }
        rows += [_one(name, folder / name) for name in examples.names()[: 1 if chosen.quick else None]]
        ratio = statistics.median(_start(folder) for _ in range(1 if chosen.quick else chosen.runs))
        rows.append(["start to the first prompt", "", "", "", "", f"{ratio:.1f} x pass", "<= 25 x pass"])
        rows.append(["aim", "", "", "", "", "<= 50", "<= 150"])
        table(["case", "answers", "keys", "derived", "offers", "ms median", "ms worst"], rows)


def _one(name: str, folder: Path) -> list[str]:
    import pytest
    from person import Person, at_keyboard, example_answers, new_case, typed

    from icpctl import derive
    from icpctl.answers import wizard

    answers, facts = example_answers(name)
    person = Person(typed(answers), otherwise=lambda text, kind: "n" if kind == "yes_no" else "\r")
    times: list[float] = []
    keys: list[int] = []
    derived: list[Any] = []
    real_keys, real_fill, left = person.keys, derive.fill, [0.0]

    def count(label: str, kind: str, chosen: Any = ()) -> str:
        if left[0]:
            times.append(time.perf_counter() - left[0])
        found = real_keys(label, kind, chosen)
        keys.append(len(found))
        return found

    def fill(case: Any) -> Any:
        done = real_fill(case)
        derived.extend(done)
        return done

    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
    ):
        patch.setattr(person, "keys", count)
        patch.setattr(derive, "fill", fill)
        with at_keyboard(patch, person):
            from icpctl.answers import terminal

            run = terminal.run

            def timed(app: Any) -> Any:
                given = run(app)
                left[0] = time.perf_counter()
                return given

            with pytest.MonkeyPatch.context() as inner:
                inner.setattr(terminal, "run", timed)
                wizard.ask(new_case({}, facts), folder, None)
    offers = sum("？" in text for text in person.asked)
    paths = len({one.path for one in derived})
    waits = [t * 1000 for t in times] or [0.0]
    numbers = [len(person.asked) - offers, sum(keys), paths, offers]
    return [name, *map(str, numbers), f"{statistics.median(waits):.0f}", f"{max(waits):.0f}"]


def _start(folder: Path) -> float:
    """Seconds from the start of `icpctl new` until its first question stands, over those of `python -c pass`."""
    import pexpect

    env = {**environment(folder), "TERM": "xterm-256color", "PROMPT_TOOLKIT_NO_CPR": "1"}
    begin = time.perf_counter()
    child = pexpect.spawn(ICPCTL[0], [*ICPCTL[1:], "new"], env=env, encoding="utf-8", dimensions=(24, 80), timeout=30)
    child.expect(FIRST_PROMPT)
    taken = time.perf_counter() - begin
    child.close(force=True)
    return taken / once(PASS, env).wall


if __name__ == "__main__":
    main()
