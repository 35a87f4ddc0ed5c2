"""The round that a rejection ends, as an event of the draft; and what is to be looked at again because of it.

Nothing is unset: an answer that was refused may be right, and the paper behind it wrong. `--apply` keeps paths and papers
with the event (`review`); they are to be looked at again until the draft is submitted once more, and `undo` takes them
back together with the event.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from icpctl.case import Case
from icpctl.draft import Draft, Event
from icpctl.journey import marking
from icpctl.journey.state import REJECTED, SUBMITTED
from icpctl.rejection.reading import readable

MOST_NOTE = 4000
"""Characters of a message that are kept with the event."""
DOCUMENT = "document:"
"""Stands before the id of a document in an event's `review`."""


@dataclass(frozen=True, slots=True)
class ToReview:
    """What the last rejection asks to be looked at again: draft paths and document ids."""

    since: dt.datetime
    paths: tuple[str, ...]
    documents: tuple[str, ...]


def against(case: Case, now: dt.datetime, latest: dt.datetime) -> str:
    """Why this draft cannot have been rejected now, in words; "" when it can.

    Whoever was rejected has submitted: that this was not recorded speaks not against it. A filing that stands at a
    rejection keeps that round.
    """
    if last_rejection(case) is not None:
        return ""
    found = marking.objections(case, REJECTED, now, latest, by_clock=True)
    return next((o.text for o in found if o.refuses and o.key != "needs"), "")


def last_rejection(case: Case) -> Event | None:
    """The rejection that the filing stands at; None when it was never rejected or was submitted since."""
    alias = case.book.file("vocabulary")["event"]
    for event in reversed(case.draft.event):
        meant = str(alias.get(event.event, event.event))
        if meant in (REJECTED, SUBMITTED):
            return event if meant == REJECTED else None
    return None


def record(case: Case, text: str, at: dt.datetime, review: Sequence[str]) -> bool:
    """Put the rejection into the draft of the case; False when nothing changed.

    A filing that stands at a rejection keeps it: the message and what is to be reviewed are added to that event. The
    message may hold personal data; it lives in the draft alone and is masked in every output.
    """
    note, last = readable(text)[:MOST_NOTE], last_rejection(case)
    if last is None:
        case.draft.event.append(Event(REJECTED, at, note, list(review)))
        return True
    known = last.note or ""
    noted = known if note in known else f"{known}\n{note}".strip()[:MOST_NOTE]
    merged = list(dict.fromkeys([*last.review, *review]))
    changed = (noted, merged) != (known, last.review)
    last.note, last.review = noted, merged
    return changed


def to_review(draft: Draft) -> ToReview | None:
    """What is to be looked at again; None when the draft was submitted since the last rejection, or nothing was applied."""
    for event in reversed(draft.event):
        if event.event == SUBMITTED:
            return None
        if event.event == REJECTED and event.review:
            papers = [one.removeprefix(DOCUMENT) for one in event.review if one.startswith(DOCUMENT)]
            paths = [one for one in event.review if not one.startswith(DOCUMENT)]
            return ToReview(event.at, tuple(paths), tuple(papers))
    return None
