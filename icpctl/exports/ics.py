"""Deadlines as an iCalendar file (RFC 5545): one event each, with alarms, in the time zone of China.

An event keeps its UID, so a reader that imports the file again updates it. What did not change since the last file keeps
its DTSTAMP and SEQUENCE; what changed gets a higher SEQUENCE; what is done or gone is cancelled, so that it disappears from
the calendar too. Nothing of a draft but its name goes into the file.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from icpctl import __version__
from icpctl.errors import UsageError
from icpctl.wording import t

PRODID = "-//icpctl//ICP filing deadlines//"
ZONE = "Asia/Shanghai"
CHINA = dt.timezone(dt.timedelta(hours=8), "CST")
DRAFT_MARK = "X-ICPCTL-DRAFT"
CONFIRMED, CANCELLED = "CONFIRMED", "CANCELLED"
LARGEST = 32 * 1024 * 1024
_EPOCH = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
_LAST_SEQUENCE = 2**31 - 1
_BEFORE_DAY = (dt.timedelta(days=-7, hours=9), dt.timedelta(days=-1, hours=9), dt.timedelta(hours=9))
_BEFORE_MINUTE = (dt.timedelta(hours=-12), dt.timedelta(hours=-3), dt.timedelta(hours=-1))
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One deadline for the calendar. `whole_day`: only the day counts; `alarms`: whether it reminds; `changed`: of its draft."""

    draft: str
    id: str
    title: str
    text: str
    due: dt.datetime
    whole_day: bool
    alarms: bool
    changed: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Written:
    """The file, and what became of each event: new, kept, updated or cancelled."""

    data: bytes
    events: tuple[dict[str, Any], ...]

    def count(self, what: str) -> int:
        """How many events became this."""
        return sum(e["became"] == what for e in self.events)


def uid(draft: str, id_: str) -> str:
    """The UID of a deadline: the same for the same draft name and deadline."""
    return f"{re.sub(r'[^a-z0-9.-]+', '-', id_.lower()).strip('-')}.{draft}@icpctl"


def is_ours(data: bytes) -> bool:
    """True for a calendar that this program wrote."""
    head = data[:2048].replace(b"\r\n", b"\n")
    return head.startswith(b"BEGIN:VCALENDAR\n") and f"\nPRODID:{PRODID}".encode() in head


def readable(data: bytes) -> bool:
    """True for a calendar whose events can be read."""
    try:
        _read(data)
    except UsageError:
        return False
    return True


def write(
    entries: Iterable[Entry], now: dt.datetime, previous: bytes = b"", exported: Collection[str] | None = None,
    unreadable: Collection[str] = (),
) -> Written:  # fmt: skip
    """The calendar.

    previous    the file that is written over, one of ours; b"" for none
    exported    the drafts that were asked for; None for all that there are: then what is not there any more is cancelled
    unreadable  drafts that could not be read: their events stay as they are in `previous`
    """
    from icalendar import Calendar

    before = _read(previous)
    calendar = Calendar()
    calendar.add("prodid", PRODID + __version__)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", t("calendar.title"))
    calendar.add("x-wr-timezone", ZONE)
    calendar.add_component(_zone())
    told: list[dict[str, Any]] = []
    done: set[str] = set()
    for entry in sorted(entries, key=lambda e: (e.due, e.draft, e.id)):
        one = uid(entry.draft, entry.id)
        if one in done:
            continue
        done.add(one)
        event, became = _event(entry, one, now, before.get(one))
        calendar.add_component(event)
        told.append(_told(event, entry.draft, became))
    for one, old in before.items():
        draft = str(old.get(DRAFT_MARK, ""))
        if one in done or not _follows(draft, exported, unreadable):
            continue
        if draft in unreadable:
            calendar.add_component(old)
            told.append(_told(old, draft, "kept"))
        elif not _past(old, now):
            event, became = _cancelled(old, now)
            calendar.add_component(event)
            told.append(_told(event, draft, became))
    return Written(calendar.to_ical(), tuple(told))


def _follows(draft: str, exported: Collection[str] | None, unreadable: Collection[str]) -> bool:
    return exported is None or draft in exported or draft in unreadable


def _read(previous: bytes) -> dict[str, Any]:
    """The events of an earlier file of ours by UID. Raises UsageError when it is damaged."""
    from icalendar import Calendar

    if not previous:
        return {}
    try:
        old = Calendar.from_ical(previous)
        return {str(e["UID"]): e for e in old.walk("VEVENT")}
    except (ValueError, KeyError, IndexError) as error:
        raise UsageError("calendar_damaged", reason=type(error).__name__) from error


def _zone() -> Any:
    """Asia/Shanghai: eight hours east without summer time since 1991."""
    from icalendar import Timezone, TimezoneStandard

    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", ZONE)
    standard.add("dtstart", dt.datetime(1991, 9, 15, 2))  # noqa: DTZ001 - the standard wants local time here
    standard.add("tzoffsetfrom", dt.timedelta(hours=9))
    standard.add("tzoffsetto", dt.timedelta(hours=8))
    standard.add("tzname", "CST")
    zone.add_component(standard)
    return zone


def _event(entry: Entry, uid_: str, now: dt.datetime, old: Any) -> tuple[Any, str]:
    event = _body(entry, uid_)
    if old is not None and _content(old) == _content(event):
        return old, "kept"
    base = _sequence(entry.changed)
    _stamp(event, now, base if old is None else max(base, int(old.get("SEQUENCE", 0)) + 1))
    return event, "new" if old is None else "updated"


def _body(entry: Entry, uid_: str) -> Any:
    from icalendar import Event

    event = Event()
    event.add("uid", uid_)
    event.add("summary", _plain(t("calendar.summary", draft=entry.draft, title=entry.title)))
    local = entry.due.astimezone(CHINA)
    if entry.whole_day:
        event.add("dtstart", local.date())
        event.add("dtend", local.date() + dt.timedelta(days=1))
    else:
        event.add("dtstart", local.replace(tzinfo=None), parameters={"TZID": ZONE})
    event.add("description", _plain(entry.text))
    event.add("status", CONFIRMED)
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    event.add(DRAFT_MARK, entry.draft)
    for trigger in (_BEFORE_DAY if entry.whole_day else _BEFORE_MINUTE) if entry.alarms else ():
        event.add_component(_alarm(trigger, str(event["SUMMARY"])))
    return event


def _alarm(trigger: dt.timedelta, text: str) -> Any:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", text)
    alarm.add("trigger", trigger)
    return alarm


def _cancelled(old: Any, now: dt.datetime) -> tuple[Any, str]:
    """The event as cancelled, without alarms; one that is cancelled already stays as it is."""
    if str(old.get("STATUS", "")) == CANCELLED:
        return old, "kept"
    old.subcomponents = []
    sequence = int(old.get("SEQUENCE", 0)) + 1
    for key in ("STATUS", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE"):
        old.pop(key, None)
    old.add("status", CANCELLED)
    _stamp(old, now, sequence)
    return old, "cancelled"


def _stamp(event: Any, now: dt.datetime, sequence: int) -> None:
    moment = now.astimezone(dt.UTC).replace(microsecond=0)
    event.add("dtstamp", moment)
    event.add("last-modified", moment)
    event.add("sequence", min(sequence, _LAST_SEQUENCE))


def _sequence(changed: dt.datetime | None) -> int:
    """Seconds since 2020 of the draft's last change: it grows from file to file even when no earlier file is at hand."""
    if changed is None:
        return 0
    at = changed if changed.tzinfo else changed.replace(tzinfo=CHINA)
    return max(0, int((at - _EPOCH).total_seconds()))


def _content(event: Any) -> tuple[bytes, ...]:
    """What a reader of the calendar sees of an event, without its version."""
    skipped = ("DTSTAMP", "LAST-MODIFIED", "SEQUENCE")
    lines = [f"{k}:{event[k].to_ical().decode()}" for k in sorted(event) if k not in skipped]
    alarms = [a.to_ical() for a in event.subcomponents]
    return (*(line.encode() for line in lines), *alarms)


def _past(event: Any, now: dt.datetime) -> bool:
    """A cancelled event is kept until its own time is over: by then every reader has had the chance to see it."""
    start = event["DTSTART"].dt
    day = start.date() if isinstance(start, dt.datetime) else start
    return bool(day < now.astimezone(CHINA).date())


def _told(event: Any, draft: str, became: str) -> dict[str, Any]:
    start = event["DTSTART"].dt
    due = start.replace(tzinfo=CHINA).isoformat() if isinstance(start, dt.datetime) else start.isoformat()
    return {
        "uid": str(event["UID"]),
        "draft": draft,
        "summary": str(event["SUMMARY"]),
        "due": due,
        "sequence": int(event.get("SEQUENCE", 0)),
        "status": str(event.get("STATUS", CONFIRMED)),
        "became": became,
    }


def _plain(text: str) -> str:
    """A text without control and invisible characters; line breaks stay, the library escapes them."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def entries(
    found: Sequence[Any], draft: str, changed: dt.datetime | None, labels: Mapping[str, str], sources: Mapping[str, str]
) -> list[Entry]:
    """The deadlines of one draft that have a time, as entries. `labels`: titles by deadline id that replace its own name;
    `sources`: the sources of a deadline in words by its id."""  # fmt: skip
    out = []
    for one in found:
        if one.due is None:
            continue
        mine = one.binds == "applicant"
        title = labels.get(one.id, one.name)
        who = "" if mine else t("calendar.theirs")
        strength = t("calendar.hard" if one.hard else "calendar.soft") if mine else ""
        unsure = t("calendar.provisional") if one.provisional else ""
        lines = [one.because, strength, unsure, sources.get(one.id, ""), t("calendar.ask", draft=draft)]
        out.append(
            Entry(draft, one.id if mine else f"{one.id}.{one.binds}", title + who, "\n".join(x for x in lines if x), one.due,
                  not one.to_the_minute, mine, changed)
        )  # fmt: skip
    return out
