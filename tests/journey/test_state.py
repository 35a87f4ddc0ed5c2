"""Where a filing stands, by its events and by nothing else."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from journey_cases import BOOK, at, case_of

from icpctl.draft import Event
from icpctl.journey import state_of

SENT = (
    ("provider-submitted", "2026-11-02T10:00"),
    ("provider-passed", "2026-11-03T10:00"),
    ("sms-code-sent", "2026-11-04T10:00"),
)
FILED = (*SENT, ("sms-verified", "2026-11-04T11:00"), ("approved", "2026-11-14T10:00"))
EVENTS = [r.id for r in BOOK.all("event")]


def stands(provider: str, *events: tuple[str, str], type_: str = "first-filing") -> str:
    return state_of(case_of(type_, provider, *events)).id


def test_without_events_it_is_a_draft():
    here = state_of(case_of("first-filing", "huawei"))
    assert (here.id, here.name, here.since, here.round, here.in_order) == ("draft", "草稿中", None, 1, False)


@pytest.mark.parametrize("count", range(1, 6))
def test_it_stands_at_the_last_event_of_the_way(count: int):
    assert stands("huawei", *FILED[:count]) == FILED[count - 1][0]


def test_events_beside_the_way_do_not_move_it():
    assert stands("huawei", *FILED, ("provider-notice", "2026-11-20T10:00"), ("info-changed", "2026-11-21T10:00")) == "approved"


def test_after_the_approval_the_furthest_counts():
    early = (*FILED[:2], ("site-opened", "2026-11-03T12:00"))
    assert stands("qingcloud", *early, type_="new-access") == "provider-passed"
    assert stands("qingcloud", *early, *FILED[2:], type_="new-access") == "site-opened"
    assert stands("huawei", *FILED, ("site-opened", "2026-11-15T10:00")) == "site-opened"


@pytest.mark.parametrize(
    ("provider", "events", "own"),
    [
        ("huawei", (), "待完善备案信息"),
        ("huawei", FILED[:1], "等待初审"),
        ("huawei", FILED[:2], "待提交管局"),
        ("huawei", FILED[:4], "待管局审核"),
        ("huawei", FILED, "已备案"),
        ("huawei", (*FILED[:1], ("rejected", "2026-11-05T10:00")), "初审驳回"),
        ("huawei", (*FILED[:4], ("rejected", "2026-11-05T10:00")), "管局驳回"),
        ("huawei", (*FILED[:1], ("rejected", "2026-11-05T10:00"), ("provider-submitted", "2026-11-06T10:00")), "已修改待审核"),
        ("wechat", FILED[:3], "管局审核中"),
        ("wechat", (*FILED[:1], ("rejected", "2026-11-05T10:00")), "平台审核驳回"),
        ("qingcloud", FILED[:1], ""),
    ],
)
def test_the_provider_s_own_word_for_it(provider: str, events: tuple[tuple[str, str], ...], own: str):
    assert state_of(case_of("first-filing", provider, *events)).provider_name == own


def test_a_rejection_ends_a_round_and_a_resubmission_keeps_its_history():
    case = case_of("first-filing", "huawei", *FILED[:2], ("rejected", "2026-11-05T10:00"))
    case.draft.event[-1].note = "网站名称不规范"
    here = state_of(case)
    assert [(r.number, r.rejected_by, r.reason) for r in here.rounds] == [(1, "provider", "网站名称不规范")]
    assert not {"provider-submitted", "provider-passed"} & set(here.happened)
    again = [*case.draft.event, Event("provider-submitted", at("2026-11-06T10:00"))]
    case = case_of("first-filing", "huawei", event=[{"event": e.event, "at": e.at, "note": e.note} for e in again])
    here = state_of(case)
    assert (here.id, here.round, len(here.rounds)) == ("provider-submitted", 2, 2)
    assert here.rounds[0].reason == "网站名称不规范"
    assert here.rounds[1].rejected is None


def test_where_the_provider_reviews_twice_the_first_pass_asks_for_the_materials():
    case = case_of("new-access", "qingcloud", *FILED[:2])
    assert state_of(case).id == "provider-passed"
    assert state_of(case).name == "初审已通过，待上传资料"
    both = (*FILED[:2], ("materials-uploaded", "2026-11-03T12:00"), ("provider-passed", "2026-11-03T18:00"))
    assert state_of(case_of("new-access", "qingcloud", *both)).name == "服务商已通过，待提交管局"


def test_two_events_at_one_time_keep_the_order_in_which_they_were_recorded():
    same = "2026-11-02T10:00"
    assert stands("huawei", ("provider-submitted", same), ("provider-passed", same)) == "provider-passed"
    assert stands("huawei", ("provider-submitted", same), ("rejected", same)) == "rejected"
    assert (
        stands("huawei", ("provider-submitted", same), ("rejected", same), ("provider-submitted", same)) == "provider-submitted"
    )


def test_a_time_without_its_zone_is_china_time():
    naive = [{"event": "sms-code-sent", "at": dt.datetime(2026, 11, 4, 10)}]  # noqa: DTZ001
    assert state_of(case_of("first-filing", "huawei", event=naive)).since == at("2026-11-04T10:00")


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.tuples(st.sampled_from(EVENTS), st.datetimes()), max_size=8),
    st.sampled_from(["first-filing", "new-access", "cancel-access", None]),
    st.sampled_from(["huawei", "qingcloud", "wechat", None]),
)
def test_any_events_give_a_state(events: list[tuple[str, dt.datetime]], type_: str | None, provider: str | None):
    told = [{"event": e, "at": t} for e, t in events]
    here = state_of(case_of(type_, provider, event=told))
    assert here.id == "draft" or here.id in EVENTS
    assert here.name
    assert [r.number for r in here.rounds] == list(range(1, len(here.rounds) + 1))
    assert all(r.rejected for r in here.rounds[:-1])
