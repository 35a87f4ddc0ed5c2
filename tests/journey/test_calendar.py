"""The calendar file: read by two other programs' parsers, updated and not doubled, without personal data."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import icalendar
import jsonschema
import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st
from running import DAY, icpctl, icpctl_process

from icpctl import schemas
from icpctl.exports import ics
from icpctl.exports.ics import CHINA, Entry

NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=CHINA)
LATER = dt.datetime(2026, 11, 23, 9, 0, tzinfo=CHINA)
DUE = dt.datetime(2026, 12, 1, 10, 30, tzinfo=CHINA)


def entry(
    id_: str = "sms-verification", draft: str = "a", due: dt.datetime = DUE, *, whole_day: bool = False, **more: Any
) -> Entry:
    values = {"title": "短信核验", "text": "24 小时内", "alarms": True, "changed": NOW, **more}
    return Entry(draft=draft, id=id_, due=due, whole_day=whole_day, **values)


def events(data: bytes) -> dict[str, Any]:
    return {str(e["UID"]): e for e in icalendar.Calendar.from_ical(data).walk("VEVENT")}


def test_both_parsers_read_what_was_written() -> None:
    data = ics.write([entry(), entry("footer-number", whole_day=True)], NOW).data
    mine, other = events(data), vobject.readOne(data.decode())
    assert len(mine) == len(other.vevent_list) == 2
    timed = mine["sms-verification.a@icpctl"]
    assert timed["DTSTART"].dt.replace(tzinfo=CHINA) == DUE
    assert timed["DTSTART"].dt.utcoffset() == dt.timedelta(hours=8)
    assert mine["footer-number.a@icpctl"]["DTSTART"].dt == dt.date(2026, 12, 1)
    by_uid = {e.uid.value: e for e in other.vevent_list}
    assert by_uid["sms-verification.a@icpctl"].dtstart.value.astimezone(dt.UTC) == DUE.astimezone(dt.UTC)
    assert by_uid["footer-number.a@icpctl"].dtstart.value == dt.date(2026, 12, 1)
    assert by_uid["sms-verification.a@icpctl"].summary.value == "a：短信核验"
    assert len(by_uid["sms-verification.a@icpctl"].valarm_list) == 3
    assert [z.tzid.value for z in other.vtimezone_list] == ["Asia/Shanghai"]


def test_alarms_come_before_the_time_and_in_the_morning_of_whole_days() -> None:
    data = ics.write([entry(), entry("footer-number", whole_day=True)], NOW).data
    found = events(data)
    hours = [a["TRIGGER"].dt for a in found["sms-verification.a@icpctl"].walk("VALARM")]
    assert hours == [dt.timedelta(hours=-h) for h in (12, 3, 1)]
    mornings = [dt.datetime(2026, 12, 1, tzinfo=CHINA) + a["TRIGGER"].dt for a in found["footer-number.a@icpctl"].walk("VALARM")]
    assert [m.hour for m in mornings] == [9, 9, 9]
    assert [m.day for m in mornings] == [24, 30, 1]


def test_the_form_is_that_of_the_standard() -> None:
    data = ics.write([entry(text="长" * 500 + "; , \\ \n第二行")], NOW).data
    assert data.startswith(b"BEGIN:VCALENDAR\r\n")
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # no character is cut
    event = events(data)["sms-verification.a@icpctl"]
    assert str(event["DESCRIPTION"]) == "长" * 500 + "; , \\ \n第二行"
    for key in ("UID", "DTSTAMP", "DTSTART", "SEQUENCE", "SUMMARY", "STATUS"):
        assert key in event


def test_written_again_without_a_change_it_is_the_same_file() -> None:
    first = ics.write([entry()], NOW)
    again = ics.write([entry(changed=LATER)], LATER, first.data)
    assert again.data == first.data
    assert (again.count("kept"), again.count("new")) == (1, 0)


def test_a_moved_deadline_keeps_its_uid_and_gets_a_higher_sequence_and_stamp() -> None:
    first = ics.write([entry()], NOW)
    moved = ics.write([entry(due=DUE + dt.timedelta(days=1))], LATER, first.data)
    old, new = events(first.data), events(moved.data)
    assert old.keys() == new.keys()
    uid = next(iter(old))
    assert int(new[uid]["SEQUENCE"]) == int(old[uid]["SEQUENCE"]) + 1
    assert new[uid]["DTSTAMP"].dt > old[uid]["DTSTAMP"].dt
    assert moved.count("updated") == 1


def test_without_the_earlier_file_the_sequence_grows_with_the_draft() -> None:
    first, second = ics.write([entry()], NOW), ics.write([entry(changed=LATER)], LATER)
    assert second.events[0]["sequence"] > first.events[0]["sequence"]
    assert second.events[0]["uid"] == first.events[0]["uid"]


def test_what_is_done_is_cancelled_and_goes_when_its_day_is_over() -> None:
    first = ics.write([entry(), entry("footer-number", whole_day=True)], NOW)
    done = ics.write([entry("footer-number", whole_day=True)], LATER, first.data)
    gone = events(done.data)["sms-verification.a@icpctl"]
    assert gone["STATUS"] == "CANCELLED"
    assert not gone.walk("VALARM")
    assert int(gone["SEQUENCE"]) > int(events(first.data)["sms-verification.a@icpctl"]["SEQUENCE"])
    assert ics.write([entry("footer-number", whole_day=True)], LATER, done.data).data == done.data
    much_later = ics.write([], DUE + dt.timedelta(days=2), done.data)
    assert much_later.events == ()


def test_a_deadline_that_comes_back_is_confirmed_again() -> None:
    first = ics.write([entry()], NOW)
    none = ics.write([], LATER, first.data)
    back = ics.write([entry()], LATER, none.data)
    event = events(back.data)["sms-verification.a@icpctl"]
    assert event["STATUS"] == "CONFIRMED"
    assert int(event["SEQUENCE"]) > int(events(none.data)["sms-verification.a@icpctl"]["SEQUENCE"])


def test_only_drafts_that_were_asked_for_are_cancelled_and_unreadable_ones_stay() -> None:
    both = ics.write([entry(draft="a"), entry(draft="b"), entry(draft="c")], NOW).data
    one = ics.write([], LATER, both, exported=["a"], unreadable=["b"])
    assert {e["draft"]: e["became"] for e in one.events} == {"a": "cancelled", "b": "kept"}
    everything = ics.write([], LATER, both)
    assert everything.count("cancelled") == 3


def test_one_deadline_is_one_event() -> None:
    assert len(ics.write([entry(), entry()], NOW).events) == 1


@settings(max_examples=60, deadline=None)
@given(title=st.text(max_size=120), text=st.text(max_size=300))
def test_no_text_changes_the_number_of_properties(title: str, text: str) -> None:
    data = ics.write([entry(title=title, text=text)], NOW).data
    plain = ics.write([entry(title="t", text="x")], NOW).data
    assert len(events(data)) == 1
    assert sorted(k for e in events(data).values() for k in e) == sorted(k for e in events(plain).values() for k in e)
    assert vobject.readOne(data.decode()).vevent.uid.value == "sms-verification.a@icpctl"
    event = events(data)["sms-verification.a@icpctl"]
    assert len(event.walk("VALARM")) == 3


# --- the verb ---


@pytest.fixture
def draft(tmp_path: Path) -> str:
    assert icpctl("new", "a", "--example", "qingcloud-new-access").code == 0
    assert icpctl("new", "b", "--example", "aliyun-first-filing-individual").code == 0
    return "a"


def private() -> list[str]:
    shown = icpctl("show", "a", "--json", "--reveal").json()
    other = icpctl("show", "b", "--json", "--reveal").json()
    people = [p for d in (shown, other) for p in (d["principal"], d["subject"])]
    return [str(p[k]) for p in people for k in ("name", "cert_number", "mobile", "email", "cert_address") if p.get(k)]


def test_the_file_is_private_and_holds_no_personal_data(draft: str, tmp_path: Path) -> None:
    target = tmp_path / "icp.ics"
    result = icpctl("calendar", "-o", target, "--as-of", DAY)
    assert result.code == 0
    data = target.read_bytes()
    assert target.stat().st_mode & 0o777 == 0o600
    text = re.sub(r"\r\n ", "", data.decode())
    assert events(data)
    assert [p for p in private() if p in text] == []
    assert "example.cn" not in text


def test_written_over_itself_it_updates(draft: str, tmp_path: Path) -> None:
    target = tmp_path / "icp.ics"
    first = icpctl("calendar", "-o", target, "--json").json()
    again = icpctl("calendar", "-o", target, "--json").json()
    jsonschema.validate(first, schemas.schema("calendar"))
    jsonschema.validate(again, schemas.schema("calendar"))
    assert first["counts"]["new"] == again["counts"]["kept"] == len(events(target.read_bytes())) > 0
    assert [e["uid"] for e in first["events"]] == [e["uid"] for e in again["events"]]
    assert icpctl("remove", "b", "--yes").code == 0
    left = icpctl("calendar", "-o", target, "--json").json()
    assert left["counts"]["cancelled"] == sum(e["draft"] == "b" for e in first["events"]) > 0


@pytest.mark.parametrize("content", [b"my notes\n", b"BEGIN:VCALENDAR\r\nPRODID:-//other//\r\nEND:VCALENDAR\r\n"])
def test_somebody_else_s_file_is_not_overwritten(draft: str, tmp_path: Path, content: bytes) -> None:
    target = tmp_path / "mine.ics"
    target.write_bytes(content)
    refused = icpctl("calendar", "-o", target)
    assert refused.code == 2
    assert target.read_bytes() == content
    assert icpctl("calendar", "-o", target, "--force").code == 0
    assert events(target.read_bytes())


def test_a_damaged_calendar_of_ours_is_kept_unless_forced(draft: str, tmp_path: Path) -> None:
    target = tmp_path / "icp.ics"
    icpctl("calendar", "-o", target)
    damaged = target.read_bytes()[: len(target.read_bytes()) // 2]
    target.write_bytes(damaged)
    assert icpctl("calendar", "-o", target).code == 2
    assert target.read_bytes() == damaged
    assert icpctl("calendar", "-o", target, "--force").code == 0
    assert events(target.read_bytes())


@pytest.mark.parametrize("place", ["nowhere/icp.ics", "."])
def test_a_place_that_cannot_be_written_is_exit_3(draft: str, tmp_path: Path, place: str) -> None:
    assert icpctl("calendar", "-o", tmp_path / place).code == 3


def test_a_draft_is_never_the_calendar(draft: str, tmp_path: Path) -> None:
    assert icpctl("calendar", "-o", tmp_path / "a.toml").code == 2


def test_a_link_is_followed_and_stays(draft: str, tmp_path: Path) -> None:
    real, link = tmp_path / "real.ics", tmp_path / "link.ics"
    link.symlink_to(real)
    assert icpctl("calendar", "-o", link).code == 0
    assert link.is_symlink()
    assert events(real.read_bytes())


def test_standard_output_carries_the_very_file(draft: str) -> None:
    result = icpctl_process("calendar", "a", "b", "-o", "-")
    assert result.code == 0
    data = result.out.encode()
    assert data.startswith(b"BEGIN:VCALENDAR\r\n")
    assert events(data)


def test_an_unreadable_draft_is_named_and_keeps_its_events(draft: str, tmp_path: Path) -> None:
    target = tmp_path / "icp.ics"
    icpctl("calendar", "-o", target)
    before = {u for u in events(target.read_bytes()) if ".b@" in u}
    path = Path(icpctl("new", "c", "--example", "cancel-access", "--json").json()["path"]).parent / "b.toml"
    path.write_text("= broken", encoding="utf-8")
    result = icpctl("calendar", "-o", target)
    assert result.code == 3
    assert "b" in result.err
    after = events(target.read_bytes())
    assert before
    assert before <= set(after)
    assert all(after[u]["STATUS"] == "CONFIRMED" for u in before)


def test_without_drafts_it_is_an_empty_calendar_that_says_so(tmp_path: Path) -> None:
    target = tmp_path / "icp.ics"
    result = icpctl("calendar", "-o", target)
    assert result.code == 0
    assert events(target.read_bytes()) == {}
    assert "没有确定时间" in result.err


def test_the_file_must_be_named() -> None:
    assert icpctl("calendar").code == 2
