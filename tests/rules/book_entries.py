"""The whole rule book as {kind of the facts manifest: {id: value}}."""

from collections.abc import Mapping
from typing import Any

from icpctl.rules import Book
from icpctl.rules.kinds import CODE_TABLES, KINDS

# Tables that hold no entries with ids of their own: the file, and the table in it.
TABLES = {
    "province-parameter": ("province-topics", "parameters"),
    "document-alias.documents": ("document-files", "aliases.documents"),
    "document-alias.filing_types": ("document-files", "aliases.filing_types"),
    "document-alias.service_types": ("document-files", "aliases.service_types"),
    "rejection-extra-fields": ("rejections", "extra_fields"),
    "rejection-extra-documents": ("rejections", "extra_documents"),
    "rejection-checks": ("rejections", "checks"),
}
SINGLE = {
    ("document-meta", "meta"): "document-files",
    ("domain-meta", "meta"): "domains",
    ("naming-meta", "meta"): "naming",
    ("pre-approval-meta", "meta"): "pre-approval-notes",
    ("sms-basics", "basics"): "journey/sms",
    ("footer-normalise", "normalise"): "footer",
}
# review: one kind in the manifest; prevention: says by what the rejections of the facts are prevented
# waiting, police: facts of the steps put so that a draft can be compared with them
NOT_IN_MANIFEST = {
    "review", "national-review", "prevention", "waiting-duty", "waiting-claim", "police-section", "police-field",
    "police-provider",
}  # fmt: skip
SOURCES_IN_FACTS = (
    "filing-types", "fields", "codes", "municipalities", "provinces", "documents", "domains", "services", "naming",
    "pre-approvals",
)  # fmt: skip


def book_entries(book: Book) -> dict[str, dict[str, Any]]:
    """Everything the manifest counts, read through the Book."""
    out: dict[str, dict[str, Any]] = {}
    for kind in KINDS:
        if not kind.startswith("code-") and kind not in NOT_IN_MANIFEST:
            out[kind] = {r.id: r.data for r in book.all(kind)}
    out["review"] = {r.id: r.data for k in ("national-review", "review") for r in book.all(k)}
    for name in CODE_TABLES:
        out[f"code.{name}"] = {r.id: r.data for r in book.all(f"code-{name}")}
    for kind, (file, path) in TABLES.items():
        table: Any = book.file(file)
        for part in path.split("."):
            table = table[part]
        out[kind] = dict(table)
    for (kind, key), file in SINGLE.items():
        out[kind] = {key: book.file(file)[key]}
    out["topic"] = {t: t for t in book.file("province-topics")["topics"]}
    out["national"] = {"national": book.file("national")}
    for key, table in book.file("vocabulary").items():
        if isinstance(table, list):
            out[f"vocabulary.{key}"] = {_vocabulary_id(key, e): e for e in table}
        elif isinstance(table, dict):
            out[f"vocabulary.{key}"] = dict(table)
    for scope in SOURCES_IN_FACTS:
        out[f"source.{scope}"] = {s["id"]: s for s in book.file(f"sources/{scope}")["source"]}
    return out


def _vocabulary_id(table: str, entry: Mapping[str, Any]) -> str:
    return f"{entry['id']}/{entry['code']}" if table == "certificate_type" else str(entry["id"])
