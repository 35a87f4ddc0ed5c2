"""JSON Schemas (2020-12) of the draft and of every `--json` output. The tests validate the outputs by them."""

from typing import Any

from icpctl.batch import shapes as batch_shapes
from icpctl.footer import shapes
from icpctl.intake import shapes as intake_shapes

NAMES = (
    "draft", "answers", "check", "type", "docs", "next", "show", "mark", "list", "new", "edit", "licence", "footer-check",
    "footer-snippet", "error", "sms", "calendar", "police", "reject", "batch",
    "batch-template", "intake", "intake-read",
)  # fmt: skip

_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}
_SOURCE_KEYS = ["title", "locator", "as_of"]
_SOURCE = {"type": "object", "required": _SOURCE_KEYS, "properties": dict.fromkeys(_SOURCE_KEYS, _TEXT)}
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
        "age_days": {"type": ["integer", "null"], "minimum": 0},
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
        "serves_as": _TEXTS,
        "same_as": _TEXT,
        "replaced_by": _TEXTS,
        "comes_back": _TEXTS,
        "supplied_by": _TEXT,
        "must_show": _TEXTS,
        "original_rule": _TEXT,
        "signature_rule": _TEXT,
        "stamp_rule": _TEXT,
        "signers": _TEXTS,
        "variants": _TEXTS,
        "province_notes": _TEXTS,
        "provider_notes": _TEXTS,
        "file_rule": {"type": ["object", "null"]},
        "validity": _TEXTS,
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
        "optional": {"type": "boolean"},
        "left": _TEXT,
        "kind": {"enum": ["step", "term", "window", "lapse", "expiry"]},
        "by": {"enum": ["applicant", "principals", "site-owner", "provider", "bureau"]},
        "current": {"type": "boolean"},
        "earliest": {"type": ["string", "null"]},
        "late": {"type": "boolean"},
        "provisional": {"type": "boolean"},
        "places": _TEXTS,
        "evidence": _TEXTS,
    },
}
_STATE = {
    "type": "object",
    "required": ["id", "name", "provider_name", "provider_does", "since", "round", "rounds"],
    "properties": {
        "id": _TEXT,
        "name": _TEXT,
        "provider_name": {"type": ["string", "null"]},
        "provider_does": {"type": ["string", "null"]},
        "since": {"type": ["string", "null"]},
        "round": {"type": "integer", "minimum": 1},
        "rounds": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["number", "submitted", "rejected", "rejected_by", "reason"],
                "properties": {
                    "number": {"type": "integer", "minimum": 1},
                    "submitted": {"type": ["string", "null"]},
                    "rejected": {"type": ["string", "null"]},
                    "rejected_by": {"enum": ["provider", "bureau", None]},
                    "reason": _TEXT,
                },
            },
        },
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
        "state_name": _TEXT,
        "provider_state": {"type": ["string", "null"]},
        "round": {"type": "integer", "minimum": 1},
        "next_step": {"type": ["string", "null"]},
    },
}


def schema(name: str) -> dict[str, Any]:
    """The schema of one document; `name` is one of NAMES."""
    body = _draft() if name in ("draft", "show") else _answers() if name == "answers" else _OUTPUTS[name]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"icpctl {name}", **body}


def _object(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": ["schema", *required], "properties": {"schema": {"const": 1}, **properties}}


_SMS = [
    "name", "as_of", "needed", "text", "recipients", "url", "page", "limits", "warning", "troubles", "sent", "due", "sources",
]  # fmt: skip
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
    "docs": _object(
        ["name", "documents"],
        name=_TEXT,
        documents={"type": "array", "items": _DOCUMENT},
        open=_TEXTS,
        remarks=_TEXTS,
    ),
    "reject": _object(
        ["matches", "reasons", "unexplained", "cut", "ask"],
        matches={
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "title", "score", "cause", "fix", "at", "documents", "sources"],
                "properties": {
                    **dict.fromkeys(("id", "title", "cause", "stage", "confidence", "as_of"), _TEXT),
                    "score": {"type": "number", "minimum": 0, "maximum": 1},
                    "reason": {"type": "integer", "minimum": 0},
                    **dict.fromkeys(("fix", "at", "documents", "document_names"), _TEXTS),
                    "prevented_by": {"type": "object", "required": ["codes", "asked", "reasons"]},
                    "sources": _SOURCES,
                },
            },
        },
        reasons={"type": "integer", "minimum": 0},
        unexplained={"type": "array", "items": {"type": "integer"}},
        cut={"type": "boolean"},
        ask={"type": "array", "items": {"type": "object", "required": ["provider", "name", "portal", "phones"]}},
        draft=_TEXT,
        path=_TEXT,
        recorded={"type": "boolean"},
        not_recorded=_TEXT,
        review={"type": "object", "required": ["at", "documents"], "properties": {"at": _TEXTS, "documents": _TEXTS}},
    ),
    "next": _object(["as_of", "items"], as_of=_DAY, items={"type": "array", "items": _ITEM}),
    "mark": _object(
        ["name", "path", "saved", "event", "at", "state", "licences", "warnings", "items"],
        name=_TEXT,
        path=_TEXT,
        saved={"type": "boolean"},
        event=_TEXT,
        at=_TEXT,
        state=_STATE,
        licences={"type": "object", "additionalProperties": _TEXT},
        warnings=_TEXTS,
        items={"type": "array", "items": _ITEM},
    ),
    "list": _object(["drafts"], drafts={"type": "array", "items": _ROW}, unreadable=_UNREADABLE, board={"type": "array"}),
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
        remarks=_TEXTS,
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
    "sms": _object(
        _SMS,
        name=_TEXT,
        as_of=_TEXT,
        needed={"type": ["boolean", "null"]},
        text=_TEXT,
        url=_TEXT,
        page=_TEXT,
        warning=_TEXT,
        **dict.fromkeys(("menu", "inputs", "limits", "senders", "local"), _TEXTS),
        **{k: {"type": ["string", "null"]} for k in ("sent", "due")},
        minutes_left={"type": ["integer", "null"]},
        verified={"type": "boolean"},
        recipients={
            "type": "array",
            "items": {
                "type": "object",
                "required": ["roles", "at", "name", "mobile", "certificate", "rule", "digits", "answer", "same_as", "sources"],
                "properties": {
                    "roles": _TEXTS,
                    "at": _TEXTS,
                    "rule": _TEXT,
                    "digits": {"type": ["integer", "null"]},
                    **{k: {"type": ["string", "null"]} for k in ("name", "mobile", "certificate", "answer", "same_as")},
                    "sources": _SOURCES,
                },
            },
        },
        troubles={
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "title", "fix", "sources"],
                "properties": {"id": _TEXT, "title": _TEXT, "fix": _TEXTS, "sources": _SOURCES},
            },
        },
        sources=_SOURCES,
    ),
    "calendar": _object(
        ["as_of", "path", "counts", "without_time", "events"],
        as_of=_DAY,
        path={"type": ["string", "null"]},
        counts={
            "type": "object",
            "required": ["new", "kept", "updated", "cancelled"],
            "additionalProperties": {"type": "integer", "minimum": 0},
        },
        without_time={"type": "integer", "minimum": 0},
        events={
            "type": "array",
            "items": {
                "type": "object",
                "required": ["uid", "draft", "summary", "due", "sequence", "status", "became"],
                "properties": {
                    **dict.fromkeys(("uid", "draft", "summary", "due"), _TEXT),
                    "sequence": {"type": "integer", "minimum": 0},
                    "status": {"enum": ["CONFIRMED", "CANCELLED"]},
                    "became": {"enum": ["new", "kept", "updated", "cancelled"]},
                },
            },
        },
    ),
    "police": _object(
        ["name", "applies", "text", "url", "steps", "notes", "parts", "sources"],
        name=_TEXT,
        applies={"type": "boolean"},
        text=_TEXT,
        url=_TEXT,
        steps=_TEXTS,
        notes=_TEXTS,
        parts={
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "title", "at", "note", "fields", "sources"],
                "properties": {
                    **dict.fromkeys(("id", "title", "at", "note"), _TEXT),
                    "fields": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["id", "name", "value", "from", "note", "sources"],
                            "properties": {
                                **dict.fromkeys(("id", "name", "note"), _TEXT),
                                "value": {"type": ["string", "null"]},
                                "from": _TEXTS,
                                "sources": _SOURCES,
                            },
                        },
                    },
                    "sources": _SOURCES,
                },
            },
        },
        sources=_SOURCES,
    ),
    **shapes.outputs(_object, _FINDINGS, _SUMMARY, _SOURCES),
    **batch_shapes.outputs(_object),
    **intake_shapes.outputs(_object),
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
