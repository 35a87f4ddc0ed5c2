"""`icpctl mark` and `undo`: what is recorded, what is refused and why."""

import datetime as dt
import json
import os
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from journey_cases import BOOK, at, case_of
from running import icpctl

from icpctl.journey import marking
from icpctl.schemas import schema

DAY = "2026-11-22"
EVENTS = [r.id for r in BOOK.all("event") if r.id not in BOOK.file("vocabulary")["event"]["not_markable"]]
CHAIN = (
    "provider-submitted",
    "provider-passed",
    "sms-code-sent",
    "sms-verified",
    "approved",
    "site-opened",
    "public-security-approved",
)


def draft_file(name: str) -> Path:
    return Path(os.environ["ICPCTL_DRAFTS"]) / f"{name}.toml"


@pytest.fixture
def draft() -> str:
    assert icpctl("new", "x", "--example", "aliyun-first-filing-individual", "--as-of", DAY, "--no-input").code in (0, 1)
    return "x"


def mark(name: str, event: str, now: str, *args: object) -> tuple[int, str]:
    done = icpctl("mark", name, event, "--as-of", now, *args)
    return done.code, done.all


def state(name: str, now: str = "2026-11-22T10:00") -> str:
    del name
    rows = icpctl("list", "--json", "--as-of", now).json()["drafts"]
    return str(rows[0]["state"])


@pytest.mark.parametrize(
    ("word", "event"),
    [
        ("sms-code-sent", "sms-code-sent"),
        ("SMS_code_sent", "sms-code-sent"),
        ("收到短信", "sms-code-sent"),
        ("工信部验证短信发出", "sms-code-sent"),
        ("MIIT verification SMS sent", "sms-code-sent"),
        ("ｐａｓｓｅｄ", "provider-passed"),
        ("驳回", "rejected"),
        ("备案通过", "approved"),
        ("footer-number", "footer-number"),
        ("悬挂公安备案号", "public-security-footer"),
        ("sms-verification", "sms-verified"),
    ],
)
def test_an_event_is_known_by_id_alias_and_name(word: str, event: str):
    assert marking.read_event(case_of("first-filing", "huawei"), word) == event


def test_no_word_means_two_events():
    case = case_of("first-filing", "huawei")
    for rule in BOOK.all("event"):
        if rule.id in EVENTS:
            for word in (rule.id, rule["name_zh"], rule["name_en"], *rule.get("aliases", ())):
                assert marking.read_event(case, word) == rule.id, word


@pytest.mark.parametrize("word", ["anytime", "yearly", "nonsense", ""])
def test_what_is_no_event_is_refused_with_the_nearest(draft: str, word: str):
    before = draft_file(draft).read_bytes()
    code, text = mark(draft, word, DAY)
    assert code == 2
    assert "没有叫" in text
    assert draft_file(draft).read_bytes() == before


def test_events_are_appended_with_time_and_note(draft: str):
    assert mark(draft, "提交", "2026-11-23T10:00", "--note", "订单 1")[0] == 0
    assert mark(draft, "passed", "2026-11-24T18:00", "--at", "2026-11-24T09:30")[0] == 0
    events = icpctl("show", draft, "--json", "--reveal").json()["event"]
    assert events == [
        {"event": "provider-submitted", "at": "2026-11-23T10:00:00+08:00", "note": "订单 1"},
        {"event": "provider-passed", "at": "2026-11-24T09:30:00+08:00"},
    ]


@pytest.mark.parametrize(
    ("given_at", "kept"),
    [
        ("2026-11-23T10:00", "2026-11-23T10:00:00+08:00"),
        ("2026-11-23 10:00", "2026-11-23T10:00:00+08:00"),
        ("2026年11月23日 10:00", "2026-11-23T10:00:00+08:00"),
        ("2026-11-23T02:00Z", "2026-11-23T10:00:00+08:00"),
        ("2026-11-23T10:00-05:00", "2026-11-23T23:00:00+08:00"),
        ("09:15", "2026-11-24T09:15:00+08:00"),
        ("2026-11-23", "2026-11-23T00:00:00+08:00"),
    ],
)
def test_a_time_without_zone_is_china_time(draft: str, given_at: str, kept: str):
    assert mark(draft, "provider-submitted", "2026-11-24T12:00", "--at", given_at)[0] == 0
    assert icpctl("show", draft, "--json").json()["event"][0]["at"] == kept


@pytest.mark.parametrize("given_at", ["nonsense", "2026-13-01", "2026-11-23T25:00", "26-11-23", "2026-11-23T10:00+99:00"])
def test_a_time_that_is_none_is_refused(draft: str, given_at: str):
    assert mark(draft, "provider-submitted", "2026-11-24T12:00", "--at", given_at)[0] == 2


def test_a_day_alone_is_not_before_what_was_recorded_on_it(draft: str):
    mark(draft, "provider-submitted", "2026-11-23T15:00")
    assert mark(draft, "provider-passed", "2026-11-23T20:00", "--at", "2026-11-23")[0] == 0
    assert icpctl("show", draft, "--json").json()["event"][1]["at"] == "2026-11-23T15:00:00+08:00"
    code, text = mark(draft, "sms-code-sent", "2026-11-24T20:00", "--at", "2026-11-24")
    assert code == 0
    assert "宁早勿晚" in text


@pytest.mark.parametrize("event", [e for e in CHAIN if e != "provider-submitted"])
def test_what_needs_a_submission_is_refused_without_one(draft: str, event: str):
    before = draft_file(draft).read_bytes()
    code, text = mark(draft, event, DAY)
    assert code == 2
    assert "还没有记录" in text
    assert "--force" in text
    assert draft_file(draft).read_bytes() == before
    code, text = mark(draft, event, DAY, "--force")
    assert code in (0, 1)
    assert "--force" in text


def test_the_future_the_clock_and_an_impossible_time_are_refused(draft: str):
    code, text = mark(draft, "provider-submitted", "2026-11-23T10:00", "--at", "2026-11-23T10:01")
    assert (code, "将来" in text) == (2, True)
    assert mark(draft, "provider-submitted", "2026-11-25T10:00")[0] == 0
    code, text = mark(draft, "provider-passed", "2026-11-24T10:00")
    assert (code, "时钟" in text) == (2, True)
    code, text = mark(draft, "provider-passed", "2026-11-26T10:00", "--at", "2026-11-24T10:00")
    assert (code, "早于“提交到服务商”" in text) == (2, True)
    code, text = mark(draft, "info-change-planned", "2026-11-26T10:00", "--at", "2027-03-01")
    assert code == 0


def test_an_event_before_the_draft_is_recorded_with_a_warning(draft: str):
    code, text = mark(draft, "provider-submitted", DAY, "--at", "2025-11-22T10:00")
    assert code == 0
    assert "早于草稿建立的时间" in text


def test_twice_submitted_and_rejected_after_the_approval_are_refused(draft: str):
    for n, event in enumerate(CHAIN[:5]):
        args = ("--licence", "浙ICP备2026000001号-1") if event == "approved" else ()
        assert mark(draft, event, f"2026-11-2{n + 3}T10:00", *args)[0] == 0, event
        if event != "sms-code-sent":
            assert mark(draft, event, f"2026-11-2{n + 3}T11:00")[0] == 2, event
    assert mark(draft, "rejected", "2026-11-29T10:00")[0] == 2
    assert state(draft) == "approved"


def test_an_approval_does_not_pass_over_an_open_sms(draft: str):
    for event, now in (("provider-submitted", "2026-11-23T10:00"), ("sms-code-sent", "2026-11-24T10:00")):
        assert mark(draft, event, now)[0] == 0
    code, text = mark(draft, "approved", "2026-11-25T10:00")
    assert code == 2
    assert "sms-verified" in text


def approve(draft: str, *licence: str) -> tuple[int, str]:
    for event, now in (("provider-submitted", "2026-11-23T10:00"), ("provider-passed", "2026-11-24T10:00")):
        assert mark(draft, event, now)[0] == 0
    return mark(draft, "approved", "2026-12-01T10:00", *(x for n in licence for x in ("--licence", n)))


def test_the_licence_goes_into_the_draft(draft: str):
    code, text = approve(draft, "浙 icp备 2026000001 -1")
    assert code == 0
    shown = icpctl("show", draft, "--json").json()
    assert shown["subject"]["licence"] == "浙ICP备2026000001号"
    assert shown["site"][0]["licence"] == "浙ICP备2026000001号-1"
    assert "site[0].licence" in text


@pytest.mark.parametrize(
    ("licence", "why"),
    [
        ("粤ICP备2026000001号-1", "属于广东"),
        ("浙ICP备2026000001号-1A", "site[0].licence"),
        ("浙ICP备20260001号x", "格式不对"),
        ("浙ICP备2099000001号-1", "晚于今年"),
        ("浙公网安备33010602000001号", "公安"),
    ],
)
def test_a_licence_of_another_province_or_kind_is_refused(draft: str, licence: str, why: str):
    code, text = approve(draft, licence)
    assert code == 2
    assert why in text.replace("\n", "")
    assert state(draft) == "provider-passed"
    assert "licence" not in icpctl("show", draft, "--json").json()["subject"]


def test_more_numbers_than_services_are_refused(draft: str):
    code, text = approve(draft, "浙ICP备2026000001号-1", "浙ICP备2026000001号-2")
    assert code == 2
    assert "没有放" in text


def test_options_belong_to_their_events(draft: str):
    assert mark(draft, "provider-submitted", DAY, "--licence", "浙ICP备2026000001号-1")[0] == 2
    assert mark(draft, "provider-submitted", DAY, "--reason", "x")[0] == 2
    assert mark(draft, "provider-submitted", DAY, "--note", "x" * 5000)[0] == 2


def test_a_rejection_keeps_its_reason_and_opens_a_round_without_personal_data(draft: str):
    mark(draft, "provider-submitted", "2026-11-23T10:00")
    code, text = mark(draft, "驳回", "2026-11-24T10:00", "--reason", "电话 13900139001 打不通", "--note", "第一次")
    assert code == 0
    assert "第 1 轮" in text
    assert "13900139001" not in text
    code, text = mark(draft, "提交", "2026-11-25T10:00")
    assert "第 2 轮" in text
    assert icpctl("show", draft, "--json", "--reveal").json()["event"][1]["note"] == "电话 13900139001 打不通\n第一次"


def test_undo_takes_the_last_event_back(draft: str):
    mark(draft, "provider-submitted", "2026-11-23T10:00")
    before = draft_file(draft).read_bytes()
    mark(draft, "provider-passed", "2026-11-24T10:00")
    done = icpctl("undo", draft)
    assert done.code == 0
    assert "event[1] provider-passed" in done.out
    assert draft_file(draft).read_bytes() == before


def test_a_trial_writes_nothing(draft: str):
    before = draft_file(draft).read_bytes()
    code, text = mark(draft, "provider-submitted", "2026-11-23T10:00", "--dry-run")
    assert (code, "试算" in text) == (0, True)
    assert draft_file(draft).read_bytes() == before


def test_json_follows_its_schema(draft: str):
    made = icpctl("mark", draft, "提交", "--as-of", "2026-11-23T10:00", "--json").json()
    jsonschema.validate(made, schema("mark"))
    assert made["event"] == "provider-submitted"
    assert [i["step"] for i in made["items"]] == ["provider-initial-review"]
    jsonschema.validate(icpctl("next", "--as-of", DAY, "--json").json(), schema("next"))
    jsonschema.validate(icpctl("next", draft, "--as-of", DAY, "--json").json(), schema("next"))
    jsonschema.validate(icpctl("list", "--board", "--as-of", DAY, "--json").json(), schema("list"))


def test_both_languages_say_all_of_it(draft: str):
    for event, now in (("provider-submitted", "2026-11-23T10:00"), ("sms-code-sent", "2026-11-24T10:00")):
        text = icpctl("mark", draft, event, "--as-of", now, "--lang", "en").all
        assert "Recorded" in text
    text = icpctl("next", "--as-of", "2026-11-24T15:00", "--lang", "en").out
    assert "19 hours left" in text
    refused = icpctl("mark", draft, "approved", "--as-of", "2026-11-24T15:00", "--lang", "en").err
    assert "record sms-verified first" in refused.replace("\n", " ")


def test_next_is_overdue_by_exit_code_and_within_cuts(draft: str):
    mark(draft, "provider-submitted", "2026-11-23T10:00")
    mark(draft, "sms-code-sent", "2026-11-24T10:00")
    assert icpctl("next", "--as-of", "2026-11-25T09:59").code == 0
    assert icpctl("next", "--as-of", "2026-11-25T10:01").code == 1
    within = icpctl("next", "--within", "12h", "--as-of", "2026-11-24T11:00", "--json").json()["items"]
    assert within == []
    within = icpctl("next", "--within", "1d", "--as-of", "2026-11-24T11:00", "--json").json()["items"]
    assert [i["step"] for i in within] == ["sms-verification"]
    assert icpctl("next", "--within", "soon").code == 2


def test_the_board_and_the_time_line(draft: str):
    icpctl("new", "y", "--example", "tencent-new-site", "--as-of", DAY, "--no-input")
    mark(draft, "provider-submitted", "2026-11-23T10:00")
    board = icpctl("list", "--board", "--as-of", "2026-11-24").out.splitlines()
    assert [line for line in board if not line.startswith(" ")] == ["草稿中（1）", "服务商审核中（1）"]
    shown = icpctl("show", draft, "--timeline", "--as-of", "2026-11-23T12:00").out.splitlines()
    line = [row for row in shown if row.startswith("  2026-")]
    assert line[-3:] == [
        "  2026-11-23 10:00  o  提交到服务商",
        "  2026-11-23 12:00  >  现在",
        "  2026-11-24 10:00  ?  服务商初审  还剩 1 天",
    ]
    assert "13900139001" not in "\n".join(shown)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    events=st.lists(st.sampled_from(EVENTS), max_size=6),
    event=st.sampled_from(EVENTS),
    hours=st.integers(0, 200),
    type_=st.sampled_from(["first-filing", "new-access", "cancel-access"]),
)
def test_what_is_not_refused_in_its_order_can_stand_in_it(events: list[str], event: str, hours: int, type_: str):
    """Recording only what is not refused never gives an approval without a submission, or a code verified unsent."""
    now, kept = at("2026-11-02T10:00"), []
    for one in (*events, event):
        now += dt.timedelta(hours=hours)
        case = case_of(type_, "huawei", *((e, t.isoformat()) for e, t in kept))
        if not any(o.refuses for o in marking.objections(case, one, now, now)):
            kept.append((one, now))
    names = [e for e, _ in kept]
    if "approved" in names:
        assert "provider-submitted" in names[: names.index("approved")]
    if "sms-verified" in names:
        assert "sms-code-sent" in names[: names.index("sms-verified")]
    assert names.count("approved") <= 1


def test_undo_of_any_marks_restores_every_state(draft: str):
    states = [draft_file(draft).read_bytes()]
    for n, event in enumerate(CHAIN):
        assert mark(draft, event, f"2026-11-{23 + n}T10:00")[0] in (0, 1)
        states.append(draft_file(draft).read_bytes())
    for before in reversed(states[:-1]):
        assert icpctl("undo", draft).code == 0
        assert draft_file(draft).read_bytes() == before
    assert json.loads(icpctl("show", draft, "--json").out).get("event", []) == []
