"""Why a question is asked: only what the rule book says, for this case, the most certain first, never a person's data."""

import datetime as dt
from typing import Any

import pytest

from icpctl import values
from icpctl.answers.why import ASKED, CHECKED, FORM, MOST_LINES, RULE, Why, local, why, why_fact
from icpctl.case import Case
from icpctl.draft import Draft, answered, is_private
from icpctl.examples import load, titles
from icpctl.filing_type import fact_names
from icpctl.needs import wanted
from icpctl.questions import of_path
from icpctl.rules import Book
from icpctl.rules.search import find
from icpctl.wording import set_language

BOOK, DAY = Book(), dt.date(2026, 11, 22)
EXAMPLES = [id_ for id_, _ in titles()]


def case_of(example: str = "", **given: Any) -> Case:
    draft = Draft()
    if example:
        answers, facts = load(example)
        values.assign(draft, answers, BOOK, DAY)
        for key, value in facts.items():
            setattr(draft.filing.facts, key, value)
    values.assign(draft, given, BOOK, DAY)
    return Case(draft, BOOK, DAY)


def of(case: Case, at: str) -> Why:
    question = of_path(at)
    assert question is not None
    return why(case, at, question)


def rules(found: Why) -> list[str]:
    return [line.rule for line in found.lines]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("example", EXAMPLES)
def test_every_question_of_every_example(example: str, language: str) -> None:
    set_language(language)
    case = case_of(example)
    private = [str(v) for at, v in answered(case.draft) if is_private(at) and isinstance(v, str) and len(v) > 3]
    for at, question in wanted(case):
        found = why(case, at, question)
        assert found.label
        assert found.help
        assert len(found.lines) <= MOST_LINES
        assert len({line.text for line in found.lines}) == len(found.lines)
        for line in found.lines:
            assert line.text
            assert "{" not in line.text
            assert not any(value in line.text for value in private)
            if line.rule:  # nothing is claimed without somebody who says so, and when
                assert line.sources, (at, line)
                assert line.as_of
                assert find(BOOK, line.rule.removeprefix("field:")) or _is_limit(line.rule), line.rule
        if question.path not in ("filing.type", "filing.note"):
            assert found.lines, at
            assert found.lines[0].kind == ASKED


def _is_limit(id_: str) -> bool:
    return any(entry["id"] == id_ for entry in BOOK.file("provider-limits")["limit"])


def test_the_kinds_come_in_order() -> None:
    case = case_of("qingcloud-new-access")
    order = (ASKED, CHECKED, FORM, RULE)
    for at, question in wanted(case):
        kinds = [order.index(line.kind) for line in why(case, at, question).lines]
        assert kinds == sorted(kinds), at


def test_the_filing_type_and_the_condition_are_named() -> None:
    found = of(case_of("qingcloud-new-access"), "subject.licence")
    assert found.lines[0].text == "“新增接入”的表单要填这一项（因为主体已经备过案）"
    assert found.lines[0].rule == "new-access"


def test_what_is_asked_along_with_a_field_says_so() -> None:
    found = of(case_of("qingcloud-new-access"), "subject.cert_issued_on")
    assert "随“主办单位证件号码”一起问" in found.lines[0].text


def test_who_gets_the_sms_is_told_with_the_phone() -> None:
    found = of(case_of("aliyun-first-filing-individual"), "principal.mobile")
    assert any(line.kind == CHECKED and line.text.startswith("短信核验发到：") for line in found.lines)


def test_a_rule_of_the_place_stands_before_the_general_ones() -> None:
    found = of(case_of("qingcloud-new-access"), "principal.mobile")
    first = next(line for line in found.lines if line.kind == RULE)
    assert first.rule == "jiangsu-phone-org"
    assert first.text.startswith("江苏：")


def test_another_province_has_no_word_in_it() -> None:
    for at, question in wanted(case_of("qingcloud-new-access")):
        found = why(case_of("qingcloud-new-access"), at, question)
        provinces = {p for p in BOOK.names("provinces") if p != "jiangsu"}
        assert not [r for r in rules(found) if any(r.startswith(f"{p}-") for p in provinces) and _is_place_rule(r)], at


def _is_place_rule(id_: str) -> bool:
    return any(rule.kind == "province-rule" for rule in find(BOOK, id_))


def test_rules_for_individuals_are_not_told_to_organizations() -> None:
    assert "personal-content" not in rules(of(case_of("qingcloud-new-access"), "site[0].content_types"))
    person = of(case_of("aliyun-first-filing-individual"), "site[0].content_types")
    assert "personal-content" in [*rules(person), *[line.rule for line in person._all]]


def test_the_local_rule_is_named_with_the_question() -> None:
    case = case_of("qingcloud-new-access")
    question = of_path("principal.mobile")
    assert question is not None
    line = local(case, question)
    assert line is not None
    assert line.rule == "jiangsu-phone-org"
    note = of_path("filing.note")
    assert note is not None
    assert local(case, note) is None


def test_the_limit_of_the_own_provider_only() -> None:
    case = case_of("tencent-new-site")
    assert "tencent-resource-months" in rules(of(case, "site[0].resource_months"))
    assert "aliyun-resource-months" not in rules(of(case, "site[0].resource_months"))


def test_a_declaration_tells_the_rejection_it_prevents() -> None:
    found = of(case_of("aliyun-first-filing-individual"), "declarations.sms_ready")
    assert found.lines[0].rule == "sms-not-received"
    assert "收不到核验短信" in found.lines[0].text


def test_without_a_type_only_what_all_types_ask_is_said() -> None:
    found = of(case_of(), "site[0].name")
    assert "可能的几种类型都要填" in found.lines[0].text
    assert of(case_of(), "subject.seal").lines == ()  # not known yet to be asked: nothing is claimed


def test_facts_have_reasons_too() -> None:
    for id_ in fact_names(BOOK):
        found = why_fact(case_of(), id_)
        assert found is not None
        assert found.label
        assert found.lines[0].sources
    assert why_fact(case_of(), "nothing") is None
    fact = why_fact(case_of(), "order_in_progress")
    assert fact is not None
    assert "subject-conflict" in rules(fact)


def test_the_words_cost_no_reading_of_the_rule_book() -> None:
    found = of(case_of("qingcloud-new-access"), "site[0].name")
    assert "lines" not in vars(found)
    assert found.lines
    assert "lines" in vars(found)
    assert found.more >= 0


def test_a_line_as_json() -> None:
    line = of(case_of("qingcloud-new-access"), "subject.province").lines[0].as_json()
    assert set(line) == {"kind", "text", "rule", "sources", "confidence", "age_days"}
