"""The way of a filing after the draft: which steps, who does them, how long they take, until when, and by which source.

`plan(case)` gives the whole way, `state_of(case)` where the filing stands by its recorded events, `deadlines(case, now)`
everything that is fixed in time, `next_items(case, now)` what is left to do. The steps are data (`rules/data/journey/`);
a filing type whose steps no source describes gets none and says so. Nothing here reads the clock.
"""

from icpctl.journey.deadlines import Deadline, deadlines
from icpctl.journey.due import Item, due_now, next_items
from icpctl.journey.plan import Plan, plan
from icpctl.journey.state import Round, State
from icpctl.journey.state import state as state_of
from icpctl.journey.steps import PlannedStep
from icpctl.journey.times import Range, Term

__all__ = [
    "Deadline", "Item", "Plan", "PlannedStep", "Range", "Round", "State", "Term", "deadlines", "due_now", "next_items", "plan",
    "state_of",
]  # fmt: skip
