"""What is suggested: only what follows, or what the last draft of the same subject says; never written by itself."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icpctl import values
from icpctl.answers.suggest import Suggestion, earlier_draft, facts_of_id, suggestion
from icpctl.case import Case
from icpctl.draft import Draft, copy, get
from icpctl.examples import load, titles
from icpctl.fields.resident import check_character
from icpctl.needs import wanted
from icpctl.questions import BY_PATH, place
from icpctl.rules import Book
from icpctl.values import assign
from icpctl.wording import set_language

BOOK, DAY = Book(), dt.date(2026, 11, 22)
EXAMPLES = [id_ for id_, _ in titles()]


def resident(region: str, born: str = "19900307", sequence: str = "001") -> str:
    body = f"{region}{born}{sequence}"
    return body + check_character(body)


def case_of(example: str = "", **given: Any) -> Case:
    draft = Draft()
    if example:
        answers, facts = load(example)
        values.assign(draft, answers, BOOK, DAY)
        for key, value in facts.items():
            setattr(draft.filing.facts, key, value)
    values.assign(draft, {k.replace("__", "."): v for k, v in given.items()}, BOOK, DAY)
    return Case(draft, BOOK, DAY)


def said(case: Case, at: str, earlier: Draft | None = None) -> Any:
    found = suggestion(case, at, earlier)
    return found.value if found else None


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("example", EXAMPLES)
def test_suggestions_are_answers_with_reasons_and_write_nothing(example: str, language: str) -> None:
    set_language(language)
    full = case_of(example)
    for at, _ in wanted(full):
        draft = copy(full.draft)
        assign(draft, {at: ""}, BOOK, DAY)
        before = copy(draft)
        case = Case(draft, BOOK, DAY)
        for earlier in (None, full.draft):
            found = suggestion(case, at, earlier)
            assert draft == before
            if found is not None:
                assert found.because
                assert "{" not in found.because
                assign(draft, {at: found.value}, BOOK, DAY)
                assert get(draft, at) == found.value
                draft = copy(before)
                case = Case(draft, BOOK, DAY)


def test_nothing_is_suggested_where_nothing_follows() -> None:
    empty = Case(Draft(), BOOK, DAY)
    usual = {"site[].service_types", "site[].languages"}
    for path in BY_PATH:
        if path not in usual and not path.endswith("same_as_subject"):
            assert suggestion(empty, place(path)) is None, path


@pytest.mark.parametrize(
    "path", ["site[0].name", "app[0].name", "principal.emergency_phone", "principal.mobile", "site[0].domain_holder"]
)
def test_names_phones_and_facts_of_the_domain_are_never_made_up(path: str) -> None:
    for example in EXAMPLES:
        case = case_of(example)
        if not (path.startswith("app") and not case.draft.app) and not (path.startswith("site") and not case.draft.site):
            assign(case.draft, {path: ""}, BOOK, DAY)
            assert suggestion(Case(case.draft, BOOK, DAY), path) is None


def test_declarations_are_never_suggested() -> None:
    earlier = case_of("aliyun-first-filing-individual").draft
    earlier.declarations.sms_ready = True
    for path in BY_PATH:
        if path.startswith("declarations."):
            assert suggestion(case_of("aliyun-first-filing-individual"), path, earlier) is None


def test_the_home_page_follows_from_the_domain() -> None:
    case = case_of("qingcloud-new-access")
    assign(case.draft, {"site[0].home_url": ""}, BOOK, DAY)
    domain = case.draft.site[0].domains[0]
    assert suggestion(Case(case.draft, BOOK, DAY), "site[0].home_url") == Suggestion(f"www.{domain}", "按第一个域名")


def test_province_city_and_district_from_an_individuals_number() -> None:
    case = case_of(subject__nature="individual", principal__cert_number=resident("320102"))
    assert said(case, "subject.province") == "jiangsu"
    assign(case.draft, {"subject.province": "jiangsu"}, BOOK, DAY)
    assert said(Case(case.draft, BOOK, DAY), "subject.city") == "南京市"
    assign(case.draft, {"subject.province": "zhejiang"}, BOOK, DAY)
    assert said(Case(case.draft, BOOK, DAY), "subject.city") is None


def test_a_municipality_is_its_own_city() -> None:
    case = case_of(subject__nature="individual", subject__province="beijing", principal__cert_number=resident("110108"))
    assert said(case, "subject.city") == "北京市"
    assert said(case, "subject.district") == "海淀区"
    elsewhere = case_of(subject__nature="individual", subject__province="beijing", principal__cert_number=resident("320102"))
    assert said(elsewhere, "subject.city") == "北京市"
    assert said(elsewhere, "subject.district") is None


def test_province_from_the_credit_code() -> None:
    given = case_of("qingcloud-new-access").draft.subject
    case = case_of(subject__nature="enterprise", subject__cert_type="business-license", subject__cert_number=given.cert_number)
    found = suggestion(case, "subject.province")
    assert found is not None
    assert found.value == given.province
    assert found.because == "按证件号码里的地区（江苏）"


def test_the_legal_person_where_the_province_says_so() -> None:
    must = case_of(filing__type="first-filing", subject__nature="enterprise", subject__province="zhejiang")
    found = suggestion(must, "principal.is_legal_person")
    assert found is not None
    assert (found.value, found.rule) == (True, "zhejiang-lp")
    may = case_of(filing__type="first-filing", subject__nature="enterprise", subject__province="jiangsu")
    assert suggestion(may, "principal.is_legal_person") is None


def test_who_runs_the_site_where_the_province_says_so() -> None:
    at = "site[0].principal.same_as_subject"
    tianjin = case_of(filing__type="first-filing", subject__nature="enterprise", subject__province="tianjin")
    assert said(tianjin, at) is False
    jiangsu = case_of(
        filing__type="first-filing", subject__nature="enterprise", subject__province="jiangsu", principal__is_legal_person="no"
    )
    found = suggestion(jiangsu, at)
    assert found is not None
    assert (found.value, found.rule) == (True, "jiangsu-lp")


def test_an_individual_needs_no_pre_approval() -> None:
    assert said(case_of(subject__nature="individual"), "site[0].pre_approvals") == ["none"]
    assert said(case_of(subject__nature="enterprise"), "site[0].pre_approvals") is None


def test_a_further_site_stands_beside_the_first() -> None:
    case = case_of("qingcloud-new-access")
    first = case.draft.site[0]
    assert said(case, "site[1].access_method") == first.access_method
    assert said(case, "site[1].languages") == first.languages
    assert said(case, "site[1].languages") is not first.languages
    assert said(case, "site[1].name") is None
    assert said(case, "site[1].domains") is None


def test_the_last_draft_of_the_same_subject() -> None:
    old = case_of("qingcloud-new-access").draft
    old.name = "old"
    new = case_of(
        subject__nature="enterprise", subject__cert_type="business-license", subject__cert_number=old.subject.cert_number
    )
    found = suggestion(new, "subject.name", old)
    assert found == Suggestion(old.subject.name, "照同一主体上次的草稿 old")
    assert said(new, "principal.mobile", old) == old.principal.mobile
    assert said(new, "site[0].name", old) is None
    assert said(new, "subject.services_filed", old) is None
    new.draft.principal.name = "某某某"
    assert said(new, "principal.mobile", old) is None


def test_which_earlier_draft_is_the_same_subject() -> None:
    def draft(name: str, number: str | None, subject: str | None = "甲公司", day: int = 1) -> Draft:
        one = Draft(name=name)
        one.subject.cert_number, one.subject.name = number, subject
        one.filing.updated_at = dt.datetime(2026, 1, day, tzinfo=dt.UTC)
        return one

    me = draft("me", "N1")
    assert earlier_draft([], me) is None
    assert earlier_draft([me], me) is None
    assert earlier_draft([draft("b", "N2")], me) is None  # the same name, another number
    old, new = draft("old", "N1", day=1), draft("new", "N1", "改名后", day=9)
    assert earlier_draft([old, new, me], me) is new
    assert earlier_draft([new, old], me) is new
    byname = draft("c", None)
    assert earlier_draft([byname], me) is byname
    nobody = draft("me", None, None)
    assert earlier_draft([draft("x", None, None), old], nobody) is None


@given(
    st.sampled_from(["110108", "320102", "500101", "659001", "440300"]),
    st.dates(dt.date(1930, 1, 1), dt.date(2008, 1, 1)),
    st.integers(0, 999),
)
@settings(max_examples=60, deadline=None)
def test_what_an_id_number_tells(region: str, born: dt.date, sequence: int) -> None:
    found = facts_of_id(resident(region, born.strftime("%Y%m%d"), f"{sequence:03}"), BOOK)
    assert found is not None
    assert found.born == born
    assert found.sex == ("男" if sequence % 2 else "女")
    assert found.region


def test_the_region_of_an_id_number_in_words() -> None:
    assert facts_of_id(resident("320102"), BOOK) == (dt.date(1990, 3, 7), "男", "江苏南京市")
    beijing = facts_of_id(resident("110108"), BOOK)
    assert beijing is not None
    assert beijing.region == "北京海淀区"
    without = facts_of_id(resident("320102"))
    assert without is not None
    assert without.region == ""
    for wrong in ("", "123", resident("320102")[:-1] + "?", "91320100MA10000175"):
        assert facts_of_id(wrong, BOOK) is None
