"""How rules and checks look: every fact with source, date, confidence, status and what contradicts it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from icpctl import screen
from icpctl.findings import contradictions, sources_json
from icpctl.rules import PACKAGED, Book, Rule
from icpctl.screen.report import as_of
from icpctl.wording import language, t

if TYPE_CHECKING:
    from icpctl.checks import Check

TITLE_KEYS = ("name", "title", "label", "requirement", "rule", "message", "question", "rule_text", "meaning", "word", "what")
HIDDEN = {"id", "sources", "sources_in", "as_of", "confidence", "status", "origin", "kind"}


def title(rule: Rule) -> str:
    """One line that says what the rule is."""
    for key in TITLE_KEYS:
        text = rule.word(key)
        if text:
            return text
    return rule.id


def as_json(book: Book, rule: Rule) -> dict[str, Any]:
    """A rule with its metadata resolved."""
    return {
        "kind": rule.kind,
        "id": rule.id,
        "title": title(rule),
        "as_of": rule.as_of,
        "confidence": rule.confidence,
        "status": rule.status,
        "origin": rule.origin,
        "sources": [sources_json(s) for s in book.sources(rule)],
        "contradictions": list(contradictions(book, rule)),
        "data": {k: v for k, v in rule.data.items() if k != "by_id"},
    }


def show(book: Book, rule: Rule, *, short: bool = False) -> None:
    """A rule for people."""
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
    if short:
        return
    _table(rule.data, 2)
    for source in book.sources(rule):
        screen.line(t("screen.source", title=source.title, as_of=as_of(source.as_of)), 2, hang=2)
        if source.locator:
            screen.line(source.locator, 4, style="dim")
    for text in contradictions(book, rule):
        screen.line(t("screen.findings.contradiction", text=text), 2, style="warning", hang=2)
    screen.line()


def show_check(check: "Check") -> None:
    """A check: what is judged, what it says, what to do."""
    words = check.words
    screen.line(f"{check.code}  {words.title}", style="heading")
    screen.pairs(
        [
            (t("screen.rules.severity"), t(f"screen.severity.{check.severity}")),
            (t("screen.rules.topic"), check.topic),
            (t("screen.rules.says"), words.message),
            (t("screen.rules.do"), words.fix),
        ]
    )


def _table(data: Mapping[str, Any], indent: int) -> None:
    for key, value in data.items():
        if key in HIDDEN or key == "by_id" or _other_language(key, data):
            continue
        if isinstance(value, Mapping):
            screen.line(f"{key}:", indent)
            _table(value, indent + 2)
        elif isinstance(value, list) and value and all(isinstance(v, Mapping) for v in value):
            screen.line(f"{key}:", indent)
            for entry in value:
                screen.line("-", indent + 2)
                _table(entry, indent + 4)
        elif value not in ("", [], {}):
            text = t("screen.and").join(str(v) for v in value) if isinstance(value, list) else str(value)
            screen.line(f"{key}: {text}", indent, hang=2)


def _other_language(key: str, data: Mapping[str, Any]) -> bool:
    """Hide the twin of a text in the other language."""
    stem, _, ending = key.rpartition("_")
    if ending in ("zh", "en") and ending != language():
        return f"{stem}_{language()}" in data or (ending == "en" and stem in data)
    return language() == "en" and f"{key}_en" in data
