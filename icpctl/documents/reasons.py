"""Why a paper is on the list, in the user's language: which conditions of a rule held, or what is not known yet."""

from collections.abc import Iterable, Mapping
from typing import Any

from icpctl.case import Case
from icpctl.documents.situation import listed_by_documents_only
from icpctl.rules import Rule, vocabulary
from icpctl.wording import has, pick, t

# Keys of matching tables whose values are ids of a vocabulary table.
_TABLES = {
    "nature": "subject_nature",
    "province": "province",
    "provider": "provider",
    "holder_id_type": "person_certificate",
    "domain_holder": "domain_holder",
}


def met(case: Case, rule: Mapping[str, Any], facts: Mapping[str, Any]) -> str:
    """The conditions of a document's rule that held, as one sentence with the note of the rule."""
    parts = [_fact(case, key, wanted, facts) for key, wanted in _telling(rule["when"])]
    text = t("document.facts").join(parts) or t("document.always")
    if listed_by_documents_only(case):
        text += t("document.unsettled")
    return _with_note(text, rule)


def unsure(case: Case, rule: Mapping[str, Any], facts: Mapping[str, Any], unknown: Iterable[str]) -> str:
    """What is not known yet of a rule that asks for the paper if it is so."""
    asked = [
        t(f"document.unknown.{key}", threshold=t("document.comma").join(str(w) for w in _list(rule["when"][key])))
        for key in unknown
    ]
    known = {key: wanted for key, wanted in rule["when"].items() if facts.get(key) is not None}
    text = t("document.unsure", unknown=t("document.comma").join(asked))
    if _telling(known):
        text = t("document.unsure_where", where=met(case, {"when": known}, facts), unknown=text)
    return _with_note(text, rule)


def required_by_place(case: Case, rule: Rule, *, certain: bool) -> str:
    """The requirement of a province's rule, with its id; says so when only the applicant knows whether it applies."""
    words = {"rule": rule.id, "text": rule.word("requirement")}
    if rule.kind == "province-rule":
        place = vocabulary.name(case.book, "province", case.draft.subject.province or "")
        text = t("document.place_requires", place=place, **words)
    else:
        text = t("document.nation_requires", **words)
    return text if certain else t("document.if_so", text=text)


def by_pre_approval(category: Rule) -> str:
    """The licences of a declared category and who issues them."""
    licences, authority = t("document.comma").join(category.words("license_name")), category.word("issuing_authority")
    text = t("document.pre_approval", name=category.word("name"))
    if licences:
        text += t("document.pre_approval_licence", licence=licences)
    text += t("document.pre_approval_authority", authority=authority) if authority else ""
    note = category.word("status_note")
    return t("document.with_note", text=text, note=note) if note else text


def by_word(category: Rule, word: str, *, clear: bool, answered: bool) -> str:
    """A word hints at a category that is not declared. `clear`: no person must judge it; `answered`: it is denied."""
    key = "by_word" if clear and answered else ("by_word_open" if clear else "by_word_maybe")
    text = t(f"document.{key}", word=word, name=category.word("name"))
    instead = category.word("alternative")
    return text + (t("document.by_word_letter", letter=instead) if instead else "")


def by_code_table(case: Case, certificate: Mapping[str, Any]) -> str:
    """The official code table has this certificate for the nature; the documents name none."""
    nature = vocabulary.name(case.book, "subject_nature", case.draft.subject.nature or "")
    return t("document.by_code_table", nature=nature, certificate=pick(certificate, "name"))


def by_other_certificate(case: Case, facts: Mapping[str, Any]) -> str:
    """The person shows a certificate that takes the paper's place."""
    kinds = [_name(case, "holder_id_type", k) for k in sorted(facts["holder_id_type"])]
    return t("document.by_other_certificate", value=t("document.comma").join(kinds))


def _telling(when: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The keys worth telling: the nature says already whether the subject is an organisation."""
    return [(k, v) for k, v in when.items() if not (k == "subject" and "nature" in when)]


def _fact(case: Case, key: str, wanted: Any, facts: Mapping[str, Any]) -> str:
    have = facts.get(key)
    if key == "filing_type" and case.type_rule:
        return t("document.fact.filing_type", value=case.type_rule.word("name"))
    if isinstance(have, bool):
        return t(f"document.fact.{key}_{'yes' if have else 'no'}")
    values = [v for v in (have if isinstance(have, (set, frozenset)) else [have]) if v in _list(wanted)] or [have]
    shown = [_name(case, key, v) for v in values]
    threshold = t("document.comma").join(str(w) for w in _list(wanted))
    return t(f"document.fact.{key}", value=t("document.comma").join(shown), threshold=threshold)


def _name(case: Case, key: str, value: Any) -> str:
    if key in _TABLES:
        return vocabulary.name(case.book, _TABLES[key], str(value))
    own = f"document.value.{value}"
    return t(own) if has(own) else str(value)


def _with_note(text: str, rule: Mapping[str, Any]) -> str:
    note = pick(rule, "note")
    return t("document.with_note", text=text, note=note) if note else text


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
