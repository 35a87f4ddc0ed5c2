"""JSON Schemas (2020-12) of the draft and of every `--json` output. The tests validate the outputs by them."""

from typing import Any

NAMES = ("draft", "answers", "check", "type", "docs", "next", "show", "list", "new", "edit", "error")

_TEXT = {"type": "string"}
_SOURCE = {
    "type": "object",
    "required": ["title", "locator", "as_of"],
    "properties": {"title": _TEXT, "locator": _TEXT, "as_of": _TEXT},
}
_SOURCES = {"type": "array", "items": _SOURCE}
_FINDING = {
    "type": "object",
    "required": ["code", "severity", "at", "message", "fix", "rule", "topic", "sources"],
    "properties": {
        "code": {"type": "string", "pattern": "^[A-Z]{2,5}[0-9]{3}$"},
        "severity": {"enum": ["error", "warning", "note"]},
        "at": _TEXT,
        "message": _TEXT,
        "fix": _TEXT,
        "rule": _TEXT,
        "topic": _TEXT,
        "sources": _SOURCES,
        "confidence": {"enum": ["high", "medium", "low", ""]},
        "origin": _TEXT,
        "contradictions": {"type": "array", "items": _TEXT},
    },
}
_FINDINGS = {"type": "array", "items": _FINDING}
_UNREADABLE = {
    "type": "array",
    "items": {"type": "object", "required": ["path", "error"], "properties": {"path": _TEXT, "error": _TEXT}},
}
_SUMMARY = {
    "type": "object",
    "required": ["error", "warning", "note"],
    "properties": {k: {"type": "integer", "minimum": 0} for k in ("error", "warning", "note")},
}
_VERDICT = {"enum": ["blocked", "warned", "clear"]}
_DAY = {"type": "string", "format": "date"}
_TYPE = {
    "type": "object",
    "required": ["schema", "kind", "result", "name", "because", "would_change", "sources"],
    "properties": {
        "schema": {"const": 1},
        "kind": {"enum": ["type", "block", "stop", "sequence", "open"]},
        "result": _TEXT,
        "name": _TEXT,
        "message": _TEXT,
        "because": {"type": "array", "items": {"type": "object", "required": ["fact", "value", "rule"]}},
        "would_change": {"type": "array", "items": {"type": "object", "required": ["fact", "value", "result"]}},
        "sources": _SOURCES,
    },
}
_DOCUMENT = {
    "type": "object",
    "required": ["id", "name", "level", "because", "state", "file", "findings", "sources"],
    "properties": {
        "id": _TEXT,
        "name": _TEXT,
        "level": {"enum": ["required", "conditional", "recommended"]},
        "because": {"type": "array", "items": _TEXT},
        "state": {"enum": ["missing", "attached", "problem"]},
        "file": {"type": ["string", "null"]},
        "findings": _FINDINGS,
        "sources": _SOURCES,
    },
}
_ITEM = {
    "type": "object",
    "required": ["draft", "step", "name", "action", "due", "overdue", "hard", "because", "sources"],
    "properties": {
        "draft": _TEXT,
        "step": _TEXT,
        "name": _TEXT,
        "action": _TEXT,
        "due": {"type": ["string", "null"]},
        "overdue": {"type": "boolean"},
        "hard": {"type": "boolean"},
        "because": _TEXT,
        "sources": _SOURCES,
    },
}
_ROW = {
    "type": "object",
    "required": ["name", "type", "provider", "province", "state", "next_due", "worst"],
    "properties": {
        "name": _TEXT,
        "state": _TEXT,
        **{k: {"type": ["string", "null"]} for k in ("type", "provider", "province", "next_due")},
        "worst": {"enum": ["error", "warning", "note", None]},
    },
}


def schema(name: str) -> dict[str, Any]:
    """The schema of one document; `name` is one of NAMES."""
    body = _draft() if name in ("draft", "show") else _answers() if name == "answers" else _OUTPUTS[name]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"icpctl {name}", **body}


def _object(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": ["schema", *required], "properties": {"schema": {"const": 1}, **properties}}


_OUTPUTS: dict[str, dict[str, Any]] = {
    "check": _object(
        ["as_of", "drafts", "summary"],
        as_of=_DAY,
        drafts={
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "path", "verdict", "findings"],
                "properties": {"name": _TEXT, "path": _TEXT, "verdict": _VERDICT, "findings": _FINDINGS},
            },
        },
        summary=_SUMMARY,
        unreadable=_UNREADABLE,
    ),
    "type": _TYPE,
    "docs": _object(["name", "documents"], name=_TEXT, documents={"type": "array", "items": _DOCUMENT}),
    "next": _object(["as_of", "items"], as_of=_DAY, items={"type": "array", "items": _ITEM}),
    "list": _object(["drafts"], drafts={"type": "array", "items": _ROW}, unreadable=_UNREADABLE),
    "new": _object(
        ["as_of", "name", "path", "saved", "type", "filing_type", "verdict", "findings", "summary", "documents", "plan"],
        as_of=_DAY,
        name=_TEXT,
        path=_TEXT,
        saved={"type": "boolean"},
        type=_TYPE,
        filing_type={"type": ["string", "null"]},
        verdict=_VERDICT,
        findings=_FINDINGS,
        summary=_SUMMARY,
        documents={"type": "array", "items": _DOCUMENT},
        plan={"type": "object"},
    ),
    "edit": _object(
        ["as_of", "name", "path", "saved", "changed", "verdict", "findings", "summary"],
        as_of=_DAY,
        name=_TEXT,
        path=_TEXT,
        saved={"type": "boolean"},
        changed={"type": "array", "items": _TEXT},
        verdict=_VERDICT,
        findings=_FINDINGS,
        summary=_SUMMARY,
    ),
    "error": _object(
        ["error"],
        error={
            "type": "object",
            "required": ["code", "message", "hint"],
            "properties": {
                "code": _TEXT,
                "message": _TEXT,
                "hint": _TEXT,
                "missing": {"type": "array", "items": {"type": "object", "required": ["path", "flag", "question"]}},
            },
        },
    ),
}


def _draft() -> dict[str, Any]:
    """Made from the classes of the draft, so that it cannot fall behind them. Dates are ISO text in JSON."""
    import msgspec

    from icpctl.draft import Draft

    return msgspec.json.schema(Draft)


def _answers() -> dict[str, Any]:
    """What `--from` takes: the draft without the parts that the program keeps itself; everything is optional."""
    body = _draft()
    definition = body["$defs"]["Draft"]
    for key in ("document", "event"):
        definition["properties"].pop(key)
    definition["required"] = []
    return body
