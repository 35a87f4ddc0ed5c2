"""How the way of a filing looks on a screen: what to do now, where the filing stands, its board and its time line."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from icpctl import screen
from icpctl.fields import mask
from icpctl.rules import vocabulary
from icpctl.screen import report
from icpctl.values import printable
from icpctl.wording import t

if TYPE_CHECKING:
    from icpctl.case import Case
    from icpctl.journey import Item, Plan, PlannedStep, State

_MARKS = {"term": "!", "window": "?", "lapse": "!", "expiry": "!"}
MOST_NOTE = 80


def when(item: "Item") -> str:
    """ "还剩 5 小时 20 分（2026-11-23 10:00 前）"; "" without a due time."""
    from icpctl.journey.left import moment

    if item.due is None:
        return ""
    until = moment(item.due, to_the_minute=item.to_the_minute)
    if item.kind == "window":
        key = "window_late" if item.late else "window"
        return t(f"screen.next.{key}", due=until, left=item.left)
    return t("screen.next.due", left=item.left, due=until)


def todo(items: "Sequence[Item]") -> None:
    """What to do now, over drafts: the action, the place, the evidence and the time of each."""
    if not items:
        screen.line(t("screen.next.none"))
    for item in items:
        head = "  ".join(x for x in (item.draft, item.name, when(item)) if x)
        screen.line(head, style=_style(item), hang=2)
        _body(item)


def _style(item: "Item") -> str:
    return "error" if item.overdue else "warning" if item.late else "heading"


def _body(item: "Item") -> None:
    if item.kind != "window":
        screen.line(item.action, 2, hang=2)
    _place_and_evidence(item, 2)
    if item.because:
        screen.line(item.because, 2, style="dim", hang=2)
    if item.provisional:
        screen.line(t("screen.next.provisional"), 2, style="dim", hang=2)


def way(found: "Plan", items: "Sequence[Item]") -> None:
    """All that remains of one draft, with everything that is known of each step."""
    steps = {s.id: s for s in found.steps}
    if not found.sourced:
        screen.line(found.text, 2)
    for number, item in enumerate(items, 1):
        _remaining(number, item, steps.get(item.step))
    for text in found.warnings:
        screen.line(t("screen.plan.warning", text=text), 2, style="warning", hang=2)
    for text in (*found.timing, *found.contacts):
        screen.line("- " + text, 2, style="dim", hang=2)
    report.sources(found.sources, 2, most=3)


def _remaining(number: int, item: "Item", step: "PlannedStep | None") -> None:
    who = t("screen.plan.who", who=step.who) if step and step.by != "applicant" else ""
    optional = t("screen.plan.optional", when=step.optional_when) if step and step.optional else ""
    length = step.duration if step and item.due is None else ""
    head = "  ".join(x for x in (item.name, when(item), who, length, optional) if x)
    screen.line(f"{number}. {head}", 2, style=_style(item), hang=3)
    for text in step.actions if step else (item.action,):
        screen.line("- " + text, 5, hang=2)
    _place_and_evidence(item, 5)
    if item.kind == "window":
        screen.line(item.because, 5, style="dim", hang=2)
    elif item.due or (step and step.deadline):
        screen.line(t("screen.plan.hard" if item.hard else "screen.plan.soft", text=item.because), 5, hang=2)
    for said in step.said_by[1:] if step and item.due is None else ():
        screen.line(t("screen.next.also", who=said.who, text=said.text), 5, style="dim", hang=2)
    if item.provisional:
        screen.line(t("screen.next.provisional"), 5, style="dim", hang=2)
    if step and step.if_missed:
        screen.line(t("screen.plan.missed", text=step.if_missed), 5, style="warning", hang=2)
    for text in (step.conflict, *step.notes) if step else ():
        if text:
            screen.line("- " + text, 5, style="dim", hang=2)
    report.sources(item.sources, 5, most=1)


def _place_and_evidence(item: "Item", indent: int) -> None:
    for place in item.places:
        screen.line(t("screen.next.place", text=place), indent, hang=2)
    if item.evidence and item.kind != "window":
        screen.line(t("screen.next.evidence", text=t("screen.and").join(item.evidence)), indent, hang=2)


def standing(case: "Case", here: "State", reveal: bool) -> None:
    """Where the filing stands, in our words and the provider's, and the rounds before; notes masked unless `reveal`."""
    from icpctl.journey.left import moment

    text = here.name
    if here.provider_name:
        provider = vocabulary.name(case.book, "provider", case.draft.filing.provider or "")
        text = t("screen.state.own", name=text, provider=provider, own=here.provider_name)
    if here.since:
        text = t("screen.state.since", name=text, at=moment(here.since))
    if here.round > 1 or any(r.rejected for r in here.rounds):
        text = t("screen.state.round", name=text, round=here.round)
    screen.line(t("screen.state.now", name=text), 2, style="heading", hang=2)
    if here.provider_does:
        screen.line(t("screen.state.does", text=here.provider_does), 2, hang=2)
    for one in here.rounds:
        if one.rejected:
            reason = _note(one.reason, reveal) if one.reason else t("screen.state.no_reason")
            by = t(f"journey.who.{one.rejected_by}")
            text = t("screen.state.rejected", round=one.number, at=moment(one.rejected), by=by, reason=reason)
            screen.line(text, 2, style="dim", hang=2)


def _note(text: str, reveal: bool) -> str:
    """What the user noted may hold anything."""
    return printable(text if reveal else mask("text", text), MOST_NOTE)


def timeline(case: "Case", items: "Sequence[Item]", now: dt.datetime, reveal: bool) -> None:
    """One draft as a line through time: what happened, where now is, and what is due; notes masked unless `reveal`."""
    from icpctl.journey.left import moment
    from icpctl.journey.marking import name
    from icpctl.journey.state import aware, in_time

    screen.heading(t("screen.timeline.title"))
    rows: list[tuple[dt.datetime, int, str, str, str]] = []
    if case.draft.filing.created_at:
        rows.append((aware(case.draft.filing.created_at), 0, "o", t("screen.timeline.created"), "dim"))
    for event in in_time(case.draft.event):
        text = name(case, event.event)
        if event.note:
            text = t("journey.says", who=text, text=_note(event.note, reveal))
        bad = event.event == "rejected"
        rows.append((aware(event.at), 1, "x" if bad else "o", text, "warning" if bad else ""))
    rows.append((now, 2, ">", t("screen.timeline.now"), "heading"))
    for item in items:
        if item.due is not None:
            text = f"{item.name}  {item.left}"
            rows.append((item.due, 3, _MARKS.get(item.kind, "!"), text, "error" if item.overdue else ""))
    for at, _, mark, text, style in sorted(rows, key=lambda r: (r[0].timestamp(), r[1])):
        screen.line(f"{moment(at)}  {mark}  {text}", 2, style=style, hang=21)
    screen.line(t("screen.timeline.key"), 2, style="dim", hang=2)


def board(rows: Sequence[dict[str, Any]], order: Sequence[str], now: dt.datetime) -> None:
    """All drafts by state, in the order of the way, each with what is due."""
    from icpctl.journey.left import left

    for state in order:
        here = [r for r in rows if r["state"] == state]
        screen.line(t("screen.board.state", name=here[0]["state_name"], count=len(here)), style="heading")
        for row in sorted(here, key=lambda r: (r["next_due"] is None, str(r["next_due"]))):
            due = dt.datetime.fromisoformat(row["next_due"]) if row["next_due"] else None
            cells = [row["name"], row["provider_state"], row["next_step"] if due else ""]
            cells.append(left(due, now, to_the_minute=True) if due else "")
            late = due is not None and due < now
            screen.line("  ".join(str(c) for c in cells if c), 2, style="error" if late else "", hang=2)
