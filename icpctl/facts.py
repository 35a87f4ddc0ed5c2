"""The facts of the case, read from text: `--fact KEY=VALUE`, `[filing.facts]` of a file, or a prompt."""

import difflib
from collections.abc import Mapping
from typing import Any

from icpctl.draft import Facts
from icpctl.errors import UsageError
from icpctl.fields import FieldError, parse
from icpctl.rules import Book, Rule
from icpctl.rules.vocabulary import fold
from icpctl.values import printable, read_choice, split


def read_facts(raw: Mapping[str, Any], book: Book) -> dict[str, Any]:
    """Known facts with their values, typed. A blank value falls away.

    Raises UsageError naming the fact, what was expected, and the nearest fact for an unknown one.
    """
    known = book.kept("filing facts", lambda: {r.id: r for r in book.all("filing-fact")})
    out = {}
    for key, value in raw.items():
        if key not in known:
            near = difflib.get_close_matches(key, list(known), n=3, cutoff=0.4)
            raise UsageError("unknown_fact", fact=printable(key), near=", ".join(near or known))
        if value in (None, "", []):
            continue
        try:
            out[key] = _read(known[key], value, book)
        except FieldError as error:
            raise UsageError("bad_fact", fact=key, reason=error.text()) from error
    return out


def malformed_facts(facts: Facts, book: Book) -> list[tuple[str, FieldError]]:
    """The facts of a (hand-edited) draft that are malformed alone, with the reason."""
    out = []
    for rule in book.all("filing-fact"):
        value = getattr(facts, rule.id, None)
        if value in (None, "", []) or isinstance(value, bool):
            continue
        try:
            _read(rule, value, book)
        except FieldError as error:
            out.append((rule.id, error))
    return out


def _read(fact: Rule, value: Any, book: Book) -> Any:
    kind = fact["type"]
    if kind == "bool":
        return parse("bool", str(value).lower() if isinstance(value, bool) else str(value)).value
    if kind == "int":
        return parse("count", str(value)).value
    if kind == "set":
        return [_choice(fact, v) for v in split(value)]
    if kind == "code":
        return read_choice(book, "province", str(value))
    return _choice(fact, str(value))


def _choice(fact: Rule, text: str) -> str:
    if text in fact["values"]:
        return text
    wanted = fold(text)
    for id_, name_zh, name_en in zip(fact["values"], fact["values_zh"], fact.get("values_en", fact["values"]), strict=False):
        if wanted in (fold(id_), fold(name_zh), fold(name_en)):
            return str(id_)
    raise FieldError("unknown_choice", given=printable(text), what=fact.word("question"), choices="; ".join(fact["values"]))
