"""Asks the two-minute questions in a terminal, and tells what the answers mean."""

from pathlib import Path
from typing import TYPE_CHECKING

from icpctl import screen
from icpctl.answers import asking, preflight
from icpctl.answers.prompts import BACK, MENU
from icpctl.answers.sitting import Sitting, sit
from icpctl.case import Case
from icpctl.wording import t

if TYPE_CHECKING:
    from icpctl.store import Loaded


def ask(case: Case, folder: Path, name: str | None, before: "Loaded | None" = None) -> Case:
    """Ask what is open of the two-minute questions, saving after each. Raises Interrupted with the way to go on."""
    with sit(case, folder, name, before) as s:
        run(s)
        return s.case


def run(s: Sitting) -> None:
    """Ask one after the other; Enter passes one by, back leads to the one before, the menu key leaves the page."""
    screen.talk(t("preflight.intro"), style="dim")
    done: list[str] = []
    again: str | None = None
    while True:
        asks = preflight.questions(s.case)
        here = next((a for a in asks if a.at == again), None)
        here = here or next((a for a in asks if a.open and a.at not in done), None)
        if here is None:
            return
        again = None
        left = sum(a.open and a.at not in done for a in asks)
        where = t("wizard.preflight_where", left=left)
        if here.fact is not None:
            reply = asking.ask_fact(s, here.fact, where=where, may_skip=True)
        elif here.question is not None:
            reply = asking.ask_question(s, here.at, here.question, where=where, may_skip=True)
        if reply is MENU:
            return
        if reply is BACK:
            again = done.pop() if done else here.at
        elif here.at not in done:
            done.append(here.at)
        s.tried.update(done)
