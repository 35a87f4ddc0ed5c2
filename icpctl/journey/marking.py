"""Recording an event: which one a word means, and what speaks against it at that time."""

import datetime as dt
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from icpctl.case import Case
from icpctl.journey import state as states
from icpctl.journey.left import moment
from icpctl.journey.plan import plan
from icpctl.journey.state import BESIDE, aware, part_of, parts
from icpctl.journey.steps import PlannedStep
from icpctl.journey.times import event_name, joins
from icpctl.rules import Rule
from icpctl.wording import t

_COUNTING = ("order", "bureau", "filed")


@dataclass(frozen=True, slots=True)
class Objection:
    """Something that speaks against an event. `refuses`: it is impossible, and only recorded when forced."""

    key: str
    text: str
    refuses: bool


def read_event(case: Case, word: str) -> str | None:
    """The id that a word means: an event or its alias, else a step of the way that the applicant does."""
    wanted = _plain(word)
    for rule in _markable(case):
        if wanted in {_plain(w) for w in _words(rule)}:
            return rule.id
    for step in plan(case).steps:
        if wanted in (_plain(step.id), _plain(step.name)):
            return step.id
    return None


def near(case: Case, word: str) -> list[str]:
    """Words of events that look like this one, else all ids of events."""
    ids = [r.id for r in _markable(case)] + [s.id for s in plan(case).steps]
    known = {_plain(w): r.id for r in _markable(case) for w in _words(r)} | {_plain(i): i for i in ids}
    close = get_close_matches(_plain(word), list(known), n=4, cutoff=0.5)
    return list(dict.fromkeys(known[c] for c in close)) or [r.id for r in _markable(case)]


def name(case: Case, event: str) -> str:
    """What an event or a step is called."""
    if event in parts(case.book):
        return event_name(case, event)
    return next((s.name for s in plan(case).steps if s.id == event), event)


def settled(case: Case, at: dt.datetime, *, has_time: bool) -> dt.datetime:
    """The time of an event of which only the day was said: not before what was recorded on that day."""
    if has_time:
        return at
    day = at.astimezone(states.CHINA).date()
    known = [aware(e.at) for e in case.draft.event] + ([aware(made)] if (made := case.draft.filing.created_at) else [])
    return max([at, *(k for k in known if k.astimezone(states.CHINA).date() == day)])


def objections(
    case: Case, event: str, at: dt.datetime, latest: dt.datetime, *, has_time: bool = True, by_clock: bool = False
) -> list[Objection]:
    """What speaks against recording `event` at `at` (aware), what refuses first.

    latest    the last moment that is not in the future
    has_time  False when only the day was said
    by_clock  the time was not said but read from the clock
    """
    found = [*_time(case, event, at, latest, has_time=has_time, by_clock=by_clock), *_order(case, event, at)]
    return sorted(found, key=lambda o: not o.refuses)


def _time(case: Case, event: str, at: dt.datetime, latest: dt.datetime, *, has_time: bool, by_clock: bool) -> Iterator[Objection]:
    rule, said = parts(case.book).get(event), moment(at)
    if at > latest and not (rule and rule.get("ahead")):
        yield Objection("future", t("journey.mark.future", at=said, now=moment(latest)), refuses=True)
    last = max((aware(e.at) for e in case.draft.event if not _ahead(case, e.event)), default=None)
    if by_clock and last is not None and at < last:
        yield Objection("clock", t("journey.mark.clock", now=said, last=moment(last)), refuses=True)
    made = case.draft.filing.created_at
    if made and at.astimezone(states.CHINA).date() < aware(made).astimezone(states.CHINA).date():
        yield Objection("before", t("journey.mark.before", at=said, made=moment(aware(made))), refuses=False)
    if not has_time and any(s.deadline and s.deadline.unit == "hours" and s.starts_event == event for s in plan(case).steps):
        yield Objection("minute", t("journey.mark.minute", at=said), refuses=False)


def _order(case: Case, event: str, at: dt.datetime) -> Iterator[Objection]:
    here, rule = states.state(case), parts(case.book).get(event)
    if rule is None:
        yield from _step_order(case, event, here)
        return
    what = name(case, event)
    needs = _needs(case, rule)
    if needs and not any(n in here.happened for n in needs):
        wanted = t("journey.or").join(f"“{name(case, n)}”" for n in needs)
        yield Objection("needs", t("journey.mark.needs", event=what, needs=wanted, first=needs[0]), refuses=True)
    for closed in rule.get("closed_by", ()):
        if closed in here.happened:
            text = t("journey.mark.closed", event=what, closed=name(case, closed), at=moment(here.happened[closed]))
            yield Objection("closed", text, refuses=True)
    for sent, verified in rule.get("waits_for", {}).items():
        if sent in here.happened and verified not in here.happened:
            text = t("journey.mark.waits", event=what, sent=name(case, sent), verified=name(case, verified), id=verified)
            yield Objection("waits", text, refuses=True)
    yield from _sequence(case, event, at, here)
    if any(e.event == event and aware(e.at) == at for e in case.draft.event):
        yield Objection("twice", t("journey.mark.twice", event=what, at=moment(at)), refuses=False)


def _sequence(case: Case, event: str, at: dt.datetime, here: states.State) -> Iterator[Objection]:
    """An event before something that precedes it on the way, or after something that follows it."""
    order = list(parts(case.book))
    if part_of(case.book, event) not in _COUNTING:
        return
    again = bool(parts(case.book)[event].get("again"))
    for other, when in here.happened.items():
        if part_of(case.book, other) not in _COUNTING or other == event:
            continue
        if event == states.REJECTED:
            wrong = at < when and part_of(case.book, other) != states.FILED
        elif other == states.REJECTED or order.index(other) < order.index(event):
            wrong = at < when and not (event == states.OPENED and joins(case))
        else:
            wrong = at > when and not again and not (other == states.OPENED and joins(case))
        if wrong:
            key = "too_early" if at < when else "too_late"
            text = t(f"journey.mark.{key}", event=name(case, event), at=moment(at), other=name(case, other), when=moment(when))
            yield Objection("sequence", text, refuses=True)
            return
    rejected = max((r.rejected for r in here.rounds if r.rejected), default=None)
    if rejected is not None and at < rejected and part_of(case.book, event) in ("order", "bureau") and event != states.REJECTED:
        other = name(case, states.REJECTED)
        text = t("journey.mark.too_early", event=name(case, event), at=moment(at), other=other, when=moment(rejected))
        yield Objection("sequence", text, refuses=True)


def _step_order(case: Case, event: str, here: states.State) -> Iterator[Objection]:
    """A step can be marked done once what it waits for may have happened."""
    step: PlannedStep | None = next((s for s in plan(case).steps if s.id == event), None)
    if step is None:
        return
    rule = parts(case.book).get(step.starts_event)
    needs = [step.starts_event] if step.starts_event != states.OPENED else []
    if rule and step.starts_event == states.OPENED:
        needs = [*_needs(case, rule), step.starts_event] if _needs(case, rule) else []
    if rule is None or part_of(case.book, step.starts_event) in (BESIDE, "draft"):
        return
    if needs and not any(n in here.happened for n in needs):
        wanted = t("journey.or").join(f"“{name(case, n)}”" for n in needs)
        yield Objection("needs", t("journey.mark.needs", event=step.name, needs=wanted, first=needs[0]), refuses=True)


def _needs(case: Case, rule: Rule) -> list[str]:
    """A site that is filed already may be open before this approval; nothing else may be skipped."""
    if rule.id == states.OPENED and (joins(case) or (case.type_rule is not None and case.type_rule["group"] != "add")):
        return []
    return [str(n) for n in rule.get("needs", ())]


def _ahead(case: Case, event: str) -> bool:
    rule = parts(case.book).get(event)
    return bool(rule and rule.get("ahead"))


def _markable(case: Case) -> list[Rule]:
    hidden = case.book.file("vocabulary")["event"]["not_markable"]
    return [r for r in case.book.all("event") if r.id not in hidden]


def _words(rule: Rule) -> list[str]:
    return [rule.id, str(rule["name_zh"]), str(rule.get("name_en", "")), *rule.get("aliases", ())]


def _plain(word: str) -> str:
    text = unicodedata.normalize("NFKC", word).casefold().replace("_", "-").strip()
    return "".join(text.split()) if not text.isascii() else "-".join(text.split())
