"""Findings as GitHub workflow commands (annotations)."""

from collections.abc import Sequence
from pathlib import Path

from icpctl.findings import Finding

COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def write(judged: Sequence[tuple[str, Path, Sequence[Finding]]]) -> str:
    """One line for each finding."""
    lines = []
    for _, path, found in judged:
        for one in found:
            where = f"file={_property(path.as_posix())},title={_property(f'{one.code} {one.at}'.strip())}"
            lines.append(f"::{COMMANDS[one.severity]} {where}::{_data(f'{one.message} {one.fix}'.strip())}")
    return "\n".join(lines) + "\n" if lines else ""


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
