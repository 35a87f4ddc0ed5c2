"""What of a draft decides about its papers, beyond the keys that all rules share (`case.facts`).

The documents name filing types by a table of their own (`document-files.toml`, `aliases.filing_types`): there an App or a
mini-program is a first filing and a change of the access information a change of the site.
"""

from collections.abc import Iterator
from typing import Any

from icpctl.case import Case
from icpctl.documents.words import in_names
from icpctl.fields.certificates import age_on
from icpctl.rules import Rule

IDENTITY = ("subject-certificate", "person-id")
_DOCS, _DOMAIN = "docs", "domain"
_FILES_NOTHING_NEW = ("cancel", "account")
_RESIDENT = "resident-id"


def declared(case: Case) -> Iterator[str]:
    """The pre-approval categories that the services declare, each once."""
    yield from dict.fromkeys(p for _, s in case.services() for p in s.pre_approvals if p != "none")


def all_answered(case: Case) -> bool:
    """Has every service of the draft said which pre-approvals it involves?"""
    return bool(case.services()) and all(s.pre_approvals for _, s in case.services())


def facts(case: Case) -> dict[str, Any]:
    """The keys of the documents' matching tables; unknown ones are absent."""
    found = dict(case.facts)
    found["filing_type"] = type_words(case) or None
    found["age"] = age(case)
    if any(declared(case)):
        found["actually_involved"] = True
    if case.type_rule and case.type_rule["provider_review"] == "no":
        found.pop("provider", None)  # filed at the bureau: no provider asks for anything
    return {k: v for k, v in found.items() if v is not None}


def with_words(case: Case, document: Rule, known: dict[str, Any]) -> dict[str, Any]:
    """`known` with the answer to a document's condition about words in the services' names."""
    families = document.get("word_families")
    if not families:
        return known
    words = [w for f in families for w in _family(case, f)]
    return {**known, "state_word_in_name": any(in_names(case, w) for w in words)}


def _family(case: Case, id_: str) -> list[str]:
    rule = case.book.one("word-family", id_)
    return list(rule["words"]) if rule else []


def age(case: Case) -> int | None:
    """Years of the principal, or of an individual organiser; None without a resident ID card."""
    known: int | None = case.facts.get("age")
    subject = case.draft.subject
    if known is None and case.organization is False and subject.cert_number and (subject.cert_type or _RESIDENT) == _RESIDENT:
        return age_on(subject.cert_number, case.day)
    return known


def type_words(case: Case) -> frozenset[str]:
    """What the documents call this filing type: by their own table and the rules' words, else as its parent type."""
    own = _words_of(case, case.type) | case.type_words
    parent = case.type_rule.get("parent") if case.type_rule else None
    return own or _words_of(case, parent)


def _words_of(case: Case, type_: str | None) -> frozenset[str]:
    table = case.book.file("document-files")["aliases"]["filing_types"]
    return frozenset(word for word, ids in table.items() if type_ in ids)


def sections(case: Case) -> frozenset[str]:
    """The sections of the filing type's form; a type without one for papers is part of its parent's form."""
    if case.type_rule is None:
        return frozenset()
    own = frozenset(case.type_rule["sections"])
    parent = case.book.one("filing-type", case.type_rule.get("parent", ""))
    return own if _DOCS in own or parent is None else frozenset(parent["sections"])


def listed_by_documents_only(case: Case) -> bool:
    """A type whose form names no papers, while the documents' own table of types has it: the sources do not agree."""
    return case.type_rule is not None and _DOCS not in sections(case) and bool(_words_of(case, case.type))


def type_asks(case: Case, document: Rule, rule: dict[str, Any]) -> bool:
    """Does the filing type ask for papers of this kind at all? See the decisions in the package's docstring."""
    if case.type_rule is None or "filing_type" in rule["when"]:
        return True
    if _DOCS not in sections(case):
        return listed_by_documents_only(case) and document["group"] in IDENTITY
    if case.type_rule["group"] in _FILES_NOTHING_NEW:
        return document["group"] in IDENTITY
    return document["group"] != _DOMAIN or _DOMAIN in sections(case)
