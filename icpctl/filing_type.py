"""Facts about the case -> filing type, with the reasons and what would flip it.

The ordered rules are data (`rules/data/decisions.toml`): the first whose `when` holds decides. A rule with an unknown fact
is passed over, never guessed; what the unknown fact would change is said in `would_change`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from icpctl.findings import sources_json
from icpctl.rules import Book, Rule, Source, vocabulary
from icpctl.rules.match import matches
from icpctl.wording import has, t


@dataclass(frozen=True)
class Decision:
    """What the facts lead to. kind: type, block, stop, sequence, or "open" when the facts do not decide yet.

    `facts` are those it was decided from, province as a code.
    """

    kind: str
    result: str
    name: str
    message: str
    rule: Rule | None
    because: tuple[tuple[str, Any], ...]
    facts: Mapping[str, Any] = field(repr=False)
    book: Book = field(repr=False)

    # Judging thousands of drafts needs the result only; what follows is worked out when it is asked for.
    @cached_property
    def would_change(self) -> tuple[tuple[str, Any, str], ...]:
        """(fact, value, result): each single fact that would lead elsewhere if it were otherwise."""
        return tuple(_flips(self.facts, self.result, self.book)) if self.rule else ()

    @cached_property
    def open_facts(self) -> tuple[str, ...]:
        """The facts to ask next while it is open."""
        return () if self.rule else tuple(_open_facts(self.facts, self.book))

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """The sources of the deciding rule."""
        return self.book.sources(self.rule) if self.rule else ()

    def as_json(self) -> dict[str, Any]:
        """The object of `type --json`."""
        rule_id = self.rule.id if self.rule else ""
        return {
            "schema": 1,
            "kind": self.kind,
            "result": self.result,
            "name": self.name,
            "message": self.message,
            "because": [{"fact": f, "value": v, "rule": rule_id} for f, v in self.because],
            "would_change": [{"fact": f, "value": v, "result": r} for f, v, r in self.would_change],
            "sources": [sources_json(s) for s in self.sources],
        }


def decide(facts: Mapping[str, Any], book: Book) -> Decision:
    """The filing type for the facts; `facts` holds known facts only, `province` as an id or a GB/T 2260 code."""
    known = _prepared(facts, book)
    # Many drafts share these few facts.
    alike = tuple((k, tuple(v) if isinstance(v, list) else v) for k, v in sorted(known.items()))
    rule = book.kept(("decision of", alike), lambda: _first(known, book))
    if rule is None:
        return Decision("open", "", "", "", None, (), known, book)
    used = tuple((_fact_of(k), known[_fact_of(k)]) for k in rule["when"])
    return Decision(
        kind=str(rule["kind"]),
        result=str(rule["result"]),
        name=result_name(str(rule["result"]), book),
        message=rule.word("message"),
        rule=rule,
        because=used,
        facts=known,
        book=book,
    )


def result_name(result: str, book: Book) -> str:
    """The name of a filing type, or of a block, stop or sequence, in the user's language."""
    found = book.one("filing-type", result)
    if found:
        return found.word("name")
    return t(f"decision.{result}") if has(f"decision.{result}") else result


def fact_names(book: Book) -> list[str]:
    """The ids of the facts, in the order they are asked."""
    return [r.id for r in book.all("filing-fact")]


def _prepared(facts: Mapping[str, Any], book: Book) -> dict[str, Any]:
    known = {k: v for k, v in facts.items() if v is not None}
    province = known.get("province")
    if isinstance(province, str) and not province.isdigit():
        known["province"] = vocabulary.province_codes(book).get(province, province)
    return known


def _fact_of(key: str) -> str:
    return key.removesuffix("_in")


def _holds(rule: Rule, known: Mapping[str, Any]) -> bool | None:
    held = matches({_fact_of(k): v for k, v in rule["when"].items() if k != "changed_parts"}, known)
    if "changed_parts" in rule["when"] and held is not False:
        parts = known.get("changed_parts")
        if parts is None:
            return None
        return held if set(parts) == set(rule["when"]["changed_parts"]) else False
    return held


def _first(known: Mapping[str, Any], book: Book) -> Rule | None:
    rules = book.kept("decisions in order", lambda: sorted(book.all("decision"), key=lambda r: int(r["order"])))
    return next((r for r in rules if _holds(r, known)), None)


def _open_facts(known: Mapping[str, Any], book: Book) -> Iterator[str]:
    """The facts that rules still wait for, in the order they are asked; without an intent that one first."""
    if "intent" not in known:
        yield "intent"
    waiting = {_fact_of(k) for r in book.all("decision") if _holds(r, known) is None for k in r["when"]}
    for name in fact_names(book):
        if name in waiting and name not in known and name != "intent":
            yield name


def _flips(known: Mapping[str, Any], result: str, book: Book) -> Iterator[tuple[str, Any, str]]:
    # What one wants to do is rarely what one is mistaken about: the other facts come first.
    for fact in sorted(book.all("filing-fact"), key=lambda f: f.id in ("intent", "service_kind")):
        if fact.id == "province":
            continue
        for value in _alternatives(fact, known.get(fact.id)):
            other = _first({**known, fact.id: value}, book)
            if other is not None and other["result"] != result:
                yield fact.id, value, str(other["result"])
    yield from _province_flips(known, result, book)


def _alternatives(fact: Rule, now: Any) -> list[Any]:
    kind = fact["type"]
    if kind == "bool":
        return [v for v in (True, False) if v is not now]
    if kind == "int":
        return [v for v in (0, 1) if v != now]
    if kind == "enum":
        return [v for v in fact["values"] if v != now]
    if kind == "set":
        return [[v] for v in fact["values"] if [v] != now]
    return []


def _province_flips(known: Mapping[str, Any], result: str, book: Book) -> Iterator[tuple[str, Any, str]]:
    by_result: dict[str, list[str]] = {}
    for entry in book.file("vocabulary")["province"]:
        other = _first({**known, "province": entry["code"]}, book)
        if other is not None and other["result"] != result:
            by_result.setdefault(str(other["result"]), []).append(entry["id"])
    for other_result, provinces in by_result.items():
        yield "province", provinces, other_result
