"""The shapes of the outputs of `batch`, as JSON Schemas."""

from collections.abc import Callable
from typing import Any

_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}
_COUNT = {"type": "integer", "minimum": 0}
_FLAG = {"type": "boolean"}
_PATH = {"type": ["string", "null"]}
_SEVERITY = {"enum": ["error", "warning", "note"]}
_PROBLEM = {
    "type": "object",
    "required": ["file", "sheet", "row", "column", "code", "severity", "message", "fix"],
    "properties": {
        **dict.fromkeys(("file", "sheet", "heading", "path", "message", "fix", "rule", "value", "draft"), _TEXT),
        "column": {"type": "string", "pattern": "^[A-Z]*$"},
        "code": {"type": "string", "pattern": "^[A-Z]{2,5}[0-9]{3}$"},
        "severity": _SEVERITY,
        "row": _COUNT,
        "line": _COUNT,
    },
}
_GROUP = {
    "type": "object",
    "required": ["code", "rule", "severity", "message", "fix", "count", "places"],
    "properties": {
        **dict.fromkeys(("code", "rule", "message", "fix"), _TEXT),
        "severity": _SEVERITY,
        "count": {"type": "integer", "minimum": 1},
        "places": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["sheet", "row", "column"],
                "properties": {"sheet": _TEXT, "row": _COUNT, "column": _TEXT},
            },
        },
    },
}


def outputs(make: Callable[..., dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The outputs by name; `make` builds an object from its required keys, the others are shapes that all outputs share."""
    return {
        "batch": make(
            ["command", "rows", "ok", "failed", "saved", "unchanged", "refused", "drafts", "errors", "rejects", "summary"],
            as_of={"type": "string", "format": "date"},
            command={"enum": ["check", "import"]},
            dry_run=_FLAG,
            file=_TEXT,
            kind={"enum": ["csv", "xlsx"]},
            sheet=_TEXT,
            encoding=_TEXT,
            remarks=_TEXTS,
            **dict.fromkeys(("rows", "ok", "failed", "good", "saved", "created", "updated", "unchanged", "refused"), _COUNT),
            draft_counts={"type": "object", "additionalProperties": _COUNT},
            summary={"type": "object", "required": ["error"], "additionalProperties": _COUNT},
            stopped=_FLAG,
            last_row=_COUNT,
            groups={"type": "array", "items": _GROUP},
            drafts=_TEXTS,
            errors={"type": "array", "items": _PROBLEM},
            rejects=_PATH,
            rejects_lost=_TEXTS,
            rejects_as_text=_FLAG,
            errors_file=_TEXT,
            report_file=_TEXT,
            error={
                "type": "object",
                "required": ["code", "message", "hint"],
                "properties": dict.fromkeys(("code", "message", "hint"), _TEXT),
            },
        )
    }
