"""What the entries of the rule book name, and what there is to be named: the cross references, one by one."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from icpctl.rules import DATA, Book, Rule
from icpctl.rules.kinds import CODE_TABLES, KINDS

NAMES = sorted(p.relative_to(DATA).with_suffix("").as_posix() for p in DATA.rglob("*.toml"))

# References of the fact base that lead nowhere, each with the reason why it may stay. (check, place, id)
UNRESOLVED: dict[tuple[str, str, str], str] = {
    (
        "stage",
        "huawei",
        "subject-shell-cancel",
    ): "the journey has no step for cancelling a shell subject; shown as text",
    ("stage", "ucloud", "cancel-review"): "the journey has no review step of its own for cancelling; shown as text",
    (
        "fact",
        "first-filing",
        "filed_with_this_provider",
    ): "restates subject_filed_with_this_provider; decisions.toml decides",
    ("decision-key", "decision-95", "province_in"): "matches the fact `province`, given as division codes",
    ("result", "decision-10", "no-filing-needed"): "kind stop: the end of the questions, no filing type",
    ("result", "decision-20", "blocked-order-in-progress"): "kind block: what stands in the way",
    ("result", "decision-50", "cancel-site-then-first-filing"): "kind sequence: two filing types one after the other",
    ("result", "decision-67", "blocked-nothing-changed"): "kind block",
    ("result", "decision-80", "blocked-owned-by-other-subject"): "kind block",
    ("result", "decision-81", "nothing-to-file"): "kind stop",
    ("result", "decision-96", "cancel-shell-subject-then-first-filing"): "kind sequence",
    ("result", "decision-105", "blocked-inconsistent-answers"): "kind block",
    **{
        ("provider", place, who): "who states the limit is a blog, a third party or a bureau, no provider"
        for place in ("first-filing", "new-site-same-provider", "new-site-other-provider")
        for who in ("laojiang-blog", "third-party-on-aliyun", "shaanxi-bureau")
    },
}


@cache
def book() -> Book:
    return Book()


def ids(*kinds: str) -> set[str]:
    return {r.id for kind in kinds for r in book().all(kind)}


def vocabulary(table: str) -> set[str]:
    found = book().file("vocabulary")[table]
    if isinstance(found, list):
        return {w for e in found for w in (e["id"], *e.get("also", []))}
    return set(found)


def codes(table: str, key: str = "code") -> set[str]:
    return {r[key] for r in book().all(f"code-{table}")}


def documents() -> set[str]:
    aliases = book().file("document-files")["aliases"]["documents"]
    return ids("document") | set(aliases) | set(book().file("vocabulary")["documents_without_entry"]["ids"])


def filing_types() -> set[str]:
    aliases = book().file("document-files")["aliases"]["filing_types"]
    return ids("filing-type") | vocabulary("filing_type") | set(aliases)


def providers() -> set[str]:
    return ids("provider") | set(book().file("vocabulary")["not_providers"]["ids"]) | {"other", "all"}


def events() -> set[str]:
    return ids("event") | vocabulary("event") | set(book().file("vocabulary")["event"]["not_markable"])


def service_kinds() -> set[str]:
    return vocabulary("service_kind") | set(book().file("document-files")["aliases"]["service_types"])


def tables(value: Any, place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every table inside a value, with its place."""
    if isinstance(value, dict):
        yield place, value
        for key, inner in value.items():
            yield from tables(inner, f"{place}.{key}")
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            label = inner["id"] if isinstance(inner, dict) and "id" in inner else i
            yield from tables(inner, f"{place}[{label}]")


Named = Iterator[tuple[str, str]]


def many(rules: Iterable[Rule], *keys: str) -> Named:
    """(rule id, named id) of the keys of rules, whether text or list."""
    for rule in rules:
        for key in keys:
            value = rule.get(key, [])
            yield from ((rule.id, v) for v in (value if isinstance(value, list) else [value]))


def many_of(entries: Iterable[Mapping[str, Any]], key: str) -> Named:
    return ((e["id"], e[key]) for e in entries if key in e)


def filing_type_aliases() -> Named:
    for table in (book().file("vocabulary")["filing_type"], book().file("document-files")["aliases"]["filing_types"]):
        yield from ((word, id_) for word, meant in table.items() for id_ in meant)


def everything() -> Iterator[Rule]:
    for kind in KINDS:
        yield from book().all(kind)


def by_key(key: str) -> Named:
    """(place, value) of a key wherever it stands as text or list of texts, conditions and inner tables included."""
    for name in NAMES:
        for place, table in tables(book().file(name), name):
            value = table.get(key, [])
            if not isinstance(value, dict):
                values = value if isinstance(value, list) else [value]
                yield from ((place, v) for v in values if isinstance(v, str))


def document_conditions(key: str) -> Named:
    for rule in book().all("document"):
        for inner in rule["rules"]:
            yield from ((rule.id, v) for v in inner["when"].get(key, []))


def province_rules() -> list[Rule]:
    return book().all("province-rule") + book().all("national-rule")


def params(*keys: str) -> Named:
    for rule in province_rules():
        for key in keys:
            value = rule["params"].get(key, [])
            yield from ((rule.id, v) for v in (value if isinstance(value, list) else [value]))


def inner(kind: str, table: str, key: str) -> Named:
    """(rule id, named id) of the tables inside rules."""
    for rule in book().all(kind):
        for entry in rule.get(table, []):
            value = entry.get(key, [])
            yield from ((rule.id, v) for v in (value if isinstance(value, list) else [value]))


def of_filing_types(key: str) -> Named:
    """The filing types named anywhere; "*" in fields.toml means all of them."""
    return ((place, v) for place, v in by_key(key) if v != "*")


def provinces_named() -> Named:
    """Provinces are ids, in the SMS and footer tables Chinese names, in `codes` and divisions GB/T 2260 codes."""
    skip = ("codes/", "municipalities", "decisions", "filing-types/")
    for place, text in by_key("province"):
        if not place.startswith(skip):  # by_source of domains.toml: several in one text, "*" all, "unknown" not said
            yield from ((place, v) for v in text.split(",") if v not in ("", "*", "unknown"))
    yield from many(
        book().all("document"),
        "nonlocal_individual_not_allowed",
        "nonlocal_individual_free",
        "principal_must_be_legal_person",
    )
    yield from parameter_values("provinces")
    yield from many(book().all("content-type"), "not_allowed_provinces", "not_allowed_for_organization_provinces")


def parameter_values(key: str) -> Named:
    """Values of check-parameters.toml under a key, with their table."""
    for name, table in book().file("check-parameters").items():
        yield from ((name, v) for v in (table.get(key, []) if isinstance(table, dict) else []))


def province_codes() -> Named:
    yield from many(book().all("filing-type"), "direct_add_allowed_provinces")
    yield from ((r.id, v) for r in book().all("decision") for v in r["when"].get("province_in", []))
    yield from many(book().all("province"), "gb2260")


def province_words() -> set[str]:
    return {w for e in book().file("vocabulary")["province"] for w in (e["id"], e["name_zh"])}


def divisions_to_provinces() -> Named:
    return many(book().all("division"), "province")


def provider_words() -> Named:
    yield from many(everything_but_documents(), "provider", "providers")
    yield from document_conditions("provider")
    limits = book().file("provider-limits")["limit"]
    yield from ((e["id"], e["when"]["provider"]) for e in limits if "provider" in e["when"])
    yield from inner("step", "provider", "provider")
    yield from inner("domain-rule", "by_provider", "provider")
    yield from inner("domain-rule", "by_scope", "provider")
    yield from inner("filing-type", "limits", "stated_by")
    yield from ((r.id, p) for r in book().all("filing-type") for p in r["provider_names"])
    yield from ((r.id, r["deadline"]["provider"]) for r in book().all("step") if "provider" in r.get("deadline", {}))


def everything_but_documents() -> Iterator[Rule]:
    return (r for r in everything() if r.kind not in ("document", "step"))


def natures_named() -> Named:
    yield from document_conditions("nature")
    yield from many(book().all("domain-rule"), "nature")
    yield from many(book().all("naming-rule"), "skip_when_nature")
    yield from many(book().all("document"), "never_for")
    yield from (("subject_kind", v) for v in book().file("vocabulary")["subject_kind"].values())
    yield from (("document meta", v) for v in book().file("document-files")["meta"]["nature"])
    for entry in book().file("vocabulary")["certificate_type"]:
        yield from ((entry["id"], v) for v in entry["natures"])
    yield from ((p, v) for p, v in params("subject_kind"))


def natures() -> set[str]:
    return vocabulary("subject_nature") | vocabulary("subject_kind") | {"individual", "organization"}


def word_families() -> Named:
    return ((r.id, w) for r in book().all("naming-rule") if r.get("words_are") == "family" for w in r["forbidden_words"])


def fact_values() -> Named:
    """Values of conditions on the facts of the case that have a list of values."""
    for kind, key in (("decision", "when"), ("filing-type", "decision")):
        for rule in book().all(kind):
            for fact, wanted in rule[key].items():
                known = book().one("filing-fact", fact)
                if known and "values" in known.data:
                    yield from ((rule.id, f"{fact}={v}") for v in (wanted if isinstance(wanted, list) else [wanted]))


def sources_named() -> Named:
    """(place, "scope:id") of every source that any table names."""
    for name in NAMES:
        data = book().file(name)
        if name.startswith("sources/"):
            continue
        scope = data.get("sources_in", "")
        for place, table in tables(data, name):
            for key in ("sources", "corroborated_by", "contradicted_by", "hotline_sources"):
                yield from ((place, f"{table.get('sources_in', scope)}:{v}") for v in table.get(key, []))
            if "source_id" in table:
                yield place, f"{scope}:{table['source_id']}"


def known_sources() -> set[str]:
    scopes = [n.partition("/")[2] for n in NAMES if n.startswith("sources/")]
    return {f"{s}:{e['id']}" for s in scopes for e in book().file(f"sources/{s}")["source"]}


def field_references() -> Named:
    """Fields that constraints of other fields name."""
    for rule in book().all("field"):
        for key in ("match", "parent", "same_province_as", "within", "not_equal", "host_in", "prefix_equals"):
            value = rule["constraints"].get(key, [])
            yield from ((rule.id, v) for v in (value if isinstance(value, list) else [value]))


def code_tables_named() -> Named:
    yield from many(book().all("field"), "code_table")
    yield from ((r.id, r["constraints"]["enum_table"]) for r in book().all("field") if "enum_table" in r["constraints"])


def steps_named() -> Named:
    yield from many(book().all("step"), "after")
    yield from inner("step", "provider", "after")
    yield from inner("step", "provider", "access_filing_after")
    yield from (("vocabulary", v) for v in book().file("vocabulary")["step"].values())


def events_named() -> Named:
    yield from many(book().all("step"), "starts_when")
    yield from ((r.id, r["deadline"]["from_event"]) for r in book().all("step") if "deadline" in r.data)
    yield from (("vocabulary", v) for v in book().file("vocabulary")["event"].values() if isinstance(v, str))


def documents_named() -> Named:
    yield from many(province_rules(), "documents")
    yield from params("accepted_local_proofs", "rejected_local_proofs")
    yield from many(book().all("validity-rule"), "applies_to")
    yield from many(book().all("rejection"), "document_ids")
    yield from ((r.id, r["same_as_when"]["document"]) for r in book().all("document") if "same_as_when" in r.data)
    yield from ((e["id"], e["document"]) for e in book().file("vocabulary")["certificate_type"] if "document" in e)


def service_kinds_named() -> Named:
    yield from document_conditions("service_type")
    for kind in ("naming-rule", "remark-rule", "domain-rule", "content-type"):
        yield from many(book().all(kind), "service")
    for kind, key in (("decision", "when"), ("filing-type", "decision")):
        for rule in book().all(kind):
            value = rule[key].get("service_kind", [])
            yield from ((rule.id, v) for v in (value if isinstance(value, list) else [value]))


REFERENCES: dict[str, tuple[Callable[[], Named], Callable[[], set[str]]]] = {
    "source": (sources_named, known_sources),
    "document": (documents_named, lambda: documents() | set(book().file("rejections")["extra_documents"])),
    "province document": (lambda: many(province_rules(), "documents"), lambda: ids("province-document")),
    "document alias": (
        lambda: iter(book().file("document-files")["aliases"]["documents"].items()),
        lambda: ids("document"),
    ),
    "province paper": (lambda: ((d, d) for d in ids("province-document")), documents),
    "field of a provider's step": (
        lambda: inner("provider", "step", "fields"),
        lambda: ids("field") | set(book().file("rejections")["extra_fields"]),
    ),
    "field of a rejection": (
        lambda: many(book().all("rejection"), "field_ids"),
        lambda: ids("field") | set(book().file("rejections")["extra_fields"]),
    ),
    "field of a filing type": (lambda: many(book().all("filing-type"), "fields"), lambda: ids("field")),
    "field of a constraint": (field_references, lambda: ids("field")),
    "check of a rejection": (
        lambda: many(book().all("rejection"), "preventable_by"),
        lambda: set(book().file("rejections")["checks"]),
    ),
    "section": (
        lambda: many(book().all("filing-type"), "sections", "sections_readonly", "sections_must_match_miit"),
        lambda: ids("section"),
    ),
    "section of a field": (lambda: many(book().all("field"), "section"), lambda: ids("section")),
    "code table": (code_tables_named, lambda: {name.replace("-", "_") for name in CODE_TABLES}),
    "parent": (lambda: many(book().all("filing-type"), "parent"), lambda: ids("filing-type")),
    "result": (lambda: many(book().all("decision"), "result"), lambda: ids("filing-type")),
    "decision-key": (
        lambda: ((r.id, k) for r in book().all("decision") for k in r["when"]),
        lambda: ids("filing-fact"),
    ),
    "fact": (
        lambda: ((r.id, k) for r in book().all("filing-type") for k in r["decision"]),
        lambda: ids("filing-fact"),
    ),
    "fact value": (
        fact_values,
        lambda: {f"{r.id}={v}" for r in book().all("filing-fact") for v in r.get("values", [])},
    ),
    "filing type": (lambda: of_filing_types("filing_type"), filing_types),
    "filing types": (lambda: of_filing_types("filing_types"), filing_types),
    "filing type alias": (filing_type_aliases, lambda: ids("filing-type")),
    "filing type detail": (lambda: ((d, d) for d in ids("filing-type-detail")), lambda: ids("filing-type")),
    "scope of a cross rule": (
        lambda: many(book().all("cross-rule"), "scope"),
        lambda: ids("filing-type") | {"all", "province"},
    ),
    "step": (steps_named, lambda: ids("step") | vocabulary("step")),
    "stage": (lambda: inner("provider", "timing", "stage"), lambda: ids("step") | vocabulary("step")),
    "event": (events_named, events),
    "province": (provinces_named, province_words),
    "province code": (province_codes, lambda: codes("province")),
    "province of a division": (divisions_to_provinces, province_words),
    "province file": (lambda: ((n, n) for n in book().names("provinces")), lambda: vocabulary("province")),
    "topic": (lambda: many(province_rules(), "topic"), lambda: set(book().file("province-topics")["topics"])),
    "provider": (provider_words, providers),
    "nature": (natures_named, natures),
    "file rule": (lambda: many(book().all("document"), "file_rules"), lambda: ids("file-rule")),
    "validity rule": (lambda: many(book().all("document"), "validity_rules"), lambda: ids("validity-rule")),
    "word family": (word_families, lambda: ids("word-family")),
    "service kind": (service_kinds_named, service_kinds),
    "service type": (
        lambda: ((i, i) for i in ids("service-type", "provider-service-type")),
        lambda: vocabulary("service_type"),
    ),
    "service type code": (
        lambda: many_of(book().file("vocabulary")["service_type"], "codes_toml_id"),
        lambda: ids("code-app-service-type"),
    ),
    "pre-approval": (lambda: ((i, i) for i in ids("pre-approval")), lambda: vocabulary("pre_approval")),
    "pre-approval code": (
        lambda: many_of(book().file("vocabulary")["pre_approval"], "codes_toml_id"),
        lambda: ids("code-preapproval-type"),
    ),
    "pre-approval hint": (
        lambda: many(book().all("code-site-content-type"), "preapproval_hint"),
        lambda: ids("code-preapproval-type"),
    ),
    "nature of a certificate code": (
        lambda: many(book().all("code-certificate-type"), "subject_natures"),
        lambda: codes("subject-nature"),
    ),
    "person certificate": (
        lambda: document_conditions("holder_id_type"),
        lambda: vocabulary("certificate_type"),
    ),
    "content type": (lambda: many(book().all("consistency-rule"), "allowed"), lambda: ids("content-type")),
}  # fmt: skip
