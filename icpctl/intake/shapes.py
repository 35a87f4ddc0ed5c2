"""The shapes of the outputs of `intake` and `batch template`, as JSON Schemas."""

from collections.abc import Callable
from typing import Any

_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}
_FLAG = {"type": "boolean"}
_COUNT = {"type": "integer", "minimum": 1}
_PATH = {"type": ["string", "null"]}


def _rows(**properties: Any) -> dict[str, Any]:
    """A list of objects that have all these keys."""
    return {"type": "array", "items": {"type": "object", "required": list(properties), "properties": properties}}


def outputs(make: Callable[..., dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The outputs by name; `make` builds an object from its required keys. `intake read` gives what `new` gives, and more."""
    return {
        "batch-template": make(
            ["path", "kind", "sites", "columns"],
            path=_TEXT,
            kind={"enum": ["xlsx", "csv"]},
            sites=_COUNT,
            columns=_rows(key=_TEXT, heading=_TEXT, need={"enum": ["required", "sometimes", "optional"]}, when=_TEXT),
        ),
        "intake": make(
            ["path", "format", "given", "sites", "questions", "documents", "remarks", "notice"],
            path=_PATH,
            format={"enum": ["xlsx", "md"]},
            given={"type": "object", "additionalProperties": _TEXT},
            sites=_COUNT,
            questions=_rows(
                **dict.fromkeys(("path", "question", "needed", "help", "example", "why", "seen_by", "answer"), _TEXT),
                choices=_TEXTS,
                many=_FLAG,
            ),
            documents=_rows(name=_TEXT, level=_TEXT, because=_TEXT, form=_TEXT),
            remarks=_TEXTS,
            notice={**_rows(fact=_TEXT, text=_TEXT), "minItems": 9, "maxItems": 9},
        ),
        "intake-read": make(
            ["name", "path", "saved", "verdict", "findings", "consents", "ignored"],
            name=_TEXT,
            path=_TEXT,
            saved=_FLAG,
            verdict={"enum": ["blocked", "warned", "clear"]},
            consents={"type": "object", "additionalProperties": {"type": ["boolean", "null"]}},
            ignored=_TEXTS,
        ),
    }
