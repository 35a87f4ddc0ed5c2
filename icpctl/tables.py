"""The nested tables of a draft: as they are kept (dates as text, blanks as nothing) and as they are written to a file."""

import datetime as dt
import re
from typing import Any

from icpctl.questions import BY_PATH

_DOCUMENT_DATES = ("document[].valid_to", "document[].dated_on")
_ISO_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$", re.ASCII)


def as_written(value: Any, path: str = "") -> Any:
    """Without empties, and with dates as dates where a question or a document has one at `path`."""
    if isinstance(value, dict):
        kept = {k: as_written(v, f"{path}.{k}" if path else k) for k, v in value.items()}
        return {k: v for k, v in kept.items() if v is not None and v != "" and v != {} and v != [] and not _is_blank(k, v)}
    if isinstance(value, list):
        return [as_written(v, f"{path}[]") for v in value if not _is_blank("", v)]
    if isinstance(value, str) and _is_date(path):
        try:
            return dt.date.fromisoformat(value) if _ISO_DAY.match(value) else value
        except ValueError:
            return value
    return value


def _is_blank(key: str, value: Any) -> bool:
    """Text of only blanks is no answer; what names a document or an event is kept as it is, so that it can be refused."""
    return type(value) is str and value.isspace() and key not in ("id", "event")


def _is_date(path: str) -> bool:
    question = BY_PATH.get(path)
    return (question is not None and question.kind in ("date", "until")) or path in _DOCUMENT_DATES


def as_kept(value: Any) -> Any:
    """Nested tables with dates as text and without text of only blanks."""
    if isinstance(value, dict):
        return {k: as_kept(v) if type(v) is not str else "" if _is_blank(k, v) else v for k, v in value.items()}
    if isinstance(value, list):
        return [as_kept(v) for v in value if not _is_blank("", v)]
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value.isoformat()
    return value
