"""The steps of a filing, what is said of them, and what is left of them after events."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icpctl.case import Case
from icpctl.draft import from_dict
from icpctl.journey import Plan, PlannedStep, next_items, plan
from icpctl.journey.mentions import plain
from icpctl.journey.times import newest
from icpctl.rules import Book
from icpctl.wording import set_language

BOOK = Book()
DAY = dt.date(2026, 11, 22)
NAME = "南京示例科技有限公司"
EVENTS = [r.id for r in BOOK.all("event")]


def case_of(type_: str | None, provider: str | None = None, province: str = "jiangsu", **parts: Any) -> Case:
    filing = {k: v for k, v in {"type": type_, "provider": provider}.items() if v}
    subject = {"nature": "enterprise", "name": NAME, "province": province}
    return Case(from_dict({"schema": 1, "name": "example", "filing": filing, "subject": subject, **parts}, "t"), BOOK, DAY)


def steps(way: Plan) -> dict[str, PlannedStep]:
    return {s.id: s for s in way.steps}


def left(type_: str, provider: str, *events: tuple[str, str]) -> list[str]:
    told = [{"event": e, "at": dt.datetime.fromisoformat(at)} for e, at in events]
    return [i.step for i in next_items(case_of(type_, provider, event=told))]


@pytest.fixture
def qingcloud() -> Plan:
    return plan(case_of("new-access", "qingcloud"))


def test_qingcloud_reviews_twice_and_both_take_one_to_two_working_days(qingcloud: Plan):
    found = steps(qingcloud)
    for id_ in ("provider-initial-review", "provider-second-review"):
        assert found[id_].duration == "1-2 个工作日"
        assert not found[id_].optional
        assert found[id_].said_by[0].who == "青云"


@pytest.mark.parametrize("provider", ["aliyun", "huawei", "tencent", "ucloud", None])
def test_no_other_provider_reviews_twice(provider: str | None):
    assert "provider-second-review" not in steps(plan(case_of("new-access", provider)))


def test_the_sms_must_be_answered_within_24_hours(qingcloud: Plan):
    sms = steps(qingcloud)["sms-verification"]
    assert sms.deadline is not None
    assert (sms.deadline.length, sms.deadline.unit, sms.deadline.hard) == (24, "hours", True)
    assert "24 小时内" in sms.deadline.text
    assert sms.recipients == ("网站或 App 负责人",)
    assert any("可错 5 次" in a for a in sms.actions)


def test_both_principals_get_the_sms_in_a_first_filing():
    sms = steps(plan(case_of("first-filing", "aliyun")))["sms-verification"]
    assert sms.recipients == ("主体负责人", "网站或 App 负责人")


def test_the_bureau_takes_1_to_20_working_days_and_who_says_otherwise_is_shown(qingcloud: Plan):
    review = steps(qingcloud)["bureau-review"]
    assert review.duration == "1-20 个工作日"
    assert "3-20 个工作日" in [r.text for r in review.said_by]
    assert all(r.sources for r in review.said_by)
    assert len({(r.min, r.max, r.unit) for r in review.said_by}) == len(review.said_by)


def test_a_bureau_s_own_time_is_shown():
    review = steps(plan(case_of("first-filing", "aliyun", "beijing")))["bureau-review"]
    assert ("北京市通信管理局", "10-14 个工作日") in [(r.who, r.text) for r in review.said_by]


def test_jiangsu_s_footer_names_the_number_the_link_and_the_subject(qingcloud: Plan):
    footer = steps(qingcloud)["footer-number"]
    assert any("https://beian.miit.gov.cn/" in a for a in footer.actions)
    assert any(f"版权所有 {NAME}" in a for a in footer.actions)
    assert any("“-数字”后缀" in a for a in footer.actions)


def test_guangdong_wants_the_number_of_the_subject():
    actions = " ".join(steps(plan(case_of("new-access", "qingcloud", "guangdong")))["footer-number"].actions)
    assert "主体备案号" in actions
    assert "版权所有" not in actions
    assert "江苏" not in actions


def test_the_name_of_an_individual_is_in_no_step():
    subject = {"nature": "individual", "name": "王示例", "province": "jiangsu"}
    way = plan(case_of("first-filing", "aliyun", subject=subject))
    assert "王示例" not in str(way.as_json())
    assert any("（主办单位名称）" in a for a in steps(way)["footer-number"].actions)


def test_public_security_within_30_days_of_opening(qingcloud: Plan):
    deadline = steps(qingcloud)["public-security-filing"].deadline
    assert deadline is not None
    assert (deadline.from_event, deadline.length, deadline.unit) == ("site-opened", 30, "calendar_days")


def test_access_during_review_and_the_warning_about_the_old_access(qingcloud: Plan):
    assert "初审通过后可解析" in qingcloud.access_during_review
    assert "先接入成功，再去取消原接入" in qingcloud.warnings[0]
    notes = steps(qingcloud)["resolve-dns"].notes
    assert any("接入备案在“服务商初审”之后即可开始" in n for n in notes)
    assert steps(qingcloud)["cancel-old-access"].optional


def test_uploads_come_before_the_submission_where_the_provider_wants_them_so():
    order = [s.id for s in plan(case_of("first-filing", "huawei")).steps]
    assert order.index("upload-materials") < order.index("truth-verification") < order.index("submit-order")
    order = [s.id for s in plan(case_of("first-filing", "qingcloud")).steps]
    assert order.index("provider-initial-review") < order.index("upload-materials") < order.index("truth-verification")


def test_notes_about_other_providers_are_left_out():
    for provider, others in (("aliyun", ("UCloud: 超过",)), ("ucloud", ("腾讯云: 订单",))):
        notes = steps(plan(case_of("first-filing", provider)))["submit-order"].notes
        assert not any(n.startswith(others) for n in notes)


def test_a_deadline_of_one_provider_binds_nobody_else():
    assert steps(plan(case_of("first-filing", "tencent")))["fix-and-resubmit"].deadline is not None
    assert steps(plan(case_of("first-filing", "huawei")))["fix-and-resubmit"].deadline is None


def test_claiming_is_a_way_only_where_a_provider_describes_it():
    assert [s.id for s in plan(case_of("claim-filing", "huawei")).steps] == ["claim-filing"]
    assert not plan(case_of("claim-filing", "huawei")).steps[0].optional
    assert not plan(case_of("claim-filing", "tencent")).sourced
    assert steps(plan(case_of("new-access", "huawei")))["claim-filing"].optional


@pytest.mark.parametrize("type_", ["quick-app-filing", "cancel-access", "cancel-shell-subject", "transfer-filing"])
def test_no_step_is_made_up(type_: str):
    way = plan(case_of(type_, "huawei"))
    assert not way.sourced
    assert way.steps == ()
    assert "没有来源" in way.text
    assert "江苏省通信管理局" in way.text
    assert any("950808" in c for c in way.contacts)
    assert next_items(case_of(type_, "huawei")) == []


def test_an_open_type_says_so():
    way = plan(case_of(None))
    assert (way.sourced, way.steps) == (False, ())
    assert "类型" in way.text


def test_with_no_events_every_step_is_left():
    case = case_of("new-access", "qingcloud")
    assert [i.step for i in next_items(case)] == [s.id for s in plan(case).steps]
    assert all(i.due is None and not i.overdue for i in next_items(case))


def test_what_comes_before_a_started_step_is_finished():
    remaining = left("new-access", "qingcloud", ("provider-submitted", "2026-11-20T10:00:00+08:00"))
    assert remaining[0] == "provider-initial-review"
    assert not {"fill-draft", "submit-order"} & set(remaining)


def test_a_recorded_sms_has_its_due_time_and_comes_first():
    event = {"event": "sms-code-sent", "at": dt.datetime.fromisoformat("2026-11-20T10:00:00+08:00")}
    item = next_items(case_of("new-access", "qingcloud", event=[event]))[0]
    assert item.step == "sms-verification"
    assert item.as_json()["due"] == "2026-11-21T10:00:00+08:00"
    assert item.overdue
    assert item.hard
    done = left("new-access", "qingcloud", ("sms-code-sent", "2026-11-20T10:00"), ("sms-verified", "2026-11-20T11:00"))
    assert "sms-verification" not in done


def test_public_security_is_due_30_days_after_the_opening():
    event = {"event": "site-opened", "at": dt.datetime.fromisoformat("2026-11-20T10:00:00+08:00")}
    items = {i.step: i for i in next_items(case_of("new-access", "qingcloud", event=[event]))}
    assert items["public-security-filing"].as_json()["due"] == "2026-12-20T10:00:00+08:00"
    assert items["footer-number"].overdue
    assert "bureau-review" not in items


def test_the_bureau_s_window_is_counted_in_working_days_and_is_not_the_applicant_s_term():
    event = {"event": "sms-verified", "at": dt.datetime.fromisoformat("2026-11-20T10:00:00+08:00")}
    item = next(i for i in next_items(case_of("new-access", "qingcloud", event=[event])) if i.step == "bureau-review")
    assert item.due == dt.datetime.fromisoformat("2026-12-18T10:00:00+08:00")
    assert (item.kind, item.hard, item.overdue) == ("window", False, False)
    assert "青云：1-20 个工作日" in item.because
    assert "3-20 个工作日" in item.because


def test_a_rejection_takes_the_filing_back_to_the_submission():
    told = (("draft-complete", "2026-11-01T10:00"), ("provider-submitted", "2026-11-02T10:00"),
            ("provider-passed", "2026-11-03T10:00"), ("rejected", "2026-11-04T10:00"))  # fmt: skip
    remaining = left("new-access", "qingcloud", *told)
    assert {"submit-order", "provider-initial-review", "fix-and-resubmit"} <= set(remaining)
    assert "fill-draft" not in remaining
    again = left("new-access", "qingcloud", *told, ("provider-submitted", "2026-11-05T10:00"))
    assert "submit-order" not in again


def test_items_have_the_keys_of_the_manual():
    wanted = {"draft", "step", "name", "action", "due", "overdue", "hard", "because", "sources"}
    assert all(wanted <= set(i.as_json()) for i in next_items(case_of("first-filing", "aliyun")))


def test_texts_do_not_send_the_reader_to_a_file_he_has_not():
    assert plain("对照 rejections.toml 修改") == "对照 驳回原因（icpctl reject） 修改"
    assert plain("记录里的手机（UCloud，见 sms.toml；华为云）") == "记录里的手机（UCloud；华为云）"
    for language in ("zh", "en"):
        set_language(language)
        try:
            ways = [plan(case_of(t, "ucloud", "hubei")).as_json() for t in BOOK.names("filing-types")]
        finally:
            set_language("zh")
        for way in ways:
            said = [w for s in way["steps"] for w in (*s["actions"], *s["notes"])]
            assert not any(".toml" in w for w in said)


@pytest.mark.parametrize(
    ("text", "day"),
    [("2026-05-27; undated (2024-2025)", "2026-05-27"), ("undated (2022)", ""), ("2022; 2023-09", "2023-09")],
)
def test_the_newest_day_of_a_date_text(text: str, day: str):
    assert newest(text) == day


@settings(deadline=None, max_examples=200)
@given(
    type_=st.sampled_from(BOOK.names("filing-types")),
    provider=st.sampled_from([*BOOK.names("providers"), "other", None]),
    province=st.sampled_from([*BOOK.names("provinces"), "unknown"]),
    nature=st.sampled_from(["individual", "enterprise"]),
    events=st.lists(st.tuples(st.sampled_from(EVENTS), st.datetimes())),
)
def test_any_draft_has_a_way(type_, provider, province, nature, events):
    subject = {"nature": nature, "province": province}
    told = [{"event": e, "at": at} for e, at in events]
    case = case_of(type_, provider, subject=subject, event=told)
    way = plan(case)
    ids = [s.id for s in way.steps]
    assert len(ids) == len(set(ids))
    assert [s.order for s in way.steps] == list(range(1, len(ids) + 1))
    assert all(set(s.after) <= set(ids) and s.sources and s.actions for s in way.steps)
    assert way.sourced == bool(ids)
    items = next_items(case)
    assert {i.step for i in items} <= {*ids, "order-lapse"}
    order = [(not i.overdue, i.due is None, i.due.timestamp() if i.due else 0) for i in items]
    assert order == sorted(order)


@pytest.mark.parametrize("type_", BOOK.names("filing-types"))
def test_every_step_comes_after_those_it_needs(type_: str):
    for provider in (*BOOK.names("providers"), None):
        for province in ("jiangsu", "guangdong"):
            way = plan(case_of(type_, provider, province))
            order = [s.id for s in way.steps]
            for step in way.steps:
                assert all(order.index(a) < order.index(step.id) for a in step.after)
