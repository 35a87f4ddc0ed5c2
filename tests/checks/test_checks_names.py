"""Names: the rule book's own examples, every rule by a name made to break it, hostile text, and what is said about it."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from subprocess import run as start
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

sys.path.insert(0, str(Path(__file__).parent))
import case_files

from icpctl.case import Case
from icpctl.checks import all_checks, judge, naming_words, site_names
from icpctl.naming import PARAMETERS, Context, Found, advice, checkable, forms, judging, skipped, text, verdict
from icpctl.naming import judge as judge_name
from icpctl.rules import Book, Rule
from icpctl.wording import set_language

BOOK = Book()
NAMING = {r.id: r for r in BOOK.all("naming-rule")}
JUDGED = [r for r in NAMING.values() if checkable(r)]
# Rules without anything a program can check; they are shown as a note (SITE019), those of low confidence explained only.
ADVICE = {"match-content", "blacklist", "no-idiom", "app-distinctive"}
WORST = {"ok": 0, "warn": 1, "reject": 2}
CODES = {one.code: one for one in all_checks()}
WORDS = sorted({w for f in BOOK.all("word-family") for w in f["words"]})
CONTEXTS = [
    Context(),
    Context(subject="individual", subject_name="陈示例", people=("陈示例",), province="zhejiang"),
    Context(
        subject="organization",
        nature="enterprise",
        subject_name="南京示例科技有限公司",
        province="shanghai",
        approvals=("none",),
        rules=("shanghai-sitename", "national-site-name-state"),
    ),
    Context(subject="organization", province="guangdong", service="app"),
    Context(subject="individual", service="mini-program", provider="douyin"),
]


def ids(found: list[Found]) -> set[str]:
    return {f.rule.id for f in found}


# --- the rule book's examples ---


@pytest.mark.parametrize("example", BOOK.all("name-example"), ids=lambda e: f"{e.id} {e['name']}")
def test_an_example_of_the_rule_book_gets_its_verdict(example: Rule) -> None:
    context = Context(subject=example["subject"], province=example.get("province"))
    found = judge_name(example["name"], context, BOOK)
    assert verdict(found) == example["verdict"], found


# --- every rule ---


def violation(rule: Rule) -> tuple[str, dict[str, Any]]:
    """A name that breaks a rule by the shape of its keys, and what must be known for it."""
    given: dict[str, Any] = {}
    compared: dict[str, tuple[str, dict[str, Any]]] = {
        "place": ("江苏示例科技", {"subject_name": "南京示例科技有限公司"}),
        "related": ("好吃地图", {"subject_name": "南京示例科技有限公司"}),
        "same": ("示例科技官网", {"subject_name": "南京示例科技有限公司"}),
        "repeated": ("示例科技官网", {"others": ("示例科技官网",)}),
        "platforms": ("示例记账", {"platforms": ("示例账本",)}),
    }
    if "compare" in rule.data:
        return compared[rule["compare"]]
    if "personal-name" in rule.get("must_not_be_pure", ()):
        return "陈示例的小站", {"subject_name": "陈示例", "people": ("陈示例",)}
    if "forbidden_words" in rule.data:
        word = next(iter(judging.words_of(rule.data, BOOK)))
        return (word + "示例" if rule["match"] == "prefix" else "示例" + word), given
    if "domain" in rule.get("must_not_be_pure", ()):
        return "example.com", given
    if "must_not_be_pure" in rule.data:
        return "12345", given
    if "regex_forbidden" in rule.data:
        return "示例科技😀", given
    if "require_suffix" in rule.data:
        return "示例科技", given
    length = rule.get("max_length", 0) + 1 if "max_length" in rule.data else rule["min_length"] - 1
    return "长" * length if rule["count"] != "han" else "长" * length + "abc", given


@pytest.mark.parametrize("rule", JUDGED, ids=lambda r: r.id)
def test_every_rule_is_hit_by_a_name_that_breaks_it(rule: Rule) -> None:
    name, given = violation(rule)
    subject = {"both": "organization"}.get(rule["applies_to"], rule["applies_to"])
    context = Context(service=rule["service"][0], subject=subject, province=(rule.get("province") or [None])[0], **given)
    assert rule.id in ids([f for test in judging.tests_of(rule, BOOK) if (f := test(text.read(name), context))])
    weaker_ones_may_be_silent = judge_name(name, context, BOOK)
    assert weaker_ones_may_be_silent


def test_every_rule_is_judged_or_listed_as_advice() -> None:
    assert {r.id for r in NAMING.values() if not checkable(r)} == ADVICE
    shown = {r.id for s in ("site", "app") for who in ("individual", "organization") for r in advice(Context(s, who), BOOK)}
    assert shown == ADVICE
    shapes = {"min_length", "max_length", "must_not_be_pure", "regex_forbidden", "forbidden_words", "require_suffix", "compare"}
    assert [r.id for r in JUDGED if not shapes & set(r.data)] == []


def test_every_group_has_a_code_and_directions() -> None:
    groups = {str(e["id"]): e for e in BOOK.file("naming")["naming_group"]}
    assert {r["group"] for r in NAMING.values()} == set(groups)
    coded = [g for _, names, *_ in site_names._CODES for g in names]
    assert sorted([*coded, "advice"]) == sorted(groups)
    assert all(2 <= len(e["directions_zh"]) <= 3 for e in groups.values())
    assert set(naming_words._GROUPS.values()) <= set(groups)


def name_parameters() -> Iterator[tuple[Rule, str]]:
    for rule in [*BOOK.all("province-rule"), *BOOK.all("national-rule")]:
        yield from ((rule, key) for key in rule["params"] if key.startswith(("site_name_", "pure_")))


def test_every_parameter_about_names_is_judged_but_the_live_one() -> None:
    """Whether the site really shows that name, no draft can tell."""
    assert {key for _, key in name_parameters()} - PARAMETERS == {"site_name_must_match_live"}
    assert len(list(name_parameters())) > 10


def test_every_kind_that_a_province_forbids_is_known() -> None:
    kinds = {k for rule, key in name_parameters() if key == "site_name_forbidden_kinds" for k in rule["params"][key]}
    bad = {
        "village": "石塘村小站", "pinyin": "xiaochen小站", "region": "浙江小站", "url": "www.example.com小站",
        "domain": "example.com", "latin": "Example", "personal-name": "陈示例",
    }  # fmt: skip
    assert set(bad) == kinds
    context = Context(subject="individual", people=("陈示例",))
    for kind in kinds:
        name = text.read(bad[kind])
        assert forms.pure(kind, name, context, BOOK) or forms.inside(kind, name, context, BOOK), kind
        assert not forms.pure(kind, text.read("示例随笔"), context, BOOK)
        assert not forms.inside(kind, text.read("示例随笔"), context, BOOK)


def test_a_rule_of_a_known_shape_is_added_as_an_entry(tmp_path: Path) -> None:
    (tmp_path / "naming.toml").write_text(
        '[[naming_rule]]\nid = "own"\napplies_to = "both"\nservice = ["site"]\nrule_zh = "不得以喵结尾。"\n'
        'forbidden_words = ["喵"]\nwords_are = "literal"\nmatch = "suffix"\nseverity = "error"\nas_of = "2026-11-22"\n'
        'confidence = "high"\nsources = ["一个来源"]\n',
        encoding="utf-8",
    )
    book = Book(tmp_path)
    assert ids(judge_name("示例喵", Context(), book)) == {"own"}
    assert judge_name("喵示例", Context(), book) == []
    draft = case_files.draft_of({"name": "x", "base": "enterprise-new-access", "draft": {"site": [{"name": "示例科技喵"}]}})
    [finding] = [f for f in judge(Case(draft, book, case_files.DAY)) if f.rule == "own"]
    assert (finding.code, finding.severity, finding.at) == ("SITE010", "error", "site[0].name")


# --- one word, one finding ---


@pytest.mark.parametrize(
    ("name", "subject", "wanted"),
    [
        ("国家级实验室", "organization", {"state-words-prefix-org"}),
        ("反腐在线", "individual", {"supervision-words-individual", "sensitive-words", "interactive-words-individual"}),
        ("小陈投资管理", "individual", {"finance-individual"}),
        ("新闻文化馆", "individual", {"individual-no-preapproval", "preapproval-soft-individual"}),
        ("abc.com", "individual", {"not-domain"}),
        ("АВС开发站", "individual", {"no-special-chars"}),
        ("一二三四五六七八九十" * 4, "individual", {"individual-max-ten"}),
        ("南京学习网", "individual", {"place-individual"}),
        ("新·闻·网", "individual", {"no-special-chars", "individual-no-preapproval"}),
        ("快乐山水", "individual", set()),
    ],
)
def test_a_weaker_rule_does_not_repeat_a_stronger_one(name: str, subject: str, wanted: set[str]) -> None:
    assert ids(judge_name(name, Context(subject=subject), BOOK)) == wanted


def test_what_is_not_known_is_skipped_and_named() -> None:
    site = Context(subject="organization", province="jiangsu")
    assert {need for _, need in skipped(site, BOOK)} == {"subject_name"}
    assert {r.id for r, _ in skipped(site, BOOK)} == {"place-org", "org-related-to-subject"}
    assert {need for _, need in skipped(Context(), BOOK)} == {"subject", "province"}
    whole = Context(subject="individual", province="jiangsu", subject_name="陈示例", people=("陈示例",))
    assert skipped(whole, BOOK) == []


@pytest.mark.parametrize(
    ("name", "severity"),
    [
        ("黄山日出", ["error"]), ("我爱黄山", ["warning"]), ("中山日记", ["warning"]), ("我在中山", ["note"]), ("我在中山市", ["error"]),
        ("三明治食谱", []), ("长白山的雪", []), ("快乐山水", []), ("快乐山西行", ["error"]),
    ],
)  # fmt: skip
def test_the_short_name_of_a_city_weighs_as_much_as_it_is_sure(name: str, severity: list[str]) -> None:
    assert [f.severity for f in judge_name(name, Context(subject="individual"), BOOK)] == severity


def test_what_the_filing_itself_calls_its_city_is_a_place() -> None:
    found = judge_name("我在中山", Context(subject="individual", places=("中山市",)), BOOK)
    assert [(f.rule.id, f.severity) for f in found] == [("place-individual", "error")]


@pytest.mark.parametrize(
    ("name", "subject", "province", "wanted"),
    [
        ("小陈的个人博客", "individual", "jiangsu", [("warning", True), ("warning", True)]),
        ("小陈的個人博客", "individual", "jiangsu", [("warning", True), ("warning", True)]),
        ("小陈的个人主页", "individual", "jiangsu", [("warning", True)]),
        ("小陈的个人主页", "individual", "zhejiang", [("error", False)]),
        ("小陈的个人主页", "individual", None, [("error", False)]),
        ("小陈的主页", "individual", "jiangsu", [("error", False)]),
        ("个人主页小陈", "individual", "jiangsu", [("error", False)]),
        ("的个人博客", "individual", "jiangsu", [("error", False), ("error", False)]),
        ("论坛人的个人博客", "individual", "jiangsu", [("error", False), ("warning", True), ("error", False), ("warning", True)]),
        ("小陈的个人博客", "organization", "jiangsu", [("warning", False)]),
    ],
)
def test_a_form_that_one_source_wants_in_a_province_is_a_warning_that_names_both(
    name: str, subject: str, province: str | None, wanted: list[tuple[str, bool]]
) -> None:
    found = judge_name(name, Context(subject=subject, province=province), BOOK)
    assert [(f.severity, f.excused is not None) for f in found] == wanted


@pytest.mark.parametrize(
    ("name", "province", "severity"),
    [
        ("示例新闻网", "zhejiang", "error"),  # in force, clear
        ("示例培训", "zhejiang", "error"),
        ("示例职业培训", "zhejiang", "warning"),  # the category does not cover it
        ("示例教育", "zhejiang", "warning"),  # abolished nationwide: nobody can have it
        ("示例医疗", "zhejiang", "warning"),
        ("示例文化", "zhejiang", "warning"),  # a person must judge the word
        ("示例旅行社", "shanghai", "error"),  # named by one province
        ("示例旅行社", "zhejiang", "warning"),
    ],
)
def test_a_missing_permit_is_settled_only_where_one_is_in_force(name: str, province: str, severity: str) -> None:
    context = Context(subject="organization", province=province, approvals=("none",))
    assert [f.severity for f in judge_name(name, context, BOOK)] == [severity]


def test_a_domain_as_the_name_is_not_unrelated_as_well() -> None:
    context = Context(subject="organization", subject_name="南京示例科技有限公司", province="guangdong")
    assert ids(judge_name("example.com", context, BOOK)) == {"not-domain"}


def test_no_sentence_that_is_shown_speaks_to_a_machine() -> None:
    to_machines = ("缺省", "跳过", "机检", "按提醒", "只提醒", "不判错", ".toml", "扫描", "re.search")
    rules = [*NAMING.values(), *BOOK.all("remark-rule")]
    assert [r.id for r in rules if any(word in naming_words.text_of(r) for word in to_machines)] == []


HARMLESS = (  # noqa: SIM905 - shorter to read
    "我的日记本 摄影札记 天天向上 学习笔记 前端开发笔记 春天花园 旅行日记 程序员之家 山水之间 一个人的旅途 时光碎片 萤火虫 小猫成长记 手绘日常 "
    "诗词赏析 花草种植记 书法练习 骑行日志 做饭小记 算法题解 数学思考 英语学习笔记 电影观后感 吉他练习曲 古诗文背诵 木工手记 模型制作 编织手记 "
    "钓鱼随笔 看云的日子 慢生活 纸飞机 海边的风 山间小路 海边的树 家的味道 父亲的菜园 老照片 星空观察 昆虫记录 四季观鸟 读史札记 温故知新 "
    "一期一会 快乐山水 长白山的雪 三明治食谱 和田玉收藏记"
).split()
HARMLESS_UNITS = [
    "示例" + rest
    for rest in (  # noqa: SIM905
        "科技 科技官网 软件 云服务 机电设备 商城 物流 餐饮管理 酒店 会计师事务所 律师事务所 装饰 农业 环保 食品 服饰 家具 仪器 网络科技 "
        "开放平台 招聘 管理系统 客服中心 产品手册 帮助中心 博物馆 图书馆 幼儿园 大学 研究院 协会 公益 检测 设计院 印刷 园林 化工"
    ).split()
]


@pytest.mark.parametrize("province", ["zhejiang", "shanghai", "jiangsu", "beijing"])
def test_harmless_names_are_let_through(province: str) -> None:
    mine = Context(
        subject="individual", province=province, subject_name="陈示例", people=("陈示例",), places=("杭州市", "西湖区")
    )
    theirs = Context(
        subject="organization", nature="enterprise", province=province, subject_name="南京示例科技有限公司", approvals=("none",)
    )
    judged = [(n, mine) for n in HARMLESS] + [(n, theirs) for n in HARMLESS_UNITS]
    assert [n for n, context in judged if verdict(judge_name(n, context, BOOK)) != "ok"] == []


def test_government_words_wait_for_the_nature() -> None:
    weights = {
        nature: [f.severity for f in judge_name("玄武政府采购", Context(subject="organization", nature=nature), BOOK)]
        for nature in (None, "enterprise", "government")
    }
    assert weights == {None: ["warning"], "enterprise": ["error"], "government": []}


# --- hostile text ---

ANY = st.text(max_size=60) | st.text("陈国論壇国家中ВВЅＡａ1９.-—（）()· \u200b\ufe0f😀👨\u200d👩", max_size=30)
HAN = st.text("生活随笔读书山水记小陈学习快乐时光墙照片", min_size=3, max_size=8)


@pytest.mark.parametrize("language", ["zh", "en"])
@given(name=ANY)
def test_any_text_can_be_judged_and_described(language: str, name: str) -> None:
    draft = case_files.draft_of({"name": "x", "base": "individual-first-filing", "draft": {}})
    draft.site[0].name = name
    set_language(language)
    try:
        case = Case(draft, BOOK, case_files.DAY)
        for context in CONTEXTS:
            found = judge_name(name, context, BOOK)
            assert verdict(found) in WORST
            assert all(len(f.words) == len(f.spans) for f in found if f.spans)
        assert all(f.message and f.fix for f in judge(case) if f.at == "site[0].name")
    finally:
        set_language("zh")


@given(name=HAN, word=st.sampled_from(WORDS), context=st.sampled_from(CONTEXTS[1:]))
def test_a_forbidden_word_more_never_makes_it_milder(name: str, word: str, context: Context) -> None:
    alone = replace(context, subject_name=None)  # a word of the subject's own name does make a name related to it
    before, after = (verdict(judge_name(n, alone, BOOK)) for n in (name, name + word))
    assert WORST[after] >= WORST[before]


@given(name=ANY, context=st.sampled_from(CONTEXTS))
def test_full_width_is_half_width(name: str, context: Context) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name)
    assert ids(judge_name(wide, context, BOOK)) == ids(judge_name(name, context, BOOK))


@pytest.mark.parametrize("word", [w for w in WORDS if not w.isascii()])
def test_traditional_words_are_judged_as_simplified(word: str) -> None:
    from opencc import OpenCC

    other = OpenCC("s2t").convert(word)
    for subject in ("individual", "organization"):
        for name in ("示例{}记", "{}示例"):
            one, two = (judge_name(name.format(w), Context(subject=subject), BOOK) for w in (word, other))
            assert [(f.rule.id, f.severity, f.words) for f in one] == [(f.rule.id, f.severity, f.words) for f in two]


@pytest.mark.parametrize("unit", ["长", "國", "中国", "a.", "😀", "aba", "南京", "\u200d", "xiaochen", "-", "(", "Р"])
@pytest.mark.parametrize("context", CONTEXTS, ids=lambda c: f"{c.service}-{c.subject}")
def test_ten_thousand_characters_are_judged_at_once(unit: str, context: Context) -> None:
    name = unit * (10_000 // len(unit))
    begun = time.perf_counter()
    found = judge_name(name, context, BOOK)
    assert time.perf_counter() - begun < 2  # about 0.05 s; the bound only catches growth with the square
    assert len(found) < 12


@pytest.mark.parametrize(
    ("name", "code", "why"),
    [
        ("长" * 10_000, "VAL001", "共 10000 个字符，最多 100 个"),
        ("   ", "SITE002", "名称只有符号或空格"),
        ("\u3000", "SITE002", "名称只有符号或空格"),
        ("\u200b\u200d", "VAL001", "空"),
        ("----", "SITE002", "名称只有符号或空格"),
    ],
)
def test_a_name_that_is_none_is_one_clear_error(name: str, code: str, why: str) -> None:
    draft = case_files.draft_of({"name": "x", "base": "enterprise-new-access", "draft": {}})
    draft.site[0].name = name
    found = [f for f in judge(Case(draft, BOOK, case_files.DAY)) if f.at == "site[0].name" and f.severity != "note"]
    assert [(f.code, f.severity) for f in found] == [(code, "error")]
    assert why in found[0].message
    assert len(found[0].message) < 200


def test_an_ordinary_name_never_loads_the_converter() -> None:
    code = (
        "import sys; from icpctl.naming import judge, Context; from icpctl.rules import Book; "
        "judge('示例科技官网', Context(), Book()); assert 'opencc' not in sys.modules; "
        "judge('示例論壇', Context(), Book()); assert 'opencc' in sys.modules"
    )
    done = start([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


# --- what is said ---


def said(name: str, language: str = "zh", code: str = "SITE004") -> list[tuple[str, str]]:
    draft = case_files.draft_of({"name": "x", "base": "individual-first-filing", "draft": {"site": [{"name": name}]}})
    set_language(language)
    try:
        return [(f.message, f.fix) for f in judge(Case(draft, BOOK, case_files.DAY)) if f.code == code]
    finally:
        set_language("zh")


def test_characters_are_named_with_what_they_look_like() -> None:
    [(message, fix)] = said("РНР 随笔😀\u200bー")
    assert message == (
        "名称里有“Р”（西里尔字母 U+0420，形似 P）、“Н”（西里尔字母 U+041D，形似 H）、空格（U+0020）、“😀”（表情或图形 U+1F600）、"
        "不可见字符（U+200B）等 6 种：除括号与连字符外不得有特殊符号、空格和表情。"
    )
    assert fix == ("1. 删去空格、表情和标点，只留汉字、字母、数字、括号和连字符；2. 形似的外文字母换成普通字母，最好换成汉字。")
    [(english, _)] = said("Ρ随笔记", "en")
    assert english.startswith("The name holds “Ρ” (Greek letter U+03A1, looks like P): No special symbols")


def test_traditional_and_hidden_words_say_how_they_were_read() -> None:
    [(message, _)] = said("小陳論壇", code="SITE007")
    assert message.startswith("“论坛”让人以为网站能发帖、评论：") and message.endswith("（繁体字按简体判断）。")
    [(message, _)] = said("小陈论-坛", code="SITE007")
    assert message.endswith("（符号不算，形似字母按普通字母判断）。")
    [(message, _)] = said("小陈的论坛", code="SITE007")
    assert not message.endswith("判断）。")


def test_a_person_is_not_repeated_in_the_message() -> None:
    [(message, fix)] = said("陈示例的小站", code="SITE012")
    assert "陈示例" not in message + fix


def test_codes_are_those_of_names() -> None:
    assert {c for c in CODES if c.startswith("SITE0")} == {f"SITE{n:03}" for n in range(1, 20)}
