"""What follows from the answers so far: the case of this run, and the answers that others lead to."""

from typing import TYPE_CHECKING

from icpctl import run, screen
from icpctl.wording import t

if TYPE_CHECKING:
    from icpctl.case import Case
    from icpctl.draft import Draft


def case_of(draft: "Draft") -> "Case":
    """The draft for today by the rule book of this run."""
    from icpctl.case import Case

    return Case(draft, run.book(), run.day())


def settle(draft: "Draft") -> "Case":
    """Derive what can be derived (the filing type first), tell it, and give the case."""
    from icpctl.derive import fill
    from icpctl.questions import label

    case = case_of(draft)
    if draft.filing.type is None and case.type is not None:
        draft.filing.type = case.type
        case = case_of(draft)
    for one in fill(case):
        why = t(f"screen.because.{one.because}")
        screen.talk(t("screen.derived", what=label(one.path), path=one.path, why=why), style="dim")
    return case_of(draft)
