"""What the rule book knows of the province: nothing at all, or rules that no check can judge and a person must read."""

from collections.abc import Iterator

from icpctl.case import Case
from icpctl.checks import Hit, Words, check, found
from icpctl.checks.scope import JOINING, words
from icpctl.rules import Rule
from icpctl.wording import pick

# Parameters that a check judges, or that only narrow a rule whose other parameters are judged. A rule all of whose
# parameters are here is not shown as advice. Whoever writes a check for another parameter adds it.
JUDGED = frozenset({
    # domains, counts, sites, access, providers
    "access_allowed_if_filed_before", "access_info_must_match_original", "blog_allowed", "cctld_denied",
    "change_allowed", "change_first", "change_with_access_allowed", "count_by",
    "distinct_labels_need_separate_sites", "domain_certificate_required_above_domains",
    "domain_certificate_required_from_domains", "domain_holder_allowed", "domain_label_forbidden_words",
    "domains_per_site", "exception", "filed_sites_must_be_reachable", "language_must_include", "match_fields",
    "max_domains_without_statement", "max_homepages_per_site", "max_ips_per_site", "max_new_domains_per_order",
    "max_new_domains_per_order_ind_advice", "max_new_domains_per_order_org_advice", "max_new_sites_per_order",
    "max_services", "max_sites", "min_domain_validity_days", "one_domain_per_order_above_filed_ind",
    "one_domain_per_order_above_filed_org", "overseas_registered_allowed", "provider_unsupported",
    "realname_sync_working_days_max", "realname_sync_working_days_min", "remark_kind", "remark_required",
    "remark_required_if", "since", "site_down_before_approval", "site_plan_required_above_domains",
    "site_plan_required_above_sites", "site_plan_required_from_sites", "subject_kind", "tld", "tld_allowed",
    "tld_allowed_government", "tld_allowed_public_institution", "tld_denied",
    # people, certificates, subject
    "accepted_id", "accepted_local_proofs", "address_cross_city_allowed", "address_detail",
    "address_symbols_allowed", "allowed_phone_home", "authorization_letter_for",
    "authorization_required_if_principal_not_lp", "authorization_required_if_site_lead_not_lp",
    "email_distinct_between_leads", "emergency_phone_distinct", "foreign_lp", "foreigner_allowed",
    "foreigner_needs_residence_proof", "hmt_accepted_id", "hmt_lp", "id_card_min_remaining_days",
    "leads_id_must_be_local", "legal_person_exempt", "min_age", "name_change_proof", "name_suffix", "nonlocal_id",
    "nonlocal_phone_exception", "original_required", "phone_distinct_between_leads",
    "principal_exception_by_authorization", "principal_must_be_legal_person", "principal_region",
    "proof_required_below_age", "rejected_id", "rejected_local_proofs", "residence_permit_min_remaining_days",
    "residence_permit_required_for_nonlocal", "site_lead_must_be_chinese", "site_lead_must_differ_from_principal",
    "site_lead_must_differ_from_principal_if_not_lp", "site_lead_must_equal_principal_if_not_lp",
    "site_lead_residence_permit_if_nonlocal", "social_insurance_months",
})  # fmt: skip

# Parameters of other rooms: the journey (SMS, changes of the subject, shell subjects) and the footer check.
ELSEWHERE = frozenset({"credit_code_change", "shell_subject_can_add_site", "subject_replacement"})
_ELSEWHERE_BEGINNINGS = ("footer_", "sms_", "individual_to_", "org_to_")

# Kinds of remark that can be judged by their being there; the others ask for a text that a person must compare.
_REMARKS_JUDGED = ("site-content", "same-site")
_PLAIN = JUDGED - {"remark_kind"}


@check(
    "PRV001",
    "note",
    "other",
    Words(
        "规则库不知道本省要求",
        "规则库里没有{province}对这类备案的规则，这里只按全国规则核对。",
        "向接入商或当地通信管理局确认本地要求。",
    ),
    Words(
        "The province's rules are not known here",
        "The rule book has no rules of {province} for this kind of filing; only national rules are judged here.",
        "Ask the access provider or the communications administration for local requirements.",
    ),
)
def unknown_province(case: Case) -> Iterator[Hit]:
    """A province without rules for this case is said to be unknown, never replaced by another."""
    province = case.draft.subject.province
    if not province or not case.type_words & (JOINING | {"change"}):
        return
    if not any(r.kind == "province-rule" for r in case.province_rules):
        rule = case.book.one("province", province)
        yield found("subject.province", severity="note", province=rule.word("name") if rule else _called(case, province))


def _called(case: Case, province: str) -> str:
    return next((pick(e, "name", province) for e in case.book.file("vocabulary")["province"] if e["id"] == province), province)


@check(
    "PRV002",
    "note",
    "other",
    Words("本省另有要求，需自己对照", "{says}{doubt}。", "对照这一条自行核对；拿不准向接入商确认。"),
    Words(
        "A requirement to compare yourself",
        "{says}{doubt}.",
        "Compare this with your case; confirm with the access provider when in doubt.",
    ),
)
def to_be_read(case: Case) -> Iterator[Hit]:
    """Rules of the province and of the nation that concern the case and that no check judges, as advice."""
    for rule in case.province_rules:
        if _judged(rule) or not _concerns_business(case, rule):
            continue
        weak = rule.confidence == "low" or rule.status == "disputed"
        doubt = words("（来源单薄或说法不一）", " (thinly sourced or disputed)") if weak else ""
        yield found("", rule, severity="note", says=rule.word("requirement").rstrip("。."), doubt=doubt)


def _judged(rule: Rule) -> bool:
    params = rule["params"]
    if params and params.keys() <= _PLAIN:
        return True
    if params.get("remark_kind", _REMARKS_JUDGED[0]) not in _REMARKS_JUDGED:
        return False
    # Name and seal of an individual business are judged; whether it has a trade name at all, the draft does not say.
    rest = set(params) - ({"files_as", "seal_required"} if {"name_suffix", "seal_required"} & set(params) else set())
    known = all(k in JUDGED or k in ELSEWHERE or k.startswith(_ELSEWHERE_BEGINNINGS) for k in rest)
    return known and bool(params) and not ("files_as" in params and "remark_required" in params)


def _concerns_business(case: Case, rule: Rule) -> bool:
    """False for a rule about a class of business that the draft does not touch, where keywords tell."""
    class_ = rule["params"].get("keyword_class") or ("finance" if "finance_requires_permit" in rule["params"] else None)
    approval = case.book.one("pre-approval", str(class_)) if class_ else None
    if approval is None:
        return True
    draft = case.draft
    if any(approval.id in service.pre_approvals for _, service in case.services()):
        return True
    texts = [
        draft.subject.name,
        draft.subject.industry,
        *(s.name for _, s in case.services()),
        *(s.remark for s in draft.site),
    ]
    return any(entry["word"] in text for text in texts if text for entry in approval["keywords"])
