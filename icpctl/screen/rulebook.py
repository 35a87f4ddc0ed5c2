"""How rules look in lists and in JSON: every fact with source, date, age, confidence, status and what contradicts it."""

from typing import TYPE_CHECKING, Any

from icpctl import run, screen
from icpctl.explaining import checks, examples, rules
from icpctl.explaining.rules import title
from icpctl.findings import contradictions, sources_json
from icpctl.rules import PACKAGED, Book, Rule
from icpctl.rules.age import age_days
from icpctl.screen.report import as_of
from icpctl.wording import t

if TYPE_CHECKING:
    from icpctl.checks import Check

__all__ = ["as_json", "brief", "check_json", "title"]


def as_json(book: Book, rule: Rule) -> dict[str, Any]:
    """A rule with its metadata resolved."""
    problem = book.problem_of(rule)
    out = {
        "kind": rule.kind,
        "id": rule.id,
        "title": title(rule),
        "as_of": rule.as_of,
        "age_days": age_days(rule.as_of, run.day()),
        "confidence": rule.confidence,
        "status": rule.status,
        "origin": rule.origin,
        "sources": [sources_json(s) for s in book.sources(rule)],
        "contradictions": list(contradictions(book, rule)),
        "data": {k: v for k, v in rule.data.items() if k != "by_id"},
    }
    return {**out, "own_file_problem": problem.as_json()} if problem else out


def explained_json(book: Book, rule: Rule) -> dict[str, Any]:
    """A rule as `explain` tells it."""
    return {
        **as_json(book, rule),
        "says": [row.as_json() for row in rules.says(book, rule)],
        "for_whom": [row.as_json() for row in rules.for_whom(book, rule)],
        "weight": rules.weight(book, rule),
        "corroborated_by": [sources_json(s) for s in rules.corroborated(book, rule)],
        "contradicted_by": [other.as_json() for other in rules.others(book, rule)],
        "used_by": rules.used_by(rule),
        "shown_in": rules.rooms(rule),
        "rules": [{"id": r.id, "title": title(r), "weight": rules.weight(book, r)} for r in rules.inner(book, rule)],
        "examples": [example.as_json() for example in examples.of_rule(rule.id)],
    }


def check_json(book: Book, one: "Check") -> dict[str, Any]:
    """A check as `explain` tells it."""
    words = one.words
    return {
        "check": {"code": one.code, "severity": one.severity, "topic": one.topic, "title": checks.blank(words.title)},
        "message": checks.blank(words.message),
        "fix": checks.blank(words.fix),
        "looks_at": [{"path": path, "label": name} for path, name in checks.looks_at(book, one)],
        "examples": [example.as_json() for example in examples.of_code(one.code)],
    }


def brief(rule: Rule) -> None:
    """A rule in two lines."""
    screen.line(f"{rule.kind}/{rule.id}  {title(rule)}", style="heading", hang=2)
    screen.line(
        t(
            "screen.rules.meta",
            as_of=as_of(rule.as_of) or "-",
            confidence=t(f"screen.confidence.{rule.confidence}"),
            status=t(f"screen.status.{rule.status}"),
        ),
        2,
        style="dim",
    )
    if rule.origin != PACKAGED:
        screen.line(t("screen.own_rule", path=rule.origin), 2, style="warning")
