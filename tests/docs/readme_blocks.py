"""Reading the fenced blocks of the documentation."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
LEFT_OUT = "……"
_FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


def pages() -> list[Path]:
    """Every page of the documentation, README first."""
    return [README, *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(path: Path, info: str) -> list[str]:
    """The bodies of the fenced blocks with this word after the fence, in order."""
    return [m["body"] for m in _FENCE.finditer(path.read_text(encoding="utf-8")) if m["info"] == info]


@dataclass(frozen=True)
class Shown:
    """A command of a recorded session and what is shown of its output: runs of lines, in order."""

    command: str
    runs: tuple[tuple[str, ...], ...]


def session(block: str) -> list[Shown]:
    """A recorded session: `$ command` lines, each followed by output in which `……` stands for lines left out."""
    out = []
    for part in ("\n" + block).split("\n$ ")[1:]:
        command, *lines = part.rstrip("\n").split("\n")
        runs: list[list[str]] = [[]]
        for line in lines:
            if line == LEFT_OUT:
                runs.append([])
            else:
                runs[-1].append(line)
        out.append(Shown(command, tuple(tuple(run) for run in runs if run)))
    return out


def command_lines(path: Path) -> list[str]:
    """Every command line of icpctl in the fenced blocks of a page."""
    found = []
    for match in _FENCE.finditer(path.read_text(encoding="utf-8")):
        for line in match["body"].splitlines():
            words = line.removeprefix("$ ")
            if match["info"] in ("sh", "console", "console session") and words.startswith("icpctl "):
                found.append(words)
    return found
