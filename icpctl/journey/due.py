"""What is left to do: the steps that the recorded events have not finished, with the due times that are fixed."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from icpctl.case import Case
from icpctl.findings import sources_json
from icpctl.journey import state as states
from icpctl.journey.deadlines import APPLICANT, EXPIRY, LAPSE, TERM, WINDOW, Deadline, deadlines, ended, finished, start_of
from icpctl.journey.left import left
from icpctl.journey.plan import plan
from icpctl.journey.state import BESIDE, part_of
from icpctl.journey.steps import PlannedStep
from icpctl.journey.where import places
from icpctl.rules import Source
from icpctl.wording import t

SOON = dt.timedelta(days=90)
"""What runs out later than this is told for one draft, not every morning."""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of `next --json`.

    due        aware, None while no event of the draft fixes it; earliest: of somebody else's window
    left       how long that is from now, in words; "" without a due time
    kind       step (no time is fixed), term, window, lapse or expiry
    by         who acts: applicant, principals, site-owner, provider or bureau
    current    it can be done, or is going on, now
    """

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
    left: str = ""
    kind: str = "step"
    by: str = APPLICANT
    current: bool = True
    earliest: dt.datetime | None = None
    to_the_minute: bool = False
    provisional: bool = False
    late: bool = False
    places: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()

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
            "left": self.left,
            "kind": self.kind,
            "by": self.by,
            "current": self.current,
            "earliest": self.earliest.isoformat() if self.earliest else None,
            "late": self.late,
            "provisional": self.provisional,
            "places": _listed(self.places),
            "evidence": _listed(self.evidence),
            "sources": _sources(self.sources),
        }


@lru_cache(maxsize=512)
def _listed(texts: tuple[str, ...]) -> list[str]:
    """Ten thousand drafts say much the same: one list for all."""
    return list(texts)


@lru_cache(maxsize=512)
def _sources(sources: tuple[Source, ...]) -> list[dict[str, str]]:
    return [sources_json(s) for s in sources]


def next_items(case: Case, now: dt.datetime | None = None) -> list[Item]:
    """Everything that remains: what is overdue, then what has a due time (soonest first), then the way in its order.

    `now` is aware; without it the day of the case begins. A step is finished when it was marked, or an event that starts
    a later step has been recorded; a rejection takes back what happened at the provider and the bureau before it.
    """
    now = now or start_of(case.day)
    way, here = plan(case), states.state(case)
    if ended(here):
        return []
    done = finished(case, way, here)
    fixed = deadlines(case, now)
    of_step = {(d.kind, d.id): d for d in fixed if d.kind in (TERM, WINDOW)}
    found = []
    for step in way.steps:
        if step.id not in done:
            one = of_step.get((TERM, step.id)) or of_step.get((WINDOW, step.id))
            found.append(_item(case, step, one, now, current=_current(case, step, here, done)))
    found += [_other(case, d, now) for d in fixed if d.kind in (LAPSE, EXPIRY) and not _kept_back(d, now)]
    return sorted(found, key=lambda i: (not i.overdue, i.due is None, i.due.timestamp() if i.due else 0.0))


def due_now(items: list[Item], now: dt.datetime) -> list[Item]:
    """What one draft needs today: everything with a due time but what runs out far later, and the one step to do now."""
    timed = [i for i in items if i.due is not None and (i.kind != EXPIRY or i.overdue or i.due - now <= SOON)]
    told = [i for i in items if i.due is None and i.kind == TERM]
    if any(i.kind == TERM and not i.optional for i in (*timed, *told)):
        return timed + told
    return timed + list(_first_step(items))


def _kept_back(one: Deadline, now: dt.datetime) -> bool:
    """True for the end of a person's certificate that is far away: it is personal data, and nobody needs it yet."""
    return one.private and one.due is not None and one.due - now > SOON


def _first_step(items: list[Item]) -> Iterator[Item]:
    waiting = next((i for i in items if i.kind == WINDOW), None)
    mine = (i for i in items if i.kind == "step" and i.current and not i.optional and i.by not in ("provider", "bureau"))
    first = next(mine, None)
    if first is not None:
        yield first
    elif waiting is None:
        # Nothing is known of how long somebody else takes: at least say that he is at it.
        others = (i for i in items if i.kind == "step" and i.current and i.by in ("provider", "bureau"))
        yield from list(others)[:1]


def _current(case: Case, step: PlannedStep, here: states.State, done: set[str]) -> bool:
    if step.ongoing:
        return False
    if step.starts_event in here.happened:
        return True
    if here.in_order and part_of(case.book, step.starts_event) == "order":
        return False  # the provider has not asked for it
    if step.starts_event == states.REJECTED or (part_of(case.book, step.starts_event) in (BESIDE, states.FILED) and step.after):
        return False
    return all(a in done for a in step.after)


def _item(case: Case, step: PlannedStep, one: Deadline | None, now: dt.datetime, *, current: bool) -> Item:
    due = one.due if one else None
    return Item(
        draft=case.draft.name,
        step=step.id,
        name=step.name,
        action=t("journey.then").join(step.actions) or step.name,
        due=due,
        overdue=bool(one and one.overdue),
        hard=one.hard
        if one
        else bool(step.deadline and step.deadline.hard and step.deadline.binds not in ("provider", "bureau")),
        because=one.because if one else _because(step),
        optional=step.optional,
        sources=one.sources if one else step.sources,
        left=left(due, now, to_the_minute=one.to_the_minute) if one and due else "",
        kind=one.kind if one else "step",
        by=step.by,
        current=current or one is not None,
        earliest=one.earliest if one else None,
        to_the_minute=bool(one and one.to_the_minute),
        provisional=bool(one and one.provisional),
        late=bool(one and one.late),
        places=places(case, step),
        evidence=step.evidence,
    )


def _other(case: Case, one: Deadline, now: dt.datetime) -> Item:
    """A lapse of the order, or something that runs out."""
    return Item(
        draft=case.draft.name,
        step=one.id,
        name=one.name,
        action=t(f"journey.{one.kind}.do"),
        due=one.due,
        overdue=one.overdue,
        hard=one.hard,
        because=one.because,
        optional=False,
        sources=one.sources,
        left=left(one.due, now, to_the_minute=one.to_the_minute) if one.due else "",
        kind=one.kind,
        late=one.late,
    )


def _because(step: PlannedStep) -> str:
    if step.deadline:
        return step.deadline.text
    start = t("journey.starts", event=step.starts_when)
    return t("journey.starts_and_takes", start=start, duration=step.duration) if step.duration else start
