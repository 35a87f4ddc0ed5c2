"""The shape of every file of the rule book: for the user's own files, `doctor` and the tests. It imports pydantic.

`validate_file("provinces/jiangsu", tables)` gives None, or where the first problem is and what is wrong with it.
"""

import difflib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import ValidationError, create_model
from pydantic_core import ErrorDetails

from icpctl.rules.kinds import CODE_TABLES
from icpctl.rules.models import after, derived, filing, journey, names, papers, places, prevention, readings, rejections
from icpctl.rules.models.base import Entry, File, Table
from icpctl.wording import t

FOLDERS: dict[str, type[File]] = {
    "filing-types": filing.FilingType,
    "provinces": places.Province,
    "documents": papers.Document,
    "pre-approvals": readings.PreApproval,
    "providers": journey.Provider,
}
_WHOLE: dict[str, type[File]] = {
    "check-parameters": derived.Parameters,
    "national": places.National,
    "province-topics": places.ProvinceTopics,
    "municipalities": places.Municipalities,
    "vocabulary": places.Vocabulary,
    "document-files": papers.DocumentFiles,
    "pre-approval-notes": readings.PreApprovalNotes,
    "journey/sms": journey.Sms,
    "footer": journey.Footer,
    "rejections": journey.Rejections,
    "prevention": prevention.Preventions,
    "rejection-words": rejections.RejectionWords,
}
_TABLES: dict[str, dict[str, type[Table]]] = {
    "filing-facts": {"fact": filing.FilingFact},
    "decisions": {"decision": filing.Decision},
    "filing-process": {"process_step": filing.ProcessStep, "follow_up": filing.FollowUp},
    "fields": {"section": filing.Section, "field": filing.Field},
    "cross-rules": {"cross_rule": filing.CrossRule},
    "provider-limits": {"limit": derived.Limit},
    "domains": {"meta": papers.DomainMeta, "domain_rule": papers.DomainRule, "suffix_list": papers.SuffixList},
    "services": {
        "service_type": papers.ServiceType,
        "content_type": papers.ContentType,
        "consistency_rule": papers.ConsistencyRule,
        "remark_rule": papers.RemarkRule,
        "remark_reading": readings.RemarkReading,
    },
    "naming": {
        "meta": papers.NamingMeta,
        "word_family": papers.WordFamily,
        "naming_rule": papers.NamingRule,
        "example": papers.NameExample,
        "naming_group": names.NamingGroup,
        "name_kind": names.NameKind,
        "name_exception": names.NameException,
        "name_parameter": names.NameParameter,
    },
    "journey/events": {"event": journey.Event},
    "journey/statuses": {"order_status": journey.OrderStatus, "filing_type_detail": journey.FilingTypeDetail},
    "journey/steps": {"step": journey.Step},
    "journey/waiting": {"keep": after.Keep, "claim": after.Claim},
    "journey/public-security": {"section": after.SheetSection, "field": after.SheetField, "provider": after.SheetProvider},
    "provider-services": {
        "app_service_type": journey.ProviderServiceType,
        "service_content_rule": journey.ServiceContentRule,
    },
    **{f"codes/{name}": {"entry": places.Code} for name in CODE_TABLES},
}
_SOURCES = {"source": papers.SourceEntry}


def file_names() -> list[str]:
    """The names of all files that are not one of many in a folder."""
    return sorted([*_WHOLE, *_TABLES])


@cache
def model_of(name: str) -> type[File] | None:
    """The model of a file, None for a name the rule book does not know."""
    folder, _, rest = name.rpartition("/")
    if folder in FOLDERS:
        return FOLDERS[folder]
    if folder == "sources" and rest:
        return _tables(name, _SOURCES)
    return _WHOLE.get(name) or (_tables(name, _TABLES[name]) if name in _TABLES else None)


def validate_file(name: str, data: Mapping[str, Any], partial: bool = False) -> tuple[str, str] | None:
    """The first problem of a file as (place, reason in the user's language), or None.

    `name` is the path in the rule book without `.toml`. `partial` is for a file that is laid over a packaged one: every
    key but the `id` of an entry may be left out; unknown keys and wrong types are refused all the same.
    """
    model = model_of(name)
    if model is None:
        known = difflib.get_close_matches(name, [*file_names(), *FOLDERS], n=3, cutoff=0.5)
        return name, t("rulefile.unknown_file", known=" ".join(known or [*file_names(), *(f + "/" for f in FOLDERS)]))
    errors: list[ErrorDetails] = []
    try:
        model.model_validate(dict(data))
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=False)
    for found in errors:
        if partial and found["type"] == "missing" and not _is_entry_id(found):
            continue
        return _place(data, found), _reason(data, found)
    return _own_id(name, data) or next(_repeated(data), None)


def _tables(name: str, tables: Mapping[str, type[Table]]) -> type[File]:
    fields: dict[str, Any] = {k: (list[m] if issubclass(m, Entry) else m, ...) for k, m in tables.items()}  # type: ignore[valid-type]
    return create_model(name, __base__=File, **fields)


def _is_entry_id(error: ErrorDetails) -> bool:
    return error["loc"][-1] == "id" and len(error["loc"]) > 1


def _own_id(name: str, data: Mapping[str, Any]) -> tuple[str, str] | None:
    """One file per thing: the file name is the id."""
    folder, _, stem = name.rpartition("/")
    if folder in FOLDERS and data.get("id", stem) != stem:
        return "id", t("rulefile.id_is_file_name", id=str(data["id"]), name=stem)
    return None


def _repeated(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Entries of one table that carry the same id; a certificate type may have several codes."""
    for table, entries in data.items():
        seen = set()
        for entry in entries if isinstance(entries, list) else []:
            if not isinstance(entry, dict) or "id" not in entry:
                continue
            key = (entry["id"], entry.get("code") if table == "certificate_type" else None)
            if key in seen:
                yield f"{table}[{entry['id']}]", t("rulefile.repeated_id")
            seen.add(key)


def _walk(data: Any, error: ErrorDetails) -> tuple[list[str], bool]:
    """The parts of the place, and whether the error is about one branch of several kinds that are allowed there."""
    parts: list[str] = []
    for part in error["loc"]:
        if isinstance(data, dict) and (part in data or error["type"] == "missing"):
            parts.append(f".{part}")
            data = data.get(str(part))
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
            known = isinstance(data, dict) and isinstance(data.get("id"), str)
            parts.append(f"[{data['id']}]" if known else f"[{part}]")
        else:
            return parts, True
    return parts, False


def _place(data: Any, error: ErrorDetails) -> str:
    """Where the problem is, with the ids of entries instead of their numbers: rule[jiangsu-footer].severity."""
    parts, _ = _walk(data, error)
    if "key" in error.get("ctx", {}):
        parts.append(f".{error['ctx']['key']}")
    return "".join(parts).removeprefix(".")


_REASONS = {
    "extra_forbidden": "unknown_key",
    "missing": "missing",
    "literal_error": "not_one_of",
    "too_short": "empty",
    "string_too_short": "empty",
    "twin_shape": "twin_shape",
    "string_type": "text",
    "int_type": "number",
    "bool_type": "true_or_false",
    "list_type": "list",
    "dict_type": "table",
    "model_type": "table",
}


def _reason(data: Any, error: ErrorDetails) -> str:
    key = "wrong_value" if _walk(data, error)[1] else _REASONS.get(error["type"], "wrong_value")
    context = error.get("ctx", {})
    expected = str(context.get("expected", "")).replace(" or ", ", ").replace("'", "")
    return t(f"rulefile.{key}", expected=expected, like=context.get("like", ""))
