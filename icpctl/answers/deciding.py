"""Which fact of the case is asked next: what the decision waits for, and what would still turn it. Pure.

`icpctl type` names all open facts; a person is asked the fewest: first those of the rules that speak of what is wanted, then
what a rule that comes before the deciding one still waits for (a subject without any service left, say).
"""

from collections.abc import Collection, Iterator
from typing import Any

from icpctl.case import Case
from icpctl.rules import Rule, vocabulary
from icpctl.rules.match import matches

# Asked among the two-minute questions, because it stops every filing alike.
_ELSEWHERE = frozenset({"order_in_progress"})


def next_fact(case: Case) -> str | None:
    """The fact to ask while the filing type is open; None when no rule waits for one."""
    decision = case.decision
    if decision.kind != "open":
        return None
    known = _known(case)
    speaking = [r for r in _rules(case) if "intent" in r["when"] and "intent" in known and _waits_for(r, known)]
    own = {fact for r in speaking for fact in _waits_for(r, known) if r["when"]["intent"] == known["intent"]}
    return next((fact for fact in decision.open_facts if fact in own), next(iter(decision.open_facts), None))


def would_turn(case: Case, passed: Collection[str]) -> str | None:
    """A fact that alone would make an earlier rule decide otherwise; None when there is none, or it was passed by."""
    deciding = case.decision.rule
    if deciding is None or (case.draft.filing.type and case.draft.filing.type != case.decision.result):
        return None
    known = _known(case)
    for rule in _rules(case):
        if rule.id == deciding.id:
            return None
        open_ = _waits_for(rule, known)
        if len(open_) == 1 and not open_ & _ELSEWHERE and not open_ & set(passed):
            return next(iter(open_))
    return None


def _known(case: Case) -> dict[str, Any]:
    known = dict(case.type_facts)
    province = known.get("province")
    if isinstance(province, str):
        known["province"] = vocabulary.province_codes(case.book).get(province, province)
    return known


def _rules(case: Case) -> Iterator[Rule]:
    yield from sorted(case.book.all("decision"), key=lambda r: int(r["order"]))


def _waits_for(rule: Rule, known: dict[str, Any]) -> set[str]:
    """The unknown facts of a rule that nothing known speaks against; none for one that does not hold."""
    when = {key.removesuffix("_in"): value for key, value in rule["when"].items()}
    parts = when.pop("changed_parts", None)
    said = known.get("changed_parts")
    if matches(when, known) is False or (parts is not None and said is not None and set(parts) != set(said)):
        return set()
    return {key.removesuffix("_in") for key in rule["when"]} - set(known)
