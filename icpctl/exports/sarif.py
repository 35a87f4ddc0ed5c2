"""Findings as SARIF 2.1.0, for code hosts and editors. Only codes, places and messages: no answers."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from icpctl import __version__
from icpctl.checks import all_checks
from icpctl.explaining.checks import blank
from icpctl.findings import Finding

LEVELS = {"error": "error", "warning": "warning", "note": "note"}


def write(judged: Sequence[tuple[str, Path, Sequence[Finding]]]) -> str:
    """The SARIF document for (name, path, findings) of each draft."""
    used = {f.code for _, _, found in judged for f in found}
    rules = [
        {
            "id": c.code,
            "shortDescription": {"text": blank(c.words.title)},
            "help": {"text": blank(c.words.fix)},
            "properties": {"topic": c.topic},
        }
        for c in all_checks()
        if c.code in used
    ]
    results = [_result(path, f) for _, path, found in judged for f in found]
    driver = {"name": "icpctl", "version": __version__, "informationUri": "https://pypi.org/project/icpctl/", "rules": rules}
    run = {"tool": {"driver": driver}, "results": results, "columnKind": "unicodeCodePoints"}
    document = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(document, indent=2) + "\n"


def _result(path: Path, finding: Finding) -> dict[str, Any]:
    location: dict[str, Any] = {"physicalLocation": {"artifactLocation": {"uri": path.as_posix()}}}
    if finding.at:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.at}]
    return {
        "ruleId": finding.code,
        "level": LEVELS[finding.severity],
        "message": {"text": f"{finding.message} {finding.fix}".strip()},
        "locations": [location],
        "properties": {
            "rule": finding.rule,
            "topic": finding.topic,
            "sources": [f"{s.title} ({s.as_of})" for s in finding.sources],
        },
    }
