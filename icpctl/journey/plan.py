"""The whole way of a filing: its steps in order, what holds during review, what to be warned of, whom to ask."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from icpctl.case import Case
from icpctl.findings import sources_json
from icpctl.journey.mentions import concerns, own_words
from icpctl.journey.steps import PlannedStep, personal, planned, variant
from icpctl.rules import Rule, Source
from icpctl.wording import has, language, pick, t


@dataclass(frozen=True, slots=True)
class Plan:
    """The way. `sourced` is False when no source describes the steps: then `text` says so and whom to ask."""

    type: str
    type_name: str
    provider: str
    province: str
    sourced: bool
    text: str
    steps: tuple[PlannedStep, ...]
    access_during_review: str
    warnings: tuple[str, ...]
    timing: tuple[str, ...]
    contacts: tuple[str, ...]
    sources: tuple[Source, ...]

    def as_json(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "schema": 1,
            "type": self.type,
            "type_name": self.type_name,
            "provider": self.provider,
            "province": self.province,
            "sourced": self.sourced,
            "text": self.text,
            "steps": [s.as_json() for s in self.steps],
            "access_during_review": self.access_during_review,
            "warnings": list(self.warnings),
            "timing": list(self.timing),
            "contacts": list(self.contacts),
            "sources": [sources_json(s) for s in self.sources],
        }


def plan(case: Case) -> Plan:
    """The way for the draft's filing type and provider.

    An optional step that lists providers is part of the way at these and left out elsewhere. At these it is no longer
    optional when it has a place in the chain of steps, or is the whole way.
    """
    return case.kept("plan", lambda: _own_plan(case))


def _own_plan(case: Case) -> Plan:
    """The way of all drafts of this kind, with what only this draft's answers add to a step."""
    filing, subject = case.draft.filing, case.draft.subject
    alike = ("plan", language(), case.type, filing.provider, subject.province, subject.nature, case.kind, case.type_words)
    common: Plan = case.book.kept(alike, lambda: _plan(case))
    return replace(common, steps=tuple(personal(case, s) for s in common.steps))


def _plan(case: Case) -> Plan:
    rules = _on_the_way(case)
    alone = len(rules) == 1
    steps = [planned(case, r, optional=_optional(case, r, alone=alone)) for r in rules]
    ids = {s.id for s in steps}
    steps = [replace(s, after=tuple(a for a in s.after if a in ids)) for s in _in_order(case, steps)]
    rule = case.type_rule
    return Plan(
        type=case.type or "",
        type_name=rule.word("name") if rule else "",
        provider=case.draft.filing.provider or "",
        province=case.draft.subject.province or "",
        sourced=bool(steps),
        text="" if steps else _unsourced(case),
        steps=tuple(replace(s, order=i) for i, s in enumerate(steps, 1)),
        access_during_review=rule.word("access_during_review") if rule else "",
        warnings=tuple(own_words(case, rule.data, "warnings", anywhere=False)) if rule else (),
        timing=tuple(_timing(case, rule)) if rule else (),
        contacts=tuple(_contacts(case)),
        sources=case.book.sources(rule) if rule else (),
    )


def _on_the_way(case: Case) -> list[Rule]:
    found = []
    for step in case.book.all("step"):
        elsewhere = step["optional"] and step.get("provider") and variant(case, step) is None
        if case.type in step["filing_types"] and not elsewhere:
            found.append(step)
    return found


def _optional(case: Case, step: Rule, *, alone: bool) -> bool:
    return bool(step["optional"]) and not (variant(case, step) is not None and (step["after"] or alone))


def _in_order(case: Case, steps: list[PlannedStep]) -> list[PlannedStep]:
    """By the rule book's order; but what a provider wants earlier goes before the submission to it.

    A provider's own `after` names the step that the thing follows there. When that lies before the submission, the step
    and those of the applicant that follow from it alone are done before the applicant submits.
    """
    place = {s.id: (s.order, 0) for s in steps}
    moved: set[str] = set()
    for step in steps:
        own = variant(case, _rule(case, step.id))
        if own and "after" in own and own["after"] in place:
            at = _before_submission(steps, place[own["after"]][0])
            if at < step.order:
                place[step.id] = (at, -2)
                moved.add(step.id)
        elif step.after and moved >= set(step.after) and step.by not in ("provider", "bureau"):
            place[step.id] = (place[step.after[0]][0], -1)
            moved.add(step.id)
    return sorted(steps, key=lambda s: place[s.id])


def _before_submission(steps: list[PlannedStep], order: int) -> int:
    """The order of the step after which the provider's next own step begins."""
    provider = next((s for s in steps if s.by == "provider" and s.order > order), None)
    last = [s.order for s in steps if provider and s.id in provider.after and s.order > order]
    return min(last, default=10_000)


def _rule(case: Case, id_: str) -> Rule:
    rule = case.book.one("step", id_)
    assert rule is not None  # noqa: S101  # the ids come from the rule book
    return rule


def _unsourced(case: Case) -> str:
    if case.type_rule is None:
        return t("journey.no_type")
    place = case.book.one("province", case.draft.subject.province or "")
    ask = [place.word("bureau")] if place else []
    ask += [case.provider.word("name")] if case.provider else []
    asked = t("journey.or").join(ask) or t("journey.anybody")
    return t("journey.unsourced", type=case.type_rule.word("name"), ask=asked)


def _timing(case: Case, rule: Rule) -> Iterable[str]:
    """What the sources say of the time of this type as a whole, stage by stage."""
    shown = rule.get(f"timing_{language()}") or rule.get("timing_zh", {})
    for stage, text in shown.items():
        if concerns(case, rule["timing_zh"].get(stage, text)):
            key = f"journey.stage.{stage}"
            yield t("journey.says", who=t(key) if has(key) else stage, text=text)


def _contacts(case: Case) -> Iterable[str]:
    """Whom to call: the provider's numbers, and the nationwide one of the bureaus with its date."""
    national = case.book.file("national")
    if case.provider:
        name = case.provider.word("name")
        for phone in case.provider.get("phone", []):
            if phone["number"] != national["hotline"]:
                yield t("journey.phone", who=name, number=phone["number"], use=pick(phone, "use"))
    yield t("journey.hotline", number=national["hotline"], as_of=national["hotline_as_of"])
