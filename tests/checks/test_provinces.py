"""Every rule of every province with a parameter that a check reads: a draft that breaks it and one that keeps it."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import case_files
from record_usage import TYPES

from icpctl.checks import run
from icpctl.draft import put
from icpctl.findings import ORDER, Finding
from icpctl.rules import Book, Rule
from icpctl.rules.vocabulary import province_codes
from icpctl.usage import readers

BOOK = Book()
PLACES = [r for kind in ("province-rule", "national-rule") for r in BOOK.all(kind)]
KINDS = BOOK.file("vocabulary")["subject_kind"]
Answers = dict[str, Any]


def number(province: str, born: str = "19900307") -> str:
    """An invented ID number of a province, with its check digit."""
    body = f"{province_codes(BOOK)[province][:2]}0101{born}001"
    weights = [2**n % 11 for n in range(17, 0, -1)]
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


def many(count: int) -> list[str]:
    return [f"example{n}.com" for n in range(count)]


def other(province: str) -> str:
    return "hebei" if province != "hebei" else "shanxi"


def city(province: str, place: int) -> str:
    """One of the cities of a province; "" where it has none."""
    named = [str(r["name_zh"]) for r in BOOK.all("division") if r["province"] == province and r["name_zh"].endswith("市")]
    return named[place] if len(named) > place else ""


def full_name(province: str) -> str:
    return next((str(e["full_name_zh"]) for e in BOOK.file("vocabulary")["province"] if e["id"] == province), "")


def age(years: int) -> str:
    return f"{2026 - years}0101"


def situations(name: str, value: Any, rule: Rule, province: str) -> tuple[Answers, Answers] | None:
    """(answers that break a parameter, answers that keep it); None where no check of a draft alone reads it."""
    person = rule["applies_to"] == "individual"
    own = "subject" if person else "principal"
    refused = {"principal.is_legal_person": False}
    table: dict[str, tuple[Answers, Answers]] = {
        "min_domain_validity_days": (
            {"site[0].domain_expires_on": "2027-01-10" if value == 90 else "2027-04-10"},
            {"site[0].domain_expires_on": "2027-12-22"},
        ),
        "domain_holder_allowed": (
            {"site[0].domain_holder": "other", "site[0].domain_holder_name": "某某"},
            {"site[0].domain_holder": "same"},
        ),
        "nonlocal_id": (
            {"subject.cert_number": number(other(province)), "principal.cert_number": number(other(province))},
            {"subject.cert_number": number(province), "principal.cert_number": number(province)},
        ),
        "rejected_local_proofs": (
            {
                "subject.cert_number": number(other(province)),
                "principal.cert_number": number(other(province)),
                "subject.residence_proof": value[0] if isinstance(value, list) else None,
            },
            {"subject.cert_number": number(province), "principal.cert_number": number(province)},
        ),
        "min_age": (
            {f"{own}.cert_number": number(province, age(14)), "principal.cert_number": number(province, age(14))},
            {f"{own}.cert_number": number(province, age(30)), "principal.cert_number": number(province, age(30))},
        ),
        "proof_required_below_age": (
            {
                f"{own}.cert_number": number(province, age(17)),
                "principal.cert_number": number(province, age(17)),
                "principal.is_legal_person": None if person else False,
            },
            {f"{own}.cert_number": number(province, age(30)), "principal.cert_number": number(province, age(30))},
        ),
        "allowed_phone_home": (
            {"principal.mobile_province": other(province)},
            {"principal.mobile_province": province, "site[0].principal.mobile_province": province},
        ),
        "id_card_min_remaining_days": (
            {"principal.cert_valid_to": "2027-01-22"},
            {"principal.cert_valid_to": "2037-01-22"},
        ),
        "principal_must_be_legal_person": (refused, {"principal.is_legal_person": True}),
        "site_lead_must_equal_principal_if_not_lp": (
            {**refused, "site[0].principal.same_as_subject": False},
            {**refused, "site[0].principal.same_as_subject": True},
        ),
        "site_lead_must_differ_from_principal": (
            {"site[0].principal.same_as_subject": True},
            {"site[0].principal.same_as_subject": False},
        ),
        "max_new_domains_per_order": (
            {"site[0].domains": many(int(value) + 1) if isinstance(value, int) else []},
            {"site[0].domains": many(1)},
        ),
        "domains_per_site": ({"site[0].domains": many(2)}, {"site[0].domains": many(1)}),
        "max_sites": ({"subject.services_filed": 60}, {"subject.services_filed": 1}),
        "site_plan_required_above_sites": ({"subject.services_filed": 60}, {"subject.services_filed": 0}),
        "site_plan_required_from_sites": ({"subject.services_filed": 60}, {"subject.services_filed": 1}),
        "site_plan_required_above_domains": ({"subject.domains_filed": 60}, {"subject.domains_filed": 1}),
        "domain_certificate_required_from_domains": ({"subject.domains_filed": 60}, {"subject.domains_filed": 1}),
        "max_domains_without_statement": ({"subject.domains_filed": 60}, {"subject.domains_filed": 1}),
        "max_ips_per_site": (
            {"site[0].ips": ["119.29.29.30", "119.29.29.31"]},
            {"site[0].ips": ["119.29.29.30"]},
        ),
        "filed_sites_must_be_reachable": (
            {"subject.filed_sites_reachable": False},
            {"subject.filed_sites_reachable": True},
        ),
        "shell_subject_can_add_site": (
            {"subject.services_filed": 0, "filing.facts.intent": None, "filing.facts.subject_service_count": None},
            {"subject.services_filed": 1},
        ),
        "name_change_proof": ({"subject.renamed": True}, {"subject.renamed": False}),
        "address_cross_city_allowed": (
            {"subject.city": city(province, 0), "subject.cert_address": full_name(province) + city(province, 1) + "示例路 1 号"},
            {"subject.city": city(province, 0), "subject.cert_address": full_name(province) + city(province, 0) + "示例路 1 号"},
        ),
        "address_symbols_allowed": ({"subject.address": "示例路1-2-3"}, {"subject.address": "示例路 1 号楼 101 室"}),
        "address_detail": ({"subject.address": "示例村"}, {"subject.address": "示例路 1 号楼 101 室"}),
        "tld_allowed_government": (
            {"subject.nature": "government"},
            {"subject.nature": "government", "site[0].domains": ["example.gov.cn"]},
        ),
        "tld_denied": (
            {"site[0].domains": [f"example{value[0]}" if isinstance(value, list) else ""]},
            {"site[0].domains": ["example.com"]},
        ),
        "language_must_include": ({"site[0].languages": ["en"]}, {"site[0].languages": ["zh-hans"]}),
        "remark_required": (
            {"site[0].remark": None, "subject.remark": None},
            {"site[0].remark": "个人网站，" + "写读书笔记" * 5},
        ),
        "foreigner_allowed": ({"subject.cert_type": "passport", "principal.cert_type": "passport"}, {}),
    }
    return table.get(name)


# Values that allow something: nothing breaks them.
LOOSE = {("allowed_phone_home", "any"), ("nonlocal_id", "allowed"), ("shell_subject_can_add_site", "True")}
LOOSE |= {("foreigner_allowed", "True"), ("principal_must_be_legal_person", "False")}

# Checks that say the same where two parameters of one rule do, or where the facts of the filing type have said it before.
ALSO = {"nonlocal_id": ("SUB013",), "shell_subject_can_add_site": ("TYPE002",)}


def home(rule: Rule) -> str:
    """The province of a rule; a national one is tried where the province has few rules of its own."""
    province = rule.id.partition("-")[0]
    return "hubei" if province == "national" else province


def cases() -> Iterator[tuple[Rule, str]]:
    """Every rule that judges with a parameter for which there are situations."""
    for rule in PLACES:
        for name, value in rule["params"].items():
            strict = (name, str(value)) not in LOOSE and rule.judges and "subject_kind" not in rule["params"]
            if strict and situations(name, value, rule, home(rule)):
                yield rule, name


def findings(rule: Rule, answers: Answers) -> list[Finding]:
    person = rule["applies_to"] == "individual"
    draft = case_files.draft_of({"name": rule.id, "base": "individual-first-filing" if person else "enterprise-new-site"})
    draft.filing.type = TYPES[rule["filing_types"][0]]
    draft.subject.province = home(rule)
    for path, value in answers.items():
        put(draft, path, value)
    return run(draft, BOOK, case_files.DAY)


@pytest.mark.parametrize(("rule", "name"), [pytest.param(r, n, id=f"{r.id}: {n}") for r, n in cases()])
def test_a_draft_that_breaks_a_rule_is_told_so_and_one_that_keeps_it_is_not(rule: Rule, name: str) -> None:
    known = situations(name, rule["params"][name], rule, home(rule))
    assert known
    broken, kept = (findings(rule, answers) for answers in known)
    new = {(f.code, f.severity, f.rule) for f in broken} - {(f.code, f.severity, f.rule) for f in kept}
    codes = {*readers(name), *ALSO.get(name, ())}
    judged = [(severity, id_) for code, severity, id_ in new if code in codes]
    assert judged, new
    if rule.id not in {id_ for _, id_ in judged}:
        # Another rule about the same thing judges in its place: one that weighs more, or the province's own.
        assert min(ORDER[severity] for severity, _ in judged) <= ORDER[rule.severity(str(rule["severity"]))]
        return
    most = {severity for severity, id_ in judged if id_ == rule.id}
    assert all(ORDER[severity] >= ORDER[rule.severity(str(rule["severity"]))] for severity in most)


def test_the_sweep_is_no_small_sample() -> None:
    assert len({rule.id for rule, _ in cases()}) > 170
    assert {home(rule) for rule, _ in cases()} == set(BOOK.names("provinces"))


@pytest.mark.parametrize("rule", [r for r in PLACES if not r.judges], ids=lambda r: r.id)
def test_superseded_and_historic_rules_never_judge(rule: Rule) -> None:
    for name, value in rule["params"].items():
        known = situations(name, value, rule, home(rule))
        if known:
            assert not [f for f in findings(rule, known[0]) if f.rule == rule.id]


@pytest.mark.parametrize("base", ["enterprise-new-access", "enterprise-new-site", "individual-first-filing"])
@pytest.mark.parametrize("province", BOOK.names("provinces"))
def test_advice_stays_short_and_the_firmest_rule_comes_first(province: str, base: str) -> None:
    draft = case_files.draft_of({"name": province, "base": base})
    draft.subject.province = province
    told = [f for f in run(draft, BOOK, case_files.DAY) if f.code == "PRV002"]
    assert len(told) <= 3
    thin = [f.confidence == "low" for f in told if not f.rule.startswith("national")]
    assert thin == sorted(thin)


@pytest.mark.parametrize(
    ("province", "code", "severity", "words"),
    [
        ("beijing", "PER008", "error", ["单位的主体负责人须由法定代表人担任", "若由他人任主体负责人"]),
        ("fujian", "PER008", "error", ["单位主体负责人须是法定代表人", "京东云 2020"]),
        ("anhui", "PER015", "warning", ["主体负责人可不是法定代表人", "青云 2023、京东云 2020"]),
        ("hainan", "PER015", "warning", ["主体负责人可不是法定代表人", "青云 2023"]),
    ],
)
def test_where_sources_differ_about_the_legal_representative_both_are_said(
    province: str, code: str, severity: str, words: list[str]
) -> None:
    draft = case_files.draft_of({"name": province, "base": "enterprise-new-site"})
    draft.subject.province = province
    draft.principal.is_legal_person = False
    said = [f for f in run(draft, BOOK, case_files.DAY) if f.code == code]
    assert [f.severity for f in said] == [severity]
    assert all(w in said[0].message for w in words)


@pytest.mark.parametrize(
    ("province", "code", "answers", "words"),
    [
        ("jiangsu", "CNT003", {"subject.domains_filed": 29}, ["超过 30 个", "另有来源写 30 个即要"]),
        ("guangdong", "CNT003", {"subject.domains_filed": 29}, ["超过 31 个", "另有来源写 30 个即要"]),
        ("shanghai", "DOM009", {"site[0].domain_expires_on": "2027-01-10"}, ["要求多于 90 天", "另有来源写 180 天"]),
        ("shanghai", "CERT007", {"subject.cert_valid_to": "2027-03-01"}, ["腾讯云", "青云 2023"]),
    ],
)
def test_where_sources_differ_about_a_number_both_are_said(province: str, code: str, answers: Answers, words: list[str]) -> None:
    draft = case_files.draft_of({"name": province, "base": "enterprise-new-site"})
    draft.subject.province = province
    for path, value in answers.items():
        put(draft, path, value)
    said = [f.message for f in run(draft, BOOK, case_files.DAY) if f.code == code]
    assert len(said) == 1
    assert all(w in said[0] for w in words), said
