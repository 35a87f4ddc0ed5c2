"""Every deadline of a draft: what its events, its papers and its order fix in time, each with who says so.

What binds the applicant can be overdue; how long a provider or a bureau takes is a window, and their lateness is not the
applicant's. Nothing has a time before the event that it is counted from.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

from icpctl.case import Case
from icpctl.draft import is_private
from icpctl.findings import sources_json
from icpctl.journey import expiries
from icpctl.journey import state as states
from icpctl.journey.plan import Plan, plan
from icpctl.journey.spans import DAYS, after, before, late
from icpctl.journey.state import State, part_of
from icpctl.journey.steps import PlannedStep
from icpctl.journey.times import Term
from icpctl.rules import Rule, Source
from icpctl.rules.match import matches
from icpctl.wording import t

APPLICANT = "applicant"
TERM, WINDOW, LAPSE, EXPIRY = "term", "window", "lapse", "expiry"


@dataclass(frozen=True, slots=True)
class Deadline:
    """One deadline of one draft.

    id           the step, or "order-lapse", or "expiry:" and a path of the draft: stable, one of each in a draft
    kind         term (must be done until), window (somebody else takes that long), lapse (the order ends), expiry
    due          the latest time, aware; None when the notice that set it says how long
    earliest     of a window: the first time at which it may end
    hard         missing it has consequences in law or sends the filing back
    binds        applicant, provider or bureau: whose term it is
    to_the_minute False when only the day counts
    provisional  it counts working days of a year whose holidays are not announced yet
    private      the time itself is personal data (the end of a person's certificate)
    optional     it holds only in some cases, which the draft does not tell: never overdue
    overdue      it binds the applicant and has passed; `late` also when somebody else's window has
    """

    id: str
    draft: str
    name: str
    kind: str
    due: dt.datetime | None
    earliest: dt.datetime | None
    hard: bool
    binds: str
    to_the_minute: bool
    because: str
    sources: tuple[Source, ...]
    provisional: bool = False
    private: bool = False
    optional: bool = False
    overdue: bool = False
    late: bool = False

    def as_json(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "id": self.id,
            "draft": self.draft,
            "name": self.name,
            "kind": self.kind,
            "due": self.due.isoformat() if self.due else None,
            "earliest": self.earliest.isoformat() if self.earliest else None,
            "hard": self.hard,
            "binds": self.binds,
            "provisional": self.provisional,
            "private": self.private,
            "overdue": self.overdue,
            "because": self.because,
            "sources": [sources_json(s) for s in self.sources],
        }


def deadlines(case: Case, now: dt.datetime | None = None) -> list[Deadline]:
    """All deadlines of a draft that are fixed and not done, the soonest first, those without a time last.

    `now` is aware; without it the day of the case begins.
    """
    now = now or start_of(case.day)
    way, here = plan(case), states.state(case)
    found = [] if ended(here) else [*_of_steps(case, way, here), *_lapse(case, way, here), *_expiries(case)]
    seen = [_judged(d, now) for d in found]
    return sorted(seen, key=lambda d: (d.due is None, d.due.timestamp() if d.due else 0.0))


def ended(here: State) -> bool:
    """True when the service has ended and its filing was cancelled: nothing is left to do."""
    return "end-service" in here.happened and "service-ended" in here.happened


def start_of(day: dt.date) -> dt.datetime:
    """The beginning of a day in China."""
    return dt.datetime.combine(day, dt.time(), states.CHINA)


def _judged(one: Deadline, now: dt.datetime) -> Deadline:
    passed = one.due is not None and late(one.due, now, to_the_minute=one.to_the_minute)
    return replace(one, late=passed, overdue=passed and one.binds == APPLICANT and not one.optional)


def _of_steps(case: Case, way: Plan, here: State) -> Iterator[Deadline]:
    done = finished(case, way, here)
    for step in way.steps:
        if step.id in done:
            continue
        term = _term(case, step, here)
        if term is not None:
            yield term
        window = _window(case, step, here) if step.by in ("provider", "bureau") else None
        if window is not None:
            yield window


def finished(case: Case, way: Plan, here: State) -> set[str]:
    """The steps that are done: marked themselves, or before a step whose event has happened."""
    return case.kept("finished steps", lambda: _finished(way, here))


def _finished(way: Plan, here: State) -> set[str]:
    steps = {s.id: s for s in way.steps}
    done = {id_ for id_ in here.happened if id_ in steps and not _again(steps[id_], here)}
    if states.SUBMITTED in here.happened and any(s.starts_event == states.SUBMITTED for s in way.steps):
        # What the provider wants before the submission was done when it was submitted.
        done |= {s.id for s in takewhile(lambda s: s.starts_event != states.SUBMITTED, way.steps)}
    for step in way.steps:
        if step.starts_event in here.happened and step.starts_event != states.REJECTED:
            done |= {b for b in _before(step, steps) if steps[b].starts_event != step.starts_event}
        if (step.starts_event == states.REJECTED and here.id != states.REJECTED) and states.SUBMITTED in here.happened:
            done.add(step.id)
        if any(d in here.happened for d in step.done_with):
            done.add(step.id)
    return done


def _again(step: PlannedStep, here: State) -> bool:
    """True when a step that was done must be done once more: its event came again, or it is a duty of every year."""
    if step.starts_event == "yearly" and step.deadline and not step.deadline.varies:
        return True
    waits = {step.starts_event, step.deadline.from_event if step.deadline else ""}
    return any(here.recorded[w] > here.recorded[step.id] for w in waits if w in here.recorded)


def _before(step: PlannedStep, steps: Mapping[str, PlannedStep]) -> set[str]:
    """All steps that lead to this one."""
    found: set[str] = set()
    waiting = list(step.after)
    while waiting:
        id_ = waiting.pop()
        if id_ in steps and id_ not in found:
            found.add(id_)
            waiting += steps[id_].after
    return found


def _term(case: Case, step: PlannedStep, here: State) -> Deadline | None:
    """The term of a step that the applicant keeps. A term of the bureau is its window, not the applicant's."""
    term = step.deadline
    if term is None or term.binds not in (APPLICANT, "principals"):
        return None
    yearly = expiries.yearly(case, step, here) if step.starts_event == "yearly" and not term.varies else None
    if yearly is not None:
        return _deadline(case, step, term, yearly, provisional=False)
    start = _start(case, step, term, here)
    if start is None:
        return None
    if term.varies:
        return _deadline(case, step, term, None, provisional=False)
    if step.id == "report-changes" and "info-change-planned" not in here.happened:
        return _deadline(case, step, term, start, provisional=False)
    count = before if term.direction == "before" else after
    due, provisional = count(start, term.length, term.unit)
    return _deadline(case, step, term, due, provisional=provisional) if due else None


def _start(case: Case, step: PlannedStep, term: Term, here: State) -> dt.datetime | None:
    if term.from_event == "order-last-updated":
        return last_update(case, here) if here.id == states.REJECTED else None
    times = here.times.get(term.from_event, ())
    if term.unit in ("hours", "minutes") and times:
        return _first_still_open(times, after(times[0], term.length, term.unit)[0], term)
    if not times and step.starts_event in here.times and term.direction == "before":
        return here.times[step.starts_event][-1]
    return times[-1] if times else None


def _first_still_open(times: tuple[dt.datetime, ...], end: dt.datetime | None, term: Term) -> dt.datetime:
    """A code that is sent again within the term does not lengthen it; one that is sent after it begins a new one."""
    start = times[0]
    for at in times:
        if end is not None and at > end:
            start, end = at, after(at, term.length, term.unit)[0]
    return start


def _deadline(case: Case, step: PlannedStep, term: Term, due: dt.datetime | None, *, provisional: bool) -> Deadline:
    return Deadline(
        id=step.id,
        draft=case.draft.name,
        name=step.name,
        kind=TERM,
        due=due,
        earliest=None,
        hard=term.hard,
        binds=APPLICANT,
        to_the_minute=term.unit not in DAYS,
        because=term.text,
        sources=step.sources,
        provisional=provisional,
        optional=step.optional and term.from_event == step.starts_event,
    )


def _window(case: Case, step: PlannedStep, here: State) -> Deadline | None:
    """How long the provider or the bureau takes, by the source to go by first; `because` says who says what."""
    start = here.happened.get(step.starts_event)
    if start is None or not step.said_by:
        return None
    said = step.said_by[0]
    earliest, _ = after(start, said.min, said.unit)
    due, provisional = after(start, said.max, said.unit)
    if due is None:
        return None
    who = t("journey.then").join(t("journey.says", who=r.who, text=r.text) for r in step.said_by)
    text = t("journey.window", who=step.who, said=who)
    if step.deadline and step.deadline.binds == step.by:
        text = t("journey.with_note", text=text, note=t("journey.not_yours", text=step.deadline.text))
    return Deadline(
        id=step.id,
        draft=case.draft.name,
        name=step.name,
        kind=WINDOW,
        due=due,
        earliest=earliest if said.min else None,
        hard=False,
        binds=step.by,
        to_the_minute=said.unit not in DAYS,
        because=text,
        sources=tuple(dict.fromkeys(s for r in step.said_by for s in r.sources)),
        provisional=provisional,
    )


def last_update(case: Case, here: State) -> dt.datetime | None:
    """When the order was last moved: the newest event of the order in this round, or an update that was recorded."""
    moved = [at for event, at in here.happened.items() if part_of(case.book, event) in ("order", "bureau")]
    told = here.happened.get("order-last-updated")
    return max([*moved, *([told] if told and moved else [])], default=None)


def _lapse(case: Case, way: Plan, here: State) -> Iterator[Deadline]:
    """An open order that nobody moves ends, where the provider says so."""
    start = last_update(case, here) if here.in_order else None
    fixing = next((s for s in way.steps if s.starts_event == states.REJECTED and s.deadline), None)
    if start is None or (fixing and here.id == states.REJECTED):
        return
    for what, unit in (("order_step_days", "calendar_days"), ("order_idle_months", "months")):
        for rule in _limits(case, what):
            due, _ = after(start, int(rule["most"]), unit)
            if due is not None:
                yield Deadline(
                    id="order-lapse",
                    draft=case.draft.name,
                    name=t("journey.lapse.name"),
                    kind=LAPSE,
                    due=due,
                    earliest=None,
                    hard=True,
                    binds=APPLICANT,
                    to_the_minute=False,
                    because=rule.word("rule"),
                    sources=case.book.sources(rule),
                )


def _limits(case: Case, what: str) -> Iterator[Rule]:
    for entry in case.book.file("provider-limits")["limit"]:
        if entry["what"] == what and matches(entry["when"], case.facts) is True:
            yield Rule("provider-limit", entry["id"], entry, entry["sources_in"])


def _expiries(case: Case) -> Iterator[Deadline]:
    for one in expiries.expiries(case):
        yield Deadline(
            id=f"expiry:{one.path}",
            draft=case.draft.name,
            name=one.name,
            kind=EXPIRY,
            due=one.ends,
            earliest=None,
            hard=True,
            binds=APPLICANT,
            to_the_minute=False,
            because=one.because,
            sources=one.sources,
            private=is_private(one.path) or (one.path.startswith("subject.") and case.organization is False),
        )
