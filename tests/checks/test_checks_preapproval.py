"""Pre-approvals, content and remarks: every keyword of every category, exclusions, denials, and what is advice only."""

import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
import case_files

from icpctl.case import Case
from icpctl.checks import all_checks, judge
from icpctl.checks import keywords as kw
from icpctl.checks.keywords import Place, claimed, folded, keywords_in
from icpctl.findings import Finding
from icpctl.rules import Book
from icpctl.wording import set_language

BOOK = Book()
MINE = ("PRE", "SITE11")
CATEGORIES = BOOK.all("pre-approval")
KEYWORDS = [(c.id, e["word"], e["strength"], e["origin"]) for c in CATEGORIES for e in c["keywords"]]
EXCEPTIONS = BOOK.file("pre-approval-notes")["exception"]


def case(base: str = "enterprise-new-access", **draft: Any) -> Case:
    """A base draft with other tables laid over, as a case."""
    return Case(case_files.draft_of({"name": base, "base": base, "draft": draft}), BOOK, case_files.DAY)


def findings(seen: Case, *codes: str) -> list[Finding]:
    """What the checks of this file find, or those of these codes."""
    return [f for f in judge(seen) if f.code.startswith(codes or MINE)]


def where(category: str) -> str:
    """A province that the category speaks of: the first it names, else one without rules of its own on classes."""
    rule = BOOK.one("pre-approval", category)
    named = rule.get("province") if rule else None
    return str(named[0]) if named else "hubei"


def test_there_are_sixteen_categories() -> None:
    assert len(CATEGORIES) == 16


@pytest.mark.parametrize(("category", "word", "strength", "origin"), KEYWORDS)
@pytest.mark.parametrize("place", ["site", "remark", "subject", "industry"])
def test_every_keyword_raises_its_category(category: str, word: str, strength: str, origin: str, place: str) -> None:
    tables: dict[str, Any] = {"subject": {"province": where(category)}}
    if place == "site":
        tables["site"] = [{"name": f"示例{word}"}]
    elif place == "remark":
        tables["site"] = [{"remark": f"公司官网，提供{word}"}]
    elif place == "subject":
        tables["subject"]["name"] = f"武汉示例{word}有限公司"
    else:
        tables["subject"]["industry"] = word
    found = {f.rule: f for f in findings(case(**tables), "PRE001")}
    assert category in found
    one = found[category]
    assert one.severity == ("warning" if strength == "strong" else "note")
    assert one.at == "site[0].pre_approvals"
    assert one.topic == "pre_approval"
    assert f"“{word}”" in one.message
    assert "不是法律意见" in one.message
    rule = BOOK.one("pre-approval", category)
    assert rule is not None
    for licence in rule["license_name"]:
        assert licence in one.message
    assert rule["issuing_authority"] in one.message
    assert rule["alternative_zh"] in one.fix


@pytest.mark.parametrize(("category", "word", "strength", "origin"), KEYWORDS)
def test_a_denied_keyword_raises_nothing(category: str, word: str, strength: str, origin: str) -> None:
    tables = {"subject": {"province": where(category)}, "site": [{"remark": f"公司产品介绍，不涉及{word}、{word}服务。"}]}
    assert findings(case(**tables), "PRE001", "PRE003") == []


@pytest.mark.parametrize(("name", "asks_first"), [("示例科技教育", True), ("示例科技诊所", True), ("示例科技新闻", False)])
def test_an_approval_that_is_abolished_is_asked_about_and_not_demanded(name: str, asks_first: bool) -> None:
    seen = case(site=[{"name": name}])
    [one] = findings(seen, "PRE001")
    assert one.fix.startswith("涉及的先问接入商或当地管局还要不要批文" if asks_first else "涉及就取得批文")
    assert not asks_first or [f for f in judge(seen) if f.severity == "error" and f.at.startswith("site[0]")] == []


HARMLESS = [
    f"南京示例{rest}"
    for rest in (  # noqa: SIM905
        "科技有限公司 机械有限公司 五金有限公司 餐饮有限公司 服饰有限公司 物流有限公司 环保有限公司 电子有限公司 照明有限公司 家具有限公司 "
        "汽车用品有限公司 园艺有限公司 宠物用品有限公司 洗涤有限公司 纺织有限公司 检测技术有限公司 会计师事务所 律师事务所 建筑工程有限公司 "
        "智能装备有限公司 物业管理有限公司 人力资源有限公司 包装有限公司 印刷有限公司 测绘有限公司 花卉有限公司 园林有限公司 农业科技有限公司 "
        "健身有限公司 酒店管理有限公司 网络科技有限公司 乐器有限公司 影像科技有限公司 视觉设计有限公司 图文广告有限公司 社区居民委员会 传媒有限公司"
    ).split()
]


@pytest.mark.parametrize("name", HARMLESS)
def test_a_harmless_company_name_raises_nothing_but_notes(name: str) -> None:
    seen = case(subject={"name": name}, site=[{"name": name, "remark": "展示本单位的产品与联系方式，供客户查阅"}])
    assert [f for f in findings(seen, "PRE") if f.severity != "note"] == []


@pytest.mark.parametrize("category", [c.id for c in CATEGORIES])
def test_a_declared_category_is_not_raised(category: str) -> None:
    rule = BOOK.one("pre-approval", category)
    assert rule is not None
    site = {"name": "示例" + "、".join(e["word"] for e in rule["keywords"]), "pre_approvals": [category]}
    seen = case(subject={"province": where(category)}, site=[{**site, "pre_approval_numbers": {category: "0001"}}])
    assert category not in {f.rule for f in findings(seen, "PRE001")}


@pytest.mark.parametrize("entry", EXCEPTIONS, ids=lambda e: e["id"])
def test_a_keyword_in_a_phrase_of_another_meaning_is_left_out(entry: dict[str, Any]) -> None:
    assert (entry["category"], entry["word"]) in {(c, w) for c, w, _, _ in KEYWORDS}
    for phrase in entry["within"]:
        assert entry["word"] in phrase
        assert entry["category"] not in {k.category for k in keywords_in(BOOK, folded(f"示例{phrase}介绍"))}
        assert entry["category"] in {k.category for k in keywords_in(BOOK, folded(f"{phrase}与{entry['word']}"))}


@pytest.mark.parametrize("category", [c.id for c in CATEGORIES if c.get("province")])
def test_a_category_of_some_provinces_is_silent_elsewhere(category: str) -> None:
    rule = BOOK.one("pre-approval", category)
    assert rule is not None
    for province in ("hubei", ""):
        seen = case(subject={"province": province}, site=[{"name": f"示例{rule['keywords'][0]['word']}"}])
        assert category not in {f.rule for f in findings(seen, "PRE001")}


def test_words_and_places_of_a_category_stand_in_one_finding_per_service() -> None:
    sites = [{"name": "示例影视", "remark": "提供视频", "domains": ["a.com"]}, {"name": "示例直播", "domains": ["b.com"]}]
    found = findings(case(site=sites), "PRE001")
    assert [(f.at, f.rule) for f in found] == [
        ("site[0].pre_approvals", "broadcasting"),
        ("site[1].pre_approvals", "broadcasting"),
    ]
    assert "网站名称里的“影视”、备注里的“视频”" in found[0].message


def test_the_whole_value_is_never_quoted() -> None:
    name = "武汉示例金融信息服务有限公司"
    for finding in findings(case(subject={"name": name}), "PRE"):
        assert name not in finding.message + finding.fix


def test_what_is_declared_changes_what_is_said() -> None:
    said = [
        findings(case(site=[{"name": "示例新闻", "pre_approvals": given}]), "PRE001")[0].message
        for given in (["none"], [], ["culture"])
    ]
    assert ["以上都不涉及" in s for s in said] == [True, False, False]
    assert "还没有回答" in said[1]
    assert "没有这一项" in said[2]


@pytest.mark.parametrize(("category", "word", "strength", "origin"), KEYWORDS)
def test_the_english_output_is_complete(category: str, word: str, strength: str, origin: str) -> None:
    """Chinese stands only in quotation marks: the filed values and words."""
    import re

    seen = case(subject={"province": where(category)}, site=[{"name": f"示例{word}"}])
    try:
        set_language("en")
        for one in findings(seen, "PRE001"):
            bare = re.sub("“[^”]*”", "", one.message + one.fix)
            assert not re.search("[\u4e00-\u9fff]", bare), bare
            assert "not a legal opinion" in one.message
    finally:
        set_language("zh")


@pytest.mark.parametrize("category", CATEGORIES, ids=lambda c: c.id)
def test_every_licence_authority_and_basis_has_english_words(category: Any) -> None:
    for key in ("license_name", "issuing_authority", "legal_basis", "status_note"):
        if category.get(key):
            assert category.get(f"{key}_en"), key


def test_every_content_type_with_a_hint_names_categories_of_the_rule_book() -> None:
    known = {c.id for c in CATEGORIES}
    hinted = {e["id"]: kw.content_categories(BOOK, e["id"]) for e in BOOK.file("vocabulary")["site_content"]}
    assert {c for found in hinted.values() for c in found} <= known
    assert hinted["online-games"] == ["publication", "culture", "game"]
    assert hinted["organization-portal"] == []


# What each rule about services, consistency and remarks comes to: the codes that cite it, or why it is advice.
JUDGED = {
    "service-type": {
        "website": "SITE110",
        "mail": "SITE110",
        "app": "SITE106",
        "wechat": "SITE106",
        "file": "advice: chosen when the domain serves files only, which a draft does not show; its words tell in SITE110",
        "data": "advice: chosen when there are no pages for people, which a draft does not show; its words tell in SITE110",
    },
    "content-type": {
        "comprehensive-portal": "SITE112",
        "organization-portal": "advice: the usual choice of organisations; refused to individuals by SITE101",
        "blog-personal-space": "SITE102",
        "other": "SITE102",
        "preapproval-content": "advice: the content types it sums up are judged one by one by PRE001 (code table hints)",
        "mini-program-tools": "advice: open to both; the platform decides what an individual may choose",
        "mini-program-bill-recruit": "SITE112",
    },
    "consistency-rule": {
        "individual-no-business": "PRE002",
        "organization-own-content": "SITE114",
        "content-nature-match": "advice: its judgeable parts have rules of their own (SITE101, SITE102, SITE113, SITE115)",
        "individual-content-type": "SITE101",
        "app-and-site-separate": "SITE110",
        "mini-program-elsewhere": "PROV007",
        "language": "SITE105",
        "game-two-steps": "advice: the same fact is the province rule guangdong-game, which PRE003 cites",
    },
    "remark-rule": {
        "individual-describe-content": "advice: the national and province rules on remarks say the same and judge in SITE103",
        "min-20-chars": "SITE103",
        "max-200-chars": "SITE103",
        "mini-program-20-200": "SITE109",
        "truthful-specific": "SITE113",
        "product-name": "SITE115",
        "multi-domain": "SITE115",
        "subdomain-access": "SITE115",
        "address-most-detailed": "advice: SUB checks the address and names this remark as the way out",
        "office-phone": "SITE117",
        "jiangsu-individual-business": "SITE115",
        "shanghai-game-prefix": "SITE115",
        "not-involved-note": "advice: stands in the fix of PRE001",
        "aliyun-default-text": "PROV006",
        "no-overclaim": "SITE111",
    },
    "service-content-rule": {
        "service-content-1": "advice: it allows something; where another source is narrower SITE102 warns",
        "service-content-2": "advice: the same as individual-content-type, which SITE101 judges",
    },
    "provider-service-type": dict.fromkeys(
        ("website", "mail", "file", "data", "app", "wechat"),
        "advice: names and meanings of the provider's form, the same as service-type",
    ),
}


@pytest.mark.parametrize("kind", sorted(JUDGED))
def test_every_rule_is_judged_or_advice(kind: str) -> None:
    assert {r.id for r in BOOK.all(kind)} == set(JUDGED[kind])


def cited() -> dict[str, set[str]]:
    """rule id -> the codes that cite it in one of the case files of their own check."""
    from icpctl.checks import _judge

    checks = {one.code: one for one in all_checks()}
    out: dict[str, set[str]] = {}
    wanted = {v for rules in JUDGED.values() for v in rules.values() if not v.startswith("advice")}
    for _, one in case_files.all_cases():
        if one["code"] in wanted:
            seen = Case(case_files.draft_of(one), BOOK, one.get("day", case_files.DAY))
            for finding in _judge(checks[one["code"]], seen):
                out.setdefault(finding.rule, set()).add(one["code"])
    return out


def test_the_codes_that_judge_a_rule_cite_it_in_a_case() -> None:
    seen = cited()
    # "app" and "wechat" are judged by the consistency rule that their choice breaks.
    through = {"app": "app-and-site-separate", "wechat": "mini-program-elsewhere"}
    for rules in JUDGED.values():
        for id_, how in rules.items():
            if not how.startswith("advice"):
                assert how in seen.get(through.get(id_, id_), set()), (id_, how)


TEXT = st.text(max_size=60) | st.sampled_from(
    [" " * 50, "新" * 10_000, "🙂" * 20, "ＰＲＥ新聞P2P", "網站名稱：", "。，；", "不涉及" * 500, "\x00\n", "a." * 300 + "com"],
)


@settings(max_examples=60, deadline=None)
@given(
    name=TEXT, remark=TEXT, industry=TEXT, domain=TEXT, base=st.sampled_from(["enterprise-new-access", "individual-first-filing"])
)
def test_no_text_makes_a_check_fail(name: str, remark: str, industry: str, domain: str, base: str) -> None:
    seen = case(base, subject={"industry": industry})
    site = seen.draft.site[0]
    site.name, site.remark, site.domains, site.home_url = name, remark, [domain], domain
    for one in all_checks():
        if one.code.startswith(MINE):
            for hit in one.run(seen):
                assert hit.at


PLAIN = "山水云石木竹梅兰晨夕风雪"


@settings(max_examples=100, deadline=None)
@given(st.text(st.sampled_from(PLAIN + "0123456789-（） "), max_size=40))
def test_a_text_without_a_keyword_raises_nothing(text: str) -> None:
    seen = case()
    site = seen.draft.site[0]
    site.name, site.remark = text, text
    assert findings(seen, "PRE") == []


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40), st.sampled_from([w for _, w, _, _ in KEYWORDS]), st.text(max_size=40))
def test_only_words_of_the_data_are_found_and_each_is_in_the_text(before: str, word: str, after: str) -> None:
    text = folded(before + word + after)
    known = {(c, w) for c, w, _, _ in KEYWORDS}
    for keyword in keywords_in(BOOK, text):
        assert (keyword.category, keyword.word) in known
        assert folded(keyword.word) in text


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_a_claim_is_never_more_than_the_text(text: str) -> None:
    assert set(claimed(BOOK, text)) <= set(folded(text)) | {"\n"}


def test_a_place_that_is_a_name_cannot_be_denied() -> None:
    name = Place("site_name", "网站名称", "不涉及新闻")
    assert "新闻" in kw.read(BOOK, name)
