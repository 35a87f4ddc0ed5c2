"""No fact of the fact base is missing from the rule book, and (where the fact base is at hand) none was changed."""

import json
import os
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from book_entries import book_entries

from icpctl.rules import DATA, Book

MANIFEST: dict[str, list[str]] = json.loads(
    (Path(__file__).parent / "facts-manifest.json").read_text(encoding="utf-8"),
)
FACTS = Path(os.environ.get("ICPCTL_FACTS", "") or "/nowhere")

# The only keys that may differ from the facts, with the reason.
RENAMED = {
    ("division", "code"): "id",  # a division is found by its GB/T 2260 code
    ("national", "hotline_source"): "hotline_sources",
}

# Words of the fact base about its own files and how it was gathered mean nothing to a reader; they are put otherwise.
REWORDED = re.compile(r"种子|seed document|[a-z]\.toml")


@cache
def entries() -> dict[str, dict[str, Any]]:
    return book_entries(Book())


@pytest.mark.parametrize("kind", sorted(MANIFEST))
def test_no_fact_of_a_kind_is_missing(kind: str) -> None:
    assert sorted(entries()[kind]) == MANIFEST[kind]


def test_every_kind_is_counted() -> None:
    assert set(entries()) == set(MANIFEST)


def test_every_file_of_the_folders_is_counted() -> None:
    """A file that no kind reads would be a fact that nobody sees."""
    book = Book()
    book_entries(book)
    unread = {p.relative_to(DATA).with_suffix("").as_posix() for p in DATA.rglob("*.toml")} - set(book._files)
    assert unread == {
        "sources/manuals",  # made from the free words of journey, sms, footer, rejections, providers
        "check-parameters",  # both: values that checks take out of facts whose rule is a sentence
        "provider-limits",
        "journey/waiting",  # facts of the steps, one by one
        "rejection-words",  # how messages are worded: language, no facts
        "journey/public-security",  # the form that one of the steps is about
        "prevention",  # by what the rejections of the facts are prevented
    }


@pytest.mark.skipif(not FACTS.is_dir(), reason="ICPCTL_FACTS names no folder with the fact base")
@pytest.mark.parametrize("kind", sorted(MANIFEST))
def test_every_value_is_as_in_the_facts(kind: str) -> None:
    book = Book()
    seen = 0
    differences: list[str] = []
    for id_, original in originals(kind):
        seen += 1
        scope = scope_of(book, kind)
        differences += list(compare(book, kind, scope, id_, original, entries()[kind][id_]))
    assert seen == len(MANIFEST[kind])
    assert differences == []


def scope_of(book: Book, kind: str) -> str:
    from book_entries import SINGLE

    for (single, _), file in SINGLE.items():
        if single == kind:
            return str(book.file(file).get("sources_in", ""))
    if kind in ("review", "national"):
        return "provinces"
    name = kind.replace("code.", "code-")
    try:
        return book.all(name)[0].scope
    except KeyError:
        return ""


def compare(book: Book, kind: str, scope: str, place: str, original: Any, found: Any) -> Iterator[str]:
    """Every key and value of the fact must stand in the rule book; `source` is there as `sources`."""
    if isinstance(original, dict):
        if not isinstance(found, dict):
            yield f"{place}: no table"
            return
        for key, value in original.items():
            if key == "source" or (kind, key) == ("national", "hotline_source"):
                yield from compare_sources(book, scope, place, original, found, key)
                continue
            name = RENAMED.get((kind, key), key)
            if name not in found:
                yield f"{place}.{key}: missing"
            else:
                yield from compare(book, kind, scope, f"{place}.{key}", value, found[name])
    elif isinstance(original, list) and isinstance(found, list):
        if len(original) != len(found):
            yield f"{place}: {len(original)} in the facts, {len(found)} here"
        for i, (a, b) in enumerate(zip(original, found, strict=False)):
            yield from compare(book, kind, scope, f"{place}[{i}]", a, b)
    elif isinstance(original, str) and isinstance(found, str) and REWORDED.search(original):
        if REWORDED.search(found) or not found:
            yield f"{place}: {found!r} speaks of the fact base itself"
    elif type(original) is not type(found) or original != found:
        yield f"{place}: {original!r} became {found!r}"


def compare_sources(
    book: Book, scope: str, place: str, original: dict[str, Any], found: dict[str, Any], key: str
) -> Iterator[str]:
    wanted = original[key]
    have = found.get("hotline_sources" if key == "hotline_source" else "sources")
    if have is None:
        yield f"{place}.sources: missing"
    elif isinstance(wanted, list):
        if wanted != have:
            yield f"{place}.sources: {wanted} became {have}"
    elif isinstance(wanted, dict):
        as_of = found.get("hotline_as_of" if key == "hotline_source" else "as_of")
        if [wanted["id"]] != have or wanted["as_of"] != as_of:
            yield f"{place}.sources: {wanted} became {have}, {as_of}"
    elif wanted in ("none", ""):
        if have:
            yield f"{place}.sources: none in the facts, {have} here"
    else:
        resolved = book.resolve(scope, have)
        titles = "; ".join(s.title for s in resolved)
        reworded = REWORDED.search(wanted) and not REWORDED.search(titles) and len(resolved) == len(wanted.split("; "))
        if titles != wanted and not reworded:
            yield f"{place}.sources: {wanted!r} became {[s.title for s in resolved]}"
        days = original.get("as_of", "").split("; ")
        if len(days) == len(resolved) and [s.as_of for s in resolved] != days:
            yield f"{place}.sources: dates {days} became {[s.as_of for s in resolved]}"


# Where each kind stands in the fact base: file and table.
ORIGINALS = {
    "filing-fact": ("filing-types", "fact"),
    "filing-type": ("filing-types", "filing_type"),
    "process-step": ("filing-types", "process_step"),
    "follow-up": ("filing-types", "follow_up"),
    "section": ("fields", "section"),
    "field": ("fields", "field"),
    "cross-rule": ("fields", "rule"),
    "province-document": ("provinces", "document"),
    "file-rule": ("documents", "file_rule"),
    "validity-rule": ("documents", "validity_rule"),
    "document": ("documents", "document"),
    "domain-rule": ("domains", "domain_rule"),
    "suffix-list": ("domains", "suffix_list"),
    "service-type": ("service-types", "service_type"),
    "content-type": ("service-types", "content_type"),
    "consistency-rule": ("service-types", "consistency_rule"),
    "remark-rule": ("service-types", "remark_rule"),
    "word-family": ("naming", "word_family"),
    "naming-rule": ("naming", "naming_rule"),
    "pre-approval": ("preapproval", "category"),
    "filing-type-detail": ("journey", "filing_type_detail"),
    "step": ("journey", "step"),
    "sms-filing-type": ("sms", "filing_type"),
    "sms-problem": ("sms", "problem"),
    "footer-rule": ("footer", "rule"),
    "link-target": ("footer", "link_target"),
    "licence-format": ("footer", "licence_format"),
    "penalty": ("footer", "penalty"),
    "html-template": ("footer", "html_template"),
    "rejection": ("rejections", "rejection"),
    "provider": ("providers", "provider"),
    "provider-service-type": ("providers", "app_service_type"),
}
# Tables without an id: the id is made from their place.
MADE_IDS = {
    "decision": ("filing-types", "decision_rule", "decision-{order}"),
    "division": ("municipalities", "division", "{code}"),
    "name-example": ("naming", "example", "example-{i}"),
    "sms-history": ("sms", "history", "{date}"),
    "sms-id-suffix": ("sms", "id_suffix_rule", "id-suffix-{i}"),
    "sms-province": ("sms", "province", "sms-{province}"),
    "footer-province": ("footer", "province", "{province}"),
    "service-content-rule": ("providers", "service_content_rule", "service-content-{i}"),
}
KEYED = {
    "province-parameter": ("provinces", "params_glossary"),
    "event": ("journey", "events"),
    "rejection-extra-fields": ("rejections", "extra_fields"),
    "rejection-extra-documents": ("rejections", "extra_documents"),
    "rejection-checks": ("rejections", "checks"),
}
SINGLES = {
    "document-meta": ("documents", "meta"),
    "domain-meta": ("domains", "meta"),
    "naming-meta": ("naming", "meta"),
    "pre-approval-meta": ("preapproval", "meta"),
    "sms-basics": ("sms", "basics"),
    "footer-normalise": ("footer", "normalise"),
}
SOURCE_FILES = {
    "services": "service-types",
    "pre-approvals": "preapproval",
}


@cache
def fact_file(name: str) -> dict[str, Any]:
    return tomllib.loads((FACTS / f"{name}.toml").read_text(encoding="utf-8"))


def originals(kind: str) -> Iterator[tuple[str, Any]]:
    """(id, original entry) of every fact of a kind."""
    stem, _, rest = kind.partition(".")
    if kind in ORIGINALS:
        file, table = ORIGINALS[kind]
        yield from ((e["id"], e) for e in fact_file(file)[table])
    elif kind in MADE_IDS:
        file, table, form = MADE_IDS[kind]
        yield from ((form.format(i=i, **e), e) for i, e in enumerate(fact_file(file)[table], 1))
    elif kind in KEYED:
        file, table = KEYED[kind]
        wrap = (lambda v: {"name_zh": v}) if kind == "event" else (lambda v: v)
        yield from ((k, wrap(v)) for k, v in fact_file(file)[table].items())
    elif kind in SINGLES:
        file, table = SINGLES[kind]
        yield table, fact_file(file)[table]
    elif stem == "source":
        yield from original_sources(fact_file(SOURCE_FILES.get(rest, rest)), rest)
    elif stem == "document-alias":
        yield from fact_file("documents")["aliases"][rest].items()
    elif stem == "vocabulary":
        yield from original_vocabulary(rest)
    elif stem == "code":
        yield from original_codes(rest.replace("-", "_"))
    elif kind == "order-status":
        yield from original_statuses()
    else:
        yield from original_provinces(kind)


def original_vocabulary(name: str) -> Iterator[tuple[str, Any]]:
    table = fact_file("vocabulary")[name]
    if isinstance(table, dict):
        yield from table.items()
    else:
        yield from ((f"{e['id']}/{e['code']}" if name == "certificate_type" else e["id"], e) for e in table)


def original_codes(name: str) -> Iterator[tuple[str, Any]]:
    for i, e in enumerate(fact_file("codes")[name], 1):
        yield e.get("id") or e.get("code") or f"{name}-{i}", e


def original_statuses() -> Iterator[tuple[str, Any]]:
    count: dict[str, int] = {}
    for e in fact_file("journey")["order_status"]:
        count[e["provider"]] = count.get(e["provider"], 0) + 1
        yield f"{e['provider']}-{count[e['provider']]:02d}", e


def original_provinces(kind: str) -> Iterator[tuple[str, Any]]:
    data = fact_file("provinces")
    groups = [*data["province"], {"id": "national", **data["national"]}]
    if kind == "topic":
        yield from ((t, t) for t in data["topics"])
    for group in groups:
        national = group["id"] == "national"
        if kind == ("national" if national else "province"):
            yield group["id"], {k: v for k, v in group.items() if k not in ("rule", "review")}
        if kind == "review":
            yield from ((f"{group['id']}-review-{i}", r) for i, r in enumerate(group["review"], 1))
        if kind == ("national-rule" if national else "province-rule"):
            yield from ((r["id"], r) for r in group["rule"])


def original_sources(data: dict[str, Any], scope: str) -> Iterator[tuple[str, Any]]:
    """Sources under the keys that the rule book uses for title and place."""
    if scope == "municipalities":
        yield "divisions", data["source"]
        return
    for id_, s in data.get("sources", {}).items():
        yield id_, {"locator" if k == "ref" else k: v for k, v in s.items()}
    for s in [*data.get("source_ref", []), *data.get("source", [])]:
        yield s["id"], {"locator" if k == "where" else k: v for k, v in s.items()}
