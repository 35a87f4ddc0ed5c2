"""Licence numbers: every form of the rule book, what is wrong with the others, and numbers in running text."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from running import icpctl

from icpctl import licences, schemas
from icpctl.licences import read
from icpctl.rules import Book, Rule

BOOK, DAY = Book(), dt.date(2026, 11, 22)
FORMS = BOOK.all("licence-format")
# The note of the rule: without 号 it is accepted with a hint.
ACCEPTED_WITH_A_HINT = {"京ICP备12345678", "京公网安备110105008661号"}


def each(key: str) -> list[tuple[Rule, str]]:
    return [(rule, text) for rule in FORMS for text in rule[key]]


@pytest.mark.parametrize(("rule", "text"), each("examples"), ids=lambda v: v if isinstance(v, str) else v.id)
def test_every_example_of_the_rule_book_is_valid(rule: Rule, text: str) -> None:
    found = read(text, BOOK, DAY)
    assert (found.valid, found.kind, found.form) == (True, rule["kind"], rule.id)
    assert bool(found.problems) == (text in ACCEPTED_WITH_A_HINT)
    national = rule.id == "icp-licence-nation"
    assert (found.province is None) == national


@pytest.mark.parametrize(
    ("rule", "text"),
    each("counter_examples") + each("semantic_counter_examples"),
    ids=lambda v: v if isinstance(v, str) else v.id,
)
def test_every_counter_example_is_refused_with_a_reason(rule: Rule, text: str) -> None:
    found = read(text, BOOK, DAY)
    assert found.valid == (text in ACCEPTED_WITH_A_HINT)
    assert found.problems


@pytest.mark.parametrize("text", BOOK.file("footer")["normalise"]["real_life_variants"])
def test_every_variant_of_real_life_is_read(text: str) -> None:
    assert read(text, BOOK, DAY).valid


@pytest.mark.parametrize(
    ("text", "normalized", "kind", "province"),
    [
        ("京icp備１２３４５６７８號－１a", "京ICP备12345678号-1A", "icp-app", "beijing"),
        ("蘇ICP備2023000001號-1", "苏ICP备2023000001号-1", "icp-site", "jiangsu"),
        ("  苏ICP备 2023000001 号 — 1 ", "苏ICP备2023000001号-1", "icp-site", "jiangsu"),
        ("网站备案号：苏ICP备2023000001号-1。", "苏ICP备2023000001号-1", "icp-site", "jiangsu"),
        ("ICP证：浙ICP备14042003号-1", "浙ICP备14042003号-1", "icp-site", "zhejiang"),
        ("（湘ICP备2023022869号-3x）", "湘ICP备2023022869号-3X", "icp-app", "hunan"),
        ("京ICP备12345678号-4k", "京ICP备12345678号-4K", "icp-app", "beijing"),
        ("京ICP备12345678-1", "京ICP备12345678号-1", "icp-site", "beijing"),
        ("© 2020 示例公司 京ICP备12345678号-1 版权所有", "京ICP备12345678号-1", "icp-site", "beijing"),
        ("京ICP证030173号", "京ICP证030173号", "icp-licence", "beijing"),
        ("京b2-20090059", "京B2-20090059", "icp-licence", "beijing"),
        ("合字A2.B1.B2-20090001", "合字A2.B1.B2-20090001", "icp-licence", None),
        ("EDI许可证：合字B2-20190051", "EDI许可证:合字B2-20190051", "edi", None),
        ("EDI证：京B2-20090059", "EDI证:京B2-20090059", "edi", "beijing"),
        ("川公网安备 51010702001250", "川公网安备51010702001250号", "public-security", "sichuan"),
        ("云公网安备53010202000001号", "云公网安备53010202000001号", "public-security", "yunnan"),
        ("浙D3-20210002", "浙D3-20210002", "other", "zhejiang"),
    ],
)
def test_spelling_is_made_usual(text: str, normalized: str, kind: str, province: str | None) -> None:
    found = read(text, BOOK, DAY)
    assert (found.valid, found.normalized, found.kind, found.province) == (True, normalized, kind, province)
    assert found.text == text


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("京ICP备1234567号", "icp-subject", "7 位"),
        ("川ICP备12345678号", "icp-subject", "“蜀”"),
        ("站ICP备12345678号", "icp-subject", "不是省份简称"),
        ("ICP备12345678号", "icp-subject", "缺少前面的省份简称"),
        ("滇ICP备09010050-5号", "icp-site", "“号”字的位置"),
        ("京ICP备12345678号-0", "icp-site", "序号不对"),
        ("京ICP备12345678号-4Q", "icp-app", "字母 Q"),
        ("京ICP备2026031728号A", "icp-app", "字母的位置"),
        ("湘ICP备2023022869号-X3", "icp-app", "字母的位置"),
        ("京ICP备2027000001号", "icp-subject", "晚于 2026 年"),
        ("京ICP证30173号", "icp-licence", "5 位"),
        ("京ICP030173号", "icp-licence", "缺“证”或“备”"),
        ("京ICP证030173", "icp-licence", "缺“号”"),
        ("粤B2 20090059", "icp-licence", "缺“-”"),
        ("合字C2-20190051", "icp-licence", "C2"),
        ("EDI证12345678", "edi", "B2"),
        ("粤公网安备4403050200856号", "public-security", "13 位"),
        ("川网安备51010702001250号", "public-security", "公网安备"),
        ("粤公网安备11010502000728号", "public-security", "44"),
        ("京ICP备12345678号 京公网安备11010502000728号", "other", "2 个不同的号码"),
        ("", "other", "为空"),
        ("你好", "other", "不是认得的号码"),
        ("京\u202eICP备12345678号", "other", "U+202E"),
        ("京" * 600, "other", "500"),
    ],
)
def test_what_is_wrong_is_named(text: str, kind: str, said: str) -> None:
    found = read(text, BOOK, DAY)
    assert (found.valid, found.kind) == (False, kind)
    assert said in " ".join(found.problems)


def test_years_are_those_of_the_day() -> None:
    text = "京ICP备2027000001号"
    assert not read(text, BOOK, DAY).valid
    assert read(text, BOOK, dt.date(2027, 1, 1)).valid
    odd = read("京ICP备2018000001号", BOOK, DAY)
    assert odd.valid
    assert "2019" in odd.problems[0]


def test_every_sign_of_a_province_is_known() -> None:
    ids = {e["id"] for e in BOOK.file("vocabulary")["province"]}
    seen = set()
    for rule in BOOK.all("footer-province"):
        found = read(f"{rule['icp_prefix']}ICP备12345678号", BOOK, DAY)
        assert found.valid
        assert licences.filing_sign(BOOK, str(found.province)) == rule["icp_prefix"]
        seen.add(found.province)
        for sign in rule["public_security_prefix"]:
            police = read(f"{sign}公网安备{rule['division_code']}010502000728号", BOOK, DAY)
            assert (police.valid, police.province) == (True, found.province)
    assert seen <= ids
    assert len(seen) == 31


@given(st.text(max_size=60) | st.text("京苏ICPBicp备案证号公网安-—0123456789AXK ：.()", max_size=40))
def test_any_text_is_answered(text: str) -> None:
    found = read(text, BOOK, DAY)
    assert found.text == text
    assert found.valid or found.problems
    if found.valid:
        again = read(found.normalized, BOOK, DAY)
        assert (again.valid, again.normalized, again.kind) == (True, found.normalized, found.kind)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("京ICP备12345678号-1Copyright", ["京ICP备12345678号-1"]),
        ("京ICP备12345678号 - 2024-2025 示例", ["京ICP备12345678号"]),
        ("沪ICP备15035308 2020 示例", ["沪ICP备15035308号"]),
        ("京 ICP 备 12345678 号 京公网安备 11010502000728 号", ["京ICP备12345678号", "京公网安备11010502000728号"]),
        ("粤B2-20090059 苏B2-20130048号 A-2009", ["粤B2-20090059", "苏B2-20130048号"]),
        ("京ICP备1234567号", ["京ICP备1234567号"]),
        ("备案号 ICP 安 备 案", []),
    ],
)
def test_numbers_in_running_text(text: str, numbers: list[str]) -> None:
    assert [n.normalized for _, _, n in licences.find(licences.spelled(text), BOOK, DAY)] == numbers


def test_the_verb_gives_one_result_for_each_argument() -> None:
    texts = ["京ICP备12345678号", "", "京ICP备12345678号 京ICP备12345678号-1", "京ICP备12345678号"]
    done = icpctl("licence", *texts, "--json")
    assert done.code == 1
    body = done.json()
    Draft202012Validator(schemas.schema("licence")).validate(body)
    assert [r["text"] for r in body["results"]] == texts
    assert [r["valid"] for r in body["results"]] == [True, False, False, True]
    assert icpctl("licence", "京ICP备12345678号").code == 0


def test_the_verb_in_words() -> None:
    out = icpctl("licence", "川ICP备12345678号", "苏icp备2023000001号-1").out
    assert "“蜀”" in out
    assert "苏ICP备2023000001号-1" in out
    english = icpctl("licence", "川ICP备12345678号", "--lang", "en").out
    assert "not valid" in english
    assert "Sichuan" in english


def test_escape_sequences_are_shown_harmlessly() -> None:
    out = icpctl("licence", "\x1b[31m京ICP备12345678号").out
    assert "\x1b" not in out
