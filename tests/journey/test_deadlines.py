"""Every deadline: when it begins, when it ends, whom it binds and who says so."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from journey_cases import BOOK, CHINA, at, case_of

from icpctl.journey import Deadline, deadlines, due_now, next_items
from icpctl.journey.left import left
from icpctl.wording import set_language

EVENTS = [r.id for r in BOOK.all("event") if r.id not in BOOK.file("vocabulary")["event"]["not_markable"]]
FILED = (
    ("provider-submitted", "2026-11-02T10:00"),
    ("provider-passed", "2026-11-03T10:00"),
    ("sms-code-sent", "2026-11-04T10:00"),
    ("sms-verified", "2026-11-04T11:00"),
    ("approved", "2026-11-14T10:00"),
)
OPENED = (*FILED, ("site-opened", "2026-11-15T08:00"))


def found(provider: str, *events: tuple[str, str], now: str = "2026-11-22T10:00", type_: str = "first-filing", **parts):
    return {d.id: d for d in deadlines(case_of(type_, provider, *events, **parts), at(now))}


def test_without_events_nothing_is_due():
    assert found("aliyun") == {}


def test_the_sms_is_due_24_hours_after_the_code_to_the_minute():
    sms = found("huawei", *FILED[:3], now="2026-11-05T10:00")["sms-verification"]
    assert sms.due == at("2026-11-05T10:00")
    assert (sms.hard, sms.binds, sms.overdue, sms.to_the_minute) == (True, "applicant", False, True)
    assert found("huawei", *FILED[:3], now="2026-11-05T10:00:01")["sms-verification"].overdue
    assert "sms-verification" not in found("huawei", *FILED[:4])


def test_a_code_sent_again_does_not_lengthen_the_term_but_one_after_it_begins_a_new_one():
    again = found("huawei", *FILED[:3], ("sms-code-sent", "2026-11-04T22:00"))["sms-verification"]
    assert again.due == at("2026-11-05T10:00")
    later = found("huawei", *FILED[:3], ("sms-code-sent", "2026-11-06T09:30"))["sms-verification"]
    assert later.due == at("2026-11-07T09:30")


@pytest.mark.parametrize(
    ("provider", "step", "events", "earliest", "due"),
    [
        # 2026-11-02 is a Monday.
        ("qingcloud", "provider-initial-review", FILED[:1], "2026-11-03T10:00", "2026-11-04T10:00"),
        ("aliyun", "provider-initial-review", FILED[:1], None, "2026-11-03T10:00"),
        ("tencent", "submit-to-bureau", FILED[:2], "2026-11-04T10:00", "2026-11-06T10:00"),
        ("huawei", "bureau-review", FILED[:4], "2026-11-05T11:00", "2026-12-02T11:00"),
        ("huawei", "provider-sync", FILED, "2026-11-14T11:00", "2026-11-14T12:00"),
    ],
)
def test_how_long_others_take_is_a_window_in_working_days(provider, step, events, earliest, due):
    one = found(provider, *events)[step]
    assert (one.kind, one.hard, one.overdue) == ("window", False, False)
    assert one.due == at(due)
    assert one.earliest == (at(earliest) if earliest else None)


def test_new_year_and_spring_festival_are_no_working_days():
    submitted = (("provider-submitted", "2026-02-13T10:00"),)
    one = found("huawei", *submitted, now="2026-02-14T10:00")["provider-initial-review"]
    # 14 February 2026 is a Saturday that is worked; the holiday is from the 15th to the 23rd.
    assert one.earliest == at("2026-02-14T10:00")
    assert one.due == at("2026-02-24T10:00")
    assert not one.provisional


def test_beyond_the_announced_years_weekdays_are_counted_and_it_says_so():
    one = found("huawei", ("provider-submitted", "2050-01-03T10:00"), now="2050-01-03T11:00")["provider-initial-review"]
    assert one.provisional


def test_somebody_else_s_lateness_is_not_the_applicant_s():
    one = found("huawei", *FILED[:4], now="2027-03-01T10:00")["bureau-review"]
    assert one.late
    assert not one.overdue
    assert "不是" not in one.because
    assert "20 个工作日内" in one.because


def test_who_says_what_is_told():
    one = found("ucloud", *FILED[:4], province="zhejiang")["bureau-review"]
    assert "UCloud：3-20 个工作日" in one.because
    assert "一般说法：1-20 个工作日" in one.because
    assert one.sources


def test_footer_at_opening_and_public_security_within_30_days():
    here = found("huawei", *OPENED, now="2026-11-15T20:00")
    assert here["footer-number"].due == at("2026-11-15T08:00")
    assert not here["footer-number"].overdue  # the day counts, not the minute
    assert here["public-security-filing"].due == at("2026-12-15T08:00")
    later = found("huawei", *OPENED, now="2026-11-16T00:01")
    assert later["footer-number"].overdue
    done = found("huawei", *OPENED, ("footer-number", "2026-11-15T09:00"), ("public-security-filing", "2026-11-20T09:00"))
    assert not {"footer-number", "public-security-filing"} & set(done)


def test_the_public_security_footer_is_due_30_days_after_its_approval():
    here = found("huawei", *OPENED, ("public-security-approved", "2026-11-30T09:00"))
    assert here["public-security-footer"].due == at("2026-12-30T09:00")
    assert "public-security-filing" not in here


def test_the_data_code_lasts_30_days_and_is_of_no_use_once_filed():
    code = ("data-code-issued", "2026-11-16T09:00")
    assert found("ucloud", *OPENED, code)["public-security-data-code"].due == at("2026-12-16T09:00")
    assert "public-security-data-code" not in found("ucloud", *OPENED, code, ("public-security-filing", "2026-11-17T09:00"))


def test_what_holds_only_in_some_cases_is_never_overdue():
    one = found("huawei", *OPENED, now="2027-06-01T10:00")["security-assessment"]
    assert (one.optional, one.late, one.overdue) == (True, True, False)


def test_an_order_lapses_only_where_the_provider_says_so():
    assert found("tencent", *FILED[:2])["order-lapse"].due == at("2026-12-18T10:00")
    assert found("ucloud", *FILED[:2])["order-lapse"].due == at("2027-05-03T10:00")
    assert "order-lapse" not in found("huawei", *FILED[:2])
    assert "order-lapse" not in found("tencent", *FILED)
    moved = found("tencent", *FILED[:2], ("order-last-updated", "2026-11-10T10:00"))
    assert moved["order-lapse"].due == at("2026-12-25T10:00")
    rejected = found("tencent", *FILED[:2], ("rejected", "2026-11-05T10:00"))
    assert rejected["fix-and-resubmit"].due == at("2026-12-20T10:00")
    assert "order-lapse" not in rejected
    assert "fix-and-resubmit" not in found(
        "tencent", *FILED[:1], ("rejected", "2026-11-05T10:00"), ("provider-submitted", "2026-11-06T10:00")
    )


def test_a_change_is_filed_30_days_before_and_at_the_latest_when_it_happens():
    planned = found("huawei", *OPENED, ("info-change-planned", "2027-03-01T00:00"))["report-changes"]
    assert planned.due == at("2027-01-30T00:00")
    changed = found("huawei", *OPENED, ("info-changed", "2026-11-20T10:00"), now="2026-11-21T10:00")["report-changes"]
    assert (changed.due, changed.overdue) == (at("2026-11-20T10:00"), True)
    assert "report-changes" not in found(
        "huawei", *OPENED, ("info-changed", "2026-11-20T10:00"), ("report-changes", "2026-11-20T11:00")
    )
    again = (("info-changed", "2026-11-20T10:00"), ("report-changes", "2026-11-20T11:00"), ("info-changed", "2026-12-01T10:00"))
    assert found("huawei", *OPENED, *again)["report-changes"].due == at("2026-12-01T10:00")


def test_the_yearly_report_is_due_at_the_end_of_march_of_every_year():
    permit = ("operating-licence", "2026-12-01T10:00")
    assert "operating-licence-annual-report" not in found("huawei", *OPENED)
    report = found("huawei", *OPENED, permit)["operating-licence-annual-report"]
    assert report.due == at("2027-03-31T23:59")
    done = found("huawei", *OPENED, permit, ("operating-licence-annual-report", "2027-02-01T10:00"))
    assert done["operating-licence-annual-report"].due == at("2028-03-31T23:59")


def test_a_notice_says_itself_how_long():
    one = found("huawei", *OPENED, ("bureau-notice", "2026-11-20T10:00"))["annual-check"]
    assert (one.due, one.hard) == (None, True)
    assert "以通知所写期限为准" in one.because


def test_what_runs_out_is_told_with_its_path_and_a_person_s_day_is_marked_private():
    parts = {
        "principal": {"cert_valid_to": "2027-01-10"},
        "site": [{"domains": ["example.com"], "domain_expires_on": "2027-10-01", "principal": {"same_as_subject": True}}],
        "document": [{"id": "pre-approval-license", "file": "files/a.jpg", "valid_to": "2026-12-31"}],
    }
    here = found("huawei", **parts)
    assert {k: str(d.due) for k, d in here.items()} == {
        "expiry:document[0].valid_to": "2026-12-31 23:59:00+08:00",
        "expiry:principal.cert_valid_to": "2027-01-10 23:59:00+08:00",
        "expiry:site[0].domain_expires_on": "2027-10-01 23:59:00+08:00",
    }
    assert [d.private for d in here.values()] == [False, True, False]
    parts["principal"] = {"cert_valid_to": "2040-01-10"}
    steps = [i.step for i in next_items(case_of("first-filing", "huawei", **parts), at("2026-11-22T10:00"))]
    assert "expiry:principal.cert_valid_to" not in steps
    assert "expiry:site[0].domain_expires_on" in steps


def test_a_cancelled_filing_has_nothing_left():
    ended = (*OPENED, ("service-ended", "2026-11-20T10:00"))
    assert found("huawei", *ended, now="2026-11-21T10:00")["end-service"].overdue
    case = case_of("first-filing", "huawei", *ended, ("end-service", "2026-11-20T12:00"))
    assert deadlines(case) == []
    assert next_items(case) == []


def test_a_rejection_voids_what_was_due_at_the_provider_and_the_bureau():
    here = found("huawei", *FILED[:3], ("rejected", "2026-11-05T12:00"))
    assert here == {}


def test_an_item_tells_the_place_and_the_evidence():
    now = at("2026-11-02T12:00")
    sms = next(i for i in next_items(case_of("first-filing", "huawei", *FILED[:3]), now) if i.step == "sms-verification")
    assert "https://beian.miit.gov.cn/#/Integrated/ComplaintA" in sms.places
    assert "短信原文" in sms.evidence
    review = next(
        i for i in next_items(case_of("first-filing", "tencent", *FILED[:1]), now) if i.step == "provider-initial-review"
    )
    assert any("console.cloud.tencent.com/beian" in p for p in review.places)
    assert any("95716" in p for p in review.places)


def test_now_is_what_is_due_or_the_one_step_to_do():
    now = at("2026-11-04T12:00")
    assert [i.step for i in due_now(next_items(case_of("first-filing", "huawei", *FILED[:3]), now), now)] == ["sms-verification"]
    now = at("2026-11-14T12:00")
    steps = [i.step for i in due_now(next_items(case_of("first-filing", "aliyun", *FILED), now), now)]
    assert steps == ["provider-sync", "resolve-dns"]


@pytest.mark.parametrize(
    ("seconds", "exact", "zh", "en"),
    [
        (5 * 3600 + 20 * 60, True, "还剩 5 小时 20 分", "5 hours 20 minutes left"),
        (59, True, "还剩 0 分", "0 minutes left"),
        (3600, True, "还剩 1 小时", "1 hour left"),
        (-61, True, "已过期 1 分", "overdue by 1 minute"),
        (3 * 86400 + 3600, True, "还剩 3 天 1 小时", "3 days 1 hour left"),
        (3600, False, "今天截止", "due today"),
        (86400, False, "还剩 1 天", "1 day left"),
        (-2 * 86400, False, "已过期 2 天", "overdue by 2 days"),
    ],
)
def test_the_time_left_in_words(seconds: int, exact: bool, zh: str, en: str):
    now = at("2026-11-22T10:00")
    due = now + dt.timedelta(seconds=seconds)
    assert left(due, now, to_the_minute=exact) == zh
    set_language("en")
    try:
        assert left(due, now, to_the_minute=exact) == en
    finally:
        set_language("zh")


MOMENTS = st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2030, 1, 1), timezones=st.just(CHINA))  # noqa: DTZ001


def trigger(one: Deadline, events: list[tuple[str, dt.datetime]]) -> dt.datetime:
    """The earliest event from which a deadline may be counted."""
    return min(t for _, t in events)


@settings(deadline=None, max_examples=200)
@given(
    events=st.lists(st.tuples(st.sampled_from(EVENTS), MOMENTS), min_size=1, max_size=9),
    type_=st.sampled_from(["first-filing", "new-access", "app-filing", "change-filing", "cancel-subject"]),
    provider=st.sampled_from(["aliyun", "tencent", "huawei", "qingcloud", "ucloud"]),
)
def test_no_deadline_lies_before_what_it_is_counted_from(events, type_, provider):
    told = [{"event": e, "at": t} for e, t in events]
    case = case_of(type_, provider, event=told)
    here = deadlines(case, at("2026-11-22T10:00"))
    assert len({d.id for d in here}) == len(here)
    for one in here:
        if one.due is None or (one.id == "report-changes" and "info-change-planned" in [e for e, _ in events]):
            continue
        assert one.due >= trigger(one, events)
        assert one.because
        assert one.sources
        if one.kind == "window":
            assert not one.hard
            assert not one.overdue
