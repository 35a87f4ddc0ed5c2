"""Running icpctl in tests: in this process (`icpctl`) or as the real program (`icpctl_process`).

Both use the environment of the test, which the automatic fixture of `conftest.py` makes: a home, drafts, config and cache
folder of its own, Chinese, 80 columns, no colour.
"""

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DAY = "2026-11-22"
ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Result:
    """What a command line gave: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def all(self) -> str:
        """Everything that was shown."""
        return self.out + self.err

    def json(self) -> Any:
        """Standard output as one JSON document."""
        return json.loads(self.out)


def icpctl(*args: object, input: str | bytes | None = None, env: Mapping[str, str] | None = None) -> Result:  # noqa: A002
    """Run one command line in this process, like the console script would; quick."""
    from icpctl import cli

    forget_words()
    streams = [_stream(input), _stream(), _stream()]
    before = sys.stdin, sys.stdout, sys.stderr
    kept = {key: os.environ.get(key) for key in env or {}}
    os.environ.update(env or {})
    sys.stdin, sys.stdout, sys.stderr = streams
    try:
        code = cli.run([str(a) for a in args])
    finally:
        sys.stdin, sys.stdout, sys.stderr = before
        for key, value in kept.items():
            os.environ.pop(key) if value is None else os.environ.update({key: value})
    return Result(code, _text(streams[1]), _text(streams[2]))


def forget_words() -> None:
    """The help of an option is said when its verb is imported: in another language it must be imported again."""
    for name in [m for m in sys.modules if m.startswith("icpctl.commands.") and m != "icpctl.commands.common"]:
        del sys.modules[name]


def _stream(given: str | bytes | None = None) -> io.TextIOWrapper:
    data = given.encode() if isinstance(given, str) else given or b""
    return io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline="", write_through=True)


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer: Any = stream.buffer
    return buffer.getvalue().decode(stream.encoding, errors="strict")


def command(*args: object) -> list[str]:
    """The real program with these arguments."""
    return [sys.executable, "-m", "icpctl", *map(str, args)]


def environment(**more: str) -> dict[str, str]:
    """The environment of this test for a process."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


def icpctl_process(
    *args: object,
    input: str | bytes | None = None,  # noqa: A002
    env: Mapping[str, str] | None = None,
    encoding: str = "utf-8",
) -> Result:
    """Run the real program with pipes; slow, for what depends on the process: encodings, start-up, signals."""
    data = input.encode() if isinstance(input, str) else input or b""
    done = subprocess.run(command(*args), input=data, capture_output=True, env=environment(**(env or {})), timeout=60)
    return Result(done.returncode, done.stdout.decode(encoding), done.stderr.decode(encoding))
