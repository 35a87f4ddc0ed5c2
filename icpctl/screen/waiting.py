"""How it is shown what must be on or off while a filing waits."""

from typing import TYPE_CHECKING, Any

from icpctl import screen
from icpctl.journey.waiting import waiting
from icpctl.screen import report
from icpctl.wording import t

if TYPE_CHECKING:
    from icpctl.case import Case
    from icpctl.journey.waiting import Duty

STYLES = {"on": "good", "off": "warning", "later": "warning"}


def section(case: "Case") -> None:
    """The section of `show` and `next`; nothing while the filing type is open, one line once the filing is approved."""
    found = waiting(case)
    if case.type is None:
        return
    screen.heading(t("waiting.title"))
    if found.over:
        step = case.book.one("step", "resolve-dns")
        screen.line(t("waiting.over", step=step.word("name") if step else ""), 2)
        return
    if found.text or not found.duties:
        screen.line(found.text or t("waiting.unsourced"), 2)
        report.sources(found.sources, 2, most=1)
    for duty in found.duties:
        _duty(duty)


def as_json(case: "Case") -> dict[str, Any]:
    """The same for JSON."""
    return waiting(case).as_json()


def _duty(duty: "Duty") -> None:
    lead = f"[{t(f'waiting.state.{duty.state}')}] {duty.what}  "
    screen.line(lead + t("waiting.until", step=duty.until_name), 2, style=STYLES[duty.state], hang=2)
    screen.line(duty.text, 4)
    if duty.contradicted:
        screen.line(t("waiting.both"), 4, style="dim")
        for side in duty.sides:
            screen.line("- " + t("waiting.says", who=side.who, text=side.text), 4, style="dim", hang=2)
            report.sources(side.sources, 6, most=1)
        return
    for side in duty.sides:
        if side.text != duty.text:
            screen.line("- " + t("waiting.says", who=side.who, text=side.text), 4, style="dim", hang=2)
    if duty.if_missed:
        screen.line(t("waiting.missed", text=duty.if_missed), 4, style="warning", hang=2)
    report.sources(duty.sources, 4, most=1)
