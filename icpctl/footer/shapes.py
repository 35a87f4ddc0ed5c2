"""The shapes of the outputs of `licence` and `footer`, as JSON Schemas."""

from collections.abc import Callable
from typing import Any

_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}
_NUMBER_KIND = {"enum": ["icp-subject", "icp-site", "icp-app", "icp-licence", "edi", "public-security", "other"]}
_LICENCE = {
    "type": "object",
    "required": ["text", "valid", "kind", "province", "normalized", "problems"],
    "properties": {
        "text": _TEXT,
        "valid": {"type": "boolean"},
        "kind": _NUMBER_KIND,
        "province": {"type": ["string", "null"]},
        "normalized": _TEXT,
        "problems": _TEXTS,
        "notes": _TEXTS,
        "form": _TEXT,
        "name": _TEXT,
    },
}
_NUMBER_FOUND = {
    "type": "object",
    "required": ["number", "href", "kind"],
    "properties": {
        "number": _TEXT,
        "href": {"type": ["string", "null"]},
        "kind": _NUMBER_KIND,
        "valid": {"type": "boolean"},
        "province": {"type": ["string", "null"]},
        "where": {"enum": ["text", "script", "comment", "image", "attribute", "hidden", "title"]},
        "bottom": {"type": ["boolean", "null"]},
        "problems": _TEXTS,
    },
}


def outputs(
    make: Callable[..., dict[str, Any]], findings: dict[str, Any], summary: dict[str, Any], sources: dict[str, Any]
) -> dict[str, dict[str, Any]]:
    """The outputs by name; `make` builds an object from its required keys, the others are shapes that all outputs share."""
    return {
        "licence": make(["results"], results={"type": "array", "items": _LICENCE}),
        "footer-check": make(
            ["ok", "result", "found", "findings"],
            ok={"type": "boolean"},
            result={"enum": ["found", "not-found", "could-not-tell"]},
            source=_TEXT,
            draft={"type": ["string", "null"]},
            network={"type": "boolean"},
            rendered={"type": "boolean"},
            render_problem=_TEXT,
            encoding=_TEXT,
            found={"type": "array", "items": _NUMBER_FOUND},
            findings=findings,
            summary=summary,
            unchecked=_TEXTS,
        ),
        "footer-snippet": make(
            ["name", "format", "snippets", "without_number"],
            name=_TEXT,
            format={"enum": ["html", "markdown", "react", "vue", "text"]},
            snippets={
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["at", "kind", "name", "number", "parts", "text", "words", "sources"],
                    "properties": dict.fromkeys(("at", "kind", "name", "number", "text"), _TEXT)
                    | {"words": _TEXTS, "sources": sources, "parts": {"type": "array", "items": {"type": "object"}}},
                },
            },
            without_number=_TEXTS,
        ),
    }
