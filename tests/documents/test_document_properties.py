"""What holds of every list of papers, whatever the draft says."""

import copy
import datetime as dt
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from icpctl.case import Case
from icpctl.documents import LEVELS, REQUIRED, Needed, needed, remarks
from icpctl.documents.refusals import MOST
from icpctl.draft import from_dict
from icpctl.rules import Book

BOOK = Book()
NATURES = [e["id"] for e in BOOK.file("vocabulary")["subject_nature"]]
NUMBERS = ["320102199001010010", "330102199001010012", "320102200901010011", "510102199001010016"]
CERTIFICATES = ["resident-id", "passport", "hk-macau-permit", "taiwan-permit", "hmt-residence-permit", "foreign-permanent-id"]
PROOFS = [r.id for r in BOOK.all("province-document")]

# A province asks these of a kind of subject that the document's own rules do not name; each is a rule of provinces.toml.
BY_PROVINCE = {"individual-id-card", "residence-permit", "employment-income-proof"}

# What a draft may answer: path -> values. None of them takes back what another answer said.
ANSWERS: dict[str, list[Any]] = {
    "subject.renamed": [True, False],
    "subject.cert_type": CERTIFICATES,
    "subject.cert_number": NUMBERS,
    "subject.residence_proof": PROOFS,
    "subject.services_filed": [0, 1, 5, 30],
    "subject.domains_filed": [0, 5, 31],
    "subject.name": ["杭州示例科技有限公司", "杭州示例投资管理有限公司"],
    "subject.industry": ["travel-agency", "软件"],
    "principal.is_legal_person": [True, False],
    "principal.cert_type": CERTIFICATES,
    "principal.cert_number": NUMBERS,
    "legal_person.cert_type": CERTIFICATES,
    "site.name": ["示例科技官网", "中国示例网", "示例论坛"],
    "site.domains": [["example.com"], [f"a{i}.com" for i in range(12)]],
    "site.pre_approvals": [["none"], ["news"], ["education", "finance"]],
    "site.domain_holder": ["same", "legal-person", "executive", "foreign-parent", "other"],
    "site.domain_registered_here": [True, False],
    "site.principal.same_as_subject": [True, False],
}
# Answers that say what the case is, not how it is: with another one the papers are others.
FRAME = st.fixed_dictionaries(
    {
        "type": st.sampled_from([*BOOK.names("filing-types"), "first-filing", "new-access", "change-filing"]),
        "provider": st.sampled_from([None, "aliyun", "tencent", "huawei", "qingcloud", "wechat", "other"]),
        "province": st.sampled_from([None, *BOOK.names("provinces")]),
        "nature": st.sampled_from([None, "individual", "enterprise", *NATURES]),
    }
)
GIVEN = st.fixed_dictionaries({}, optional={path: st.sampled_from(values) for path, values in ANSWERS.items()})
SLOW = settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow])


def case_of(frame: dict[str, Any], answers: dict[str, Any]) -> Case:
    draft: dict[str, Any] = {"schema": 1, "filing": {}, "subject": {}, "principal": {}, "legal_person": {}, "site": [{}]}
    for table, key in (("filing", "type"), ("filing", "provider"), ("subject", "province"), ("subject", "nature")):
        if frame[key]:
            draft[table][key] = frame[key]
    for path, value in answers.items():
        *tables, last = path.split(".")
        place = draft
        for name in tables:
            place = place[name][0] if name == "site" else place.setdefault(name, {})
        place[last] = copy.copy(value)
    return Case(from_dict(draft, "test"), BOOK, dt.date(2026, 11, 22))


def listed(frame: dict[str, Any], answers: dict[str, Any]) -> list[Needed]:
    return needed(case_of(frame, answers))


@SLOW
@given(FRAME, GIVEN)
def test_every_entry_is_sound(frame: dict[str, Any], answers: dict[str, Any]) -> None:
    found = listed(frame, answers)
    ids = [paper.id for paper in found]
    assert len(ids) == len(set(ids))
    assert not set(ids) & {role for paper in found for role in paper.serves_as}
    assert [paper.level for paper in found] == sorted((paper.level for paper in found), key=LEVELS.index)
    for paper in found:
        assert paper.level in LEVELS
        assert paper.because and all(paper.because)
        assert paper.sources and all(s.title for s in paper.sources)
        assert paper.name and paper.name != paper.id
        assert paper.same_as == "" or (paper.same_as in ids and paper.same_as != paper.id)
        assert len(paper.comes_back) == len(set(paper.comes_back))
        if BOOK.one("document", paper.id) is not None:
            assert paper.must_show and paper.original_rule and paper.comes_back
    texts = [text for p in found for text in (*p.because, *p.comes_back, *p.replaced_by, *p.province_notes)]
    assert not any(number in text for number in NUMBERS for text in texts)
    assert not any("示例" in text for text in texts)


@SLOW
@given(FRAME, GIVEN)
def test_no_paper_is_for_the_wrong_kind_of_subject(frame: dict[str, Any], answers: dict[str, Any]) -> None:
    case = case_of(frame, answers)
    kind = case.facts.get("subject")
    for paper in needed(case):
        document = BOOK.one("document", paper.id)
        if kind is None or document is None or paper.id in BY_PROVINCE:
            continue
        assert kind not in document.get("never_for", [])
        if document["group"] in ("subject-certificate", "person-id"):
            kinds = [r["when"].get("subject", [kind]) for r in document["rules"]]
            assert any(kind in k for k in kinds), paper.id


@SLOW
@given(FRAME, GIVEN, st.data())
def test_an_answer_more_takes_no_duty_away(frame: dict[str, Any], answers: dict[str, Any], data: st.DataObject) -> None:
    open_ = sorted(ANSWERS.keys() - answers.keys() - excluding(frame, answers))
    if not open_:
        return
    path = data.draw(st.sampled_from(open_))
    before = {paper.id for paper in listed(frame, answers) if paper.level == REQUIRED}
    more = {**answers, path: data.draw(st.sampled_from(ANSWERS[path]))}
    after = {role for paper in listed(frame, more) for role in (paper.id, *paper.serves_as)}
    assert before <= after


def excluding(frame: dict[str, Any], answers: dict[str, Any]) -> set[str]:
    """Answers that may say that a paper listed so far is not needed after all.

    An individual's own card number comes before that of the principal, so it may say that he is from here, or of age; a
    certificate type says the same of a number that was read as a resident ID card's. A legal representative under age
    needs no proof.
    """
    cards = {"subject.cert_number", "subject.cert_type", "principal.cert_number", "principal.cert_type"}
    return cards if cards & answers.keys() else set()


@SLOW
@given(FRAME, GIVEN)
def test_an_empty_list_is_explained(frame: dict[str, Any], answers: dict[str, Any]) -> None:
    case = case_of(frame, answers)
    if not needed(case) and frame["nature"]:
        assert remarks(case)


def test_what_comes_back_names_the_surest_first_and_not_too_many() -> None:
    for type_ in ("first-filing", "new-access", "change-filing"):
        for nature in ("individual", "enterprise"):
            frame = {"type": type_, "provider": "huawei", "province": "zhejiang", "nature": nature}
            for paper in listed(frame, {"principal.is_legal_person": False}):
                document = BOOK.one("document", paper.id)
                assert document is not None
                assert len(paper.comes_back) <= MOST + len(paper.validity)


def test_what_comes_back_is_of_this_place_provider_and_subject() -> None:
    def texts(province: str, provider: str, nature: str) -> str:
        frame = {"type": "first-filing", "provider": provider, "province": province, "nature": nature}
        return "\n".join(text for paper in listed(frame, {}) for text in paper.comes_back)

    assert "微信" not in texts("zhejiang", "huawei", "enterprise")
    assert "海南执照" not in texts("zhejiang", "huawei", "enterprise")
    assert "个体工商户缺公章" not in texts("zhejiang", "huawei", "enterprise")


def test_a_folded_card_comes_back_for_what_its_other_role_does() -> None:
    frame = {"type": "first-filing", "provider": "huawei", "province": "zhejiang", "nature": "enterprise"}
    card = next(p for p in listed(frame, {"principal.is_legal_person": True}) if p.id == "legal-person-id-card")
    assert any("证件图片不清晰" in text for text in card.comes_back)
