"""Judgement: each check is a small function from a Case to findings, with its code, severity and words.

A module here is one subject matter (people, domains, ...). A check is registered with `@check(...)` and yields what it
finds by `found(...)`; it never prints and reads neither clock, disk nor network. The modules are found by listing the
folder; `tests/cases/<CODE>.toml` holds passing and failing examples of each code, and a test insists on them.
"""

import datetime as dt
import pkgutil
from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from typing import Any

from msgspec import Struct

from icpctl.case import Case
from icpctl.draft import Draft, copy, put
from icpctl.findings import NOTE, ORDER, Finding, age_of, contradictions
from icpctl.rules import Book, Rule, Source
from icpctl.wording import language


class Words(Struct, frozen=True):
    """Title, message and fix of a check in one language; message and fix may hold {placeholders}."""

    title: str
    message: str
    fix: str


class Hit(Struct, frozen=True):
    """What a check yields: the place, the values for the words, and the rule that judges."""

    at: str
    rule: Rule | None = None
    rule_id: str = ""
    severity: str | None = None
    values: tuple[tuple[str, Any], ...] = ()
    sources: tuple[Source, ...] = ()


class Check(Struct, frozen=True):
    """One check: its code (never reused), severity, topic, words, function, and without what it finds nothing (`about.py`)."""

    code: str
    severity: str
    topic: str
    zh: Words
    en: Words
    run: Callable[[Case], Iterable[Hit]]
    about: frozenset[str] = frozenset()
    parameters: tuple[str, ...] = ()

    @property
    def words(self) -> Words:
        """The words in the user's language."""
        return self.en if language() == "en" else self.zh


_ALL: dict[str, Check] = {}
MALFORMED = "VAL001"


def check(
    code: str,
    severity: str,
    topic: str,
    zh: Words,
    en: Words,
    *,
    about: str | tuple[str, ...] = (),
    parameters: tuple[str, ...] = (),
) -> Callable[[Callable[[Case], Iterable[Hit]]], Callable[[Case], Iterable[Hit]]]:
    """Register a check function under its code. `severity` is the most it gives; a weaker rule lowers it.

    `about` and `parameters` name what must be there for it to find anything, see `about.py`.
    """
    needed = frozenset((about,) if isinstance(about, str) else about)

    def register(run: Callable[[Case], Iterable[Hit]]) -> Callable[[Case], Iterable[Hit]]:
        if code in _ALL and _ALL[code].run.__module__ != run.__module__:
            raise ValueError(f"{code} is used twice")
        _ALL[code] = Check(code, severity, topic, zh, en, run, needed, parameters)
        return run

    return register


def found(
    at: str,
    rule: Rule | None = None,
    *,
    rule_id: str = "",
    severity: str | None = None,
    sources: tuple[Source, ...] = (),
    **values: Any,
) -> Hit:
    """A hit at a draft path ("" for the whole draft); `rule` gives the sources, `rule_id` names a rule without one."""
    return Hit(at, rule, rule_id, severity, tuple(values.items()), sources)


@cache
def all_checks() -> tuple[Check, ...]:
    """Every check, by code."""
    for module in sorted(m.name for m in pkgutil.iter_modules(__path__)):
        import_module(f"{__name__}.{module}")
    return tuple(_ALL[code] for code in sorted(_ALL))


def run(draft: Draft, book: Book, day: dt.date) -> list[Finding]:
    """All findings for a draft on a day: errors first, then in the order of the codes and the draft."""
    return judge(Case(draft, book, day))


def judge(case: Case, *, read: bool = False, least: str = NOTE) -> list[Finding]:
    """Like `run`, for a case that is there already.

    read   all its values have just come from `values.read_value`, and nobody has changed the draft since the case was made
    least  the least severity that is wanted; checks that never give as much are not called
    """
    if not read:
        # The draft of a case that somebody holds may have changed since the case was asked; nothing kept of it is used.
        case = Case(case.draft, case.book, case.day, case.elsewhere)
    malformed = [] if read else [f for one in _of_values() for f in _judge(one, case)]
    wrong = {f.at for f in malformed if not f.at.endswith("]")}
    if wrong:
        # A value that says nothing is named once; what follows from it would only be noise.
        case = Case(_without(case.draft, wrong), case.book, case.day, case.elsewhere)
    # The loop of `_judge`, inside: most checks find nothing, and calling it two hundred times a draft is felt.
    most = ORDER[least]
    findings = [
        _finding(one, hit, case)
        for one in _may_find(case, least)
        for hit in one.run(case)
        if (hit.rule is None or hit.rule.judges) and ORDER[_severity(one, hit)] <= most
    ]
    if wrong:
        findings = [f for f in findings if f.at not in wrong]
    return sorted(malformed + findings, key=lambda f: (ORDER[f.severity], f.code, f.at))


def _without(draft: Draft, paths: Iterable[str]) -> Draft:
    kept = copy(draft)
    for path in paths:
        put(kept, path, None)
    return kept


@cache
def _of_values() -> tuple[Check, ...]:
    return tuple(one for one in all_checks() if one.code == MALFORMED)


def _may_find(case: Case, least: str = NOTE) -> tuple[Check, ...]:
    """All other checks but for those that need what this case does not have; worked out once for cases that are alike."""
    from icpctl.checks.about import holding

    holds = holding(case)
    return case.kept_alike(("checks", least, holds), lambda: _needing(case, least, holds))


def _needing(case: Case, least: str, holds: frozenset[str]) -> tuple[Check, ...]:
    return tuple(
        one
        for one in all_checks()
        if one.code != MALFORMED
        and ORDER[one.severity] <= ORDER[least]
        and one.about <= holds
        and (not one.parameters or case.with_parameter(*one.parameters))
    )


def judged_by(code: str, case: Case) -> list[Finding]:
    """The findings of one check alone."""
    return [f for one in all_checks() if one.code == code for f in _judge(one, case)]


def _judge(one: Check, case: Case) -> list[Finding]:
    return [_finding(one, hit, case) for hit in one.run(case) if hit.rule is None or hit.rule.judges]


def _severity(one: Check, hit: Hit) -> str:
    """The rule's own weight, its status and its confidence can only weaken what the check says."""
    said, rule = hit.severity or one.severity, hit.rule
    return said if rule is None else max(said, rule.severity(str(rule.get("severity", said))), key=ORDER.__getitem__)


def _finding(one: Check, hit: Hit, case: Case) -> Finding:
    words, values, rule = one.words, dict(hit.values), hit.rule
    severity = _severity(one, hit)
    message, fix = words.message.format(**values), words.fix.format(**values)
    if rule is None:
        age = age_of(None, hit.sources, case.day)
        return Finding(one.code, severity, hit.at, message, fix, hit.rule_id, one.topic, hit.sources, age_days=age)
    sources = case.book.sources(rule) or hit.sources
    return Finding(
        code=one.code,
        severity=severity,
        at=hit.at,
        message=message,
        fix=fix,
        rule=rule.id,
        topic=str(rule.get("topic", one.topic)),
        sources=sources,
        origin=rule.origin,
        confidence=rule.confidence,
        contradictions=contradictions(case.book, rule),
        age_days=age_of(rule, sources, case.day),
    )
