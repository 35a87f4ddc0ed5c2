"""Names of sites, Apps and mini-programs, judged by the naming rules of the rule book.

`judge(name, context, book)` gives what was found, `verdict` the worst of it as the rule book says it (ok, warn, reject),
`skipped` the rules that could not judge because an answer is missing, `advice` those that only a person can judge. The
rules are data: which words, forms, lengths and patterns they refuse stands in `rules/data/naming.toml`, and a rule of a
known shape is added there alone. Pure: no clock, no disk, no language.
"""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from icpctl.findings import ERROR, NOTE, ORDER, WARNING
from icpctl.naming.context import Context, Found
from icpctl.naming.judging import PARAMETERS, SEVERITIES, Test, lacks, tests_of
from icpctl.naming.text import Name, read
from icpctl.rules import Book, Rule

__all__ = ["PARAMETERS", "Context", "Found", "Name", "advice", "checkable", "judge", "read", "skipped", "verdict"]

ADVICE = "advice"
"""The group of naming rules that no program can judge."""


def judge(name: str, context: Context, book: Book) -> list[Found]:
    """Everything the rules say against a name, in the order of the rule book; [] for nothing known against it.

    A rule whose context is missing is left out; so is the weaker of two findings about the same word or matter, and a
    national rule where a naming rule, which is more exact, has spoken.
    """
    seen = read(name)
    found = _once([f for test in _tests(context, book) if (f := test(seen, context)) is not None])
    return [part for one in found for part in _excused(one, seen, context, book)]


def verdict(found: Iterable[Found]) -> str:
    """ok, warn or reject: the most severe finding decides, a note changes nothing."""
    severities = {f.severity for f in found}
    return "reject" if ERROR in severities else "warn" if WARNING in severities else "ok"


def skipped(context: Context, book: Book) -> list[tuple[Rule, str]]:
    """The rules that would judge this name if an answer were there: (rule, what is missing).

    What is missing is "subject" (individual or organisation), "province", or a word of needs_context.
    """
    alike = ("skipped names", context.service, context.subject, context.province)
    wanting = book.kept(alike, lambda: tuple(_wanting(context, book)))
    return [(rule, need) for rule, known in wanting for need in ([known] if known else lacks(context, rule))]


def _wanting(context: Context, book: Book) -> Iterator[tuple[Rule, str]]:
    """The rules that may lack an answer, and which when service, subject and province tell it; "" where the rest decides."""
    for rule in book.all("naming-rule"):
        if not checkable(rule) or context.service not in rule["service"]:
            continue
        if context.subject is None and rule["applies_to"] != "both":
            yield rule, "subject"
        elif context.province is None and rule.get("province") and rule["applies_to"] in ("both", context.subject):
            yield rule, "province"
        elif rule.get("needs_context") and _speaks_of(rule, context):
            yield rule, ""


def advice(context: Context, book: Book) -> list[Rule]:
    """The rules that speak of such a name and that only a person can judge."""
    alike = ("name advice", context.service, context.subject, context.province)
    return list(book.kept(alike, lambda: [r for r in book.all("naming-rule") if not checkable(r) and _speaks_of(r, context)]))


def checkable(rule: Rule) -> bool:
    """False for a naming rule that only a person can judge."""
    return rule.get("group") != ADVICE and bool(rule.get("machine_checkable", True))


def _tests(context: Context, book: Book) -> list[Test]:
    key = ("name tests", context.service, context.subject, context.province, context.rules)
    return book.kept(key, lambda: _made(context, book))


def _made(context: Context, book: Book) -> list[Test]:
    rules = [r for r in book.all("naming-rule") if checkable(r) and _speaks_of(r, context)]
    rules += [r for r in book.of_province(context.province or "") if r.id in context.rules]
    return [test for rule in rules for test in tests_of(rule, book)]


def _speaks_of(rule: Rule, context: Context) -> bool:
    """True when kind of service, kind of subject and province are those of the rule."""
    if not rule.judges or context.service not in rule["service"] or rule["applies_to"] not in ("both", context.subject):
        return False
    return not rule.get("province") or context.province in rule["province"]


def _once(found: list[Found]) -> Iterable[Found]:
    for mine in found:
        left: Found | None = mine
        for other in found:
            if left is not None and other is not mine and _speaks_first(other, mine):
                left = left.without(other)
        if left is not None and not _is_beside_the_point(mine, found):
            yield left


def _speaks_first(other: Found, mine: Found) -> bool:
    national = [one.rule.kind == "national-rule" for one in (other, mine)]
    if any(national):
        return other.rule.kind == "naming-rule"
    alike = other.severity == mine.severity and other.rule.get("group") == mine.rule.get("group")
    if alike and (other.value, mine.value) == ("prefix", "contains"):
        return True
    return ORDER[other.severity] < ORDER[mine.severity]


def _excused(mine: Found, name: Name, context: Context, book: Book) -> list[Found]:
    """A finding, with the words apart that belong to a form which one source wants in this province."""
    if not mine.spans or mine.rule.kind != "naming-rule":
        return [mine]
    for exception, ending in _local_endings(context, book):
        begin = len(name.plain) - len(ending)
        inside = mine.between(begin, len(name.plain)) if begin > 0 and name.plain.endswith(ending) else None
        if inside is not None:
            outside = mine.between(0, begin)
            severity = max(mine.severity, SEVERITIES[exception["verdict"]] or NOTE, key=lambda x: ORDER[x])
            return [*([outside] if outside else []), replace(inside, severity=severity, excused=exception)]
    return [mine]


def _local_endings(context: Context, book: Book) -> list[tuple[Rule, str]]:
    """The name exceptions that speak of such a name, with the endings that they allow."""
    out = []
    for entry in book.file("naming").get("name_exception", ()):
        rejection = book.one("rejection", entry["rejection"])
        form = book.file("check-parameters").get(entry["rejection"])
        alike = context.subject == entry["applies_to"] and context.service in entry["service"]
        if rejection is not None and form and alike and context.province in form["provinces"]:
            rule = replace(rejection, data={**rejection.data, **entry})
            out += [(rule, read(ending).plain) for ending in form["endings"]]
    return out


def _is_beside_the_point(mine: Found, found: list[Found]) -> bool:
    """True for what follows from a greater fault: that a domain has a dot, that marks have no length."""
    if mine.matter in ("form", "characters") and any(f.matter == "domain" for f in found):
        return True
    if mine.matter in ("related", "same", "suffix") and any(f.matter in ("form", "domain") for f in found):
        return True
    return mine.matter == "short" and any(f.value == "punctuation" for f in found)
