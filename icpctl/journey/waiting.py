"""What must be on or off while a filing is under review, by filing type, provider and province; and when that ends.

The states come from the rules themselves: the step that closes the site, the parameters of the province's and national
rules about filed sites, and what providers say of the moment when a new access may be used. Where sources contradict
each other both sides are given, and the later moment is the one to go by: who waits longer breaks no source's rule.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from icpctl.case import Case
from icpctl.findings import sources_json
from icpctl.journey.mentions import own_words, plain
from icpctl.journey.state import APPROVED, state
from icpctl.journey.times import joins
from icpctl.rules import Rule, Source, vocabulary
from icpctl.wording import pick, t

ON, OFF, LATER = "on", "off", "later"
CLOSE, OPEN, CANCEL_OLD = "close-dns", "resolve-dns", "cancel-old-access"


@dataclass(frozen=True, slots=True)
class Side:
    """What one source says: the step after which, or the state in which, and its words."""

    who: str
    after: str
    text: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing and its state: on, off, or later (not before the step `until` is done).

    `until`: the step that ends it, `until_name` that in words. `sides` has more than one entry where sources contradict.
    """

    id: str
    what: str
    state: str
    until: str
    until_name: str
    text: str
    if_missed: str
    sides: tuple[Side, ...]
    sources: tuple[Source, ...]

    @property
    def contradicted(self) -> bool:
        """True when sources name different moments."""
        return len({s.after for s in self.sides}) > 1

    def as_json(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "id": self.id,
            "what": self.what,
            "state": self.state,
            "until": self.until,
            "until_name": self.until_name,
            "text": self.text,
            "if_missed": self.if_missed,
            "contradicted": self.contradicted,
            "sides": [
                {"who": s.who, "after": s.after, "text": s.text, "sources": [sources_json(x) for x in s.sources]}
                for s in self.sides
            ],
            "sources": [sources_json(s) for s in self.sources],
        }


@dataclass(frozen=True, slots=True)
class Waiting:
    """All of it. `text` is the type's own sentence; `over`: the filing has been approved, nothing waits any more."""

    text: str
    over: bool
    duties: tuple[Duty, ...]
    sources: tuple[Source, ...]

    def as_json(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "text": self.text,
            "over": self.over,
            "duties": [d.as_json() for d in self.duties],
            "sources": [sources_json(s) for s in self.sources],
        }


def waiting(case: Case) -> Waiting:
    """What must be on or off until the filing is approved. A type of which no source says anything has no duties."""
    rule = case.type_rule
    return Waiting(
        text=rule.word("access_during_review") if rule else "",
        over=APPROVED in state(case).happened,
        duties=tuple(_duties(case)) if rule else (),
        sources=case.book.sources(rule) if rule else (),
    )


def _duties(case: Case) -> Iterator[Duty]:
    yield from _closed(case)
    yield from _filed_sites(case)
    for rule in case.book.all("waiting-duty"):
        if case.type in rule["filing_types"]:
            sources = case.book.sources(rule)
            yield _duty(case, rule.id, rule.word("name"), rule["state"], rule.word("text"), sources=sources)
    yield from _switch(case)
    yield from _old_access(case)


def _duty(case: Case, id_: str, what: str, state: str, text: str, *, sources: tuple[Source, ...], **more: Any) -> Duty:
    until = more.pop("until", APPROVED)
    return Duty(
        id=id_, what=what, state=state, until=until, until_name=_step_name(case, until), text=text,
        if_missed=more.get("if_missed", ""), sides=more.get("sides", ()), sources=tuple(dict.fromkeys(sources)),
    )  # fmt: skip


def _closed(case: Case) -> Iterator[Duty]:
    """A site that is not filed yet does not open before it is."""
    step = _step(case, CLOSE)
    if step is None:
        return
    rules = case.with_parameter("site_down_before_approval")
    sides = [_said(case, r) for r in rules if r["params"]["site_down_before_approval"]]
    texts = own_words(case, step.data, "what_to_do", anywhere=False)
    sources = (*case.book.sources(step), *(s for side in sides for s in side.sources))
    # The last sentence of the step is about other types of filings.
    yield _duty(case, "new-site-closed", t("waiting.new_site"), OFF, t("journey.then").join(texts[:2]), sources=sources,
                if_missed=step.word("if_missed"), sides=tuple(sides))  # fmt: skip


def _filed_sites(case: Case) -> Iterator[Duty]:
    """Sites that are filed already open, with their number at the bottom."""
    if case.type_facts.get("subject_service_count") == 0:
        return
    key = "filed_sites_must_be_reachable"
    rules = [r for r in case.with_parameter(key) if r["params"][key]]
    if rules:
        rules.sort(key=lambda r: r.kind == "national-rule")  # what is said of the province itself comes first
        sides = [_said(case, r) for r in rules]
        sources = tuple(s for side in sides for s in side.sources)
        yield _duty(case, "filed-sites-open", t("waiting.filed_sites"), ON, sides[0].text, sources=sources, sides=tuple(sides))


def _said(case: Case, rule: Rule) -> Side:
    """A province's or a national rule as one side; all of them name the state until the end of the review."""
    place = case.draft.subject.province or ""
    who = vocabulary.name(case.book, "province", place) if rule.kind == "province-rule" else t("waiting.nationally")
    return Side(who, APPROVED, rule.word("requirement"), case.book.sources(rule))


def _switch(case: Case) -> Iterator[Duty]:
    """When a new access may be used: the provider's own word, its other word, else that of the step; the latest counts."""
    step = _step(case, OPEN)
    if step is None or not joins(case):
        return
    provider = case.draft.filing.provider
    sides = []
    own = next((p for p in step.get("provider", []) if p["provider"] == provider), None)
    if own and "access_filing_after" in own:
        note = pick(own, "note")
        text = note if "after=" not in note else t("waiting.after", step=_step_name(case, own["access_filing_after"]))
        after = str(own["access_filing_after"])
        sides.append(Side(pick(own, "name"), after, text, case.book.resolve(step.scope, own["sources"])))
    for claim in case.book.all("waiting-claim"):
        if claim["provider"] == provider and case.type in claim["filing_types"] and claim.judges:
            who = vocabulary.name(case.book, "provider", str(provider))
            sides.append(Side(who, str(claim["after"]), claim.word("text"), case.book.sources(claim)))
    if not sides:
        who, after = t("journey.in_general"), str(step["after"][0])
        text = t("waiting.no_word", step=_step_name(case, after))
        sides.append(Side(who, after, text, case.book.sources(step)))
    until = max((s.after for s in sides), key=lambda a: _order(case, a))
    known = len({s.after for s in sides}) == 1
    text = t("waiting.switch" if known else "waiting.switch_safer", step=_step_name(case, until))
    sources = tuple(x for s in sides for x in s.sources)
    yield _duty(case, "new-access-switch", t("waiting.new_access"), LATER, text, sources=sources, until=until, sides=tuple(sides))


def _old_access(case: Case) -> Iterator[Duty]:
    """The guard against an empty shell: the old access goes only after the new one stands."""
    step = _step(case, CANCEL_OLD)
    if step is not None:
        text = own_words(case, step.data, "what_to_do", anywhere=False)[0]
        yield _duty(case, "old-access-kept", t("waiting.old_access"), ON, text, sources=case.book.sources(step),
                    if_missed=plain(step.word("if_missed")))  # fmt: skip


def _step(case: Case, id_: str) -> Rule | None:
    """A step of the rule book, when it is on the way of this filing type."""
    step = case.book.one("step", id_)
    return step if step and case.type in step["filing_types"] else None


def _step_name(case: Case, id_: str) -> str:
    step = case.book.one("step", id_)
    return step.word("name") if step else id_


def _order(case: Case, id_: str) -> int:
    step = case.book.one("step", id_)
    return int(step["order"]) if step else 0
