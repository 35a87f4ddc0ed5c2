"""Which papers are listed, at which level, and what their reasons say."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icpctl.case import Case
from icpctl.documents import Needed, needed, open_answers, remarks, to_json
from icpctl.documents.conditions import CONDITIONS, DESCRIBES
from icpctl.draft import from_dict
from icpctl.rules import Book
from icpctl.wording import area

BOOK = Book()
FROM_JIANGSU, FROM_ZHEJIANG = "320102199001010010", "330102199001010012"
KNOWN = {r.id for r in (*BOOK.all("document"), *BOOK.all("province-document"))}


def case_of(type_: str | None, provider: str | None = None, **parts: Any) -> Case:
    filing = {k: v for k, v in {"type": type_, "provider": provider}.items() if v}
    return Case(from_dict({"schema": 1, "filing": filing, **parts}, "test"), BOOK, dt.date(2026, 11, 22))


def papers(type_: str | None, provider: str | None = None, **parts: Any) -> dict[str, Needed]:
    return {n.id: n for n in needed(case_of(type_, provider, **parts))}


def company(province: str, **more: Any) -> dict[str, Any]:
    return {"nature": "enterprise", "province": province, **more}


def individual(province: str, number: str = FROM_JIANGSU, **more: Any) -> dict[str, Any]:
    return {"nature": "individual", "province": province, "cert_type": "resident-id", "cert_number": number, **more}


def test_jiangsu_asks_for_both_authenticity_papers_and_says_by_which_rule():
    found = papers("new-access", "qingcloud", subject=company("jiangsu"))
    for id_ in ("authenticity-notice", "authenticity-commitment"):
        assert found[id_].level == "required"
        assert any("jiangsu-authenticity" in b for b in found[id_].because)
        assert found[id_].signers == ("网站负责人本人",)
    assert "authenticity-notice" not in papers("new-access", "qingcloud", subject=company("zhejiang"))


def test_the_certificate_follows_the_nature():
    assert "business-license" in papers("first-filing", subject=company("jiangsu"))
    found = papers("first-filing", subject={"nature": "public-institution", "province": "hainan"})
    assert "public-institution-certificate" in found
    assert "business-license" not in found


def test_the_card_of_principal_and_legal_person_is_one_and_the_site_principal_s_is_named_as_the_same():
    site = {"principal": {"same_as_subject": True}}
    found = papers("first-filing", subject=company("jiangsu"), principal={"is_legal_person": True}, site=[site])
    card = found["legal-person-id-card"]
    assert card.serves_as == ("principal-id-card",)
    assert "principal-id-card" not in found
    assert sum("不重复交" in b for b in card.because) == 1
    assert found["site-principal-id-card"].same_as == "legal-person-id-card"
    assert any("同一人兼任" in b for b in found["site-principal-id-card"].because)


def test_another_site_principal_shows_his_own_card():
    site = {"principal": {"same_as_subject": False}}
    found = papers("first-filing", subject=company("jiangsu"), principal={"is_legal_person": True}, site=[site])
    assert not any("同一人兼任" in b for b in found["site-principal-id-card"].because)
    assert found["legal-person-id-card"].serves_as == ("principal-id-card",)


def test_a_card_attached_under_the_role_it_serves_as_counts():
    document = [{"id": "principal-id-card", "file": "files/card.jpg"}]
    parts = {"subject": company("jiangsu"), "principal": {"is_legal_person": True}, "document": document}
    card = papers("first-filing", **parts)["legal-person-id-card"]
    assert (card.state, card.file) == ("attached", "files/card.jpg")


@pytest.mark.parametrize(("is_legal_person", "level"), [(False, "required"), (None, "conditional"), (True, None)])
def test_the_authorization_letter_follows_the_principal(is_legal_person: bool | None, level: str | None):
    principal = {} if is_legal_person is None else {"is_legal_person": is_legal_person}
    site = {"principal": {"same_as_subject": True}}
    found = papers("first-filing", subject=company("jiangsu"), principal=principal, site=[site])
    assert (found["authorization-letter"].level if "authorization-letter" in found else None) == level


def test_an_individual_never_needs_an_authorization_letter():
    for province in BOOK.names("provinces"):
        assert "authorization-letter" not in papers("first-filing", "huawei", subject=individual(province))


def test_an_individual_from_elsewhere_needs_a_proof_of_residence():
    assert papers("first-filing", subject=individual("zhejiang"))["residence-permit"].level == "required"
    assert "residence-permit" not in papers("first-filing", subject=individual("zhejiang", FROM_ZHEJIANG))


def test_an_unknown_id_card_makes_the_proof_conditional():
    paper = papers("first-filing", subject={"nature": "individual", "province": "zhejiang"})["residence-permit"]
    assert paper.level == "conditional"
    assert any("证件是不是本省的" in b for b in paper.because)


def test_an_accepted_proof_is_listed_under_its_own_id():
    found = papers("first-filing", subject=individual("sichuan", residence_proof="student-card"))
    assert found["student-card"].name == "学生证"
    assert found["student-card"].level == "required"
    assert not {"residence-permit", "local-life-proof"} & set(found)


def test_a_refused_proof_does_not_replace_the_permit():
    found = papers("first-filing", subject=individual("shanghai", residence_proof="student-card"))
    assert "student-card" not in found
    assert any("学生证" in b and "不在接受之列" in b for b in found["residence-permit"].because)


def test_any_of_several_proofs_is_one_entry():
    found = papers("first-filing", subject=individual("sichuan"))
    assert "residence-permit" not in found
    assert any("任选其一" in b for b in found["local-life-proof"].because)
    assert {"学生证", "社保证明", "居住证 / 暂住证"} <= set(found["local-life-proof"].replaced_by)


def test_a_declared_pre_approval_needs_its_licence():
    site = [{"pre_approvals": ["news"]}]
    paper = papers("first-filing", subject=company("jiangsu"), site=site)["pre-approval-license"]
    assert paper.level == "required"
    assert any("互联网新闻信息服务许可证" in b and "新闻办公室" in b for b in paper.because)
    none = papers("first-filing", subject=company("jiangsu"), site=[{"pre_approvals": ["none"]}])
    assert "pre-approval-license" not in none


@pytest.mark.parametrize(("domains", "level"), [(30, None), (31, "required")])
def test_the_site_plan_comes_above_the_threshold(domains: int, level: str | None):
    names = [f"example{i}.com" for i in range(domains)]
    found = papers("first-filing", subject=company("jiangsu"), site=[{"domains": names}])
    assert (found["site-construction-plan"].level if "site-construction-plan" in found else None) == level


def test_a_weak_rule_never_makes_a_paper_required():
    found = papers("first-filing", subject=company("xizang"))
    assert found["party-government-confirmation"].level == "conditional"


def test_a_cancelled_access_lists_the_certificates_and_says_that_the_sources_disagree():
    found = papers("cancel-access", "tencent", subject=company("jiangsu"))
    assert set(found) == {"business-license", "principal-id-card"}
    assert all("没有材料栏" in b for n in found.values() for b in n.because)
    assert len(remarks(case_of("cancel-access", "tencent", subject=company("jiangsu")))) == 1


def test_a_cancelled_subject_needs_no_commitment():
    assert set(papers("cancel-subject", "huawei", subject=company("jiangsu"))) == {
        "business-license", "principal-id-card", "cancel-confirmation",
    }  # fmt: skip
    assert "cancel-confirmation" not in papers("cancel-shell-subject", "huawei", subject=company("jiangsu"))


def test_a_type_without_any_source_says_so_instead_of_an_empty_list():
    made = to_json(case_of("transfer-filing", "huawei", subject=company("jiangsu")))
    assert made["documents"] == []
    assert len(made["remarks"]) == 1
    assert "没有来源写明" in made["remarks"][0]


def test_what_changes_the_access_is_what_changes_the_site():
    parts = {"subject": company("jiangsu", renamed=False), "principal": {"is_legal_person": True}}
    parts["site"] = [{"principal": {"same_as_subject": True}, "domain_registered_here": True}]
    access, site = (papers(t, "huawei", **parts) for t in ("change-access", "change-site"))
    assert {i: n.level for i, n in access.items()} == {i: n.level for i, n in site.items()}
    assert any("变更网站" in text for text in remarks(case_of("change-access", "huawei", **parts)))


def test_the_papers_of_all_provinces_are_not_listed_while_the_province_is_open():
    found = papers("first-filing", subject={"nature": "enterprise"})
    assert set(found) == {"business-license", "principal-id-card", "site-principal-id-card", "face-verification",
                          "legal-person-id-card", "authorization-letter", "pre-approval-license"}  # fmt: skip
    assert open_answers(case_of("first-filing", subject={"nature": "enterprise"})) == [
        "subject.province", "filing.provider",
    ]  # fmt: skip


def test_the_file_rule_is_the_provider_s():
    subject = company("jiangsu")
    rule = papers("first-filing", "tencent", subject=subject)["business-license"].file_rule
    assert rule is not None
    assert (rule.id, rule.min_size, rule.max_size) == ("tencent-image", 204800, 8388608)
    own = papers("first-filing", "other", subject=subject)["business-license"].file_rule
    assert own is not None
    assert own.id == ""
    assert own.formats == ("jpg", "png")


def test_notes_about_other_provinces_and_providers_are_left_out():
    paper = papers("first-filing", "huawei", subject=company("hainan"))["business-license"]
    assert all("海南" in n for n in paper.province_notes)
    assert any("琼" in n for n in paper.province_notes), "a rule that only describes the paper is a note of it"
    assert paper.provider_notes == ()


def test_validity_rules_are_those_of_the_place_and_the_provider():
    paper = papers("first-filing", "tencent", subject=company("shanghai"))["business-license"]
    assert len(paper.validity) == 2
    assert papers("first-filing", "aliyun", subject=company("jiangsu"))["business-license"].validity == ()


def test_json_has_the_keys_of_the_manual():
    made = to_json(case_of("first-filing", "aliyun", subject=company("jiangsu")))
    assert made["schema"] == 1
    wanted = {"id", "name", "level", "because", "state", "file", "findings", "sources"}
    assert all(wanted <= set(d) for d in made["documents"])
    assert all(d["sources"] and d["because"] for d in made["documents"])


def test_every_parameter_named_in_code_is_one_of_the_rule_book():
    rules = [*BOOK.all("province-rule"), *BOOK.all("national-rule")]
    used = {key for r in rules for key in r["params"]}
    assert set(CONDITIONS) | DESCRIBES <= used


def test_every_condition_of_the_rule_book_has_words():
    keys = {k for d in BOOK.all("document") for r in d["rules"] if r["level"] != "legacy" for k in r["when"]}
    facts = set(area("zh", "document")["fact"])
    unspoken = {"preapproval_keyword_hit"}
    assert {k for k in keys - unspoken if not {k, f"{k}_yes", f"{k}_no"} & facts} == set()


@pytest.mark.parametrize("type_", BOOK.names("filing-types"))
def test_every_paper_is_known_and_listed_once(type_: str):
    for provider in ("qingcloud", "huawei", "tencent"):
        for province in (*BOOK.names("provinces"), None):
            for nature in ("individual", "enterprise"):
                subject = {"nature": nature, **({"province": province} if province else {})}
                ids = [n.id for n in needed(case_of(type_, provider, subject=subject))]
                assert len(ids) == len(set(ids))
                assert set(ids) <= KNOWN


maybe = st.none() | st.booleans()
certificates = st.sampled_from(["resident-id", "passport", "hk-macau-permit", "hmt-residence-permit", None])


@settings(deadline=None, max_examples=150)
@given(
    type_=st.sampled_from(BOOK.names("filing-types")),
    provider=st.sampled_from([*BOOK.names("providers"), "other", None]),
    province=st.sampled_from([*BOOK.names("provinces"), None]),
    nature=st.sampled_from([e["id"] for e in BOOK.file("vocabulary")["subject_nature"]] + [None]),
    legal=maybe, same=maybe, renamed=maybe, here=maybe, kind=certificates, foreign=certificates,
    proof=st.sampled_from([None, *(r.id for r in BOOK.all("province-document"))]),
    filed=st.none() | st.integers(0, 40),
    pre_approvals=st.sampled_from([[], ["none"], ["news"], ["finance", "game"]]),
    holder=st.sampled_from(["same", "legal-person", "executive", "foreign-parent", None]),
)  # fmt: skip
def test_any_draft_gives_a_list(
    type_, provider, province, nature, legal, same, renamed, here, kind, foreign, proof, filed, pre_approvals, holder
):
    site = {"domains": ["example.com"], "pre_approvals": pre_approvals, "domain_holder": holder,
            "domain_registered_here": here, "principal": {"same_as_subject": same}}  # fmt: skip
    subject = {"nature": nature, "province": province, "renamed": renamed, "residence_proof": proof,
               "services_filed": filed, "domains_filed": filed, "cert_number": FROM_JIANGSU}  # fmt: skip
    principal = {"is_legal_person": legal, "cert_type": kind, "cert_number": FROM_JIANGSU}
    person = {"cert_type": foreign}
    case = case_of(type_, provider, subject=subject, principal=principal, legal_person=person, site=[site])
    found = needed(case)
    ids = [n.id for n in found]
    assert len(ids) == len(set(ids))
    assert set(ids) <= KNOWN
    assert all(n.because and n.name and n.sources for n in found)
    assert not set(ids) & {s for n in found for s in n.serves_as}
    assert not any(FROM_JIANGSU in b for n in found for b in n.because)
