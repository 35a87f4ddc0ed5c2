"""Who asks for papers: the documents' own rules, and the pre-approvals that a draft declares or that its words hint at."""

from collections.abc import Mapping
from typing import Any

from icpctl.case import Case
from icpctl.documents import details, reasons, situation, words
from icpctl.documents.collected import CONDITIONAL, LEVELS, REQUIRED, Papers
from icpctl.rules import Rule
from icpctl.rules.match import matches

# Keys that a user may still answer -> the field of the fact base that asks for it.
_ASKED = {
    "principal_is_legal_person": "principal.name",
    "site_principal_is_legal_person": "site_principal.name",
    "id_local": "subject.cert_number",
    "name_changed": "subject.name",
    "domain_registered_at_provider": "domain.certificate",
    "site_count_total": "subject.licence",
}
_USUAL_CERTIFICATE = "resident-id"
_INVOLVED, _HINTED = "actually_involved", "preapproval_keyword_hit"
# What a pre-approval's status means for a declared or hinted category: only an approval in force is a duty everywhere.
_ABOLISHED, _FORBIDDEN, _OF_THE_TRADE = "cancelled-locally-varies", "prohibited", "sector-license"


def by_own_rules(case: Case, found: Papers) -> None:
    """The rules of the documents themselves."""
    known = situation.facts(case)
    for document in case.book.all("document"):
        if known.get("subject") in document.get("never_for", []) or _proof_is_useless(case, document):
            continue
        facts = situation.with_words(case, document, known)
        for rule in document["rules"]:
            if rule["level"] in LEVELS and situation.type_asks(case, document, rule) and _INVOLVED not in rule["when"]:
                _by_rule(case, found, document, rule, facts)


def _by_rule(case: Case, found: Papers, document: Rule, rule: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
    sources = case.book.resolve(document.scope, rule["sources"])
    answer = matches(rule["when"], facts)
    if answer:
        found.add(document.id, rule["level"], reasons.met(case, rule, facts), sources)
    elif answer is None and rule["level"] == REQUIRED:
        unknown = [k for k in rule["when"] if facts.get(k) is None]
        if all(_worth_telling(case, k, rule["when"][k]) for k in unknown):
            found.add(document.id, CONDITIONAL, reasons.unsure(case, rule, facts, unknown), sources)
    elif answer is False and _another_is_shown(document, rule, facts):
        found.add(document.id, CONDITIONAL, reasons.by_other_certificate(case, facts), sources)


def _another_is_shown(document: Rule, rule: Mapping[str, Any], facts: Mapping[str, Any]) -> bool:
    """The rule fails only because the person shows a certificate that takes this one's place."""
    others = set(document.get("replaced_by_certificates", ())) & facts.get("holder_id_type", set())
    return bool(others and matches({k: w for k, w in rule["when"].items() if k != "holder_id_type"}, facts))


def by_code_table(case: Case, found: Papers) -> None:
    """The certificate of a nature that no document's rule names, as the official code table has it."""
    nature = case.draft.subject.nature
    if nature is None or any(details.group(case, p) == situation.IDENTITY[0] for p in found.papers):
        return
    codes = {r["code"]: r for r in case.book.all("code-certificate-type")}
    for entry in case.book.file("vocabulary")["certificate_type"]:
        document = case.book.one("document", entry.get("document", ""))
        if nature not in entry["natures"] or document is None or not situation.type_asks(case, document, {"when": {}}):
            continue
        code = codes.get(entry["code"])
        found.add(document.id, CONDITIONAL, reasons.by_code_table(case, entry), case.book.sources(code) if code else ())


def _worth_telling(case: Case, key: str, wanted: Any) -> bool:
    if key == "holder_id_type":
        return _USUAL_CERTIFICATE in wanted
    return key in _ASKED and (case.type_rule is None or _ASKED[key] in case.fields)


def _proof_is_useless(case: Case, document: Rule) -> bool:
    """Provinces where an individual from elsewhere cannot file with this proof, or needs none."""
    without = (*document.get("nonlocal_individual_not_allowed", ()), *document.get("nonlocal_individual_free", ()))
    return case.organization is False and case.draft.subject.province in without


def by_pre_approvals(case: Case, found: Papers) -> None:
    """Papers that a declared category asks for, with its licences; rules about being involved are read here only."""
    facts = situation.facts(case)
    for category in situation.declared(case):
        rule = case.book.one("pre-approval", category)
        level = None if rule is None else _licence_level(case, rule)
        if rule is None or level is None:
            continue
        for document, asking in _asking(case, _INVOLVED, without=_HINTED):
            if matches(asking["when"], facts):
                sources = (*case.book.sources(rule), *case.book.resolve(document.scope, asking["sources"]))
                paper = found.add(document.id, level, reasons.by_pre_approval(rule), sources)
                instead = rule.word("alternative")
                paper.replaced_by += [instead] if instead and instead not in paper.replaced_by else []


def _licence_level(case: Case, category: Rule) -> str | None:
    """How binding the licence of a declared category is here; None where none can be had."""
    here = case.draft.subject.province in category.get("province", [case.draft.subject.province])
    if category["status"] == _FORBIDDEN and here:
        return None
    sure = here and category["status"] != _ABOLISHED and category.severity("must") == "error"
    return REQUIRED if sure else CONDITIONAL


def by_words(case: Case, found: Papers) -> None:
    """Papers of an organisation whose name hints at a pre-approval that its services do not declare."""
    declared, sure = set(situation.declared(case)), situation.all_answered(case)
    facts = {**situation.facts(case), _HINTED: True, _INVOLVED: False}
    asking = [(d, r) for d, r in _asking(case, _HINTED) if matches(r["when"], facts)]
    for hit in words.hits(case) if asking else ():
        category = hit.category
        if category.id in declared or category["status"] in (_FORBIDDEN, _OF_THE_TRADE):
            continue  # no letter helps there
        duty = hit.clear and sure and category["status"] != _ABOLISHED and category.severity("must") == "error"
        for document, rule in asking:
            sources = (*case.book.sources(category), *case.book.resolve(document.scope, rule["sources"]))
            text = reasons.by_word(category, hit.word, clear=hit.clear, answered=sure)
            found.add(document.id, REQUIRED if duty else CONDITIONAL, text, sources)


def _asking(case: Case, key: str, without: str = "") -> list[tuple[Rule, Mapping[str, Any]]]:
    """(document, rule) of the rules that have a condition."""
    rules = [(d, r) for d in case.book.all("document") for r in d["rules"]]
    return [(d, r) for d, r in rules if key in r["when"] and without not in r["when"] and situation.type_asks(case, d, r)]
