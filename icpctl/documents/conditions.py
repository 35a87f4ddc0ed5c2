"""When a province's rule asks for its papers: one small function for each parameter that is a condition.

A function answers True, False, or None when the draft does not say. One that is not listed is no condition.
"""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from icpctl.case import Case
from icpctl.documents import words
from icpctl.documents.situation import age, all_answered, declared
from icpctl.draft import Person
from icpctl.fields.certificates import region_code
from icpctl.rules import Rule

Held = bool | None
Condition = Callable[[Case, Any, Mapping[str, Any]], Held]
_LEGAL_PERSON = "legal-person"


def _not(answer: bool | None) -> Held:
    return None if answer is None else not answer


def _principal_is_other(case: Case, value: Any, _: Mapping[str, Any]) -> Held:
    return bool(value) and _not(case.facts.get("principal_is_legal_person"))


def _site_lead_is_other(case: Case, value: Any, _: Mapping[str, Any]) -> Held:
    return bool(value) and _not(case.facts.get("site_principal_is_legal_person"))


def _nonlocal(case: Case, value: Any, _: Mapping[str, Any]) -> Held:
    if not value or case.organization is not False:
        return False
    if case.id_local is not None:
        return not case.id_local
    # Not a resident ID card: the rule speaks of those too where its sentence names them.
    named = case.book.file("check-parameters")["proof-wanted-of"]
    origins = {o for r in case.with_parameter("residence_permit_required_for_nonlocal") for o in named.get(r.id, ())}
    return True if case.facts.get("holder_id_type", set()) & _origin(case, *origins) else None


def _site_lead_nonlocal(case: Case, value: Any, _: Mapping[str, Any]) -> Held:
    answers = [_is_local(case, case.site_principal(s)) for _, s in case.services()]
    return bool(value) and (True if False in answers else (None if None in answers or not answers else False))


def _is_local(case: Case, person: Person) -> bool | None:
    code = region_code(person.cert_number, person.cert_type or "resident-id")
    codes = {e["id"]: e["code"] for e in case.book.file("vocabulary")["province"]}
    own = codes.get(case.draft.subject.province or "")
    return None if code is None or own is None else code[:2] == own[:2]


def _origin(case: Case, *origins: str) -> set[str]:
    """The certificate types of persons from abroad ("foreign") or from Hong Kong, Macao and Taiwan ("hmt")."""
    return {c for o in origins for c in case.book.file("check-parameters")["person-origin"][o]}


def _individual_foreign(case: Case, value: Any, _: Mapping[str, Any]) -> Held:
    return bool(value) and bool(case.facts.get("holder_id_type", set()) & _origin(case, "foreign"))


def _holder_shows(case: Case, value: Any, params: Mapping[str, Any]) -> Held:
    """Certificates that a rule accepts or refuses by name: it speaks of those who may have one."""
    names = case.book.file("check-parameters")["certificate-names"]
    spoken = {c for v in (*value, *params.get("rejected_id", ())) for c in names.get(v, [v])}
    return bool(case.facts.get("holder_id_type", set()) & spoken)


def _legal_person_from(case: Case, _: Any, params: Mapping[str, Any]) -> Held:
    draft = case.draft
    kind = draft.principal.cert_type if draft.principal.is_legal_person else draft.legal_person.cert_type
    origins = [o for key, o in (("foreign_lp", "foreign"), ("hmt_lp", "hmt")) if key in params]
    return kind in _origin(case, *origins)


def _too_young(case: Case, value: Any, params: Mapping[str, Any]) -> Held:
    """Below the least age no proof helps; a legal representative may be exempt."""
    years = age(case)
    if years is None or years >= value or years < params.get("min_age", 0):
        return False
    return _not(case.draft.principal.is_legal_person) if params.get("legal_person_exempt") else True


def _domains(case: Case, params: Mapping[str, Any]) -> tuple[int, int | None]:
    """(domains of this draft, with those filed before or None when it is not said how many these are)."""
    names = [d for s in case.draft.site for d in s.domains]
    by_label = params.get("count_by") == "distinct-label"
    new = len({d.partition(".")[0] for d in names} if by_label else set(names))
    filed = case.draft.subject.domains_filed
    if filed is None and "first" in case.type_words:
        filed = 0
    return new, None if filed is None else filed + new


def _domains_above(case: Case, value: Any, params: Mapping[str, Any]) -> Held:
    new, total = _domains(case, params)
    return True if new > value else (None if total is None else total > value)


def _domains_from(case: Case, value: Any, params: Mapping[str, Any]) -> Held:
    """Some provinces count one order, some all domains of the subject: only the order alone is certain."""
    new, total = _domains(case, params)
    if new >= value:
        return True
    return None if total is None or total >= value else False


def _services_above(case: Case, value: Any, _: Mapping[str, Any]) -> Held:
    return None if case.services_total is None else case.services_total > value


def _services_from(case: Case, value: Any, _: Mapping[str, Any]) -> Held:
    return None if case.services_total is None else case.services_total >= value


def _renamed(case: Case, value: Any, _: Mapping[str, Any]) -> Held:
    return bool(value) and case.draft.subject.renamed


def _holder_differs(case: Case, value: Any, _: Mapping[str, Any]) -> Held:
    """Where the legal representative may hold the domain, the paper shows who that is: his card when he is not the principal."""
    holders = case.facts.get("domain_holder", set())
    if _LEGAL_PERSON not in [str(v).replace("_", "-") for v in value]:
        return bool(holders - {"same"})
    return _not(case.facts.get("principal_is_legal_person")) if _LEGAL_PERSON in holders else False


def _otherwise_by_proof(case: Case, _value: Any, params: Mapping[str, Any]) -> Held:
    """The data must be as filed, or a paper shows what changed: it is wanted only of a subject that has changed."""
    return case.draft.subject.renamed if "match_fields" in params else None


def _always(_case: Case, value: Any, _: Mapping[str, Any]) -> Held:
    return bool(value)


def _finance(case: Case, value: Any, _: Mapping[str, Any]) -> Held:
    if not value or "finance" in declared(case):
        return bool(value)
    return False if all_answered(case) else None


def _keyword(case: Case, value: Any, params: Mapping[str, Any]) -> Held:
    """A declared category or its clear word in a name is certain. The business scope is not in a draft: where it counts,
    and for classes that are no pre-approval, only the applicant knows."""
    if value in declared(case):
        return True
    if case.book.one("pre-approval", str(value)) is None:
        return words.of_class(case, str(value))
    hit = next((h for h in words.hits(case) if h.category.id == value), None)
    if hit is not None:
        return hit.clear or None
    return False if all_answered(case) and "business_scope" not in params.get("scopes", []) else None


def _unknowable(_case: Case, _value: Any, _: Mapping[str, Any]) -> Held:
    return None


CONDITIONS: dict[str, Condition] = {
    "authorization_required_if_principal_not_lp": _principal_is_other,
    "authorization_required_if_site_lead_not_lp": _site_lead_is_other,
    "site_lead_must_differ_from_principal": _site_lead_is_other,
    "residence_permit_required_for_nonlocal": _nonlocal,
    "site_lead_residence_permit_if_nonlocal": _site_lead_nonlocal,
    "foreigner_needs_residence_proof": _individual_foreign,
    "accepted_id": _holder_shows,
    "foreign_lp": _legal_person_from,
    "hmt_lp": _legal_person_from,
    "proof_required_below_age": _too_young,
    "site_plan_required_above_domains": _domains_above,
    "network_plan_required_above_domains": _domains_above,
    "domain_certificate_required_above_domains": _domains_above,
    "max_domains_without_statement": _domains_above,
    "domain_certificate_required_from_domains": _domains_from,
    "site_plan_required_above_sites": _services_above,
    "site_plan_required_from_sites": _services_from,
    "domain_certificate_required": _always,
    "name_change_proof": _renamed,
    "subject_replacement": _renamed,
    "domain_holder_allowed": _holder_differs,
    "finance_requires_permit": _finance,
    "keyword_class": _keyword,
    "new_authorization_on_principal_change": _unknowable,
    "required_if": _unknowable,
    "exception": _otherwise_by_proof,
}

# A rule with only such parameters says how a paper must be, not that it is needed.
DESCRIBES = frozenset(
    (
        "plan_sections",
        "plan_format",
        "template_editable",
        "fingerprint_required",
        "license_seal",
        "rejected_local_proofs",
        "electronic_license_allowed",
        "residence_permit_min_remaining_days",
        "photo_valid_days",
    )
)


def held(case: Case, rule: Rule) -> Held | Literal["describes"]:
    """Do the conditions of a province's rule hold? None when unknown, "describes" when it asks for nothing."""
    params: Mapping[str, Any] = rule["params"]
    answers = [CONDITIONS[key](case, value, params) for key, value in params.items() if key in CONDITIONS]
    if not answers and DESCRIBES & params.keys():
        return "describes"
    return False if False in answers else (None if None in answers else True)
