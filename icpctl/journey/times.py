"""How long a step takes by each source, and until when it must be done."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from icpctl.case import Case
from icpctl.findings import sources_json
from icpctl.rules import Rule, Source
from icpctl.wording import pick, t

_DAY = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


@dataclass(frozen=True, slots=True)
class Range:
    """How long a step takes, by sources that agree. unit: minutes, hours, calendar_days or working_days."""

    min: int
    max: int
    unit: str
    who: str
    text: str
    note: str
    as_of: str
    sources: tuple[Source, ...]

    def as_json(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "min": self.min,
            "max": self.max,
            "unit": self.unit,
            "who": self.who,
            "text": self.text,
            "note": self.note,
            "as_of": self.as_of,
            "sources": [sources_json(s) for s in self.sources],
        }


@dataclass(frozen=True, slots=True)
class Term:
    """Until when, counted from an event. direction: after or before it; varies: the notice says how long."""

    length: int
    unit: str
    hard: bool
    from_event: str
    direction: str
    binds: str
    varies: bool
    text: str

    def as_json(self) -> dict[str, Any]:
        """As JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


def durations(case: Case, step: Rule, own: Mapping[str, Any] | None) -> list[Range]:
    """What the sources say about the length of a step, the one to go by first; those that agree are one entry.

    The provider's own word comes first: its timing in providers/<id>.toml, or its variant of the step when newer.
    """
    found = []
    timing, variant = _timing(case, step), _variant(case, step, own)
    if timing and not (variant and newest(variant.as_of) > newest(timing.as_of)):
        found += [timing]
    elif variant:
        found += [variant]
    if "duration" in step.data:
        found.append(_range(step["duration"], t("journey.in_general"), step.as_of, case.book.sources(step)))
    return agreeing(found)


def reviews(case: Case) -> Iterator[Range]:
    """What is said about the bureau's review: of this province, then of all bureaus."""
    place = case.book.one("province", case.draft.subject.province or "")
    national = [Rule("national-review", r.id, r.data, r.scope) for r in case.book.all("national-review")]
    own = [r for r in (place.get("review", []) if place else []) if r.get("scope") == "province"]
    for entry in (*own, *(r.data for r in national)):
        ours = entry.get("scope") == "province"
        scope = place.scope if place and ours else national[0].scope
        who = place.word("bureau") if place and ours else t("journey.nationally")
        data = {"min": entry["min_working_days"], "max": entry["max_working_days"], "unit": "working_days"}
        yield _range(data, who, str(entry["as_of"]), case.book.resolve(scope, entry["sources"]))


def agreeing(ranges: list[Range]) -> list[Range]:
    """Ranges that say the same as one, with all their sources."""
    out: dict[tuple[int, int, str], Range] = {}
    for one in ranges:
        key = (one.min, one.max, one.unit)
        if key in out:
            more = tuple(s for s in one.sources if s not in out[key].sources)
            out[key] = replace(out[key], sources=out[key].sources + more)
        else:
            out[key] = one
    return list(out.values())


def deadline(case: Case, step: Rule) -> Term | None:
    """The deadline of a step, unless it is another provider's."""
    data = step.get("deadline")
    if not data or data.get("provider", case.draft.filing.provider) != case.draft.filing.provider:
        return None
    event, note = event_id(case, data["from_event"]), pick(data, "note")
    direction, varies = str(data.get("direction", "after")), bool(data.get("varies", False))
    values = {"event": event_name(case, str(data["from_event"])), "length": amount(data["length"], data["unit"])}
    key = "varies" if varies else ("at_once" if not data["length"] else direction)
    text = t(f"journey.deadline.{key}", **values)
    return Term(
        length=int(data["length"]),
        unit=str(data["unit"]),
        hard=bool(data["hard"]),
        from_event=event,
        direction=direction,
        binds=str(data.get("binds", "applicant")),
        varies=varies,
        text=t("journey.with_note", text=text, note=note) if note else text,
    )


def joins(case: Case) -> bool:
    """True for the types that add an access to a site that is filed already."""
    return case.type_rule is not None and case.type_rule["group"] == "access"


def event_id(case: Case, id_: str) -> str:
    """The event that is recorded for an event of the facts."""
    return str(case.book.file("vocabulary")["event"].get(id_, id_))


def event_name(case: Case, id_: str) -> str:
    """What an event is called."""
    rule = case.book.one("event", id_)
    return rule.word("name") if rule else id_


def amount(length: int, unit: str) -> str:
    """A length of time in words."""
    return t(f"journey.amount{'_one' if length == 1 else ''}.{unit}", count=length)


def newest(as_of: str) -> str:
    """The newest day named in "2026-05-27; undated (2024-2025)"; an undated one counts as older than any day."""
    dated = [part for part in as_of.split(";") if "undated" not in part]
    return max((d for part in dated for d in _DAY.findall(part)), default="")


def _timing(case: Case, step: Rule) -> Range | None:
    provider = case.provider
    stages = case.book.file("vocabulary")["step"]
    for entry in provider.get("timing", []) if provider else []:
        if provider and stages.get(entry["stage"], entry["stage"]) == step.id:
            sources = case.book.resolve(provider.scope, entry["sources"])
            return _range(entry, provider.word("name"), str(entry["as_of"]), sources, pick(entry, "note"))
    return None


def _variant(case: Case, step: Rule, own: Mapping[str, Any] | None) -> Range | None:
    if not own or "duration" not in own or ("access_filing_after" in own and not joins(case)):
        return None
    sources = case.book.resolve(step.scope, own["sources"])
    return _range(own["duration"], pick(own, "name"), str(own["as_of"]), sources)


def _range(data: Mapping[str, Any], who: str, as_of: str, sources: tuple[Source, ...], note: str = "") -> Range:
    low, high, unit = int(data["min"]), int(data["max"]), str(data["unit"])
    if low in (0, high):
        text = amount(high, unit) if low == high else t("journey.within", length=amount(high, unit))
    else:
        text = t(f"journey.amount.{unit}", count=f"{low}-{high}")
    return Range(low, high, unit, who, text, note or pick(data, "what"), as_of, sources)
