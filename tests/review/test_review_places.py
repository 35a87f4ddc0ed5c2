"""The rules of provinces, nation, domains and people as a reviewer reads them: by the meaning of their sentences.

`provinces.toml`, `domains-and-nation.toml` and `paper-lists.toml` beside this file hold the expectations; here are the clean
drafts that they alter.
"""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest

from icpctl.case import Case
from icpctl.checks import run
from icpctl.documents import REQUIRED, needed
from icpctl.draft import Draft, copy, from_dict, put
from icpctl.findings import NOTE, Finding
from icpctl.rules import Book

BOOK, DAY, HERE = Book(), dt.date(2026, 11, 22), Path(__file__).parent
PROVINCES: dict[str, dict[str, Any]] = {e["id"]: e for e in BOOK.file("vocabulary")["province"]}
DIVISIONS = BOOK.all("division")
ROWS: list[dict[str, Any]] = [
    row
    for name in ("provinces.toml", "domains-and-nation.toml")
    for row in tomllib.loads((HERE / name).read_text(encoding="utf-8"))["row"]
]
PAPERS: list[dict[str, Any]] = tomllib.loads((HERE / "paper-lists.toml").read_text(encoding="utf-8"))["row"]
TYPES = {"first": "first-filing", "add": "new-site-other-provider", "access": "new-access", "change": "change-subject"}
FACTS: dict[str, dict[str, Any]] = {
    "first": {"intent": "add-service", "subject_has_filing": False, "service_has_filing": False},
    "add": {"intent": "add-service", "subject_has_filing": True, "service_has_filing": False},
    "access": {
        "intent": "use-new-provider",
        "subject_has_filing": True,
        "service_has_filing": True,
        "service_filed_under_same_subject": True,
        "service_filed_with_this_provider": False,
    },
    "change": {"intent": "change-info", "subject_has_filing": True, "service_has_filing": True, "changed_parts": ["subject"]},
}
DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def id_number(province: str, born: str = "19880606", last: str = "331") -> str:
    body = f"{str(PROVINCES[province]['code'])[:2]}0101{born}{last}"
    return body + "10X98765432"[sum(int(d) * (2 ** (17 - i) % 11) for i, d in enumerate(body)) % 11]


def unified_code(province: str) -> str:
    body = f"91{str(PROVINCES[province]['code'])[:2]}0100MA5000014"
    return body + DIGITS[-sum(DIGITS.index(c) * pow(3, i, 31) for i, c in enumerate(body)) % 31]


def place(province: str) -> tuple[str, str, str]:
    """City, district and the beginning of an address."""
    full, named = PROVINCES[province]["full_name_zh"], PROVINCES[province]["name_zh"]
    own = [str(r["name_zh"]) for r in DIVISIONS if r["province"] == province]
    if full == f"{named}市":
        return full, next(n for n in own if n.endswith("区")), full
    city = next(n for n in own if n[-1] in "市州盟区")
    return city, "示例区", full + city


def person(province: str, name: str, tag: str, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "cert_type": "resident-id",
        "cert_number": id_number(province),
        "cert_valid_from": "2020-06-06",
        "cert_valid_to": "2040-06-06",
        "mobile": f"139000000{tag}1",
        "mobile_province": province,
        "emergency_phone": f"139000000{tag}2",
        "email": f"a{tag}@example.com",
        **more,
    }


def site(**more: Any) -> dict[str, Any]:
    return {
        "name": "示例科技服务平台",
        "domains": ["example.com.cn"],
        "home_url": "www.example.com.cn",
        "service_types": ["website"],
        "content_types": ["organization-portal"],
        "languages": ["zh-hans"],
        "pre_approvals": ["none"],
        "remark": "公司产品介绍与售后服务说明，不涉及在线交易和用户互动",
        "domain_holder": "same",
        "domain_realname_on": "2026-10-01",
        "domain_expires_on": "2027-10-01",
        "domain_registered_here": True,
        "ips": ["119.29.29.30"],
        "resource_months": 12,
        "principal": {"same_as_subject": True},
        **more,
    }


def clean(province: str, who: str, kind: str) -> dict[str, Any]:
    """A draft in which no rule of the province finds an error."""
    city, district, begin = place(province)
    facts: dict[str, Any] = {**FACTS[kind], "service_kind": "website", "server_in_mainland": True, "order_in_progress": False}
    if kind != "first":
        facts |= {"subject_filed_with_this_provider": kind == "change", "subject_service_count": 1}
    subject: dict[str, Any] = {
        "province": province,
        "city": city,
        "district": district,
        "cert_address": f"{begin}示例大道 3 号",
        "address": "示例大道 3 号 303 室",
    }
    if who == "org":
        subject |= {"nature": "enterprise", "name": f"{city[:2]}示例科技有限公司", "cert_type": "business-license"}
        subject |= {"cert_number": unified_code(province), "cert_valid_to": "long-term"}
        principal = person(province, "黄示例", "2", is_legal_person=True, office_phone="0755-26000001")
        sites = [site()]
        if province == "tianjin":  # where the two principals must differ
            other = person(province, "吴示例", "3", cert_number=id_number(province, "19950505", "442"))
            sites = [site(principal={**other, "same_as_subject": False})]
    else:
        subject |= {"nature": "individual", "name": "陈示例", "cert_type": "resident-id"}
        subject |= {"cert_number": id_number(province), "cert_valid_to": "2040-06-06"}
        principal = person(province, "陈示例", "1")
        remark = "个人网站，记录自己的读书笔记和生活随笔，没有交互功能，不涉及经营活动"
        sites = [site(name="小陈的生活随笔", content_types=["other"], remark=remark)]
    if kind != "first":
        licence = f"{PROVINCES[province]['icp_prefix']}ICP备2023000002号"
        subject |= {"licence": licence, "services_filed": 1, "domains_filed": 1, "filed_sites_reachable": True}
        if kind == "access":
            sites[0]["licence"] = f"{licence}-1"
    draft = {"filing": {"type": TYPES[kind], "provider": "tencent", "facts": facts}, "subject": subject, "principal": principal}
    return draft if kind == "change" else {**draft, "site": sites}


def draft_of(row: dict[str, Any]) -> Draft:
    tables, answers = clean(*row["of"].split()), row.get("set", {})
    if any(path.startswith("site[1]") for path in answers):
        more = {"domains": ["example.net"], "home_url": "www.example.net", "ips": ["119.29.29.40"]}
        tables["site"].append({**tables["site"][0], "name": "示例科技商品展示", **more})
    draft = copy(from_dict(tables, "review"))
    for path, value in answers.items():
        put(draft, path, None if value == "" else value)
    return draft


def names(finding: Finding, wanted: str) -> bool:
    return finding.topic == wanted[1:] if wanted.startswith("@") else wanted in (finding.rule, finding.code)


@pytest.mark.parametrize("row", ROWS, ids=[f"{i} {row['of']}" for i, row in enumerate(ROWS)])
def test_the_program_says_what_a_reviewer_expects(row: dict[str, Any]) -> None:
    found = run(draft_of(row), BOOK, DAY)
    shown = [(f.code, f.severity, f.rule, f.at) for f in found]
    for wanted in row.get("finds", []):
        what, _, severity = wanted.partition(" ")
        hits = [f for f in found if names(f, what)]
        assert hits, (what, shown)
        assert not severity or severity in [f.severity for f in hits], (wanted, shown)
    for unwanted in row.get("never", []):
        assert not [f for f in found if names(f, unwanted) and f.severity != NOTE], (unwanted, shown)


@pytest.mark.parametrize("province", BOOK.names("provinces"))
@pytest.mark.parametrize("kind", list(TYPES))
@pytest.mark.parametrize("who", ["org", "ind"])
def test_a_clean_draft_has_no_error_and_few_notes(province: str, kind: str, who: str) -> None:
    found = run(draft_of({"of": f"{province} {who} {kind}"}), BOOK, DAY)
    by_place = [f for f in found if f.rule.startswith((province, "national")) and f.severity != NOTE]
    known = {"tianjin-emergency-ind", "guangdong-official-site"}  # a mobile as emergency phone; a name not ending as wished
    assert not [f for f in found if f.severity == "error"]
    assert {f.rule for f in by_place} <= known
    assert len([f for f in found if f.severity == NOTE]) <= 8  # with the optional answers that are not given


def test_every_province_has_several_rows() -> None:
    assert len(ROWS) > 400
    for province in BOOK.names("provinces"):
        assert len([r for r in ROWS if r["of"].startswith(f"{province} ")]) >= 6


@pytest.mark.parametrize("row", PAPERS, ids=[row["name"] for row in PAPERS])
def test_the_required_papers_are_those_derived_by_hand(row: dict[str, Any]) -> None:
    listed = needed(Case(draft_of(row), BOOK, DAY))
    assert {paper.id for paper in listed if paper.level == REQUIRED} == set(row["required"])
