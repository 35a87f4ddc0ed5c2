"""What becomes of every rule of the rule book: which check judges by it, which part of the program shows it, or why neither."""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from icpctl.reference.text import code, page, table
from icpctl.rules import Book, Rule
from icpctl.rules.kinds import KINDS
from icpctl.usage import ADVICE, ADVISOR, AFTER_APPROVAL, DOCUMENTS, JOURNEY, OTHERWISE, is_advice, readers
from icpctl.usage.kinds import EACH, UNCITED, WHOLE
from icpctl.wording import t

JUDGED, SHOWN, UNUSED = "judged", "shown", "unused"
PLACES = ("province-rule", "national-rule")
NARROWS = "subject_kind"  # says whom a rule is about; what reads it is no judge of the rule
_ROOMS = (DOCUMENTS, JOURNEY)


def make() -> str:
    """The page in the language that is set."""
    book = Book()
    uses = {kind: [(rule, *use(rule)) for rule in book.all(kind)] for kind in KINDS}
    out = page("rule_usage") + _heading("counts") + table(_head("kind", JUDGED, SHOWN, UNUSED, "how"), _counts(uses))
    out += "\n" + _heading("parameters") + table(_head("parameter", "rules", "reader"), _parameters(book))
    for kind, rows in uses.items():
        if kind in EACH:
            out += f"\n## {code(kind)}\n\n" + table(_head("rule", "what", "reader"), _each(rows))
    out += "\n" + _heading("whole_title") + table(_head("kind", "how", "cited"), _whole(uses))
    return out


def use(rule: Rule) -> tuple[str, str]:
    """("judged", "shown" or "unused", what does it): codes, rooms, or the reason in the user's language."""
    if not rule.judges:
        return UNUSED, t(f"reference.rule_usage.reason.{rule.status}")
    if rule.kind in PLACES:
        return _of_place(rule)
    cited = codes_of(rule)
    if cited:
        return JUDGED, _codes(cited)
    if rule.kind in EACH:
        reason, instead = UNCITED.get((rule.kind, rule.id), ("none", ""))
        kind = {"twin": JUDGED, "value": JUDGED, "none": UNUSED, "unknown": UNUSED}.get(reason, SHOWN)
        return kind, _because(reason, instead.split())
    way = _way(rule.kind)
    return UNUSED if way == "on-request" else SHOWN, t(f"reference.rule_usage.whole.{way}")


def codes_of(rule: Rule) -> list[str]:
    """The checks that judge by a rule."""
    return list(_cited().get(rule.kind, {}).get(rule.id, []))


@cache
def _cited() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(Path(__file__).with_name("cited.toml").read_text(encoding="utf-8"))


def _of_place(rule: Rule) -> tuple[str, str]:
    """A province's or national rule: the checks that cite it, and the readers of the parameters that these do not read."""
    cited = set(codes_of(rule))
    names = [n for n in rule["params"] if n != NARROWS]
    reading = {r for name in names for r in readers(name) if r in _ROOMS or not cited & set(readers(name))}
    checks = sorted(cited | (reading - set(_ROOMS)))
    rooms = sorted(reading & set(_ROOMS)) or ([DOCUMENTS] if rule.get("documents") else [])
    rooms = [r for r in rooms if r != DOCUMENTS or rule.get("documents")]
    parts = [_codes(checks)] if checks else []
    parts += [t(f"reference.rule_usage.room.{r}") for r in rooms]
    if is_advice(rule):
        parts.append(_because(ADVICE, [ADVISOR]))
    if not parts and rule["filing_types"] == [AFTER_APPROVAL]:
        parts = [_because("after", [])]
    if not parts:
        parts = [_because(r, []) for r in dict.fromkeys(OTHERWISE[n] for n in rule["params"] if n in OTHERWISE)]
    return JUDGED if checks or rooms else SHOWN, t("reference.rule_usage.and").join(parts)


def _because(reason: str, instead: list[str]) -> str:
    text = t(f"reference.rule_usage.reason.{reason}")
    shown = [t(f"reference.rule_usage.room.{i}") if i in _ROOMS else code(i) for i in instead]
    return t("reference.rule_usage.instead", text=text, by=", ".join(shown)) if shown else text


def _codes(codes: list[str]) -> str:
    return ", ".join(code(c) for c in codes)


def _way(kind: str) -> str:
    return "values" if kind.startswith("code-") else WHOLE.get(kind, "each")


def _heading(name: str) -> str:
    return f"## {t(f'reference.rule_usage.{name}')}\n\n"


def _head(*names: str) -> list[str]:
    return [t(f"reference.rule_usage.head.{n}") for n in names]


def _counts(uses: dict[str, list[tuple[Rule, str, str]]]) -> Iterator[list[str]]:
    for kind, rows in uses.items():
        if rows:
            numbers = [str(sum(is_ == wanted for _, is_, _ in rows)) for wanted in (JUDGED, SHOWN, UNUSED)]
            yield [code(kind), *numbers, t(f"reference.rule_usage.whole.{_way(kind)}")]


def _parameters(book: Book) -> Iterator[list[str]]:
    count: dict[str, int] = {}
    for kind in PLACES:
        for rule in book.all(kind):
            for name in rule["params"]:
                count[name] = count.get(name, 0) + 1
    for name, number in sorted(count.items()):
        by = [t(f"reference.rule_usage.room.{r}") if r in _ROOMS else code(r) for r in readers(name)]
        reason = OTHERWISE.get(name, ADVICE)
        yield [code(name), str(number), ", ".join(by) or _because(reason, [ADVISOR] if reason == ADVICE else [])]


def _each(rows: list[tuple[Rule, str, str]]) -> Iterator[list[str]]:
    for rule, is_, by in rows:
        yield [code(rule.id), t(f"reference.rule_usage.is.{is_}"), by]


def _whole(uses: dict[str, list[tuple[Rule, str, str]]]) -> Iterator[list[str]]:
    """Kinds used as a whole: one line, with the rules that checks cite."""
    for kind, rows in uses.items():
        if kind not in EACH and rows:
            cited = [f"{code(r.id)} ({_codes(codes_of(r))})" for r, _, _ in rows if codes_of(r)]
            yield [code(kind), t(f"reference.rule_usage.whole.{_way(kind)}"), "; ".join(cited)]
