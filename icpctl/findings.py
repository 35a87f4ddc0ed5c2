"""Findings: what a check reports. Text for people is made in the user's language when the finding is made.

The JSON keys are fixed by the manual; `docs/reference` lists them.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from icpctl.rules import PACKAGED, Book, Rule, Source
from icpctl.rules.age import age_days

ERROR, WARNING, NOTE = "error", "warning", "note"
ORDER = {ERROR: 0, WARNING: 1, NOTE: 2}


class Finding(Struct, frozen=True):
    """One judgement: where, how serious, what is wrong, what to do, and by which rule from which sources."""

    code: str
    severity: str
    at: str
    message: str
    fix: str
    rule: str = ""
    topic: str = ""
    sources: tuple[Source, ...] = ()
    origin: str = PACKAGED
    confidence: str = ""
    contradictions: tuple[str, ...] = ()
    age_days: int | None = None  # of the newest source on the day of the judgement; None when no source has a date

    def as_json(self) -> dict[str, Any]:
        """The FINDING object of the manual."""
        out: dict[str, Any] = {
            "code": self.code,
            "severity": self.severity,
            "at": self.at,
            "message": self.message,
            "fix": self.fix,
            "rule": self.rule,
            "topic": self.topic,
            "sources": [sources_json(s) for s in self.sources],
            "confidence": self.confidence,
            "age_days": self.age_days,
        }
        if self.origin != PACKAGED:
            out["origin"] = self.origin
        if self.contradictions:
            out["contradictions"] = list(self.contradictions)
        return out


def age_of(rule: Rule | None, sources: Iterable[Source], day: dt.date) -> int | None:
    """How many days before `day` the newest source speaks: by the rule's own date, else by those of the sources."""
    known = age_days(rule.as_of, day) if rule else None
    return age_days(";".join(s.as_of for s in sources), day) if known is None else known


def sources_json(source: Source) -> dict[str, str]:
    """A source as JSON."""
    return {"title": source.title, "locator": source.locator, "as_of": source.as_of}


def verdict(findings: Iterable[Finding]) -> str:
    """blocked when there is an error, warned when there is a warning, else clear ("no known problem")."""
    worst = min((ORDER[f.severity] for f in findings), default=2)
    return ("blocked", "warned", "clear")[worst]


def summary(findings: Iterable[Finding]) -> dict[str, int]:
    """How many errors, warnings and notes."""
    count = {ERROR: 0, WARNING: 0, NOTE: 0}
    for f in findings:
        count[f.severity] += 1
    return count


def contradictions(book: Book, rule: Rule) -> tuple[str, ...]:
    """What other sources say against this rule, in the words of the rule book."""
    words = []
    for key in ("contradicted_by",):
        ids = rule.get(key, [])
        if ids and isinstance(ids, list):
            words += [f"{s.title} ({s.as_of})" for s in book.resolve(rule.scope, [str(i) for i in ids])]
    return tuple(words)
