"""The way of a filing after the draft: which steps, who does them, how long they take, until when, and by which source.

`plan(case)` gives the whole way, `next_items(case)` what is left of it. The steps are data (`rules/data/journey/`); a
filing type whose steps no source describes gets none and says so. Nothing here reads the clock: the day is the case's.
"""

from icpctl.journey.due import Item, next_items
from icpctl.journey.plan import Plan, plan
from icpctl.journey.steps import PlannedStep
from icpctl.journey.times import Deadline, Range

__all__ = ["Deadline", "Item", "Plan", "PlannedStep", "Range", "next_items", "plan"]
