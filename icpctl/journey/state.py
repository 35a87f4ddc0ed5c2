"""Where a filing stands: derived from the recorded events, never stored.

A rejection ends a round; what happened at the provider and the bureau in it no longer holds, what is filed does. Events
that were recorded at the same time keep the order in which they were recorded.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from icpctl.case import Case
from icpctl.draft import Event
from icpctl.fields import mask
from icpctl.rules import Book, Rule
from icpctl.wording import pick, t

CHINA = dt.timezone(dt.timedelta(hours=8), "CST")
DRAFT, SUBMITTED, REJECTED, APPROVED, OPENED = "draft", "provider-submitted", "rejected", "approved", "site-opened"
PASSED, UPLOADED, ASKED = "provider-passed", "materials-uploaded", "portal-asks"
COMPLETE, FILED = "draft-complete", "filed"
BESIDE = "beside"


@dataclass(frozen=True, slots=True)
class Round:
    """One submission and what came of it. `rejected_by`: provider or bureau; `reason` is what was noted with it."""

    number: int
    submitted: dt.datetime | None
    rejected: dt.datetime | None
    rejected_by: str
    reason: str

    def as_json(self, reveal: bool = False) -> dict[str, Any]:
        """As JSON; what was noted is masked unless `reveal`."""
        return {
            "number": self.number,
            "submitted": self.submitted.isoformat() if self.submitted else None,
            "rejected": self.rejected.isoformat() if self.rejected else None,
            "rejected_by": self.rejected_by or None,
            "reason": self.reason if reveal else mask("text", self.reason),
        }


@dataclass(frozen=True, slots=True)
class State:
    """Where a filing stands.

    id        "draft" or the id of the event that the filing stands at
    name      that in words; `provider_name` is the provider's own word for it, `provider_does` its advice ("" if unknown)
    since     the time of that event
    happened  the events and steps that hold in this round, with their last time
    times     the same with all their times, the earliest first
    recorded  the same with the place of their last entry in the draft
    in_order  an order is open at the provider or the bureau
    """

    id: str
    name: str
    provider_name: str
    provider_does: str
    since: dt.datetime | None
    rounds: tuple[Round, ...]
    happened: Mapping[str, dt.datetime]
    times: Mapping[str, tuple[dt.datetime, ...]] = field(repr=False)
    recorded: Mapping[str, int] = field(repr=False)
    in_order: bool

    @property
    def round(self) -> int:
        """The number of the round that is going on, from 1."""
        last = self.rounds[-1] if self.rounds else None
        return 1 if last is None else last.number

    def as_json(self, reveal: bool = False) -> dict[str, Any]:
        """As JSON; what was noted is masked unless `reveal`."""
        return {
            "id": self.id,
            "name": self.name,
            "provider_name": self.provider_name or None,
            "provider_does": self.provider_does or None,
            "since": self.since.isoformat() if self.since else None,
            "round": self.round,
            "rounds": [r.as_json(reveal) for r in self.rounds],
        }


def aware(at: dt.datetime) -> dt.datetime:
    """A time written without its zone is taken as the zone of the filing's country."""
    return at if at.tzinfo else at.replace(tzinfo=CHINA)


def in_time(events: list[Event]) -> list[Event]:
    """The events by time; those of one time in the order in which they were recorded."""
    return sorted(events, key=lambda e: aware(e.at).timestamp())


def parts(book: Book) -> Mapping[str, Rule]:
    """The events of the rule book by id."""
    return book.kept("journey events", lambda: {r.id: r for r in book.all("event")})


def part_of(book: Book, event: str) -> str:
    """Draft, order, bureau or filed; beside for everything that does not change where the filing stands."""
    rule = parts(book).get(event)
    return str(rule.get("part", BESIDE)) if rule else BESIDE


def reviews_twice(case: Case) -> bool:
    """True where the provider reviews once more after the materials are uploaded."""
    provider = case.draft.filing.provider

    def find() -> frozenset[str | None]:
        again = (s for s in case.book.all("step") if s["who"] == "provider" and s["starts_when"] == UPLOADED)
        return frozenset(str(p["provider"]) for s in again for p in s.get("provider", []))

    return provider in case.book.kept("providers that review twice", find)


def state(case: Case) -> State:
    """Where the filing of this case stands."""
    return case.kept("state", lambda: _state(case))


def _state(case: Case) -> State:
    events = meant(case, case.draft.event)
    rounds, current = _rounds(case.book, events)
    times: dict[str, list[dt.datetime]] = {}
    for event in current:
        times.setdefault(event.event, []).append(aware(event.at))
    stands = _stands(case.book, current)
    latest = times.get(stands, [None])[-1] if stands != DRAFT else None
    own = _own_name(case, stands, rounds)
    rule = parts(case.book).get(stands)
    alias = case.book.file("vocabulary")["event"]
    first = stands == ASKED and any(e.event == PASSED and aware(e.at) == latest for e in case.draft.event)
    name = rule.word("state") if rule and rule.word("state") else t("journey.state.draft")
    return State(
        id=PASSED if first else stands,
        name=t("journey.state.first_passed") if first else name,
        provider_name=pick(own, "status") if own else "",
        provider_does=pick(own, "action") if own else "",
        since=latest,
        rounds=tuple(rounds),
        happened={k: v[-1] for k, v in times.items()},
        times={k: tuple(v) for k, v in times.items()},
        recorded={str(alias.get(e.event, e.event)): place for place, e in enumerate(case.draft.event)},
        in_order=part_of(case.book, stands) in ("order", "bureau"),
    )


def meant(case: Case, events: list[Event]) -> list[Event]:
    """The events by time, under the ids that the steps wait for.

    Where the provider reviews twice, passing before any upload is passing the first review: the page asks for materials.
    """
    alias = case.book.file("vocabulary")["event"]
    twice, uploaded, passed, out = reviews_twice(case), False, False, []
    for event in in_time(events):
        id_ = str(alias.get(event.event, event.event))
        if id_ in (SUBMITTED, REJECTED):
            uploaded = passed = False
        uploaded = uploaded or id_ == UPLOADED
        if id_ == PASSED and twice and not uploaded and not passed:
            id_, passed = ASKED, True
        out.append(Event(id_, event.at, event.note))
    return out


def _rounds(book: Book, events: list[Event]) -> tuple[list[Round], list[Event]]:
    """(the rounds, the events that hold now)."""
    rounds: list[Round] = []
    current: list[Event] = []
    for event in events:
        at, here = aware(event.at), part_of(book, event.event)
        open_ = rounds.pop() if rounds and rounds[-1].rejected is None and event.event in (SUBMITTED, REJECTED) else None
        number = len(rounds) + 1
        if event.event == REJECTED:
            by = "bureau" if any(part_of(book, e.event) == "bureau" for e in current) else "provider"
            rounds.append(Round(number, open_.submitted if open_ else None, at, by, event.note or ""))
            current = [e for e in current if part_of(book, e.event) not in ("order", "bureau")]
        elif event.event == SUBMITTED:
            rounds.append(Round(number, at, None, "", ""))
            current = [e for e in current if e.event != REJECTED]
            if all(e.event != COMPLETE for e in current):  # nobody submits a draft that is not complete
                current.append(Event(COMPLETE, event.at))
        elif not rounds and here in ("order", "bureau"):
            rounds.append(Round(1, None, None, "", ""))
        current.append(event)
    return rounds, current


def _stands(book: Book, current: list[Event]) -> str:
    """The event that the filing stands at: the furthest of those after the approval, else the last one that counts."""
    order = list(parts(book))
    filed = [e.event for e in current if part_of(book, e.event) == FILED]
    if APPROVED in filed:
        return max(filed, key=order.index)
    counting = [e.event for e in current if part_of(book, e.event) not in (BESIDE, FILED)]
    if counting:
        return counting[-1]
    return max(filed, key=order.index) if filed else DRAFT


def _own_name(case: Case, stands: str, rounds: list[Round]) -> Rule | None:
    """The entry of the provider's own list of order statuses for this state."""
    provider = case.draft.filing.provider
    wanted = _status_of(case.book, stands)
    by = next((r.rejected_by for r in reversed(rounds) if r.rejected), "")
    found = [
        s
        for s in case.book.all("order-status")
        if s["provider"] == provider and s.get("state") == wanted and s.get("rejected_by", by) == by
    ]
    later = [s for s in found if bool(s.get("later_round", False)) == (len(rounds) > 1)]
    return next(iter(later or found), None)


def _status_of(book: Book, stands: str) -> str:
    """The state under which the order statuses keep it: everything after the approval is `approved` there."""
    if part_of(book, stands) == FILED:
        return APPROVED
    if part_of(book, stands) == DRAFT:
        return DRAFT
    return {UPLOADED: SUBMITTED, "bureau-decided": "sms-verified"}.get(stands, stands)
