"""Personal data as it may be shown: every private value masked by its kind."""

from typing import Any

from icpctl import fields
from icpctl.draft import Draft, answered, get, to_dict
from icpctl.questions import Question, of_path
from icpctl.wording import t

PERSONAL = "individual"


def shown(draft: Draft, path: str, reveal: bool) -> str:
    """One value of the draft as text for people; private ones masked unless `reveal`."""
    value = get(draft, path)
    question = of_path(path)
    if value is None:
        return ""
    if isinstance(value, list):
        return t("screen.and").join(str(v) for v in value)
    if isinstance(value, dict):
        return t("screen.and").join(f"{k}={v}" for k, v in value.items())
    return _masked(draft, question, str(value)) if question and not reveal else str(value)


def as_tables(draft: Draft, reveal: bool) -> dict[str, Any]:
    """The draft as nested tables for JSON; private values masked unless `reveal`."""
    tables = to_dict(draft)
    if not reveal:
        for path, value in answered(draft):
            question = of_path(path)
            if question and isinstance(value, str):
                _put(tables, path, _masked(draft, question, value))
        for key in ("note",):
            for event in tables.get("event", []):
                if key in event:
                    event[key] = fields.mask("text", str(event[key]))
    return tables


def subject_name(draft: Draft, reveal: bool = False) -> str:
    """The subject's name: that of an individual (or of nobody knows whom yet) is personal data, an organisation's is not."""
    return shown(draft, "subject.name", reveal)


def _masked(draft: Draft, question: Question | None, value: str) -> str:
    if question is None:
        return value
    if question.path == "subject.name":
        return fields.mask("person_name", value) if draft.subject.nature in (None, PERSONAL) else value
    if not question.private or question.kind == "choice":
        return value
    if question.path == "subject.cert_number" and draft.subject.nature == PERSONAL:
        return fields.mask("person_certificate", value)
    return fields.mask(question.kind, value)


def _put(tables: dict[str, Any], path: str, value: str) -> None:
    here: Any = tables
    parts = path.split(".")
    for part in parts[:-1]:
        name, _, index = part.partition("[")
        here = here[name]
        if index:
            here = here[int(index.rstrip("]"))]
    here[parts[-1]] = value
