"""What is left to do: the steps that the recorded events have not finished, with the due times that are fixed."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from icpctl.case import Case
from icpctl.draft import Event
from icpctl.findings import sources_json
from icpctl.journey.plan import Plan, plan
from icpctl.journey.steps import PlannedStep
from icpctl.journey.times import Deadline, event_id
from icpctl.rules import Source
from icpctl.wording import t

REJECTED = "rejected"
_BY_APPLICANT = "applicant"
_SPANS = {"minutes": "minutes", "hours": "hours", "calendar_days": "days"}


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of `next --json`. `due` is ISO time, None while no event of the draft fixes it."""

    draft: str
    step: str
    name: str
    action: str
    due: dt.datetime | None
    overdue: bool
    hard: bool
    because: str
    optional: bool
    sources: tuple[Source, ...]

    def as_json(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "draft": self.draft,
            "step": self.step,
            "name": self.name,
            "action": self.action,
            "due": self.due.isoformat() if self.due else None,
            "overdue": self.overdue,
            "hard": self.hard,
            "because": self.because,
            "optional": self.optional,
            "sources": [sources_json(s) for s in self.sources],
        }


def next_items(case: Case) -> list[Item]:
    """The steps that remain, those with a due time first (soonest first), then in the order of the way.

    A step is finished when an event that starts a later step has been recorded. A rejection takes back what happened
    at the provider and the bureau before it. Working days are not counted here: such a deadline has no due time, and
    `because` says how long it is.
    """
    way = plan(case)
    happened = _recorded(case, way)
    done = _finished(way, happened)
    items = [_item(case, step, happened) for step in way.steps if step.id not in done]
    return sorted(items, key=lambda i: (i.due is None, i.due.timestamp() if i.due else 0.0))


def _recorded(case: Case, way: Plan) -> dict[str, dt.datetime]:
    """The events that hold, each with its last time."""
    events = sorted(case.draft.event, key=_moment)
    last = max((i for i, e in enumerate(events) if e.event == REJECTED), default=-1)
    void = {s.starts_event for s in way.steps if s.by != _BY_APPLICANT}
    kept = [e for i, e in enumerate(events) if i >= last or event_id(case, e.event) not in void]
    return {event_id(case, e.event): _aware(e.at) for e in kept}


def _moment(event: Event) -> float:
    return _aware(event.at).timestamp()


def _aware(at: dt.datetime) -> dt.datetime:
    """A time written without its zone is taken as the zone of the filing's country."""
    return at if at.tzinfo else at.replace(tzinfo=dt.timezone(dt.timedelta(hours=8)))


def _finished(way: Plan, happened: Mapping[str, dt.datetime]) -> set[str]:
    steps = {s.id: s for s in way.steps}
    done: set[str] = set()
    for step in way.steps:
        if step.starts_event not in happened or step.starts_event == REJECTED:
            continue
        done |= {b for b in _before(step, steps) if steps[b].starts_event != step.starts_event}
    return done


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


def _item(case: Case, step: PlannedStep, happened: Mapping[str, dt.datetime]) -> Item:
    due = _due(step.deadline, happened)
    return Item(
        draft=case.draft.name,
        step=step.id,
        name=step.name,
        action=t("journey.then").join(step.actions) or step.name,
        due=due,
        overdue=due is not None and due.date() < case.day,
        hard=bool(step.deadline and step.deadline.hard),
        because=_because(step),
        optional=step.optional,
        sources=step.sources,
    )


def _due(deadline: Deadline | None, happened: Mapping[str, dt.datetime]) -> dt.datetime | None:
    if deadline is None or deadline.varies or deadline.unit not in _SPANS or deadline.from_event not in happened:
        return None
    span = dt.timedelta(**{_SPANS[deadline.unit]: deadline.length})
    start = happened[deadline.from_event]
    try:
        return start - span if deadline.direction == "before" else start + span
    except OverflowError:
        return None


def _because(step: PlannedStep) -> str:
    if step.deadline:
        return step.deadline.text
    start = t("journey.starts", event=step.starts_when)
    return t("journey.starts_and_takes", start=start, duration=step.duration) if step.duration else start
